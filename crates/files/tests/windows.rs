//! Files that are open, as Windows treats them: this crate and those above it rely on it.
//!
//! Wine differs in most of these, so they are proven on Windows alone; `crates/README.md` has the differences.
#![cfg(windows)]

use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::os::windows::fs::OpenOptionsExt;
use std::time::Duration;

use airtill_files::guard::Opened;
use airtill_files::{RetryBudget, replace, write_whole};

const SHARING_VIOLATION: i32 = 32;
const LOCK_VIOLATION: i32 = 33;
const SHARED_FOR_READING: u32 = 1;

#[test]
fn a_locked_range_cannot_be_read_by_another() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("lock");
    fs::write(&path, "text").expect("written");
    let holder = OpenOptions::new().read(true).write(true).open(&path).expect("it opens");
    holder.try_lock().expect("it is free");
    let error = File::open(&path).expect("it opens").read(&mut [0; 4]).expect_err("the range is locked");
    assert_eq!(error.raw_os_error(), Some(LOCK_VIOLATION));
    holder.unlock().expect("it was ours");
    assert_eq!(fs::read_to_string(&path).expect("it is free"), "text");
}

#[test]
fn a_file_shared_for_reading_alone_can_be_read_while_it_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("lock");
    let open =
        || OpenOptions::new().create(true).truncate(false).write(true).share_mode(SHARED_FOR_READING).open(&path);
    let holder = open().expect("it opens");
    fs::write(&path, "").expect_err("nobody else writes");
    assert!(open().is_err() && fs::remove_file(&path).is_err());
    assert_eq!(fs::read_to_string(&path).expect("anybody reads"), "");
    drop(holder);
    open().expect("it is free");
}

#[test]
fn p02_a_thing_that_is_to_be_judged_keeps_its_path() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let folder = temp.path().join("company");
    let file = folder.join("policy.toml");
    fs::create_dir(&folder).expect("made");
    fs::write(&file, "text").expect("written");
    let opened = |path| Opened::at(path, &mut RetryBudget::default());
    let held = [&folder, &file].map(|path| opened(path).expect("it opens"));
    opened(&file).expect("another till opens it, too");
    fs::write(&file, "other").expect_err("nobody else writes");
    fs::rename(&file, folder.join("other")).expect_err("nothing takes its place");
    fs::rename(&folder, temp.path().join("other")).expect_err("nothing takes its place");
    assert_eq!(fs::read_to_string(&file).expect("anybody reads"), "text");
    drop(held);
    fs::rename(&folder, temp.path().join("other")).expect("it is free");
}

#[test]
#[allow(clippy::disallowed_methods, reason = "another program lets a file go after a time of its own")]
fn p02_a_thing_that_is_held_for_a_moment_is_opened_after_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("policy.toml");
    fs::write(&path, "text").expect("written");
    // A copy that is being written, and a scanner that shares with nobody.
    for (writes, shares) in [(true, SHARED_FOR_READING), (false, 0)] {
        let holder = OpenOptions::new().read(true).write(writes).share_mode(shares).open(&path).expect("it opens");
        let letting_go = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            drop(holder);
        });
        let opened = Opened::at(&path, &mut RetryBudget::default()).expect("it is let go in time");
        assert_eq!(opened.bytes(9).expect("it is read"), b"text");
        letting_go.join().expect("no panic");
    }
    let _holder = OpenOptions::new().write(true).share_mode(0).open(&path).expect("it opens");
    let error = Opened::at(&path, &mut RetryBudget::default()).expect_err("it stays held");
    assert_eq!(error.raw_os_error(), Some(SHARING_VIOLATION));
}

#[test]
fn a_file_that_a_reader_shares_for_deletion_is_replaced_at_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (new, old) = (folder.path().join("new"), folder.path().join("old"));
    fs::write(&new, "new").expect("written");
    fs::write(&old, "old").expect("written");
    // The standard library shares for reading, writing and deletion.
    let mut reader = File::open(&old).expect("it opens");
    replace(&new, &old).expect("nobody is in the way");
    assert_eq!(fs::read_to_string(&old).expect("the file"), "new");
    let mut text = String::new();
    reader.read_to_string(&mut text).expect("still readable");
    assert_eq!(text, "old", "the reader has what it opened");
}

#[test]
fn a_deleted_file_that_is_open_frees_its_name_at_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("file");
    fs::write(&path, "old").expect("written");
    let reader = File::open(&path).expect("it opens");
    fs::remove_file(&path).expect("it is shared for deletion");
    assert!(!path.exists());
    write_whole(&path, b"new").expect("the name is free");
    drop(reader);
    assert_eq!(fs::read_to_string(&path).expect("the file"), "new");
}

#[test]
fn a_name_with_a_colon_is_a_hidden_stream_of_another_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("a:b"), "hidden").expect("a stream");
    let names: Vec<_> =
        fs::read_dir(folder.path()).expect("listed").map(|entry| entry.expect("one").file_name()).collect();
    assert_eq!(names, ["a"], "so no name of ours holds a colon");
    assert_eq!(fs::read_to_string(folder.path().join("a")).expect("the file"), "");
    assert_eq!(fs::read_to_string(folder.path().join("a:b")).expect("the stream"), "hidden");
}
