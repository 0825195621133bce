//! Conclusions of the chain that stand in no entry yet.
//!
//! Each conclusion knows the entry that it becomes and the one that takes it away again. The time at which it is
//! written is given from outside.

use airtill_domain::connection::Declarations;
use airtill_domain::{EndOfEpoch, Finding, Money, SaleId, SaleState, Timestamp};
use airtill_ledger::{Fact, Reopening, Seq, Verdict};

use super::{Noted, RULES};

/// One thing to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum Due {
    /// A sale was charged or not.
    Judged {
        /// The sale that it is about.
        sale: SaleId,
        /// The state in which the verdict leaves the sale.
        state: SaleState,
        /// The verdict, with the floats that it rests on.
        verdict: Verdict,
    },
    /// A line of evidence about a sale that stays in doubt.
    Noted {
        /// The sale that it is about.
        sale: SaleId,
        /// The line of evidence.
        noted: Noted,
    },
    /// The epoch ends.
    Ended {
        /// The cause of the end.
        cause: EndOfEpoch,
        /// The declarations of the epoch.
        declarations: Declarations,
        /// By how much the float went down beyond what is explained.
        moved: Option<Money>,
        /// The number of the entry with the float before the movement.
        from: Seq,
        /// The number of the entry with the float after the movement.
        to: Seq,
        /// Sales that would explain it by a late charge or a second debit.
        suspects: Vec<SaleId>,
    },
    /// A verdict of the epoch does not stand any more.
    Reopened {
        /// Of which sale.
        /// The sale that it is about.
        sale: SaleId,
        /// The movement that contradicted it.
        reopening: Reopening,
    },
    /// The float fell by what only a second debit of an accepted sale explains.
    SecondDebit {
        /// The amount of the fall.
        amount: Money,
        /// The sale, where there is only one.
        sale: Option<SaleId>,
    },
}

impl Due {
    /// The sale that it is about.
    pub fn sale(&self) -> Option<SaleId> {
        match self {
            Due::Judged { sale, .. } | Due::Noted { sale, .. } | Due::Reopened { sale, .. } => Some(*sale),
            Due::SecondDebit { sale, .. } => *sale,
            Due::Ended { .. } => None,
        }
    }

    /// Whether `fact` is what was due.
    pub(super) fn is_written_by(&self, fact: &Fact) -> bool {
        match self {
            Due::Judged { sale, .. } => matches!(fact, Fact::Judged { sale: written, .. } if written == sale),
            Due::Reopened { sale, .. } => matches!(fact, Fact::Reopened { sale: written, .. } if written == sale),
            Due::Noted { sale, .. } => matches!(fact, Fact::EvidenceNoted { sale: written, .. } if written == sale),
            Due::Ended { .. } => matches!(fact, Fact::EpochEnded { .. }),
            Due::SecondDebit { sale, .. } => {
                matches!(fact, Fact::UnexplainedDebit { pending, .. } if pending == sale)
            }
        }
    }

    /// The conclusion as the ledger stores it. `now` is when it is written: the facts of a reading happened before its
    /// answer came, which is later than when it was asked for.
    pub fn fact(self, now: Timestamp) -> Fact {
        match self {
            Due::Judged { sale, state, mut verdict } => {
                if verdict.charged {
                    verdict.to = verdict.to.max(now);
                }
                Fact::Judged { sale, state, verdict }
            }
            Due::Noted { sale, mut noted } => {
                if noted.finding == Finding::WasCharged {
                    noted.to = noted.to.max(Some(now));
                }
                Fact::EvidenceNoted { sale, noted }
            }
            Due::Ended { cause, declarations, moved, from, to, suspects } => {
                Fact::EpochEnded { cause, declarations, moved, from, to, suspects, rules: RULES }
            }
            Due::Reopened { sale, mut reopening } => {
                reopening.to = reopening.to.max(now);
                Fact::Reopened { sale, reopening }
            }
            Due::SecondDebit { amount, sale } => Fact::UnexplainedDebit { amount, pending: sale },
        }
    }
}
