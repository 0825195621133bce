//! The ledger of an open environment, as every use case calls it: damage that a call meets stops selling at once.
//!
//! A check finds most damage. What a search, a sale or the evidence meets before it, or on a page that decayed since, is
//! noted here in the same way, whichever of them met it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use airtill_contract::Notice;
use airtill_ledger::{Ledger, LedgerError, LedgerThread, Verified};

use super::check_state::CheckState;
use super::diagnosis::Diagnosis;

/// A ledger whose damage is noted by the check of its environment, and shown.
pub struct GuardedLedger {
    thread: LedgerThread,
    check: Arc<CheckState>,
    tell: Box<dyn Fn(Notice) + Send + Sync>,
    /// Whether the next start was asked to make anew what is derived.
    is_outdated: AtomicBool,
}

impl GuardedLedger {
    /// An open ledger. `tell` is called with the notice of the first damage that a call meets.
    pub fn new(thread: LedgerThread, check: Arc<CheckState>, tell: impl Fn(Notice) + Send + Sync + 'static) -> Self {
        Self { thread, check, tell: Box::new(tell), is_outdated: AtomicBool::new(false) }
    }

    /// Runs `work` on the thread that writes; see [`LedgerThread::call`].
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let done = self.thread.call(work).await;
        self.note(&done).await;
        done
    }

    /// Runs `work` on the thread that reads; see [`LedgerThread::read`].
    ///
    /// # Errors
    /// Those of `work`.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Ledger) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let done = self.thread.read(work).await;
        self.note(&done).await;
        done
    }

    /// Notes the damage that this shows, which a call met and may not have ended with.
    pub async fn note<T>(&self, done: &Result<T, LedgerError>) {
        let Err(error) = done else { return };
        if let Some(notice) = self.check.met(error) {
            (self.tell)(notice);
        }
        self.have_made_anew(error).await;
    }

    /// Has the next start make anew what is derived from the entries, where this error shows that it may be damaged. That
    /// start changes nothing where the pages of the file are.
    pub async fn have_made_anew(&self, error: &LedgerError) {
        if Diagnosis::of(error).needs_rebuild()
            && !self.is_outdated.swap(true, Ordering::Relaxed)
            && let Err(error) = self.thread.call(Ledger::outdate_derived).await
        {
            tracing::warn!(%error, "the damage could not be noted, so the next start only finds it again");
        }
    }

    /// Checks the recent entries; see [`LedgerThread::verify_recent`].
    ///
    /// # Errors
    /// Those of the check, of which nothing is noted.
    pub async fn verify_recent(&self) -> Result<Verified, LedgerError> {
        self.thread.verify_recent().await
    }

    /// Checks the whole ledger; see [`LedgerThread::verify`].
    ///
    /// # Errors
    /// Those of the check, of which nothing is noted.
    pub async fn verify(&self) -> Result<Verified, LedgerError> {
        self.thread.verify().await
    }
}

#[cfg(test)]
mod tests {
    use airtill_contract::{ErrorCode, NoticeCode};
    use airtill_domain::Environment;
    use airtill_ledger::Damage;

    use crate::data_folder::DataFolder;
    use crate::environment::{Environments, OpenEnvironment};
    use crate::ports::Policy;
    use crate::runtime::Runtime;
    use crate::test_machine::ports;

    use super::*;

    /// A till on a folder of its own, and its practice environment, whose recent entries were found whole.
    async fn opened() -> (tempfile::TempDir, Arc<Runtime>, Arc<OpenEnvironment>) {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        let runtime = Arc::new(Runtime::new(folder, ports(), Policy::default()));
        let carried = airtill_vault::Name { binding: String::new(), slot: "leaf" };
        let environments = Environments::new(runtime.clone(), carried);
        let environment = environments.open(Environment::Practice).await.expect("it opens");
        environment.check.may_sell().await.expect("an empty ledger is whole");
        (temp, runtime, environment)
    }

    #[tokio::test]
    async fn damage_that_a_search_or_a_sale_meets_stops_selling_at_once() {
        let (broken, index) = (ErrorCode::LedgerBroken, ErrorCode::LedgerIndexBroken);
        for (error, by_reader, refusal, is_made_anew) in [
            (LedgerError::Unreadable { source: None }, true, broken, true),
            (LedgerError::Unreadable { source: None }, false, broken, true),
            (LedgerError::Broken { seq: None, what: Damage::Shape }, true, broken, false),
            (LedgerError::Broken { seq: None, what: Damage::Derived }, true, index, true),
        ] {
            let (_temp, runtime, environment) = opened().await;
            let met = if by_reader {
                environment.ledger.read(move |_| Err::<(), _>(error)).await
            } else {
                environment.ledger.call(move |_| Err::<(), _>(error)).await
            };
            met.expect_err("the call has its error as well");
            let refused = environment.check.may_sell().await.expect_err("stopped");
            assert_eq!(refused.code, refusal);
            let told: Vec<_> = runtime.notices().into_iter().map(|notice| notice.code).collect();
            let notice = if refusal == index { NoticeCode::LedgerIndexBroken } else { NoticeCode::LedgerBroken };
            assert_eq!(told, [notice]);
            // What the next start makes anew is not whole until then.
            assert_eq!(environment.ledger.verify_recent().await.is_err(), is_made_anew);
        }
    }

    #[tokio::test]
    async fn a_call_that_fails_by_itself_says_nothing_of_the_ledger() {
        let (_temp, runtime, environment) = opened().await;
        let busy = environment.ledger.read(|_| Err::<(), _>(LedgerError::Busy)).await;
        assert!(matches!(busy, Err(LedgerError::Busy)));
        environment.check.may_sell().await.expect("selling goes on");
        assert_eq!(runtime.notices(), []);
    }
}
