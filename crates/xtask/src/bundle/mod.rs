//! `cargo xtask bundle`: everything that is given to people, made on a Linux machine into `target/bundle/`.
//!
//! This file is the order and nothing else. What several formats need stands once, in `release`; how files are signed
//! lives in `signing`; each system has a module of its own, which answers the files that it made. The rule: a file that
//! is in the output folder is whole, signed and in the list of sums, or the command stopped.

mod bill;
mod files;
mod licences;
mod linux;
mod macos;
mod manifest;
mod papers;
mod release;
mod shipped;
mod signing;
mod sums;
mod windows;

use crate::install;
use crate::step::{Stop, step};
pub use release::Release;
use signing::Signers;

/// The systems that can be chosen by a word, in the order in which they are made.
const SYSTEMS: [&str; 3] = ["linux", "windows", "macos"];

/// Bundles what the words choose: systems by their names, all without one; `--release` for what people will get.
///
/// # Errors
/// At the first step that fails; in a release also where a signer or a time-stamp is missing.
pub fn run(words: &[&str]) -> Result<(), Stop> {
    if let Some(word) = words.iter().find(|word| **word != "--release" && !SYSTEMS.contains(word)) {
        return Err(Stop::new(format!("I cannot bundle `{word}`: say {}, or `--release`.", SYSTEMS.join(", "))));
    }
    if !cfg!(target_os = "linux") {
        return Err(Stop::new("the bundles are made on Linux; run this command there."));
    }
    let chosen = |system: &str| words.contains(&system) || !words.iter().any(|word| SYSTEMS.contains(word));
    install::ensure(&[&install::BUILD, &install::BUNDLE])?;
    let mut release = Release::of_workspace(words.contains(&"--release"))?;
    let signers = Signers::from_environment(&release);
    signers.are_named_for(chosen)?;
    release.update_keys = signers.update_keys(&release)?;
    // Nothing of another bundle may be in the list of sums of this one.
    if release.for_people || SYSTEMS.iter().all(|system| chosen(system)) {
        files::empty_folder(&release.output)?;
    }
    let mut made = Vec::new();
    if chosen("linux") {
        made.extend(linux::bundle(&release, &signers)?);
    }
    if chosen("windows") {
        made.extend(windows::bundle(&release, &signers)?);
    }
    if chosen("macos") {
        made.extend(macos::bundle(&release)?);
    }
    made.push(bill::of_the_window(&release)?);
    made.extend(step("the manifest of updates", || manifest::write(&release, &signers))?);
    made.extend(step("the sums and their signature", || sums::write(&release, &signers))?);
    files::open_to_all(&release.output)?;
    println!("\nMade in {}:", release.output.display());
    for file in made {
        println!("  {}", file.strip_prefix(&release.output).unwrap_or(&file).display());
    }
    Ok(())
}
