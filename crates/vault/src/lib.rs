//! Secrets at rest: a sealed file whose key is in the operating system's keyring.
//!
//! The keyring holds one random key and a counter; everything else is in `vault.bin`, sealed. This crate knows bytes
//! and names, not OAuth: the caller gives a name its meaning. It is the only crate that names the keyring.
//!
//! Where the keyring is absent, locked or silent, secrets stay in memory and the answer says so ([`Durability::InMemory`]);
//! nothing is ever written to disk in the clear. A file that cannot be opened is set aside under another name, never
//! deleted. Access tokens are not for this crate: the session holds them in memory.

mod core_dumps;
mod disk;
mod error;
mod keeper;
mod key_store;
mod leftovers;
mod refresh_lock;
mod sealed;
mod state;
mod vault;

pub use core_dumps::refuse_core_dumps;
pub use error::VaultError;
#[cfg(any(test, feature = "test-support"))]
pub use key_store::memory::{Fault, MemoryStore};
pub use key_store::os::OsKeyring;
pub use key_store::{KeyStore, KeyStoreError};
pub use leftovers::Leftovers;
pub use refresh_lock::RefreshLock;
pub use state::{Durability, Limits, Loss, Name, Trouble, VaultState};
pub use vault::{Opened, Vault};
