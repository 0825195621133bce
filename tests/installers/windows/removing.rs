//! Uninstalling: nothing of the program is left, and the person's data stay unless the person says otherwise.
//!
//! All files and all keys of the registry are compared with those before the installation, so that a file that somebody
//! adds later is noticed here.

use std::path::{Path, PathBuf};

use super::installing::with;
use super::stand_in::{Person, StandIn};
use super::wine::{Prefix, until};
use super::{ENTRY, FOLDER, START_MENU, code};

/// The till's data folder, with a ledger in it.
fn data(prefix: &Prefix) -> PathBuf {
    let folder = prefix.home().join("AppData/Local/Airtill");
    std::fs::create_dir_all(folder.join("live")).unwrap();
    std::fs::write(folder.join("live/ledger"), "sales").unwrap();
    folder
}

/// Asserts that the program, its entry, shortcut and file type are gone.
fn assert_gone(prefix: &Prefix, folder: &Path) {
    // The uninstaller goes on as a copy of itself, which nobody waits for.
    until("the folder to be gone", || !folder.exists());
    until("the entry to be gone", || prefix.value(&format!(r"HKCU\{ENTRY}"), "DisplayName").is_none());
    assert!(!prefix.home().join(START_MENU).join("Airtill.lnk").exists());
    for key in [".airtill", "Airtill.Connection"] {
        assert_eq!(prefix.tool("reg", &["query", &format!(r"HKCU\Software\Classes\{key}")]).code, 1, "{key}");
    }
}

#[test]
fn everything_of_the_program_goes_and_the_persons_data_stay() {
    let prefix = with(StandIn::old());
    let (folder, data) = (prefix.home().join(FOLDER), data(&prefix));
    Person(&prefix).keeps("live-1.airtill");
    // An older uninstaller removes what a newer version brought.
    std::fs::create_dir(folder.join("Airtill-9.9.9")).unwrap();
    std::fs::write(folder.join("Airtill-9.9.9/new.dll"), "").unwrap();
    assert_eq!(prefix.run(&folder.join("uninstall.exe"), &["/S"]).code, code::DONE);
    assert_gone(&prefix, &folder);
    assert_eq!(std::fs::read_to_string(data.join("live/ledger")).unwrap(), "sales");
    assert!(Person(&prefix).has("live-1.airtill"), "and the key of the sign-ins");
    // The records are found again by the next installation.
    assert_eq!(prefix.run(&StandIn::new().setup, &["/S"]).code, code::NO_WEBVIEW2);
    assert!(data.join("live/ledger").is_file());
}

#[test]
fn the_persons_data_go_where_the_command_line_says_so() {
    let prefix = with(StandIn::old());
    let (folder, data) = (prefix.home().join(FOLDER), data(&prefix));
    for name in ["live-1.airtill", "test-2.airtill", "somebody.else", "airtill"] {
        Person(&prefix).keeps(name);
    }
    assert_eq!(prefix.run(&folder.join("uninstall.exe"), &["/S", "/REMOVEDATA"]).code, code::DONE);
    assert_gone(&prefix, &folder);
    assert!(!data.exists());
    let kept = ["live-1.airtill", "test-2.airtill", "somebody.else", "airtill"].map(|name| Person(&prefix).has(name));
    assert_eq!(kept, [false, false, true, true], "the keys of our sign-ins, and no others");
}

#[test]
fn a_person_at_the_screen_is_asked_twice_before_data_go() {
    let prefix = with(StandIn::old());
    let (folder, data) = (prefix.home().join(FOLDER), data(&prefix));
    let person = Person(&prefix);
    let shown = prefix.start(&folder.join("uninstall.exe"), &["/LANG=en"]);
    let seen = person.waits_for("Remove my records, connections and sign-ins as well");
    assert!(seen.contains("The program goes; your records stay, unless you say otherwise"), "{seen}");
    person.presses("Remove my records");
    person.presses("Uninstall");
    person.waits_for("nobody can bring them back");
    person.presses("No");
    assert!(data.join("live/ledger").is_file() && folder.join("airtill.exe").is_file(), "nothing went yet");
    person.presses("Remove my records");
    person.presses("Uninstall");
    person.presses("Close");
    shown.ended();
    assert_gone(&prefix, &folder);
    assert!(data.join("live/ledger").is_file(), "the tick was taken away again");
}

/// As where a clerk began and an administrator's password was typed.
#[test]
fn an_uninstaller_of_another_account_leaves_and_offers_no_data() {
    let prefix = with(StandIn::old());
    let (folder, data, person) = (prefix.home().join(FOLDER), data(&prefix), Person(&prefix));
    person.keeps("live-1.airtill");
    // The name has a space, and no quotes, as the uninstaller hands it on.
    let arguments = ["/LANG=fr", "/REMOVEDATA", r"/OWNER=SHOP\Mary", "Ann"];
    let shown = prefix.start(&folder.join("uninstall.exe"), &arguments);
    let seen = person.waits_for("supprimez vous-même le dossier %LOCALAPPDATA%");
    assert!(!seen.contains("Supprimer aussi mes registres"), "{seen}");
    assert!(seen.contains("vos registres restent.") && !seen.contains("sauf si vous"), "{seen}");
    person.presses("Désinstaller");
    person.presses("Fermer");
    shown.ended();
    assert_gone(&prefix, &folder);
    assert!(data.join("live/ledger").is_file() && person.has("live-1.airtill"));

    assert_eq!(prefix.run(&StandIn::old().setup, &["/S"]).code, code::NO_WEBVIEW2);
    let own = format!("/OWNER={}", person.account());
    assert_eq!(prefix.run(&folder.join("uninstall.exe"), &["/S", "/REMOVEDATA", &own]).code, code::DONE);
    assert_gone(&prefix, &folder);
    assert!(!data.exists() && !person.has("live-1.airtill"), "the same person became an administrator");
}

#[test]
fn a_file_type_that_another_program_took_over_is_left_to_it() {
    let prefix = with(StandIn::old());
    let folder = prefix.home().join(FOLDER);
    assert_eq!(
        prefix.tool("reg", &["add", r"HKCU\Software\Classes\.airtill", "/ve", "/d", "Other.Program", "/f"]).code,
        0
    );
    assert_eq!(prefix.run(&folder.join("uninstall.exe"), &["/S"]).code, code::DONE);
    until("the folder to be gone", || !folder.exists());
    until("the entry to be gone", || prefix.value(&format!(r"HKCU\{ENTRY}"), "DisplayName").is_none());
    assert_eq!(prefix.value(r"HKCU\Software\Classes\.airtill", "").unwrap(), "Other.Program");
}
