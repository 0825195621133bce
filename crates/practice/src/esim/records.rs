//! The things that the service stores: orders, SIMs, subscriptions and customers, as they stand in the journal.
//!
//! Times are Unix milliseconds. Nothing here is an answer: `views` writes those, with their quirks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The kind of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A new eSIM.
    NewEsim,
    /// A top-up of a SIM.
    TopUp,
}

/// The way that an order will go, decided when it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Course {
    Completes,
    Fails,
    Stuck,
}

/// Whether an order has come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderEnd {
    /// It has not.
    Open,
    /// `COMPLETED`.
    Completed,
    /// `FAILED`.
    Failed,
}

/// The status of a SIM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SimStatus {
    /// It can be installed.
    Released,
    /// It is on a device and not installed yet.
    Downloaded,
    /// It is in use.
    Installed,
    /// It was deleted or deactivated.
    Unavailable,
}

impl SimStatus {
    /// The word on the wire.
    pub(crate) fn word(self) -> &'static str {
        match self {
            SimStatus::Released => "Released",
            SimStatus::Downloaded => "Downloaded",
            SimStatus::Installed => "Installed",
            SimStatus::Unavailable => "Unavailable",
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    pub id: String,
    /// Its number in this environment, from 1.
    pub number: u64,
    /// The id of the client that ordered.
    pub client: String,
    pub operation: Operation,
    pub products: Vec<String>,
    /// The customer's identifier.
    pub customer: String,
    pub iccid: String,
    pub device_id: String,
    pub eid: Option<String>,
    /// When the plan is to start; at once without it.
    pub activation: Option<i64>,
    pub correlation_id: String,
    pub at: i64,
    pub course: Course,
    pub end: OrderEnd,
    pub ended_at: Option<i64>,
    /// `None` for a top-up.
    pub matching_id: Option<String>,
    /// One for each product.
    pub subscriptions: Vec<String>,
    /// The status of the new SIM.
    pub status: SimStatus,
    /// When a new SIM that is unavailable is released again, in seconds after the first look.
    pub back_after: Option<u32>,
    /// Whether its subscriptions have no date of creation.
    pub undated: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sim {
    pub iccid: String,
    /// By which its quirks are dealt out.
    pub number: u64,
    /// The client that it belongs to; `None` belongs to each of them.
    pub client: Option<String>,
    pub customer: String,
    pub matching_id: String,
    pub status: SimStatus,
    pub back_after: Option<u32>,
    pub back_at: Option<i64>,
    pub eid: Option<String>,
    pub changed_at: i64,
    /// The webhook of each type of notification.
    pub webhooks: BTreeMap<String, String>,
    /// When it was last used, for the daily wipe.
    pub used_at: i64,
    /// Whether it was there from the beginning, and stays.
    pub stays: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Subscription {
    pub id: String,
    pub number: u64,
    pub iccid: String,
    pub product: String,
    pub device_id: Option<String>,
    /// `None` where the service never says.
    pub created_at: Option<i64>,
    /// From when on it can be used, and until when.
    pub activation: i64,
    pub expiration: i64,
    pub initial: u64,
    pub spent: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Customer {
    pub id: String,
    pub number: u64,
    /// The client that it belongs to; `None` belongs to each of them.
    pub client: Option<String>,
    /// The identifier and every other field, as they were sent.
    pub fields: Map<String, Value>,
    pub methods: Vec<Method>,
    pub used_at: i64,
    pub stays: bool,
}

impl Customer {
    /// Whether this is the customer's identifier; its case does not matter.
    pub fn is(&self, identifier: &str) -> bool {
        let own = self.fields.get("email").and_then(Value::as_str).unwrap_or_default();
        own.trim().eq_ignore_ascii_case(identifier.trim())
    }
}

/// A payment method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Method {
    pub id: String,
    /// Whether the list shows its id.
    pub listed_id: bool,
    pub fields: Map<String, Value>,
}
