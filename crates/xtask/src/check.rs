//! `cargo xtask check`: what holds before every commit, in minutes and without a window.
//!
//! The window's library is compiled by clippy, so the headers of WebKit are needed; nothing is installed from here.

use crate::step::{Stop, cargo, exists, program};
use crate::{bindings, ui};

/// Runs every check.
///
/// # Errors
/// At the first check that fails.
pub fn run() -> Result<(), Stop> {
    program("format", cargo().args(["fmt", "--all", "--check"]))?;
    bindings::check()?;
    ui::packages()?;
    ui::checks()?;
    ui::build()?;
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
    if exists("cargo-deny") {
        // Advisories need the network and the advisory database: CI asks for them, a check on a train cannot.
        program("dependencies", cargo().args(["deny", "--locked", "check", "bans", "sources"]))?;
    } else {
        println!(
            "\ncargo-deny is not installed: bans and sources are checked by the architecture test, advisories by CI."
        );
    }
    println!("\nEverything holds.");
    Ok(())
}
