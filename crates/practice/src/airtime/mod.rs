//! 21 Systems, imitated on a loopback port: sign-in, float, top-ups, and the journal of every real charge.
//!
//! Written from the service's pages, sharing no struct with the client and none with the other services. The last four
//! digits of a number choose the course of a top-up ([`troubles`]); [`Practice`] is the running service.

mod access_token;
mod answers;
mod auth;
mod balance;
mod edition;
mod numbers;
mod options;
mod report_format;
mod running;
mod server;
mod shared;
mod store;
mod top_up;
mod users;

pub use edition::Edition;
pub use numbers::{Group, Trouble, troubles};
pub use options::Options;
pub use report_format::ReportFormat;
pub use running::Practice;
pub use store::{Change, ChangeKind, Charge, ChargeKind, Commission, Fate, OldFloat, Tier};
