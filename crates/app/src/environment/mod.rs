//! The three environments, each opened when it is first needed.
//!
//! Practice, test and live share no ledger, no vault and no token: each has its folder, and nothing here
//! can hand out those of another. A vault that cannot be opened leaves a ledger that can.

mod checking;
mod open;

use std::sync::Arc;

use airtill_contract::{Event, Notice, NoticeCode};
use airtill_domain::Environment;
use airtill_ledger::{LedgerError, Verified};
use tokio::sync::OnceCell;

pub use open::{LazyVault, OpenEnvironment, TILL, end_of_orphan};

use crate::TillError;
use crate::till::Inner;

/// The environment of the three, opened or not.
#[derive(Default)]
pub struct Environments {
    live: OnceCell<Arc<OpenEnvironment>>,
    test: OnceCell<Arc<OpenEnvironment>>,
    practice: OnceCell<Arc<OpenEnvironment>>,
}

impl Environments {
    fn cell(&self, environment: Environment) -> &OnceCell<Arc<OpenEnvironment>> {
        match environment {
            Environment::Live => &self.live,
            Environment::Test => &self.test,
            Environment::Practice => &self.practice,
        }
    }

    /// The environment, if they were opened.
    pub fn known(&self, environment: Environment) -> Option<&Arc<OpenEnvironment>> {
        self.cell(environment).get()
    }
}

impl Inner {
    /// An environment, opened now if need be.
    ///
    /// # Errors
    /// Disk full, read-only, or a newer ledger; the next call tries again.
    pub async fn open_environment(
        self: &Arc<Self>,
        environment: Environment,
    ) -> Result<Arc<OpenEnvironment>, TillError> {
        let open = || async {
            let folder = self.folder.environment(environment);
            let environment = Arc::new(
                OpenEnvironment::open(
                    &folder,
                    environment,
                    self.folder.till(),
                    self.ports.keyring.clone(),
                    self.remembers_nothing.clone(),
                    self.ports.clock.now().wall,
                )
                .await?,
            );
            for notice in &environment.notices {
                self.notify(notice.clone());
                self.ports.outlet.emit(Event::StartChanged {});
            }
            self.tasks.spawn(self.clone().check_ledger(environment.clone()));
            Ok(environment)
        };
        self.environments.cell(environment).get_or_try_init(open).await.cloned()
    }

    /// Checks the ledger of an environment behind everything else.
    async fn check_ledger(self: Arc<Self>, environment: Arc<OpenEnvironment>) {
        self.check_ended(&environment, environment.ledger.verify_recent().await);
        tokio::select! {
            whole = environment.ledger.verify() => self.check_ended(&environment, whole),
            // The next opening checks it again.
            () = self.closing.cancelled() => {}
        }
    }

    fn check_ended(&self, environment: &OpenEnvironment, result: Result<Verified, LedgerError>) {
        if let Some(damage) = environment.check.ended(result) {
            self.notify(Notice { code: NoticeCode::LedgerBroken, detail: damage });
            self.ports.outlet.emit(Event::StartChanged {});
        }
    }
}
