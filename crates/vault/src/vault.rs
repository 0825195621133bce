//! The vault as the rest of the program sees it: asynchronous questions to the one thread that owns file and key.
//!
//! The thread is started by [`Vault::open`] and ends with the last clone. It may wait a minute for the keyring, so
//! questions asked meanwhile wait too; [`Vault::state`] never does. Nothing waits for the thread when the program ends.

use std::path::PathBuf;
use std::sync::{Arc, mpsc};

use airtill_domain::{Environment, Secret};
use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

use crate::disk::{ASK_AGAIN, Disk};
use crate::keeper::Keeper;
use crate::keeper::changes::Change;
use crate::{Durability, KeyStore, Leftovers, Limits, Name, RefreshLock, VaultError, VaultState, sealed};

type Job = Box<dyn FnOnce(&mut Keeper) + Send>;

/// Secrets by name, sealed on disk where that is possible. Clones share one vault.
#[derive(Clone)]
pub struct Vault {
    jobs: mpsc::Sender<Job>,
    state: watch::Receiver<VaultState>,
    disk: Disk,
    limits: Limits,
}

/// An open vault, and the outcome of opening it.
#[derive(Debug)]
pub struct Opened {
    /// The vault; it works in every state.
    pub vault: Vault,
    /// The outcome of the first attempt.
    pub state: VaultState,
}

impl Vault {
    /// Opens the vault in `folder`, which belongs to `environment` alone, making it where there is none. Waits for the
    /// first attempt, at most a minute or so while a person unlocks the keyring.
    ///
    /// # Errors
    /// [`VaultError::Stopped`] where no thread can be started.
    pub async fn open(
        folder: PathBuf,
        environment: Environment,
        store: Arc<dyn KeyStore>,
    ) -> Result<Opened, VaultError> {
        Self::open_within(folder, environment, store, Limits::default()).await
    }

    /// [`Vault::open`] with other limits.
    ///
    /// # Errors
    /// [`VaultError::Stopped`] where no thread can be started.
    pub async fn open_within(
        folder: PathBuf,
        environment: Environment,
        store: Arc<dyn KeyStore>,
        limits: Limits,
    ) -> Result<Opened, VaultError> {
        let disk = Disk::new(folder);
        let (jobs, inbox) = mpsc::channel::<Job>();
        let (report, state) = watch::channel(VaultState::NotAnswering);
        let mut keeper = Keeper::new(disk.clone(), environment, store, limits, report);
        std::thread::Builder::new()
            .name("airtill-vault".to_owned())
            .spawn(move || {
                while let Ok(job) = inbox.recv() {
                    job(&mut keeper);
                }
            })
            .map_err(|_| VaultError::Stopped)?;
        let vault = Self { jobs, state, disk, limits };
        let state = vault.retry().await?;
        Ok(Opened { vault, state })
    }

    /// How secrets are stored at this moment.
    pub fn state(&self) -> VaultState {
        self.state.borrow().clone()
    }

    /// The state, as a channel that reports every change.
    pub fn watch(&self) -> watch::Receiver<VaultState> {
        self.state.clone()
    }

    /// Tries the keyring and the file at once, as if for the first time, and writes what memory holds.
    ///
    /// # Errors
    /// [`VaultError::Stopped`] only.
    pub async fn retry(&self) -> Result<VaultState, VaultError> {
        self.ask(Keeper::attempt).await
    }

    /// Notes that a person has seen the notice about a file that was set aside.
    ///
    /// # Errors
    /// [`VaultError::Stopped`] only.
    pub async fn acknowledge(&self) -> Result<VaultState, VaultError> {
        self.ask(Keeper::acknowledge).await
    }

    /// From now on holds secrets in memory only, until [`Vault::retry`]. The file stays on disk, out of sight; what is
    /// removed for good is removed from there, too.
    ///
    /// # Errors
    /// [`VaultError::Stopped`] only.
    pub async fn remember_nothing(&self) -> Result<VaultState, VaultError> {
        self.ask(Keeper::remember_nothing).await
    }

