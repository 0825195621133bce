//! The style that a machine can see: module docs, the length of files, names of machines and people's folders.
//!
//! Each rule is a function from files to complaints, and the last test shows that each of them can complain. Names,
//! commas and the sense of a comment are for people to judge.

use crate::facts::{File, files, nothing_to_complain, offender};

/// No file is longer, tests included: what would pass it becomes a folder.
const LONGEST: usize = 400;

fn too_long(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| {
            file.is(&[".rs", ".svelte", ".ts", ".js", ".css", ".sql", ".html"]) && !file.path.contains("generated")
        })
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(file, lines)| format!("{} has {lines} lines; {LONGEST} is the most", file.path))
        .collect()
}

/// Files of compile-fail tests show a person's code, which has no module docs.
fn is_module(file: &&File) -> bool {
    file.is(&[".rs"]) && !file.path.contains("/compile_fail/") && !file.path.contains("/compile-fail/")
}

/// Every module opens with what lives there, what does not, and the rule that keeps it so.
const MODULE_DOCS: std::ops::RangeInclusive<usize> = 3..=15;

fn undocumented(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(is_module)
        .map(|file| {
            (
                file,
                file.text
                    .lines()
                    .skip_while(|line| line.is_empty() || line.starts_with("#!"))
                    .take_while(|line| line.starts_with("//!"))
                    .count(),
            )
        })
        .filter(|(_, lines)| !MODULE_DOCS.contains(lines))
        .map(|(file, lines)| {
            format!(
                "{} opens with {lines} lines of //!; {} to {} say enough",
                file.path,
                MODULE_DOCS.start(),
                MODULE_DOCS.end()
            )
        })
        .collect()
}

/// The longest name of a test, in Rust and in the window's code.
const LONGEST_NAME: usize = 70;

/// Words that begin a clause, which is no subject of a name.
const NO_SUBJECTS: [&str; 4] = ["what", "who", "whoever", "whatever"];

/// Whether a name or a title of a test begins with a clause, after the numbers of its requirements.
fn begins_with_a_clause(name: &str) -> bool {
    let is_number = |word: &str| {
        matches!(word.as_bytes(), [letter, tens, ones]
            if letter.is_ascii_lowercase() && tens.is_ascii_digit() && ones.is_ascii_digit())
    };
    let first = name.split(['_', ' ']).find(|word| !is_number(word));
    first.is_some_and(|word| NO_SUBJECTS.iter().any(|no| word.eq_ignore_ascii_case(no)))
}

/// Names and titles of tests that are longer, or whose subject is a clause.
fn bad_names(files: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let mut is_test = false;
        for line in file.text.lines().map(str::trim_start) {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            let function =
                line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ").filter(|_| file.is(&[".rs"]));
            let title = ["it(\"", "test(\"", "describe(\""]
                .iter()
                .find_map(|start| line.strip_prefix(start))
                .filter(|_| file.is(&[".test.ts"]));
            let name = function
                .filter(|_| std::mem::take(&mut is_test))
                .map(|rest| rest.split(['(', '<']).next().unwrap_or_default())
                .or(title.map(|rest| rest.split('"').next().unwrap_or_default()));
            let Some(name) = name else { continue };
            if name.chars().count() > LONGEST_NAME {
                complaints.push(format!("{}: the name {name} has more than {LONGEST_NAME} characters", file.path));
            }
            if begins_with_a_clause(name) {
                complaints.push(format!("{}: the name {name} has a clause as its subject", file.path));
            }
        }
    }
    complaints
}

/// The widest line of code.
const WIDEST: usize = 120;

/// Lines of the program's code that are wider. A line that holds a text may be: nobody breaks an address or a sentence.
fn wide(files: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.is(&[".rs"]) && !file.is_test()) {
        for (number, line) in file.code() {
            let holds_text = line.contains(['"', '\'']) || line.ends_with('\\');
            if line.chars().count() > WIDEST && !holds_text {
                complaints.push(format!("{}:{number} has more than {WIDEST} columns", file.path));
            }
        }
    }
    complaints
}

