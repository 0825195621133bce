//! One environment, opened: its ledger and its vault, and nothing of another's.
//!
//! An unreadable ledger is set aside under a name that is shown; a newer one is refused. No service is named here.

use std::path::Path;
use std::sync::Arc;

use airtill_contract::{ErrorCode, Notice, NoticeCode};
use airtill_domain::{ConnectionId, Environment, Limits, Price, TillId, Timestamp};
use airtill_ledger::{Ledger, LedgerError, LedgerThread, Limiting, ListPrices, Rebuilding};
use uuid::Uuid;

use super::check_state::CheckState;
use super::diagnosis::Diagnosis;
use super::guarded::GuardedLedger;
use super::lazy_vault::LazyVault;
use super::list_prices::KeptPrices;
use super::recovery::{TILL, recover};
use super::staff::Staff;
use crate::TillError;
use crate::data_folder::LEDGER;
use crate::person::Person;

/// The ledger and vault of one environment.
pub struct OpenEnvironment {
    /// Live, test or practice.
    pub kind: Environment,
    /// The ledger, with every sale.
    pub ledger: GuardedLedger,
    /// The vault, with every sign-in.
    pub vault: Arc<LazyVault>,
    /// Notices about their opening.
    pub notices: Vec<Notice>,
    /// The accounts that name the member of staff who sells.
    pub staff: Staff,
    /// This run of the program, whose monotonic clock its entries count by.
    pub run: Uuid,
    /// How far the check of the ledger has come.
    pub check: Arc<CheckState>,
    /// The prices of the lists that services gave, for the limits of the company.
    list_prices: Arc<KeptPrices>,
}

impl OpenEnvironment {
    /// Opens the ledger in `folder`; the vault beside it waits until it is needed. `told` is called while a ledger of
    /// another version is prepared, `tell` when a call meets damage in the ledger.
    ///
    /// # Errors
    /// Disk full, read-only, or a newer ledger. An unreadable one is set aside instead.
    pub async fn open(
        folder: &Path,
        kind: Environment,
        till: TillId,
        vault: LazyVault,
        now: Timestamp,
        told: impl Fn(Rebuilding) + Clone + Send + 'static,
        tell: impl Fn(Notice) + Send + Sync + 'static,
    ) -> Result<Self, TillError> {
        airtill_files::make_private_folder(folder)
            .map_err(|error| TillError::with(ErrorCode::ReadOnly, error.to_string()))?;
        let mut notices = Vec::new();
        let path = folder.join(LEDGER);
        let ledger = match LedgerThread::open_telling(&path, kind, till, told.clone()).await {
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
        let mut by_disk = ledger.call(Ledger::take_not_made_anew).await;
        let ledger = match begin(&ledger, run, now).await {
            Ok(()) => ledger,
            // No check comes to it where the environment is not open, so it is made anew now.
            Err(error) if Diagnosis::of(&error).needs_rebuild() && by_disk.is_none() => {
                tracing::error!(?error, "the open sales cannot be read, so what is derived is made anew");
                ledger.call(Ledger::outdate_derived).await?;
                ledger.close();
                let ledger = LedgerThread::open_telling(&path, kind, till, told).await?;
                by_disk = ledger.call(Ledger::take_not_made_anew).await;
                match begin(&ledger, run, now).await {
                    Ok(()) => ledger,
                    Err(error) => return Err(cause(error, by_disk).into()),
                }
            }
            Err(error) => return Err(cause(error, by_disk).into()),
        };
        if let Some(error) = by_disk {
            // It can be read. Its check stops selling, and says nothing of the disk.
            notices.push(Notice { code: NoticeCode::FolderUnwritable, detail: error.to_string() });
        }
        let place = folder.to_owned();
        let list_prices = tokio::task::spawn_blocking(move || KeptPrices::open(&place)).await;
        let list_prices = list_prices.map_err(|error| TillError::with(ErrorCode::Internal, error.to_string()))?;
        let check = Arc::new(CheckState::default());
        Ok(Self {
            kind,
            ledger: GuardedLedger::new(ledger, check.clone(), tell),
            vault: Arc::new(vault),
            notices,
            staff: Staff::default(),
            run,
            check,
            list_prices: Arc::new(list_prices),
        })
    }

    /// Notes the prices of a list, beside those that its products have in other currencies; stored when it returns.
    pub async fn note_list_prices<'a>(
        &self,
        connection: &ConnectionId,
        listed: impl Iterator<Item = (&'a str, &'a [Price])>,
    ) {
        self.list_prices.note(connection, listed);
        let prices = self.list_prices.clone();
        if tokio::task::spawn_blocking(move || prices.keep()).await.is_err() {
            tracing::warn!("the prices of a list were not kept");
        }
    }

