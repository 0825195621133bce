//! The two rights without which nothing of a sign-in may change, as values that only their locks make.
//!
//! [`FlightHeld`]: no renewal runs beside its holder. [`MayStore`]: nobody signs out beside its holder. A method that
//! needs one takes it, so that a call without it does not compile. Taken in this order: the flight, the vault's lock of
//! the binding, the right to store.

use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard, OwnedMutexGuard};

/// One renewal, or one change of the sign-in, at a time.
#[derive(Default)]
pub struct Flight(Arc<Mutex<()>>);

/// No renewal runs in this process until it is dropped.
pub struct FlightHeld {
    _guard: OwnedMutexGuard<()>,
}

impl Flight {
    /// Waits until no renewal runs.
    pub async fn lock(&self) -> FlightHeld {
        FlightHeld { _guard: self.0.clone().lock_owned().await }
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
