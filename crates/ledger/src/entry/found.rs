//! What the evidence finds, as entries carry it.
//!
//! Each is written once with the fact that tells it, and shown from the sale that it belongs to. How it is found is not
//! decided here: the rules are the application's.

use airtill_domain::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use super::seq::Seq;

/// What the evidence says of a sale whose charge was not known.
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

/// What contradicted a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// By how much the float went down beyond what the sales explain; negative where it rose.
    pub moved: Option<Money>,
    /// When the float was seen before that.
    pub from: Timestamp,
    /// When it was seen behind it.
    pub to: Timestamp,
}

/// Why the evidence on a float began anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndOfEpoch {
    /// The float moved by what nothing of this till explains.
    Unexplained,
    /// A sale cost something else than the sales of its amount before.
    CostChanged,
    /// The float rose, and no deposit is declared that it could be.
    Rose,
}

/// Who decided how a doubt ended, in entries of earlier versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettledBy {
    /// The chain of balances.
    Evidence,
    /// A person, with a written reason.
    Person,
}
