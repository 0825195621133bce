//! The right to renew or to change a sign-in, as a value that only its session makes.
//!
//! [`FlightHeld`] knows the session whose flight it holds, and is the only way to the methods that must run alone
//! there: without it, or with that of another session, a call does not compile. It does not keep its holder from
//! waiting for the flight again, which never ends: the methods of [`Session`] that take it, as
//! [`Session::access_token`] may, can be called on it as well.

use std::ops::Deref;

use tokio::sync::OwnedMutexGuard;

use super::Session;

/// No renewal of this session runs in this process until it is dropped.
pub struct FlightHeld<'a> {
    session: &'a Session,
    guard: OwnedMutexGuard<()>,
}

impl Deref for FlightHeld<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session
    }
}

impl Session {
    /// Waits until no renewal runs.
    pub(super) async fn alone(&self) -> FlightHeld<'_> {
        FlightHeld { session: self, guard: self.flight.take().await }
    }
}

impl FlightHeld<'_> {
    /// Goes on keeping renewals away, without the right to renew or to change anything.
    pub(super) fn keep(self) -> OwnedMutexGuard<()> {
        self.guard
    }
}
