//! `cargo xtask test --wine`: the tests of the crates and the journeys, run on Linux as real Windows programs.
//!
//! They are built for Windows by Debian's compiler, with the standard library, and each is run under Wine by a runner
//! (`runner`) in a prefix of this run (`prefix`). Tests that Wine cannot pass, because it differs from Windows, stand in
//! one list (`differs`), are left out by name and printed. The rule: the number of tests that ran may not fall, so that
//! nothing is green because nothing ran.

mod differs;
mod prefix;
mod runner;
mod tally;
mod watch;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian_rust::{self, WINDOWS};
use crate::install;
use crate::step::{Stop, program, step, target_folder};
use prefix::Prefixes;
use tally::Tally;

pub use runner::run_program;

/// The word with which cargo has us run one program under Wine.
pub const RUNNER: &str = "under-wine";

/// Tests that ran and passed at the last change of this number. It only grows; a test that goes is named in the commit.
const LEAST: u32 = 1_527;

/// The crates whose own tests run, and the package of the journeys.
const PACKAGES: &[&str] =
    &["domain", "files", "http", "updates", "oauth", "vault", "ledger", "apis", "app", "practice", "contract", "tests"];

/// The test programs beside the crates' own unit tests.
const PROGRAMS: &[&str] = &["wire", "windows", "crash", "credentials", "keyring", "all", "journeys"];

/// Test programs that do not run: they read the repository by cargo, need servers of Debian's, a bundle, the window, or,
/// as the server of updates, a list of trusted roots in a file, or, as the oracle, neither disk nor network.
#[cfg(test)]
const NOT_FOR_WINE: &[&str] = &["architecture", "installers", "interop", "window", "oracle", "server"];

/// Installs what is missing, builds the tests for Windows, runs them under Wine, and counts them.
///
/// # Errors
/// Something does not build, a test fails, or fewer tests ran than may.
pub fn run() -> Result<(), Stop> {
    if !cfg!(target_os = "linux") {
        return Err(Stop::new("the tests run under Wine on Linux; on Windows, `cargo test` runs them as they are."));
    }
    install::ensure(&[&install::PLATFORMS, &install::WINE])?;
    let folder = target_folder()?.join("wine");
    program("the tests, built for Windows", tests(&folder).arg("--no-run"))?;
    let prefixes = Prefixes::new(&folder.join("prefixes"));
    step("a fresh prefix of Wine", || prefixes.anew())?;
    let tally = Tally::at(&folder.join("tally"));
    tally.clear()?;
    let mut command = tests(&folder);
    command.arg("--no-fail-fast").env(runner_variable(), runner_line()?);
    prefixes.name_in(&mut command);
    tally.name_in(&mut command);
    let outcome = program("the tests, under Wine", &mut command);
    prefixes.remove();
    let count = tally.sum()?;
    println!("\n{count}");
    differs::print();
    outcome.and_then(|()| count.suffices(LEAST))
}

/// One call of cargo for all of them, so that each dependency is compiled once.
fn tests(folder: &Path) -> Command {
    let mut command = debian_rust::cargo("test", &[WINDOWS]);
    command.arg("--target-dir").arg(folder);
    command.arg("--lib").args(PACKAGES.iter().map(|name| format!("--package=airtill-{name}")));
    command.args(PROGRAMS.iter().map(|name| format!("--test={name}")));
    command
}

fn runner_variable() -> String {
    format!("CARGO_TARGET_{}_RUNNER", WINDOWS.to_uppercase().replace('-', "_"))
}

/// This program and the word; cargo splits the line at its spaces.
fn runner_line() -> Result<String, Stop> {
    let ourselves: PathBuf =
        std::env::current_exe().map_err(|error| Stop::new(format!("this program does not know its path: {error}")))?;
    let ourselves = ourselves.display().to_string();
    if ourselves.contains(char::is_whitespace) {
        return Err(Stop::new(format!("cargo takes no runner with a space in its path: {ourselves}")));
    }
    Ok(format!("{ourselves} {RUNNER}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn cargo_finds_the_runner_by_its_variable() {
        assert_eq!(runner_variable(), "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER");
        assert!(runner_line().is_ok_and(|line| line.ends_with(" under-wine")));
    }

    #[test]
    fn every_library_crate_and_test_program_is_run_or_named_as_left_out() {
        let metadata = cargo_metadata::MetadataCommand::new().no_deps().exec().expect("the workspace");
        let is_ours =
            |name: &str| !matches!(name, "airtill" | "airtill-xtask" | "airtill-bare-window" | "airtill-publisher");
        let packages: Vec<_> = metadata.packages.iter().filter(|package| is_ours(&package.name)).collect();
        let mut names: Vec<_> = packages.iter().map(|package| package.name.trim_start_matches("airtill-")).collect();
        names.sort_unstable();
        let mut expected = PACKAGES.to_vec();
        expected.sort_unstable();
        assert_eq!(names, expected);
        let targets = packages.iter().flat_map(|package| &package.targets).filter(|target| target.is_test());
        let programs: BTreeSet<_> = targets.map(|target| target.name.as_str()).collect();
        assert_eq!(programs, PROGRAMS.iter().chain(NOT_FOR_WINE).copied().collect());
    }
}
