//! The packages for Linux and the repositories that they are fetched from.
//!
//! `staging` lays the tree that both packages hold; `deb` and `rpm` pack it; `apt` and `dnf` make the folders that a
//! plain web server serves. One key signs all of it. Sources of what is packed lie in `installers/linux/`.

mod apt;
mod deb;
mod dnf;
mod renewal;
mod rpm;
mod staging;

pub use renewal::sign_repositories_anew;

use std::path::PathBuf;

use super::release::{LINUX, Release};
use super::signing::Signers;
use super::{papers, program};
use crate::build;
use crate::step::{Stop, step};
use staging::Contents;

/// Names the till that another Linux machine built. A release packs no other, so that none is built beside the key.
const NAMED: &str = "AIRTILL_LINUX_PROGRAM";

/// Makes the packages and the repositories.
///
/// # Errors
/// At the first that cannot be made.
pub fn bundle(release: &Release, signers: &Signers) -> Result<Vec<PathBuf>, Stop> {
    if std::env::consts::ARCH != "x86_64" {
        return Err(Stop::new("the Linux packages are for x86_64, and made on such a machine."));
    }
    let till = match program::named(NAMED, release)? {
        Some(till) => till,
        None => build::shipped_till(release.for_people, release.variables())?,
    };
    let mut papers = papers::of_target(release, LINUX, "linux")?;
    // The window is the same on every system, so one part has its bill.
    papers.made.push(papers::of_the_window(release)?);
    let contents = Contents { till, licences: papers.licences };
    let key = signers.packages()?;
    let deb = step("the .deb", || deb::make(release, &contents))?;
    let rpm = step("the .rpm", || rpm::make(release, &contents, &key))?;
    let apt = step("the apt repository", || apt::make(release, &deb, &key))?;
    let dnf = step("the dnf repository", || dnf::make(release, &rpm, &key))?;
    Ok([vec![deb, rpm, apt, dnf], papers.made].concat())
}
