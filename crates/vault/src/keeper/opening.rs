//! Opening the vault: the keyring's state and the file's state, brought together.
//!
//! | key | file | what happens |
//! | --- | --- | --- |
//! | none | none | first start: a key is made, then an empty file |
//! | there | good | opened |
//! | there | none | a loss if the keyring counts any write, else a first start that was cut short |
//! | none, or not a key | any | the file is set aside, a new key is made |
//! | there | damaged, altered, another key's | set aside |
//! | there | older than the keyring's counter | set aside: its secrets are spent |
//! | not asked | a later format | refused, untouched |
//! | out of reach | any | untouched; secrets stay in memory |
//!
//! The keyring is tested before it is believed: some answer "no such entry" while they are locked, and would cost
//! people their sign-in.

use std::io;
use std::path::PathBuf;

use airtill_domain::text::plain;
use zeroize::Zeroizing;

use super::{Access, Keeper, disk};
use crate::disk::{Found, VaultLock};
use crate::key_store::self_test;
use crate::sealed::{self, Entry, Header, InstallId, Key, Unusable};
use crate::{KeyStoreError, Loss, Trouble, VaultState};

/// The file, as far as it can be judged without the key.
enum File {
    None,
    Of(Header, Vec<u8>),
    Unusable(Loss),
}

/// The keyring's entries for an install id.
struct Keyring {
    key: Result<Key, NoKey>,
    counter: u64,
}

enum NoKey {
    None,
    Unreadable,
}

impl Keeper {
    pub(super) fn open(&mut self) -> VaultState {
        self.try_open().unwrap_or_else(|state| state)
    }

    fn try_open(&mut self) -> Result<VaultState, VaultState> {
        self.disk.prepare().map_err(disk)?;
        let lock = self.lock()?;
        let file = self.look()?;
        let noted = self.disk.install_id().map_err(disk)?;
        let id = match (&file, noted) {
            (File::Of(header, _), _) => header.install_id,
            (_, Some(id)) => id,
            (_, None) => sealed::fresh_install_id().map_err(|error| disk(io::Error::other(error)))?,
        };
        let keyring = self.ask(id).map_err(|error| {
            if let KeyStoreError::Failed { source } = &error {
                tracing::warn!(reason = plain(&source.to_string(), 200), "the keyring failed");
            }
            VaultState::from(&error)
        })?;
        self.disk.sweep(&lock).map_err(disk)?;
        if noted != Some(id) {
            self.disk.write_install_id(&lock, id).map_err(disk)?;
        }
        self.settle(&lock, id, file, keyring)
    }

    fn look(&self) -> Result<File, VaultState> {
        Ok(match self.disk.read_vault().map_err(disk)? {
            Found::Nothing => File::None,
            Found::NotAFile => File::Unusable(Loss::NotAFile),
            Found::File(bytes) => match sealed::header(&bytes) {
                Ok(header) => File::Of(header, bytes),
                Err(Unusable::Newer(found)) => return Err(VaultState::Newer { found }),
                Err(Unusable::Damaged) => File::Unusable(Loss::Damaged),
            },
        })
    }

    fn ask(&self, id: InstallId) -> Result<Keyring, KeyStoreError> {
        let limit = self.limits.keyring;
        let read = |name: &str| self.store.read(name, limit);
        self_test(self.store.as_ref(), &self.test_name(id), limit)?;
        let key = match read(&self.key_name(id)) {
            Ok(bytes) => <[u8; 32]>::try_from(bytes.as_slice()).map(Zeroizing::new).map_err(|_| NoKey::Unreadable),
            Err(KeyStoreError::NoEntry) => Err(NoKey::None),
            // The test went well a moment ago, so it is this entry and not the keyring.
            Err(KeyStoreError::BadEncoding) => Err(NoKey::Unreadable),
            Err(error) => return Err(error),
        };
        let counter = match read(&self.counter_name(id)) {
            Ok(bytes) => bytes.as_slice().try_into().map_or(0, u64::from_be_bytes),
            Err(KeyStoreError::NoEntry | KeyStoreError::BadEncoding) => 0,
            Err(error) => return Err(error),
        };
        Ok(Keyring { key, counter })
    }

