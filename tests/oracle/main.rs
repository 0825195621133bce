//! The oracle at work: hand-written worlds, small worlds exhaustively, thousands of random days.
//!
//! One program for all of them. A world, and the comparison of a sentence with it, are in `airtill_tests::oracle`; here
//! are the expected outcomes.
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stdout, reason = "the day of a failed test, printed for its reader")]

mod days;
mod exhaustive;
mod worlds;
