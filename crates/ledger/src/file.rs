//! The ledger's file and its neighbours: made for its owner alone, put in place whole, set aside and never overwritten.
//!
//! A new ledger is made under another name and appears under its own when it is complete, so an empty or half-made file
//! under the ledger's name is always damage, never a beginning. SQLite keeps companions beside it; logs hold
//! entries, so they go wherever the file goes.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use airtill_domain::Timestamp;

use crate::error::LedgerError;

/// Companions of a file of SQLite's that hold what the file does not: the write-ahead log, and the journal of a file
/// system that cannot have one.
const LOGS: [&str; 2] = ["-wal", "-journal"];

/// All companions: the logs, and the index of the first.
const COMPANIONS: [&str; 3] = [LOGS[0], LOGS[1], "-shm"];

/// The path with `suffix` appended to its name.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// `2026-11-21T20:06:49Z` without the signs that file names cannot hold everywhere.
pub(crate) fn stamp(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .map_or_else(|_| at.0.to_string(), |time| time.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// Makes the folder, and those above it, if missing; a folder that is made is its owner's alone.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    airtill_files::make_private_folder(folder)
}

/// Makes an empty file that only its owner can read; fails if there is one.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Takes from others what rights they have on an existing file, where the file system knows such rights.
pub(crate) fn keep_private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let narrowed = fs::metadata(path).map(|found| found.permissions().mode()).and_then(|mode| {
            if mode & 0o077 == 0 { Ok(()) } else { fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700)) }
        });
        if let Err(error) = narrowed {
            tracing::warn!(%error, "the ledger's rights could not be narrowed");
        }
    }
    #[cfg(not(unix))]
    let _ = path;
}

/// A name beside `path` that no other process or thread uses while making a ledger.
pub(crate) fn unfinished(path: &Path) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    with_suffix(path, &format!(".new-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// Gives a finished file its name. If another process was quicker, its file stays and ours goes.
pub(crate) fn place(unfinished: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(unfinished, path) {
        Ok(()) => fs::remove_file(unfinished)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::remove_file(unfinished)?,
        // A file system without hard links.
        Err(_) => airtill_files::replace(unfinished, path)?,
    }
    airtill_files::sync_folder_of(path)
}

/// Removes what a failed beginning left.
pub(crate) fn discard(unfinished: &Path) {
    for path in [
        unfinished.to_owned(),
        with_suffix(unfinished, "-wal"),
        with_suffix(unfinished, "-shm"),
        with_suffix(unfinished, "-journal"),
    ] {
        // It may never have been made.
        let _ = fs::remove_file(path);
    }
}

/// Makes the bytes of a file durable.
pub(crate) fn sync(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(path)?.sync_all()?;
    airtill_files::sync_folder_of(path)
}

/// The names `ledger<middle>.sqlite3`, `ledger<middle>-2.sqlite3` and so on beside `path`.
fn numbered(path: &Path, middle: &str) -> impl Iterator<Item = PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map_or_else(String::new, |e| format!(".{}", e.to_string_lossy()));
    (1_u32..).map(move |n| {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        path.with_file_name(format!("{stem}{middle}{number}{extension}"))
    })
}

/// The files of these names that are there, in the order of their numbers, up to the first name that is free.
pub(crate) fn named(path: &Path, middle: &str) -> impl Iterator<Item = PathBuf> {
    numbered(path, middle).take_while(|name| name.exists())
}

/// Makes an empty private file named `ledger<middle>.sqlite3` beside `path`, numbered if that name is taken.
pub(crate) fn reserve(path: &Path, middle: &str) -> io::Result<PathBuf> {
    for name in numbered(path, middle) {
        if COMPANIONS.iter().any(|suffix| with_suffix(&name, suffix).exists()) {
            continue;
        }
        match make_private(&name) {
            Ok(()) => return Ok(name),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Whether there is a log of a file of that name, be there the file or not.
pub(crate) fn has_log(path: &Path) -> bool {
    LOGS.iter().any(|suffix| with_suffix(path, suffix).exists())
}

/// Renames a ledger that cannot be used, with its companions, to `ledger.unreadable-<time>.sqlite3` and returns that
/// name. Nothing is overwritten: a name that is taken gets a number. The ledger must not be open.
///
/// # Errors
/// `ReadOnly`, `Full` or `Io` when the folder does not allow it; the file then stands where it stood.
pub fn set_aside(path: &Path, now: Timestamp) -> Result<PathBuf, LedgerError> {
    let aside = reserve(path, &format!(".unreadable-{}", stamp(now)))?;
    // The reserved name holds our own empty file, so the rename replaces nothing else.
    match airtill_files::replace(path, &aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let _ = fs::remove_file(&aside);
            return Err(error.into());
        }
        // A log without its file is what a renaming that was cut short left.
        Err(error) if !has_log(path) => {
            let _ = fs::remove_file(&aside);
            return Err(error.into());
        }
        _ => {}
    }
    for suffix in COMPANIONS {
        match airtill_files::replace(&with_suffix(path, suffix), &with_suffix(&aside, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    airtill_files::sync_folder_of(path)?;
    Ok(aside)
}
