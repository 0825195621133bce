//! Programs of this machine that a test runs, and those that it compiles for Windows.
//!
//! The sources in C lie in `programs/`. MinGW compiles them with every warning as an error.

use std::path::Path;
use std::process::Command;

/// Compiles a program of `programs/` for Windows.
pub fn compile(source: &str, to: &Path, with: &[&str]) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("installers/windows/programs").join(source);
    compiled(&source, to, with);
}

/// Compiles a source in C that lies anywhere for Windows.
pub fn compiled(source: &Path, to: &Path, with: &[&str]) {
    succeed(
        Command::new("x86_64-w64-mingw32-gcc")
            .args(["-Wall", "-Werror", "-O1", "-s", "-o"])
            .arg(to)
            .arg(source)
            .args(with),
    );
}

/// Runs a program of this machine and asserts success.
pub fn succeed(command: &mut Command) {
    crate::command::run(command).worked();
}
