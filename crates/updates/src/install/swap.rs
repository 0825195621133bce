//! The replacement of a program that is a folder, `Airtill.app`: unpack beside it, then exchange the two in one call.
//!
//! The exchange (`RENAME_SWAP` of macOS, `RENAME_EXCHANGE` of Linux) leaves at every instant a whole program in the
//! place, the old one or the new one. A file system that cannot do it is refused: two renames one after the other would
//! leave an instant without any program, and then nothing could repair it. The old program stays beside the new one
//! until the next start, because the running till still reads from it.
//!
//! Tills of several login sessions share one program. Each holds a lock of the folder around it while it changes
//! anything there: a removal that met an exchange would remove the program that was just put in its place. The program
//! that is in the place by then counts, and not the one that runs: a newer one stays, and the same one as well.

mod bundle;
mod lock;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, Seek};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use lock::ProgramLock;

use crate::free_space;
use crate::version::Version;

/// The system's own program for archives, by its whole path.
const TAR: &str = "/usr/bin/tar";
/// The ending of the folder in which a new program is unpacked. A point stands before its name, so nobody sees it.
const ENDING: &str = ".update";
/// A program has at most so many times the bytes of its archive.
const UNPACKED: u64 = 4;
/// Everybody may start a file of this mode.
const EXECUTABLE: u32 = 0o111;
/// The mode of the folder in which the old program stays: tills of other sessions still read from it.
const READABLE: u32 = 0o755;

/// A stage of a replacement that is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing of an earlier one is left.
    Tidied,
    /// The new program is unpacked.
    Unpacked,
    /// The new program is on disk.
    Synced,
    /// The new program is in its place.
    Swapped,
}

/// The reason for which the old program is still there, whole.
#[derive(Debug, thiserror::Error)]
pub enum SwapError {
    /// Its folder may be written by an administrator alone.
    #[error("only an administrator may replace the program")]
    NotAllowed,
    /// The archive cannot be unpacked, or holds no program.
    #[error("the package holds no program")]
    NoProgram,
    /// The program in its place is newer than that of the package: another session replaced it.
    #[error("a newer program is in the place")]
    NewerIsThere,
    /// The file system cannot exchange two folders.
    #[error("the disk cannot exchange two folders")]
    NoExchange,
    /// The operating system's error, a full disk among them.
    #[error("{0}")]
    Disk(#[source] io::Error),
}

impl From<io::Error> for SwapError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::NotAllowed,
            _ => Self::Disk(error),
        }
    }
}

/// The calls of the system around the exchange. Tests refuse them.
struct Calls {
    exchange: fn(&Path, &Path) -> io::Result<()>,
    sync_after: fn(&Path) -> io::Result<()>,
}

/// Puts the program of `archive`, a `.tar.gz` that was proven to be of `version`, in the place of `app`, and reports each stage. `program`
/// is the path of the executable within the folder. The archive is read from its first byte through the file that is
/// open, so these are the bytes that were proven. Where another session put the same version there meanwhile, it stays.
/// Blocks, for a minute more where another session replaces the program.
///
/// # Errors
/// A [`SwapError`]; the old program is then in its place, and nothing is left beside it as far as it can be removed.
pub fn swap(
    app: &Path,
    program: &Path,
    archive: &File,
    version: Version,
    on: impl FnMut(Stage),
) -> Result<(), SwapError> {
    swap_by(&Calls { exchange, sync_after: airtill_files::sync_folder_of }, app, program, archive, version, on)
}

fn swap_by(
    calls: &Calls,
    app: &Path,
    program: &Path,
    archive: &File,
    version: Version,
    mut on: impl FnMut(Stage),
) -> Result<(), SwapError> {
    let _lock = ProgramLock::wait(app)?;
    // A program that does not say its version is no reason to stay with it.
    match bundle::version(app).map(|there| there.cmp(&version)) {
        Some(Ordering::Greater) => return Err(SwapError::NewerIsThere),
        Some(Ordering::Equal) => return Ok(()),
        Some(Ordering::Less) | None => {}
    }
    let beside = beside(app)?;
    remove(&beside)?;
    on(Stage::Tidied);
    let end = exchanged(calls, app, program, archive, &beside, &mut on);
    if end.is_err() {
        // It may never have been made.
        let _ = fs::remove_dir_all(&beside);
        return end;
    }
    // The new program is in its place, so a failure from here on is none of the replacement.
    if let Err(error) = (calls.sync_after)(app) {
        tracing::warn!(%error, "the exchange of the program may not survive a power cut");
    }
    on(Stage::Swapped);
    Ok(())
}

