//! The company's accounts, imitated on a loopback port of their own: authorization pages, tokens, users, countries.
//!
//! Written from the service's page and from what a Doorkeeper server does at its edges, sharing no struct with the
//! client. It binds 127.0.0.1 and nothing else, and every task it starts ends with it. A person signs in on real pages
//! in a real browser; a trainer switches on a [`Trouble`]; a test sets a [`crate::Fault`] on one of the endpoints.
//!
//! [`crate::Running::hits`] is what it was asked, [`PracticeAccounts::issued`] what it really gave out.

mod authorize;
mod countries;
mod options;
mod pages;
mod people;
mod request;
mod resources;
mod revoke;
mod running;
mod server;
mod session;
mod sign_in;
mod state;
mod store;
mod token;
mod troubles;

use std::time::Duration;

use jiff::Timestamp;

pub use options::{
    BlankScope, CLIENT_ID, CLIENT_SECRET, ErrorPages, Iss, OUT_OF_BAND, Options, Pkce, Rotation, UserFields,
};
pub(crate) use resources::unauthorized;
pub use running::PracticeAccounts;
use server::Shared;
pub(crate) use token::invalid_client;
pub use troubles::{Trouble, troubles};

/// What a pair of tokens was given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    /// An authorization code.
    AuthorizationCode,
    /// A user name and a password.
    Password,
    /// A refresh token.
    RefreshToken,
}

/// A pair of tokens that was given out, word for word: whether the answer arrived is another matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// What it was given for.
    pub grant_type: GrantType,
    /// Whose it is.
    pub user_id: u64,
    /// When.
    pub at: Timestamp,
    /// How long the access token is good for.
    pub expires_in: Duration,
    /// 43 characters of base64url.
    pub access_token: String,
    /// 43 characters of base64url.
    pub refresh_token: String,
    /// Whether the pair has been revoked since.
    pub revoked: bool,
}
