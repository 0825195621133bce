//! The browsers' list of trusted certificates that a journey has instead of this computer's.
//!
//! It can refuse, and it can wait for a person as the systems' own dialogues do. It stores certificates and judges
//! none.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use airtill_app::ports::{Promise, TrustNotChanged, TrustStore};
use tokio::sync::OwnedMutexGuard;

use super::outlet::PATIENCE;

/// The list of certificates; empty at first.
#[derive(Default)]
pub struct TestTrust {
    list: Mutex<HashSet<Vec<u8>>>,
    asking: Arc<tokio::sync::Mutex<()>>,
    refuses: AtomicBool,
}

impl TestTrust {
    /// How many certificates are trusted.
    pub fn count(&self) -> usize {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Waits until this many certificates are trusted.
    ///
    /// # Panics
    /// They are not, in time.
    pub async fn counts(&self, wanted: usize) {
        let counted = async {
            while self.count() != wanted {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        assert!(tokio::time::timeout(PATIENCE, counted).await.is_ok(), "{} are trusted and not {wanted}", self.count());
    }

    /// From now on the system asks the person before each change, who answers when the guard is dropped.
    pub async fn ask_the_person(&self) -> OwnedMutexGuard<()> {
        self.asking.clone().lock_owned().await
    }

    /// Whether the list can be changed from now on.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::SeqCst);
    }

    async fn change(&self, change: impl FnOnce(&mut HashSet<Vec<u8>>)) -> Result<(), TrustNotChanged> {
        let _answered = self.asking.lock().await;
        if self.refuses.load(Ordering::SeqCst) {
            return Err(TrustNotChanged { reason: "the list is locked".to_owned() });
        }
        change(&mut self.list.lock().unwrap_or_else(PoisonError::into_inner));
        Ok(())
    }
}

impl TrustStore for TestTrust {
    fn trusts<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Option<bool>> {
        let trusted = self.list.lock().unwrap_or_else(PoisonError::into_inner).contains(certificate);
        Box::pin(async move { Some(trusted) })
    }

    fn trust<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Result<(), TrustNotChanged>> {
        Box::pin(self.change(|list| {
            list.insert(certificate.to_vec());
        }))
    }

    fn distrust<'a>(&'a self, certificate: &'a [u8]) -> Promise<'a, Result<(), TrustNotChanged>> {
        Box::pin(self.change(|list| {
            list.remove(certificate);
        }))
    }

    fn distrust_all(&self) -> Promise<'_, Result<(), TrustNotChanged>> {
        Box::pin(self.change(HashSet::clear))
    }
}
