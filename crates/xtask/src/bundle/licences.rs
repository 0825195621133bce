//! `licences.txt`: the licence of everything that is shipped, as its authors wrote it.

use std::path::PathBuf;

use super::release::Release;
use super::{files, shipped};
use crate::step::Stop;

/// Writes the licences of everything that is inside the program for this target, and answers the file.
///
/// # Errors
/// When a source cannot be read, or something has no licence.
pub fn of_target(release: &Release, target: &str) -> Result<PathBuf, Stop> {
    let mut text = String::new();
    for package in shipped::crates(target)? {
        text += &format!("{} {}: {}\n", package.name, package.version, package.license.unwrap_or_default());
    }
    let file = release.work.join(target).join("licences.txt");
    files::write(&file, text, files::PLAIN)?;
    Ok(file)
}
