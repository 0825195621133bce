//! The door through which the oracle speaks to the rules of evidence, and the rules of today behind it.
//!
//! The oracle hands over entries and takes facts; it never asks why. Whatever the rules keep in memory is gone when the
//! program dies, so they are made anew from the entries at each start.

use super::former::{chain, rules};
use airtill_domain::{ConnectionId, Money, SaleId, SaleState};
use airtill_ledger::{Entry, Fact, SettledBy};

use super::script::Declared;

/// Makes rules that have seen no entry yet.
pub type Makes = fn(&Declared) -> Box<dyn Rules>;

/// The rules of the till as it is.
pub const NOW: Makes = today;

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
    fn reading(&mut self, asked: &Asked<'_>) -> Vec<Fact>;

    /// What follows from the entries and is not written yet.
    fn due(&mut self) -> Vec<Fact>;

    /// Whether they are told in the ledger that a sale came to rest, and what is declared.
    fn read_declarations(&self) -> bool;
}

/// The rules of today: cases between an anchor and the float that was just read.
struct Today {
    entries: Vec<Entry>,
}

/// Makes the rules of today.
pub fn today(_: &Declared) -> Box<dyn Rules> {
    Box::new(Today { entries: Vec::new() })
}

impl Today {
    /// The sales of a connection that are in doubt, and whether the service refused them.
    fn doubts(&self, connection: &ConnectionId) -> Vec<(SaleId, bool)> {
        let mut open: Vec<(SaleId, bool)> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.connection == *connection) {
            match &entry.fact {
                Fact::InDoubt { sale, refusal_code, .. } => open.push((*sale, refusal_code.is_some())),
                Fact::Settled { sale, .. } => open.retain(|(other, _)| other != sale),
                _ => {}
            }
        }
        open
    }
}

impl Rules for Today {
    fn entry(&mut self, entry: &Entry) {
        self.entries.push(entry.clone());
    }

    fn reading(&mut self, asked: &Asked<'_>) -> Vec<Fact> {
        let open = self.doubts(asked.connection);
        let entries: Vec<Entry> = self.entries.iter().filter(|entry| entry.connection == *asked.connection).cloned().collect();
        let mut facts = Vec::new();
        for case in chain::cases(&entries, asked.account, Some(asked.seen), asked.at_rest) {
            if let Some((amount, pending)) = rules::unexplained_debit(&case) {
                facts.push(Fact::UnexplainedDebit { amount, pending: Some(pending) });
            }
            for opinion in rules::weigh(&case) {
                let Some((sale, refused)) = open.iter().copied().find(|(sale, _)| *sale == opinion.sale) else { continue };
                let Some(charged) = opinion.decides() else { continue };
                let state = match (refused, charged) {
                    (true, true) => SaleState::DeclinedButCharged,
                    (true, false) => SaleState::Declined,
                    (false, true) => SaleState::SettledSent,
                    (false, false) => SaleState::SettledNotSent,
                };
                let reason = format!("{:?}", opinion.finding);
                facts.push(Fact::Settled { sale, state, by: SettledBy::Evidence, reason, debit: opinion.debit, finding: None, person: None });
            }
        }
        facts
    }

    fn due(&mut self) -> Vec<Fact> {
        Vec::new()
    }

    fn read_declarations(&self) -> bool {
        false
    }
}
