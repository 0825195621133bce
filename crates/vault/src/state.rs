//! The words in which the vault describes itself: how secrets are stored now, why, and what was lost.
//!
//! Only words and their small conversions; the transitions are made in `keeper`.

use std::path::PathBuf;
use std::time::Duration;

use crate::KeyStoreError;

/// The name of a secret: the connection that it belongs to, and its kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// The connection with its address and client, as `Connection::secret_binding` spells it. When any part of it
    /// changes, the secret is not found any more.
    pub binding: String,
    /// The kind: "refresh-token", "client-secret".
    pub slot: &'static str,
}

/// How secrets are stored at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultState {
    /// On disk, sealed.
    Ready,
    /// On disk, sealed, but earlier secrets are lost and people must sign in again. Lasts until
    /// [`crate::Vault::acknowledge`].
    SetAside {
        /// The path of the unusable file now; `None` where there was none.
        path: Option<PathBuf>,
        /// The reason for the loss.
        why: Loss,
    },
    /// In memory: this computer has no keyring, or no session bus to reach it by.
    Absent,
    /// In memory: the keyring is locked, or the person dismissed its question.
    Locked,
    /// In memory: the keyring did not answer in time. Its question may still be waiting behind a window.
    NotAnswering,
    /// In memory: the keyring answers, but not usefully.
    KeyringTrouble(Trouble),
    /// In memory: a newer version of the program wrote the file, which is left untouched.
    Newer {
        /// The file's format version.
        found: u16,
    },
    /// In memory: the folder or file cannot be read or written. `StorageFull` is a full disk.
    Disk {
        /// The kind of the operating system's error.
        kind: std::io::ErrorKind,
    },
    /// In memory: another copy of the program holds the file's lock and does not release it.
    Busy,
    /// In memory, as the person chose.
    RememberNothing,
    /// In memory: everything was forgotten, and nothing has been asked for since.
    Forgotten,
}

impl VaultState {
    /// Whether a secret that is stored now outlives the program.
    pub fn is_durable(&self) -> bool {
        matches!(self, VaultState::Ready | VaultState::SetAside { .. })
    }
}

/// The defect of a keyring that answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Two items carry our name, and only one can be ours.
    Ambiguous,
    /// The keyring returned other bytes than it was given: it cannot store text.
    BadEncoding,
    /// The keyring refuses an entry of this size.
    TooLong,
    /// Any other failure; its error is in the log.
    Failed,
}

/// The reason for which earlier secrets are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The keyring remembers a vault, and its file is missing.
    FileMissing,
    /// The file is there, and the keyring has no key for it.
    KeyMissing,
    /// The keyring's entry is not a key.
    KeyUnreadable,
    /// The file is not a vault, is cut short, was altered, or was sealed with another key.
    Damaged,
    /// An older copy of the file was put back; its secrets are spent.
    RolledBack,
    /// Something else than a plain file, such as a symbolic link, had its name.
    NotAFile,
}

/// Where a change was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a secret that is only in memory is lost with the program: people must be warned"]
pub enum Durability {
    /// On disk, sealed, synced: it survives a power cut.
    OnDisk,
    /// In memory only, for the reason that the state gives. [`crate::Vault::retry`] writes it as soon as that is
    /// possible.
    InMemory(VaultState),
}

/// How long the vault waits for each peer.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For one answer of the keyring; long, because a person may be typing the keyring's password.
    pub keyring: Duration,
    /// For the keyring to take the counter after each write; short, because only roll-back detection depends on it.
    pub mirror: Duration,
    /// For another copy of the program to release the file's lock.
    pub file: Duration,
    /// For another copy of the program to finish renewing a sign-in: its request may take 30 s, and it stores the token
    /// afterwards.
    pub refresh: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { keyring: seconds(60), mirror: seconds(2), file: seconds(10), refresh: seconds(45) }
    }
}

impl From<&KeyStoreError> for VaultState {
    fn from(error: &KeyStoreError) -> Self {
        match error {
            KeyStoreError::Locked => VaultState::Locked,
            KeyStoreError::Absent => VaultState::Absent,
            KeyStoreError::TimedOut => VaultState::NotAnswering,
            KeyStoreError::Ambiguous => VaultState::KeyringTrouble(Trouble::Ambiguous),
            KeyStoreError::BadEncoding => VaultState::KeyringTrouble(Trouble::BadEncoding),
            KeyStoreError::TooLong => VaultState::KeyringTrouble(Trouble::TooLong),
            // An entry that is gone right after it was written shows a keyring that does not store.
            KeyStoreError::NoEntry | KeyStoreError::Failed { .. } => VaultState::KeyringTrouble(Trouble::Failed),
        }
    }
}
