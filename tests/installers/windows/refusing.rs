//! The refusals of the installer: one sentence and one exit code for each.
//!
//! Each refusal stands beside a case that is taken, and the files before it are compared with those after it. Windows
//! itself is pretended where Wine can: its version, a full disk, a folder that nobody may write.

use std::path::Path;

use super::installing::{answer, names_in, names_of, with};
use super::stand_in::{Person, StandIn};
use super::wine::{Ended, Prefix, until};
use super::{ENTRY, FOLDER, code};

/// Asserts an exit code with one sentence, and that the old version is whole and starts.
fn assert_refused(prefix: &Prefix, ended: &Ended, wanted: i32, words: &str) {
    assert_eq!(ended.code, wanted, "{}", ended.said);
    assert!(ended.said.contains(words) && ended.said.lines().count() == 1, "{words:?} in one line: {}", ended.said);
    let folder = prefix.home().join(FOLDER);
    assert_eq!(names_in(&folder), names_of(StandIn::old()));
    assert_eq!(answer(prefix, &folder), StandIn::old().answer);
}

#[test]
fn the_other_kind_is_found_and_a_second_copy_refused() {
    let (old, new) = (StandIn::old(), StandIn::new());
    let prefix = with(old);
    let refused = prefix.run(&new.setup, &["/S", "/AllUsers"]);
    assert_refused(&prefix, &refused, code::OTHER_KIND, "is there already, for you alone");
    let refused = prefix.run(&new.setup, &["/S", r"/D=C:\Elsewhere"]);
    assert_refused(&prefix, &refused, code::OTHER_KIND, "is there already, in ");
    assert!(!prefix.drive().join("Elsewhere").exists() && !prefix.drive().join("Program Files/Airtill").exists());
    assert_eq!(prefix.run(&new.setup, &["/S", "/CurrentUser"]).code, code::NO_WEBVIEW2, "its own kind is taken");

    let prefix = Prefix::new();
    assert_eq!(prefix.run(&old.setup, &["/S", "/AllUsers"]).code, code::NO_WEBVIEW2);
    let refused = prefix.run(&new.setup, &["/S", "/CurrentUser", "/LANG=fr"]);
    assert_eq!(refused.code, code::OTHER_KIND);
    assert!(refused.said.contains("déjà installé pour tous les utilisateurs"), "{}", refused.said);
    assert!(!prefix.home().join(FOLDER).exists());
    // A person who deleted the folder by hand is not held up by its entry.
    std::fs::remove_dir_all(prefix.drive().join("Program Files/Airtill")).unwrap();
    assert_eq!(prefix.run(&new.setup, &["/S", "/CurrentUser"]).code, code::NO_WEBVIEW2);
}

#[test]
fn both_kinds_at_once_are_named_and_neither_is_changed() {
    let (old, new) = (StandIn::old(), StandIn::new());
    let prefix = with(old);
    let other = prefix.drive().join("Program Files/Airtill");
    std::fs::create_dir_all(&other).unwrap();
    std::fs::copy(&old.program, other.join("airtill.exe")).unwrap();
    prefix.set(&format!(r"HKLM\{ENTRY}"), "InstallLocation", r"C:\Program Files\Airtill");
    for arguments in [["/S"].as_slice(), &["/S", "/AllUsers"], &["/S", "/CurrentUser"], &["/S", "/UPDATE"]] {
        assert_refused(&prefix, &prefix.run(&new.setup, arguments), code::BOTH_KINDS, "is there twice");
    }
    assert_eq!(names_in(&other), ["airtill.exe"]);
    std::fs::remove_file(other.join("airtill.exe")).unwrap();
    assert_eq!(prefix.run(&new.setup, &["/S"]).code, code::NO_WEBVIEW2, "with one of them gone it goes on");
}

