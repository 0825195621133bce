//! Installing: files, entries, shortcut, file type and versions, for one person and for all, anew and over an old one.
//!
//! A stand-in is installed in place of the till, so that versions are made in a moment. The tests read what Windows
//! would read: the registry of the prefix, the link, the version in the file.

use std::path::Path;

use super::stand_in::{Person, StandIn};
use super::wine::{Prefix, until};
use super::{ENTRY, FOLDER, START_MENU, WEBVIEW2, code};

/// The names of all files below a folder, sorted.
pub fn names_in(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                names.push(path.strip_prefix(folder).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    names.sort();
    names
}

/// The files of a whole installation of this version, and nothing else.
pub fn names_of(version: &StandIn) -> Vec<String> {
    let own = version.beside.iter().map(|(_, name)| format!("Airtill-{}/{name}", version.version));
    let mut names: Vec<String> = own.chain(["airtill.exe".to_owned(), "uninstall.exe".to_owned()]).collect();
    names.sort();
    names
}

/// A prefix in which this version is installed for its person.
pub fn with(version: &StandIn) -> Prefix {
    let prefix = Prefix::new();
    assert_eq!(prefix.run(&version.setup, &["/S"]).code, code::NO_WEBVIEW2);
    prefix
}

/// The version that the installed program itself answers, by the number of its library.
pub fn answer(prefix: &Prefix, folder: &Path) -> i32 {
    prefix.run(&folder.join("airtill.exe"), &["--version"]).code
}

#[test]
fn a_silent_installation_leaves_files_entry_shortcut_and_file_type() {
    let (prefix, old) = (Prefix::new(), StandIn::old());
    let began = super::wine::now();
    let ended = prefix.run(&old.setup, &["/S"]);
    say!("a silent installation of {} MB: {:?}", old.program.metadata().unwrap().len() >> 20, began.elapsed());
    assert_eq!(ended.code, code::NO_WEBVIEW2, "{}", ended.said);
    let folder = prefix.home().join(FOLDER);
    assert_eq!(names_in(&folder), names_of(old));
    assert_eq!(StandIn::whole_in(&folder).unwrap().version, old.version);
    assert_eq!(answer(&prefix, &folder), old.answer);

    let user = prefix.home().file_name().unwrap().to_string_lossy().into_owned();
    let seen = format!(r"C:\users\{user}\AppData\Local\Programs\Airtill");
    let entry = |name| prefix.value(&format!(r"HKCU\{ENTRY}"), name).unwrap_or_default();
    assert_eq!(entry("DisplayName"), "Airtill");
    assert_eq!(entry("DisplayVersion"), "1.0.9 (test build)");
    assert_eq!(entry("InstallLocation"), seen);
    assert_eq!(entry("UninstallString"), format!("\"{seen}\\uninstall.exe\""));
    assert_eq!(entry("QuietUninstallString"), format!("\"{seen}\\uninstall.exe\" /S"));
    let size = i64::from_str_radix(entry("EstimatedSize").trim_start_matches("0x"), 16).unwrap();
    assert!((24 << 10..28 << 10).contains(&size), "{size} KB");
    assert_eq!(prefix.value(&format!(r"HKLM\{ENTRY}"), "DisplayName"), None, "nothing of the computer's was touched");

    let shortcut = std::fs::read(prefix.home().join(START_MENU).join("Airtill.lnk")).unwrap();
    let holds = |text: &str| {
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        shortcut.windows(text.len()).any(|part| part == text.as_bytes())
            || shortcut.windows(wide.len()).any(|part| part == wide)
    };
    assert!(
        holds(&format!(r"{seen}\airtill.exe")) && holds("The till for airtime and eSIM"),
        "its target and its words"
    );
    assert!(!holds("uninstall.exe"));

    let class = |key: &str, name| prefix.value(&format!(r"HKCU\Software\Classes\{key}"), name).unwrap_or_default();
    assert_eq!(class(".airtill", ""), "Airtill.Connection");
    assert_eq!(class(".airtill", "Content Type"), "application/x-airtill-connection");
    assert_eq!(class("Airtill.Connection", "AppUserModelID"), "com.airtill.till");
    assert_eq!(class(r"Airtill.Connection\DefaultIcon", ""), format!("\"{seen}\\airtill.exe\",0"));
    let command = format!("\"{seen}\\airtill.exe\" -- \"%1\"");
    assert_eq!(class(r"Airtill.Connection\shell\open\command", ""), command);
}

#[test]
fn an_update_replaces_the_program_and_removes_the_folder_before() {
    let (old, new) = (StandIn::old(), StandIn::new());
    let prefix = with(old);
    let folder = prefix.home().join(FOLDER);
    // What another program or a person put there is not ours.
    std::fs::write(folder.join("a person's note.txt"), "note").unwrap();
    std::fs::create_dir(folder.join("Airtill-0.0.1")).unwrap();
    let ended = prefix.run(&new.setup, &["/S"]);
    assert_eq!(ended.code, code::NO_WEBVIEW2, "{}", ended.said);
    let mut wanted = names_of(new);
    wanted.push("a person's note.txt".to_owned());
    wanted.sort();
    assert_eq!(names_in(&folder), wanted);
    assert_eq!(StandIn::whole_in(&folder).unwrap().version, new.version);
    assert_eq!(answer(&prefix, &folder), new.answer);
    assert_eq!(prefix.value(&format!(r"HKCU\{ENTRY}"), "DisplayVersion").unwrap(), "1.0.10 (test build)");
    // The same version once more repairs what was lost.
    std::fs::remove_dir_all(folder.join("Airtill-1.0.10")).unwrap();
    assert_ne!(answer(&prefix, &folder), new.answer, "without its library it does not start");
    assert_eq!(prefix.run(&new.setup, &["/S"]).code, code::NO_WEBVIEW2);
    assert_eq!(answer(&prefix, &folder), new.answer);
}

#[test]
fn for_all_users_everything_is_the_computers_own() {
    let (prefix, old, new) = (Prefix::new(), StandIn::old(), StandIn::new());
    assert_eq!(prefix.run(&old.setup, &["/S", "/AllUsers"]).code, code::NO_WEBVIEW2);
    let folder = prefix.drive().join("Program Files/Airtill");
    assert_eq!(names_in(&folder), names_of(old));
    assert_eq!(prefix.value(&format!(r"HKLM\{ENTRY}"), "InstallLocation").unwrap(), r"C:\Program Files\Airtill");
    assert_eq!(prefix.value(&format!(r"HKCU\{ENTRY}"), "InstallLocation"), None);
    assert_eq!(prefix.value(r"HKLM\Software\Classes\.airtill", "").unwrap(), "Airtill.Connection");
    let menu = prefix.drive().join("ProgramData/Microsoft/Windows/Start Menu/Programs/Airtill.lnk");
    assert!(menu.is_file());
    assert!(!prefix.home().join(START_MENU).join("Airtill.lnk").exists() && !prefix.home().join(FOLDER).exists());
    // Wine's file types are those of the computer alone, so a connection file is opened here.
    let file = prefix.drive().join("shop desk.airtill");
    std::fs::write(&file, "").unwrap();
    assert_eq!(prefix.tool("start", &["/unix", &file.to_string_lossy()]).code, 0);
    let note = folder.join("airtill.exe.started");
    until("the till to open the file", || note.metadata().is_ok_and(|about| about.len() > 0));
    assert_eq!(std::fs::read_to_string(note).unwrap().replace('\r', ""), "--\nC:\\shop desk.airtill\n");
    prefix.stop();
    std::fs::remove_file(folder.join("airtill.exe.started")).unwrap();
    // An update finds the kind by itself, as the till's own updater needs it.
    assert_eq!(prefix.run(&new.setup, &["/S", "/UPDATE"]).code, code::NO_WEBVIEW2);
    assert_eq!(StandIn::whole_in(&folder).unwrap().version, new.version);
    assert_eq!(prefix.run(&folder.join("uninstall.exe"), &["/S"]).code, code::DONE);
    until("the folder to be gone", || !folder.exists());
    until("the entry to be gone", || prefix.value(&format!(r"HKLM\{ENTRY}"), "DisplayName").is_none());
    assert!(!menu.exists());
}

#[test]
fn the_switches_of_the_updater_are_understood() {
    let (old, new) = (StandIn::old(), StandIn::new());
    let prefix = with(old);
    let folder = prefix.home().join(FOLDER);
    let (note, menu) = (folder.join("airtill.exe.started"), prefix.home().join(START_MENU).join("Airtill.lnk"));
    // A person who removed the shortcut does not get it back by an update.
    std::fs::remove_file(&menu).unwrap();
    let update = ["/S", "/UPDATE", "/R", "/ARGS", "--practice", r#"C:\a b.airtill"#];
    // Wine's person is an administrator, so the till has the rights of the shell, and without one it is not started.
    for arguments in [&update, &update[..2]] {
        let ended = prefix.run(&new.setup, arguments);
        assert_eq!(ended.code, code::NO_WEBVIEW2, "{}", ended.said);
    }
    assert!(!note.exists(), "no till runs as an administrator");
    let shell = Person(&prefix).has_a_shell();
    let ended = prefix.run(&new.setup, &update);
    assert_eq!(ended.code, code::NO_WEBVIEW2, "{}", ended.said);
    until("the till to be started", || note.metadata().is_ok_and(|about| about.len() > 0));
    assert_eq!(std::fs::read_to_string(&note).unwrap().replace('\r', ""), "--practice\nC:\\a b.airtill\n");
    assert!(!menu.exists());
    std::fs::remove_file(&note).unwrap();
    shell.kill();

    // Passive: the progress alone is shown, and nobody presses a button but for what is missing.
    let passive = prefix.start(&new.setup, &["/P"]);
    let person = Person(&prefix);
    person.waits_for("lacks Microsoft Edge WebView2");
    person.presses("No");
    assert_eq!(passive.ended().code, code::NO_WEBVIEW2);
    assert!(menu.is_file(), "by hand it comes back");
    assert!(!note.exists(), "without /R no till is started");
    prefix.set(&format!(r"HKCU\{WEBVIEW2}"), "pv", "120.0.2210.91");
    assert_eq!(prefix.run(&new.setup, &["/P", "/UPDATE"]).code, code::DONE);
}

#[test]
fn webview2_is_found_by_its_version_in_each_hive_and_view() {
    let (prefix, old) = (Prefix::new(), StandIn::old());
    let missing = prefix.run(&old.setup, &["/S"]);
    assert_eq!(missing.code, code::NO_WEBVIEW2);
    assert!(
        missing.said.contains("lacks Microsoft Edge WebView2")
            && missing.said.contains("https://go.microsoft.com/fwlink/p/?LinkId=2124703"),
        "{}",
        missing.said
    );
    let wow = WEBVIEW2.replace("Software\\", "Software\\WOW6432Node\\");
    for key in [format!(r"HKCU\{WEBVIEW2}"), format!(r"HKLM\{WEBVIEW2}"), format!(r"HKLM\{wow}")] {
        for (version, wanted) in
            [("", code::NO_WEBVIEW2), ("0.0.0.0", code::NO_WEBVIEW2), ("120.0.2210.91", code::DONE)]
        {
            prefix.set(&key, "pv", version);
            let ended = prefix.run(&old.setup, &["/S"]);
            assert_eq!(ended.code, wanted, "{key} is {version:?}: {}", ended.said);
            assert_eq!(ended.said.is_empty(), wanted == code::DONE, "{}", ended.said);
        }
        prefix.set(&key, "pv", "");
    }
}
