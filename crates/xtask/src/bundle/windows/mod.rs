//! The installer for Windows: one NSIS script for test builds and releases alike, in `installers/windows/`.
//!
//! `program` answers the till's `.exe` with the files that it needs beside it; `installer` packs them. The rule: a
//! program that this machine links by MinGW is a test build and says so, on its file, in its version and in its entry;
//! a release packs a program that was built on Windows.

mod installer;
mod program;

use std::path::PathBuf;

use super::papers;
use super::release::{Release, WINDOWS};
use super::signing::Signers;
use crate::step::{Stop, step};

/// Makes the installer, signed, with the licences and the bill of materials of what is in it.
///
/// # Errors
/// When the program cannot be had, or something cannot be packed or signed.
pub fn bundle(release: &Release, signers: &Signers) -> Result<Vec<PathBuf>, Stop> {
    crate::install::ensure_packages(&[&crate::install::WINDOWS_INSTALLER])?;
    installer::is_new_enough(release.for_people)?;
    let program = program::obtain(release)?;
    let mut papers = papers::of_target(release, WINDOWS, "windows")?;
    let signer = signers.windows()?;
    let make = || installer::make(release, &program, &papers.licences, &signer);
    papers.made.push(step("the installer for Windows", make)?);
    Ok(papers.made)
}
