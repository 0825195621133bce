//! The two programs that are compared: the till and the bare window, as `cargo xtask bench` built them.
//!
//! Neither is built or searched for here: a measure of a program that happened to be there would compare nothing.

use std::path::PathBuf;

use crate::measure::Fallible;

/// The variable that names the bare window.
const BARE: &str = "AIRTILL_BARE_BINARY";

/// The path of the till, as it is shipped.
pub fn till() -> Fallible<PathBuf> {
    named(airtill_tests::window::BINARY)
}

/// The path of the bare window.
pub fn bare() -> Fallible<PathBuf> {
    named(BARE)
}

fn named(variable: &str) -> Fallible<PathBuf> {
    let program = std::env::var_os(variable).map(PathBuf::from).filter(|program| program.is_file());
    program.ok_or_else(|| format!("{variable} names no program; `cargo xtask bench` builds it and sets it").into())
}
