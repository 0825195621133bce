//! Figures that only a test can take, because what it measures cannot be had outside its crate: it prints a figure, which
//! is read here.
//!
//! `cargo xtask bench` builds the program of the tests and names it by a variable.

use std::process::Command;

use crate::measure::Fallible;

/// A figure and the runs behind it, as a test prints them: `<says>: 431 ns, 400 batches`.
pub struct Reported {
    /// The variable that names the program of the test.
    pub program: &'static str,
    /// The whole name of the test.
    pub test: &'static str,
    /// The words before the figure.
    pub says: &'static str,
    /// The unit after it.
    pub unit: &'static str,
}

impl Reported {
    /// Whether the program of the test is named.
    #[cfg(target_os = "linux")]
    pub fn is_named(&self) -> bool {
        std::env::var_os(self.program).is_some()
    }

    /// Runs the test; its figure, and the remark after it.
    ///
    /// # Errors
    /// The program is not named, the test fails, or it prints no figure.
    pub fn take(&self) -> Fallible<(u64, String)> {
        let program = std::env::var_os(self.program)
            .ok_or_else(|| format!("{} names no program; `cargo xtask bench` builds it and sets it", self.program))?;
        let output = Command::new(program).args(["--ignored", "--exact", self.test, "--nocapture"]).output()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let figure = self.read(&text).filter(|_| output.status.success());
        figure.ok_or_else(|| {
            format!("{} printed no figure: {text}{}", self.test, String::from_utf8_lossy(&output.stderr)).into()
        })
    }

    fn read(&self, text: &str) -> Option<(u64, String)> {
        let (_, after) = text.split_once(&format!("{}: ", self.says))?;
        let (figure, remark) = after.lines().next()?.split_once(&format!(" {}, ", self.unit))?;
        Some((figure.parse().ok()?, remark.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figure_is_found_in_the_middle_of_a_line_of_the_test_harness() {
        let token = Reported { program: "P", test: "x", says: "fresh token", unit: "ns" };
        assert_eq!(
            token.read("running 1 test\ntest session::token_cost::x ... fresh token: 431 ns, 400 batches\nok\n"),
            Some((431, "400 batches".to_owned()))
        );
        assert_eq!(token.read("fresh token: 431 ms, 400 batches\n"), None, "another unit");
        assert_eq!(token.read("running 0 tests\n"), None, "a measure that was not found is not a fast one");
    }
}
