//! The bodies and queries of requests, as the service documents them.
//!
//! A field that is left out is not written. A price is written digit by digit and never becomes a binary float.

use airtill_domain::order::{Device, EsimTopUpOrder, NewEsimOrder};
use airtill_domain::{Eid, Timestamp};
use serde::Serialize;
use serde_json::{Map, Number, Value, json};
use zeroize::Zeroizing;

use crate::truphone::answer::CustomerKind;
use crate::truphone::paging::PagePosition;
use crate::truphone::request::{AddressForm, Change, CustomerForm, SubscriptionQuery};

/// The body of an order.
#[derive(Serialize)]
struct Order<'a> {
    input: Input<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Input<'a> {
    operation_type: &'static str,
    country_code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<Customer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    esim: Option<Esim<'a>>,
    device: SentDevice<'a>,
    subscriptions: [Plan<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    activation_date: Option<String>,
    /// By its digits: it never becomes a binary float.
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Customer<'a> {
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country_of_residence: Option<&'a str>,
}

#[derive(Serialize)]
struct Esim<'a> {
    iccid: &'a str,
}

#[derive(Serialize)]
struct SentDevice<'a> {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    make: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    eid: Option<&'a str>,
}

#[derive(Serialize)]
struct Plan<'a> {
    product_id: &'a str,
}

/// The body of an order of a new eSIM; `None` for a date or a price that cannot be written.
pub(crate) fn new_esim(order: &NewEsimOrder) -> Option<Zeroizing<Vec<u8>>> {
    let Device { kind, id, make, model, eid } = &order.device;
    let number = |price: airtill_domain::Price| price.to_decimal_text().parse::<Number>();
    Some(written(&Order {
        input: Input {
            operation_type: "NEW_ESIM",
            country_code: order.country.as_str(),
            customer: Some(Customer {
                email: order.customer.identifier.as_str(),
                first_name: order.customer.first_name.as_deref(),
                last_name: order.customer.last_name.as_deref(),
                country_of_residence: order.customer.residence.as_ref().map(|country| country.as_str()),
            }),
            esim: None,
            device: SentDevice {
                kind: Some(kind.word()),
                id: id.to_string(),
                model: model.as_deref(),
                make: make.as_deref(),
                eid: eid.as_ref().map(Eid::digits),
            },
            subscriptions: [Plan { product_id: &order.product.id }],
            activation_date: order.activation.map(|date| whole_seconds(date, true).ok_or(())).transpose().ok()?,
            price: order.price.map(number).transpose().ok()?,
            currency: order.price.map(|price| price.currency().code()),
        },
    }))
}

/// The body of the top-up of a SIM. The service documents a price for new eSIMs alone, so none is sent.
pub(crate) fn top_up(order: &EsimTopUpOrder) -> Zeroizing<Vec<u8>> {
    written(&Order {
        input: Input {
            operation_type: "TOPUP",
            country_code: order.country.as_str(),
            customer: None,
            esim: Some(Esim { iccid: order.iccid.digits() }),
            device: SentDevice { kind: None, id: order.device_id.to_string(), model: None, make: None, eid: None },
            subscriptions: [Plan { product_id: &order.product.id }],
            activation_date: None,
            price: None,
            currency: None,
        },
    })
}

/// The body that changes the chip of a SIM.
pub(crate) fn eid(eid: &Eid) -> Zeroizing<Vec<u8>> {
    written(&json!({ "eid": eid.digits() }))
}

/// The body that sets a notification.
pub(crate) fn webhook(url: &str) -> Zeroizing<Vec<u8>> {
    written(&json!({ "webhook_url": url }))
}

/// The body of a new customer, or of a change of one.
pub(crate) fn customer_form(form: &CustomerForm) -> Zeroizing<Vec<u8>> {
    let mut body = Map::new();
    let kind = |kind: &CustomerKind| match kind {
        CustomerKind::Personal => "PERSONAL".into(),
        CustomerKind::Business => "BUSINESS".into(),
        CustomerKind::Other(word) => word.as_str().into(),
    };
    put_text(&mut body, "email", &form.email);
    put(&mut body, "type", &form.kind, kind);
    put_text(&mut body, "firstName", &form.first_name);
    put_text(&mut body, "lastName", &form.last_name);
    put_text(&mut body, "language", &form.language);
    put(&mut body, "countryOfResidence", &form.country_of_residence, |country| country.as_str().into());
    put_text(&mut body, "phoneNumber", &form.phone_number);
    put(&mut body, "defaultCurrency", &form.default_currency, |currency| currency.code().into());
    put_text(&mut body, "companyName", &form.company_name);
    put_text(&mut body, "companyNumber", &form.company_number);
    put_text(&mut body, "jobTitle", &form.job_title);
    put(&mut body, "billingAddress", &form.billing_address, address);
    put(&mut body, "shippingAddress", &form.shipping_address, address);
    written(&body)
}

fn address(form: &AddressForm) -> Value {
    let mut body = Map::new();
    put_text(&mut body, "streetAddress1", &form.street_address_1);
    put_text(&mut body, "streetAddress2", &form.street_address_2);
    put_text(&mut body, "city", &form.city);
    put_text(&mut body, "state", &form.state);
    put_text(&mut body, "postCode", &form.post_code);
    put_text(&mut body, "country", &form.country);
    body.into()
}

fn put_text(body: &mut Map<String, Value>, key: &str, change: &Change<String>) {
    put(body, key, change, |text| text.as_str().into());
}

fn put<T>(body: &mut Map<String, Value>, key: &str, change: &Change<T>, write: impl Fn(&T) -> Value) {
    match change {
        Change::Keep => {}
        Change::Clear => drop(body.insert(key.to_owned(), Value::Null)),
        Change::Set(value) => drop(body.insert(key.to_owned(), write(value))),
    }
}

/// The query of a list of subscriptions; `None` for a date that cannot be written.
pub(crate) fn subscription_query(
    asked: &SubscriptionQuery,
    position: PagePosition,
) -> Option<Vec<(&'static str, String)>> {
    let mut query = Vec::new();
    let mut size = None;
    if let SubscriptionQuery::Filtered(filter) = asked {
        query.extend(filter.iccid.as_ref().map(|iccid| ("iccid", iccid.digits().to_owned())));
        query.extend(filter.email.clone().map(|email| ("email", email)));
        query.extend(filter.product_id.clone().map(|product| ("product-id", product)));
        for (name, date, up) in [("before", filter.before, true), ("after", filter.after, false)] {
            if let Some(date) = date {
                query.push((name, whole_seconds(date, up)?));
            }
        }
        size = filter.size;
    }
    let mut page = None;
    if let PagePosition::Named { page: named, size: of_service } = position {
        (page, size) = (Some(named), of_service.or(size));
    }
    query.extend(size.map(|size| ("size", size.to_string())));
    query.extend(page.map(|page| ("page", page.to_string())));
    Some(query)
}

/// An instant as the service documents dates: ISO 8601 in UTC without fractions; `None` beyond the year 9999.
pub(crate) fn whole_seconds(instant: Timestamp, up: bool) -> Option<String> {
    let seconds = instant.0.div_euclid(1000) + i64::from(up && instant.0.rem_euclid(1000) > 0);
    Some(jiff::Timestamp::from_second(seconds).ok()?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn written(body: &impl Serialize) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(serde_json::to_vec(body).expect("texts and numbers are JSON, and writing to memory does not fail"))
}
