//! The counts of a day's looks so far.
//!
//! Plain counts; the comparisons are in `look`.

use std::collections::BTreeSet;

/// The counts so far.
#[derive(Default)]
pub struct Seen {
    /// Sentences that were compared already.
    pub known: BTreeSet<String>,
    /// Doubts with a verdict.
    pub verdicts: usize,
    /// How many sentences were false after a broken declaration.
    pub excused: usize,
}
