//! The disk image for macOS, `Info.plist`, by which macOS knows the program and its file type, and the papers of the
//! till.
//!
//! `app` lays `Airtill.app`, on any system, from a program that a Mac built; `apple` is what only a Mac does with it. A
//! machine that is no Mac and has no such program makes the property list and the papers alone, because it cannot link
//! for macOS.

mod app;
mod apple;

use std::path::{Path, PathBuf};

use super::release::Release;
use super::{files, papers, program};
use crate::debian_rust::MACOS;
use crate::step::{Stop, step, target_folder};
use apple::Apple;

/// Names the till that was built on a Mac.
const NAMED: &str = "AIRTILL_MACOS_PROGRAM";

/// Makes what this machine can make, up to the image that people get.
///
/// # Errors
/// When something cannot be written, or a Mac lacks a signer of a release or does not take what it signed.
pub fn bundle(release: &Release) -> Result<Vec<PathBuf>, Stop> {
    // Asked first: nothing is built for a release that nobody can sign.
    let on_a_mac = cfg!(target_os = "macos");
    let apple = on_a_mac.then(|| Apple::named(|name| std::env::var(name).ok(), release.for_people)).transpose()?;
    let named = program::named(NAMED, release)?;
    let papers = papers::of_target(release, MACOS, "macos")?;
    let mut made = papers.made;
    let till = match named {
        Some(till) => till,
        None if on_a_mac => built_here(release)?,
        None => {
            made.push(step("the property list for macOS", || property_list(release))?);
            return Ok(made);
        }
    };
    let app = step("Airtill.app", || app::lay(release, &till, &papers.licences, &release.work_folder("macos")?))?;
    made.extend(match apple {
        Some(apple) => step("the disk image", || images(release, &apple, &app))?,
        None => {
            println!("Only a Mac signs it and lays it into a disk image.");
            vec![app]
        }
    });
    Ok(made)
}

/// The list alone, for a Mac that has no more of this than the file.
fn property_list(release: &Release) -> Result<PathBuf, Stop> {
    let file = release.output.join("Info.plist");
    files::write(&file, release.fill("macos/Info.plist")?, files::PLAIN)?;
    Ok(file)
}

fn built_here(release: &Release) -> Result<PathBuf, Stop> {
    program::make(release)?;
    Ok(target_folder()?.join("program").join(release.package))
}

/// The disk image for people, and the archive for the till's own updates.
fn images(release: &Release, apple: &Apple, app: &Path) -> Result<Vec<PathBuf>, Stop> {
    let image = apple::image(&release.output, release.package, &release.version);
    apple.make(app, &image)?;
    Ok(vec![apple::archive(&image), image])
}