    /// The secret of this name, read anew: another copy of the program may have changed it. `None` only where there is
    /// surely none.
    ///
    /// # Errors
    /// [`VaultError::OutOfReach`] where a file exists that cannot be opened now.
    pub async fn get(&self, name: &Name) -> Result<Option<Secret>, VaultError> {
        let name = name.clone();
        self.ask(move |keeper| keeper.get(&name)).await?
    }

    /// Stores a secret, replacing the one of the same name. It can be read again in any case; the answer says whether
    /// it also outlives the program.
    ///
    /// # Errors
    /// [`VaultError::TooLong`], and then the earlier secret is unchanged.
    pub async fn put(&self, name: &Name, secret: Secret) -> Result<Durability, VaultError> {
        sealed::fits(&name.binding, name.slot, &secret)
            .map_err(|(what, length)| VaultError::TooLong { what, length })?;
        self.change(Change::Put(name.clone(), secret)).await
    }

    /// Removes one secret. [`Durability::InMemory`] means that the file still holds it and that it will be removed at the
    /// next chance.
    ///
    /// # Errors
    /// [`VaultError::Stopped`] only.
    pub async fn remove(&self, name: &Name) -> Result<Durability, VaultError> {
        self.change(Change::Remove(name.clone())).await
    }

    /// Removes one secret, and succeeds only where no file of this vault can hold it any more.
    ///
    /// # Errors
    /// [`VaultError::OutOfReach`] where there is a file that cannot be written now. It will be removed at the next
    /// chance, and is there again if the program ends before that.
    pub async fn remove_for_good(&self, name: &Name) -> Result<(), VaultError> {
        let name = name.clone();
        self.ask(move |keeper| keeper.remove_for_good(name)).await?
    }

    /// Removes every secret whose binding begins with `prefix`.
    ///
    /// # Errors
    /// [`VaultError::Stopped`] only.
    pub async fn remove_binding(&self, prefix: &str) -> Result<Durability, VaultError> {
        self.change(Change::RemoveBinding(prefix.to_owned())).await
    }

    /// Removes every secret whose binding is none of these: those of a connection that was changed or removed.
    ///
    /// # Errors
    /// [`VaultError::Stopped`] only.
    pub async fn keep_only(&self, bindings: &[String]) -> Result<Durability, VaultError> {
        self.change(Change::KeepOnly(bindings.to_vec())).await
    }

    /// Removes the files and the keyring's entries, and looks whether they are gone. Afterwards the vault is empty and
    /// in memory until [`Vault::retry`].
    ///
    /// # Errors
    /// [`VaultError::Stopped`] only; the answer lists the files and entries that could not be removed.
    pub async fn forget(&self) -> Result<Leftovers, VaultError> {
        self.ask(Keeper::forget).await
    }

    /// Waits until no other copy of the program renews the sign-in of this binding, at most [`Limits::refresh`]. Read
    /// the secret after this, not before.
    ///
    /// # Errors
    /// [`VaultError::RefreshLocked`] after the limit, [`VaultError::RefreshLockFile`] where no lock file can be made.
    pub async fn lock(&self, binding: &str) -> Result<RefreshLock, VaultError> {
        let until = Instant::now() + self.limits.refresh;
        let (disk, binding) = (self.disk.clone(), binding.to_owned());
        // Asked again and again rather than waited for: the holder may need the vault's thread to finish.
        let opened = self.ask(move |_| disk.binding_lock(&binding)).await?;
        let mut file = opened.map_err(|source| VaultError::RefreshLockFile { source })?;
        loop {
            match RefreshLock::try_take(file)? {
                Ok(lock) => return Ok(lock),
                Err(_) if Instant::now() >= until => return Err(VaultError::RefreshLocked),
                Err(still) => file = still,
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
    }

    async fn change(&self, change: Change) -> Result<Durability, VaultError> {
        self.ask(move |keeper| keeper.change(change)).await
    }

    /// Asks the vault's thread. Dropping the future does not stop the work.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Keeper) -> T + Send + 'static,
    ) -> Result<T, VaultError> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |keeper| {
            let _ = answer.send(question(keeper));
        });
        self.jobs.send(job).map_err(|_| VaultError::Stopped)?;
        answered.await.map_err(|_| VaultError::Stopped)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("state", &*self.state.borrow()).finish_non_exhaustive()
    }
}
