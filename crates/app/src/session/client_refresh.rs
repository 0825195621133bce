//! A refresh token that was given to the till as a client, with its life.
//!
//! It is in memory alone. One whose life the service does not give is not relied on: the client's own secret makes a
//! new access token at any time.

use std::time::Duration;

use airtill_domain::{Moment, Secret};
use airtill_oauth::{RefreshToken, TokenSet, is_stale};

/// A refresh token and its life.
pub(super) struct ClientRefresh {
    pub(super) token: Secret,
    lifetime: Duration,
    /// Just before it was asked for.
    sent_at: Moment,
}

impl ClientRefresh {
    /// The refresh token of an answer, where it has one and says how long that lives.
    pub(super) fn of(tokens: &TokenSet) -> Option<Self> {
        match (&tokens.refresh_token, tokens.refresh_lifetime) {
            (RefreshToken::Given(token), Some(lifetime)) => {
                Some(Self { token: token.clone(), lifetime, sent_at: tokens.sent_at })
            }
            (RefreshToken::Given(_) | RefreshToken::Absent | RefreshToken::Empty, _) => None,
        }
    }

    /// Whether it still lives when a request with it arrives.
    pub(super) fn lives_long_enough(&self, now: Moment) -> bool {
        !is_stale(self.sent_at, self.lifetime, now)
    }
}
