//! A keyring for tests: entries in memory, and a switch for every fault of a real one.
//!
//! Shared by cloning, so that a test can hold the switch while a vault holds the store. Only in tests and behind the
//! feature `test-support`: in a released program it would be a store that loses every secret.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use airtill_domain::lock;
use zeroize::Zeroizing;

use super::{KeyStore, KeyStoreError};

/// The behaviour of the store in every call from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Every call works.
    #[default]
    None,
    /// Locked, or its question was dismissed.
    Locked,
    /// There is no keyring.
    Absent,
    /// Two items of one name.
    Ambiguous,
    /// The entry is not text.
    BadEncoding,
    /// The entry is too long.
    TooLong,
    /// Any other failure.
    Failed,
    /// Each call waits for its whole limit.
    NeverAnswers,
    /// Writes are agreed to and dropped.
    Forgets,
    /// Locked, and until a write it only answers that it has no such entry.
    HidesWhileLocked,
}

#[derive(Default)]
struct Inside {
    entries: HashMap<String, Vec<u8>>,
    fault: Fault,
    calls: usize,
}

/// Entries in memory. Clones share them.
#[derive(Clone, Default)]
pub struct MemoryStore(Arc<(Mutex<Inside>, Condvar)>);

impl MemoryStore {
    /// An empty store that works.
    pub fn new() -> Self {
        Self::default()
    }

    /// Turns the switch; calls that wait go on at once.
    pub fn set_fault(&self, fault: Fault) {
        self.inside().fault = fault;
        self.0.1.notify_all();
    }

    /// The names of all entries, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.inside().entries.keys().cloned().collect();
        names.sort();
        names
    }

    /// One entry, past every switch.
    pub fn entry(&self, name: &str) -> Option<Vec<u8>> {
        self.inside().entries.get(name).cloned()
    }

    /// Sets or removes one entry, past every switch.
    pub fn set_entry(&self, name: &str, value: Option<&[u8]>) {
        match value {
            Some(value) => self.inside().entries.insert(name.to_owned(), value.to_vec()),
            None => self.inside().entries.remove(name),
        };
    }

    /// How many calls were made.
    pub fn calls(&self) -> usize {
        self.inside().calls
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        lock(&self.0.0)
    }

    fn enter(&self, limit: Duration) -> Result<MutexGuard<'_, Inside>, KeyStoreError> {
        let mut inside = self.inside();
        inside.calls += 1;
        let (inside, waited) = self
            .0
            .1
            .wait_timeout_while(inside, limit, |inside| inside.fault == Fault::NeverAnswers)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(KeyStoreError::TimedOut);
        }
        match inside.fault {
            Fault::None | Fault::Forgets | Fault::NeverAnswers | Fault::HidesWhileLocked => Ok(inside),
            Fault::Locked => Err(KeyStoreError::Locked),
            Fault::Absent => Err(KeyStoreError::Absent),
            Fault::Ambiguous => Err(KeyStoreError::Ambiguous),
            Fault::BadEncoding => Err(KeyStoreError::BadEncoding),
            Fault::TooLong => Err(KeyStoreError::TooLong),
            Fault::Failed => Err(KeyStoreError::Failed { source: "the switch says so".into() }),
        }
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryStore")
    }
}

impl KeyStore for MemoryStore {
    fn read(&self, name: &str, limit: Duration) -> Result<Zeroizing<Vec<u8>>, KeyStoreError> {
        let inside = self.enter(limit)?;
        let found = inside.entries.get(name).filter(|_| inside.fault != Fault::HidesWhileLocked);
        found.cloned().map(Zeroizing::new).ok_or(KeyStoreError::NoEntry)
    }

    fn write(&self, name: &str, value: &[u8], limit: Duration) -> Result<(), KeyStoreError> {
        let mut inside = self.enter(limit)?;
        match inside.fault {
            Fault::HidesWhileLocked => return Err(KeyStoreError::Locked),
            Fault::Forgets => {}
            _ => drop(inside.entries.insert(name.to_owned(), value.to_vec())),
        }
        Ok(())
    }

    fn delete(&self, name: &str, limit: Duration) -> Result<(), KeyStoreError> {
        self.enter(limit)?.entries.remove(name).map(drop).ok_or(KeyStoreError::NoEntry)
    }
}
