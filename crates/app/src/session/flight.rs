//! The rights to renew and to change a sign-in, as values that only its session makes.
//!
//! [`FlightHeld`] keeps renewals of this process away, [`AcrossProcesses`] those of other processes too, and beside the
//! holder of a [`MayStore`] nobody signs out. They are taken in this order. Each right knows its session, and is the only
//! way to the methods that need it: without it, or with that of another session, a call does not compile. A right does
//! not keep its holder from waiting for it again, which never ends: the methods of [`Session`] that take the flight, as
//! [`Session::access_token`] may, can be called on it as well.

use std::ops::Deref;

use airtill_vault::RefreshLock;
use tokio::sync::{MutexGuard, OwnedMutexGuard};

use super::Session;
use crate::TillError;

/// No renewal of this session runs in this process until it is dropped.
pub struct FlightHeld<'a> {
    session: &'a Session,
    guard: OwnedMutexGuard<()>,
}

/// No renewal of this session runs in this process or another one until it is dropped.
pub struct AcrossProcesses<'a> {
    flight: &'a FlightHeld<'a>,
    _lock: RefreshLock,
}

/// The right to store the sign-in of this session and to say who is signed in, until it is dropped.
pub struct MayStore<'a> {
    session: &'a Session,
    guard: MutexGuard<'a, ()>,
}

impl Deref for FlightHeld<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session
    }
}

impl Deref for AcrossProcesses<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.flight
    }
}

impl Deref for MayStore<'_> {
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

    /// The right to store, also after somebody signed out; for a sign-out itself.
    pub(super) async fn may_store(&self) -> MayStore<'_> {
        MayStore { session: self, guard: self.sign_outs.lock().await }
    }

    /// The right to store; `None` where somebody signed out since `count`.
    pub(super) async fn unless_signed_out(&self, count: u64) -> Option<MayStore<'_>> {
        let may_store = self.may_store().await;
        (self.sign_outs.count() == count).then_some(may_store)
    }
}

impl FlightHeld<'_> {
    /// Waits until no other process renews.
    ///
    /// # Errors
    /// The vault is out of reach, or another process has its lock for too long.
    pub(super) async fn across_processes(&self) -> Result<AcrossProcesses<'_>, TillError> {
        let lock = self.vault.get().await?.lock(&self.name.binding).await?;
        Ok(AcrossProcesses { flight: self, _lock: lock })
    }

    /// Goes on keeping renewals away, without the right to renew or to change anything.
    pub(super) fn keep(self) -> OwnedMutexGuard<()> {
        self.guard
    }
}

impl MayStore<'_> {
    /// Counts a sign-out: a token that is under way for the person who signed out is stored no more.
    pub(super) fn count_sign_out(&self) {
        self.sign_outs.count_one(&self.guard);
    }
}
