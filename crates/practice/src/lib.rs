//! The services, imitated on loopback ports: practice mode inside the till, and the test bed of the project.
//!
//! Written from the services' pages alone and sharing no struct with the clients, so that they cannot agree with the
//! clients' mistakes. They bind 127.0.0.1 and nothing else, and every task they start ends with them. A test or the
//! till holds a [`Running`]: [`Practice`] for 21 Systems, [`PracticeAccounts`] for the company's accounts,
//! [`PracticeEsim`] for Truphone Connect.
//!
//! A person causes an outcome by one table, [`troubles`]: the last four digits of a number choose it. A test can add a
//! [`Fault`] on an [`Endpoint`], before or after the endpoint did its work, a number of times or for good: the
//! connection reset, closed or hanging before the answer, after its head or in the middle of its body; any status,
//! content type and body; 401; a redirect; a gzip bomb; a body without end; raw bytes; any field of an answer wrong;
//! and a [`Gate`] that holds a request until the test opens it: before, in the middle of or after its work, or long
//! after its client was disconnected. A refused connection is made by stopping the practice service. [`Running::hits`]
//! are the requests that it received, [`Practice::truth`] its real charges, [`Practice::fates`] the real course of each
//! request.

mod account;
pub mod accounts;
mod airtime;
mod clock;
pub mod esim;
mod fault;
mod front;
mod hits;
mod journal;
mod json;
mod lock;
mod running;
mod token;
mod wire;

pub use account::Account;
pub use accounts::PracticeAccounts;
pub use airtime::{
    Change, ChangeKind, Charge, ChargeKind, Commission, Edition, Fate, Group, OldFloat, Options, Practice,
    ReportFormat, Tier, Trouble, troubles,
};
pub use clock::Clock;
pub use esim::PracticeEsim;
pub use fault::{Effect, Endpoint, Fault, Gate, When};
pub use hits::Hit;
pub use running::{PracticeError, Running};
pub use wire::Cut;