#[test]
fn an_older_version_never_replaces_a_newer_one() {
    let (old, new) = (StandIn::old(), StandIn::new());
    let prefix = with(new);
    let folder = prefix.home().join(FOLDER);
    // The program itself counts, whatever the registry says.
    prefix.set(&format!(r"HKCU\{ENTRY}"), "DisplayVersion", "0.0.1");
    for arguments in [["/S"].as_slice(), &["/S", "/UPDATE"], &["/S", "/CurrentUser"]] {
        let refused = prefix.run(&old.setup, arguments);
        assert_eq!(refused.code, code::NEWER_IS_THERE, "{}", refused.said);
        assert!(refused.said.contains("Airtill 1.0.10 is there already"), "{}", refused.said);
    }
    let shown = prefix.start(&old.setup, &[]);
    Person(&prefix).waits_for("would put the older 1.0.9 in its place");
    Person(&prefix).presses("OK");
    assert_eq!(shown.ended().code, code::NEWER_IS_THERE);
    assert_eq!(names_in(&folder), names_of(new));
    assert_eq!(answer(&prefix, &folder), new.answer);
}

#[test]
fn an_older_windows_is_refused_in_one_sentence() {
    let prefix = with(StandIn::old());
    for version in ["win7", "win81"] {
        prefix.set(r"HKCU\Software\Wine", "Version", version);
        let refused = prefix.run(&StandIn::new().setup, &["/S"]);
        assert_refused(&prefix, &refused, code::OLD_WINDOWS, "needs Windows 10 or later");
    }
    for version in ["win10", "win11"] {
        prefix.set(r"HKCU\Software\Wine", "Version", version);
        assert_eq!(prefix.run(&StandIn::new().setup, &["/S"]).code, code::NO_WEBVIEW2, "{version}");
    }
}

#[test]
fn a_download_that_is_cut_off_or_damaged_installs_nothing() {
    let prefix = with(StandIn::old());
    let whole = std::fs::read(&StandIn::new().setup).unwrap();
    let bad = prefix.drive().join("setup.exe");
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    for (what, bytes) in
        [("half", &whole[..whole.len() / 2]), ("all but a byte", &whole[..whole.len() - 1]), ("damaged", &damaged)]
    {
        std::fs::write(&bad, bytes).unwrap();
        for arguments in [["/S"].as_slice(), &["/S", "/NCRC"]] {
            assert_eq!(prefix.run(&bad, arguments).code, code::DAMAGED, "{what}");
        }
        let shown = prefix.start(&bad, &[]);
        let seen = Person(&prefix).waits_for("nstaller integrity check has failed");
        assert!(seen.contains("incomplete download"), "{what}: {seen}");
        Person(&prefix).presses("OK");
        assert_eq!(shown.ended().code, code::DAMAGED, "{what}");
        assert_eq!(names_in(&prefix.home().join(FOLDER)), names_of(StandIn::old()), "{what}");
    }
    assert_eq!(answer(&prefix, &prefix.home().join(FOLDER)), StandIn::old().answer);
    std::fs::write(&bad, &whole).unwrap();
    assert_eq!(prefix.run(&bad, &["/S"]).code, code::NO_WEBVIEW2, "the whole one is taken");
}

/// The lines with which a folder of the prefix becomes a file system of its own.
fn mounted(folder: &Path, options: &str) -> String {
    format!("mount -t tmpfs -o {options} tmpfs '{}'", folder.display())
}

#[test]
fn a_folder_that_cannot_be_written_is_refused() {
    let (prefix, new) = (Prefix::new(), StandIn::new());
    let folder = prefix.drive().join("Shared");
    std::fs::create_dir(&folder).unwrap();
    let refused = prefix.start_within_mounts(&mounted(&folder, "ro"), &new.setup, &["/S", r"/D=C:\Shared"]).ended();
    assert_eq!(refused.code, code::NO_RIGHTS, "{}", refused.said);
    assert!(refused.said.contains(r"The folder C:\Shared\Airtill cannot be written"), "{}", refused.said);
    assert_eq!(prefix.value(&format!(r"HKCU\{ENTRY}"), "DisplayName"), None);
    prefix.stop();
    assert_eq!(prefix.run(&new.setup, &["/S", r"/D=C:\Shared"]).code, code::NO_WEBVIEW2);
    assert_eq!(names_in(&folder.join("Airtill")), names_of(new), "and below a folder of its own");
}

