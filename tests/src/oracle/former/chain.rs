//! Cases for the rules, read from the entries of one connection.
//!
//! Every float that was seen stands in the ledger in its order, between the sales. The anchor of a doubt is the last
//! float before it was intended at which nothing else was open; what was certainly charged since then, and what may be
//! charged again, follows from the entries after it. Doubts that lie close together make one case. A doubt that nobody
//! settled must not spoil the evidence of all later ones: once it is long over, a float that was seen since then
//! contains its charge or not, and can be an anchor itself. Pure: entries in, cases out.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use airtill_domain::{Money, SaleId, SaleState, Timestamp};
use airtill_ledger::{Entry, Fact, Seq, SettledBy};

use super::rate::{Rate, Sample};
use super::rules::{Case, Doubt};

/// How many of the last samples decide what a sale costs.
const SAMPLES: usize = 30;
/// After this long no service is still working on a sale. By the wall clock, so it only ever chooses a later anchor; it
/// never makes an unchanged float mean "not sent".
const LONG_OVER: Duration = Duration::from_secs(60 * 60);
/// For how long a charge that comes after its sale was settled as not sent is recognised.
const LATE: Duration = Duration::from_secs(24 * 60 * 60);

struct Told {
    sale: SaleId,
    intended: Seq,
    /// The entry that ended it, unless that was a person's word, which says nothing of when the service ended.
    ended: Option<Seq>,
    last_at: Timestamp,
    amount: Money,
    state: SaleState,
    refused: bool,
    overlapped: bool,
    foreign: bool,
}

/// A float that was seen.
struct Seen {
    seq: Seq,
    at: Timestamp,
    float: Money,
}

/// The cases as they stand after `entries` (oldest first, one connection), for a float `seen` now by `account`; without
/// any doubt one case that has none. `at_rest` says of a doubt whether the service can no longer be working on it.
pub fn cases(entries: &[Entry], account: &str, seen: Option<Money>, at_rest: impl Fn(SaleId) -> bool) -> Vec<Case> {
    let own = |entry: &Entry| entry.actor.eq_ignore_ascii_case(account);
    let told = sales(entries, own);
    let strangers: Vec<Seq> = entries.iter().filter(|e| speaks_of_a_float(e) && !own(e)).map(|e| e.seq).collect();
    let rate = Rate::learn(&samples(entries));
    let floats = floats(entries, own, rate);
    let groups = groups(&told, &floats, &at_rest);
    let pending = pending(entries, &told);
    let shared = shared(entries);
    let build = |anchor: Option<&Seen>, end: Option<&Seen>, doubts: &[&Told]| {
        let after = |seq: Seq| anchor.is_none_or(|anchor| seq > anchor.seq);
        let within = |t: &&Told| after(t.intended) && end.is_none_or(|end| t.intended < end.seq);
        let doubt = |t: &&Told| Doubt {
            sale: t.sale,
            amount: t.amount,
            // Cut off by an hour of the wall clock alone: that must not prove that nothing was sent.
            at_rest: t.refused || (end.is_none() && at_rest(t.sale)),
            overlapped: t.overlapped,
        };
        Case {
            anchor: anchor.map(|anchor| anchor.float),
            seen: end.map_or(seen, |end| Some(end.float)),
            certain: told.iter().filter(within).filter(|t| charged(t.state)).map(|t| t.amount).collect(),
            doubts: doubts.iter().map(doubt).collect(),
            pending: pending.clone(),
            rate,
            other_account: doubts.iter().any(|t| t.foreign) || strangers.iter().any(|seq| after(*seq)),
            shared,
            late: late(&told, floats.last()),
        }
    };
    if groups.is_empty() {
        return vec![build(floats.last(), None, &[])];
    }
    let ends = groups.iter().skip(1).map(|(anchor, _)| *anchor).chain([None]);
    groups.iter().zip(ends).map(|((anchor, doubts), end)| build(*anchor, end, doubts)).collect()
}

/// The floats that can be anchors, in order: those that were read, and those that an answer stated and that follow from
/// the float before by what the sale costs. Two sales at once can make the service state a wrong one.
fn floats(entries: &[Entry], own: impl Fn(&Entry) -> bool, rate: Option<Rate>) -> Vec<Seen> {
    let mut found: Vec<Seen> = Vec::new();
    let mut before: Option<Money> = None;
    let mut asked: Option<(SaleId, Money)> = None;
    for entry in entries.iter().filter(|entry| own(entry)) {
        if let Fact::Intended { sale, order, .. } = &entry.fact {
            asked = Some((*sale, order.amount));
        }
        let Some(float) = entry.fact.balance() else { continue };
        let lost = before.and_then(|before| before.minus(float));
        let contradicts = |rate: Rate, lost: Money, amount: Money| {
            rate.debit(amount).minor.abs_diff(lost.minor) > rate.slack().unsigned_abs()
        };
        let stated = asked.filter(|(sale, _)| entry.fact.sale() == Some(*sale));
        let wrong = matches!((rate, lost, stated), (Some(rate), Some(lost), Some((_, amount))) if contradicts(rate, lost, amount));
        if !wrong {
            found.push(Seen { seq: entry.seq, at: entry.at, float });
        }
        before = Some(float);
    }
    found
}