/// Removes from beside `app` all that a replacement left there: the old program, or half of a new one. Each start does
/// this. While another session replaces the program, nothing is removed.
///
/// # Errors
/// The operating system's error.
pub fn tidy(app: &Path) -> io::Result<()> {
    if let Some(_lock) = ProgramLock::try_now(app)? {
        return remove(&beside(app)?);
    }
    tracing::info!("another session replaces the program; what it left is removed by a later start");
    Ok(())
}

fn remove(beside: &Path) -> io::Result<()> {
    match fs::remove_dir_all(beside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        end => end,
    }
}

fn exchanged(
    calls: &Calls,
    app: &Path,
    program: &Path,
    archive: &File,
    beside: &Path,
    on: &mut impl FnMut(Stage),
) -> Result<(), SwapError> {
    fs::create_dir(beside)?;
    free_space::require(beside, archive.metadata()?.len().saturating_mul(UNPACKED), free_space::RESERVE)?;
    let new = unpacked(archive, beside, program)?;
    on(Stage::Unpacked);
    sync_all_of(&new)?;
    airtill_files::sync_folder_of(&new)?;
    on(Stage::Synced);
    (calls.exchange)(&new, app).map_err(|error| match error {
        error if cannot_exchange(&error) => SwapError::NoExchange,
        error => error.into(),
    })
}

fn exchange(new: &Path, app: &Path) -> io::Result<()> {
    Ok(renameat_with(CWD, new, CWD, app, RenameFlags::EXCHANGE)?)
}

/// The folder beside `app` that only this module makes.
fn beside(app: &Path) -> io::Result<PathBuf> {
    let mut name = OsString::from(".");
    name.push(app.file_name().ok_or(io::ErrorKind::InvalidInput)?);
    name.push(ENDING);
    Ok(app.with_file_name(name))
}

/// Unpacks the archive, and answers the one folder in it, which must hold the program.
fn unpacked(mut archive: &File, into: &Path, program: &Path) -> Result<PathBuf, SwapError> {
    archive.rewind()?;
    let mut tar = Command::new(TAR);
    // The modes are the archive's: a strict umask would keep every other person of the computer from the program.
    tar.args(["-xpzf", "-", "-C"]).arg(into).env_clear().stdin(Stdio::from(archive.try_clone()?));
    let output = tar.output()?;
    if !output.status.success() {
        tracing::warn!(said = %String::from_utf8_lossy(&output.stderr), "a package cannot be unpacked");
        return Err(if is_full(into) {
            io::Error::from(io::ErrorKind::StorageFull).into()
        } else {
            SwapError::NoProgram
        });
    }
    let mut entries = fs::read_dir(into)?;
    let only = entries.next().ok_or(SwapError::NoProgram)??;
    if entries.next().is_some() || !only.file_type()?.is_dir() {
        return Err(SwapError::NoProgram);
    }
    fs::set_permissions(into, Permissions::from_mode(READABLE))?;
    let is_program = |found: fs::Metadata| {
        found.is_file() && found.len() > 0 && found.permissions().mode() & EXECUTABLE == EXECUTABLE
    };
    let is_there = fs::metadata(only.path().join(program)).is_ok_and(is_program);
    if is_there { Ok(only.path()) } else { Err(SwapError::NoProgram) }
}

/// Whether a small file cannot be written there because the disk is full. `tar` says it in words alone.
fn is_full(folder: &Path) -> bool {
    let written = fs::write(folder.join(".room"), [0; 64 * 1024]);
    written.is_err_and(|error| airtill_files::is_full(&error))
}

/// Brings every file and folder below `folder` to the disk.
fn sync_all_of(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            sync_all_of(&entry.path())?;
        } else if kind.is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    File::open(folder)?.sync_all()
}

/// The refusals of file systems and kernels that know no exchange.
fn cannot_exchange(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput | io::ErrorKind::CrossesDevices)
}
