//! Thousands of random days in every run of the tests.
//!
//! The same seeds every time, so that a failure is found again; `cargo xtask simulate` lives through others.

use airtill_tests::oracle::days::many;
use airtill_tests::oracle::rules::today;

/// As many as every run of the tests lives through.
const DAYS: u64 = 5_000;

#[test]
fn the_rules_of_today_do_not_live_through_random_days() {
    let many = many(0..DAYS, today);
    println!("{}", many.report);
    assert!(many.first.is_some());
}
