//! Sign-ins that are over on this computer: the count of sign-outs, and the message that each service is still to get.
//!
//! The message is held in memory alone: where the till ends before it was sent, only that it was not sent is known. The
//! sign-out itself is in `sign_out`.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::locks::Storing;
use super::state::StoredSignIn;
use crate::TillError;
use airtill_domain::Secret;
use airtill_oauth::{RefreshToken, TokenEndpoint, TokenSet};
use tokio::sync::MutexGuard;

/// A sign-in that is over here, with the tokens that its service is to end.
pub struct EndedSignIn {
    pub(super) endpoint: TokenEndpoint,
    pub(super) refresh: Option<Secret>,
    pub(super) access: Option<TokenSet>,
    /// The service's own number of the person, where it is known.
    pub(super) person: Option<i64>,
}

/// The state of a sign-in at its service, after somebody signed out of it on this computer.
#[derive(Clone, Debug, PartialEq)]
pub enum Revocation {
    /// The service is asked to end it.
    Revoking,
    /// The service has ended it.
    Revoked(Revoked),
    /// The service did not end it, or did not hear of it, for this reason.
    NotRevoked(TillError),
    /// The till ended before the service answered.
    NotKnown,
}

/// The time at which a service ended a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// When it was asked to.
    Now,
    /// Before it was asked to.
    Before,
}

/// The sign-outs of one session, and the messages to the service that are still to be sent.
#[derive(Default)]
pub(super) struct SignOuts {
    count: AtomicU64,
    /// Whether the person who is named has signed out, and only a sale under way still carries their name.
    is_under_way: AtomicBool,
    storing: Storing,
    /// The tokens that a renewal brought for somebody who had left meanwhile.
    pub renewed: Mutex<Option<EndedSignIn>>,
    /// Sign-ins that were given up or replaced.
    pub ended: Mutex<Vec<EndedSignIn>>,
    /// The state at the service of the sign-in that was signed out of last.
    pub revocation: Mutex<Option<Revocation>>,
}

impl SignOuts {
    /// How often somebody signed out; to be read before the secrets to be stored are asked for.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }

    /// Whether the person who is named has signed out.
    pub fn is_under_way(&self) -> bool {
        self.is_under_way.load(Ordering::SeqCst)
    }

    /// Notes that no sign-out is under way any more: somebody came in, or the person is gone. Whether one was.
    pub fn end(&self) -> bool {
        self.is_under_way.swap(false, Ordering::SeqCst)
    }

    /// Waits until nobody stores or signs out.
    pub async fn lock(&self) -> MutexGuard<'_, ()> {
        self.storing.lock().await
    }

    /// Counts a sign-out: a token that is under way for the person who signed out is stored no more.
    pub fn count_one(&self, _storing: &MutexGuard<'_, ()>) {
        self.count.fetch_add(1, Ordering::SeqCst);
    }

    /// Notes that the person who is named signs out, and that only a sale under way still carries the name.
    pub fn begin(&self) {
        self.is_under_way.store(true, Ordering::SeqCst);
    }
}

impl EndedSignIn {
    /// `None` where there is neither token.
    pub(super) fn new(
        endpoint: TokenEndpoint,
        stored: Option<&StoredSignIn>,
        access: Option<TokenSet>,
    ) -> Option<Self> {
        let given = access.as_ref().and_then(|tokens| match &tokens.refresh_token {
            RefreshToken::Given(refresh) => Some(refresh.clone()),
            RefreshToken::Absent | RefreshToken::Empty => None,
        });
        let refresh = given.or_else(|| stored.map(|stored| Secret::new(stored.refresh_token.clone())));
        let known = stored.and_then(|stored| stored.person.as_ref()?.id.parse().ok());
        let person = known.or(access.as_ref().and_then(|tokens| tokens.user_id));
        (refresh.is_some() || access.is_some()).then_some(Self { endpoint, refresh, access, person })
    }
}
