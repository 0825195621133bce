//! The oracle: random and hand-written days of one float, with the truth beside the sentences of the till.
//!
//! A [`script`] is a day step by step; the [`adversary`] makes one up from a seed, a test writes one by hand. The
//! [`world`] is the service and everybody else at the float, and knows the truth. The [`counter`] is the till's side:
//! it writes ledger entries in the order in which the till writes them and hands them to the [`rules`]. After every
//! step [`sentences`] compares each shown sentence with the truth. No socket, no sleep, no disk, and no knowledge of
//! the reasons of the rules.

pub mod adversary;
pub mod chance;
pub mod counter;
pub mod days;
mod hasty;
mod memory_ledger;
pub mod outcome;
pub mod plans;
mod remembered_sale;
pub mod report;
pub mod rules;
pub mod script;
pub mod sentences;
pub mod shrink;
pub mod truth;
pub mod world;

pub use hasty::hasty;

use counter::Counter;
use outcome::Outcome;
use rules::Makes;
use script::Day;

/// Lives through a day under `rules`. With `tell`, every step is written down for a person.
pub fn live(day: &Day, rules: Makes, tell: bool) -> Outcome {
    let mut counter = Counter::new(day, rules, tell);
    for step in &day.steps {
        counter.step(step);
    }
    counter.end()
}
