//! A keyring that several processes of one test share: a folder of small files, and switches.
//!
//! Only tests use it; its entries lie there in the clear.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use airtill_vault::{KeyStore, KeyStoreError};
use zeroize::Zeroizing;

/// The state of the keyring from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    /// Every call works.
    Works,
    /// Its owner has not unlocked it.
    Locked,
    /// There is no keyring.
    Absent,
    /// It asks its owner, who is away: no call returns until the switch is set.
    Asks,
}

/// The keyring; clones are the same one.
#[derive(Clone, Debug)]
pub struct TestKeyring {
    folder: PathBuf,
    now: Arc<(Mutex<Keyring>, Condvar)>,
}

impl TestKeyring {
    /// The keyring in `folder`, which is made if need be.
    pub fn new(folder: PathBuf) -> Self {
        fs::create_dir_all(&folder).expect("a folder for the keyring");
        Self { folder, now: Arc::new((Mutex::new(Keyring::Works), Condvar::new())) }
    }

    /// Sets the switch.
    pub fn set(&self, state: Keyring) {
        *self.now.0.lock().unwrap_or_else(PoisonError::into_inner) = state;
        self.now.1.notify_all();
    }

    fn path(&self, name: &str) -> Result<PathBuf, KeyStoreError> {
        let now = self.now.0.lock().unwrap_or_else(PoisonError::into_inner);
        // As long as the longest limit of a caller.
        let asked = self.now.1.wait_timeout_while(now, Duration::from_secs(60), |now| *now == Keyring::Asks);
        match *asked.unwrap_or_else(PoisonError::into_inner).0 {
            Keyring::Works => Ok(self.folder.join(name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"))),
            Keyring::Locked | Keyring::Asks => Err(KeyStoreError::Locked),
            Keyring::Absent => Err(KeyStoreError::Absent),
        }
    }
}

impl KeyStore for TestKeyring {
    fn read(&self, name: &str, _limit: Duration) -> Result<Zeroizing<Vec<u8>>, KeyStoreError> {
        fs::read(self.path(name)?).map(Zeroizing::new).map_err(failed)
    }

    fn write(&self, name: &str, value: &[u8], _limit: Duration) -> Result<(), KeyStoreError> {
        // Whole or not at all, because a test may kill us here.
        let path = self.path(name)?;
        let beside = path.with_extension(format!("new-{}", std::process::id()));
        fs::write(&beside, value).and_then(|()| fs::rename(&beside, &path)).map_err(failed)
    }

    fn delete(&self, name: &str, _limit: Duration) -> Result<(), KeyStoreError> {
        fs::remove_file(self.path(name)?).map_err(failed)
    }
}

fn failed(error: io::Error) -> KeyStoreError {
    if error.kind() == io::ErrorKind::NotFound {
        KeyStoreError::NoEntry
    } else {
        KeyStoreError::Failed { source: Box::new(error) }
    }
}
