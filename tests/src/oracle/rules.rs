//! The interface between the oracle and the rules of evidence.
//!
//! The oracle hands over entries and receives facts; it never asks why. The memory of the rules is gone when the
//! program dies, so they are made anew from the entries at each start. Rules that jump to conclusions are in `hasty`.

use airtill_app::evidence::chain::{AtWork, Chain};
use airtill_domain::{SaleId, Timestamp};
use airtill_ledger::{Entry, Fact};

/// Makes rules that have seen no entry yet.
pub type Makes = fn() -> Box<dyn Rules>;

/// Rules of evidence at work on one float.
pub trait Rules {
    /// Reads an entry of the ledger.
    fn entry(&mut self, entry: &Entry);

    /// The consequences of the entries that are not written yet, as they are written `now`.
    fn due(&mut self, _now: Timestamp) -> Vec<Fact> {
        Vec::new()
    }

    /// The sales on which the service may still be working, as far as is written, and whether by a second debit only.
    fn at_work(&self) -> Vec<(SaleId, bool)> {
        Vec::new()
    }
}

/// The rules of the till as it is.
pub fn now() -> Box<dyn Rules> {
    Box::new(Now(Chain::default()))
}

struct Now(Chain);

impl Rules for Now {
    fn entry(&mut self, entry: &Entry) {
        self.0.take(entry);
    }

    fn due(&mut self, now: Timestamp) -> Vec<Fact> {
        self.0.due().iter().map(|due| due.clone().fact(now)).collect()
    }

    fn at_work(&self) -> Vec<(SaleId, bool)> {
        self.0.at_work().map(|(sale, why)| (sale, why == AtWork::SecondDebit)).collect()
    }
}
