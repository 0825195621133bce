//! The flaws that a connection can have, one thing each, so that each has a sentence of its own on the screen.
//!
//! Nothing here is worded, and nothing is known of the parts of a connection test: the look that found a flaw chooses
//! its line.

use airtill_http::ProxyTrouble;

use airtill_http::{CertificateError, OfflineError};

use crate::error::{SettingsError, TokenError};

/// One flaw of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The host was not reached, or did not answer.
    Offline(OfflineError),
    /// The proxy kept the request from leaving; the message is the proxy.
    Proxy(ProxyTrouble),
    /// A page, or a redirect, from something in the network that answers for the host.
    Portal,
    /// An address that may not be used.
    Address,
    /// The certificate of the host is not accepted.
    Certificate(CertificateError),
    /// This computer's clock is behind the service's; the message is the minutes.
    ClockBehind,
    /// This computer's clock is ahead of the service's; the message is the minutes.
    ClockAhead,
    /// Nothing is at the token address; the message is the status.
    NoTokenAddress,
    /// Nothing is at the authorization address; the message is the status.
    NoPageAddress,
    /// The token address gives an answer to a made-up code that no sign-in gives.
    NoSignIn,
    /// The service cannot answer now (5xx).
    Down,
    /// Too many requests (429).
    TooMany,
    /// An answer of the token address that is not understood.
    Odd,
    /// The page is an error in unknown words; the message is its text.
    PageUnexplained,
    /// The page cannot be shown now; the message is the status.
    PageDown,
    /// The page sends the browser nowhere.
    PageLeadsNowhere,
    /// The client id or its secret is refused.
    Client,
    /// The challenge is not looked at: the service knows no PKCE.
    PkceIgnored,
    /// PKCE is refused as such.
    PkceRefused,
    /// The redirect URI is not registered.
    RedirectUnknown,
    /// The redirect URI is no address.
    RedirectUnreadable,
    /// The scope is refused.
    Scope,
}

impl Flaw {
    /// The flaw that an error of a request shows.
    pub fn of(error: &TokenError) -> Self {
        match error {
            TokenError::Offline { error } => Flaw::Offline(*error),
            TokenError::Proxy { error } => Flaw::Proxy(error.trouble),
            TokenError::Portal => Flaw::Portal,
            TokenError::Certificate { error } => Flaw::Certificate(*error),
            TokenError::Busy { .. } => Flaw::Down,
            TokenError::RateLimited { .. } => Flaw::TooMany,
            TokenError::Settings { error, .. } => match error {
                SettingsError::Address => Flaw::Address,
                SettingsError::NoSuchPlace => Flaw::NoTokenAddress,
                SettingsError::Client => Flaw::Client,
                SettingsError::Scope => Flaw::Scope,
                SettingsError::Pkce => Flaw::PkceRefused,
                SettingsError::Request => Flaw::Odd,
            },
            TokenError::SignInAgain | TokenError::Denied { .. } | TokenError::Odd { .. } | TokenError::TooBig => {
                Flaw::Odd
            }
        }
    }
}
