//! `cargo xtask test --installers`: bundle, then try what people install.
//!
//! It is no part of `cargo xtask test`, because it builds the till as it is shipped and lays out a clean Debian. The
//! tests are in `tests/installers`; here is what they need: two bundles of one till, made in different circumstances, a
//! display, and the places of all of it. Throw-away keys sign, whatever the environment says.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::{OUTPUT, Release, files};
use crate::desktop::Virtual;
use crate::step::{Stop, capture, cargo, program, root, step, succeed, target_folder};
use crate::{build, install};

/// Names the folder of the bundle for the tests.
pub const BUNDLE: &str = "AIRTILL_BUNDLE";

/// The variables of a release, none of which counts here.
const SIGNERS_AND_PROGRAMS: [&str; 9] = [
    "AIRTILL_SIGN_WINDOWS",
    "AIRTILL_SIGN_PACKAGES",
    "AIRTILL_SIGN_SUMS",
    "AIRTILL_UPDATE_KEYS",
    "AIRTILL_LINUX_PROGRAM",
    "AIRTILL_WINDOWS_PROGRAM",
    "AIRTILL_MACOS_PROGRAM",
    "AIRTILL_PAPERS",
    OUTPUT,
];

/// The files that the measure of a silent installation needs.
pub struct Installation {
    /// The program of the installers' tests.
    pub tests: PathBuf,
    /// The folder of a bundle with the installer for Windows.
    pub bundle: PathBuf,
}

/// Bundles for Windows and compiles the tests that install it.
///
/// # Errors
/// When something does not build.
pub fn for_measures(till: &Path) -> Result<Installation, Stop> {
    install::ensure(&[&install::BUNDLE, &install::WINDOWS_INSTALLER, &install::PLATFORMS, &install::WINE])?;
    // Beside whatever lies in the folder of bundles, a release perhaps.
    let folder = target_folder()?.join("measured-bundle");
    files::empty_folder(&folder)?;
    program("the bundle for Windows", bundle(till, &["windows"]).env(OUTPUT, &folder))?;
    Ok(Installation { tests: build::installer_tests()?, bundle: folder })
}

/// Bundles twice and runs the tests whose names hold one of these words; all without one.
///
/// # Errors
/// When something does not build, or a test fails.
pub fn run(names: &[&str]) -> Result<(), Stop> {
    if !cfg!(target_os = "linux") || capture(Command::new("id").arg("-u"))? != "0" {
        return Err(Stop::new("a clean Debian is made on Linux and by root; run this as root, or in a container."));
    }
    install::ensure(&[
        &install::BUILD,
        &install::BUNDLE,
        &install::INSTALLERS,
        &install::DRIVE,
        &install::WINDOWS_INSTALLER,
        &install::PLATFORMS,
        &install::WINE,
    ])?;
    let till = build::shipped_till(false, Release::of_workspace(false)?.variables())?;
    let target = target_folder()?;
    let again = target.join("installers");
    program("the bundle", &mut bundle(&till, &[]))?;
    // Another folder, hour, language, umask and key: nothing of them may be in the packages.
    let mut other = bundle(&till, &["linux"]);
    other.env("CARGO_TARGET_DIR", &again).env("TZ", "Pacific/Auckland").env("LC_ALL", "C").env("AIRTILL_UMASK", "077");
    program("the bundle, made again elsewhere", &mut other)?;
    step("what people install", || {
        let display = Virtual::start()?;
        let mut command = cargo();
        command.args(["test", "--workspace", "--locked", "--features", "airtill-tests/installers"]);
        command.args(["--test", "installers", "--"]).args(names);
        command
            .env(BUNDLE, target.join("bundle"))
            .env("AIRTILL_BUNDLE_AGAIN", again.join("bundle"))
            .env("AIRTILL_BUNDLE_KEYS", target.join("throw-away-keys"))
            .current_dir(root());
        display.show(&mut command);
        succeed(&mut command)
    })
}

/// This program again, with a till that is built already and throw-away keys.
fn bundle(till: &Path, systems: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "umask ${AIRTILL_UMASK:-022}; exec \"$@\"", "bundle"]);
    command.arg(std::env::current_exe().unwrap_or_default()).arg("bundle").args(systems);
    command.env(build::TILL_BINARY, till);
    for named in SIGNERS_AND_PROGRAMS {
        command.env_remove(named);
    }
    command
}
