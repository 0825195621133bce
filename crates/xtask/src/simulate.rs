//! `cargo xtask simulate`: builds the oracle as the till is shipped and lets it live through random days.
//!
//! What a day is, what counts as false and what is printed belong to the program `simulate` in `tests/`; its exit is
//! ours.

use crate::step::{Stop, step, succeed};
use crate::till;

/// What is built, as package and program.
const SIMULATE: [(&str, &str); 1] = [("airtill-tests", "simulate")];

/// Builds and simulates as the words say: `--days N`, `--seed S`, both or none.
///
/// # Errors
/// When it does not build, or a sentence was false while everything that is declared was true.
pub fn run(numbers: &[&str]) -> Result<(), Stop> {
    let [simulate] = till::build_measured(SIMULATE)?;
    step("the days", || succeed(std::process::Command::new(simulate).args(numbers)))
}
