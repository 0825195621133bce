//! Debian's own Rust, the only one here that carries the standard library's source: for Windows and macOS.
//!
//! The Rust that rustup puts first on the `PATH`, and the variables of the cargo that runs us, would lead to the wrong
//! compiler; here they are removed. Other modules say which crates are compiled, and why.

use std::process::Command;

use crate::step::root;

/// Windows by MinGW: it type-checks the code, and links a program that is for tests alone.
pub const WINDOWS: &str = "x86_64-pc-windows-gnu";
/// macOS, which can be type-checked here and never linked.
pub const MACOS: &str = "aarch64-apple-darwin";

const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";

/// Debian's cargo for these targets, in the repository, with the standard library built from its source.
pub fn cargo(verb: &str, targets: &[&str]) -> Command {
    let mut command = Command::new(CARGO);
    command.args([verb, "--locked", "-Zbuild-std=std,panic_abort"]).current_dir(root());
    command.args(targets.iter().flat_map(|target| ["--target", target]));
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
    command.env("PATH", format!("/usr/bin:{path}")).env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1");
    command
}
