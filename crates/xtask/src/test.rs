//! `cargo xtask test`: every test there is, in the order in which a failure is cheapest to learn.
//!
//! The crates' own tests run without a display and without a session bus, as on a plain server; tests that need a bus
//! or a keyring start their own. Only the window's tests get a display and a session from here. On Windows, on macOS and
//! on Ubuntu the window and the other platforms are left out, because what drives and checks them is not to be had there.

use std::path::Path;

use crate::background::Background;
use crate::desktop::{Session, Virtual};
use crate::step::{Stop, cargo, program, root, step, succeed};
use crate::{build, check, install, run};

/// Runs everything.
///
/// # Errors
/// At the first step that fails.
pub fn run() -> Result<(), Stop> {
    let whole = drives_the_window();
    let mut needs = vec![&install::BUILD, &install::KEYRING, &install::LOCALES, &install::DOORKEEPER];
    needs.extend([&install::KILLS, &install::TOOLS]);
    if whole {
        needs.extend([&install::DRIVE, &install::DESKTOP, &install::BROWSER, &install::PLATFORMS]);
    }
    install::ensure(&needs)?;
    build::ui_packages()?;
    build::provider_packages()?;
    check::bindings()?;
    check::ui()?;
    check::beyond_the_code()?;
    build::ui()?;
    let built = build::till()?;
    let mut tests = cargo();
    tests.args(["test", "--workspace", "--locked"]).env(build::TILL_BINARY, &built);
    for session in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"] {
        tests.env_remove(session);
    }
    program("the crates' tests", &mut tests)?;
    let platforms = if whole { check::platforms_in_background()? } else { None };
    window(&built, &[])?;
    if whole {
        run::tour(&built)?;
    }
    platforms.map_or(Ok(()), Background::finish)?;
    println!("\nEvery test passed.");
    Ok(())
}

/// Builds the till and runs the tests of the real window whose names hold one of these words.
///
/// # Errors
/// When something does not build, or a test fails.
pub fn window_alone(names: &[&str]) -> Result<(), Stop> {
    install::ensure(&[
        &install::BUILD,
        &install::DRIVE,
        &install::DESKTOP,
        &install::BROWSER,
        &install::KEYRING,
        &install::DOORKEEPER,
    ])?;
    build::ui_packages()?;
    build::ui()?;
    window(&build::till()?, names)
}

/// Whether this machine can drive the real window and type-check the other platforms.
fn drives_the_window() -> bool {
    cfg!(target_os = "linux") && !install::on_ubuntu()
}

fn window(built: &Path, names: &[&str]) -> Result<(), Stop> {
    if !drives_the_window() {
        println!("The real window is driven on Debian and its like; its tests are left out here.");
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
            .args(names)
            .env(build::TILL_BINARY, built)
            .current_dir(root());
        display.show(&mut command);
        succeed(&mut command)
    })
}
