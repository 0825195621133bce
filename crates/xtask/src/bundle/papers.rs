//! The papers of a till: the licences and the bill of materials of everything that is inside it, for one system.
//!
//! Each system has its own, because each links other crates; the window has a bill of its own. They lie in the output
//! folder beside the packages; the licences also go into the packages, where `Settings › About Airtill` finds them.
//! They are made by asking cargo and npm, which run the code of other people. So the rule: a release takes papers that
//! `cargo xtask bundle papers` made where no key is, and they are of the commit that is bundled.

use std::path::{Path, PathBuf};

use super::program::made_elsewhere;
use super::release::{LINUX, Release, WINDOWS};
use super::{bill, files, licences};
use crate::build;
use crate::debian_rust::MACOS;
use crate::step::{Stop, step, target_folder};

/// Names the folder of papers that were made elsewhere.
const NAMED: &str = "AIRTILL_PAPERS";
/// The targets, each with the word for its system in the names of its papers.
const TARGETS: [(&str, &str); 3] = [(LINUX, "linux"), (WINDOWS, "windows"), (MACOS, "macos")];
/// The word for the window in the name of its bill.
const WINDOW: &str = "window";

/// The papers of one till.
pub struct Papers {
    /// The licences, to be packed.
    pub licences: PathBuf,
    /// The files of the papers that are in the output folder now.
    pub made: Vec<PathBuf>,
}

/// Makes the papers of every system and of the window, and leaves them in `target/papers/`.
///
/// # Errors
/// When a source cannot be read, something has no licence, or cargo or npm does not answer.
pub fn make(release: &Release) -> Result<(), Stop> {
    let folder = target_folder()?.join("papers");
    files::empty_folder(&folder)?;
    for (target, system) in TARGETS {
        made_for(release, target, system, &folder)?;
    }
    bill::of_the_window(release, &folder)?;
    println!("\nMade in {}", folder.display());
    Ok(())
}

/// Lays the papers of the till for a target into the output folder; `system` is a word of their names.
///
/// # Errors
/// When a source cannot be read, something has no licence, or cargo or npm does not answer; in a release where no
/// papers are named, or they are of another commit.
pub fn of_target(release: &Release, target: &str, system: &str) -> Result<Papers, Stop> {
    let made = match named(release)? {
        Some(folder) => taken(release, &folder, &[licences::name(release, system), bill::name(release, system)])?,
        None => made_for(release, target, system, &release.output)?,
    };
    Ok(Papers { licences: release.output.join(licences::name(release, system)), made })
}

/// Lays the bill of the window into the output folder.
///
/// # Errors
/// When npm does not answer; in a release where no papers are named, or they are of another commit.
pub fn of_the_window(release: &Release) -> Result<PathBuf, Stop> {
    let name = bill::name(release, WINDOW);
    match named(release)? {
        Some(folder) => taken(release, &folder, std::slice::from_ref(&name)).map(|_| release.output.join(&name)),
        None => bill::of_the_window(release, &release.output),
    }
}

fn named(release: &Release) -> Result<Option<PathBuf>, Stop> {
    made_elsewhere(NAMED, "papers that were made", release)
}

/// Makes the papers of a target in a folder.
fn made_for(release: &Release, target: &str, system: &str, into: &Path) -> Result<Vec<PathBuf>, Stop> {
    build::ui_packages()?;
    step(&format!("licences and bill of materials of the till for {system}"), || {
        let licences = licences::of_target(release, target, system, into)?;
        Ok(vec![licences, bill::of_target(release, target, system, into)?])
    })
}

/// Copies papers of these names from a folder; each bill among them must be of our commit.
fn taken(release: &Release, folder: &Path, names: &[String]) -> Result<Vec<PathBuf>, Stop> {
    for name in names {
        let file = folder.join(name);
        if name.ends_with(".json") {
            bill::is_of_the_commit(&file, release)?;
        }
        files::copy(&file, &release.output.join(name), files::PLAIN)?;
    }
    Ok(names.iter().map(|name| release.output.join(name)).collect())
}
