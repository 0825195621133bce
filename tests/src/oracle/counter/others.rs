//! The acts of others on a day: a person declares an outcome, an administrator declares, the service refunds.
//!
//! The till only writes down the first two. A refund that is true to the declarations comes alone between two readings;
//! any other one hides in an interval with something else.

use super::{Counter, Died, Kind, USUAL_READING};
use crate::oracle::memory_ledger;
use crate::oracle::script::{Declared, SECOND, Word};

impl Counter {
    /// A person declares how a doubt ended.
    pub(super) fn say(&mut self, word: Word) -> Result<(), Died> {
        let open =
            (0..self.remembered.len()).rev().filter(|sale| self.remembered[*sale].may_be_declared()).nth(word.of);
        let Some(sale) = open else { return Ok(()) };
        self.write(self.remembered[sale].over, memory_ledger::said(sale, word.yes))
    }

    /// The administrator declares; the next reading begins an epoch.
    pub(super) fn declare(&mut self, declared: Declared) -> Result<(), Died> {
        self.declared = declared;
        self.kind = Kind::BeginsAtReading;
        self.write(0, memory_ledger::declared(&self.declared))
    }

    /// The service refunds a sale, alone between two readings or not.
    pub(super) fn refund(&mut self, of: usize, alone: bool) -> Result<(), Died> {
        let charged =
            |sale: &usize| self.world.sales[*sale].debits.len() == 1 && self.world.sales[*sale].refunded.is_none();
        let Some(sale) = (0..self.remembered.len()).rev().filter(charged).nth(of) else { return Ok(()) };
        if !alone {
            self.world.refund(sale, false);
            return Ok(());
        }
        if !self.world.is_quiet_for(SECOND) {
            return Ok(());
        }
        self.gather(0, USUAL_READING, true, None)?;
        self.world.refund(sale, true);
        self.gather(0, USUAL_READING, true, None)
    }
}
