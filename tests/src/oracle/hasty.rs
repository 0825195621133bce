//! Rules that take any fall of the float since a doubt for its charge, and an unchanged float for none.
//!
//! They are false in many worlds and true in many others: the oracle has to show in which. Only the oracle's own tests
//! use them.

use std::collections::BTreeMap;

use airtill_domain::{Money, SaleId, SaleState, Timestamp};
use airtill_ledger::{Entry, Fact, Intended, Verdict};

use super::rules::Rules;

/// A float and when it was seen.
type Seen = (Timestamp, Money);

#[derive(Default)]
struct Hasty {
    last: Option<Seen>,
    /// The float before each sale.
    before: BTreeMap<SaleId, Seen>,
    /// The sales in doubt, and whether the service refused them.
    doubts: BTreeMap<SaleId, bool>,
    due: Vec<Fact>,
}

/// Makes the hasty rules.
pub fn hasty() -> Box<dyn Rules> {
    Box::<Hasty>::default()
}

impl Rules for Hasty {
    fn entry(&mut self, entry: &Entry) {
        match &entry.fact {
            Fact::Intended(Intended { sale, .. }) => {
                self.before.extend(self.last.map(|seen| (*sale, seen)));
            }
            Fact::InDoubt { sale, refusal_code, .. } => {
                self.doubts.insert(*sale, refusal_code.is_some());
            }
            Fact::Judged { sale, .. } | Fact::Said { sale, .. } => {
                self.doubts.remove(sale);
                self.due.retain(|due| due.sale() != Some(*sale));
            }
            _ => {}
        }
        let Some(balance) = entry.fact.balance() else { return };
        self.last = Some((entry.at, balance));
        if let Fact::FloatSeen { .. } = &entry.fact {
            let judged = self.doubts.iter().filter_map(|(sale, refused)| {
                let before = self.before.get(sale)?;
                Some(judged(*sale, *refused, *before, (entry.at, balance)))
            });
            self.due = judged.collect();
        }
    }

    fn due(&mut self, _: Timestamp) -> Vec<Fact> {
        std::mem::take(&mut self.due)
    }
}

fn judged(sale: SaleId, refused: bool, (from, before): Seen, (to, after): Seen) -> Fact {
    let charged = after.minor < before.minor;
    let state = match (refused, charged) {
        (false, true) => SaleState::Charged,
        (false, false) => SaleState::NotCharged,
        (true, true) => SaleState::DeclinedButCharged,
        (true, false) => SaleState::Declined,
    };
    let (debit, rest_seconds, rests_on, rules) = Default::default();
    Fact::Judged {
        sale,
        state,
        verdict: Verdict { charged, from, to, before, after, debit, rest_seconds, rests_on, rules },
    }
}
