//! The replacement of a program that is a folder, `Airtill.app`: unpack beside it, then exchange the two in one call.
//!
//! The exchange (`RENAME_SWAP` of macOS, `RENAME_EXCHANGE` of Linux) leaves at every instant a whole program in the
//! place, the old one or the new one. A file system that cannot do it is refused: two renames one after the other would
//! leave an instant without any program, and then nothing could repair it. The old program stays beside the new one
//! until the next start, because the running till still reads from it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::fs::{CWD, RenameFlags, renameat_with};

/// The system's own program for archives, by its whole path.
const TAR: &str = "/usr/bin/tar";
/// The ending of the folder in which a new program is unpacked. A point stands before its name, so nobody sees it.
const ENDING: &str = ".update";

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

/// Puts the program of `archive`, a `.tar.gz` that was proven, in the place of `app`, and tells each stage. `program`
/// is the path of the executable within the folder. Blocks.
///
/// # Errors
/// A [`SwapError`]; the old program is then in its place, and nothing is left beside it as far as it can be removed.
pub fn swap(app: &Path, program: &Path, archive: &Path, mut on: impl FnMut(Stage)) -> Result<(), SwapError> {
    tidy(app)?;
    on(Stage::Tidied);
    let beside = beside(app)?;
    let end = exchanged(app, program, archive, &beside, on);
    if end.is_err() {
        // It may never have been made.
        let _ = fs::remove_dir_all(&beside);
    }
    end
}

/// Removes from beside `app` all that a replacement left there: the old program, or half of a new one. Each start does
/// this.
///
/// # Errors
/// The operating system's error.
pub fn tidy(app: &Path) -> io::Result<()> {
    match fs::remove_dir_all(beside(app)?) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        end => end,
    }
}

fn exchanged(
    app: &Path,
    program: &Path,
    archive: &Path,
    beside: &Path,
    mut on: impl FnMut(Stage),
) -> Result<(), SwapError> {
    fs::create_dir(beside)?;
    let new = unpacked(archive, beside, program)?;
    on(Stage::Unpacked);
    sync_all_of(&new)?;
    airtill_files::sync_folder_of(&new)?;
    on(Stage::Synced);
    renameat_with(CWD, &new, CWD, app, RenameFlags::EXCHANGE).map_err(|error| match io::Error::from(error) {
        error if cannot_exchange(&error) => SwapError::NoExchange,
        error => error.into(),
    })?;
    airtill_files::sync_folder_of(app)?;
    on(Stage::Swapped);
    Ok(())
}

/// The folder beside `app` that only this module makes.
fn beside(app: &Path) -> io::Result<PathBuf> {
    let mut name = OsString::from(".");
    name.push(app.file_name().ok_or(io::ErrorKind::InvalidInput)?);
    name.push(ENDING);
    Ok(app.with_file_name(name))
}

/// Unpacks the archive, and answers the one folder in it, which must hold the program.
fn unpacked(archive: &Path, into: &Path, program: &Path) -> Result<PathBuf, SwapError> {
    let mut tar = Command::new(TAR);
    tar.arg("-xzf").arg(archive).arg("-C").arg(into).env_clear().stdin(Stdio::null());
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
    let is_there = fs::metadata(only.path().join(program)).is_ok_and(|found| found.is_file() && found.len() > 0);
    if is_there { Ok(only.path()) } else { Err(SwapError::NoProgram) }
}

/// Whether a small file cannot be written there because the disk is full. `tar` says it in words alone.
fn is_full(folder: &Path) -> bool {
    let written = fs::write(folder.join(".room"), [0; 64 * 1024]);
    written.is_err_and(|error| matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
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
