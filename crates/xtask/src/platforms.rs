//! `cargo xtask check --platforms`: the whole workspace, type-checked on Linux for Windows and macOS.
//!
//! Neither standard library can be downloaded everywhere, so both are checked from source: Debian's compiler for the
//! web carries it. A type check never links; build scripts that compile C for macOS, where no compiler is at hand, are
//! given one that leaves an empty object file. Windows gets the real MinGW compiler. Warnings are errors, and each
//! platform has its own target directory, so that neither check disturbs a build.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::install;
use crate::step::{Stop, program};
use crate::workspace;

const WINDOWS: &str = "x86_64-pc-windows-gnu";
const MACOS: &str = "aarch64-apple-darwin";

/// Debian's own, never the one that rustup puts first: only these carry the standard library's source.
const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";

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

/// Installs what is missing, then checks both.
///
/// # Errors
/// At the first platform that does not check.
pub fn run() -> Result<(), Stop> {
    install::ensure(&[&install::PLATFORMS])?;
    check_all()
}

/// Checks both platforms with what is installed.
///
/// # Errors
/// At the first platform that does not check.
pub fn check_all() -> Result<(), Stop> {
    if !cfg!(target_os = "linux") {
        println!("The other platforms are checked on Linux; here the build itself is the check.");
        return Ok(());
    }
    // The till embeds this folder, and refuses to compile without it. A check needs it to be there, not to be full.
    let embedded = workspace::ui().join("dist");
    std::fs::create_dir_all(&embedded)
        .map_err(|error| Stop::new(format!("{} cannot be made: {error}", embedded.display())))?;
    let folder = workspace::target()?.join("platforms");
    let stub = write_stub(&folder).map_err(|error| Stop::new(format!("the stand-in compiler: {error}")))?;
    program("Windows", &mut check(WINDOWS, &folder))?;
    let mut macos = check(MACOS, &folder);
    macos
        .env("CC_aarch64_apple_darwin", &stub)
        .env("CXX_aarch64_apple_darwin", &stub)
        .env("AR_aarch64_apple_darwin", "ar");
    program("macOS", &mut macos)
}

fn check(target: &str, folder: &Path) -> Command {
    let mut command = Command::new(CARGO);
    command
        .args(["check", "--workspace", "--all-targets", "--locked", "-Zbuild-std=std,panic_abort", "--target", target])
        .arg("--target-dir")
        .arg(folder.join(target))
        .current_dir(workspace::root());
    // What the cargo that runs us has set would lead this one to the wrong compiler.
    for (name, _) in std::env::vars_os() {
        let own = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || matches!(
                    name,
                    "CARGO"
                        | "CARGO_MANIFEST_DIR"
                        | "CARGO_TARGET_DIR"
                        | "CARGO_ENCODED_RUSTFLAGS"
                        | "RUSTDOC"
                        | "RUSTUP_TOOLCHAIN"
                        | "LD_LIBRARY_PATH"
                )
        });
        if own {
            command.env_remove(name);
        }
    }
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .env("PATH", format!("/usr/bin:{path}"))
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

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
