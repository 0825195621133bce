//! The one door to the use cases: a method for each command of the contract, in the contract's own types.
//!
//! Every call runs as a task of its own that [`Till::close`] waits for, so a window that closes, or a caller that stops
//! waiting, never cuts a sale or a renewal in half.

mod accounts;
mod browser_sign_in;
mod certificate;
mod closing;
mod connections;
mod password_sign_in;
mod practice;
mod selling;
mod sign_out;
mod vault;

pub(crate) use browser_sign_in::NotReady;
pub use connections::MOST_FILE_BYTES;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use airtill_contract::{ClosingView, Notice, RefusedImport, VaultState};
use airtill_domain::Environment;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::airtime::{Airtime, Intents};
use crate::connection::{Registry, Waiting};
use crate::environment::Environments;
use crate::sign_in::Attempts;
use crate::{DataFolder, Policy, Ports, TillError, view};

/// The till of one data folder. Clones share it.
#[derive(Clone)]
pub struct Till(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) folder: DataFolder,
    pub(crate) ports: Ports,
    pub(crate) policy: Policy,
    pub(crate) version: String,
    pub(crate) environments: Environments,
    pub(crate) connections: Registry,
    pub(crate) waiting: Waiting,
    pub(crate) intents: Intents,
    pub(crate) attempts: Attempts,
    pub(crate) notices: Mutex<Vec<Notice>>,
    pub(crate) refused_imports: Mutex<Vec<RefusedImport>>,
    /// What is finished before the till closes, once it was asked to.
    pub(crate) finishing: Mutex<Option<ClosingView>>,
    pub(crate) tasks: TaskTracker,
    pub(crate) closing: CancellationToken,
    pub(crate) working: TaskTracker,
    pub(crate) practise_now: bool,
    pub(crate) remembers_nothing: Arc<AtomicBool>,
}

impl Till {
    /// A till on a folder that this process has locked. Nothing is read yet; [`Till::start`] does.
    /// `practise_now` asks the window to begin practising as it opens.
    pub fn new(folder: DataFolder, ports: Ports, policy: Policy, version: String, practise_now: bool) -> Self {
        Self(Arc::new(Inner {
            environments: Environments::default(),
            connections: Registry::default(),
            waiting: Waiting::default(),
            intents: Intents::default(),
            attempts: Attempts::default(),
            notices: Mutex::default(),
            refused_imports: Mutex::default(),
            finishing: Mutex::default(),
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
            working: TaskTracker::new(),
            practise_now,
            remembers_nothing: Arc::default(),
            folder,
            ports,
            policy,
            version,
        }))
    }

    /// Ends what only watches, and waits: for sales and renewals that are under way until they end, since each has its
    /// limit; for anything else no longer than `patience`. Nothing new should be asked for.
    pub async fn close(&self, patience: Duration) {
        self.0.closing.cancel();
        self.0.attempts.close();
        self.0.working.close();
        self.0.working.wait().await;
        self.0.tasks.close();
        if tokio::time::timeout(patience, self.0.tasks.wait()).await.is_err() {
            tracing::warn!("closing did not wait any longer for what was under way");
        }
        // What a full disk kept in memory gets its last chance.
        for airtime in self.0.connections.airtime() {
            if let Err(error) = airtime.write_what_was_not_written().await {
                tracing::error!(%error, "an outcome could not be written; the sale will be in doubt");
            }
        }
    }

    /// Runs `work` to its end, whether or not the caller keeps waiting.
    pub(crate) async fn run<T, F>(&self, work: impl FnOnce(Arc<Inner>) -> F) -> Result<T, TillError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, TillError>> + Send + 'static,
    {
        let task = self.0.tasks.spawn(tracing::Instrument::in_current_span(work(self.0.clone())));
        task.await.unwrap_or_else(|error| {
            tracing::error!(panicked = error.is_panic(), "a use case ended unexpectedly");
            Err(TillError::new(airtill_contract::ErrorCode::Internal).money_unknown())
        })
    }
}

impl Inner {
    pub(crate) fn notify(&self, notice: Notice) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        if notice.code == airtill_contract::NoticeCode::ClockDiffers {
            // By how much it differs changes with every look.
            notices.retain(|known| known.code != notice.code);
        }
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }

    /// Takes the notice about the clock back once no service's clock differs any more, and tells the window.
    pub(crate) fn look_at_the_clock(&self) {
        if self.connections.all_open().iter().any(|open| open.session().clock_skew().is_some_and(|skew| skew.matters()))
        {
            return;
        }
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        let before = notices.len();
        notices.retain(|known| known.code != airtill_contract::NoticeCode::ClockDiffers);
        if notices.len() < before {
            drop(notices);
            self.ports.outlet.emit(airtill_contract::Event::StartChanged {});
        }
    }

    /// Looks for evidence at growing gaps, until nothing is in doubt any more or the till closes.
    pub(crate) fn watch(&self, airtime: Arc<Airtime>) {
        self.tasks.spawn(airtime.watch());
    }

    /// Where sign-ins of real connections are kept: live first, test where only that was needed.
    pub(crate) fn vault_state(&self) -> VaultState {
        let state =
            |environment| self.environments.known(environment).and_then(|environment| environment.vault.state());
        state(Environment::Live)
            .or_else(|| state(Environment::Test))
            .as_ref()
            .map_or(VaultState::NotOpened, view::vault_state)
    }
}
