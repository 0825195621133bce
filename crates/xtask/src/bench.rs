//! `cargo xtask bench` and `cargo xtask simulate`: build what is measured or simulated, and run it.
//!
//! The measures, their bounds and the verdict belong to the program `bench` in `tests/`; the definition of a day and of
//! a false sentence belongs to the program `simulate` there. Their exits are ours. The measures open the display on
//! which windows are measured themselves, because they have to see them; a person's windows would be in the way.

use std::path::Path;
use std::process::Command;

use crate::build::{self, MEASURED};
use crate::desktop::Session;
use crate::step::{Stop, root, step, succeed};
use crate::{install, installers};

/// The environment variable that names the program of the bare window.
const BARE: &str = "AIRTILL_BARE_BINARY";

/// The environment variable that names the place of the tests of `airtill-app`: one of them takes a time that can be
/// taken nowhere else.
const APP_TESTS: &str = "AIRTILL_APP_TESTS";

/// The environment variable that names the place of the tests of the installers: one of them takes the time of a silent
/// installation.
const INSTALLER_TESTS: &str = "AIRTILL_INSTALLER_TESTS";

/// The programs that are built, as package and program.
const SIMULATE: [(&str, &str); 1] = [("airtill-tests", "simulate")];

/// Builds and measures: everything, or what the words choose.
///
/// # Errors
/// When something does not build, or a measure falls short.
pub fn run(chosen: &[&str]) -> Result<(), Stop> {
    install::ensure(&[&install::BUILD, &install::DRIVE, &install::KEYRING])?;
    build::ui_packages()?;
    build::ui()?;
    let [till, bare, measures] = build::measured(MEASURED)?;
    let tests = build::measured_tests("airtill-app")?;
    let installation = if installs(chosen) { Some(installers::for_measures(&till)?) } else { None };
    step("the measures", || {
        let session = Session::new()?;
        let mut command = session.command(&measures.to_string_lossy());
        command.env(build::TILL_BINARY, &till).env(BARE, bare).env(APP_TESTS, tests).args(chosen).current_dir(root());
        if let Some(installation) = &installation {
            command.env(INSTALLER_TESTS, &installation.tests).env(installers::BUNDLE, &installation.bundle);
        }
        succeed(&mut command)
    })
}

/// Whether an installation is measured: where it is named, else where the compiler for Windows can be had.
fn installs(chosen: &[&str]) -> bool {
    let can_be_had = Path::new("/etc/debian_version").exists() && !install::on_ubuntu();
    if chosen.is_empty() && !can_be_had {
        println!("The silent installation is measured on Debian; it is left out here.");
    }
    chosen.contains(&"install") || (chosen.is_empty() && can_be_had)
}

/// Builds and simulates as the words say: `--days N`, `--seed S`, both or none.
///
/// # Errors
/// When it does not build, or a sentence was false while everything that is declared was true.
pub fn simulate(numbers: &[&str]) -> Result<(), Stop> {
    let [simulate] = build::measured(SIMULATE)?;
    step("the days", || succeed(Command::new(simulate).args(numbers)))
}