/// Docs of one or two words, which say no more than the name below them. A path or a format in code marks may be short.
fn filler(files: &[File]) -> Vec<String> {
    let doc = |line: Option<&str>| line.map(str::trim).and_then(|line| line.strip_prefix("///")).map(str::to_owned);
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.is(&[".rs"])) {
        let lines: Vec<&str> = file.text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some(words) = doc(Some(line)) else { continue };
            let alone = doc(at.checked_sub(1).map(|before| lines[before])).is_none()
                && doc(lines.get(at + 1).copied()).is_none();
            if alone && words.split_whitespace().count() <= 2 && !words.contains('`') {
                complaints.push(format!("{}:{} says no more than a name:{words}", file.path, at + 1));
            }
        }
    }
    complaints
}

fn left_open(files: &[File]) -> Vec<String> {
    let mark = ["TO", "DO"].concat();
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.is(&[".rs", ".svelte", ".ts", ".css", ".sql"])) {
        for (index, _) in file
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.split(|c: char| !c.is_alphanumeric()).any(|word| word == mark))
        {
            complaints.push(format!("{}:{} says {mark}", file.path, index + 1));
        }
    }
    complaints
}

/// Folders of one machine, in pieces, so that this file does not name them itself. The last three are where people live
/// on any computer: a test may show such a path as a person would see it.
fn machine_paths() -> Vec<String> {
    [["/ro", "ot/"], ["/wo", "rk/"], ["/ho", "me/"], ["/Us", "ers/"], ["C:\\Us", "ers"]]
        .iter()
        .map(|pieces| pieces.concat())
        .collect()
}

fn names_a_machine(files: &[File]) -> Vec<String> {
    let paths = machine_paths();
    let mut complaints = Vec::new();
    for file in files {
        let sample = file.is_test() || file.path.starts_with("ui/tests/");
        let refused = if sample { &paths[..2] } else { &paths[..] };
        for (index, line) in file.text.lines().enumerate() {
            // A path begins where no word or address goes before it.
            let begins = |at: usize| {
                !line[..at]
                    .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '@' | '$' | '}'))
            };
            if let Some(path) = refused.iter().find(|path| line.match_indices(path.as_str()).any(|(at, _)| begins(at)))
            {
                complaints.push(format!("{}:{} names {path}, a folder of one machine", file.path, index + 1));
            }
        }
    }
    complaints
}

/// A lock file that names a host fetches from there and nowhere else, on every machine.
fn resolved_hosts(files: &[File]) -> Vec<String> {
    files
        .iter()
        .filter(|file| file.path.ends_with("package-lock.json") || file.path.ends_with(".npmrc"))
        .filter(|file| {
            file.text.contains("\"resolved\": \"http")
                || file.text.lines().any(|line| line.trim_start().starts_with("registry"))
        })
        .map(|file| format!("{} names the host of a registry; set omit-lockfile-registry-resolved", file.path))
        .collect()
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    nothing_to_complain(&too_long(files()));
}

#[test]
fn every_module_says_what_lives_in_it() {
    nothing_to_complain(&undocumented(files()));
}

#[test]
fn the_name_of_a_test_is_short_and_has_a_noun_as_its_subject() {
    nothing_to_complain(&bad_names(files()));
}

#[test]
fn a_line_of_code_has_at_most_a_hundred_and_twenty_columns() {
    nothing_to_complain(&wide(files()));
}

#[test]
fn no_doc_says_only_one_or_two_words() {
    nothing_to_complain(&filler(files()));
}

#[test]
fn nothing_is_left_to_do_in_a_comment() {
    nothing_to_complain(&left_open(files()));
}

#[test]
fn no_file_names_a_folder_of_one_machine() {
    nothing_to_complain(&names_a_machine(files()));
}

