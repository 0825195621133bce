//! The words and rules of the trade: phone numbers, money, sales and the connections they go through.
//!
//! Nothing here reads a clock, a file, a socket or a random number: time and randomness arrive as arguments,
//! so every rule can be tested by its inputs alone. What talks to the world lives in the crates that use this one.

pub mod characters;
pub mod clock;
pub mod company;
pub mod connection;
pub mod correlation;
pub mod country;
pub mod float;
pub mod limits;
mod lock;
pub mod money;
pub mod msisdn;
pub mod order;
pub mod reason;
pub mod sale;
pub mod secret;
pub mod sim;
pub mod text;
pub mod till_id;
pub mod updates;
mod word;

pub use clock::{Clock, Moment, Timestamp};
pub use company::CompanyPolicy;
pub use connection::{Api, Connection, ConnectionId, Environment};
pub use correlation::CorrelationId;
pub use country::CountryCode;
pub use float::FloatKey;
pub use limits::Limits;
pub use lock::{lock, lock_to_read, lock_to_write};
pub use money::{Currency, Money, Price};
pub use msisdn::Msisdn;
pub use order::{EsimTopUpOrder, NewEsimOrder, Order, OrderKind, TopUpOrder};
pub use reason::{DeclineReason, DoubtCause, EndOfEpoch, Finding, Speaker};
pub use sale::{OrderProgress, SaleId, SaleState};
pub use secret::Secret;
pub use sim::{ActivationCode, DataAmount, Eid, Iccid};
pub use till_id::TillId;
