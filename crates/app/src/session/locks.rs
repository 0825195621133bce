//! The two locks without which nothing of a sign-in may change.
//!
//! Under [`Flight`] no renewal runs beside its holder, which is a `FlightHeld`. Beside the holder of a [`MayStore`]
//! nobody signs out: a method that needs one takes it, so that a call without it does not compile. Taken in this order:
//! the flight, the vault's lock of the binding, the right to store.

use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard, OwnedMutexGuard};

/// One renewal, or one change of the sign-in, at a time.
#[derive(Default)]
pub struct Flight(Arc<Mutex<()>>);

impl Flight {
    /// Waits until no renewal runs.
    pub async fn take(&self) -> OwnedMutexGuard<()> {
        self.0.clone().lock_owned().await
    }
}

/// One store or one sign-out at a time.
#[derive(Default)]
pub struct Storing(Mutex<()>);

/// The right to store a sign-in and to say who is signed in, until it is dropped.
pub struct MayStore<'a> {
    _guard: MutexGuard<'a, ()>,
}

impl Storing {
    /// Waits until nobody stores or signs out.
    pub async fn lock(&self) -> MayStore<'_> {
        MayStore { _guard: self.0.lock().await }
    }
}
