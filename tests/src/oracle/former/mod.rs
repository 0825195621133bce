//! The rules of evidence as they were before: they conclude a delivery from a charge, look at the first and the last
//! float only, and take the account for the till's own.
//!
//! Kept so that the oracle is shown to find what is false: it must catch them in every world in which they were caught.

mod chain;
mod rate;
mod rules;

use airtill_domain::{ConnectionId, SaleId, SaleState};
use airtill_ledger::{Entry, Fact, SettledBy};

use super::rules::{Asked, Rules};

/// The rules of before: cases between an anchor and the float that was just read.
struct Before {
    entries: Vec<Entry>,
}

/// Makes the rules of before.
pub fn before() -> Box<dyn Rules> {
    Box::new(Before { entries: Vec::new() })
}

impl Before {
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

impl Rules for Before {
    fn entry(&mut self, entry: &Entry) {
        self.entries.push(entry.clone());
    }

    fn reading(&mut self, asked: &Asked<'_>) -> Vec<Fact> {
        let open = self.doubts(asked.connection);
        let entries: Vec<Entry> =
            self.entries.iter().filter(|entry| entry.connection == *asked.connection).cloned().collect();
        let mut facts = Vec::new();
        for case in chain::cases(&entries, asked.account, Some(asked.seen), asked.at_rest) {
            if let Some((amount, pending)) = rules::unexplained_debit(&case) {
                facts.push(Fact::UnexplainedDebit { amount, pending: Some(pending) });
            }
            for opinion in rules::weigh(&case) {
                let Some((sale, refused)) = open.iter().copied().find(|(sale, _)| *sale == opinion.sale) else {
                    continue;
                };
                let Some(charged) = opinion.decides() else { continue };
                let state = match (refused, charged) {
                    (true, true) => SaleState::DeclinedButCharged,
                    (true, false) => SaleState::Declined,
                    (false, true) => SaleState::SettledSent,
                    (false, false) => SaleState::SettledNotSent,
                };
                let reason = format!("{:?}", opinion.finding);
                facts.push(Fact::Settled {
                    sale,
                    state,
                    by: SettledBy::Evidence,
                    reason,
                    debit: opinion.debit,
                    finding: None,
                    person: None,
                });
            }
        }
        facts
    }

    fn read_declarations(&self) -> bool {
        false
    }
}
