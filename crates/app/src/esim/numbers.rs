//! The numbers of requests about an order, from which their correlation ids follow.
//!
//! One entry of the ledger allows a block of them, so that a look costs no write of its own. A till that was started
//! anew leaves the rest of a block unused.

use std::collections::HashMap;

use airtill_domain::SaleId;

/// The fewest numbers that one entry allows; each further entry of a run allows as many as the run has used.
const FEWEST: u32 = 16;

/// The numbers that are allowed, by order.
#[derive(Default)]
pub struct Numbers(pub(super) tokio::sync::Mutex<HashMap<SaleId, Allowed>>);

/// The numbers that may be used for one order.
#[derive(Clone, Copy)]
pub struct Allowed {
    /// The first one of this run.
    first: u32,
    /// The next one to use.
    pub next: u32,
    /// The highest one that is on disk.
    pub through: u32,
}

impl Allowed {
    /// Behind everything that an earlier run may have used.
    pub fn behind(through: u32) -> Self {
        let first = through.saturating_add(1);
        Self { first, next: first, through }
    }

    /// These numbers, or new ones behind `recorded` where the ledger allows more: a connection whose place this one
    /// took, or that took its place, may have used those numbers.
    pub fn beside(self, recorded: u32) -> Self {
        if recorded > self.through { Self::behind(recorded) } else { self }
    }

    /// The highest number that has to be allowed before `count` of them are used; `None` where they are.
    pub fn needed(self, count: u32) -> Option<u32> {
        let last = self.next.saturating_add(count).saturating_sub(1);
        // By what this run used alone: a till that is started again and again does not run out of numbers.
        let used = self.next.saturating_sub(self.first);
        (last > self.through).then(|| last.max(self.through.saturating_add(used.max(FEWEST))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_become_rarer_the_more_is_asked() {
        let mut allowed = Allowed::behind(0);
        let mut entries = Vec::new();
        for _ in 0..1000 {
            if let Some(through) = allowed.needed(1) {
                entries.push(through);
                allowed.through = through;
            }
            allowed.next += 1;
        }
        assert_eq!(entries, [16, 32, 64, 128, 256, 512, 1024]);
    }

    #[test]
    fn a_new_run_uses_no_number_that_an_earlier_one_may_have_used() {
        let allowed = Allowed::behind(32);
        assert_eq!((allowed.next, allowed.needed(2)), (33, Some(48)));
        assert_eq!(Allowed::behind(0).needed(40), Some(40), "as many as are needed at once");
    }

    #[test]
    fn numbers_that_another_connection_allowed_are_left_to_it() {
        let allowed = Allowed { next: 15, ..Allowed::behind(0) };
        let own = Allowed { through: 16, ..allowed };
        let beside = own.beside(32);
        assert_eq!((beside.next, beside.needed(2)), (33, Some(48)));
        assert_eq!(own.beside(16).next, 15, "its own entry");
    }

    #[test]
    fn a_till_that_is_started_every_hour_for_a_century_has_numbers_left() {
        let mut through = 0;
        for _ in 0..100 * 366 * 24 {
            through = Allowed::behind(through).needed(2).expect("a new run allows its own");
        }
        assert!(through < 1 << 31, "{through}");
    }
}
