//! `cargo xtask bench`: builds what is measured, opens a display for it and runs the measures of `tests/`.
//!
//! The measures themselves, their bounds and the verdict belong to the program `bench` in `tests/`; its exit is ours.

use crate::display::Virtual;
use crate::session::Session;
use crate::step::{Stop, cargo, step, succeed};
use crate::till::{self, Profile};
use crate::{install, ui, workspace};

/// Builds and measures.
///
/// # Errors
/// When something does not build, or a measure falls short.
pub fn run() -> Result<(), Stop> {
    install::ensure(&[&install::BUILD, &install::DRIVE, &install::KEYRING])?;
    ui::packages()?;
    ui::build()?;
    let built = till::build(Profile::Release)?;
    step("the measures", || {
        // Always a display of its own: a person's windows would be part of the measure.
        let display = if cfg!(target_os = "linux") { Some(Virtual::start()?) } else { None };
        let session = Session::new()?;
        let cargo = cargo();
        let mut command = session.command(&cargo.get_program().to_string_lossy());
        command.args(["run", "--quiet", "--release", "--package", "airtill-tests", "--bin", "bench"]).env(till::BINARY, &built).current_dir(workspace::root());
        if let Some(display) = &display {
            display.show(&mut command);
        }
        succeed(&mut command)
    })
}
