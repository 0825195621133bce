//! Evidence: what a float proves about the charge of sales whose answer does not tell it. Never about a delivery.
//!
//! A float is followed through all that was seen of it, in the order of the ledger: readings, floats that answers of success
//! state, sales, and what is declared. The chain keeps every *joint explanation*: every set of doubts that, if charged,
//! makes up each movement together with the known sales, a second debit, a refund seen on its own, or a deposit, as far as each
//! is declared possible. A doubt may be charged from its sending until the service is done with it (its *window*).
//!
//! | row | when | what is written of a doubt |
//! | --- | --- | --- |
//! | 1 | it was sent before the epoch's first float | `NothingToCompare` |
//! | 2 | it is in every explanation | **charged**, also before its rest |
//! | 3 | it is in none; the float was asked for after its rest / before | **not charged as of then** / `UnchangedSoFar` |
//! | 4 | it is in some | `FitsBoth` |
//! | 5 | it is in some, its window and those of all that hang together with it are closed, and every explanation charges as many | `ExactlySome` |
//! | 6 | there is no explanation | the epoch ends; verdicts of its last seven days are **reopened**; `MovedByOthers` |
//! | 7 | others use the float too, or the epoch has ended: rows 2 and 3 | `WasCharged`, `WasNotCharged`: indications, which settle nothing |
//! | 8 | a person has said something of it | nothing; it stays a possibility in the sums |
//! | 9 | row 4, where a second debit of an accepted sale is what makes the others possible | `MayBeRetry`; a fall that nothing else explains is told by itself |
//! | 10 | the service may write an old float back: rows 2 and 3, unless it was alone in its window | `CannotBeTold` |
//! | 11 | there is too much to enumerate | `CannotBeTold` |
//!
//! [`chain`] reads entries, `weigh` and `tell` hold the rows, `explain` and `sets` the sums, `cost` what sales cost. [`follow`]
//! and the desk's gathering write what follows; nothing else writes what evidence says.

pub mod chain;
mod cost;
pub mod due;
mod explain;
pub mod follow;
mod gather;
mod open;
mod sets;
mod tell;
mod weigh;

use airtill_contract::Finding;
use airtill_domain::{Money, SaleId, Timestamp};
use serde::{Deserialize, Serialize};

/// The version of the rules that judge from here on. The first took a charge for a delivery, and the account for the till's own.
pub const RULES: u32 = 2;

/// What a line of evidence keeps in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// What the float says.
    pub finding: Finding,
    /// The float expected if the sale was sent.
    pub if_sent: Option<Money>,
    /// The float expected if it was not.
    pub if_not_sent: Option<Money>,
    /// The float that was seen.
    pub seen: Option<Money>,
    /// How many of the sales in `among` were charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exactly: Option<u32>,
    /// The sales that a number of charges is known of, this one included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub among: Vec<SaleId>,
    /// By how much the float went down beyond what the sales explain; negative where it rose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Money>,
    /// When the last float was seen before the oldest sale involved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// When the float was asked for that this is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// For how long the service may work on a request, as declared, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_seconds: Option<u64>,
}

impl Noted {
    /// A finding about the float that was seen, without any numbers besides.
    pub fn of(finding: Finding, seen: Option<Money>) -> Self {
        let (if_sent, if_not_sent, exactly, among, moved, from, to, rest_seconds) = Default::default();
        Self { finding, if_sent, if_not_sent, seen, exactly, among, moved, from, to, rest_seconds }
    }

    /// Whether a person learns nothing new from `other`.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |noted: &Self| (noted.finding, noted.if_sent, noted.if_not_sent, noted.exactly, noted.among.clone(), noted.moved);
        said(self) == said(other)
    }
}

#[cfg(test)]
mod tests;
