//! The three environments, each opened when it is first needed.
//!
//! Practice, test and live share no ledger, no vault and no token: each has its folder, and nothing here can hand out
//! those of another. A vault that cannot be opened leaves a ledger that can. No service is known here.

mod check;
mod check_state;
mod diagnosis;
mod format;
mod guarded;
mod lazy_vault;
mod list_prices;
mod open;
mod preparing;
mod recovery;
mod staff;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use airtill_contract::ErrorCode;
use airtill_domain::{Environment, lock};
use airtill_vault::Name;
use tokio::sync::OnceCell;

pub use format::oldest_ledger;
pub use lazy_vault::LazyVault;
#[cfg(test)]
pub use lazy_vault::turn_to_memory;
pub use open::OpenEnvironment;
pub use recovery::{TILL, end_of_orphan, end_orphans};
pub use staff::StaffAccount;

use crate::TillError;
use crate::failed_at::FailedAt;
use crate::runtime::Runtime;
use preparing::Preparing;

/// An environment in which every sale is refused.
pub struct Stopped {
    /// Live, test or practice.
    pub environment: Environment,
    /// The error with which a sale is refused.
    pub code: ErrorCode,
    /// Whether its records are open all the same.
    pub is_open: bool,
}

/// The three environments, opened or not.
pub struct Environments {
    runtime: Arc<Runtime>,
    remembers_nothing: Arc<AtomicBool>,
    carried: Name,
    live: OnceCell<Arc<OpenEnvironment>>,
    test: OnceCell<Arc<OpenEnvironment>>,
    practice: OnceCell<Arc<OpenEnvironment>>,
    /// Those that could not be opened, with the error of the last try.
    not_opened: Mutex<Vec<(Environment, ErrorCode)>>,
}

impl Environments {
    /// None opened yet. `carried` is the name of the one secret that goes along into memory where a person wants
    /// nothing remembered.
    pub fn new(runtime: Arc<Runtime>, carried: Name) -> Self {
        Self {
            runtime,
            remembers_nothing: Arc::default(),
            carried,
            live: OnceCell::new(),
            test: OnceCell::new(),
            practice: OnceCell::new(),
            not_opened: Mutex::default(),
        }
    }

    fn cell(&self, environment: Environment) -> &OnceCell<Arc<OpenEnvironment>> {
        match environment {
            Environment::Live => &self.live,
            Environment::Test => &self.test,
            Environment::Practice => &self.practice,
        }
    }

    /// An environment, if it was opened.
    pub fn known(&self, environment: Environment) -> Option<&Arc<OpenEnvironment>> {
        self.cell(environment).get()
    }

    /// An environment, opened now if need be.
    ///
    /// # Errors
    /// Disk full, read-only, or a newer ledger; the next call tries again.
    pub async fn open(&self, environment: Environment) -> Result<Arc<OpenEnvironment>, TillError> {
        let runtime = &self.runtime;
        let open = || async {
            let folder = runtime.folder.environment(environment);
            let keyring = runtime.ports.keyring.clone();
            let remembers_nothing = self.remembers_nothing.clone();
            let vault = LazyVault::new(&folder, environment, keyring, remembers_nothing, Some(self.carried.clone()));
            let (till, ports) = (runtime.folder.till(), &runtime.ports);
            let preparing = Arc::new(Preparing::new(environment, ports.clock.clone(), ports.outlet.clone()));
            let told = {
                let preparing = preparing.clone();
                move |so_far| preparing.reached(so_far)
            };
            let tell = {
                let runtime = runtime.clone();
                move |notice| runtime.notify(notice)
            };
            let now = ports.clock.now().wall;
            let opened = OpenEnvironment::open(&folder, environment, till, vault, now, told, tell).await;
            preparing.ended();
            let opened = Arc::new(opened?);
            opened.notices.iter().for_each(|notice| runtime.notify(notice.clone()));
            runtime.tasks.spawn(check::check(runtime.clone(), opened.clone()));
            Ok(opened)
        };
        let opened: Result<_, TillError> = self.cell(environment).get_or_try_init(open).await.cloned();
        if let Err(error) = &opened {
            let mut not_opened = lock(&self.not_opened);
            not_opened.retain(|(other, _)| *other != environment);
            not_opened.push((environment, error.code));
        }
        opened
    }

    /// The environments in which every sale is refused. One that something passing kept from being opened, as a full
    /// disk, is none of them.
    pub fn stopped(&self) -> Vec<Stopped> {
        let stopped = |environment| {
            let known = self.known(environment);
            let code = match known {
                Some(open) => open.check.refusal(),
                None => self.not_opened_for(environment).filter(|code| is_lasting(*code)),
            };
            Some(Stopped { environment, code: code?, is_open: known.is_some() })
        };
        [Environment::Live, Environment::Test, Environment::Practice].into_iter().filter_map(stopped).collect()
    }

    /// The error with which the last try to open an environment ended.
    fn not_opened_for(&self, environment: Environment) -> Option<ErrorCode> {
        lock(&self.not_opened).iter().find(|(other, _)| *other == environment).map(|(_, code)| *code)
    }

    /// Sets whether vaults that are opened from now on hold everything in memory.
    pub fn set_remembers_nothing(&self, remembers_nothing: bool) {
        self.remembers_nothing.store(remembers_nothing, Ordering::SeqCst);
    }
}

/// Whether an error of opening a ledger comes back until another file is in its place, or another program reads it.
fn is_lasting(code: ErrorCode) -> bool {
    let place = FailedAt::of(code);
    matches!(
        place,
        FailedAt::LedgerBroken | FailedAt::LedgerIndexBroken | FailedAt::LedgerNewer | FailedAt::LedgerMisplaced
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_may_pass_by_itself_bars_no_sign_in() {
        let lasting = [ErrorCode::LedgerNewer, ErrorCode::LedgerMisplaced, ErrorCode::LedgerBroken];
        assert!(lasting.into_iter().all(is_lasting));
        let passing = [ErrorCode::DiskFull, ErrorCode::ReadOnly, ErrorCode::Internal, ErrorCode::LedgerUnchecked];
        assert!(!passing.into_iter().any(is_lasting));
    }
}
