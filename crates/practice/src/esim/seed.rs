//! The data that is there from the beginning, in each environment: practice SIMs, their subscriptions, their customers.
//!
//! All of it is made up. It is not in the journal and no wipe takes it; a change to it is journalled like any other.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use serde_json::{Map, Value, json};

use crate::esim::catalogue::Product;
use crate::esim::practice_customers::{FOREIGN_ICCID, ODD_ICCIDS, PracticeCustomer, customers};
use crate::esim::records::{Customer, Method, Sim, SimStatus, Subscription};
use crate::esim::state::{Change, Data};
use crate::esim::troubles::Trouble;

const DAY: i64 = 24 * 3_600_000;

/// How long the SIM that is unavailable for now stays so, in seconds after the first look.
pub(crate) const BACK_AFTER: u32 = 30;

/// The number of active subscriptions that a SIM may have.
pub(crate) const ACTIVE_LIMIT: usize = 15;

/// The client that owns the foreign SIM.
const ANOTHER_CLIENT: &str = "another-client";

/// EIDs: one that is right, and one whose check digits are wrong, as in two of the service's three samples.
const EIDS: [&str; 2] = ["89049032123451234512345678901235", "89049032000000000000000000000000"];

/// The status of the SIMs of a practice customer, new and old.
pub(crate) fn status_for(trouble: Option<Trouble>) -> (SimStatus, Option<u32>) {
    match trouble {
        Some(Trouble::SimDownloaded) => (SimStatus::Downloaded, None),
        Some(Trouble::SimInstalled) => (SimStatus::Installed, None),
        Some(Trouble::SimUnavailable) => (SimStatus::Unavailable, Some(BACK_AFTER)),
        Some(Trouble::SimDeactivated) => (SimStatus::Unavailable, None),
        _ => (SimStatus::Released, None),
    }
}

/// The data of a new environment at this time, Unix milliseconds.
pub(crate) fn seeded(catalogue: &[Product], now: i64) -> Data {
    let mut data = Data::default();
    let mut number = 0;
    for (at, practised) in customers().iter().enumerate() {
        let sim = sim(practised.iccid, at, practised.identifier, status_for(practised.trouble), now);
        let is_full = matches!(practised.trouble, Some(Trouble::ActiveLimitRefused | Trouble::ActiveLimitFails));
        let count = if is_full { ACTIVE_LIMIT } else { 1 };
        for turn in 0..count {
            number += 1;
            let product = &catalogue[(at + turn) % catalogue.len()];
            data.apply(Change::Subscription(Box::new(used(number, practised.iccid, product, now))));
        }
        data.apply(Change::Sim(Box::new(sim)));
        data.apply(Change::Customer(Box::new(customer(at, practised))));
    }
    // The first customer has one of each kind: to come, over, and used up.
    let first = customers()[0].iccid;
    for (from, spent) in [(now + 30 * DAY, 0), (now - 90 * DAY, 4), (now - DAY, 10)] {
        number += 1;
        let product = &catalogue[2];
        let subscription = used(number, first, product, now);
        let spent = subscription.initial / 10 * spent;
        let expiration = from + i64::from(product.days) * DAY;
        let kind = Subscription { activation: from, expiration, spent, ..subscription };
        data.apply(Change::Subscription(Box::new(kind)));
    }
    for (at, iccid) in ODD_ICCIDS.iter().enumerate() {
        let odd = sim(iccid, 100 + at, "odd@practice", (SimStatus::Installed, None), now);
        data.apply(Change::Sim(Box::new(odd)));
        number += 1;
        data.apply(Change::Subscription(Box::new(used(number, iccid, &catalogue[at], now))));
    }
    let foreign = sim(FOREIGN_ICCID, 200, "another@practice", (SimStatus::Released, None), now);
    data.apply(Change::Sim(Box::new(Sim { client: Some(ANOTHER_CLIENT.to_owned()), ..foreign })));
    data
}

fn sim(iccid: &str, at: usize, customer: &str, status: (SimStatus, Option<u32>), now: i64) -> Sim {
    let mut webhooks = BTreeMap::new();
    // A type that no document names is shown as it is.
    if at == 0 {
        webhooks.insert("DOWNLOAD_PROGRESS".to_owned(), "https://hooks.practice.example/download".to_owned());
    }
    Sim {
        iccid: iccid.to_owned(),
        number: at as u64,
        client: None,
        customer: customer.to_owned(),
        matching_id: format!("PRACTICE-{at:03}-mixedCase"),
        status: status.0,
        back_after: status.1,
        back_at: None,
        eid: (!at.is_multiple_of(3)).then(|| EIDS[at % 2].to_owned()),
        changed_at: now - 3 * DAY,
        webhooks,
        used_at: now,
        stays: true,
    }
}

/// A subscription that has been in use for three days.
fn used(number: u64, iccid: &str, product: &Product, now: i64) -> Subscription {
    let from = now - 3 * DAY;
    Subscription {
        id: URL_SAFE.encode(format!("Subscription:{number}")),
        number,
        iccid: iccid.to_owned(),
        product: product.id.clone(),
        device_id: number.is_multiple_of(2).then(|| format!("practice-device-{number}")),
        created_at: Some(from),
        activation: from,
        // Each lasts a month from now, so that it is active while somebody practises.
        expiration: now + 30 * DAY,
        initial: product.bytes(),
        spent: product.bytes() / 10 * (number % 9),
    }
}

fn customer(at: usize, practised: &PracticeCustomer) -> Customer {
    const NAMES: [(&str, &str); 5] =
        [("Achol", "Deng"), ("Grace", "Namutebi"), ("Jürgen", "Groß"), ("Zoë", "Okello"), ("Amina", "Said")];
    // The documents spell the second type in two ways.
    const TYPES: [&str; 4] = ["PERSONAL", "BUSINESS", "PERSONAL", "BUSSINESS"];
    let (first, last) = NAMES[at % NAMES.len()];
    let mut fields = json!({
        "email": practised.identifier,
        "type": TYPES[at % TYPES.len()],
        "firstName": first,
        "lastName": last,
        "language": "en",
        "countryOfResidence": "SS",
        "phoneNumber": format!("+2119200000{at:02}"),
        "defaultCurrency": "USD",
        "verified": false,
        "billingAddress": address(),
        "shippingAddress": address(),
    });
    if at % 2 == 1 {
        fields["companyName"] = "Made Up Traders".into();
        fields["companyNumber"] = format!("C-{at:04}").into();
        fields["jobTitle"] = "Buyer".into();
    }
    Customer {
        id: URL_SAFE.encode(format!("Customer:{at}:a")),
        number: at as u64,
        client: None,
        fields: object(fields),
        methods: vec![method(at, 1, true), method(at, 2, false)],
        used_at: 0,
        stays: true,
    }
}

fn address() -> Value {
    json!({
        "streetAddress1": "1 Example Road",
        "streetAddress2": null,
        "city": "Juba",
        "state": "Central Equatoria",
        "postCode": "",
        "country": "South Sudan",
    })
}

fn method(at: usize, which: usize, listed_id: bool) -> Method {
    let fields = json!({
        "token": format!("tok_practice_{at}_{which}"),
        "name": "Made Up Card",
        "type": "VISA",
        "last_digits": format!("{:04}", 4240 + which),
        "expiry_month": 11,
        "expiry_year": 2031,
        "gateway": "practice",
    });
    Method { id: URL_SAFE.encode(format!("Method:{at}:{which}")), listed_id, fields: object(fields) }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
