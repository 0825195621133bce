//! OAuth 2.0 as a client (RFC 6749): token requests, their answers, and the life of a token set.
//!
//! [`authorization`] and [`loopback`] bring home the code that a browser was given. A [`TokenClient`] asks a
//! [`TokenEndpoint`] once and gives the outcome as a [`TokenSet`] or a [`TokenError`]; it never asks a second time by
//! itself and remembers nothing. [`probe`] examines a connection without signing anybody in. The layer above stores
//! tokens, renews them and lets only one renewal run at a time. The rule: a server's answer is decoded here, strictly
//! where safety needs it and tolerantly where servers differ, and no secret is ever part of a message, a log line or an
//! address.

mod answer;
pub mod authorization;
mod client;
mod endpoint;
mod error;
pub mod loopback;
pub mod probe;
mod refusal;
mod request;
mod token_set;
mod wiped;

pub use airtill_http::{CertificateError, OfflineError, ProxyError, ProxyTrouble, Timeouts};
pub use client::{Proof, Settings, TokenClient};
pub use endpoint::{Client, Encoding, TokenEndpoint, gotrue_sign_out};
pub use error::{DenialKind, OddError, SettingsError, TokenError};
pub use token_set::{ClockSkew, RefreshToken, TokenSet, is_stale};
