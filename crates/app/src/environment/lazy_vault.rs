//! A vault that is opened when it is first needed, because a person may have to unlock the keyring for it.
//!
//! Nothing here knows what the secrets mean. One name may be carried along when the vault turns from its file to
//! memory: its owner says so when the vault is set up.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use airtill_domain::Environment;
use airtill_vault::{KeyStore, KeyStoreError, Name, Vault, VaultState};
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

use crate::TillError;

/// The vault of one environment, opened or not.
pub struct LazyVault {
    folder: PathBuf,
    environment: Environment,
    keyring: Arc<dyn KeyStore>,
    remembers_nothing: Arc<AtomicBool>,
    carried: Option<Name>,
    opened: OnceCell<Vault>,
}

impl LazyVault {
    /// The vault in `folder`, not opened yet. It holds everything in memory where `remembers_nothing` is set when it is
    /// opened; `carried` is then taken from its file into memory.
    pub fn new(
        folder: &Path,
        environment: Environment,
        keyring: Arc<dyn KeyStore>,
        remembers_nothing: Arc<AtomicBool>,
        carried: Option<Name>,
    ) -> Self {
        // The practice account is public: nobody is asked to unlock a keyring in order to practise.
        let keyring = if environment == Environment::Practice { Arc::new(NoKeyring) } else { keyring };
        Self { folder: folder.to_owned(), environment, keyring, remembers_nothing, carried, opened: OnceCell::new() }
    }

    /// The vault; waits while it is opened for the first time.
    ///
    /// # Errors
    /// No thread could be started for it.
    pub async fn get(&self) -> Result<&Vault, TillError> {
        let open = || async {
            let vault = Vault::open(self.folder.clone(), self.environment, self.keyring.clone()).await?.vault;
            if self.remembers_nothing.load(Ordering::SeqCst) {
                turn_to_memory(&vault, self.carried.as_ref()).await?;
            }
            Ok(vault)
        };
        self.opened.get_or_try_init(open).await
    }

    /// Has the vault hold everything in memory from now on.
    ///
    /// # Errors
    /// The vault's thread is gone.
    pub async fn remember_nothing(&self) -> Result<(), TillError> {
        turn_to_memory(self.get().await?, self.carried.as_ref()).await
    }

    /// How it stores secrets; `None` as long as nobody needed it.
    pub fn state(&self) -> Option<VaultState> {
        self.opened.get().map(Vault::state)
    }
}

/// Has a vault hold everything in memory from now on, and `carried` with it.
///
/// # Errors
/// The vault's thread is gone.
pub async fn turn_to_memory(vault: &Vault, carried: Option<&Name>) -> Result<(), TillError> {
    let mut taken = None;
    if let Some(name) = carried {
        // A value that is out of reach was not in use.
        taken = vault.get(name).await.ok().flatten().map(|value| (name, value));
    }
    vault.remember_nothing().await?;
    if let Some((name, value)) = taken {
        let _in_memory = vault.put(name, value).await?;
    }
    Ok(())
}

/// The keyring of practice mode: none.
pub(super) struct NoKeyring;

impl KeyStore for NoKeyring {
    fn read(&self, _name: &str, _limit: Duration) -> Result<Zeroizing<Vec<u8>>, KeyStoreError> {
        Err(KeyStoreError::Absent)
    }

    fn write(&self, _name: &str, _value: &[u8], _limit: Duration) -> Result<(), KeyStoreError> {
        Err(KeyStoreError::Absent)
    }

    fn delete(&self, _name: &str, _limit: Duration) -> Result<(), KeyStoreError> {
        Err(KeyStoreError::Absent)
    }
}
