//! Where the time of a sale went, for the one who has to make a slow one faster. Told only when the measure falls
//! short.
//!
//! Spans follow one another without gaps, so their sum is the whole. The measure itself is taken elsewhere and does not
//! depend on them.

use std::time::Instant;

use crate::samples::{median, micros};

/// The spans of many sales, by what was done in them, in the order in which it is done.
#[derive(Default)]
pub struct Spans(Vec<(String, Vec<u64>)>);

impl Spans {
    /// One sale: when it began, and what was done by when.
    pub fn add(&mut self, began: Instant, done: impl IntoIterator<Item = (String, Instant)>) {
        let mut before = began;
        for (name, at) in done {
            let took = micros(at.saturating_duration_since(before));
            match self.0.iter_mut().find(|(known, _)| *known == name) {
                Some((_, spans)) => spans.push(took),
                None => self.0.push((name, vec![took])),
            }
            before = at;
        }
    }

    /// The medians in one line.
    pub fn line(&self) -> String {
        self.0.iter().map(|(name, spans)| format!("{name} {} us", median(spans))).collect::<Vec<_>>().join(", ")
    }
}
