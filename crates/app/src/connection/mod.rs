//! Connections, whichever service they lead to: their files and how those are imported, the registry of all of them,
//! and how one is opened, brought up to date and closed.
//!
//! The work of an open connection is in its service's own folder; `open` is the one list of services.

pub mod files;
pub mod import;
mod lifecycle;
mod notices;
mod open;
mod practice;
mod refresh;
mod registry;
mod sign_out;
#[cfg(test)]
mod tests;

pub use import::{Waiting, with_client};
pub use lifecycle::Connections;
pub use open::OpenConnection;
