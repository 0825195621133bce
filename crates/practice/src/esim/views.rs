//! The answers about orders, SIMs and subscriptions, with the quirks of the service's samples.
//!
//! Quirks are dealt out by the number of a record, so that the same one always looks the same. Nothing is decided here.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::esim::catalogue::Product;
use crate::esim::options::Pace;
use crate::esim::records::{Operation, Order, OrderEnd, Sim, SimStatus, Subscription};

/// The SM-DP+ address of every practice eSIM: a name that no phone can reach.
const SMDP: &str = "rsp.practice.example";

/// An order by its id.
pub(crate) fn order(order: &Order, pace: Pace, now: i64) -> Value {
    let fulfilling = i64::try_from(pace.fulfilling.as_millis()).unwrap_or(i64::MAX);
    let status = match order.end {
        OrderEnd::Completed => "COMPLETED",
        OrderEnd::Failed => "FAILED",
        OrderEnd::Open if now < order.at.saturating_add(fulfilling) => "ACCEPTED",
        // The documents spell it in both ways.
        OrderEnd::Open if order.number.is_multiple_of(2) => "FULFILING",
        OrderEnd::Open => "FULFILLING",
    };
    let mut answer = json!({ "id": order.id, "status": status });
    if order.number.is_multiple_of(2) {
        answer["externalId"] = order.id.as_str().into();
    }
    if order.end == OrderEnd::Completed {
        answer["output"] = output(order);
    }
    answer
}

fn output(order: &Order) -> Value {
    let mut output = json!({
        "iccid": order.iccid,
        "subscription_id": order.subscriptions.first(),
    });
    let Some(matching_id) = order.matching_id.as_deref().filter(|_| order.operation == Operation::NewEsim) else {
        return output;
    };
    // Older answers have a scheme before the host.
    let scheme = if order.number % 4 == 3 { "https://" } else { "" };
    output["matchingId"] = matching_id.into();
    output["smdpUrl"] = format!("{scheme}{SMDP}").into();
    output["lpa_url"] = lpa_url(matching_id, order.number).into();
    // It names the matching id of somebody else, as in the sample.
    output["qrcode_url"] = format!("https://qr.practice.example/?lpa=LPA:1${SMDP}$SOMEBODY-ELSES-CODE").into();
    output
}

/// One sample holds stray percent signs.
fn lpa_url(matching_id: &str, number: u64) -> String {
    let stray = if number.is_multiple_of(3) { "%" } else { "" };
    format!("LPA:1${stray}{SMDP}${stray}{matching_id}")
}

/// A SIM that has this status.
pub(crate) fn sim(sim: &Sim, status: SimStatus) -> Value {
    let mut answer = json!({
        "iccid": sim.iccid,
        "lpa_url": lpa_url(&sim.matching_id, sim.number),
        "last_modified": time(sim.changed_at, sim.number),
    });
    // One spelling, the other, or both.
    if sim.number % 3 != 1 {
        answer["matching_id"] = sim.matching_id.as_str().into();
        answer["status"] = status.word().into();
    }
    if !sim.number.is_multiple_of(3) {
        answer["matchingId"] = sim.matching_id.as_str().into();
        answer["profileStatus"] = status.word().into();
    }
    if let Some(eid) = &sim.eid {
        answer["eid"] = eid.as_str().into();
    }
    answer
}

/// The parts of a subscription that an answer leaves out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaves {
    pub balances: bool,
    pub created_date: bool,
    pub device_id: bool,
}

/// A subscription to this product.
pub(crate) fn subscription(of: &Subscription, product: Option<&Product>, leaves: Leaves, now: i64) -> Value {
    let mut answer = json!({
        "id": of.id,
        "iccid": of.iccid,
        "product": product.map(Product::in_subscription),
        "activationDate": time(of.activation, of.number),
        "expirationDate": time(of.expiration, of.number),
        // A text in some answers.
        "auto_renew": if of.number.is_multiple_of(2) { Value::from("false") } else { Value::from(false) },
    });
    // One sample has none.
    if of.number % 8 != 7 {
        answer["status"] = of.state(now).into();
    }
    if !leaves.balances {
        answer["initialBalance"] = of.initial.to_string().into();
        answer["spentBalance"] = of.spent.to_string().into();
    }
    if let Some(created) = of.created_at.filter(|_| !leaves.created_date) {
        answer["createdDate"] = time(created, of.number).into();
    }
    if let Some(device_id) = of.device_id.as_ref().filter(|_| !leaves.device_id) {
        answer["device_id"] = device_id.as_str().into();
    }
    answer
}

/// A time as ISO 8601; some answers have fractions of a second.
fn time(milliseconds: i64, number: u64) -> String {
    let time = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX);
    let format = if number.is_multiple_of(2) { "%Y-%m-%dT%H:%M:%S.%3fZ" } else { "%Y-%m-%dT%H:%M:%SZ" };
    time.strftime(format).to_string()
}
