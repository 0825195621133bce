//! The browsers' list of trusted certificates that a journey has instead of this computer's.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use airtill_app::ports::{Promise, TrustNotChanged, TrustStore};

/// The list; empty at first.
#[derive(Default)]
pub struct TestTrust(Mutex<HashSet<Vec<u8>>>);

impl TestTrust {
    /// How many certificates are trusted.
    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl TrustStore for TestTrust {
    fn trusts<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Option<bool>> {
        let trusted = self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(certificate);
        Box::pin(async move { Some(trusted) })
    }

    fn trust<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Result<(), TrustNotChanged>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(certificate.to_vec());
        Box::pin(async { Ok(()) })
    }

    fn distrust<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Result<(), TrustNotChanged>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(certificate);
        Box::pin(async { Ok(()) })
    }
}
