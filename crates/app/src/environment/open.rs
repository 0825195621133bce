//! What one environment keeps: its ledger and its vault, and nothing of another's.
//!
//! Opened when first needed. An unreadable ledger is set aside under a name that is told; a newer one is refused. A
//! sale that was under way when the program stopped is in doubt from here on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use airtill_contract::{ErrorCode, Notice, NoticeCode};
use airtill_domain::{DeclineReason, DoubtCause, Environment, SaleState, TillId, Timestamp, float};
use airtill_ledger::{Fact, LedgerError, LedgerThread, NewEntry, Sale};
use airtill_vault::{KeyStore, KeyStoreError, Vault, VaultState};
use tokio::sync::OnceCell;
use url::Url;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::checking::LedgerCheck;
use crate::airtime::Airtime;
use crate::airtime::evidence::follow::Floats;
use crate::session::{Person, Session, Standing};
use crate::{TillError, data_folder};

/// Who writes what no person asked for.
pub const TILL: &str = "airtill";

/// The ledger and vault of one environment.
pub struct OpenEnvironment {
    /// Which one.
    pub kind: Environment,
    /// Every sale.
    pub ledger: LedgerThread,
    /// Every sign-in.
    pub vault: Arc<LazyVault>,
    /// What a person should know about their opening.
    pub notices: Vec<Notice>,
    /// How far the check of the ledger has come.
    pub check: LedgerCheck,
    staff: Mutex<Vec<Weak<Session>>>,
    sellers: Mutex<Vec<Weak<Airtime>>>,
    /// The floats that are followed.
    pub floats: Floats,
    /// This run of the program, whose monotonic clock its entries count by.
    pub run: Uuid,
    /// By the host of the service.
    gates: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// Whoever reads or makes the certificate of the HTTPS listener holds it.
    pub leaf: tokio::sync::Mutex<()>,
}

impl OpenEnvironment {
    /// Opens both in `folder`. The vault keeps everything in memory while `remembers_nothing` says so.
    ///
    /// # Errors
    /// Disk full, read-only, or a newer ledger. An unreadable one is set aside instead.
    pub async fn open(
        folder: &Path,
        environment: Environment,
        till: TillId,
        keyring: Arc<dyn KeyStore>,
        remembers_nothing: Arc<AtomicBool>,
        now: Timestamp,
    ) -> Result<Self, TillError> {
        data_folder::make_private(folder).map_err(|error| TillError::with(ErrorCode::ReadOnly, error.to_string()))?;
        let mut notices = Vec::new();
        let path = folder.join("ledger.sqlite3");
        let ledger = match LedgerThread::open(&path, environment, till).await {
            Ok(ledger) => ledger,
            Err(error @ (LedgerError::Unreadable { .. } | LedgerError::Older { .. })) => {
                tracing::error!(?error, "the ledger cannot be read and is set aside");
                let aside = airtill_ledger::set_aside(&path, now)?;
                let name = aside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                notices.push(Notice { code: NoticeCode::LedgerSetAside, detail: name });
                LedgerThread::open(&path, environment, till).await?
            }
            Err(error) => return Err(error.into()),
        };
        let run = Uuid::new_v4();
        ledger.call(move |ledger| ledger.begin_run(TILL, run, env!("CARGO_PKG_VERSION"))).await;
        recover(&ledger, now).await?;
        // The practice account is public: nobody is asked to unlock a keyring in order to practise.
        let keyring = if environment == Environment::Practice { Arc::new(NoKeyring) } else { keyring };
        let vault = Arc::new(LazyVault {
            folder: folder.to_owned(),
            environment,
            keyring,
            remembers_nothing,
            opened: OnceCell::new(),
        });
        Ok(Self {
            kind: environment,
            ledger,
            vault,
            notices,
            check: LedgerCheck::default(),
            staff: Mutex::default(),
            sellers: Mutex::default(),
            floats: Floats::default(),
            run,
            gates: Mutex::default(),
            leaf: Default::default(),
        })
    }

    /// The gate to the service at `base_address`, however it is spelt: two connection files for one account must not be
    /// two ways to its float.
    pub fn gate(&self, base_address: &Url) -> Arc<tokio::sync::Mutex<()>> {
        self.gates
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(float::host_of(base_address))
            .or_default()
            .clone()
    }

    /// Counts a connection among those that sell here, as long as it is in use.
    pub fn add_seller(&self, airtime: &Arc<Airtime>) {
        let mut sellers = self.sellers.lock().unwrap_or_else(PoisonError::into_inner);
        sellers.retain(|seller| seller.strong_count() > 0 && !std::ptr::eq(seller.as_ptr(), Arc::as_ptr(airtime)));
        sellers.push(Arc::downgrade(airtime));
    }

    /// The connections that sell here and are in use.
    pub fn sellers(&self) -> Vec<Arc<Airtime>> {
        let sellers = self.sellers.lock().unwrap_or_else(PoisonError::into_inner);
        sellers.iter().filter_map(Weak::upgrade).filter(|airtime| !airtime.is_retired()).collect()
    }

