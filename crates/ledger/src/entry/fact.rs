//! The facts that a ledger keeps.
//!
//! A fact is written as JSON under its kind, `{"confirmed":{…}}`, and its text is kept and hashed exactly as written.
//! Money is integer minor units with its currency. Fields are only ever added, with a default, so that old entries read
//! for ever. The evidence has had two versions of its rules: the first took a charge for a delivery, the second says
//! what was charged. A kind that only one of them writes says so; all others are written by every version. What a fact
//! does to a sale is in [`crate::sale`].

use airtill_domain::connection::Declarations;
use airtill_domain::{Money, SaleId, SaleState, TopUpOrder};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::found::{EndOfEpoch, Reopening, SettledBy, Verdict};
use super::seq::Seq;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A request is about to be handed to the service; only once this is on disk may it be. Begins a sale, or its next
    /// attempt, and the window in which its charge may move the float.
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
        /// Sales in doubt that the service may still have been working on. Written by the first rules only; the second
        /// see it in the entries.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        overlaps: Vec<SaleId>,
        /// The member of the company's staff that asked for it, where its accounts say so; the float of the entry's
        /// actor pays.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
    },
    /// The request was refused before anything was done (401). The next attempt has its own intent; without one, the
    /// sale ends declined.
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
    /// The service says that it delivered. The float that it states is an observation, which counts from when the sale
    /// was intended.
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
    /// The service took it and says that it will deliver. It can be debited a second time, where that is declared,
    /// until it comes to rest.
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
    /// The connection to the service was never opened: nothing was charged or delivered. Written with the second rules;
    /// the first wrote `Declined`.
    NeverHandedOver {
        /// The sale.
        sale: SaleId,
        /// Our code for the reason, in snake_case.
        reason: String,
        /// What the system said.
        message: String,
    },
    /// The service refused it without a charge, or turned it away and no other attempt was made.
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
    /// No answer tells whether it was charged: there was none, or none that is documented, or a refusal that may have
    /// been charged all the same. Its window stays open until it comes to rest; a documented refusal closes it.
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
    /// What the evidence found without a verdict: the numbers of a doubt, and of how many exactly how many were
    /// charged. Shown in the time line; no later evidence counts on it.
    EvidenceNoted {
        /// The sale.
        sale: SaleId,
        /// What was found, in the words of the evidence rules.
        finding: Value,
    },
    /// The service can no longer be working on it, as declared: a float that is asked for from here on contains its
    /// charge. Of an accepted sale: it is not debited a second time any more. The first one counts. Written by the
    /// second rules.
    CameToRest {
        /// The sale.
        sale: SaleId,
        /// The run of the program that waited.
        run: Uuid,
        /// For how long it waited, by the monotonic clock, in milliseconds.
        waited_ms: u64,
    },
    /// The evidence tells whether a doubt was charged, and never whether it arrived. Written by the second rules.
    Judged {
        /// The sale.
        sale: SaleId,
        /// Charged or not charged; of a refused sale, declined but charged or declined.
        state: SaleState,
        /// What was found.
        verdict: Verdict,
    },
    /// A movement of the float contradicted the verdict; from here on only a person speaks of the sale. Somebody has to
    /// look. Written by the second rules.
    Reopened {
        /// The sale.
        sale: SaleId,
        /// What contradicted it.
        reopening: Reopening,
    },
    /// A person says what happened, as far as they know. It is theirs, and no fact for later evidence: the window stays
    /// as it is. Written with the second rules; the first wrote `Settled`.
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
        /// The member of the company's staff that said it, where its accounts say so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
    },
    /// A doubt was settled, by evidence or a person. Written by the first rules only; kept with its words.
    Settled {
        /// The sale.
        sale: SaleId,
        /// Settled sent, settled not sent, declined, or declined but charged.
        state: SaleState,
        /// Evidence or a person.
        by: SettledBy,
        /// Why.
        reason: String,
        /// By how much the float went down, where that is known.
        debit: Option<Money>,
        /// What decided it, in the words of the evidence rules.
        finding: Option<Value>,
        /// The member of the company's staff that decided it, where its accounts say so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<String>,
    },
    /// The float was read. It contains what was charged before it was asked for, which the second rules write beside
    /// it.
    FloatSeen {
        /// The balance.
        balance: Money,
        /// The run of the program that asked: times of two runs cannot be compared.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        run: Option<Uuid>,
        /// When it was asked for, by that run's monotonic clock, in milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked_ms: Option<u64>,
    },
    /// What is declared of the float. Begins an epoch of the evidence: a doubt from before is not settled by it, and no
    /// cost that was learnt before counts. Written by the second rules.
    Declared {
        /// What is declared.
        declarations: Declarations,
        /// The version of the rules that judge by it.
        rules: u32,
    },
    /// The float moved as the declarations exclude: the epoch is over, and the till judges nothing alone until they are
    /// made again. Somebody has to look. Written by the second rules.
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
    /// The float went down by what no sale explains. Its entry names the float that moved, which need not be that of
    /// the sale. Written by the first rules and, where a second debit is possible, by the second.
    UnexplainedDebit {
        /// By how much.
        amount: Money,
        /// The sale that may be the cause.
        pending: Option<SaleId>,
    },
    /// Somebody looked at what the till had to tell, and is not told of it again. Written by the second rules.
    Seen {
        /// The entries that told it.
        notices: Vec<Seq>,
        /// The member of the company's staff that looked, where its accounts say so.
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

    /// Whether its entry names the float of the sale that it names: all do but the debit of which a sale is only the
    /// suspect.
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

    /// The member of the company's staff that did it, where its accounts said so; otherwise the entry's actor did.
    pub fn person(&self) -> Option<&str> {
        match self {
            Fact::Intended { person, .. }
            | Fact::Settled { person, .. }
            | Fact::Said { person, .. }
            | Fact::Seen { person, .. } => person.as_deref(),
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
