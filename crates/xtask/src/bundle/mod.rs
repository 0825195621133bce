//! `cargo xtask bundle`: everything that is given to people, made on a Linux machine into `target/bundle/`.
//!
//! This file is the order and nothing else. The words are understood in `choice`; the values that several formats need
//! stand once, in `release`; the signers live in `signing`; each system has a module of its own, which answers its
//! files. The rule: a file that is in the output folder is whole, signed and in the list of sums, or the command
//! stopped; with `--part`, another machine lists it.

mod bill;
mod choice;
pub mod files;
mod licences;
mod linux;
mod macos;
mod manifest;
mod papers;
mod program;
mod release;
mod shipped;
mod signing;
mod sums;
mod whole;
mod windows;

use crate::install;
use crate::step::{Stop, step};
use choice::{Choice, PAPERS, PROGRAM, REPOSITORIES, SUMS};
pub use release::{OUTPUT, Release};
use signing::Signers;
#[cfg(all(test, unix))]
pub use sums::of as digest;

/// Checks what the repository says about a release, before anything of it is built: the publisher's keys, whether the
/// tills of the release before believe them, and the news of the version.
///
/// # Errors
/// When one is missing, or those tills would refuse the version.
pub fn is_written(version: &str) -> Result<(), Stop> {
    signing::publisher::is_believed_by_the_release_before(version)?;
    manifest::news(version, true).map(drop)
}

/// Bundles what the words choose: systems by their names, all without one; `--release` for what people will get.
///
/// # Errors
/// At the first step that fails; in a release also where a signer or a time-stamp is missing.
pub fn run(words: &[&str]) -> Result<(), Stop> {
    let choice = Choice::of(words)?;
    if !choice.is_for(std::env::consts::OS) {
        return Err(Stop::new(
            "this is made on Linux; a Mac makes `--part macos` and any system `program`. Run the command there.",
        ));
    }
    if choice.builds() {
        install::ensure(&[&install::BUILD, &install::BUNDLE])?;
    } else if choice.has("linux") {
        install::ensure_packages(&[&install::LIBRARIES, &install::BUNDLE])?;
    } else {
        install::ensure_packages(&[&install::BUNDLE])?;
    }
    let mut release = Release::of_workspace(choice.for_people)?;
    let signers = Signers::from_environment(&release);
    signers.are_named_for(|part| choice.has(part))?;
    if choice.has(REPOSITORIES) {
        return linux::sign_repositories_anew(&release, &signers);
    }
    release.update_keys = signers.update_keys(&release)?;
    if choice.has(PROGRAM) {
        return program::make(&release);
    }
    if choice.has(PAPERS) {
        return papers::make(&release);
    }
    // Nothing of another bundle may be in the list of sums of this one.
    if choice.begins_anew() {
        files::empty_folder(&release.output)?;
    }
    let mut made = Vec::new();
    if choice.has("linux") {
        made.extend(linux::bundle(&release, &signers)?);
    }
    if choice.has("windows") {
        made.extend(windows::bundle(&release, &signers)?);
    }
    if choice.has("macos") {
        made.extend(macos::bundle(&release)?);
    }
    if choice.has(SUMS) {
        if choice.lists_a_release() {
            whole::is_whole_and_alone(&release)?;
        }
        made.extend(step("the manifest of updates", || manifest::write(&release, &signers))?);
        made.extend(step("the sums and their signature", || sums::write(&release, &signers))?);
    }
    files::open_to_all(&release.output)?;
    println!("\nMade in {}:", release.output.display());
    for file in made {
        println!("  {}", file.strip_prefix(&release.output).unwrap_or(&file).display());
    }
    Ok(())
}
