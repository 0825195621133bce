//! The cost of asking a session for a token while it holds a fresh one.
//!
//! A session cannot be had outside the crate `airtill-app`, so one of its own tests takes the time, compiled as the
//! till is shipped; its figure is read and judged here.

use std::process::Command;

use crate::measure::{Fallible, Measure, Ratio, Unit};

/// The variable that names the tests of `airtill-app`.
const TESTS: &str = "AIRTILL_APP_TESTS";
/// The name of the test that measures.
const MEASURE: &str = "session::cost::asking_for_a_fresh_token";
/// The words before the figure.
const SAYS: &str = "fresh token: ";
/// The time that a call may take, in nanoseconds.
const ALLOWED: u64 = 2000;

/// Runs that test and judges its figure.
pub async fn measure() -> Fallible<[Measure; 1]> {
    let tests = std::env::var_os(TESTS)
        .ok_or_else(|| format!("{TESTS} names no program; `cargo xtask bench` builds it and sets it"))?;
    let reported = Command::new(tests).args(["--ignored", "--exact", MEASURE, "--nocapture"]).output()?;
    let text = String::from_utf8_lossy(&reported.stdout);
    let figure = figure(&text).filter(|_| reported.status.success());
    let (till, from) = figure.ok_or_else(|| format!("{MEASURE} printed no figure: {text}"))?;
    Ok([Measure { name: "asking for a fresh token", till, floor: ALLOWED, unit: Unit::Call, bound: Ratio(100), from }])
}

/// The nanoseconds in the test's output, and the number of calls behind them.
fn figure(text: &str) -> Option<(u64, String)> {
    let at = text.find(SAYS)?;
    let (figure, from) = text[at + SAYS.len()..].lines().next()?.split_once(" ns, ")?;
    Some((figure.parse().ok()?, from.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figure_is_found_in_the_middle_of_a_line_of_the_test_harness() {
        assert_eq!(
            figure("running 1 test\ntest session::cost::x ... fresh token: 431 ns, 400 batches\nok\n"),
            Some((431, "400 batches".to_owned()))
        );
        assert_eq!(figure("running 0 tests\n"), None, "a measure that was not found is not a fast one");
    }
}
