//! The facts that a ledger keeps, and the entries that carry them.
//!
//! A fact is written as JSON under its kind, `{"confirmed":{…}}`, and its text is kept and hashed exactly as written.
//! Money is integer minor units with its currency. Fields are only ever added, with a default, so that old entries read
//! for ever. What a fact does to a sale is in [`crate::sale`].

use airtill_domain::{ConnectionId, Money, SaleId, SaleState, Timestamp, TopUpOrder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::sale::Sale;

/// The number of an entry: 1, 2, 3 and so on without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub i64);

/// What is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// When, by the wall clock of this computer.
    pub at: Timestamp,
    /// Who: the signed-in person, or the till itself.
    pub actor: String,
    /// The connection that it concerns.
    pub connection: ConnectionId,
    /// What happened.
    pub fact: Fact,
}

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number.
    pub seq: Seq,
    /// When, by the wall clock of this computer.
    pub at: Timestamp,
    /// Who: the signed-in person, or the till itself.
    pub actor: String,
    /// The connection that it concerns.
    pub connection: ConnectionId,
    /// What happened.
    pub fact: Fact,
    /// SHA-256 over this entry and the hash of the one before it.
    pub hash: [u8; 32],
}

/// An entry that has just been written, and the sale as it stands with it, if it names one.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The entry.
    pub entry: Entry,
    /// Its sale.
    pub sale: Option<Sale>,
}

/// Who decided how a doubt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettledBy {
    /// The chain of balances.
    Evidence,
    /// A person, with a written reason.
    Person,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A request is about to be sent. It may only be sent once this is on disk.
    Intended {
        /// The sale.
        sale: SaleId,
        /// 1 for the first request; one more after each that was turned away.
        attempt: u32,
        /// What was asked for.
        order: TopUpOrder,
        /// The balance that was known before.
        float_before: Option<Money>,
        /// Why a number that was topped up lately is topped up again.
        repeat_reason: Option<String>,
        /// The open sales of the same number and amount in spite of which this one is sent.
        override_of: Vec<SaleId>,
        /// Whether the number plan warned about the number.
        number_warned: bool,
        /// Sales in doubt that the service may still have been working on: with two at once it can lose a debit.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        overlaps: Vec<SaleId>,
        /// Who of the company's staff asked for it, where its accounts say so; the entry's actor is whose float pays.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
    },
    /// The request was refused before anything was done (401); the next attempt has its own intent.
    TurnedAway {
        /// The sale.
        sale: SaleId,
        /// The attempt that was turned away.
        attempt: u32,
        /// The HTTP status.
        status: u16,
        /// What the service said.
        message: String,
    },
    /// Delivered.
    Confirmed {
        /// The sale.
        sale: SaleId,
        /// The service's reference.
        reference: String,
        /// The balance after, by the service.
        float_after: Option<Money>,
        /// What the service said.
        message: String,
    },
    /// Charged; delivered later by the service itself.
    Accepted {
        /// The sale.
        sale: SaleId,
        /// The service's reference.
        reference: String,
        /// The service's code.
        code: i64,
        /// The balance after, by the service.
        float_after: Option<Money>,
        /// What the service said.
        message: String,
    },
    /// Refused; nothing was charged.
    Declined {
        /// The sale.
        sale: SaleId,
        /// Our code for the reason, in snake_case.
        reason: String,
        /// The service's code.
        code: Option<i64>,
        /// What the service said.
        message: String,
    },
    /// Nobody knows whether money moved.
    InDoubt {
        /// The sale.
        sale: SaleId,
        /// Our code for the cause, in snake_case.
        cause: String,
        /// The service's code where it refused and only the charge is unknown.
        refusal_code: Option<i64>,
        /// What the service or the system said.
        message: String,
    },
    /// One line of evidence about a sale.
    EvidenceNoted {
        /// The sale.
        sale: SaleId,
        /// What was found, in the words of the evidence rules.
        finding: Value,
    },
    /// A doubt ended.
    Settled {
        /// The sale.
        sale: SaleId,
        /// Settled sent, settled not sent, declined, or declined but charged.
        state: SaleState,
        /// Who decided.
        by: SettledBy,
        /// Why.
        reason: String,
        /// By how much the float went down, where that is known.
        debit: Option<Money>,
        /// What decided it, in the words of the evidence rules.
        finding: Option<Value>,
        /// Who of the company's staff decided it, where its accounts say so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
    },
    /// The service told the balance.
    FloatSeen {
        /// The balance.
        balance: Money,
    },
    /// The float went down by what no sale of ours explains.
    UnexplainedDebit {
        /// By how much.
        amount: Money,
        /// The sale in doubt that may be the cause.
        pending: Option<SaleId>,
    },
}

impl Fact {
    /// The word under which it is stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Fact::Intended { .. } => "intended",
            Fact::TurnedAway { .. } => "turned_away",
            Fact::Confirmed { .. } => "confirmed",
            Fact::Accepted { .. } => "accepted",
            Fact::Declined { .. } => "declined",
            Fact::InDoubt { .. } => "in_doubt",
            Fact::EvidenceNoted { .. } => "evidence_noted",
            Fact::Settled { .. } => "settled",
            Fact::FloatSeen { .. } => "float_seen",
            Fact::UnexplainedDebit { .. } => "unexplained_debit",
        }
    }

    /// The sale in whose time line it stands.
    pub fn sale(&self) -> Option<SaleId> {
        match self {
            Fact::Intended { sale, .. }
            | Fact::TurnedAway { sale, .. }
            | Fact::Confirmed { sale, .. }
            | Fact::Accepted { sale, .. }
            | Fact::Declined { sale, .. }
            | Fact::InDoubt { sale, .. }
            | Fact::EvidenceNoted { sale, .. }
            | Fact::Settled { sale, .. } => Some(*sale),
            Fact::UnexplainedDebit { pending, .. } => *pending,
            Fact::FloatSeen { .. } => None,
        }
    }

    /// The attempt, of the facts that belong to one.
    pub fn attempt(&self) -> Option<u32> {
        match self {
            Fact::Intended { attempt, .. } | Fact::TurnedAway { attempt, .. } => Some(*attempt),
            _ => None,
        }
    }

    /// Who of the company's staff did it, where its accounts said so; otherwise the entry's actor did.
    pub fn person(&self) -> Option<&str> {
        match self {
            Fact::Intended { person, .. } | Fact::Settled { person, .. } => person.as_deref(),
            _ => None,
        }
    }

    /// The balance that the service told with it.
    pub fn balance(&self) -> Option<Money> {
        match self {
            Fact::FloatSeen { balance } => Some(*balance),
            Fact::Confirmed { float_after, .. } | Fact::Accepted { float_after, .. } => *float_after,
            _ => None,
        }
    }
}
