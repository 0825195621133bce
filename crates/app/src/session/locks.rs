//! The two locks without which nothing of a sign-in may change.
//!
//! Under [`Flight`] no renewal runs, under [`Storing`] nobody signs out. The rights that come with them are in `flight`,
//! with the order in which they are taken.

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

impl Storing {
    /// Waits until nobody stores or signs out.
    pub async fn lock(&self) -> MutexGuard<'_, ()> {
        self.0.lock().await
    }
}
