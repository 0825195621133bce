//! Evidence: what a float proves about the charge of sales whose answer does not tell it. Never about a delivery.
//!
//! A float is followed through all that was seen of it, in the order of the ledger: readings, floats that answers of
//! success state, sales, and what is declared. The chain keeps every *joint explanation*: every set of doubts that, if
//! charged, makes up each movement together with the known sales, a second debit, a refund seen on its own, or a
//! deposit, as far as each is declared possible. A doubt may be charged from its sending until the service is done with
//! it (its *window*).
//!
//! The rules stand as a table at [`chain::Chain`]; each row is a test.
//!
//! [`chain`] reads entries, `weigh` and `tell` hold the rows, `explain` and `sets` the sums, `cost` what sales cost.
//! [`follow`] and `gather` write what follows; nothing else writes what evidence says.

pub mod chain;
mod cost;
pub mod due;
mod explain;
pub mod follow;
mod open;
mod sets;
mod tell;
mod weigh;

use airtill_contract::Finding;
use airtill_domain::{Money, SaleId, Timestamp};
use serde::{Deserialize, Serialize};

/// The version of the rules that judge from here on. The first took a charge for a delivery, and the account for the
/// till's own.
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
        let said = |noted: &Self| {
            (noted.finding, noted.if_sent, noted.if_not_sent, noted.exactly, noted.among.clone(), noted.moved)
        };
        said(self) == said(other)
    }
}

#[cfg(test)]
mod tests;