/// Open doubts in their order, cut wherever a float was seen when all before it were long over; each with its anchor.
fn groups<'a>(
    told: &'a [Told],
    floats: &'a [Seen],
    at_rest: &impl Fn(SaleId) -> bool,
) -> Vec<(Option<&'a Seen>, Vec<&'a Told>)> {
    let mut groups: Vec<(Option<&Seen>, Vec<&Told>)> = Vec::new();
    for doubt in told.iter().filter(|t| t.state.is_open()) {
        let over = |earlier: &Told, float: &Seen| at_rest(earlier.sale) && float.at.since(earlier.last_at) >= LONG_OVER;
        let settled = |earlier: &Told, float: &Seen| {
            earlier.ended.is_some_and(|ended| ended <= float.seq) || over(earlier, float)
        };
        let clean = |float: &&Seen| told.iter().filter(|t| t.intended < float.seq).all(|t| settled(t, float));
        let anchor = floats.iter().rev().filter(|float| float.seq < doubt.intended).find(clean);
        let before = |seen: &Seen, group: &[&Told]| group.iter().all(|earlier| earlier.intended < seen.seq);
        match groups.last_mut() {
            Some((_, group)) if !anchor.is_some_and(|anchor| before(anchor, group)) => group.push(doubt),
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
    told.iter()
        .filter(|t| t.state == SaleState::Accepted && !explained.contains(&t.sale))
        .map(|t| (t.sale, t.amount))
        .collect()
}

/// Sales that were lately settled as not charged: a charge of theirs that comes after all is not somebody else's.
fn late(told: &[Told], last: Option<&Seen>) -> Vec<(SaleId, Money)> {
    let recent = |t: &&Told| last.is_some_and(|last| last.at.since(t.last_at) <= LATE);
    let not_charged = |t: &&Told| t.state == SaleState::SettledNotSent || (t.state == SaleState::Declined && t.refused);
    told.iter().filter(not_charged).filter(recent).map(|t| (t.sale, t.amount)).collect()
}

/// Whether the float fell between two readings with nothing of ours in between, nor anything that explains it: another
/// desk uses the account, and a fall of the right size may be theirs.
fn shared(entries: &[Entry]) -> bool {
    let mut last: Option<(&str, Money)> = None;
    for entry in entries {
        match &entry.fact {
            Fact::FloatSeen { balance, .. } => {
                if last.is_some_and(|(actor, before)| actor == entry.actor && balance.minor < before.minor) {
                    return true;
                }
                last = Some((&entry.actor, *balance));
            }
            Fact::Confirmed { float_after: Some(after), .. } | Fact::Accepted { float_after: Some(after), .. } => {
                last = Some((&entry.actor, *after))
            }
            Fact::EvidenceNoted { .. } | Fact::Declined { .. } => {}
            _ => last = None,
        }
    }
    false
}

/// The true debits of confirmed sales that stand directly behind a float that was seen; the newest last.
fn samples(entries: &[Entry]) -> Vec<Sample> {
    let mut float: Option<Money> = None;
    let mut underway: Option<(SaleId, Money)> = None;
    let mut found = Vec::new();
    for entry in entries {
        match &entry.fact {
            Fact::Intended { sale, order, overlaps, .. } => {
                if underway.is_some_and(|(other, _)| other != *sale) || !overlaps.is_empty() {
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
fn sales(entries: &[Entry], own: impl Fn(&Entry) -> bool) -> Vec<Told> {
    let mut places: BTreeMap<SaleId, usize> = BTreeMap::new();
    let mut sales: Vec<Told> = Vec::new();
    for entry in entries {
        if let Fact::Intended { sale, order, attempt: 1, overlaps, .. } = &entry.fact {
            places.insert(*sale, sales.len());
            for other in overlaps.iter().filter_map(|other| places.get(other)) {
                if let Some(told) = sales.get_mut(*other) {
                    told.overlapped = true;
                }
            }
            sales.push(Told {
                sale: *sale,
                intended: entry.seq,
                ended: None,
                last_at: entry.at,
                amount: order.amount,
                state: SaleState::Intended,
                refused: false,
                overlapped: !overlaps.is_empty(),
                foreign: !own(entry),
            });
            continue;
        }
        let Some(told) = entry.fact.sale().and_then(|sale| places.get(&sale)).and_then(|at| sales.get_mut(*at)) else {
            continue;
        };
        match &entry.fact {
            Fact::Confirmed { .. } => told.end(SaleState::Confirmed, entry.seq),
            Fact::Accepted { .. } => told.end(SaleState::Accepted, entry.seq),
            Fact::Declined { .. } => told.end(SaleState::Declined, entry.seq),
            Fact::InDoubt { refusal_code, .. } => {
                (told.state, told.refused, told.last_at) = (SaleState::InDoubt, refusal_code.is_some(), entry.at)
            }
            Fact::Settled { state, by: SettledBy::Evidence, .. } => told.end(*state, entry.seq),
            Fact::Settled { state, by: SettledBy::Person, .. } => {
                told.state = *state;
                told.ended = told.refused.then_some(entry.seq);
            }
            _ => {}
        }
    }
    sales
}

impl Told {
    fn end(&mut self, state: SaleState, seq: Seq) {
        (self.state, self.ended) = (state, Some(seq));
    }
}

fn charged(state: SaleState) -> bool {
    matches!(state, SaleState::Confirmed | SaleState::Accepted | SaleState::DeclinedButCharged | SaleState::SettledSent)
}

fn speaks_of_a_float(entry: &Entry) -> bool {
    matches!(entry.fact, Fact::Intended { .. } | Fact::FloatSeen { .. })
}
