//! The order of a person: one of one of the kinds that the till sells.
//!
//! Everything that all kinds share is asked of [`Order`]: the connection that pays, the subject that is searched and
//! guarded, the product, the price, and whether the service finishes after it accepted. None of that asks for a phone
//! number, a float or a certain currency. A new kind is a variant here and a word of [`OrderKind`]; every match on it is
//! total.

mod esim;

use serde::{Deserialize, Serialize};

use crate::word::words;
use crate::{ConnectionId, Money, Msisdn};

pub use esim::{
    CustomerIdentifier, CustomerIdentifierError, Device, DeviceKind, EsimCustomer, EsimTopUpOrder, NewEsimOrder,
    OrderedProduct,
};

words! {
    /// The kinds of orders.
    pub enum OrderKind {
        /// Airtime for a phone number.
        TopUp = "top_up",
    }
}

impl OrderKind {
    /// Whether *accepted* is not the end: the service may still say that it delivered, refuse, or leave it in doubt.
    pub fn finishes_later(self) -> bool {
        match self {
            // 21 Systems says nothing more of a top-up that it took.
            OrderKind::TopUp => false,
        }
    }
}

/// The order of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Airtime for a phone number.
    TopUp(TopUpOrder),
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
        }
    }

    /// The connection through which it is sold.
    pub fn connection(&self) -> &ConnectionId {
        match self {
            Order::TopUp(order) => &order.connection,
        }
    }

    /// The thing or customer that it is for, as searches and guards compare it: of a top-up the digits of the number.
    pub fn subject(&self) -> &str {
        match self {
            Order::TopUp(order) => order.msisdn.digits(),
        }
    }

    /// The price, in its own currency, where that is known when it is ordered.
    pub fn price(&self) -> Option<Money> {
        match self {
            Order::TopUp(order) => Some(order.amount),
        }
    }
}

impl From<TopUpOrder> for Order {
    fn from(order: TopUpOrder) -> Self {
        Order::TopUp(order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

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
        assert_eq!(OrderKind::ALL.map(OrderKind::word), ["top_up"], "words on disk never change");
        assert!(json.contains(&format!("{{\"{}\":", order.kind().word())), "the kind of the column and of the text");
    }

    #[test]
    fn what_every_kind_has_is_read_from_a_top_up() {
        let connection = ConnectionId::new("shop").expect("an id");
        let amount = Money::from_minor(5_000, Currency::SSP);
        let order = Order::from(TopUpOrder {
            connection: connection.clone(),
            msisdn: Msisdn::parse("0925415377").expect("a number"),
            amount,
        });
        assert_eq!(
            (order.kind(), order.connection(), order.subject(), order.price()),
            (OrderKind::TopUp, &connection, "211925415377", Some(amount))
        );
    }
}
