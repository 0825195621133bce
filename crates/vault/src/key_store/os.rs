//! The operating system's keyring, called on a thread of its own.
//!
//! A keyring may wait for a person, or for ever. Each call is therefore made by one dedicated thread (never Tokio's,
//! which would wait for it at exit) and answered within a limit. A thread that overstays is left behind: it ends with
//! its call or with the program. The next call lets it end first, because its late effect would come between, and gets
//! a new one where it does not end. An entry holds base64 text, because some keyrings store only text.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use airtill_domain::lock;
use airtill_domain::text::plain;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use keyring_core::CredentialPersistence;
use keyring_core::api::CredentialStore;
use zeroize::Zeroizing;

use super::{KeyStore, KeyStoreError, platform};

/// The service name under which all entries are filed.
pub(crate) const SERVICE: &str = "airtill";

/// Threads that may wait for a silent keyring at the same time; beyond that a call is not even tried.
const MOST_LEFT_BEHIND: usize = 4;

type MakeStore = dyn Fn() -> keyring::Result<Arc<CredentialStore>> + Send + Sync;
type Call = Box<dyn FnOnce() + Send>;

/// The keyring of this system: Secret Service, Credential Manager or Keychain.
pub struct OsKeyring {
    make: Arc<MakeStore>,
    calls: Mutex<Option<mpsc::Sender<Call>>>,
    threads: Arc<Threads>,
}

impl OsKeyring {
    /// Touches nothing yet: each call looks for the keyring anew.
    pub fn new() -> Self {
        Self::over(platform::store)
    }

    pub(crate) fn over(make: impl Fn() -> keyring::Result<Arc<CredentialStore>> + Send + Sync + 'static) -> Self {
        Self { make: Arc::new(make), calls: Mutex::new(None), threads: Arc::default() }
    }

    /// Runs `work` with a newly made entry on the dedicated thread.
    fn ask<T: Send + 'static>(
        &self,
        name: &str,
        limit: Duration,
        work: impl FnOnce(&keyring::Entry) -> Result<T, KeyStoreError> + Send + 'static,
    ) -> Result<T, KeyStoreError> {
        let (make, user) = (Arc::clone(&self.make), name.to_owned());
        let (answer, answered) = mpsc::sync_channel(1);
        let call: Call = Box::new(move || {
            // The caller may have stopped waiting.
            let _ = answer.send(entry(make.as_ref(), &user).and_then(|entry| work(&entry)));
        });
        let mut calls = self.calls();
        let limit = if calls.is_none() { self.threads.let_end(limit)? } else { limit };
        self.send(&mut calls, call)?;
        match answered.recv_timeout(limit) {
            Ok(outcome) => outcome,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                *calls = None;
                Err(KeyStoreError::TimedOut)
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                *calls = None;
                Err(KeyStoreError::Failed { source: "the keyring's library panicked".into() })
            }
        }
    }

    fn calls(&self) -> MutexGuard<'_, Option<mpsc::Sender<Call>>> {
        lock(&self.calls)
    }

    fn send(&self, calls: &mut Option<mpsc::Sender<Call>>, call: Call) -> Result<(), KeyStoreError> {
        let call = match calls {
            Some(thread) => match thread.send(call) {
                Ok(()) => return Ok(()),
                Err(mpsc::SendError(call)) => call,
            },
            None => call,
        };
        let (thread, inbox) = mpsc::channel::<Call>();
        let present = Present::new(&self.threads);
        std::thread::Builder::new()
            .name("airtill-keyring".to_owned())
            .spawn(move || {
                let _present = present;
                while let Ok(call) = inbox.recv() {
                    call();
                }
            })
            .map_err(|source| KeyStoreError::Failed { source: Box::new(source) })?;
        thread.send(call).map_err(|_| KeyStoreError::TimedOut)?;
        *calls = Some(thread);
        Ok(())
    }
}

impl Default for OsKeyring {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for OsKeyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OsKeyring")
    }
}

/// How many threads there are.
#[derive(Default)]
struct Threads {
    count: Mutex<usize>,
    one_ends: Condvar,
}

impl Threads {
    fn count(&self) -> MutexGuard<'_, usize> {
        lock(&self.count)
    }

    /// Waits until the threads that were left behind have ended, for half of `limit` at most; returns the rest of it
    /// for a call.
    fn let_end(&self, limit: Duration) -> Result<Duration, KeyStoreError> {
        let count = self.count();
        match *count {
            0 => Ok(limit),
            MOST_LEFT_BEHIND.. => Err(KeyStoreError::TimedOut),
            _ => {
                let ended = self.one_ends.wait_timeout_while(count, limit / 2, |count| *count > 0);
                drop(ended.unwrap_or_else(PoisonError::into_inner));
                Ok(limit / 2)
            }
        }
    }
}

/// Counts a thread for as long as it lives, through a panic too.
struct Present(Arc<Threads>);

impl Present {
    fn new(threads: &Arc<Threads>) -> Self {
        *threads.count() += 1;
        Self(Arc::clone(threads))
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        *self.0.count() -= 1;
        self.0.one_ends.notify_all();
    }
}

/// `keyring`'s entry over a store made now: its own constructor would use one that was made once and is never made
/// again.
fn entry(make: &MakeStore, user: &str) -> Result<keyring::Entry, KeyStoreError> {
    let store = make().map_err(|error| match platform::classify(error) {
        // Making a store only connects to it: a failure here means that there is none.
        KeyStoreError::Failed { source } => {
            tracing::info!(reason = plain(&source.to_string(), 200), "no keyring");
            KeyStoreError::Absent
        }
        other => other,
    })?;
    // The mock store is for this crate's own tests alone.
    if !cfg!(test) {
        refuse_forgetful(&store)?;
    }
    let inner =
        store.build(SERVICE, user, Some(&platform::modifiers(std::env::consts::OS))).map_err(platform::classify)?;
    Ok(keyring::Entry { inner })
}

/// Refuses a store whose entries end with the program, as the mock store's do.
pub(crate) fn refuse_forgetful(store: &Arc<CredentialStore>) -> Result<(), KeyStoreError> {
    match store.persistence() {
        CredentialPersistence::UntilDelete => Ok(()),
        _ => Err(KeyStoreError::Failed { source: "this keyring forgets when the program ends".into() }),
    }
}

impl KeyStore for OsKeyring {
    fn read(&self, name: &str, limit: Duration) -> Result<Zeroizing<Vec<u8>>, KeyStoreError> {
        self.ask(name, limit, |entry| {
            let text = Zeroizing::new(entry.get_password().map_err(platform::classify)?);
            STANDARD.decode(text.as_bytes()).map(Zeroizing::new).map_err(|_| KeyStoreError::BadEncoding)
        })
    }

    fn write(&self, name: &str, value: &[u8], limit: Duration) -> Result<(), KeyStoreError> {
        let text = Zeroizing::new(STANDARD.encode(value));
        self.ask(name, limit, move |entry| entry.set_password(&text).map_err(platform::classify))
    }

    fn delete(&self, name: &str, limit: Duration) -> Result<(), KeyStoreError> {
        self.ask(name, limit, |entry| entry.delete_credential().map_err(platform::classify))
    }
}
