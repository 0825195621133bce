//! The papers of a till: the licences and the bill of materials of everything that is inside it, for one system.
//!
//! Each system has its own, because each links other crates. Both lie in the output folder beside the packages; the
//! licences also go into the packages, where `Settings › About Airtill` finds them.

use std::path::PathBuf;

use super::release::Release;
use super::{bill, files, licences};
use crate::build;
use crate::step::{Stop, step};

/// The papers of one till.
pub struct Papers {
    /// The licences, to be packed.
    pub licences: PathBuf,
    /// What was made in the output folder.
    pub made: Vec<PathBuf>,
}

/// Writes the papers of the till for a target; `system` is a word of their names.
///
/// # Errors
/// When a source cannot be read, something has no licence, or cargo or npm does not answer.
pub fn of_target(release: &Release, target: &str, system: &str) -> Result<Papers, Stop> {
    build::ui_packages()?;
    step(&format!("licences and bill of materials of the till for {system}"), || {
        let licences = licences::of_target(release, target)?;
        let listed = release.output.join(format!("{}-{}-{system}-licences.txt", release.package, release.version));
        files::copy(&licences, &listed, files::PLAIN)?;
        let bill = bill::of_target(release, target, system)?;
        Ok(Papers { licences, made: vec![listed, bill] })
    })
}
