//! The oracle at work: hand-written worlds, small worlds exhaustively, thousands of random days.
//!
//! One program for all of them. What a world is and how a sentence is compared with it stands in
//! `airtill_tests::oracle`; here is what must come of it.
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stdout, reason = "the day of a failed test, told to its reader")]

mod days;
mod small;
mod worlds;
