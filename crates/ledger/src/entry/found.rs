//! The findings of the evidence, as entries carry it.
//!
//! Each is written once with the fact that tells it, and shown from the sale that it belongs to. How it is found is not
//! decided here: the rules are the application's.

use airtill_domain::{Finding, Money, SaleId, Timestamp};
use serde::{Deserialize, Serialize};

use super::seq::Seq;

/// The evidence's verdict on a sale whose charge was not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the float went down for it.
    pub charged: bool,
    /// When the last float was seen that cannot contain its charge.
    pub from: Timestamp,
    /// When the float was asked for that decided: charged by then, or not charged as of then.
    pub to: Timestamp,
    /// The float at `from`.
    pub before: Money,
    /// The float at `to`.
    pub after: Money,
    /// By how much the float went down for it, where that can be told.
    pub debit: Option<Money>,
    /// For how long the service may work on a request, as declared, in seconds.
    pub rest_seconds: u64,
    /// The entries that it rests on: the declaration, the two floats.
    pub rests_on: Vec<Seq>,
    /// The version of the rules that said so.
    pub rules: u32,
}

/// The movement that contradicted a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// By how much the float went down beyond what the sales explain; negative where it rose.
    pub moved: Option<Money>,
    /// When the float was seen before that.
    pub from: Timestamp,
    /// When it was seen behind it.
    pub to: Timestamp,
}

/// A line of evidence about a sale that stays in doubt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The words of the float.
    pub finding: Finding,
    /// The float expected if the sale was charged.
    pub if_charged: Option<Money>,
    /// The float expected if it was not.
    pub if_not_charged: Option<Money>,
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
        let (if_charged, if_not_charged, exactly, among, moved, from, to, rest_seconds) = Default::default();
        Self { finding, if_charged, if_not_charged, seen, exactly, among, moved, from, to, rest_seconds }
    }

    /// Whether a person learns nothing new from `other`.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |noted: &Self| {
            (noted.finding, noted.if_charged, noted.if_not_charged, noted.exactly, noted.among.clone(), noted.moved)
        };
        said(self) == said(other)
    }
}
