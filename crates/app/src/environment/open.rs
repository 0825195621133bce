//! One environment, opened: its ledger and its vault, and nothing of another's.
//!
//! An unreadable ledger is set aside under a name that is told; a newer one is refused. No service is named here.

use std::path::Path;
use std::sync::Arc;

use airtill_contract::{ErrorCode, Notice, NoticeCode};
use airtill_domain::{Environment, TillId, Timestamp};
use airtill_ledger::{LedgerError, LedgerThread};
use uuid::Uuid;

use super::checking::LedgerCheck;
use super::lazy_vault::LazyVault;
use super::recovery::{TILL, recover};
use super::staff::Staff;
use crate::person::Person;
use crate::{TillError, data_folder};

/// The ledger and vault of one environment.
pub struct OpenEnvironment {
    /// Live, test or practice.
    pub kind: Environment,
    /// The ledger of every sale.
    pub ledger: LedgerThread,
    /// The vault of every sign-in.
    pub vault: Arc<LazyVault>,
    /// What a person should know about their opening.
    pub notices: Vec<Notice>,
    /// The accounts that name the member of staff who sells.
    pub staff: Staff,
    /// This run of the program, whose monotonic clock its entries count by.
    pub run: Uuid,
    /// How far the check of the ledger has come.
    pub check: LedgerCheck,
}

impl OpenEnvironment {
    /// Opens the ledger in `folder`; the vault beside it waits until it is needed.
    ///
    /// # Errors
    /// Disk full, read-only, or a newer ledger. An unreadable one is set aside instead.
    pub async fn open(
        folder: &Path,
        kind: Environment,
        till: TillId,
        vault: LazyVault,
        now: Timestamp,
    ) -> Result<Self, TillError> {
        data_folder::make_private(folder).map_err(|error| TillError::with(ErrorCode::ReadOnly, error.to_string()))?;
        let mut notices = Vec::new();
        let path = folder.join("ledger.sqlite3");
        let ledger = match LedgerThread::open(&path, kind, till).await {
            Ok(ledger) => ledger,
            Err(error @ (LedgerError::Unreadable { .. } | LedgerError::Older { .. })) => {
                tracing::error!(?error, "the ledger cannot be read and is set aside");
                let aside = airtill_ledger::set_aside(&path, now)?;
                let name = aside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                notices.push(Notice { code: NoticeCode::LedgerSetAside, detail: name });
                LedgerThread::open(&path, kind, till).await?
            }
            Err(error) => return Err(error.into()),
        };
        let run = Uuid::new_v4();
        ledger.call(move |ledger| ledger.begin_run(TILL, run, env!("CARGO_PKG_VERSION"))).await;
        recover(&ledger, now).await?;
        Ok(Self {
            kind,
            ledger,
            vault: Arc::new(vault),
            notices,
            staff: Staff::default(),
            run,
            check: LedgerCheck::default(),
        })
    }

    /// The person who sells here now, as the company's accounts describe them.
    pub fn sold_by(&self) -> Option<Person> {
        self.staff.sold_by()
    }

    /// The name under which the ledger records that person.
    pub fn sold_by_name(&self) -> Option<String> {
        self.sold_by().map(|person| person.in_full())
    }
}
