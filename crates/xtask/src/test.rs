//! `cargo xtask test`: every test there is, in the order in which a failure is cheapest to learn.
//!
//! The crates' own tests run without a display and without a session bus, as on a plain server; tests that need a bus
//! or a keyring start their own. Only the window's tests get a display and a session from here.

use std::path::Path;

use crate::display::Virtual;
use crate::session::Session;
use crate::step::{Stop, cargo, program, step, succeed};
use crate::{bindings, install, platforms, run, till, ui, workspace};

/// Runs everything.
///
/// # Errors
/// At the first step that fails.
pub fn run() -> Result<(), Stop> {
    install::ensure(&[
        &install::BUILD,
        &install::DRIVE,
        &install::DESKTOP,
        &install::BROWSER,
        &install::KEYRING,
        &install::LOCALES,
        &install::DOORKEEPER,
        &install::KILLS,
        &install::PLATFORMS,
    ])?;
    ui::packages()?;
    bindings::check()?;
    ui::checks()?;
    ui::build()?;
    let built = till::build()?;
    let mut tests = cargo();
    tests.args(["test", "--workspace", "--locked"]).env(till::BINARY, &built);
    for session in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"] {
        tests.env_remove(session);
    }
    program("the crates' tests", &mut tests)?;
    window(&built)?;
    if cfg!(target_os = "linux") {
        run::tour(&built)?;
    }
    platforms::check_all()?;
    println!("\nEvery test passed.");
    Ok(())
}

fn window(built: &Path) -> Result<(), Stop> {
    if !cfg!(target_os = "linux") {
        println!("The real window is driven on Linux only; its tests are left out here.");
        return Ok(());
    }
    step("the real window", || {
        let display = Virtual::start()?;
        let session = Session::new()?;
        let cargo = cargo();
        let mut command = session.command(&cargo.get_program().to_string_lossy());
        command
            .args([
                "test",
                "--workspace",
                "--locked",
                "--features",
                "airtill-tests/window",
                "--test",
                "window",
                "--",
                "--test-threads=1",
            ])
            .env(till::BINARY, built)
            .current_dir(workspace::root());
        display.show(&mut command);
        succeed(&mut command)
    })
}
