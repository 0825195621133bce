//! What the looks of a day have found so far.
//!
//! Plain counts; what is compared with what is in `look`.

use std::collections::BTreeSet;

/// What was found so far.
#[derive(Default)]
pub struct Seen {
    /// Sentences that were compared already.
    pub known: BTreeSet<String>,
    /// Doubts with a verdict.
    pub verdicts: usize,
    /// How many sentences were false behind a declaration that was not true.
    pub excused: usize,
}
