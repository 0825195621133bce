//! `cargo xtask run`: the till in practice mode, or, where there is no display, the tour and its pictures.
//!
//! Missing packages are installed first. The walk itself is a program of the tests; here is only what it
//! needs: a build, a display, a session bus, and the list of the pictures afterwards.

use std::path::Path;
use std::process::Command;

use crate::desktop::{Session, Virtual, present};
use crate::step::{Stop, program, root, step, succeed, target_folder};
use crate::{build, install};

/// Installs, builds and opens.
///
/// # Errors
/// At the first step that fails.
pub fn run() -> Result<(), Stop> {
    let seen = present();
    if seen {
        install::ensure(&[&install::BUILD])?;
    } else {
        println!("There is no display here, so the till will show itself: a tour, with a picture of each step.");
        install::ensure(&[&install::BUILD, &install::DRIVE, &install::KEYRING, &install::BROWSER])?;
    }
    build::ui_packages()?;
    build::ui()?;
    let built = build::till()?;
    if seen {
        return program("the till, in practice mode", Command::new(built).arg("--practice"));
    }
    tour(&built)
}

/// Walks through the real window on a display of its own, and names the pictures.
///
/// # Errors
/// When a step does not show what it should.
pub fn tour(built: &Path) -> Result<(), Stop> {
    let walker = build::program_beside_till("the tour", "tour")?;
    let pictures = target_folder()?.join("tour");
    step("the tour", || {
        let display = Virtual::start()?;
        let session = Session::new()?;
        let mut command = session.command(&walker.to_string_lossy());
        command.env(build::TILL_BINARY, built).current_dir(root());
        display.show(&mut command);
        succeed(&mut command)
    })?;
    let mut files: Vec<_> = std::fs::read_dir(&pictures)
        .map_err(|error| Stop::new(format!("the tour left no pictures in {}: {error}", pictures.display())))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|file| file.extension().is_some_and(|extension| extension == "png"))
        .collect();
    if files.is_empty() {
        return Err(Stop::new(format!("the tour left no pictures in {}", pictures.display())));
    }
    files.sort();
    println!("\nThe tour's pictures:");
    for file in files {
        println!("  {}", file.display());
    }
    Ok(())
}
