//! The commands of `docs/rollout.md` for Windows, as a batch file of an administrator and of a person.
//!
//! A stand-in is installed in place of the till. Wine has no disk `D:`, so a folder of `C:` has its place.

use std::fs;
use std::path::{Path, PathBuf};

use super::company::others_write;
use super::installing::{names_in, names_of};
use super::stand_in::StandIn;
use super::wine::{Prefix, until};
use super::{WEBVIEW2, code};
use crate::rollout::block;

/// The name of the installer on the page.
const SETUP: &str = "airtill-1.2.3-windows-x64-setup.exe";

/// The folder in which the commands are given, with the files that they name.
fn desk(prefix: &Prefix) -> PathBuf {
    let desk = prefix.drive().join("desk");
    fs::create_dir_all(&desk).unwrap();
    fs::create_dir_all(prefix.drive().join("disk")).unwrap();
    desk
}

/// Runs a block as a batch file, and answers the code of its last command.
fn run(prefix: &Prefix, commands: &str) -> i32 {
    let lines = commands.replace(r"D:\", r"C:\disk\").replace('\n', "\r\n");
    let batch = desk(prefix).join("run.bat");
    fs::write(&batch, format!("@cd /d C:\\desk\r\n{lines}@exit %ERRORLEVEL%\r\n")).unwrap();
    prefix.tool("cmd", &["/c", r"C:\desk\run.bat"]).code
}

#[test]
fn the_page_installs_for_all_users_and_places_the_companys_files() {
    let (prefix, old) = (Prefix::new(), StandIn::old());
    prefix.set(&format!(r"HKLM\{WEBVIEW2}"), "pv", "120.0.2210.91");
    let desk = desk(&prefix);
    fs::copy(&old.setup, desk.join(SETUP)).unwrap();
    assert_eq!(run(&prefix, &block("windows-install")), code::DONE);
    let folder = prefix.drive().join("Program Files/Airtill");
    assert_eq!(names_in(&folder), names_of(old));

    let company = prefix.drive().join("ProgramData/Airtill");
    fs::write(desk.join("policy.toml"), block("policy")).unwrap();
    fs::write(desk.join("trial.airtill"), "trial").unwrap();
    assert_eq!(run(&prefix, &block("windows-company")), 0);
    assert_eq!(names_in(&company), ["connections/trial.airtill", "policy.toml"]);
    assert_eq!(fs::read_to_string(company.join("policy.toml")).unwrap(), block("policy"));
    assert!(names_in(&company).iter().all(|name| !others_write(&company.join(name))), "they read alone");

    assert_eq!(run(&prefix, &block("windows-remove")), code::DONE);
    until("the program to be gone", || !folder.exists());
    assert_eq!(names_in(&company).len(), 2, "the administrator's files stay");
}

#[test]
fn the_page_moves_a_persons_data_to_another_computer() {
    let prefix = Prefix::new();
    let local = prefix.home().join("AppData/Local");
    let data = local.join("Airtill");
    fs::create_dir_all(data.join("live")).unwrap();
    fs::create_dir_all(data.join("logs")).unwrap();
    for name in ["till.json", "live/ledger.sqlite3", "live/ledger.sqlite3-wal"] {
        fs::write(data.join(name), name).unwrap();
    }
    let before = names_in(&data);
    // A copy that fails: the folder still has its name. Wine's xcopy calls a disk that is not there a success, and no
    // switch that it does not know.
    let failing = block("windows-move-out").replace("/Q", "/wrong");
    assert!(failing.contains("/wrong"));
    run(&prefix, &failing);
    assert_eq!(names_in(&data), before);
    assert!(!local.join("Airtill-moved").exists());
    assert_eq!(run(&prefix, &block("windows-move-out")), 0);
    assert!(!data.exists(), "it cannot be sold from again");
    assert_eq!(names_in(&local.join("Airtill-moved")), before);

    let other = Prefix::new();
    copy(&prefix.drive().join("disk"), &other.drive().join("disk"));
    assert_eq!(run(&other, &block("windows-move-in")), 0);
    let there = other.home().join("AppData/Local/Airtill");
    assert_eq!(names_in(&there), before);
    assert!(before.iter().all(|name| fs::read_to_string(there.join(name)).unwrap() == *name), "byte for byte");
}

/// Carries a disk from one computer to another.
fn copy(from: &Path, to: &Path) {
    crate::command::run(crate::command::program("cp").arg("-a").arg(from).arg(to)).worked();
}
