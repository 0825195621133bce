//! The facts that a ledger stores.
//!
//! A fact is written as JSON under its kind, `{"confirmed":{…}}`, within the body of its entry, which is stored and
//! hashed exactly as written. Money is integer minor units with its currency; every word is one of the domain's. Fields
//! are only ever added, with a default, so that old entries read for ever; `tests/pinned.rs` holds the text of each
//! kind. [`crate::sale`] says what a fact does to a sale.

use airtill_domain::connection::Declarations;
use airtill_domain::{DeclineReason, DoubtCause, EndOfEpoch, Money, OrderProgress, SaleId, SaleState};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::found::{EsimDelivery, Noted, Reopening, Trace, Verdict};
use super::intended::{Intended, Turn};
use super::seq::Seq;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "a field whose name says everything has no doc of its own")]
#[allow(clippy::large_enum_variant, reason = "one at a time, on its way to or from the disk")]
pub enum Fact {
    /// A run of the program writes here from now on; the first entry of each. Restored backups, cloned computers and
    /// second copies are known by it.
    RunStarted {
        run: Uuid,
        /// The version of the program.
        program: String,
    },
    /// A request is about to be handed to the service; only once this is on disk may it be.
    Intended(Intended),
    /// The request was refused before anything was done (401). The next attempt has its own intent; without one, the
    /// sale ends declined.
    TurnedAway {
        sale: SaleId,
        /// The attempt that was turned away.
        attempt: u32,
        /// The HTTP status.
        status: u16,
        /// The words of the service.
        message: String,
    },
    /// The service says that it delivered. The float that it states is an observation, which counts from when the sale
    /// was intended.
    Confirmed {
        sale: SaleId,
        /// The service's reference.
        reference: String,
        /// The balance after, by the service.
        float_after: Option<Money>,
        /// The words of the service.
        message: String,
        /// The eSIM or plan that was delivered, where that was ordered. Its matching id is a secret and stands nowhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        esim: Option<EsimDelivery>,
    },
    /// The service took it and says that it will deliver. It can be debited a second time, where that is declared,
    /// until it comes to rest.
    Accepted {
        sale: SaleId,
        /// The service's reference.
        reference: String,
        /// The service's code, where it has codes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<i64>,
        /// The balance after, by the service.
        float_after: Option<Money>,
        /// The words of the service.
        message: String,
    },
    /// The service is further with an order that it took. Only changes are written.
    Progressed {
        sale: SaleId,
        /// The progress that the service reports.
        progress: OrderProgress,
    },
    /// Requests about the order with these numbers may be sent from now on. The correlation id of each follows from the
    /// sale and its number, so one entry records those of many polls before the first of them.
    RequestsNumbered {
        sale: SaleId,
        /// The highest number that a request may have.
        through: u32,
    },
    /// The connection to the service was never opened: nothing was charged or delivered.
    NeverHandedOver {
        sale: SaleId,
        /// The reason that the service gives.
        reason: DeclineReason,
        /// The words of the system.
        message: String,
    },
    /// The service refused it without a charge, or turned it away and no other attempt was made.
    Declined {
        sale: SaleId,
        /// The reason that the service gives.
        reason: DeclineReason,
        /// The service's code.
        code: Option<i64>,
        /// The service's reference, where it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// The words of the service; of a request that was turned away and not sent again, what stopped the till.
        message: String,
    },
    /// No answer says whether it was charged: there was none, or none that is documented, or a refusal that may have
    /// been charged all the same. Its window stays open until it comes to rest; a documented refusal closes it.
    InDoubt {
        sale: SaleId,
        /// Why nobody knows.
        cause: DoubtCause,
        /// The service's code where it refused and only the charge is unknown.
        refusal_code: Option<i64>,
        /// The service's code where it is none of a refusal: not documented, or still to be approved.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<i64>,
        /// The service's reference, where it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// The words of the service or of the system.
        message: String,
    },
    /// The evidence's finding without a verdict: the numbers of a doubt, and of how many exactly how many were
    /// charged. Shown in the timeline; no later evidence counts on it.
    EvidenceNoted {
        sale: SaleId,
        /// The finding in words and numbers.
        noted: Noted,
    },
    /// The service can no longer be working on the sale, as declared: a float that is asked for from here on contains
    /// the charge of the sale. An accepted sale is not debited a second time any more. The first one counts.
    CameToRest {
        sale: SaleId,
        /// The run of the program that waited.
        run: Uuid,
        /// For how long it waited, by the monotonic clock, in milliseconds.
        waited_ms: u64,
    },
    /// The evidence decides whether a doubt was charged, and never whether it arrived.
    Judged {
        sale: SaleId,
        /// Charged or not charged; of a refused sale, declined but charged or declined.
        state: SaleState,
        /// The finding with the readings behind it.
        verdict: Verdict,
    },
    /// A subscription at the service is there because of the order, whose answer was lost: the service has made it.
    Traced {
        sale: SaleId,
        /// The subscription, and when it was seen.
        trace: Trace,
    },
    /// A movement of the float, or another order, contradicted the verdict; from here on only a person speaks of the sale. Somebody has to
    /// look.
    Reopened {
        sale: SaleId,
        /// The movement that contradicted it.
        reopening: Reopening,
    },
    /// A person says what happened, as far as they know. It is theirs, and no fact for later evidence: the window stays
    /// as it is.
    Said {
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
    /// The float was read. It contains what was charged before it was asked for, which is
    /// written beside it.
    FloatSeen {
        balance: Money,
        /// The run of the program that asked: times of two runs cannot be compared.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        run: Option<Uuid>,
        /// When it was asked for, by that run's monotonic clock, in milliseconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked_ms: Option<u64>,
        /// The turn under which it was read, where several tills share the float. Not written today.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        turn: Option<Turn>,
    },
    /// The declarations of the float. Begins an epoch of the evidence: a doubt from before is not settled by it, and no
    /// cost that was learnt before counts.
    Declared {
        /// The declarations that hold from here on.
        declarations: Declarations,
        /// The version of the rules that judge by it.
        rules: u32,
    },
    /// The float moved as the declarations exclude: the epoch is over, and the till judges nothing alone until they are
    /// made again. Somebody has to look.
    EpochEnded {
        /// The kind of thing.
        cause: EndOfEpoch,
        /// The declarations until then.
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
    /// The float went down by what nothing but a second debit of an accepted sale explains. Its entry names the float
    /// that moved, which need not be that of the sale.
    UnexplainedDebit {
        /// By how much.
        amount: Money,
        /// The sale that may be the cause.
        pending: Option<SaleId>,
    },
    /// Somebody looked at notices, which are not shown again.
    Seen {
        /// The entries that are the notices.
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
            Fact::RunStarted { .. } => "run_started",
            Fact::Intended(_) => "intended",
            Fact::TurnedAway { .. } => "turned_away",
            Fact::Confirmed { .. } => "confirmed",
            Fact::Accepted { .. } => "accepted",
            Fact::Progressed { .. } => "progressed",
            Fact::RequestsNumbered { .. } => "requests_numbered",
            Fact::NeverHandedOver { .. } => "never_handed_over",
            Fact::Declined { .. } => "declined",
            Fact::InDoubt { .. } => "in_doubt",
            Fact::EvidenceNoted { .. } => "evidence_noted",
            Fact::CameToRest { .. } => "came_to_rest",
            Fact::Judged { .. } => "judged",
            Fact::Traced { .. } => "traced",
            Fact::Reopened { .. } => "reopened",
            Fact::Said { .. } => "said",
            Fact::FloatSeen { .. } => "float_seen",
            Fact::Declared { .. } => "declared",
            Fact::EpochEnded { .. } => "epoch_ended",
            Fact::UnexplainedDebit { .. } => "unexplained_debit",
            Fact::Seen { .. } => "seen",
        }
    }

    /// The sale in whose timeline it stands.
    pub fn sale(&self) -> Option<SaleId> {
        match self {
            Fact::Intended(Intended { sale, .. })
            | Fact::TurnedAway { sale, .. }
            | Fact::Confirmed { sale, .. }
            | Fact::Accepted { sale, .. }
            | Fact::Progressed { sale, .. }
            | Fact::RequestsNumbered { sale, .. }
            | Fact::NeverHandedOver { sale, .. }
            | Fact::Declined { sale, .. }
            | Fact::InDoubt { sale, .. }
            | Fact::EvidenceNoted { sale, .. }
            | Fact::CameToRest { sale, .. }
            | Fact::Judged { sale, .. }
            | Fact::Traced { sale, .. }
            | Fact::Reopened { sale, .. }
            | Fact::Said { sale, .. } => Some(*sale),
            Fact::UnexplainedDebit { pending, .. } => *pending,
            Fact::RunStarted { .. }
            | Fact::FloatSeen { .. }
            | Fact::Declared { .. }
            | Fact::EpochEnded { .. }
            | Fact::Seen { .. } => None,
        }
    }

    /// Whether its entry names the float of the sale that it names: all do but the debit of which a sale is only the
    /// suspect.
    pub(crate) fn is_of_its_sales_float(&self) -> bool {
        match self {
            Fact::UnexplainedDebit { .. } => false,
            Fact::RunStarted { .. } | Fact::Intended(_) | Fact::TurnedAway { .. } | Fact::Confirmed { .. } => true,
            Fact::Accepted { .. } | Fact::Progressed { .. } | Fact::RequestsNumbered { .. } => true,
            Fact::NeverHandedOver { .. } | Fact::Declined { .. } | Fact::InDoubt { .. } => true,
            Fact::EvidenceNoted { .. } | Fact::CameToRest { .. } | Fact::Judged { .. } => true,
            Fact::Traced { .. } | Fact::Reopened { .. } | Fact::Said { .. } | Fact::FloatSeen { .. } => true,
            Fact::Declared { .. } | Fact::EpochEnded { .. } | Fact::Seen { .. } => true,
        }
    }

    /// The attempt, of the facts that belong to one.
    pub fn attempt(&self) -> Option<u32> {
        match self {
            Fact::Intended(Intended { attempt, .. }) | Fact::TurnedAway { attempt, .. } => Some(*attempt),
            Fact::RunStarted { .. } | Fact::Confirmed { .. } | Fact::Accepted { .. } => None,
            Fact::Progressed { .. } | Fact::RequestsNumbered { .. } | Fact::NeverHandedOver { .. } => None,
            Fact::Declined { .. } | Fact::InDoubt { .. } | Fact::EvidenceNoted { .. } => None,
            Fact::CameToRest { .. } | Fact::Judged { .. } | Fact::Traced { .. } | Fact::Reopened { .. } => None,
            Fact::Said { .. } | Fact::FloatSeen { .. } | Fact::Declared { .. } | Fact::EpochEnded { .. } => None,
            Fact::UnexplainedDebit { .. } | Fact::Seen { .. } => None,
        }
    }

    /// The member of the company's staff that did it, where its accounts said so; otherwise the entry's actor did.
    pub fn person(&self) -> Option<&str> {
        match self {
            Fact::Intended(Intended { sold_by, .. }) => sold_by.as_deref(),
            Fact::Said { person, .. } | Fact::Seen { person, .. } => person.as_deref(),
            Fact::RunStarted { .. } | Fact::TurnedAway { .. } | Fact::Confirmed { .. } => None,
            Fact::Accepted { .. } | Fact::Progressed { .. } | Fact::RequestsNumbered { .. } => None,
            Fact::NeverHandedOver { .. } | Fact::Declined { .. } | Fact::InDoubt { .. } => None,
            Fact::EvidenceNoted { .. } | Fact::CameToRest { .. } | Fact::Judged { .. } => None,
            Fact::Traced { .. } | Fact::Reopened { .. } | Fact::FloatSeen { .. } | Fact::Declared { .. } => None,
            Fact::EpochEnded { .. } | Fact::UnexplainedDebit { .. } => None,
        }
    }

    /// Whether it is shown to a person until somebody has looked.
    pub fn is_notice(&self) -> bool {
        match self {
            Fact::Reopened { .. } | Fact::EpochEnded { .. } | Fact::UnexplainedDebit { .. } => true,
            Fact::RunStarted { .. } | Fact::Intended(_) | Fact::TurnedAway { .. } | Fact::Confirmed { .. } => false,
            Fact::Accepted { .. } | Fact::Progressed { .. } | Fact::RequestsNumbered { .. } => false,
            Fact::NeverHandedOver { .. } | Fact::Declined { .. } | Fact::InDoubt { .. } => false,
            Fact::EvidenceNoted { .. } | Fact::CameToRest { .. } | Fact::Judged { .. } => false,
            Fact::Traced { .. } | Fact::Said { .. } | Fact::FloatSeen { .. } | Fact::Declared { .. } => false,
            Fact::Seen { .. } => false,
        }
    }

    /// The balance that the service stated with it.
    pub fn balance(&self) -> Option<Money> {
        match self {
            Fact::FloatSeen { balance, .. } => Some(*balance),
            Fact::Confirmed { float_after, .. } | Fact::Accepted { float_after, .. } => *float_after,
            Fact::RunStarted { .. } | Fact::Intended(_) | Fact::TurnedAway { .. } | Fact::Progressed { .. } => None,
            Fact::RequestsNumbered { .. } | Fact::NeverHandedOver { .. } | Fact::Declined { .. } => None,
            Fact::InDoubt { .. } | Fact::EvidenceNoted { .. } | Fact::CameToRest { .. } => None,
            Fact::Judged { .. } | Fact::Traced { .. } | Fact::Reopened { .. } | Fact::Said { .. } => None,
            Fact::Declared { .. } | Fact::EpochEnded { .. } | Fact::UnexplainedDebit { .. } => None,
            Fact::Seen { .. } => None,
        }
    }
}
