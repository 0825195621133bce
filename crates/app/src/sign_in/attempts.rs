//! The sign-ins that are under way, one for each connection: a newer one ends the older (RFC 8252 §8.1 leaves no room for two).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use airtill_contract::ConnectionKey;

use super::SignIn;

/// Sign-ins by connection. Different connections sign in side by side.
#[derive(Default)]
pub struct Attempts(Mutex<HashMap<ConnectionKey, Arc<SignIn>>>);

impl Attempts {
    /// Notes a new one; the older of the same connection is cancelled.
    pub fn put(&self, connection: ConnectionKey, sign_in: Arc<SignIn>) {
        if let Some(older) = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(connection, sign_in) {
            older.cancel();
        }
    }

    /// The one that is under way.
    pub fn get(&self, connection: &ConnectionKey) -> Option<Arc<SignIn>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(connection).cloned()
    }

    /// Forgets one that has ended, unless a newer one has its place.
    pub fn end(&self, connection: &ConnectionKey, sign_in: &Arc<SignIn>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.get(connection).is_some_and(|present| Arc::ptr_eq(present, sign_in)) {
            all.remove(connection);
        }
    }

    /// Cancels all of them: the till closes.
    pub fn cancel_all(&self) {
        for (_, sign_in) in self.0.lock().unwrap_or_else(PoisonError::into_inner).drain() {
            sign_in.cancel();
        }
    }
}
