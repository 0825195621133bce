//! Truphone Connect and its Keycloak, imitated on a loopback port of their own: tokens, catalogue, orders, SIMs.
//!
//! Written from the service's page alone, sharing no struct with the client. It binds 127.0.0.1 and nothing else, and
//! every task it starts ends with it. Both environments have the same credentials and data of their own. Orders end
//! later, by the clock. A clerk causes a trouble by a customer ([`customers`]), a trainer by a switch ([`Trouble`]), a
//! test also by a [`crate::Fault`] on an endpoint.
//!
//! [`PracticeEsim::truth`] are the orders that were really made, [`PracticeEsim::issued`] the tokens that were really
//! given out, and [`PracticeEsim::badly_named`] the requests whose correlation id is missing or used twice.

mod access;
mod answers;
mod catalogue;
mod customers;
mod environment;
mod numbers;
mod options;
mod order_body;
mod orders;
mod practice_customers;
mod products;
mod records;
mod running;
mod seed;
mod server;
mod sessions;
mod shared;
mod sims;
mod state;
mod store;
mod subscriptions;
mod token;
mod troubles;
mod truth;
mod views;

pub use environment::Environment;
pub use options::{
    CLIENT_ID, CLIENT_SECRET, Client, Keycloak, Limit, Options, Pace, RESELLER_ID, RefreshTokens, Role, Unknown,
};
pub use practice_customers::{FOREIGN_ICCID, ODD_ICCIDS, PracticeCustomer, customers};
pub use records::{Operation, OrderEnd, SimStatus};
pub use running::PracticeEsim;
pub use sessions::{GrantType, Issued};
pub use troubles::{Group, Number, Switch, Trouble, troubles};
pub use truth::OrderMade;
