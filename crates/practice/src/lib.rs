//! The services, imitated on loopback ports: practice mode inside the till, and the test bed of the project.
//!
//! Written from the services' pages alone and sharing no struct with the clients, so that they cannot agree with the
//! clients' mistakes. They bind 127.0.0.1 and nothing else, and every task they start ends with them. What a test or
//! the till holds of one is [`Running`]: [`Practice`] for 21 Systems, [`PracticeAccounts`] for the company's accounts.
//!
//! What a person can cause is one table, [`troubles`]: the last four digits of a number choose the outcome. What a test
//! can cause on top of that is a [`Fault`] on an [`Endpoint`], before or after the endpoint did its work, a number of
//! times or for good: the connection reset, closed or hanging before the answer, after its head or in the middle of its
//! body; any status, content type and body; 401; a redirect; a gzip bomb; a body without end; raw bytes; any field of
//! an answer wrong; and a [`Gate`] that holds a request until the test opens it: before, in the middle of or after its
//! work, or when its client has long been sent away. A refused connection is made by stopping the practice service.
//! [`Running::hits`] is what it was asked, [`Practice::truth`] what it really charged, [`Practice::fates`] what really
//! became of each request.

pub mod accounts;
mod airtime;
mod auth;
mod clock;
mod edition;
mod fault;
mod front;
mod hits;
mod journal;
mod numbers;
mod options;
mod practice;
mod running;
mod server;
mod store;
mod telling;
mod token;
mod top_up;
mod users;
mod wire;

pub use accounts::PracticeAccounts;
pub use clock::Clock;
pub use edition::Edition;
pub use fault::{Cut, Effect, Endpoint, Fault, Gate, When};
pub use hits::Hit;
pub use numbers::{Group, Trouble, troubles};
pub use options::Options;
pub use practice::Practice;
pub use running::{PracticeError, Running};
pub use store::{Change, ChangeKind, Charge, ChargeKind, Commission, Fate, OldFloat, Tier};
pub use telling::Telling;
pub use users::Account;
