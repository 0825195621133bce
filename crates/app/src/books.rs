//! What one environment keeps: its ledger and its vault, and nothing of another's.
//!
//! Opened when first needed. An unreadable ledger is set aside under a name that is told; a newer one is refused. A sale
//! that was under way when the program stopped is in doubt from here on.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use airtill_contract::{ErrorCode, Notice, NoticeCode};
use airtill_domain::{Environment, Timestamp};
use airtill_ledger::{Fact, LedgerError, LedgerThread, NewEntry};
use airtill_vault::{KeyStore, KeyStoreError, Vault, VaultState};
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

use crate::{Fault, data_folder};

/// Who writes what no person asked for.
pub const TILL: &str = "airtill";

/// The ledger and vault of one environment.
pub struct Books {
    /// Which one.
    pub environment: Environment,
    /// Every sale.
    pub ledger: LedgerThread,
    /// Every sign-in.
    pub vault: Arc<LazyVault>,
    /// What a person should know about their opening.
    pub notices: Vec<Notice>,
}

impl Books {
    /// Opens both in `folder`.
    ///
    /// # Errors
    /// Disk full, read-only, or a newer ledger. An unreadable one is set aside instead.
    pub async fn open(folder: &Path, environment: Environment, keyring: Arc<dyn KeyStore>, now: Timestamp) -> Result<Self, Fault> {
        data_folder::make_private(folder).map_err(|error| Fault::with(ErrorCode::ReadOnly, error.to_string()))?;
        let mut notices = Vec::new();
        let path = folder.join("ledger.sqlite3");
        let ledger = match LedgerThread::open(&path, environment).await {
            Ok(ledger) => ledger,
            Err(LedgerError::Unreadable { source }) => {
                tracing::error!(?source, "the ledger cannot be read and is set aside");
                let aside = airtill_ledger::set_aside(&path, now)?;
                let name = aside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                notices.push(Notice { code: NoticeCode::LedgerSetAside, detail: name });
                LedgerThread::open(&path, environment).await?
            }
            Err(error) => return Err(error.into()),
        };
        recover(&ledger, now).await?;
        // The practice account is public: nobody is asked to unlock a keyring in order to practise.
        let keyring = if environment == Environment::Practice { Arc::new(NoKeyring) } else { keyring };
        let vault = Arc::new(LazyVault { folder: folder.to_owned(), environment, keyring, opened: OnceCell::new() });
        Ok(Self { environment, ledger, vault, notices })
    }
}

/// A vault that is opened when it is first needed, because a person may have to unlock the keyring for it.
pub struct LazyVault {
    folder: PathBuf,
    environment: Environment,
    keyring: Arc<dyn KeyStore>,
    opened: OnceCell<Vault>,
}

impl LazyVault {
    /// The vault; waits while it is opened for the first time.
    ///
    /// # Errors
    /// No thread could be started for it.
    pub async fn get(&self) -> Result<&Vault, Fault> {
        let open = || async { Ok(Vault::open(self.folder.clone(), self.environment, self.keyring.clone()).await?.vault) };
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

/// Sales that the last run left without an outcome: their answer may have been lost, so they are in doubt.
async fn recover(ledger: &LedgerThread, now: Timestamp) -> Result<(), Fault> {
    let recovered = ledger
        .call(move |ledger| {
            let mut count = 0;
            for sale in ledger.open_sales(None)? {
                let fact = if sale.is_under_way() {
                    Fact::InDoubt { sale: sale.id, cause: "interrupted".to_owned(), refusal_code: None, message: String::new() }
                } else if sale.turned_away {
                    Fact::Declined { sale: sale.id, reason: "sign_in_ended".to_owned(), code: None, message: sale.message.clone().unwrap_or_default() }
                } else {
                    continue;
                };
                ledger.append(NewEntry { at: now, actor: TILL.to_owned(), connection: sale.connection, fact })?;
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
