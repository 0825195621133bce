//! An update that is killed at 20 moments: afterwards the old or the new version is whole, it starts, and the update
//! can be made again.
//!
//! Twelve moments are spread over the time that an update takes; eight are where something has just changed on the
//! disk. Only the installer is killed, then everything ends as at a power cut. An update that ended before its kill
//! does not count and is made again. Data that a disk had not stored yet are not tried.

use std::path::Path;
use std::time::Instant;

use super::installing::{answer, names_in, names_of, with};
use super::stand_in::StandIn;
use super::wine::{Prefix, now, until};
use super::{ENTRY, FOLDER, code};

/// How many kills are spread over the time of an update.
const SPREAD: u32 = 12;
/// How often an update is made until one is killed before its end.
const TRIES: u32 = 6;

/// A moment that can be seen from outside, in a folder of an installation.
type Moment = (&'static str, fn(&Path) -> bool);

fn size(file: &Path) -> u64 {
    file.metadata().map_or(0, |about| about.len())
}

/// The moments that can be seen, in the order in which they come.
const MOMENTS: [Moment; 8] = [
    ("the new folder is there", |folder| folder.join("Airtill-1.0.10").is_dir()),
    ("its library is there", |folder| folder.join("Airtill-1.0.10/answer.dll").is_file()),
    ("the licences are there", |folder| folder.join("Airtill-1.0.10/licences.txt").is_file()),
    ("the uninstaller is written", |folder| folder.join("uninstall.exe.new").is_file()),
    ("the program is begun", |folder| size(&folder.join("airtill.exe.new")) > 0),
    ("the program is half written", |folder| size(&folder.join("airtill.exe.new")) > 12 << 20),
    ("the program is replaced", |folder| {
        folder.join("Airtill-1.0.10/licences.txt").is_file()
            && size(&folder.join("airtill.exe.new")) == 0
            && replaced(folder)
    }),
    ("the old folder is gone", |folder| !folder.join("Airtill-1.0.9").exists()),
];

/// Whether the program's file is the new one, by its size and its last bytes alone: it is asked many times.
fn replaced(folder: &Path) -> bool {
    use std::io::{Read, Seek, SeekFrom};
    let last = |file: &Path| {
        let mut bytes = vec![0; 4096];
        let mut file = std::fs::File::open(file).ok()?;
        file.seek(SeekFrom::End(-(1 << 20))).ok()?;
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    };
    last(&folder.join("airtill.exe")) == last(&StandIn::new().program)
}

#[test]
fn an_update_that_is_killed_leaves_the_old_or_the_new_version_whole() {
    let (old, new) = (StandIn::old(), StandIn::new());
    let before = with(old);
    std::fs::write(before.home().join("AppData/Local/ledger"), "sales").unwrap();
    let (measured, began) = (before.copy(), now());
    assert_eq!(measured.run(&new.setup, &["/S"]).code, code::NO_WEBVIEW2);
    let whole = began.elapsed();
    say!("an update takes {whole:?}");
    let mut left = Vec::new();
    for step in 0..SPREAD {
        // Much earlier each time, because the machine may be many times faster now than when it was measured.
        let answer = (0..TRIES).find_map(|again| {
            let after = whole * step / (SPREAD * 3_u32.pow(again));
            killed(&before.copy(), &format!("after {after:?}"), |began, _| began.elapsed() >= after)
        });
        left.push(answer.unwrap_or_else(|| panic!("moment {step}: each update ended first")));
    }
    for (name, comes) in MOMENTS {
        let answer = (0..TRIES).find_map(|_| killed(&before.copy(), name, |_, folder| comes(folder)));
        left.push(answer.unwrap_or_else(|| panic!("{name}: each update ended first")));
    }
    let of = |version: &StandIn| left.iter().filter(|answer| **answer == version.answer).count();
    say!("{} kills: the old version {} times, the new one {} times", left.len(), of(old), of(new));
    assert_eq!(left.len(), 20);
    assert!(of(old) >= 5 && of(new) >= 1, "the kills came before and after the replacement: {left:?}");
}

/// Kills an update at a moment and answers the version that is whole afterwards; nothing where it had ended before.
fn killed(prefix: &Prefix, moment: &str, comes: impl Fn(Instant, &Path) -> bool) -> Option<i32> {
    let (folder, new) = (prefix.home().join(FOLDER), StandIn::new());
    let mut update = prefix.start(&new.setup, &["/S"]);
    let began = now();
    until(moment, || comes(began, &folder) || update.has_ended());
    let was_killed = update.kill();
    prefix.stop();
    if !was_killed {
        say!("not killed {moment}: the update had ended");
        return None;
    }
    let found = StandIn::whole_in(&folder);
    let names = names_in(&folder);
    let version = found.unwrap_or_else(|| panic!("{moment}: no version is whole: {names:?}"));
    say!("killed {moment}: {} is whole, of {names:?}", version.version);
    assert_eq!(answer(prefix, &folder), version.answer, "{moment}: it starts, with its own library");
    assert_eq!(std::fs::read_to_string(prefix.home().join("AppData/Local/ledger")).unwrap(), "sales");
    let entry = format!(r"HKCU\{ENTRY}");
    assert!(prefix.value(&entry, "UninstallString").is_some() && folder.join("uninstall.exe").is_file());
    // The next attempt finishes it, and nothing of the first one is left.
    assert_eq!(prefix.run(&new.setup, &["/S"]).code, code::NO_WEBVIEW2, "{moment}");
    assert_eq!(names_in(&folder), names_of(new), "{moment}");
    assert_eq!(answer(prefix, &folder), new.answer);
    assert_eq!(prefix.value(&entry, "DisplayVersion").unwrap(), "1.0.10 (test build)");
    Some(version.answer)
}

#[test]
fn a_first_installation_that_is_killed_leaves_nothing_half_done() {
    let new = StandIn::new();
    for (moment, comes) in [MOMENTS[1], MOMENTS[3], MOMENTS[5]] {
        let prefix = Prefix::new();
        let folder = prefix.home().join(FOLDER);
        let mut first = prefix.start(&new.setup, &["/S"]);
        until(moment, || comes(&folder) || first.has_ended());
        first.kill();
        prefix.stop();
        assert!(!folder.join("airtill.exe").exists() || StandIn::whole_in(&folder).is_some(), "{moment}");
        assert_eq!(prefix.run(&new.setup, &["/S"]).code, code::NO_WEBVIEW2, "{moment}: the next one goes through");
        assert_eq!(names_in(&folder), names_of(new), "{moment}");
    }
}

#[test]
fn an_installation_that_is_not_whole_is_seen() {
    let prefix = with(StandIn::old());
    let folder = prefix.home().join(FOLDER);
    let whole = || StandIn::whole_in(&folder).map(|version| version.version);
    assert_eq!(whole(), Some("1.0.9"));
    let library = folder.join("Airtill-1.0.9/answer.dll");
    let kept = std::fs::read(&library).unwrap();
    std::fs::remove_file(&library).unwrap();
    assert_eq!(whole(), None, "without its library");
    std::fs::write(&library, &kept).unwrap();
    assert_eq!(whole(), Some("1.0.9"));
    // A new program beside an old folder, and a file of no bytes, as an ordinary copy leaves them.
    std::fs::copy(&StandIn::new().program, folder.join("airtill.exe")).unwrap();
    assert_eq!(whole(), None);
    assert_ne!(answer(&prefix, &folder), StandIn::new().answer);
    std::fs::write(folder.join("airtill.exe"), "").unwrap();
    assert_eq!(whole(), None);
}
