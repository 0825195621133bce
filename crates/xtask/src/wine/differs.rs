//! The tests that Wine 8 cannot pass because it differs from Windows, each with the difference.
//!
//! They run natively in CI, on Windows. None is left out in silence: the runner names each of them, and a name that no
//! program knows any more is an error. `crates/README.md` has the differences in one table.

/// One test that is left out.
pub struct Differs {
    /// The package of the test and its program, as `airtill-oauth wire`.
    pub program: &'static str,
    /// The whole name of the test.
    pub test: &'static str,
    /// How Wine differs from Windows.
    pub reason: &'static str,
}

/// Every one of them.
pub const DIFFERS: &[Differs] = &[];

/// Those of a program.
pub fn of(program: &str) -> impl Iterator<Item = &'static Differs> {
    DIFFERS.iter().filter(move |differs| differs.program == program)
}

/// Prints each of them with its reason.
pub fn print() {
    println!("{} tests are left out under Wine and run natively in CI:", DIFFERS.len());
    for differs in DIFFERS {
        println!("  {} {}: {}", differs.program, differs.test, differs.reason);
    }
}
