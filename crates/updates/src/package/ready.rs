//! The package that waits to be installed, proven anew from the disk alone.
//!
//! The next start believes nothing because it lies in the folder: the manifest's signature, the choice, the package's
//! size, digest and signature are all checked again. A manifest that has expired meanwhile, or a newer one that was
//! seen, makes the package one that does not count.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use airtill_domain::Timestamp;

use super::course::PackageError;
use super::proof::prove;
use crate::check::{CheckError, Signed};
use crate::choose::{Choice, Till, choose};
use crate::folder::{self, Folder};
use crate::manifest::{self, Manifest};
use crate::memory::Memory;
use crate::signature::{self, Keys, SignatureError};

/// Shared for reading alone, on Windows: nobody changes the file or puts another in its place.
#[cfg(windows)]
const SHARED_FOR_READING: u32 = 1;

/// A package that was proven just now. As long as this lives, no other program changes it on Windows.
#[derive(Debug)]
pub struct Ready {
    /// The manifest that names it.
    pub manifest: Manifest,
    /// The file of the package.
    pub file: PathBuf,
    held: File,
}

impl Ready {
    /// The file that was proven, open since then. On Unix another file may have got its name meanwhile, so the bytes
    /// are read from here.
    pub fn opened(&self) -> &File {
        &self.held
    }
}

/// The package that waits in the folder, if it is one that may be installed now. Reads the whole package.
pub fn ready(keys: &Keys, till: &Till, folder: &Folder, now: Timestamp) -> Option<Ready> {
    match found(keys, till, folder, now) {
        Ok(ready) => ready,
        Err(NotReady::Check(CheckError::Disk(error)) | NotReady::Package(PackageError::Disk(error)))
            if error.kind() == io::ErrorKind::NotFound =>
        {
            None
        }
        Err(error) => {
            tracing::info!(%error, "a package that waits does not count");
            None
        }
    }
}

/// The version of the manifest that the last good check left in the folder, and the choice that it leaves now.
pub fn known(keys: &Keys, till: &Till, folder: &Folder, now: Timestamp) -> Option<(Signed, Choice)> {
    noted(keys, till, folder, now).ok()
}

/// Why a package that waits does not count, for the log.
#[derive(Debug, thiserror::Error)]
enum NotReady {
    #[error("{0}")]
    Check(#[from] CheckError),
    #[error("{0}")]
    Package(#[from] PackageError),
}

/// The manifest of the folder, proven anew, and the choice that it leaves.
fn noted(keys: &Keys, till: &Till, folder: &Folder, now: Timestamp) -> Result<(Signed, Choice), CheckError> {
    let file = folder.manifest();
    let bytes = small(&file, manifest::MOST_BYTES)?;
    let beside = small(&folder::of_signature(&file), signature::MOST_BYTES)?;
    let signed = Signed::read(keys, till.channel, bytes, beside)?;
    let choice = choose(&signed.manifest, till, Memory::read(&folder.memory())?.published, now)?;
    Ok((signed, choice))
}

fn found(keys: &Keys, till: &Till, folder: &Folder, now: Timestamp) -> Result<Option<Ready>, NotReady> {
    let (Signed { manifest, .. }, choice) = noted(keys, till, folder, now)?;
    if choice != Choice::Newer {
        return Ok(None);
    }
    let Some(package) = till.target.and_then(|target| manifest.package(target)) else { return Ok(None) };
    let file = folder.package(&package.name);
    let mut held = hold(&file).map_err(PackageError::Disk)?;
    let beside = small(&folder::of_signature(&file), signature::MOST_BYTES).map_err(PackageError::Disk)?;
    let beside = String::from_utf8(beside).map_err(|_| PackageError::Signature(SignatureError::Unreadable))?;
    prove(&mut held, package, manifest.version, keys, &beside)?;
    Ok(Some(Ready { manifest, file, held }))
}

/// Opens a package so that it stays as it is.
fn hold(file: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(windows)]
    std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, SHARED_FOR_READING);
    options.open(file)
}

/// At most one byte more than a file may have, so that its reader recognises a larger one.
fn small(file: &Path, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