#[test]
fn a_disk_that_is_full_from_the_start_is_refused() {
    let prefix = Prefix::new();
    let folder = prefix.drive().join("small");
    std::fs::create_dir(&folder).unwrap();
    for (size, wanted) in [("size=1m", code::NO_SPACE), ("size=25m", code::NO_SPACE), ("size=40m", code::NO_WEBVIEW2)] {
        let ended =
            prefix.start_within_mounts(&mounted(&folder, size), &StandIn::new().setup, &["/S", r"/D=C:\small"]).ended();
        assert_eq!(ended.code, wanted, "{size}: {}", ended.said);
        assert_eq!(ended.said.contains("The disk is full"), wanted == code::NO_SPACE, "{}", ended.said);
        prefix.stop();
    }
}

#[test]
fn a_disk_that_fills_up_while_it_is_written_leaves_the_old_version() {
    let (old, new) = (StandIn::old(), StandIn::new());
    let prefix = Prefix::new();
    let folder = prefix.drive().join("small");
    std::fs::create_dir(&folder).unwrap();
    // One process installs the old version and then the new one, because the disk goes with its mounts.
    let script =
        format!("{}\n\"$2\" '{}' /S '/D=C:\\small' || true", mounted(&folder, "size=80m"), old.setup.display())
            .replace("$2", "$1");
    let mut installs = prefix.start_within_mounts(&script, &new.setup, &["/S"]);
    let seen = Path::new("/proc").join(installs.id().to_string()).join("root").join(folder.strip_prefix("/").unwrap());
    let half = seen.join("Airtill/airtill.exe.new");
    until("the new version to be half written", || {
        assert!(!installs.has_ended(), "it was too fast");
        // The old version has no such folder, so it is the new one that is written.
        seen.join("Airtill/Airtill-1.0.10").is_dir() && half.metadata().is_ok_and(|about| about.len() > 0)
    });
    signal(installs.id(), "STOP");
    let filled = std::fs::write(seen.join("filling"), vec![1; 80 << 20]);
    assert!(filled.is_err(), "the disk is full now");
    signal(installs.id(), "CONT");
    let held = std::fs::File::open(&seen).unwrap();
    let ended = installs.ended();
    assert_eq!(ended.code, code::NO_SPACE, "{}", ended.said);
    assert!(ended.said.contains("The disk is full") && ended.said.contains("still works"), "{}", ended.said);
    let now = Path::new("/proc/self/fd").join(std::os::fd::AsRawFd::as_raw_fd(&held).to_string()).join("Airtill");
    assert_eq!(StandIn::whole_in(&now).unwrap().version, old.version);
    assert!(!now.join("airtill.exe.new").exists());
}

fn signal(process: u32, name: &str) {
    super::programs::succeed(std::process::Command::new("kill").args([&format!("-{name}"), &process.to_string()]));
}

#[test]
fn one_installer_works_at_a_time() {
    let prefix = with(StandIn::old());
    let open = prefix.start(&StandIn::new().setup, &[]);
    Person(&prefix).waits_for("Airtill 1.0.10 (test build)");
    let refused = prefix.run(&StandIn::new().setup, &["/S"]);
    assert_refused(&prefix, &refused, code::ANOTHER_INSTALLER, "Another installation of Airtill is at work");
    Person(&prefix).presses("Cancel");
    assert_eq!(open.ended().code, 1, "a person cancelled");
    assert_eq!(prefix.run(&StandIn::new().setup, &["/S"]).code, code::NO_WEBVIEW2);
}

#[test]
fn a_file_that_another_program_holds_is_waited_for_and_then_refused() {
    let new = StandIn::new();
    let prefix = with(new);
    let folder = prefix.home().join(FOLDER);
    let held = folder.join("Airtill-1.0.10/licences.txt");
    let scanned = Person(&prefix).holds(&held, 1_000);
    assert_eq!(prefix.run(&new.setup, &["/S"]).code, code::NO_WEBVIEW2, "what scans a file lets it go");
    assert_eq!(scanned.ended().code, 0);
    let holding = Person(&prefix).holds(&held, 60_000);
    let refused = prefix.run(&new.setup, &["/S"]);
    assert_eq!(refused.code, code::IN_USE, "{}", refused.said);
    assert!(
        refused.said.contains("is in use by another program") && refused.said.lines().count() == 1,
        "{}",
        refused.said
    );
    assert_eq!(names_in(&folder), names_of(new));
    assert_eq!(answer(&prefix, &folder), new.answer);
    holding.kill();
}
