//! The one door to the use cases: a method for each command of the contract, in the contract's own types.
//!
//! Every call runs as a task of its own that [`Till::close`] waits for, so a window that closes, or a caller that stops
//! waiting, never cuts a sale or a renewal in half.

mod accounts;
mod browser_sign_in;
mod certificate;
mod client_sign_in;
mod closing;
mod company;
mod connections;
mod esim;
mod limits;
mod password_sign_in;
mod practice;
mod selling;
mod sign_out;
mod supervising;
mod updates;
mod vault;

pub use connections::MOST_FILE_BYTES;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use airtill_contract::{ClosingView, RefusedImport, VaultState};
use airtill_domain::Environment;

use crate::airtime;
use crate::connection::{Connections, Waiting};
use crate::environment::Environments;
use crate::ports::Promise;
use crate::runtime::Runtime;
use crate::selling::Intents;
use crate::sign_in::{BrowserSignIns, Certificates, leaf};
use crate::update::Updates;
use crate::{DataFolder, Policy, Ports, TillError, view};

/// The till of one data folder. Clones share it.
#[derive(Clone)]
pub struct Till(Arc<Inner>);

struct Inner {
    runtime: Arc<Runtime>,
    environments: Arc<Environments>,
    connections: Arc<Connections>,
    certificates: Arc<Certificates>,
    sign_ins: Arc<BrowserSignIns>,
    imports: Waiting,
    /// Whether the connections of the company are taken by now, or are about to be.
    takes_company: AtomicBool,
    refused_imports: Mutex<Vec<RefusedImport>>,
    top_ups: Intents<airtime::Checked>,
    esim_orders: Intents<crate::esim::Checked>,
    /// The sale that is finished before the till closes, once it was asked to.
    finishing: Mutex<Option<ClosingView>>,
    /// Empty in a till that takes no updates.
    updates: OnceLock<Arc<Updates>>,
    version: String,
    practise_now: bool,
}

impl Till {
    /// A till on a folder that this process has locked. Nothing is read yet; [`Till::start`] does.
    /// `practise_now` asks the window to begin practising as it opens.
    pub fn new(folder: DataFolder, ports: Ports, policy: Policy, version: String, practise_now: bool) -> Self {
        let runtime = Arc::new(Runtime::new(folder, ports, policy));
        let environments = Arc::new(Environments::new(runtime.clone(), leaf::carried()));
        let connections = Arc::new(Connections::new(runtime.clone(), environments.clone()));
        let certificates = Arc::new(Certificates::new(runtime.clone(), environments.clone(), connections.clone()));
        let sign_ins = Arc::new(BrowserSignIns::new(runtime.clone(), connections.clone(), certificates.clone()));
        Self(Arc::new(Inner {
            runtime,
            environments,
            connections,
            certificates,
            sign_ins,
            imports: Waiting::default(),
            takes_company: AtomicBool::new(false),
            refused_imports: Mutex::default(),
            top_ups: Intents::default(),
            esim_orders: Intents::default(),
            finishing: Mutex::default(),
            updates: OnceLock::new(),
            version,
            practise_now,
        }))
    }

    /// Ends what only watches, and waits: for sales and renewals that are under way until they end, since each has its
    /// limit; for anything else no longer than `patience`. Nothing new should be asked for.
    pub async fn close(&self, patience: Duration) {
        let runtime = &self.0.runtime;
        runtime.closing.cancel();
        self.0.sign_ins.attempts.close();
        runtime.working.close();
        runtime.working.wait().await;
        runtime.tasks.close();
        if tokio::time::timeout(patience, runtime.tasks.wait()).await.is_err() {
            tracing::warn!("closing did not wait any longer for what was under way");
        }
        // Outcomes that a full disk left in memory get their last chance.
        for airtime in self.0.connections.registry.airtime() {
            if let Err(error) = airtime.write_kept_outcomes_at_the_end(patience).await {
                tracing::error!(%error, "an outcome could not be written; the sale will be in doubt");
            }
        }
        for esim in self.0.connections.registry.esim() {
            if let Err(error) = esim.write_outcomes_at_the_end(patience).await {
                tracing::error!(%error, "an outcome could not be written; the order will be in doubt");
            }
        }
    }

    /// Runs `work` to its end, whether or not the caller goes on waiting.
    async fn run<T, F>(&self, work: impl FnOnce(Arc<Inner>) -> F) -> Result<T, TillError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, TillError>> + Send + 'static,
    {
        let work = tracing::Instrument::in_current_span(work(self.0.clone()));
        let (done, answer) = tokio::sync::oneshot::channel();
        let command = self.0.runtime.commands.token();
        // One type of task for all commands, so that its machinery is compiled once and not for each.
        let task: Promise<'static, ()> = Box::pin(async move {
            // A caller that stopped waiting wanted the work done all the same.
            let outcome = work.await;
            drop(command);
            let _ = done.send(outcome);
        });
        self.0.runtime.tasks.spawn(task);
        answer.await.unwrap_or_else(|_| {
            tracing::error!("a use case ended unexpectedly");
            Err(TillError::new(airtill_contract::ErrorCode::Internal).money_unknown())
        })
    }
}

impl Inner {
    /// Where sign-ins of real connections are stored: live first, test where only that was needed.
    fn vault_state(&self) -> VaultState {
        let state =
            |environment| self.environments.known(environment).and_then(|environment| environment.vault.state());
        state(Environment::Live)
            .or_else(|| state(Environment::Test))
            .as_ref()
            .map_or(VaultState::NotOpened, view::vault_state)
    }
}