#[test]
fn the_lock_files_name_no_registry_host() {
    nothing_to_complain(&resolved_hosts(files()));
}

#[test]
fn the_rules_of_style_can_fail() {
    let one = |path: &str, text: &str| vec![offender(path, text)];
    assert_eq!(too_long(&one("ui/src/App.svelte", &"x\n".repeat(401))).len(), 1, "one line too many");
    assert!(too_long(&one("ui/src/App.svelte", &"x\n".repeat(400))).is_empty(), "the limit itself");
    assert!(too_long(&one("ui/src/lib/ipc/generated.ts", &"x\n".repeat(4000))).is_empty(), "nobody wrote it");
    assert_eq!(undocumented(&one("crates/app/src/x.rs", "use std::fmt;")).len(), 1, "no docs");
    assert_eq!(undocumented(&one("crates/app/src/x.rs", "//! Too little.\n\nuse std::fmt;")).len(), 1, "one line");
    assert_eq!(undocumented(&one("crates/app/src/x.rs", &"//! Too much.\n".repeat(16))).len(), 1, "a treatise");
    let long = "x".repeat(71);
    assert_eq!(bad_names(&one("tests/x.rs", &format!("#[test]\nasync fn {long}() {{"))).len(), 1, "a long name");
    assert!(bad_names(&one("tests/x.rs", &format!("#[test]\nfn {}() {{", &long[1..]))).is_empty(), "the limit");
    assert!(bad_names(&one("tests/x.rs", &format!("fn {long}() {{"))).is_empty(), "no test");
    assert_eq!(bad_names(&one("ui/tests/x.test.ts", &format!("  it(\"{long}\", () => {{"))).len(), 1, "a long title");
    for clause in ["what_is_told", "p02_who_asks", "p02_e07_whoever_asks", "whatever_is_told"] {
        assert_eq!(bad_names(&one("tests/x.rs", &format!("#[test]\nfn {clause}() {{"))).len(), 1, "{clause}");
        assert!(bad_names(&one("tests/x.rs", &format!("fn {clause}() {{"))).is_empty(), "no test: {clause}");
    }
    for noun in ["whose_is_told", "p02_a_text_is_what_it_is"] {
        assert!(bad_names(&one("tests/x.rs", &format!("#[test]\nfn {noun}() {{"))).is_empty(), "{noun}");
    }
    assert_eq!(bad_names(&one("ui/tests/x.test.ts", "describe(\"What is told\", () => {")).len(), 1, "a title");
    let wide_code = format!("let sum = {};", "1 + ".repeat(40));
    assert_eq!(wide(&one("crates/app/src/x.rs", &wide_code)).len(), 1, "too wide");
    assert!(wide(&one("crates/app/src/x.rs", &format!("call(\"{wide_code}\");"))).is_empty(), "a text");
    assert!(wide(&one("crates/app/src/x.rs", &format!("// {wide_code}"))).is_empty(), "a comment");
    assert_eq!(filler(&one("crates/app/src/x.rs", "/// When.\npub at: u64,")).len(), 1, "a filler");
    assert!(filler(&one("crates/app/src/x.rs", "/// `GET /auth/user`\nUser,")).is_empty(), "a format");
    assert!(filler(&one("crates/app/src/x.rs", "/// What it is.\n/// Two words\npub at: u64,")).is_empty(), "a block");
    assert_eq!(left_open(&one("crates/app/src/x.rs", &["// TO", "DO: later"].concat())).len(), 1, "left open");
    for path in machine_paths() {
        assert_eq!(names_a_machine(&one("README.md", &format!("see {path}somebody"))).len(), 1, "{path}");
    }
    assert_eq!(
        resolved_hosts(&one("ui/package-lock.json", "\"resolved\": \"https://example.org/x.tgz\"")).len(),
        1,
        "a host"
    );
}
