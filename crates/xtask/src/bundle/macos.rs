//! `Info.plist`, by which macOS knows the program and its file type.
//!
//! A Linux machine cannot link for macOS, so this is all of it that can be made here: a Mac lays the file into
//! `Airtill.app`, and signs that with the hardened runtime and no entitlement, because the till loads no foreign code.

use std::path::PathBuf;

use super::files;
use super::release::Release;
use crate::step::{Stop, step};

/// Writes the property list.
///
/// # Errors
/// When it cannot be written.
pub fn bundle(release: &Release) -> Result<Vec<PathBuf>, Stop> {
    step("the property list for macOS", || {
        let file = release.output.join("Info.plist");
        files::write(&file, release.fill("macos/Info.plist")?, files::PLAIN)?;
        Ok(vec![file])
    })
}
