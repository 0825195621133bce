//! The ledger in memory: entries as the till writes them, one constructor for each kind of fact.
//!
//! The only file of the oracle that knows the fields of a fact. Nothing is hashed and nothing is checked: the ledger's
//! own tests do that.

use std::time::Duration;

use airtill_app::evidence::RULES;
use airtill_domain::connection::{Declarations, SecondDebit, UsedBy};
use airtill_domain::{
    ConnectionId, Currency, DeclineReason, DoubtCause, FloatKey, Money, Msisdn, SaleId, TillId, Timestamp, TopUpOrder,
};
use airtill_ledger::{Answers, Entry, Fact, Intended, Seq};
use uuid::Uuid;

use super::script::{Answer, Declared, Minor, Ms, Second};
use super::world::clock;
use crate::world::MORNING;

/// The account that is signed in at both connections.
pub const CLERK: &str = "clerk@example.org";
/// The actor of entries that the till writes by itself.
const TILL: &str = "till";

/// The entries so far.
pub struct MemoryLedger {
    /// All entries, oldest first.
    pub entries: Vec<Entry>,
    connections: [ConnectionId; 2],
    msisdn: Msisdn,
    float: FloatKey,
}

/// The end of a request as the till sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// An answer arrived.
    Answered(Answer),
    /// The till waited to its limit.
    NoAnswer,
    /// The line broke.
    LineBroken,
    /// The program died meanwhile.
    Interrupted,
    /// The connection could not be opened.
    NeverOpened,
}

impl MemoryLedger {
    /// An empty ledger.
    pub fn new() -> Self {
        let id = |name| ConnectionId::new(name).expect("a good id");
        let msisdn = Msisdn::try_from("211920000000".to_owned()).expect("a good number");
        let float = FloatKey::new(&"https://float.example".parse().expect("an address"), CLERK);
        Self { entries: Vec::new(), connections: [id("desk-a"), id("desk-b")], msisdn, float }
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
        let by_itself = fact_of_the_till(&fact);
        let actor = if by_itself { TILL } else { CLERK }.to_owned();
        self.entries.push(Entry {
            seq,
            at: wall(at),
            till: TillId::from_bits(7),
            actor,
            connection: Some(self.connection(over).clone()),
            float: Some(self.float.clone()),
            fact,
            hash: [0; 32],
        });
        self.entries.last().expect("just written")
    }

    /// A request is about to be sent.
    pub fn intended(&self, sale: usize, over: usize, attempt: u32, amount: Minor) -> Fact {
        let order =
            TopUpOrder { connection: self.connection(over).clone(), msisdn: self.msisdn.clone(), amount: ssp(amount) };
        Fact::Intended(Intended {
            attempt,
            float_before: self.entries.iter().rev().find_map(|entry| entry.fact.balance()),
            ..Intended::first(id(sale), order.into(), Answers::none())
        })
    }
}

/// Whether the till itself is the author of a fact.
fn fact_of_the_till(fact: &Fact) -> bool {
    let judged =
        matches!(fact, Fact::Judged { .. } | Fact::Reopened { .. } | Fact::EpochEnded { .. } | Fact::CameToRest { .. });
    judged || matches!(fact, Fact::EvidenceNoted { .. })
}

/// A request was refused at the door.
pub fn turned_away(sale: usize) -> Fact {
    Fact::TurnedAway { sale: id(sale), attempt: 1, status: 401, message: "The Token is invalid".to_owned() }
}

/// The outcome of a request; `stated` is the float that a success states.
pub fn outcome(sale: usize, ended: Ended, stated: Option<Minor>) -> Fact {
    let (sale, reference, message) = (id(sale), "2016".to_owned(), String::new());
    let answered = |cause: DoubtCause, refusal_code: Option<i64>, code: Option<i64>| {
        let reference = Some("2016".to_owned()).filter(|_| refusal_code.or(code).is_some());
        Fact::InDoubt { sale, cause, refusal_code, code, reference, message: String::new() }
    };
    let doubt = |cause| answered(cause, None, None);
    match ended {
        Ended::Answered(Answer::Delivered | Answer::TurnedAwayOnce) => {
            Fact::Confirmed { sale, reference, float_after: stated.map(ssp), message, esim: None }
        }
        Ended::Answered(Answer::Queued(code)) => {
            Fact::Accepted { sale, reference, code: Some(code), float_after: stated.map(ssp), message }
        }
        Ended::Answered(Answer::Refused(code)) => answered(DoubtCause::RefusedChargeUnknown, Some(code), None),
        Ended::Answered(Answer::Unknown(code)) => answered(DoubtCause::Unreadable, None, Some(code)),
        Ended::Answered(Answer::Failed) => doubt(DoubtCause::ServiceFault),
        Ended::Answered(Answer::Short) => {
            Fact::Declined { sale, reason: DeclineReason::InsufficientFloat, code: None, reference: None, message }
        }
        Ended::NoAnswer => doubt(DoubtCause::NoAnswer),
        Ended::LineBroken => doubt(DoubtCause::LineBroken),
        Ended::Interrupted => doubt(DoubtCause::Interrupted),
        Ended::NeverOpened => Fact::NeverHandedOver { sale, reason: DeclineReason::Unreachable, message },
    }
}

