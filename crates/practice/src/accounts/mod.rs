//! The company's accounts, imitated on a loopback port of their own: authorization pages, tokens, users, countries.
//!
//! Written from the service's page and from what a Doorkeeper server does at its edges, sharing no struct with the
//! client. It binds 127.0.0.1 and nothing else, and every task it starts ends with it. A person signs in on real pages
//! in a real browser; a trainer switches on a [`Trouble`]; a test sets a [`crate::Fault`] on one of the endpoints.
//!
//! [`crate::Running::hits`] are the requests that it received, [`PracticeAccounts::issued`] the tokens that it really
//! gave out.

mod authorize;
mod countries;
mod issued;
mod options;
mod pages;
mod people;
mod request;
mod resources;
mod revoke;
mod running;
mod server;
mod session;
mod shared;
mod sign_in;
mod state;
mod store;
mod token;
mod troubles;

pub use issued::{GrantType, Issued};
pub use options::{
    BlankScope, CLIENT_ID, CLIENT_SECRET, ErrorPages, Iss, OUT_OF_BAND, Options, Pkce, Rotation, UserFields,
};
pub use running::PracticeAccounts;
pub use troubles::{Trouble, troubles};
