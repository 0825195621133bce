//! The eSIMs among the sales of the past: customers with names of a few families, and the numbers of their SIMs.
//!
//! All SIMs are of one issuer, so all their numbers begin with the same digits, as in life. Customers come back: a few
//! have many eSIMs. All of them are sold through one connection, which sells nothing else.

use airtill_domain::order::{CustomerIdentifier, Device, DeviceKind, EsimCustomer, OrderedProduct};
use airtill_domain::{ConnectionId, CountryCode, Currency, DeclineReason, Iccid, NewEsimOrder, Price, Timestamp};
use airtill_ledger::{Answers, EsimDelivery, Fact, Intended, NewEntry};
use uuid::Uuid;

use super::dice::{BEGIN, BETWEEN, Dice, sale_id, seller, silent};
use crate::measure::Fallible;

/// The connection that sells eSIMs.
pub const CONNECTION: &str = "esims";

/// The digits with which the number of every SIM begins: telecommunications, country, issuer.
pub const ISSUER: &str = "8944501";

/// The customers that there are.
const CUSTOMERS: u64 = 40_000;

const FAMILIES: [&str; 8] = ["Lado", "Achol", "Wani", "Deng", "Keji", "Kuol", "Poni", "Garang"];

/// Whether sale `n` is one of an eSIM.
pub fn is_one(n: u64) -> bool {
    n % 10 == 4
}

/// The number of the SIM of sale `n`, of 19 digits.
pub fn iccid(n: u64) -> String {
    format!("{ISSUER}{:012}", n.wrapping_mul(2_654_435_761) % 1_000_000_000_000)
}

/// A customer; low numbers come often.
pub fn customer(dice: &mut Dice) -> u64 {
    dice.below(CUSTOMERS) * dice.below(CUSTOMERS) / CUSTOMERS
}

/// The address under which the service knows customer `n`.
pub fn identifier(n: u64) -> String {
    format!("{}.{n}@example.com", family(n).to_lowercase())
}

/// The family name of customer `n`.
pub fn family(n: u64) -> &'static str {
    FAMILIES[(n % FAMILIES.len() as u64) as usize]
}

/// The entries of sale `n`.
pub fn sale(dice: &mut Dice, n: u64) -> Fallible<[NewEntry; 2]> {
    let (id, customer) = (sale_id(dice, n), customer(dice));
    let connection = ConnectionId::new(CONNECTION)?;
    let product = 1 + dice.below(30);
    let order = NewEsimOrder {
        connection: connection.clone(),
        product: OrderedProduct { id: format!("UHJvZHVjdDo{product:04}="), name: format!("East Africa {product} GB") },
        country: CountryCode::parse("KE")?,
        customer: EsimCustomer {
            identifier: CustomerIdentifier::parse(&identifier(customer))?,
            first_name: Some(seller(dice).split(' ').next().unwrap_or_default().to_owned()),
            last_name: Some(family(customer).to_owned()),
            residence: None,
        },
        device: Device {
            kind: DeviceKind::Ios,
            id: Uuid::from_u128(u128::from(n)),
            make: None,
            model: None,
            eid: None,
        },
        activation: None,
        price: Some(Price::parse(&format!("{product}.00"), Currency::EUR)?),
    };
    let at = Timestamp(BEGIN + i64::try_from(n)? * BETWEEN);
    let end = match dice.below(2_000) {
        0 => silent(id),
        1..=100 => Fact::Declined {
            sale: id,
            reason: DeclineReason::NotPermitted,
            code: None,
            reference: None,
            message: "Not permitted".to_owned(),
        },
        _ => Fact::Confirmed {
            sale: id,
            reference: format!("T3JkZXI6{n:08}="),
            float_after: None,
            message: String::new(),
            esim: Some(EsimDelivery {
                iccid: Iccid::parse(&iccid(n))?,
                subscription: Some(format!("U3Vic2NyaXB0aW9uOg{n:08}=")),
            }),
        },
    };
    let sold_by = Some(seller(dice).to_owned());
    let intended = Intended { sold_by, ..Intended::first(id, order.into(), Answers::none()) };
    let entry = |at, fact| NewEntry {
        at,
        actor: "till@example.com".to_owned(),
        connection: Some(connection.clone()),
        float: None,
        fact,
    };
    Ok([entry(at, Fact::Intended(intended)), entry(Timestamp(at.0 + 900), end)])
}
