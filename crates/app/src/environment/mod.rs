//! The three environments, each opened when it is first needed.
//!
//! Practice, test and live share no ledger, no vault and no token: each has its folder, and nothing here
//! can hand out those of another. A vault that cannot be opened leaves a ledger that can.

mod open;

use std::sync::Arc;

use airtill_contract::{Event, Notice, NoticeCode};
use airtill_domain::Environment;
use airtill_ledger::{Check, LedgerError};
use tokio::sync::OnceCell;

pub use open::{LazyVault, OpenEnvironment, TILL, end_of_orphan};

use crate::TillError;
use crate::till::Inner;

/// Entries that are checked between two other calls to the ledger.
const CHECKED_AT_ONCE: usize = 500;

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
            self.tasks.spawn(self.clone().verify(environment.clone()));
            Ok(environment)
        };
        self.environments.cell(environment).get_or_try_init(open).await.cloned()
    }

    /// Checks the whole ledger in small steps behind the first screen, so that no sale waits for it: opening checked
    /// the file and the end of the chain, and sales only ever add to that end. An error found here stops selling.
    async fn verify(self: Arc<Self>, environment: Arc<OpenEnvironment>) {
        let mut check = Check::default();
        while !self.closing.is_cancelled() {
            let step = environment
                .ledger
                .call(move |ledger| {
                    let done = ledger.check_step(&mut check, CHECKED_AT_ONCE);
                    (done, check)
                })
                .await;
            match step {
                (Ok(None), rest) => check = rest,
                (Ok(Some(verified)), _) => {
                    tracing::info!(entries = verified.entries, sales = verified.sales, "the ledger agrees with itself");
                    return;
                }
                (Err(LedgerError::Broken { seq, what }), _) => {
                    environment.break_off();
                    let place = seq.map_or(String::new(), |seq| format!("entry {}: ", seq.0));
                    self.notify(Notice { code: NoticeCode::LedgerBroken, detail: format!("{place}{what}") });
                    self.ports.outlet.emit(Event::StartChanged {});
                    return;
                }
                (Err(error), _) => {
                    tracing::warn!(%error, "the ledger could not be checked");
                    return;
                }
            }
        }
    }
}
