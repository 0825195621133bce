//! The door through which the oracle speaks to the rules of evidence.
//!
//! The oracle hands over entries and takes facts; it never asks why. Whatever the rules keep in memory is gone when the
//! program dies, so they are made anew from the entries at each start. The rules of before are in `former`.

use airtill_app::evidence::chain::{AtWork, Chain};
use airtill_domain::{ConnectionId, Money, SaleId, Timestamp};
use airtill_ledger::{Entry, Fact};

pub use super::former::before;

/// Makes rules that have seen no entry yet.
pub type Makes = fn() -> Box<dyn Rules>;

/// A float that was just read and is not written yet.
pub struct Asked<'a> {
    /// Over which connection.
    pub connection: &'a ConnectionId,
    /// The account that is signed in there.
    pub account: &'a str,
    /// The float.
    pub seen: Money,
    /// Whether the service can no longer be working on a sale, by the till's own clock.
    pub at_rest: &'a dyn Fn(SaleId) -> bool,
}

/// Rules of evidence at work on one float.
pub trait Rules {
    /// An entry stands in the ledger.
    fn entry(&mut self, entry: &Entry);

    /// What is to be written before the float that was read.
    fn reading(&mut self, _: &Asked<'_>) -> Vec<Fact> {
        Vec::new()
    }

    /// What follows from the entries and is not written yet, as it is written `now`.
    fn due(&mut self, _now: Timestamp) -> Vec<Fact> {
        Vec::new()
    }

    /// The sales that the service may still be working on, as far as is written, and whether by a second debit only.
    fn at_work(&self) -> Vec<(SaleId, bool)> {
        Vec::new()
    }

    /// Whether they know of declarations and of what a person says.
    fn read_declarations(&self) -> bool {
        true
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