    /// Who of the company's staff asks for sales here: who is signed in at its accounts now, by the service's own word.
    pub fn asker(&self) -> Option<Person> {
        let staff = self.staff.lock().unwrap_or_else(PoisonError::into_inner);
        let signed_in = |session: Arc<Session>| match session.standing() {
            Standing::SignedIn { person, .. } => Some((session.signed_in_at(), person?)),
            // Whose sign-in has ended may have gone home.
            Standing::SignedOut | Standing::SignInAgain { .. } => None,
        };
        // Of several, whoever signed in last stands at the counter.
        staff.iter().filter_map(Weak::upgrade).filter_map(signed_in).max_by_key(|(at, _)| *at).map(|(_, person)| person)
    }

    /// The same as the ledger names them.
    pub fn person(&self) -> Option<String> {
        self.asker().map(|person| person.in_full())
    }

    /// From now on whoever is signed in there is named, as long as that session lives.
    pub fn add_staff_account(&self, accounts: &Arc<Session>) {
        let mut staff = self.staff.lock().unwrap_or_else(PoisonError::into_inner);
        staff.retain(|session| session.strong_count() > 0);
        staff.push(Arc::downgrade(accounts));
    }
}

/// A vault that is opened when it is first needed, because a person may have to unlock the keyring for it.
pub struct LazyVault {
    folder: PathBuf,
    environment: Environment,
    keyring: Arc<dyn KeyStore>,
    remembers_nothing: Arc<AtomicBool>,
    opened: OnceCell<Vault>,
}

impl LazyVault {
    /// The vault; waits while it is opened for the first time.
    ///
    /// # Errors
    /// No thread could be started for it.
    pub async fn get(&self) -> Result<&Vault, TillError> {
        let open = || async {
            let vault = Vault::open(self.folder.clone(), self.environment, self.keyring.clone()).await?.vault;
            if self.remembers_nothing.load(Ordering::SeqCst) {
                crate::sign_in::leaf::carry_into_memory(&vault).await?;
            }
            Ok(vault)
        };
        self.opened.get_or_try_init(open).await
    }

    /// How it keeps secrets; `None` as long as nobody needed it.
    pub fn state(&self) -> Option<VaultState> {
        self.opened.get().map(Vault::state)
    }
}

/// The keyring of practice mode: none.
struct NoKeyring;

impl KeyStore for NoKeyring {
    fn read(&self, _name: &str, _limit: Duration) -> Result<Zeroizing<Vec<u8>>, KeyStoreError> {
        Err(KeyStoreError::Absent)
    }

    fn write(&self, _name: &str, _value: &[u8], _limit: Duration) -> Result<(), KeyStoreError> {
        Err(KeyStoreError::Absent)
    }

    fn delete(&self, _name: &str, _limit: Duration) -> Result<(), KeyStoreError> {
        Err(KeyStoreError::Absent)
    }
}

/// How a sale ends on which nobody works any more and whose outcome was never written: in doubt, or, if its request was
/// turned away at the door, declined. `None` where it has its outcome.
pub fn end_of_orphan(sale: &Sale) -> Option<Fact> {
    if sale.is_under_way() {
        return Some(Fact::InDoubt {
            sale: sale.id,
            cause: DoubtCause::Interrupted,
            refusal_code: None,
            code: None,
            reference: None,
            message: String::new(),
        });
    }
    (sale.state == SaleState::Intended && sale.turned_away).then(|| Fact::Declined {
        sale: sale.id,
        // The till stopped before it knew whether the sign-in goes on.
        reason: DeclineReason::SignInNotRenewed,
        code: None,
        reference: None,
        message: sale.message.clone().unwrap_or_default(),
    })
}

/// Sales that the last run of this till left without an outcome: their answer may have been lost, so they are in doubt.
async fn recover(ledger: &LedgerThread, now: Timestamp) -> Result<(), TillError> {
    let recovered = ledger
        .call(move |ledger| {
            let mut count = 0;
            let till = ledger.till();
            for sale in ledger.open_sales(None)? {
                // Another till's sale may be under way there, or its end is in a part that was not copied here.
                let Some(fact) = end_of_orphan(&sale).filter(|_| sale.till == till) else { continue };
                ledger.append(NewEntry {
                    at: now,
                    actor: TILL.to_owned(),
                    connection: Some(sale.order.connection().clone()),
                    float: sale.float,
                    fact,
                })?;
                count += 1;
            }
            Ok::<_, LedgerError>(count)
        })
        .await?;
    if recovered > 0 {
        tracing::warn!(recovered, "sales were under way when the program stopped");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn two_spellings_of_one_service_share_one_gate() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let environment = OpenEnvironment::open(
            folder.path(),
            Environment::Test,
            TillId::from_bits(7),
            Arc::new(NoKeyring),
            Arc::default(),
            Timestamp(0),
        )
        .await
        .expect("a new folder opens");
        let gate = |address: &str| environment.gate(&Url::parse(address).expect("an address"));
        let one = gate("https://airtime.example.com");
        for same in
            ["https://airtime.example.com/api/", "https://AIRTIME.example.com:443", "https://airtime.example.com./"]
        {
            assert!(Arc::ptr_eq(&one, &gate(same)), "{same}");
        }
        for other in ["https://airtime.example.com:8443", "https://b.example.com"] {
            assert!(!Arc::ptr_eq(&one, &gate(other)), "{other}");
        }
    }
}
