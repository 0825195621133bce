//! The installer for Windows: one NSIS script for test builds and releases alike, in `installers/windows/`.
//!
//! `program` answers the till's `.exe` with the files that it needs beside it; `installer` packs them. The rule: what
//! this machine links by MinGW is a test build and says so, on its file, in its version and in its entry; a release
//! packs a program that was built on Windows.

mod installer;
mod program;

use std::path::PathBuf;

use super::release::{Release, WINDOWS};
use super::signing::Signers;
use super::{bill, files, licences};
use crate::step::{Stop, step};

/// Makes the installer, signed, with the licences and the bill of materials of what is in it.
///
/// # Errors
/// When the program cannot be had, or something cannot be packed or signed.
pub fn bundle(release: &Release, signers: &Signers) -> Result<Vec<PathBuf>, Stop> {
    crate::install::ensure(&[&crate::install::WINDOWS_INSTALLER])?;
    let program = program::obtain(release)?;
    let licences = step("the licences of the Windows till", || licences::of_target(release, WINDOWS))?;
    let bill = step("the bill of materials of the Windows till", || bill::of_target(release, WINDOWS, "windows"))?;
    let listed = release.output.join(format!("{}-{}-windows-licences.txt", release.package, release.version));
    files::copy(&licences, &listed, files::PLAIN)?;
    let signer = signers.windows()?;
    let installer = step("the installer for Windows", || installer::make(release, &program, &licences, &signer))?;
    Ok(vec![installer, listed, bill])
}
