//! The three environments, each opened when it is first needed.
//!
//! Practice, test and live share no ledger, no vault and no token: each has its folder and its books, and nothing here
//! can hand out those of another. A vault that cannot be opened leaves a ledger that can.

use std::sync::Arc;

use airtill_contract::{Event, Notice, NoticeCode, VaultState};
use airtill_domain::Environment;
use airtill_ledger::{Check, LedgerError};
use airtill_vault::VaultState as Kept;
use tokio::sync::OnceCell;

use super::Inner;
use crate::TillError;
use crate::books::Books;

/// Entries that are checked between two other calls to the ledger.
const CHECKED_AT_ONCE: usize = 500;

/// The books of the three, opened or not.
#[derive(Default)]
pub struct Environments {
    live: OnceCell<Arc<Books>>,
    test: OnceCell<Arc<Books>>,
    practice: OnceCell<Arc<Books>>,
}

impl Environments {
    fn cell(&self, environment: Environment) -> &OnceCell<Arc<Books>> {
        match environment {
            Environment::Live => &self.live,
            Environment::Test => &self.test,
            Environment::Practice => &self.practice,
        }
    }

    /// The books, if they were opened.
    pub fn known(&self, environment: Environment) -> Option<&Arc<Books>> {
        self.cell(environment).get()
    }
}

impl Inner {
    /// The books of an environment, opened now if need be.
    ///
    /// # Errors
    /// Disk full, read-only, or a newer ledger; the next call tries again.
    pub async fn books(self: &Arc<Self>, environment: Environment) -> Result<Arc<Books>, TillError> {
        let open = || async {
            let folder = self.folder.environment(environment);
            let books = Arc::new(
                Books::open(
                    &folder,
                    environment,
                    self.ports.keyring.clone(),
                    self.remembers_nothing.clone(),
                    self.ports.clock.now().wall,
                )
                .await?,
            );
            for notice in &books.notices {
                self.notify(notice.clone());
                self.ports.outlet.emit(Event::StartChanged {});
            }
            self.tasks.spawn(self.clone().verify(books.clone()));
            Ok(books)
        };
        self.environments.cell(environment).get_or_try_init(open).await.cloned()
    }

    /// Checks the whole ledger in small steps behind the first screen, so that no sale waits for it: opening checked
    /// the file and the end of the chain, and sales only ever add to that end. An error found here stops selling.
    async fn verify(self: Arc<Self>, books: Arc<Books>) {
        let mut check = Check::default();
        while !self.closing.is_cancelled() {
            let step = books
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
                    books.break_off();
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

/// In the words of the window.
pub fn vault_state(kept: &Kept) -> VaultState {
    match kept {
        Kept::Ready => VaultState::Ready,
        Kept::SetAside { .. } => VaultState::SetAside,
        Kept::Absent => VaultState::Absent,
        Kept::Locked | Kept::NotAnswering => VaultState::Locked,
        Kept::KeyringTrouble(airtill_vault::Trouble::Ambiguous) => VaultState::Ambiguous,
        Kept::KeyringTrouble(_) | Kept::Disk { .. } | Kept::Busy => VaultState::Failed,
        Kept::Newer { .. } => VaultState::Newer,
        Kept::RememberNothing | Kept::Forgotten => VaultState::RememberNothing,
    }
}
