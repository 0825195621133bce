//! The tokens that were really given out, for tests: what a client was told is another matter.
//!
//! Plain values; the store keeps them.

use std::time::Duration;

use jiff::Timestamp;

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
