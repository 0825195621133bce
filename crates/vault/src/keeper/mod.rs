//! The vault's inside, owned by its one thread: the file, the key, the changes that wait, and the state that follows
//! from them.
//!
//! Plain blocking functions. The order of every write is: lock the file, read it, apply the changes, replace it, and
//! only then give the keyring the new counter. A file whose counter is behind the keyring's is therefore an old copy,
//! and a keyring whose counter is behind the file's was only away. Opening the vault, with every possible finding, is
//! in [`opening`].

pub(crate) mod changes;
mod opening;

#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;

use airtill_domain::{Environment, Secret};
use tokio::sync::watch;

use crate::disk::{Disk, Found, NoLock, VaultLock};
use crate::sealed::{self, Entry, Header, InstallId, Key};
use crate::{Durability, KeyStore, KeyStoreError, Leftovers, Limits, Name, VaultError, VaultState};
use changes::{Change, Changes, Said};

/// The key and the counter with which the file is opened and written.
struct Access {
    key: Key,
    install_id: InstallId,
    /// The highest counter seen; a file below it is an old copy.
    counter: u64,
    /// Whether the keyring still stores the counter; after one failure it is left alone until the next attempt, because
    /// asking a locked keyring may open a window before a person each time.
    mirrors: bool,
}

/// The vault's inside: file, key, waiting changes and state.
pub(crate) struct Keeper {
    disk: Disk,
    environment: Environment,
    store: Arc<dyn KeyStore>,
    limits: Limits,
    access: Option<Access>,
    /// A key that was written to the keyring without an answer. It may still arrive there, so no other one is made
    /// meanwhile.
    unconfirmed: Option<Key>,
    changes: Changes,
    state: watch::Sender<VaultState>,
}

/// The result of reading the file.
enum Loaded {
    Entries(Header, Vec<Entry>),
    /// It is not the file that this keeper wrote.
    Unexpected,
}

impl Keeper {
    pub(crate) fn new(
        disk: Disk,
        environment: Environment,
        store: Arc<dyn KeyStore>,
        limits: Limits,
        state: watch::Sender<VaultState>,
    ) -> Self {
        Self { disk, environment, store, limits, access: None, unconfirmed: None, changes: Changes::default(), state }
    }

    /// Tries the keyring and the file anew, and writes the changes that wait in memory.
    pub(crate) fn attempt(&mut self) -> VaultState {
        self.access = None;
        let state = self.open();
        if !state.is_durable() {
            self.access = None;
        }
        tracing::info!(state = ?state, "vault");
        self.set(state)
    }

    pub(crate) fn acknowledge(&mut self) -> VaultState {
        match self.state() {
            VaultState::SetAside { .. } => self.set(VaultState::Ready),
            other => other,
        }
    }

    pub(crate) fn remember_nothing(&mut self) -> VaultState {
        self.access = None;
        self.set(VaultState::RememberNothing)
    }

    pub(crate) fn get(&mut self, name: &Name) -> Result<Option<Secret>, VaultError> {
        match self.changes.say(name) {
            Said::Here(secret) => return Ok(Some(secret)),
            Said::Gone => return Ok(None),
            Said::Nothing => {}
        }
        if self.access.is_some() {
            match self.load() {
                Ok(Loaded::Entries(_, entries)) => return Ok(find(entries, name)),
                Ok(Loaded::Unexpected) => {
                    self.attempt();
                }
                Err(error) => return Err(VaultError::OutOfReach { state: VaultState::Disk { kind: error.kind() } }),
            }
            if self.access.is_some()
                && let Ok(Loaded::Entries(_, entries)) = self.load()
            {
                return Ok(find(entries, name));
            }
        }
        match self.state() {
            VaultState::RememberNothing | VaultState::Forgotten => Ok(None),
            state if self.disk.has_vault() => Err(VaultError::OutOfReach { state }),
            _ => Ok(None),
        }
    }

    pub(crate) fn change(&mut self, change: Change) -> Durability {
        self.changes.push(change);
        if self.access.is_none() {
            return Durability::InMemory(self.state());
        }
        let state = match self.write() {
            Ok(true) => match self.state() {
                state if state.is_durable() => return Durability::OnDisk,
                // It could not be written a moment ago, and now it can.
                _ => self.set(VaultState::Ready),
            },
            Ok(false) => self.attempt(),
            Err(state) => self.set(state),
        };
        if state.is_durable() { Durability::OnDisk } else { Durability::InMemory(state) }
    }

    pub(crate) fn remove_for_good(&mut self, name: Name) -> Result<(), VaultError> {
        let state = match self.change(Change::Remove(name.clone())) {
            Durability::OnDisk | Durability::InMemory(VaultState::Forgotten) => return Ok(()),
            Durability::InMemory(VaultState::RememberNothing) if self.disk.has_vault() => self.remove_from_file(name),
            Durability::InMemory(state) => state,
        };
        if state.is_durable() || !self.disk.has_vault() { Ok(()) } else { Err(VaultError::OutOfReach { state }) }
    }

