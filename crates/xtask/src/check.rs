//! `cargo xtask check`: the conditions of every commit, in minutes and without a window; and the other platforms.
//!
//! The window's library is compiled by clippy, so the headers of WebKit are needed, and `check` does not install them.
//! It installs its own tools, into `target/tools/`, once; for that, Debian's `python3` and `python3-venv` by `apt-get`
//! where they are missing. It also installs the window's npm packages.
//! `--platforms` type-checks the whole workspace on Linux for Windows and macOS, from the source of the standard
//! library that Debian's compiler for the web carries. A type check never links; build scripts that compile C for macOS
//! are given a compiler that leaves an empty object file, Windows gets the real MinGW compiler. Both have a target
//! directory of their own, so that the check disturbs no build.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::background::Background;
use crate::build;
use crate::debian_rust::{self, MACOS, WINDOWS};
use crate::step::{Stop, cargo, program, step, target_folder, ui_folder};
use crate::tools::Tools;
use crate::{dependencies, install, workflows};

/// The check of both, as a step.
const PLATFORMS: &str = "the code for Windows and macOS";

/// Stands in for a C compiler: answers every question and leaves an empty object file where one is asked for.
const EMPTY_COMPILER: &str = r#"#!/bin/sh
# Written by `cargo xtask check --platforms`. A type check never links, so an empty object file is enough.
out=
while [ $# -gt 0 ]; do
  case "$1" in
    -o) shift; out=$1 ;;
    -o*) out=${1#-o} ;;
    -Fo*) out=${1#-Fo} ;;
  esac
  shift
done
if [ -n "$out" ]; then : > "$out"; fi
"#;

/// Runs every check.
///
/// # Errors
/// At the first check that fails.
pub fn run() -> Result<(), Stop> {
    program("format", cargo().args(["fmt", "--all", "--check"]))?;
    bindings()?;
    build::ui_packages()?;
    ui()?;
    beyond_the_code()?;
    build::ui()?;
    program(
        "clippy",
        cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            "airtill-tests/window",
            "--locked",
            "--",
            "--deny",
            "warnings",
        ]),
    )?;
    program(
        "documents",
        cargo().args(["doc", "--workspace", "--no-deps", "--locked"]).env("RUSTDOCFLAGS", "--deny warnings"),
    )?;
    program("unit tests", cargo().args(["test", "--workspace", "--lib", "--bins", "--locked"]))?;
    program("architecture", cargo().args(["test", "--workspace", "--locked", "--test", "architecture"]))?;
    println!("\nEverything holds.");
    Ok(())
}

/// Workflows and dependencies: seconds once their tools are there, so that `cargo xtask test` asks for it, too.
///
/// # Errors
/// When a tool cannot be installed, or one of them does not hold.
pub fn beyond_the_code() -> Result<(), Stop> {
    let tools = Tools::ready()?;
    workflows::check(&tools)?;
    dependencies::check(&tools)
}

/// Compares the committed files that follow from the crate `contract` with what it says now.
///
/// # Errors
/// When one differs, with the first line that does.
pub fn bindings() -> Result<(), Stop> {
    step("bindings", || {
        for (file, wanted) in build::derived_files() {
            let found = std::fs::read_to_string(&file)
                .map_err(|error| Stop::new(format!("{} cannot be read: {error}", file.display())))?
                .replace("\r\n", "\n");
            if let Some(line) = first_difference(&wanted, &found) {
                return Err(Stop::new(format!(
                    "{} differs from the crate `contract` at line {line}. `cargo xtask bindings` writes it anew.",
                    file.display()
                )));
            }
        }
        Ok(())
    })
}

/// The number, from 1, of the first line in which two texts differ.
fn first_difference(left: &str, right: &str) -> Option<usize> {
    if left == right {
        return None;
    }
    let same = left.lines().zip(right.lines()).take_while(|(left, right)| left == right).count();
    Some(same + 1)
}

/// Types, lint and unit tests of the window's code.
///
/// # Errors
/// When one of them fails.
pub fn ui() -> Result<(), Stop> {
    program("the window's types", build::npm().args(["run", "check"]))?;
    program("the window's lint", build::npm().args(["run", "lint"]))?;
    program("the window's unit tests", build::npm().arg("test"))
}

/// Installs what is missing, then checks both platforms.
///
/// # Errors
/// When one of them does not check.
pub fn platforms() -> Result<(), Stop> {
    install::ensure(&[&install::PLATFORMS])?;
    match both_platforms()? {
        Some((mut command, _)) => program(PLATFORMS, &mut command),
        None => Ok(()),
    }
}

/// Begins to check both platforms with what is installed, beside what follows; nothing where they are not checked.
///
/// # Errors
/// When the check cannot be started.
pub fn platforms_in_background() -> Result<Option<Background>, Stop> {
    let Some((command, folder)) = both_platforms()? else { return Ok(None) };
    Background::start(PLATFORMS, command, folder.join("check.log")).map(Some)
}

/// The command that checks both platforms, and the folder in which it does; nothing where they are not checked.
fn both_platforms() -> Result<Option<(Command, PathBuf)>, Stop> {
    if !cfg!(target_os = "linux") {
        println!("The other platforms are checked on Linux; here the build itself is the check.");
        return Ok(None);
    }
    // The till embeds this folder, and refuses to compile without it. A check needs it to be there, not to be full.
    let embedded = ui_folder().join("dist");
    std::fs::create_dir_all(&embedded)
        .map_err(|error| Stop::new(format!("{} cannot be made: {error}", embedded.display())))?;
    let folder = target_folder()?.join("platforms");
    let stub = write_stub(&folder).map_err(|error| Stop::new(format!("the stand-in compiler: {error}")))?;
    Ok(Some((checking(&folder, &stub), folder)))
}

/// One call for both, so that the programs of the compilation itself are built once.
fn checking(folder: &Path, stub: &Path) -> Command {
    let mut command = debian_rust::cargo("check", &[WINDOWS, MACOS]);
    command
        .args(["--workspace", "--all-targets", "--target-dir"])
        .arg(folder)
        .env("CC_aarch64_apple_darwin", stub)
        .env("CXX_aarch64_apple_darwin", stub)
        .env("AR_aarch64_apple_darwin", "ar")
        .env("RUSTFLAGS", "--deny=warnings");
    command
}

fn write_stub(folder: &Path) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let stub = folder.join("empty-cc");
    std::fs::write(&stub, EMPTY_COMPILER)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&stub, std::fs::Permissions::from_mode(0o755))?;
    }
    Ok(stub)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_by_its_line() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2), "a line that is only in one of them");
        assert_eq!(first_difference("a\n", "a"), Some(2), "a missing end of line is a difference too");
    }

    #[cfg(unix)]
    #[test]
    fn the_stand_in_compiler_leaves_the_object_file_it_was_asked_for() {
        let folder = std::env::temp_dir().join(format!("airtill-stub-{}", std::process::id()));
        let stub = write_stub(&folder).expect("a temporary folder can be written");
        let object = folder.join("x.o");
        let status = Command::new(&stub).args(["-c", "x.c", "-o"]).arg(&object).status().expect("the stub starts");
        assert!(status.success() && object.is_file(), "cc looks for the object file it named");
        std::fs::remove_dir_all(&folder).expect("the folder was ours");
    }
}
