//! The parts of a sale's time, for finding the cause of a slow one. Printed only when the measure falls short.
//!
//! Spans follow one another without gaps, so their sum is the whole. The measure itself is taken elsewhere and does not
//! depend on them.

use std::time::Instant;

use crate::samples::{median, micros};

/// The spans of many sales, by step, in the order of the steps.
#[derive(Default)]
pub struct Spans(Vec<(String, Vec<u64>)>);

impl Spans {
    /// Adds one sale: when it began, and the time of each step.
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
