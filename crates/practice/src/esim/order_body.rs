//! The body of an order, read and checked as the service would.
//!
//! Reading knows the catalogue and the time and nothing that is stored: whose SIM it is, and the practice customers,
//! are for `orders`.

use jiff::Timestamp;
use serde_json::Value;

use crate::esim::answers::{Kind, Refusal};
use crate::esim::catalogue::{Product, find};
use crate::esim::records::Operation;

/// An order that a client wishes for.
#[derive(Debug)]
pub(crate) struct OrderBody {
    pub operation: Operation,
    /// The customer's identifier; `None` for a top-up.
    pub customer: Option<String>,
    /// First name, last name and country of the customer, for a customer who is new.
    pub about: Vec<(&'static str, Value)>,
    /// The ICCID of a top-up.
    pub iccid: Option<String>,
    pub device_id: String,
    pub eid: Option<String>,
    /// When the plan is to start, Unix milliseconds.
    pub activation: Option<i64>,
    pub products: Vec<String>,
}

/// A JSON body.
///
/// # Errors
/// `INVALID_HTTP_MESSAGE` where it is none.
pub(crate) fn body(bytes: &[u8]) -> Result<Value, Refusal> {
    serde_json::from_slice(bytes).map_err(|_| Refusal::new(Kind::InvalidHttpMessage, "The body is no JSON"))
}

impl OrderBody {
    /// Reads the body of an order at this time, Unix milliseconds.
    ///
    /// # Errors
    /// `INVALID_REQUEST_PARAMS` with a message for each fault.
    pub fn read(body: &Value, catalogue: &[Product], now: i64) -> Result<OrderBody, Refusal> {
        let input = body.get("input").filter(|input| input.is_object());
        let input = input.ok_or_else(|| Refusal::params("input is required"))?;
        let mut messages = Vec::new();
        let operation = match text(input, &["operationType"]).as_deref() {
            Some("NEW_ESIM") => Operation::NewEsim,
            Some("TOPUP" | "TOPUP_ACTIVATION") => Operation::TopUp,
            Some(other) => return Err(Refusal::params(&format!("operationType {other} is unknown"))),
            None => return Err(Refusal::params("operationType is required")),
        };
        let mut needed = |path: &[&str]| {
            let found = text(input, path);
            if found.is_none() {
                messages.push(format!("{} is required", path.join(".")));
            }
            found.unwrap_or_default()
        };
        let device_id = needed(&["device", "id"]);
        let (mut customer, mut iccid, mut device_type) = (None, None, None);
        match operation {
            Operation::NewEsim => {
                needed(&["countryCode"]);
                customer = Some(needed(&["customer", "email"]));
                device_type = Some(needed(&["device", "type"]));
            }
            Operation::TopUp => iccid = Some(needed(&["esim", "iccid"])),
        }
        if device_type.is_some_and(|kind| !kind.is_empty() && !["ios", "android", "iot"].contains(&kind.as_str())) {
            messages.push("device.type is unknown".to_owned());
        }
        let products = products(input, catalogue, &mut messages);
        price(input, &products, &mut messages);
        let activation = text(input, &["activationDate"]).map(|text| text.parse::<Timestamp>());
        let activation = match activation {
            Some(Ok(at)) if at.as_millisecond() < now => {
                messages.push("activationDate is in the past".to_owned());
                None
            }
            Some(Ok(at)) => Some(at.as_millisecond()),
            Some(Err(_)) => {
                messages.push("activationDate is no date".to_owned());
                None
            }
            None => None,
        };
        if !messages.is_empty() {
            return Err(Refusal::Documented(Kind::InvalidRequestParams, messages));
        }
        let about = ["firstName", "lastName", "countryOfResidence"]
            .into_iter()
            .filter_map(|name| Some((name, text(input, &["customer", name])?.into())))
            .collect();
        Ok(OrderBody {
            operation,
            customer,
            about,
            iccid,
            device_id,
            eid: text(input, &["device", "eid"]),
            activation,
            products: products.into_iter().map(|product| product.id.clone()).collect(),
        })
    }
}

fn products<'a>(input: &Value, catalogue: &'a [Product], messages: &mut Vec<String>) -> Vec<&'a Product> {
    let wanted = input.get("subscriptions").and_then(Value::as_array).cloned().unwrap_or_default();
    if wanted.is_empty() {
        messages.push("subscriptions is required".to_owned());
    }
    let mut found = Vec::new();
    for subscription in &wanted {
        match text(subscription, &["product_id"]).as_deref().map(|id| find(catalogue, id)) {
            Some(Some(product)) => found.push(product),
            Some(None) => messages.push("subscriptions.product_id is unknown".to_owned()),
            None => messages.push("subscriptions.product_id is required".to_owned()),
        }
    }
    found
}

/// Price and currency come both or neither, and the currency is one that the client supports.
fn price(input: &Value, products: &[&Product], messages: &mut Vec<String>) {
    let is_there = |name: &str| input.get(name).is_some_and(|value| !value.is_null());
    match (is_there("price"), is_there("currency")) {
        (false, false) => {}
        (true, true) => {
            let currency = text(input, &["currency"]).unwrap_or_default();
            if !products.iter().all(|product| product.is_priced_in(&currency)) {
                messages.push("currency is not supported".to_owned());
            }
            let amount = input["price"].as_number().map(ToString::to_string).unwrap_or_default();
            if amount.is_empty() || amount.starts_with('-') {
                messages.push("price is no amount".to_owned());
            }
        }
        (true, false) => messages.push("currency is required with price".to_owned()),
        (false, true) => messages.push("price is required with currency".to_owned()),
    }
}

/// The text at a path; `None` where there is none or it is blank.
fn text(value: &Value, path: &[&str]) -> Option<String> {
    let found = path.iter().try_fold(value, |value, name| value.get(name))?.as_str()?.trim();
    (!found.is_empty()).then(|| found.to_owned())
}
