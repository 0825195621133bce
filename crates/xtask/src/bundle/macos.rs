//! `Info.plist`, by which macOS knows the program and its file type, and the papers of the till for macOS.
//!
//! A Linux machine cannot link for macOS, so this is all of it that can be made here: a Mac lays `Info.plist` and the
//! licences into `Airtill.app`, and signs that with the hardened runtime and no entitlement, because the till loads no
//! foreign code.

use std::path::PathBuf;

use super::release::Release;
use super::{files, papers};
use crate::debian_rust::MACOS;
use crate::step::{Stop, step};

/// Writes the property list and the papers.
///
/// # Errors
/// When one cannot be written.
pub fn bundle(release: &Release) -> Result<Vec<PathBuf>, Stop> {
    let mut made = papers::of_target(release, MACOS, "macos")?.made;
    made.push(step("the property list for macOS", || {
        let file = release.output.join("Info.plist");
        files::write(&file, release.fill("macos/Info.plist")?, files::PLAIN)?;
        Ok(file)
    })?);
    Ok(made)
}
