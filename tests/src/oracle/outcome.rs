//! The outcome of a day.
//!
//! Plain values; the counter fills them while the day goes on.

use super::report::Seen;
use super::sentences::False;

/// The outcome of a day.
#[derive(Debug)]
pub struct Outcome {
    /// The sentences that were false, in the order in which they were shown.
    pub wrong: Vec<False>,
    /// The figures of the day.
    pub seen: Seen,
    /// The day, step by step; empty unless it was asked for.
    pub story: Vec<String>,
}
