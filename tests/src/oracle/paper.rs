//! The ledger in memory: entries as the till writes them, one constructor for each kind of fact.
//!
//! The only file of the oracle that knows what fields a fact has. Nothing is hashed and nothing is checked: the ledger's own
//! tests do that.

use airtill_domain::{ConnectionId, Currency, Money, Msisdn, SaleId, Timestamp, TopUpOrder};
use airtill_ledger::{Entry, Fact, Seq, SettledBy};
use uuid::Uuid;

use super::script::{Answer, Minor, Ms};
use crate::world::MORNING;

/// The account that is signed in at both connections.
pub const CLERK: &str = "clerk@example.org";
/// The till itself.
const TILL: &str = "till";

/// The entries so far.
pub struct Paper {
    /// Oldest first.
    pub entries: Vec<Entry>,
    connections: [ConnectionId; 2],
    msisdn: Msisdn,
}

/// How a request ended for the till.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was answered.
    Answered(Answer),
    /// The till waited as long as it does.
    NoAnswer,
    /// The line broke.
    LineBroken,
    /// The program died meanwhile.
    Interrupted,
    /// The connection could not be opened.
    NeverOpened,
}

impl Paper {
    /// An empty ledger.
    pub fn new() -> Self {
        let id = |name| ConnectionId::new(name).expect("a good id");
        let msisdn = Msisdn::try_from("211920000000".to_owned()).expect("a good number");
        Self { entries: Vec::new(), connections: [id("desk-a"), id("desk-b")], msisdn }
    }

    /// The connection of this number.
    pub fn connection(&self, over: usize) -> &ConnectionId {
        &self.connections[over.min(1)]
    }

    /// Whether no float was seen for so long.
    pub fn float_is_older_than(&self, age: Ms, now: Ms) -> bool {
        let last = self.entries.iter().rev().find(|entry| entry.fact.balance().is_some());
        last.is_none_or(|entry| now - time(entry.at) > age)
    }

    /// Writes an entry.
    pub fn write(&mut self, at: Ms, over: usize, fact: Fact) -> &Entry {
        let seq = Seq(i64::try_from(self.entries.len()).unwrap_or(i64::MAX) + 1);
        let by_itself = matches!(fact, Fact::Settled { by: SettledBy::Evidence, .. } | Fact::EvidenceNoted { .. });
        let actor = if by_itself { TILL } else { CLERK }.to_owned();
        self.entries.push(Entry { seq, at: Timestamp(MORNING + at), actor, connection: self.connection(over).clone(), float: None, fact, hash: [0; 32] });
        self.entries.last().expect("just written")
    }

    /// A request is about to be sent.
    pub fn intended(&self, sale: usize, over: usize, attempt: u32, amount: Minor, overlaps: Vec<usize>) -> Fact {
        let order = TopUpOrder { connection: self.connection(over).clone(), msisdn: self.msisdn.clone(), amount: ssp(amount) };
        Fact::Intended {
            sale: id(sale),
            attempt,
            order,
            float_before: self.entries.iter().rev().find_map(|entry| entry.fact.balance()),
            repeat_reason: None,
            override_of: Vec::new(),
            number_warned: false,
            overlaps: overlaps.into_iter().map(id).collect(),
            person: None,
        }
    }
}

/// A request was refused at the door.
pub fn turned_away(sale: usize) -> Fact {
    Fact::TurnedAway { sale: id(sale), attempt: 1, status: 401, message: "The Token is invalid".to_owned() }
}

/// The outcome of a request; `stated` is the float that a success states.
pub fn outcome(sale: usize, ended: Ended, stated: Option<Minor>) -> Fact {
    let (sale, reference, message) = (id(sale), "2016".to_owned(), String::new());
    let doubt = |cause: &str, refusal_code| Fact::InDoubt { sale, cause: cause.to_owned(), refusal_code, code: None, reference: None, message: String::new() };
    match ended {
        Ended::Answered(Answer::Delivered | Answer::TurnedAwayOnce) => Fact::Confirmed { sale, reference, float_after: stated.map(ssp), message },
        Ended::Answered(Answer::Queued(code)) => Fact::Accepted { sale, reference, code, float_after: stated.map(ssp), message },
        Ended::Answered(Answer::Refused(code)) => doubt("refused_charge_unknown", Some(code)),
        Ended::Answered(Answer::Unknown(_)) => doubt("unreadable", None),
        Ended::Answered(Answer::Failed) => doubt("service_fault", None),
        Ended::Answered(Answer::Short) => Fact::Declined { sale, reason: "insufficient_float".to_owned(), code: None, reference: None, message },
        Ended::NoAnswer => doubt("no_answer", None),
        Ended::LineBroken => doubt("line_broken", None),
        Ended::Interrupted => doubt("interrupted", None),
        Ended::NeverOpened => Fact::Declined { sale, reason: "unreachable".to_owned(), code: None, reference: None, message },
    }
}

/// The float was read.
pub fn float(balance: Minor) -> Fact {
    Fact::FloatSeen { balance: ssp(balance), run: None, asked_ms: None }
}

/// A person says how a doubt ended.
pub fn said(sale: usize, state: airtill_domain::SaleState) -> Fact {
    Fact::Settled { sale: id(sale), state, by: SettledBy::Person, reason: "the customer says so".to_owned(), debit: None, finding: None, person: None }
}

/// A fact as the story of a day tells it.
pub fn short(fact: &Fact) -> String {
    match fact {
        Fact::Intended { sale, attempt, order, .. } => {
            format!("sale {} intended, attempt {attempt}: {} over {}", number(*sale), order.amount, order.connection.as_str())
        }
        Fact::Confirmed { sale, float_after, .. } => format!("sale {} confirmed, float {}", number(*sale), plain(*float_after)),
        Fact::Accepted { sale, code, float_after, .. } => format!("sale {} accepted, code {code}, float {}", number(*sale), plain(*float_after)),
        Fact::InDoubt { sale, cause, .. } => format!("sale {} in doubt: {cause}", number(*sale)),
        Fact::Settled { sale, state, by, reason, .. } => format!("sale {} settled {} by {by:?}: {reason}", number(*sale), state.word()),
        Fact::FloatSeen { balance, .. } => format!("float {balance}"),
        other => other.sale().map_or_else(|| format!("{other:?}"), |sale| format!("sale {}: {other:?}", number(sale))),
    }
}

fn plain(sum: Option<Money>) -> String {
    sum.map_or_else(|| "unknown".to_owned(), |sum| sum.to_string())
}

/// The name of the sale of this number.
pub fn id(sale: usize) -> SaleId {
    SaleId(Uuid::from_u128(u128::try_from(sale).unwrap_or(u128::MAX) + 1))
}

/// The number of the sale of this name.
pub fn number(id: SaleId) -> usize {
    usize::try_from(id.0.as_u128()).unwrap_or(usize::MAX) - 1
}

/// A sum in the float's currency.
pub fn ssp(minor: Minor) -> Money {
    Money::from_minor(minor, Currency::Ssp)
}

/// The time of the day of an entry.
pub fn time(at: Timestamp) -> Ms {
    at.0 - MORNING
}
