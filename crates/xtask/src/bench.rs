//! `cargo xtask bench`: builds what is measured and runs the measures of `tests/`.
//!
//! The measures themselves, their bounds and the verdict belong to the program `bench` in `tests/`; its exit is ours.
//! It opens the display on which windows are measured, because it has to see them; a person's windows would be in the
//! way.

use crate::session::Session;
use crate::step::{Stop, step, succeed};
use crate::till::{self, MEASURED};
use crate::{install, ui, workspace};

/// The environment variable that tells the measures which program is the bare window.
const BARE: &str = "AIRTILL_BARE_BINARY";

/// The environment variable that tells the measures where the tests of `airtill-app` are: one of them takes a time that
/// can be taken nowhere else.
const APP_TESTS: &str = "AIRTILL_APP_TESTS";

/// Builds and measures: everything, or what the words choose.
///
/// # Errors
/// When something does not build, or a measure falls short.
pub fn run(chosen: &[&str]) -> Result<(), Stop> {
    install::ensure(&[&install::BUILD, &install::DRIVE, &install::KEYRING])?;
    ui::packages()?;
    ui::build()?;
    let [till, bare, measures] = till::build_measured(MEASURED)?;
    let tests = till::build_measured_tests("airtill-app")?;
    step("the measures", || {
        let session = Session::new()?;
        let mut command = session.command(&measures.to_string_lossy());
        command
            .env(till::BINARY, till)
            .env(BARE, bare)
            .env(APP_TESTS, tests)
            .args(chosen)
            .current_dir(workspace::root());
        succeed(&mut command)
    })
}
