//! The tokens that were really issued, for tests: they may differ from those that a client received.
//!
//! Plain values; the store holds them.

use std::time::Duration;

use jiff::Timestamp;

/// The grant of a pair of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    /// An authorization code.
    AuthorizationCode,
    /// A user name and a password.
    Password,
    /// A refresh token.
    RefreshToken,
}

/// A pair of tokens that was issued, word for word: its answer may still be lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The grant that it was issued for.
    pub grant_type: GrantType,
    /// The id of its user.
    pub user_id: u64,
    /// The time of issue.
    pub at: Timestamp,
    /// The lifetime of the access token.
    pub expires_in: Duration,
    /// 43 characters of base64url.
    pub access_token: String,
    /// 43 characters of base64url.
    pub refresh_token: String,
    /// Whether the pair has been revoked since.
    pub revoked: bool,
}
