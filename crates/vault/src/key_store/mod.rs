//! The interface to the keyring: one named entry of a few dozen bytes, read, written, deleted.
//!
//! [`KeyStore`] is the interface that the vault needs; [`os::OsKeyring`] is the operating system's, [`platform`] holds
//! the differences between systems, `memory::MemoryStore` is for tests. Nothing here knows the purpose of an entry.

#[cfg(any(test, feature = "test-support"))]
pub(crate) mod memory;
pub(crate) mod os;
pub(crate) mod platform;
#[cfg(test)]
mod tests;

use std::time::Duration;

use zeroize::Zeroizing;

/// A store outside the vault's folder for small named entries. Calls block, at most as long as `limit`.
pub trait KeyStore: Send + Sync {
    /// The bytes of one entry.
    ///
    /// # Errors
    /// [`KeyStoreError::NoEntry`] where there is none; the other kinds by the obstacle.
    fn read(&self, name: &str, limit: Duration) -> Result<Zeroizing<Vec<u8>>, KeyStoreError>;

    /// Makes or replaces one entry.
    ///
    /// # Errors
    /// By the obstacle; the entry may then hold either value.
    fn write(&self, name: &str, value: &[u8], limit: Duration) -> Result<(), KeyStoreError>;

    /// Removes one entry.
    ///
    /// # Errors
    /// [`KeyStoreError::NoEntry`] where there is none; the other kinds by the obstacle.
    fn delete(&self, name: &str, limit: Duration) -> Result<(), KeyStoreError>;
}

/// The reason for which a keyring call failed.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// No entry has this name.
    #[error("the keyring has no such entry")]
    NoEntry,
    /// It is locked, or the person dismissed its question.
    #[error("the keyring is locked")]
    Locked,
    /// There is no keyring, no session bus to reach it by, or no keyring was ever set up.
    #[error("this computer has no keyring")]
    Absent,
    /// Two items have this name.
    #[error("the keyring has two entries of the same name")]
    Ambiguous,
    /// The entry is not text that we wrote.
    #[error("the keyring's entry is not readable text")]
    BadEncoding,
    /// The keyring refuses an entry of this size.
    #[error("the keyring refuses an entry of this length")]
    TooLong,
    /// No answer within the limit.
    #[error("the keyring did not answer in time")]
    TimedOut,
    /// Any other failure.
    #[error("the keyring failed")]
    Failed {
        /// The error of the keyring.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Writes an entry, reads it back and deletes it, so that a keyring that only pretends to store is found out before it
/// is relied on.
pub(crate) fn self_test(store: &dyn KeyStore, name: &str, limit: Duration) -> Result<(), KeyStoreError> {
    let mut token = [0; 16];
    getrandom::fill(&mut token).map_err(|source| KeyStoreError::Failed { source: Box::new(source) })?;
    store.write(name, &token, limit)?;
    let back = store.read(name, limit)?;
    if back.as_slice() != token {
        return Err(KeyStoreError::BadEncoding);
    }
    store.delete(name, limit)?;
    match store.read(name, limit) {
        Err(KeyStoreError::NoEntry) => Ok(()),
        Err(other) => Err(other),
        Ok(_) => Err(KeyStoreError::Failed { source: "a deleted entry is still there".into() }),
    }
}
