//! Making a day smaller while a sentence stays false in it.
//!
//! Steps are taken out one by one, the last first, until none can be spared: nobody reads a failing day of forty steps,
//! everybody one of four.

use super::live;
use super::rules::Makes;
use super::script::Day;
use super::sentences::False;

/// The first sentence of a day that was false without an excuse.
pub fn first_false(wrong: &[False]) -> Option<&False> {
    wrong.iter().find(|wrong| wrong.excuse.is_none())
}

/// The day with as few steps as still make a sentence false while all that is declared is true.
pub fn shrink(day: &Day, rules: Makes) -> Day {
    let mut smallest = day.clone();
    loop {
        let before = smallest.steps.len();
        for at in (0..before).rev() {
            let mut without = smallest.clone();
            without.steps.remove(at);
            if first_false(&live(&without, rules, false).wrong).is_some() {
                smallest = without;
            }
        }
        if smallest.steps.len() == before {
            return smallest;
        }
    }
}
