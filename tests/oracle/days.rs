//! Thousands of random days in every run of the tests.
//!
//! Seeds are the same every time, so that a failure is found again; `cargo xtask simulate` lives through others.

use airtill_tests::oracle::adversary::day;
use airtill_tests::oracle::days::many;
use airtill_tests::oracle::hasty;
use airtill_tests::oracle::live;
use airtill_tests::oracle::report::Seen;
use airtill_tests::oracle::rules::now;
use airtill_tests::oracle::script::SECOND;
use airtill_tests::oracle::shrink::{first_false, shrink};

/// The number of days in every run of the tests.
const DAYS: u64 = 5_040;

#[test]
fn hasty_rules_do_not_live_through_random_days() {
    let many = many(0..280, hasty);
    assert!(many.first.is_some(), "the oracle finds nothing:\n{}", many.report);
}

#[test]
fn no_sentence_is_false_while_everything_that_is_declared_is_true() {
    let many = many(0..DAYS, now);
    let reported = many.first.map(|seed| {
        let outcome = live(&shrink(&day(seed), now), now, true);
        format!("seed {seed}:\n{}\n{:?}", outcome.story.join("\n"), first_false(&outcome.wrong))
    });
    assert_eq!(reported, None, "{} days", many.seeds);
    let of = |kind: &str| many.report.0.get(kind).cloned().unwrap_or_default();
    let (soon, late, shared) = (of("counter, rest 2 min"), of("counter, rest 10 min"), of("shared"));
    let report = &many.report;
    assert!(
        soon.share_of_verdicts() >= 900 && late.share_of_verdicts() >= 850,
        "too few doubts end by themselves:\n{report}"
    );
    assert!(soon.share_shown() >= 970 && late.share_shown() >= 930, "too little is shown of the others:\n{report}");
    assert!(soon.median_to_charged().is_some_and(|median| median <= 20 * SECOND), "a clerk waits too long:\n{report}");
    assert_eq!((shared.verdicts, shared.doubts > 0), (0, true), "a float of others settles something:\n{report}");
    let untrue = |seen: &Seen| seen.false_while_untrue > 0;
    assert!(untrue(&many.report.all()), "no day broke a declaration so that it mattered:\n{report}");
}
