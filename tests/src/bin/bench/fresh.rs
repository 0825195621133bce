//! The cost of asking a session for a token while it holds a fresh one.
//!
//! A session cannot be had outside the crate `airtill-app`, so one of its own tests takes the time, compiled as the
//! till is shipped.

use crate::measure::{Fallible, Measure, Ratio, Unit};
use crate::reported::Reported;

/// The test that measures.
const MEASURE: Reported = Reported {
    program: "AIRTILL_APP_TESTS",
    test: "session::token_cost::asking_for_a_fresh_token",
    says: "fresh token",
    unit: "ns",
};
/// The time that a call may take, in nanoseconds.
const ALLOWED: u64 = 2000;

/// Runs that test and judges its figure.
pub async fn measure() -> Fallible<[Measure; 1]> {
    let (till, from) = MEASURE.take()?;
    Ok([Measure { name: "asking for a fresh token", till, floor: ALLOWED, unit: Unit::Call, bound: Ratio(100), from }])
}
