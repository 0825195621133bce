//! The order of a person: one of one of the kinds that the till sells.
//!
//! Everything that all kinds share is asked of [`Order`]: the connection that pays, the subject that is searched and
//! guarded, the product, the price, and whether the service finishes after it accepted. None of that asks for a phone
//! number, a float or a certain currency. A new kind is a variant here and a word of [`OrderKind`]; every match on it is
//! total.

mod esim;

use serde::{Deserialize, Serialize};

use crate::word::words;
use crate::{ConnectionId, Iccid, Money, Msisdn, Price};

pub use esim::{
    CustomerIdentifier, CustomerIdentifierError, Device, DeviceKind, EsimCustomer, EsimTopUpOrder, NewEsimOrder,
    OrderedProduct,
};

words! {
    /// The kinds of orders.
    pub enum OrderKind {
        /// Airtime for a phone number.
        TopUp = "top_up",
        /// A new eSIM with a plan on it.
        NewEsim = "new_esim",
        /// A further plan on a SIM.
        EsimTopUp = "esim_top_up",
    }
}

impl OrderKind {
    /// Whether *accepted* is not the end: the service may still say that it delivered, refuse, or leave it in doubt.
    pub fn finishes_later(self) -> bool {
        match self {
            // 21 Systems says nothing more of a top-up that it took.
            OrderKind::TopUp => false,
            // Truphone takes an order, and fulfils it or fails later.
            OrderKind::NewEsim | OrderKind::EsimTopUp => true,
        }
    }

    /// Whether the service takes a correlation id with each request about it.
    pub fn takes_correlation_ids(self) -> bool {
        match self {
            OrderKind::TopUp => false,
            OrderKind::NewEsim | OrderKind::EsimTopUp => true,
        }
    }
}

/// The order of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Airtime for a phone number.
    TopUp(TopUpOrder),
    /// A new eSIM with a plan on it.
    NewEsim(NewEsimOrder),
    /// A further plan on a SIM.
    EsimTopUp(EsimTopUpOrder),
}

/// Airtime for a phone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUpOrder {
    /// The connection whose float pays.
    pub connection: ConnectionId,
    /// The number that gets the airtime.
    pub msisdn: Msisdn,
    /// How much airtime; the float may be debited a little less (commission).
    pub amount: Money,
}

impl Order {
    /// Its kind, which names its rules.
    pub fn kind(&self) -> OrderKind {
        match self {
            Order::TopUp(_) => OrderKind::TopUp,
            Order::NewEsim(_) => OrderKind::NewEsim,
            Order::EsimTopUp(_) => OrderKind::EsimTopUp,
        }
    }

    /// The connection through which it is sold.
    pub fn connection(&self) -> &ConnectionId {
        match self {
            Order::TopUp(order) => &order.connection,
            Order::NewEsim(order) => &order.connection,
            Order::EsimTopUp(order) => &order.connection,
        }
    }

    /// The thing or customer that it is for, as searches and guards compare it without regard to case: of a top-up the
    /// digits of the number, of a new eSIM the identifier of the customer, of a further plan the ICCID.
    pub fn subject(&self) -> &str {
        match self {
            Order::TopUp(order) => order.msisdn.digits(),
            Order::NewEsim(order) => order.customer.identifier.as_str(),
            Order::EsimTopUp(order) => order.iccid.digits(),
        }
    }

    /// The product, where the service sells by products; none of airtime, which is sold by its amount.
    pub fn product(&self) -> Option<&OrderedProduct> {
        match self {
            Order::TopUp(_) => None,
            Order::NewEsim(order) => Some(&order.product),
            Order::EsimTopUp(order) => Some(&order.product),
        }
    }

    /// The SIM that it names.
    pub fn iccid(&self) -> Option<&Iccid> {
        match self {
            Order::TopUp(_) | Order::NewEsim(_) => None,
            Order::EsimTopUp(order) => Some(&order.iccid),
        }
    }

    /// The amount that a float pays for it; none where the service bills otherwise.
    pub fn float_amount(&self) -> Option<Money> {
        match self {
            Order::TopUp(order) => Some(order.amount),
            Order::NewEsim(_) | Order::EsimTopUp(_) => None,
        }
    }

    /// The price, in its own currency, where that is known when it is ordered.
    pub fn price(&self) -> Option<Price> {
        match self {
            Order::TopUp(order) => Some(order.amount.into()),
            Order::NewEsim(order) => order.price,
            Order::EsimTopUp(order) => order.price,
        }
    }
}

impl From<TopUpOrder> for Order {
    fn from(order: TopUpOrder) -> Self {
        Order::TopUp(order)
    }
}

impl From<NewEsimOrder> for Order {
    fn from(order: NewEsimOrder) -> Self {
        Order::NewEsim(order)
    }
}

