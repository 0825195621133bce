//! The memory of the accounts: users and tokens, as all events so far add up. Pure; the journal replays into it.
//!
//! A token is a row, as in Doorkeeper's table: its access token and its refresh token are revoked together. Rows stay
//! when they end, so that a request learns whether its token expired, was revoked, or never existed.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::accounts::people::{User, made_up};

/// One row of the token table. Tokens are in it by their fingerprint only.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub access: String,
    pub refresh: String,
    /// The id that all tokens from one authorization code, or from one password sign-in, share.
    pub family: String,
    /// The row whose refresh token was exchanged for this one, and which ends when this one is first used.
    pub previous: Option<String>,
    pub user: u64,
    /// The time of issue, Unix milliseconds.
    pub at: i64,
    /// The lifetime of the access token, in seconds.
    pub lifetime: u64,
    pub revoked: bool,
    /// Whether the refresh token alone was ended.
    pub refresh_ended: bool,
}

impl Row {
    /// Whether its access token is over at this time, in Unix milliseconds.
    pub fn is_expired(&self, now: i64) -> bool {
        now.saturating_sub(self.at) >= i64::try_from(self.lifetime.saturating_mul(1000)).unwrap_or(i64::MAX)
    }
}

/// One change of the state; one event is one line of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Event {
    /// A client created a user.
    Created { user: Box<User> },
    /// A pair of tokens was issued; `revokes` is the row that ended with that.
    Issued { row: Row, revokes: Option<String> },
    /// An access token was used for the first time, and the row before it ended.
    Used { access: String },
    /// A client revoked a pair.
    Revoked { access: String },
    /// An authorization code was used twice.
    FamilyRevoked { family: String },
    /// Every access token of today is expired.
    AccessTokensExpired {},
    /// Every refresh token of today is over.
    RefreshTokensEnded {},
    /// Every token of today is revoked.
    EverythingRevoked {},
}

#[derive(Debug)]
pub(crate) struct State {
    pub users: Vec<User>,
    /// By the fingerprint of the access token.
    pub rows: HashMap<String, Row>,
    /// From the fingerprint of a refresh token to that of its access token.
    pub by_refresh: HashMap<String, String>,
}

impl Default for State {
    fn default() -> State {
        State { users: made_up(), rows: HashMap::new(), by_refresh: HashMap::new() }
    }
}

impl State {
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Created { user } => self.users.push(*user),
            Event::Issued { row, revokes } => {
                self.revoke(revokes.as_deref());
                self.by_refresh.insert(row.refresh.clone(), row.access.clone());
                self.rows.insert(row.access.clone(), row);
            }
            Event::Used { access } => {
                let previous = self.rows.get_mut(&access).and_then(|row| row.previous.take());
                self.revoke(previous.as_deref());
            }
            Event::Revoked { access } => self.revoke(Some(&access)),
            Event::FamilyRevoked { family } => {
                self.rows.values_mut().filter(|row| row.family == family).for_each(|row| row.revoked = true)
            }
            Event::AccessTokensExpired {} => self.rows.values_mut().for_each(|row| row.lifetime = 0),
            Event::RefreshTokensEnded {} => self.rows.values_mut().for_each(|row| row.refresh_ended = true),
            Event::EverythingRevoked {} => self.rows.values_mut().for_each(|row| row.revoked = true),
        }
    }

    pub fn user(&self, id: u64) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    /// The user with this e-mail address, whose case does not matter.
    pub fn user_by_email(&self, email: &str) -> Option<&User> {
        let email = email.trim().to_lowercase();
        self.users.iter().find(|user| user.email == email)
    }

    /// The row of this refresh token, while it is good.
    pub fn refreshable(&self, refresh: &str) -> Option<&Row> {
        let row = self.rows.get(self.by_refresh.get(refresh)?)?;
        (!row.revoked && !row.refresh_ended).then_some(row)
    }

    /// The row that the fingerprint of an access token or of a refresh token belongs to.
    pub fn pair_of(&self, token: &str) -> Option<&Row> {
        self.rows.get(token).or_else(|| self.rows.get(self.by_refresh.get(token)?))
    }

    /// Whether this user has given the client a token that is not revoked, expired or not.
    pub fn has_allowed(&self, user: u64) -> bool {
        self.rows.values().any(|row| row.user == user && !row.revoked)
    }

    fn revoke(&mut self, access: Option<&str>) {
        if let Some(row) = access.and_then(|access| self.rows.get_mut(access)) {
            row.revoked = true;
        }
    }
}
