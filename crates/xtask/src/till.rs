//! Building the till and the programs that drive it, over the whole workspace.
//!
//! Cargo chooses a dependency's features from the packages it is asked to build: `--workspace` everywhere is what lets
//! `run`, the tests and the tour share one compilation of everything. Only a release is built by itself.

use std::path::{Path, PathBuf};

use crate::step::{Stop, cargo, program};
use crate::workspace;

/// The environment variable that tells the programs of `tests/` which till to drive.
pub const BINARY: &str = "AIRTILL_TILL_BINARY";

/// How a program is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// For people and tests.
    Debug,
    /// For measures.
    Release,
}

/// Compiles the till with `ui/dist` inside it and answers its path.
///
/// # Errors
/// When it does not compile.
pub fn build(profile: Profile) -> Result<PathBuf, Stop> {
    binary("the till", "airtill", profile)
}

/// Compiles one program of the workspace and answers its path.
///
/// # Errors
/// When it does not compile.
pub fn binary(name: &str, bin: &str, profile: Profile) -> Result<PathBuf, Stop> {
    let mut command = cargo();
    match profile {
        Profile::Debug => command.args(["build", "--workspace", "--bin", bin]),
        // By itself, as it is shipped: no feature that only a test asks for.
        Profile::Release => command.args(["build", "--release", "--package", bin, "--bin", bin]),
    };
    program(&format!("building {name}"), &mut command)?;
    path(&workspace::target()?, bin, profile)
}

fn path(target: &Path, bin: &str, profile: Profile) -> Result<PathBuf, Stop> {
    let folder = if profile == Profile::Release { "release" } else { "debug" };
    let file = target.join(folder).join(format!("{bin}{}", std::env::consts::EXE_SUFFIX));
    if file.is_file() { Ok(file) } else { Err(Stop::new(format!("the build left no {}", file.display()))) }
}