impl From<EsimTopUpOrder> for Order {
    fn from(order: EsimTopUpOrder) -> Self {
        Order::EsimTopUp(order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CountryCode, Currency, Eid, Timestamp};
    use uuid::Uuid;

    #[test]
    fn an_order_is_written_under_its_kind() {
        let order = Order::from(TopUpOrder {
            connection: ConnectionId::new("shop").expect("an id"),
            msisdn: Msisdn::parse("0925415377").expect("a number"),
            amount: Money::from_minor(5_000, Currency::SSP),
        });
        let json =
            r#"{"top_up":{"connection":"shop","msisdn":"211925415377","amount":{"minor":5000,"currency":"SSP"}}}"#;
        assert_eq!(serde_json::to_string(&order).expect("plain fields"), json, "every ledger holds orders so");
        assert_eq!(serde_json::from_str::<Order>(json).expect("its own text"), order);
        assert_eq!(
            OrderKind::ALL.map(OrderKind::word),
            ["top_up", "new_esim", "esim_top_up"],
            "words on disk never change"
        );
        assert!(json.contains(&format!("{{\"{}\":", order.kind().word())), "the kind of the column and of the text");
    }

    #[test]
    fn fields_of_every_kind_are_read_from_a_top_up() {
        let connection = ConnectionId::new("shop").expect("an id");
        let amount = Money::from_minor(5_000, Currency::SSP);
        let order = Order::from(TopUpOrder {
            connection: connection.clone(),
            msisdn: Msisdn::parse("0925415377").expect("a number"),
            amount,
        });
        assert_eq!(
            (order.kind(), order.connection(), order.subject(), order.price()),
            (OrderKind::TopUp, &connection, "211925415377", Some(amount.into()))
        );
        assert_eq!((order.product(), order.iccid()), (None, None));
    }

    fn plan() -> OrderedProduct {
        OrderedProduct { id: "p-1=".into(), name: "Kenya 1 GB".into() }
    }

    fn new_esim() -> NewEsimOrder {
        NewEsimOrder {
            connection: ConnectionId::new("esim").expect("an id"),
            product: plan(),
            country: CountryCode::parse("KE").expect("a country"),
            customer: EsimCustomer {
                identifier: CustomerIdentifier::parse("Amal@shop.example").expect("an identifier"),
                first_name: None,
                last_name: None,
                residence: None,
            },
            device: Device { kind: DeviceKind::Ios, id: Uuid::from_u128(7), make: None, model: None, eid: None },
            activation: None,
            price: Price::parse("42.0", Currency::EUR).ok(),
        }
    }

    #[test]
    fn an_order_of_a_new_esim_is_written_with_what_is_known() {
        let json = r#"{"new_esim":{"connection":"esim","product":{"id":"p-1=","name":"Kenya 1 GB"},"country":"KE","customer":{"identifier":"Amal@shop.example"},"device":{"kind":"ios","id":"00000000-0000-0000-0000-000000000007"},"price":{"amount":"42.0","currency":"EUR"}}}"#;
        let order = Order::from(new_esim());
        assert_eq!(serde_json::to_string(&order).expect("plain fields"), json, "every ledger holds orders so");
        assert_eq!(serde_json::from_str::<Order>(json).expect("its own text"), order);
        assert_eq!(
            (order.kind(), order.subject(), order.product(), order.price().map(|price| price.to_string())),
            (OrderKind::NewEsim, "Amal@shop.example", Some(&plan()), Some("42.0 EUR".to_owned()))
        );
        let mut full = new_esim();
        full.customer.first_name = Some("Amal".into());
        full.customer.residence = CountryCode::parse("SS").ok();
        full.device.eid = Some(Eid::parse("89049032000001000000012345678954").expect("an EID"));
        full.activation = Some(Timestamp(1_795_262_400_000));
        let text = serde_json::to_string(&Order::from(full.clone())).expect("plain fields");
        assert_eq!(serde_json::from_str::<Order>(&text).expect("its own text"), Order::from(full));
    }

    #[test]
    fn an_order_for_a_sim_is_about_its_iccid() {
        let json = r#"{"esim_top_up":{"connection":"esim","product":{"id":"p-1=","name":"Kenya 1 GB"},"country":"KE","iccid":"8944501234567890124","device_id":"00000000-0000-0000-0000-000000000007"}}"#;
        let order: Order = serde_json::from_str(json).expect("an order");
        assert_eq!(serde_json::to_string(&order).expect("plain fields"), json, "every ledger holds orders so");
        assert_eq!((order.kind(), order.subject(), order.price()), (OrderKind::EsimTopUp, "8944501234567890124", None));
        assert_eq!(order.iccid().map(Iccid::digits), Some("8944501234567890124"));
    }
}
