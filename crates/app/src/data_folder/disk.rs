//! Files on their way to the folder, and out of the way there.
//!
//! A file is written whole or not at all, and one that cannot be read is set aside before another takes its place. What
//! the files hold is not known here.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

/// The name of a ledger's file in the folder of its environment.
pub const LEDGER: &str = "ledger.sqlite3";

/// Moves a file that cannot be read out of the way: `window.json` becomes `window.unreadable.json`, numbered if that is
/// taken. The name that it has then.
///
/// # Errors
/// The operating system's error; the file is where it was.
pub fn set_aside(path: &Path) -> io::Result<String> {
    let part = |part: Option<&OsStr>| part.map(|part| part.to_string_lossy().into_owned()).unwrap_or_default();
    let (stem, ending) = (part(path.file_stem()), part(path.extension()));
    let name = |n: u32| match n {
        1 => format!("{stem}.unreadable.{ending}"),
        n => format!("{stem}.unreadable-{n}.{ending}"),
    };
    let is_free = |name: &String| fs::symlink_metadata(path.with_file_name(name)).is_err();
    let name = (1..).map(name).find(is_free).ok_or(io::ErrorKind::AlreadyExists)?;
    airtill_files::replace(path, &path.with_file_name(&name))?;
    tracing::error!(name, "a file cannot be read and is set aside");
    Ok(name)
}

/// Writes a file whole or not at all, on disk when it returns, with its folder made if need be. A link in its place is
/// replaced, not followed.
///
/// # Errors
/// The operating system's error.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    airtill_files::make_private_folder(path.parent().ok_or(io::ErrorKind::NotFound)?)?;
    airtill_files::write_whole(path, bytes)
}
