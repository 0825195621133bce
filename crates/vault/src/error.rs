//! The failures of a vault on which its caller must act.
//!
//! A keyring that is away or a full disk is not here: secrets then stay in memory, and [`crate::Durability`] and
//! [`crate::VaultState`] give the reason. An error means that the question could not be answered at all.

use crate::VaultState;

/// The reason for which the vault gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A file may hold this secret, and it cannot be opened now. "Signed out" would be the wrong conclusion.
    #[error("the secrets on this computer are out of reach just now")]
    OutOfReach {
        /// The state that keeps it out of reach.
        state: VaultState,
    },
    /// The name or the secret is longer than the file format can hold.
    #[error("{what} of {length} bytes is too long to store")]
    TooLong {
        /// The part that is too long: "a binding", "a slot", "a secret".
        what: &'static str,
        /// Its length in bytes.
        length: usize,
    },
    /// Another copy of the program held the refresh lock for the whole wait.
    #[error("another copy of the program is renewing this sign-in and does not finish")]
    RefreshLocked,
    /// The refresh lock's file cannot be made or opened.
    #[error("the lock file cannot be used")]
    RefreshLockFile {
        /// The error of the operating system.
        #[source]
        source: std::io::Error,
    },
    /// The vault's thread is gone, which happens only if it panicked.
    #[error("the vault has stopped")]
    Stopped,
}
