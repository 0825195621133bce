//! The company's folder of an installation for all users: who may write there, and when it goes again.
//!
//! Wine stores of a list of rights what the modes of Linux can say, and no owner. So these tests see whether other
//! people may write; `installers/windows/try.ps1` reads owner, inheritance and each entry on Windows.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::stand_in::{Person, StandIn};
use super::wine::{Prefix, until};
use super::{ENTRY, WEBVIEW2, code};

/// The folder, as Windows' programs name it.
const SEEN: &str = r"C:\ProgramData\Airtill";

fn folder(prefix: &Prefix) -> PathBuf {
    prefix.drive().join("ProgramData/Airtill")
}

/// Whether people other than the owner may write, by the mode of Linux.
pub fn others_write(path: &Path) -> bool {
    fs::metadata(path).unwrap().permissions().mode() & 0o002 != 0
}

/// Both folders are there, and other people write in neither.
fn assert_guarded(prefix: &Prefix) {
    for (name, seen) in [("", SEEN.to_owned()), ("connections", format!(r"{SEEN}\connections"))] {
        assert!(!others_write(&folder(prefix).join(name)), "{name}");
        let rights = Person(prefix).rights(&seen);
        assert!(rights.contains(";FA;;;SY)") && !rights.contains(";;;WD)"), "{rights}");
    }
}

fn uninstall(prefix: &Prefix) {
    assert_eq!(prefix.run(Path::new(r"C:\Program Files\Airtill\uninstall.exe"), &["/S"]).code, code::DONE);
    until("the entry to be gone", || prefix.value(&format!(r"HKLM\{ENTRY}"), "DisplayName").is_none());
}

#[test]
fn for_all_users_the_companys_folder_is_made_and_only_guarded_folders_are() {
    let (prefix, old) = (Prefix::new(), StandIn::old());
    assert_eq!(prefix.run(&old.setup, &["/S", "/AllUsers"]).code, code::NO_WEBVIEW2);
    assert_guarded(&prefix);
    // Empty, it goes with the program.
    uninstall(&prefix);
    assert!(!folder(&prefix).exists());
    // With a file of the administrator's it stays, as it is, for the next installation.
    assert_eq!(prefix.run(&old.setup, &["/S", "/AllUsers"]).code, code::NO_WEBVIEW2);
    let policy = folder(&prefix).join("policy.toml");
    fs::write(&policy, "format = 1\n").unwrap();
    uninstall(&prefix);
    assert_eq!(fs::read_to_string(&policy).unwrap(), "format = 1\n");
    assert!(!folder(&prefix).join("connections").exists(), "the empty one went");
}

#[test]
fn a_companys_folder_that_anybody_made_before_is_taken_over() {
    let (prefix, old) = (Prefix::new(), StandIn::old());
    let connections = folder(&prefix).join("connections");
    fs::create_dir_all(&connections).unwrap();
    let planted = connections.join("planted.airtill");
    fs::write(&planted, "planted").unwrap();
    for seen in [SEEN.to_owned(), format!(r"{SEEN}\connections"), format!(r"{SEEN}\connections\planted.airtill")] {
        Person(&prefix).opens_to_all(&seen);
    }
    assert!([&folder(&prefix), &connections, &planted].into_iter().all(|path| others_write(path)), "before");
    assert_eq!(prefix.run(&old.setup, &["/S", "/AllUsers"]).code, code::NO_WEBVIEW2);
    assert_guarded(&prefix);
    // A file in it is not made trustworthy: the till refuses a file that other people write.
    assert!(others_write(&planted));
    assert_eq!(fs::read_to_string(&planted).unwrap(), "planted");
}

#[test]
fn for_one_person_the_companys_folder_is_not_touched() {
    let prefix = super::installing::with(StandIn::old());
    assert!(!folder(&prefix).exists());
    fs::create_dir(folder(&prefix)).unwrap();
    Person(&prefix).opens_to_all(SEEN);
    assert_eq!(prefix.run(&StandIn::new().setup, &["/S"]).code, code::NO_WEBVIEW2);
    assert!(others_write(&folder(&prefix)) && !folder(&prefix).join("connections").exists());
    let program = prefix.home().join(super::FOLDER);
    assert_eq!(prefix.run(&program.join("uninstall.exe"), &["/S"]).code, code::DONE);
    until("the folder to be gone", || !program.exists());
    assert!(folder(&prefix).is_dir(), "it is none of this person's");
}

#[test]
fn a_companys_folder_that_cannot_be_had_is_said_and_stops_nothing() {
    let (prefix, old) = (Prefix::new(), StandIn::old());
    fs::write(folder(&prefix), "no folder").unwrap();
    let ended = prefix.run(&old.setup, &["/S", "/AllUsers", "/LANG=en"]);
    assert_eq!(ended.code, code::NO_WEBVIEW2, "the window matters more");
    assert!(ended.said.contains(&format!("the company's folder {SEEN} could not be made")), "{}", ended.said);
    assert!(StandIn::whole_in(&prefix.drive().join("Program Files/Airtill")).is_some(), "the till is installed");
    prefix.set(&format!(r"HKLM\{WEBVIEW2}"), "pv", "120.0.2210.91");
    assert_eq!(prefix.run(&old.setup, &["/S", "/AllUsers"]).code, code::NO_COMPANY_FOLDER);
    assert_eq!(fs::read_to_string(folder(&prefix)).unwrap(), "no folder");
    fs::remove_file(folder(&prefix)).unwrap();
    let ended = prefix.run(&old.setup, &["/S", "/AllUsers"]);
    assert_eq!((ended.code, ended.said.as_str()), (code::DONE, ""));
    assert_guarded(&prefix);
}
