//! The facts that a ledger keeps.
//!
//! A fact is written as JSON under its kind, `{"confirmed":{…}}`, and its text is kept and hashed exactly as written. Money is
//! integer minor units with its currency. Fields are only ever added, with a default, so that old entries read for ever.
//! Each kind says what it is for and which version of the evidence's rules writes it: 1 took a charge for a delivery, 2 says
//! what was charged. What a fact does to a sale is in [`crate::sale`].

use airtill_domain::connection::Declarations;
use airtill_domain::{Money, SaleId, SaleState, TopUpOrder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{EndOfEpoch, Reopening, Seq, SettledBy, Verdict};

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
    /// The connection to the service was never opened.
    NeverHandedOver {
        /// The sale.
        sale: SaleId,
        /// Our code for the reason, in snake_case.
        reason: String,
        /// What the system said.
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
        /// The service's reference, where it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
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
        /// The service's code where it is none of a refusal: not documented, or still to be approved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<i64>,
        /// The service's reference, where it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
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
    /// The service can no longer be working on it, as declared: a float that is asked for from here on contains its charge.
    CameToRest {
        /// The sale.
        sale: SaleId,
        /// The run of the program that waited.
        run: Uuid,
        /// For how long it waited, by the monotonic clock, in milliseconds.
        waited_ms: u64,
    },
    /// Evidence tells whether a sale was charged.
    Judged {
        /// The sale.
        sale: SaleId,
        /// Charged or not charged; of a refused sale, declined but charged or declined.
        state: SaleState,
        /// What was found.
        verdict: Verdict,
    },
    /// Something contradicted the verdict.
    Reopened {
        /// The sale.
        sale: SaleId,
        /// What contradicted it.
        reopening: Reopening,
    },
    /// A person says what happened.
    Said {
        /// The sale.
        sale: SaleId,
        /// Whether it arrived, if the person knows.
        arrived: Option<bool>,
        /// Whether the float was charged, if the person knows.
        charged: Option<bool>,
        /// How the person knows.
        reason: String,
        /// Whether the person took over what the evidence indicates.
        adopted: bool,
        /// Who of the company's staff said it, where its accounts say so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
    },
    /// A doubt ended, under the rules of an earlier version.
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
        /// The run of the program that asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        run: Option<Uuid>,
        /// When it was asked for, by that run's monotonic clock, in milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked_ms: Option<u64>,
    },
    /// What is declared of the float from the next reading on. Begins an epoch of the evidence.
    Declared {
        /// What is declared.
        declarations: Declarations,
        /// The version of the rules that judge by it.
        rules: u32,
    },
    /// Something of which the declarations say nothing moved the float: the till judges alone no more until they are made again.
    EpochEnded {
        /// What kind of thing.
        cause: EndOfEpoch,
        /// What was declared until then.
        declarations: Declarations,
        /// By how much the float went down beyond what the sales explain; negative where it rose.
        moved: Option<Money>,
        /// The float before that.
        from: Seq,
        /// The float behind it.
        to: Seq,
        /// Sales that a late charge or a second debit of theirs would explain it by.
        suspects: Vec<SaleId>,
        /// The version of the rules.
        rules: u32,
    },
    /// The float went down by what no sale of ours explains, unless an accepted one was debited a second time.
    UnexplainedDebit {
        /// By how much.
        amount: Money,
        /// The sale that may be the cause.
        pending: Option<SaleId>,
    },
    /// Somebody looked at what the till had to tell.
    Seen {
        /// The entries that told it.
        notices: Vec<Seq>,
        /// Who of the company's staff looked, where its accounts say so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
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
            Fact::NeverHandedOver { .. } => "never_handed_over",
            Fact::Declined { .. } => "declined",
            Fact::InDoubt { .. } => "in_doubt",
            Fact::EvidenceNoted { .. } => "evidence_noted",
            Fact::CameToRest { .. } => "came_to_rest",
            Fact::Judged { .. } => "judged",
            Fact::Reopened { .. } => "reopened",
            Fact::Said { .. } => "said",
            Fact::Settled { .. } => "settled",
            Fact::FloatSeen { .. } => "float_seen",
            Fact::Declared { .. } => "declared",
            Fact::EpochEnded { .. } => "epoch_ended",
            Fact::UnexplainedDebit { .. } => "unexplained_debit",
            Fact::Seen { .. } => "seen",
        }
    }

    /// The sale in whose time line it stands.
    pub fn sale(&self) -> Option<SaleId> {
        match self {
            Fact::Intended { sale, .. }
            | Fact::TurnedAway { sale, .. }
            | Fact::Confirmed { sale, .. }
            | Fact::Accepted { sale, .. }
            | Fact::NeverHandedOver { sale, .. }
            | Fact::Declined { sale, .. }
            | Fact::InDoubt { sale, .. }
            | Fact::EvidenceNoted { sale, .. }
            | Fact::CameToRest { sale, .. }
            | Fact::Judged { sale, .. }
            | Fact::Reopened { sale, .. }
            | Fact::Said { sale, .. }
            | Fact::Settled { sale, .. } => Some(*sale),
            Fact::UnexplainedDebit { pending, .. } => *pending,
            Fact::FloatSeen { .. } | Fact::Declared { .. } | Fact::EpochEnded { .. } | Fact::Seen { .. } => None,
        }
    }

    /// Whether its entry names the float of the sale that it names: all do but the debit of which a sale is only the suspect.
    pub(crate) fn is_of_its_sales_float(&self) -> bool {
        !matches!(self, Fact::UnexplainedDebit { .. })
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
            Fact::Intended { person, .. } | Fact::Settled { person, .. } | Fact::Said { person, .. } | Fact::Seen { person, .. } => person.as_deref(),
            _ => None,
        }
    }

    /// Whether a person is to be told of it until somebody has looked.
    pub fn is_notice(&self) -> bool {
        matches!(self, Fact::Reopened { .. } | Fact::EpochEnded { .. } | Fact::UnexplainedDebit { .. })
    }

    /// The balance that the service told with it.
    pub fn balance(&self) -> Option<Money> {
        match self {
            Fact::FloatSeen { balance, .. } => Some(*balance),
            Fact::Confirmed { float_after, .. } | Fact::Accepted { float_after, .. } => *float_after,
            _ => None,
        }
    }
}