    /// Removes a secret from a file that is not in use. What is in memory stays there.
    fn remove_from_file(&mut self, name: Name) -> VaultState {
        let in_memory = std::mem::take(&mut self.changes);
        self.changes.push(Change::Remove(name));
        let opened = self.open();
        self.access = None;
        self.changes = in_memory;
        opened
    }

    pub(crate) fn forget(&mut self) -> Leftovers {
        let id = match (&self.access, self.disk.read_vault()) {
            (Some(access), _) => Some(access.install_id),
            (None, Ok(Found::File(file))) => sealed::header(&file).ok().map(|header| header.install_id),
            _ => None,
        };
        let id = id.or_else(|| self.disk.install_id().ok().flatten());
        self.access = None;
        self.unconfirmed = None;
        self.changes.clear();
        let key_left = id.and_then(|id| {
            [self.key_name(id), self.counter_name(id), self.test_name(id)]
                .iter()
                .find_map(|name| self.delete_for_good(name).err())
        });
        let files_left = self.disk.forget();
        self.set(VaultState::Forgotten);
        Leftovers { files_left, key_left }
    }

    fn delete_for_good(&self, name: &str) -> Result<(), KeyStoreError> {
        match self.store.delete(name, self.limits.keyring) {
            Ok(()) => {}
            Err(KeyStoreError::NoEntry) => return Ok(()),
            Err(error) => return Err(error),
        }
        match self.store.read(name, self.limits.keyring) {
            Err(KeyStoreError::NoEntry) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(KeyStoreError::Failed { source: "a deleted entry is still there".into() }),
        }
    }

    /// Writes all changes. False where the file is not the expected one.
    fn write(&mut self) -> Result<bool, VaultState> {
        let lock = self.lock()?;
        let (header, mut entries) = match self.load().map_err(disk)? {
            Loaded::Entries(header, entries) => (header, entries),
            Loaded::Unexpected => return Ok(false),
        };
        self.bring_up_to_date(&lock, header, &mut entries)?;
        Ok(true)
    }

    /// Applies all changes to the file's entries, and writes it if that makes a difference.
    fn bring_up_to_date(
        &mut self,
        lock: &VaultLock,
        header: Header,
        entries: &mut Vec<Entry>,
    ) -> Result<(), VaultState> {
        if self.changes.apply(entries) {
            self.replace(lock, Header { counter: header.counter.saturating_add(1), ..header }, entries)?;
        }
        self.changes.clear();
        Ok(())
    }

    /// Replaces the file and gives the keyring its counter.
    fn replace(&mut self, lock: &VaultLock, header: Header, entries: &[Entry]) -> Result<(), VaultState> {
        let access = self.access.as_mut().expect("only called with access");
        let file = sealed::seal(header, entries, &access.key, self.environment)
            .map_err(|error| disk(io::Error::other(error)))?;
        self.disk.replace_vault(lock, &file).map_err(disk)?;
        access.counter = header.counter;
        if access.mirrors {
            let name = entry_name(self.environment, header.install_id, COUNTER);
            if let Err(error) = self.store.write(&name, &header.counter.to_be_bytes(), self.limits.mirror) {
                tracing::warn!(reason = %error, "the keyring does not take the vault's counter");
                access.mirrors = false;
            }
        }
        Ok(())
    }

    fn load(&mut self) -> io::Result<Loaded> {
        let access = self.access.as_mut().expect("only called with access");
        let Found::File(file) = self.disk.read_vault()? else { return Ok(Loaded::Unexpected) };
        Ok(match sealed::open(&file, &access.key, self.environment) {
            Ok((header, entries)) if header.install_id == access.install_id && header.counter >= access.counter => {
                // Another process may have written since.
                access.counter = header.counter;
                Loaded::Entries(header, entries)
            }
            _ => Loaded::Unexpected,
        })
    }

    fn lock(&self) -> Result<VaultLock, VaultState> {
        self.disk.lock_vault(self.limits.file).map_err(|no_lock| match no_lock {
            NoLock::Busy => VaultState::Busy,
            NoLock::Io(error) => disk(error),
        })
    }

    fn state(&self) -> VaultState {
        self.state.borrow().clone()
    }

    fn set(&self, state: VaultState) -> VaultState {
        self.state.send_replace(state.clone());
        state
    }

    fn key_name(&self, id: InstallId) -> String {
        entry_name(self.environment, id, "")
    }

    fn counter_name(&self, id: InstallId) -> String {
        entry_name(self.environment, id, COUNTER)
    }

    fn test_name(&self, id: InstallId) -> String {
        entry_name(self.environment, id, "-test")
    }
}

const COUNTER: &str = "-counter";

fn entry_name(environment: Environment, id: InstallId, suffix: &str) -> String {
    format!("{}-{}{suffix}", environment.word(), id.text())
}

fn find(entries: Vec<Entry>, name: &Name) -> Option<Secret> {
    entries.into_iter().find(|entry| entry.binding == name.binding && entry.slot == name.slot).map(|entry| entry.secret)
}

fn disk(error: io::Error) -> VaultState {
    tracing::warn!(kind = ?error.kind(), "the vault's folder");
    VaultState::Disk { kind: error.kind() }
}
