//! Many days, over the cores of this machine.
//!
//! Days share nothing, so the order in which they are lived changes neither figures nor the first false sentence, which
//! is the one of the smallest seed.

use std::ops::Range;

use super::adversary::day;
use super::report::Report;
use super::rules::Makes;
use super::shrink::first_false;
use super::{live, script::Day};

/// The outcome of many days.
#[derive(Debug, Default)]
pub struct Many {
    /// The figures of all days.
    pub report: Report,
    /// The first seed whose day has a false sentence that nothing excuses.
    pub first: Option<u64>,
    /// The number of seeds whose day has a false sentence that nothing excuses.
    pub seeds: usize,
}

/// Lives through the days of these seeds.
pub fn many(seeds: Range<u64>, rules: Makes) -> Many {
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    std::thread::scope(|scope| {
        let run = |first: u64| {
            let seeds = seeds.clone();
            scope.spawn(move || {
                let mut many = Many::default();
                for seed in (seeds.start + first..seeds.end).step_by(usize::try_from(workers).unwrap_or(1)) {
                    many.add(&day(seed), rules);
                }
                many
            })
        };
        let running: Vec<_> = (0..workers).map(run).collect();
        let mut all = Many::default();
        for one in running {
            all.merge(one.join().expect("a day that panics fails the run"));
        }
        all
    })
}

impl Many {
    fn add(&mut self, day: &Day, rules: Makes) {
        let outcome = live(day, rules, false);
        self.report.add(day.kind, outcome.seen);
        if first_false(&outcome.wrong).is_some() {
            self.first = self.first.or(Some(day.seed));
            self.seeds += 1;
        }
    }

    fn merge(&mut self, other: Many) {
        self.report.merge(other.report);
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.seeds += other.seeds;
    }
}
