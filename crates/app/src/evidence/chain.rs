//! Cases for the rules, read from the entries of one connection.
//!
//! Every float that was seen stands in the ledger in its order, between the sales. The anchor of a doubt is the last float
//! before it was intended; what was certainly charged since then, and what may be charged again, follows from the entries
//! after it. Doubts that lie close together make one case. A doubt that nobody settled must not spoil the evidence of all
//! later ones: once it is long over, a float that was seen since then contains its charge or not, and can be an anchor itself.
//! Pure: entries in, cases out.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use airtill_domain::{Money, SaleId, SaleState, Timestamp};
use airtill_ledger::{Entry, Fact, Seq};

use super::rate::{Rate, Sample};
use super::rules::{Case, Doubt};

/// How many of the last samples decide what a sale costs.
const SAMPLES: usize = 30;
/// After this long by the wall clock no service is still working on a sale. A clock that was set ahead by as much can at worst
/// leave a doubt unsettled, because the late charge then looks like somebody else's.
const LONG_OVER: Duration = Duration::from_secs(60 * 60);

struct Told {
    sale: SaleId,
    intended: Seq,
    last_at: Timestamp,
    amount: Money,
    state: SaleState,
    refused: bool,
}

/// A float that was seen: where, when, how much.
type Seen = (Seq, Timestamp, Money);

/// The entries that speak of the float of `account`, the e-mail address of who signed in: its own sales, and the floats it was
/// told. Another account of the same service has another float, which proves nothing here.
pub fn of_account(entries: Vec<Entry>, account: &str) -> Vec<Entry> {
    let own = |entry: &Entry| entry.actor.eq_ignore_ascii_case(account);
    let sales: BTreeSet<SaleId> = entries.iter().filter(|e| matches!(e.fact, Fact::Intended { .. }) && own(e)).filter_map(|entry| entry.fact.sale()).collect();
    entries.into_iter().filter(|entry| entry.fact.sale().map_or_else(|| own(entry), |sale| sales.contains(&sale))).collect()
}

/// The cases as they stand after `entries` (oldest first, one connection), for a float `seen` now; without any doubt one case
/// that has none. `at_rest` says of a doubt whether the service can no longer be working on it.
pub fn cases(entries: &[Entry], seen: Option<Money>, at_rest: impl Fn(SaleId) -> bool) -> Vec<Case> {
    let told = sales(entries);
    let floats: Vec<Seen> = entries.iter().filter_map(|e| e.fact.balance().map(|float| (e.seq, e.at, float))).collect();
    let groups = groups(&told, &floats);
    let pending = pending(entries, &told);
    let rate = Rate::learn(&samples(entries));
    let build = |anchor: Option<&Seen>, end: Option<&Seen>, doubts: &[&Told]| {
        let within = |t: &&Told| anchor.is_none_or(|(seq, ..)| t.intended > *seq) && end.is_none_or(|(seq, ..)| t.intended < *seq);
        Case {
            anchor: anchor.map(|(.., float)| *float),
            seen: end.map_or(seen, |(.., float)| Some(*float)),
            certain: told.iter().filter(within).filter(|t| t.state.charged() == Some(true)).map(|t| t.amount).collect(),
            doubts: doubts.iter().map(|t| Doubt { sale: t.sale, amount: t.amount, at_rest: t.refused || end.is_some() || at_rest(t.sale) }).collect(),
            pending: pending.clone(),
            rate,
        }
    };
    if groups.is_empty() {
        return vec![build(floats.last(), None, &[])];
    }
    let ends = groups.iter().skip(1).map(|(anchor, _)| *anchor).chain([None]);
    groups.iter().zip(ends).map(|((anchor, doubts), end)| build(*anchor, end, doubts)).collect()
}

/// Open doubts in their order, cut wherever a float was seen when all before it were long over; each with its anchor.
fn groups<'a>(told: &'a [Told], floats: &'a [Seen]) -> Vec<(Option<&'a Seen>, Vec<&'a Told>)> {
    let mut groups: Vec<(Option<&Seen>, Vec<&Told>)> = Vec::new();
    for doubt in told.iter().filter(|t| t.state.is_open()) {
        let anchor = floats.iter().rev().find(|(seq, ..)| *seq < doubt.intended);
        let over = |earlier: &&Told| anchor.is_some_and(|(_, at, _)| at.since(earlier.last_at) >= LONG_OVER);
        match groups.last_mut() {
            Some((_, group)) if !group.iter().all(over) => group.push(doubt),
            _ => groups.push((anchor, vec![doubt])),
        }
    }
    groups
}

/// Accepted sales whose second debit has not been seen yet.
fn pending(entries: &[Entry], told: &[Told]) -> Vec<(SaleId, Money)> {
    let explained: BTreeSet<SaleId> = entries
        .iter()
        .filter_map(|e| match &e.fact {
            Fact::UnexplainedDebit { pending, .. } => *pending,
            _ => None,
        })
        .collect();
    told.iter().filter(|t| t.state == SaleState::Accepted && !explained.contains(&t.sale)).map(|t| (t.sale, t.amount)).collect()
}

/// The true debits of confirmed sales that stand directly behind a float that was seen; the newest last.
fn samples(entries: &[Entry]) -> Vec<Sample> {
    let mut float: Option<Money> = None;
    let mut underway: Option<(SaleId, Money)> = None;
    let mut found = Vec::new();
    for entry in entries {
        match &entry.fact {
            Fact::Intended { sale, order, .. } => {
                if underway.is_some_and(|(other, _)| other != *sale) {
                    float = None;
                }
                underway = Some((*sale, order.amount));
            }
            Fact::Confirmed { sale, float_after: Some(after), .. } => {
                if let (Some((other, amount)), Some(before)) = (underway, float)
                    && other == *sale
                    && let Some(debit) = before.minus(*after)
                {
                    found.push(Sample { amount, debit });
                }
                (float, underway) = (Some(*after), None);
            }
            Fact::Declined { .. } | Fact::TurnedAway { .. } | Fact::EvidenceNoted { .. } => {}
            other => {
                (float, underway) = (other.balance(), None);
            }
        }
    }
    found.split_off(found.len().saturating_sub(SAMPLES))
}

/// The sales that were intended within `entries`, in that order.
fn sales(entries: &[Entry]) -> Vec<Told> {
    let mut places: BTreeMap<SaleId, usize> = BTreeMap::new();
    let mut sales: Vec<Told> = Vec::new();
    for entry in entries {
        if let Fact::Intended { sale, order, attempt: 1, .. } = &entry.fact {
            places.insert(*sale, sales.len());
            let told = Told { sale: *sale, intended: entry.seq, last_at: entry.at, amount: order.amount, state: SaleState::Intended, refused: false };
            sales.push(told);
            continue;
        }
        let Some(told) = entry.fact.sale().and_then(|sale| places.get(&sale)).and_then(|at| sales.get_mut(*at)) else { continue };
        match &entry.fact {
            Fact::Confirmed { .. } => told.state = SaleState::Confirmed,
            Fact::Accepted { .. } => told.state = SaleState::Accepted,
            Fact::Declined { .. } => told.state = SaleState::Declined,
            Fact::InDoubt { refusal_code, .. } => (told.state, told.refused, told.last_at) = (SaleState::InDoubt, refusal_code.is_some(), entry.at),
            Fact::Settled { state, .. } => told.state = *state,
            _ => {}
        }
    }
    sales
}

#[cfg(test)]
mod tests;
