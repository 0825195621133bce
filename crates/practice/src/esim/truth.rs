//! The orders that were really made, for tests: they may differ from those that a client knows of.
//!
//! Plain values; the store holds them, also those that a wipe took.

use jiff::Timestamp;

use crate::esim::environment::Environment;
use crate::esim::records::{Operation, Order, OrderEnd};

/// An order that was made: its answer may have been lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderMade {
    /// Where it was made.
    pub environment: Environment,
    /// The id of the order.
    pub id: String,
    /// Whether it is a new eSIM or a top-up.
    pub operation: Operation,
    /// The id of the client that ordered.
    pub client_id: String,
    /// The ids of its products.
    pub products: Vec<String>,
    /// The customer's identifier; for a top-up, that of the SIM's customer.
    pub customer: String,
    /// The ICCID that it tops up or will bring.
    pub iccid: String,
    /// The device id that the client chose.
    pub device_id: String,
    /// The correlation id of the request that made it.
    pub correlation_id: String,
    /// When it was made.
    pub at: Timestamp,
    /// Its end so far.
    pub end: OrderEnd,
}

pub(crate) fn made(environment: Environment, order: &Order) -> OrderMade {
    OrderMade {
        environment,
        id: order.id.clone(),
        operation: order.operation,
        client_id: order.client.clone(),
        products: order.products.clone(),
        customer: order.customer.clone(),
        iccid: order.iccid.clone(),
        device_id: order.device_id.clone(),
        correlation_id: order.correlation_id.clone(),
        at: Timestamp::from_millisecond(order.at).unwrap_or_default(),
        end: order.end,
    }
}