/// The float was read; `asked` by the monotonic clock of `run`.
pub fn float(balance: Minor, run: u32, asked: Ms) -> Fact {
    Fact::FloatSeen { balance: ssp(balance), run: Some(name(run)), asked_ms: u64::try_from(asked).ok(), turn: None }
}

/// The service can no longer be working on a sale.
pub fn came_to_rest(sale: usize, run: u32, waited: Ms) -> Fact {
    Fact::CameToRest { sale: id(sale), run: name(run), waited_ms: u64::try_from(waited).unwrap_or(0) }
}

/// The declarations from the next reading on.
pub fn declared(declared: &Declared) -> Fact {
    Fact::Declared { declarations: declarations(declared), rules: RULES }
}

/// The till's own words for the declarations.
pub fn declarations(declared: &Declared) -> Declarations {
    let span = |ms: Ms| Duration::from_millis(u64::try_from(ms).unwrap_or(0));
    Declarations {
        used_by: if declared.this_till { UsedBy::ThisTill } else { UsedBy::Others },
        smallest_deposit: declared.smallest_deposit.map(ssp),
        rest: span(declared.rest),
        books_one_at_a_time: declared.one_at_a_time,
        second_debit: match declared.second_debit {
            Second::No => SecondDebit::No,
            Second::Within(most) => SecondDebit::Within(span(most)),
            Second::Unknown => SecondDebit::Unknown,
        },
    }
}

fn name(run: u32) -> Uuid {
    Uuid::from_u128(u128::from(run))
}

/// A person declares whether a sale arrived, and whether it was charged.
pub fn said(sale: usize, yes: bool) -> Fact {
    let reason = "the customer says so".to_owned();
    Fact::Said { sale: id(sale), arrived: Some(yes), charged: Some(yes), reason, adopted: false, person: None }
}

/// A fact in one line, for the story of a day.
pub fn short(fact: &Fact) -> String {
    match fact {
        Fact::Intended(Intended { sale, attempt, order, .. }) => {
            let (price, over) = (plain(order.float_amount()), order.connection());
            format!("sale {} intended, attempt {attempt}: {price} over {}", number(*sale), over.as_str())
        }
        Fact::Confirmed { sale, float_after, .. } => {
            format!("sale {} confirmed, float {}", number(*sale), plain(*float_after))
        }
        Fact::Accepted { sale, code, float_after, .. } => {
            format!("sale {} accepted, code {}, float {}", number(*sale), code.unwrap_or_default(), plain(*float_after))
        }
        Fact::InDoubt { sale, cause, .. } => format!("sale {} in doubt: {}", number(*sale), cause.word()),
        Fact::FloatSeen { balance, .. } => format!("float {balance}"),
        Fact::Judged { sale, state, verdict } => {
            let (from, to) = (clock(time(verdict.from)), clock(time(verdict.to)));
            format!(
                "sale {} judged {}: from {from}, {}, to {to}, {}",
                number(*sale),
                state.word(),
                verdict.before,
                verdict.after
            )
        }
        Fact::CameToRest { sale, .. } => format!("sale {} came to rest", number(*sale)),
        Fact::Declared { declarations, .. } => format!("declared: {declarations:?}"),
        Fact::EvidenceNoted { sale, noted } => format!("sale {} noted: {noted:?}", number(*sale)),
        Fact::EpochEnded { cause, moved, .. } => format!("the epoch ended: {cause:?}, moved {}", plain(*moved)),
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
    Money::from_minor(minor, Currency::SSP)
}

/// A time of the day as an entry has it.
pub fn wall(at: Ms) -> Timestamp {
    Timestamp(MORNING + at)
}

/// The time of the day of an entry.
pub fn time(at: Timestamp) -> Ms {
    at.0 - MORNING
}
