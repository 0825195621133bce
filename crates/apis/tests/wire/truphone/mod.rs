//! The client of Truphone Connect over real sockets.
//!
//! The server of these tests follows a script and shares no types with the client: both sides are literal bytes.

mod answer_words;
mod fallbacks;
mod never_twice;
mod orders;
mod pages;
mod requests;
mod table;

use std::sync::atomic::{AtomicUsize, Ordering};

use airtill_apis::Timeouts;
use airtill_apis::truphone::Truphone;
use airtill_domain::order::NewEsimOrder;
use airtill_domain::order::{CustomerIdentifier, Device, DeviceKind, EsimCustomer, EsimTopUpOrder, OrderedProduct};
use airtill_domain::{ConnectionId, CorrelationId, CountryCode, Environment, Iccid};
use url::Url;
use uuid::Uuid;

fn client(base: &Url) -> Truphone {
    Truphone::new(base, Environment::Test, Timeouts::default())
}

/// The id that a short text stands for.
fn correlation(text: &str) -> CorrelationId {
    CorrelationId::new(Uuid::from_u128(text.bytes().fold(0, |all, byte| all << 8 | u128::from(byte))))
}

/// The short text that an id stands for.
fn stands_for(id: &str) -> String {
    let bytes = Uuid::try_parse(id).map(|id| *id.as_bytes()).unwrap_or_default();
    bytes.into_iter().filter(|byte| *byte != 0).map(char::from).collect()
}

/// Gives the first id, then the second, and no third.
fn two_ids() -> impl Fn() -> CorrelationId {
    let given = AtomicUsize::new(0);
    move || correlation(["first-id", "second-id"][given.fetch_add(1, Ordering::Relaxed)])
}

fn iccid() -> Iccid {
    Iccid::parse("8944538532008160222").expect("digits")
}

/// The least that a new eSIM needs.
fn new_esim() -> NewEsimOrder {
    NewEsimOrder {
        connection: ConnectionId::new("esims").expect("an id"),
        product: OrderedProduct { id: "cHJvZHVjdA==".to_owned(), name: "Kenya 1 GB".to_owned() },
        country: CountryCode::parse("KE").expect("two letters"),
        customer: EsimCustomer {
            identifier: CustomerIdentifier::parse("ayen+1@example.com").expect("an identifier"),
            first_name: None,
            last_name: None,
            residence: None,
        },
        device: Device { kind: DeviceKind::Ios, id: Uuid::from_u128(7), make: None, model: None, eid: None },
        activation: None,
        price: None,
    }
}

fn top_up() -> EsimTopUpOrder {
    let NewEsimOrder { connection, product, country, .. } = new_esim();
    EsimTopUpOrder { connection, product, country, iccid: iccid(), device_id: Uuid::from_u128(8), price: None }
}