    /// The sums of today with which the limits of the company are compared here.
    pub fn limiting(&self, limits: Limits) -> Limiting {
        Limiting { limits, listed: self.list_prices() }
    }

    /// The prices of the lists that services gave, in this run or an earlier one.
    pub fn list_prices(&self) -> Arc<ListPrices> {
        self.list_prices.known()
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

/// Why a ledger cannot be used: the disk that did not take what was made anew, where `error` is damage in just that.
fn cause(error: LedgerError, by_disk: Option<LedgerError>) -> LedgerError {
    by_disk.filter(|_| Diagnosis::of(&error).needs_rebuild()).unwrap_or(error)
}

/// Notes the run that begins, and ends what the run before left without an outcome.
async fn begin(ledger: &LedgerThread, run: Uuid, now: Timestamp) -> Result<(), LedgerError> {
    ledger.call(move |ledger| ledger.begin_run(TILL, run, env!("CARGO_PKG_VERSION"))).await;
    recover(ledger, now).await
}

#[cfg(test)]
mod tests {
    use airtill_domain::SaleState;
    use airtill_ledger::{Fact, NewEntry};

    use super::*;
    use crate::environment::lazy_vault::NoKeyring;

    async fn opened(folder: &Path, till: u128) -> OpenEnvironment {
        let vault = LazyVault::new(folder, Environment::Practice, Arc::new(NoKeyring), Arc::default(), None);
        OpenEnvironment::open(
            folder,
            Environment::Practice,
            TillId::from_bits(till),
            vault,
            Timestamp(1_795_262_400_000),
            |_| (),
            |_| (),
        )
        .await
        .expect("it opens")
    }

    #[tokio::test]
    async fn a_ledger_of_a_format_that_never_lasted_is_set_aside_and_named() {
        for written in [
            include_bytes!("../../../ledger/src/tests/golden/version-1.sqlite3").as_slice(),
            include_bytes!("../../../ledger/src/tests/golden/version-2.sqlite3").as_slice(),
        ] {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let ledger = folder.path().join("ledger.sqlite3");
            std::fs::write(&ledger, written).expect("a ledger of that format");
            let environment = opened(folder.path(), 7).await;
            let name = "ledger.unreadable-20261121T120000Z.sqlite3";
            let notice = Notice { code: NoticeCode::LedgerSetAside, detail: name.to_owned() };
            assert_eq!(environment.notices, [notice]);
            assert_eq!(std::fs::read(folder.path().join(name)).expect("it is still there"), written);
            let entries = environment.ledger.call(|ledger| ledger.entries(None, airtill_ledger::Seq(0), 9)).await;
            assert!(entries.expect("a new one").is_empty());
            drop(environment);
            assert!(opened(folder.path(), 7).await.notices.is_empty(), "once");
        }
    }

    #[tokio::test]
    async fn only_the_sales_of_this_till_are_ended_when_it_begins_anew() {
        use airtill_domain::{ConnectionId, Currency, Money, Msisdn, SaleId, TopUpOrder};
        let folder = tempfile::tempdir().expect("a temporary folder");
        let connection = ConnectionId::new("shop").expect("an id");
        let sale = |n: u8| SaleId(Uuid::from_u128(n.into()));
        for till in [7, 8] {
            let order = TopUpOrder {
                connection: connection.clone(),
                msisdn: Msisdn::parse("0925415377").expect("a number"),
                amount: Money::from_minor(100, Currency::SSP),
            };
            let entry = NewEntry {
                at: Timestamp(0),
                actor: "clerk".to_owned(),
                connection: Some(connection.clone()),
                float: None,
                fact: Fact::Intended(airtill_ledger::Intended::first(
                    sale(till),
                    order.into(),
                    airtill_ledger::Answers::none(),
                )),
            };
            let environment = opened(folder.path(), till.into()).await;
            environment.ledger.call(move |ledger| ledger.append(entry)).await.expect("it is written");
        }
        let environment = opened(folder.path(), 8).await;
        let state = async |n| {
            let found = environment.ledger.call(move |ledger| ledger.sale(sale(n))).await;
            found.expect("it is read").expect("a sale").state
        };
        assert_eq!((state(7).await, state(8).await), (SaleState::Intended, SaleState::InDoubt));
        let kinds = environment.ledger.call(|ledger| ledger.entries(None, airtill_ledger::Seq(0), 99)).await;
        let kinds: Vec<_> = kinds.expect("they are read").iter().map(|entry| entry.fact.kind()).collect();
        assert_eq!(kinds, ["run_started", "intended", "run_started", "intended", "run_started", "in_doubt"]);
    }
}
