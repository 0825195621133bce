//! The findings of the evidence, as entries carry it.
//!
//! Each is written once with the fact that records it, and shown from the sale that it belongs to. How it is found is
//! not decided here: the rules are the application's.

use airtill_domain::{Finding, Iccid, Money, SaleId, Timestamp};
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
    /// By how much the float went down for it, where that is known.
    pub debit: Option<Money>,
    /// For how long the service may work on a request, as declared, in seconds.
    pub rest_seconds: u64,
    /// The entries that it rests on: the declaration, the two floats.
    pub rests_on: Vec<Seq>,
    /// The version of the rules that said so.
    pub rules: u32,
}

/// The eSIM or plan of an order that the service finished. The matching id, which installs the eSIM, is looked up where
/// it is needed and stored nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EsimDelivery {
    /// The SIM that the plan is on.
    pub iccid: Iccid,
    /// The service's id of the subscription, where it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<String>,
}

/// A subscription at the service that may be there because of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenSubscription {
    /// The service's id.
    pub id: String,
    /// The SIM that it is on, where the service says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iccid: Option<Iccid>,
    /// When the service made it, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// Whether it carries the device id of the order, where it carries one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_our_device: Option<bool>,
}

/// The subscription by which an order is known to have been made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The subscription that fits the order.
    pub subscription: SeenSubscription,
    /// When it was seen.
    pub seen: Timestamp,
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
    /// The subscriptions that fit the order, of one that is looked for among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriptions: Vec<SeenSubscription>,
}

impl Noted {
    /// A finding about the subscriptions that fit an order.
    pub fn of_subscriptions(finding: Finding, subscriptions: Vec<SeenSubscription>) -> Self {
        Self { subscriptions, ..Self::of(finding, None) }
    }

    /// A finding about the float that was seen, without any numbers besides.
    pub fn of(finding: Finding, seen: Option<Money>) -> Self {
        let (if_charged, if_not_charged, exactly, among, moved, from, to, rest_seconds) = Default::default();
        let subscriptions = Vec::new();
        Self { finding, if_charged, if_not_charged, seen, exactly, among, moved, from, to, rest_seconds, subscriptions }
    }

    /// Whether a person learns nothing new from `other`.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |noted: &Self| {
            let sums = (noted.if_charged, noted.if_not_charged, noted.moved);
            (noted.finding, sums, noted.exactly, noted.among.clone(), noted.subscriptions.clone())
        };
        said(self) == said(other)
    }
}
