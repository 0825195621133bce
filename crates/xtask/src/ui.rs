//! The window's code: npm's packages, its build and its checks.
//!
//! What is built lands in `ui/dist` and is embedded into the till when the till is compiled, so the build comes first.

use std::process::Command;

use crate::step::{Stop, program, step, succeed};
use crate::workspace;

/// Installs npm's packages where the lock file has changed since they were installed.
///
/// # Errors
/// When npm fails.
pub fn packages() -> Result<(), Stop> {
    let lock = workspace::ui().join("package-lock.json");
    let done = workspace::ui().join("node_modules/.package-lock.json");
    let changed = |file: &std::path::Path| file.metadata().and_then(|about| about.modified()).ok();
    if let (Some(lock), Some(done)) = (changed(&lock), changed(&done))
        && done >= lock
    {
        return Ok(());
    }
    step("the window's packages", || {
        println!("npm ci: they are missing, or older than ui/package-lock.json");
        succeed(npm().args(["ci", "--no-audit", "--no-fund"]))
    })
}

/// Builds `ui/dist`.
///
/// # Errors
/// When the build fails.
pub fn build() -> Result<(), Stop> {
    program("the window's build", npm().args(["run", "build"]))
}

/// Types, lint and unit tests of the window's code.
///
/// # Errors
/// When one of them fails.
pub fn checks() -> Result<(), Stop> {
    program("the window's types", npm().args(["run", "check"]))?;
    program("the window's lint", npm().args(["run", "lint"]))?;
    program("the window's unit tests", npm().arg("test"))
}

fn npm() -> Command {
    // On Windows npm is a batch file, which only its full name starts.
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(workspace::ui());
    command
}
