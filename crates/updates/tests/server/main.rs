//! Updates against a server of this computer that speaks HTTPS: it lies, breaks off, drips, and is honest.
//!
//! Linux takes its trusted roots from a file that the environment names, so each test runs in a process of its own,
//! which trusts a root of this test alone. Nothing here waits for a time-out of the till: limits are short where they
//! are met.
//! The replacement of a program is tried on every Unix.
#![cfg(unix)]

#[cfg(target_os = "linux")]
mod kills;
#[cfg(target_os = "linux")]
mod manifests;
#[cfg(target_os = "linux")]
mod packages;
mod swapping;
#[cfg(target_os = "linux")]
mod world;

use airtill_publisher::process::{passed, said, start};

#[test]
fn a_process_that_runs_no_test_has_not_passed() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = start("no::such::test", folder.path(), &[]);
    assert!(run.status.success() && !passed(&run), "{}", said(&run));
}
