//! Never 9: in the window's code only `lib/ipc` speaks to the shell, components know neither state nor ipc, and a
//! feature never imports another feature.
//!
//! ESLint says the same while a person types; this says it where no npm has run.

use crate::facts::{File, files, nothing_to_complain, offender};

fn sources(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.path.starts_with("ui/src/") && file.is(&[".ts", ".svelte", ".js"]))
}

/// The imports of a file, statically or not: every quoted name after `from` or `import`.
fn imports(file: &File) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for key in ["from ", "import ", "import("] {
            for (at, _) in line.match_indices(key) {
                let rest = line[at + key.len()..].trim_start();
                if let Some(mark) = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''))
                    && let Some((name, _)) = rest[1..].split_once(mark)
                {
                    found.push((index + 1, name));
                }
            }
        }
    }
    found
}

fn feature(path: &str) -> Option<&str> {
    path.split_once("features/").and_then(|(_, rest)| rest.split('/').next())
}

fn forbidden_imports(files: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in sources(files) {
        for (line, name) in imports(file) {
            let place = format!("{}:{line} imports {name}", file.path);
            if name.starts_with("@tauri-apps/") && !file.path.starts_with("ui/src/lib/ipc/") {
                complaints.push(format!("{place}: only lib/ipc speaks to the shell"));
            }
            if file.path.contains("/components/")
                && (name.contains("/state/") || name.contains("/ipc/client") || name.contains("/ipc/events"))
            {
                complaints.push(format!("{place}: a component knows neither state nor ipc"));
            }
            let own = feature(&file.path);
            let reaches_up =
                own.is_some() && name.starts_with("../") && !name.contains("/lib/") && !name.contains("/components/");
            let other = feature(name).or_else(|| {
                if reaches_up { name.strip_prefix("../").and_then(|rest| rest.split('/').next()) } else { None }
            });
            if let (Some(own), Some(other)) = (own, other)
                && own != other
                && files.iter().any(|file| file.path.starts_with(&format!("ui/src/features/{other}/")))
            {
                complaints.push(format!("{place}: a feature never imports another"));
            }
        }
    }
    complaints
}

fn raw_html(files: &[File]) -> Vec<String> {
    let words = ["{@html", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"];
    sources(files)
        .flat_map(|file| file.text.lines().enumerate().map(move |(index, line)| (file, index + 1, line)))
        .filter_map(|(file, line, text)| {
            words.iter().find(|word| text.contains(**word)).map(|word| format!("{}:{line} says {word}", file.path))
        })
        .collect()
}

/// A state that is made where its module is read outlives the window that it belongs to; and which dialogs are open is
/// a state, which nobody looks for in the page.
fn states_outside_of_the_app(files: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in sources(files).filter(|file| !file.is(&[".test.ts"])) {
        for (index, line) in file.text.lines().enumerate() {
            let place = format!("{}:{}", file.path, index + 1);
            let declares = line.trim_start_matches("export ");
            let made = (declares.starts_with("const ") && line.contains("= new ") && !line.contains("= new Set"))
                || declares.starts_with("let ");
            if file.path.starts_with("ui/src/lib/state/") && made {
                complaints.push(format!("{place}: a state is made by AppState, not where its module is read"));
            }
            if line.contains("querySelector(\"[role=dialog]\")") {
                complaints.push(format!("{place}: the state of the dialogs knows which are open"));
            }
        }
    }
    complaints
}

#[test]
fn states_are_made_by_the_app_and_dialogs_are_one_of_them() {
    nothing_to_complain(&states_outside_of_the_app(files()));
    let state = |text: &str| states_outside_of_the_app(&[offender("ui/src/lib/state/x.svelte.ts", text)]).len();
    assert_eq!(state("export const theme = new Theme();"), 1, "a singleton");
    assert_eq!(state("let turn = 0;"), 1, "what changes");
    assert_eq!(state("const ENDS: ReadonlySet<string> = new Set([]);\n  let turn = 0;"), 0, "a constant, a local");
    let search = offender("ui/src/features/x/X.svelte", "if (document.querySelector(\"[role=dialog]\")) return;");
    assert_eq!(states_outside_of_the_app(&[search]).len(), 1, "a dialog that is looked for");
}

#[test]
fn n09_only_ipc_speaks_to_the_shell_and_features_stand_alone() {
    nothing_to_complain(&forbidden_imports(files()));
}

#[test]
fn w07_no_text_is_ever_shown_as_html() {
    nothing_to_complain(&raw_html(files()));
}

#[test]
fn the_rules_of_the_window_s_code_can_fail() {
    let one = |path: &str, text: &str| vec![offender(path, text)];
    assert_eq!(
        forbidden_imports(&one("ui/src/lib/state/x.ts", "import { invoke } from \"@tauri-apps/api/core\";")).len(),
        1,
        "the shell"
    );
    assert_eq!(
        forbidden_imports(&one("ui/src/components/X.svelte", "import { s } from '$lib/state/session.svelte';")).len(),
        1,
        "state"
    );
    let mut two = one("ui/src/features/till/Till.svelte", "import Y from '../history/Y.svelte';");
    two.push(offender("ui/src/features/history/Y.svelte", ""));
    assert_eq!(forbidden_imports(&two).len(), 1, "another feature, by a relative path");
    two[0].text = "import Y from '$features/history/Y.svelte';".replace("$features", "../../features");
    assert_eq!(forbidden_imports(&two).len(), 1, "another feature, by its full path");
    assert_eq!(raw_html(&one("ui/src/features/till/Till.svelte", "{@html name}")).len(), 1, "markup from outside");
}