    fn settle(
        &mut self,
        lock: &VaultLock,
        id: InstallId,
        file: File,
        keyring: Keyring,
    ) -> Result<VaultState, VaultState> {
        let Keyring { key, counter } = keyring;
        let (key, no_key) = match key {
            Ok(key) => (Some(key), Loss::Damaged),
            Err(NoKey::None) => (None, Loss::KeyMissing),
            Err(NoKey::Unreadable) => (None, Loss::KeyUnreadable),
        };
        let why = match (file, &key) {
            (File::Of(_, bytes), Some(usable)) => match sealed::open(&bytes, usable, self.environment) {
                Ok((header, _)) if header.counter < counter => Loss::RolledBack,
                Ok((header, entries)) => {
                    return self.resume(lock, header, entries, key.expect("it just opened the file"));
                }
                Err(_) => Loss::Damaged,
            },
            (File::Of(..), None) => no_key,
            (File::Unusable(why), _) => why,
            (File::None, _) if counter > 0 => Loss::FileMissing,
            (File::None, _) => {
                self.begin(lock, id, key, 0)?;
                return Ok(VaultState::Ready);
            }
        };
        let path = self.set_aside(lock, why)?;
        self.begin(lock, id, key, counter)?;
        Ok(VaultState::SetAside { path, why })
    }

    /// Goes on with a good file, and writes the changes that wait.
    fn resume(
        &mut self,
        lock: &VaultLock,
        header: Header,
        mut entries: Vec<Entry>,
        key: Key,
    ) -> Result<VaultState, VaultState> {
        self.access = Some(Access { key, install_id: header.install_id, counter: header.counter, mirrors: true });
        self.bring_up_to_date(lock, header, &mut entries)?;
        Ok(VaultState::Ready)
    }

    /// Makes a new file, after the keyring is known to hold its key: a file without a key would be lost at the next
    /// start.
    fn begin(
        &mut self,
        lock: &VaultLock,
        install_id: InstallId,
        key: Option<Key>,
        counter: u64,
    ) -> Result<(), VaultState> {
        let key = match key {
            Some(key) => key,
            None => self.new_key(install_id)?,
        };
        let counter = counter.saturating_add(1);
        let mut entries = Vec::new();
        self.changes.apply(&mut entries);
        // The keyring counts from the first secret on: an empty file that goes missing is no loss to report.
        self.access = Some(Access { key, install_id, counter, mirrors: !entries.is_empty() });
        self.replace(lock, Header { install_id, counter }, &entries)?;
        if let Some(access) = &mut self.access {
            access.mirrors = true;
        }
        self.changes.clear();
        Ok(())
    }

    fn new_key(&mut self, id: InstallId) -> Result<Key, VaultState> {
        let key = match self.unconfirmed.take() {
            Some(key) => key,
            None => sealed::fresh_key().map_err(|error| disk(io::Error::other(error)))?,
        };
        let (name, limit) = (self.key_name(id), self.limits.keyring);
        let kept = self.store.write(&name, key.as_slice(), limit).and_then(|()| self.store.read(&name, limit));
        match kept {
            Ok(kept) if kept.as_slice() == key.as_slice() => Ok(key),
            Ok(_) => Err(VaultState::KeyringTrouble(Trouble::Failed)),
            Err(error) => {
                self.unconfirmed = Some(key);
                Err(VaultState::from(&error))
            }
        }
    }

    fn set_aside(&self, lock: &VaultLock, why: Loss) -> Result<Option<PathBuf>, VaultState> {
        tracing::warn!(why = ?why, "the vault cannot be used");
        if why == Loss::FileMissing { Ok(None) } else { self.disk.set_vault_aside(lock).map(Some).map_err(disk) }
    }
}
