//! A kill at every step of a download, and a disk that takes no more: one process ends and another goes on.
//!
//! The killed process ends without a last word and without any destructor (`abort`). The next one on the same folder
//! finds no package or a whole one, and a new download ends well. The disk is not really full: the process may write no
//! file above a small size. A power cut is not tried: the system still has all that a killed process wrote.

use std::path::Path;
use std::process::Output;

use airtill_updates::{PackageError, Step, Target, download, ready};

use crate::packages::signed;
use crate::world::*;
use airtill_publisher::process::{is_killed, passed, said, start, test_of};

/// Says at which step the process is killed; counted from nothing.
const KILL_AT: &str = "AIRTILL_TEST_KILL_AT";
/// Says that the disk takes files of one size alone.
const FULL: &str = "AIRTILL_TEST_FULL";
/// Marks the processes within.
const WITHIN: &str = "AIRTILL_TEST_WITHIN";
/// More steps than any download of these has.
const MOST_STEPS: usize = 200;

#[test]
fn u07_a_kill_at_any_step_of_a_download_leaves_none_or_a_whole_package() {
    let test = test_of(&|| ());
    if std::env::var_os(WITHIN).is_some() {
        return in_a_world(|world| async move { downloads(&world).await });
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut kills = 0;
    loop {
        let killed = within(&test, folder.path(), &[(KILL_AT, &kills.to_string())]);
        if passed(&killed) {
            break;
        }
        assert!(is_killed(&killed), "it ended by itself: {}", said(&killed));
        let after = within(&test, folder.path(), &[]);
        assert!(passed(&after), "after kill {kills}: {}", said(&after));
        kills += 1;
        assert!(kills < MOST_STEPS, "it never ends");
    }
    // Emptied, noted, at least two pieces, whole, proven, ready.
    assert!(kills >= 7, "{kills} steps");
}

#[test]
fn u07_a_disk_that_takes_no_more_is_told_and_nothing_is_left() {
    let test = test_of(&|| ());
    if std::env::var_os(WITHIN).is_some() {
        return in_a_world(|world| async move { downloads(&world).await });
    }
    let folder = tempfile::tempdir().expect("a folder");
    let run = within(&test, folder.path(), &[(FULL, "1"), ("MOST_KIB", "64")]);
    assert!(passed(&run), "{}", said(&run));
    let run = within(&test, folder.path(), &[]);
    assert!(passed(&run), "with room again: {}", said(&run));
}

fn within(test: &str, folder: &Path, variables: &[(&str, &str)]) -> Output {
    start(test, folder, &[variables, &[(WITHIN, "1")]].concat())
}

/// One download in a process of its own, which may be killed at a step.
async fn downloads(world: &World) {
    let kill_at: Option<usize> = std::env::var(KILL_AT).ok().map(|text| text.parse().expect("a number"));
    let package = package();
    let site = world.server(vec![file(of_package(&world.present, &package, "2.0.0")), file(&package)]).await;
    let publisher = world.known(site.url("airtill-stable.json"));
    let signed = signed(world, &publisher, &manifest(&package));
    let folder = world.folder();
    let waits = || ready(&publisher.keys, &till(), &folder, NOW);
    if let Some(ready) = waits() {
        assert_eq!(std::fs::read(&ready.file).expect("the file"), package, "a package that waits is whole");
    }
    let mut steps = 0;
    let on = |_: Step| {
        if kill_at == Some(steps) {
            std::process::abort();
        }
        steps += 1;
    };
    let end = download(&web(), &publisher, &signed, Target::WindowsX64, &folder, on).await;
    if std::env::var_os(FULL).is_some() {
        assert!(matches!(end, Err(PackageError::Disk(_))), "{end:?}");
        let left = std::fs::read_dir(world.path()).expect("listed").map(|entry| entry.expect("one").file_name());
        let of_a_package = left.filter(|name| !name.to_string_lossy().starts_with("manifest.json")).count();
        assert_eq!(of_a_package, 0, "nothing of it is left");
        return;
    }
    end.expect("it is good");
    assert!(waits().is_some(), "it waits");
}
