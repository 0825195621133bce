//! The life of a connection: opened when it is first needed, replaced or removed once nothing is under way there.
//!
//! A connection is opened once, however many ask at once. The service that it leads to is decided here, by total
//! matches; the work of an open connection is in its service's folder.

use std::sync::{Arc, Mutex};

use airtill_contract::{ConnectionKey, ErrorCode, Notice, PracticeAccount};
use airtill_domain::{Api, Connection, Environment};

use super::files;
use super::open::OpenConnection;
use super::registry::{Placed, Registry};
use crate::accounts::Accounts;
use crate::airtime::{self, Airtime};
use crate::environment::{Environments, OpenEnvironment};
use crate::esim::Esim;
use crate::runtime::Runtime;
use crate::{TillError, learned, view};

/// All connections of the till: the registry, and what is needed to open one.
pub struct Connections {
    /// The connections that there are.
    pub registry: Registry,
    pub(super) runtime: Arc<Runtime>,
    pub(super) environments: Arc<Environments>,
    /// The environments that could not be opened, each with the notice of it.
    pub(super) unopened: Mutex<Vec<(Environment, Notice)>>,
    airtime_live: Arc<airtime::Shared>,
    airtime_test: Arc<airtime::Shared>,
    airtime_practice: Arc<airtime::Shared>,
}

impl Connections {
    /// Without any connection yet.
    pub fn new(runtime: Arc<Runtime>, environments: Arc<Environments>) -> Self {
        Self {
            registry: Registry::default(),
            runtime,
            environments,
            unopened: Mutex::default(),
            airtime_live: Arc::default(),
            airtime_test: Arc::default(),
            airtime_practice: Arc::default(),
        }
    }

    fn airtime_of(&self, environment: Environment) -> &Arc<airtime::Shared> {
        match environment {
            Environment::Live => &self.airtime_live,
            Environment::Test => &self.airtime_test,
            Environment::Practice => &self.airtime_practice,
        }
    }

    /// A connection, opened now if need be.
    ///
    /// # Errors
    /// Unknown, or its environment cannot be opened.
    pub async fn open(&self, key: &ConnectionKey) -> Result<OpenConnection, TillError> {
        let connection = self.registry.connection(key).ok_or(TillError::new(ErrorCode::NotFound))?;
        match self.registry.open(key) {
            Some(open) => Ok(open),
            None => self.open_now(connection, None).await,
        }
    }

    /// A connection that sells airtime, opened now if need be.
    ///
    /// # Errors
    /// As [`Connections::open`]; `ConnectionSettings` where nothing is sold.
    pub async fn airtime(&self, key: &ConnectionKey) -> Result<Arc<Airtime>, TillError> {
        match self.open(key).await? {
            OpenConnection::Airtime(airtime) => Ok(airtime),
            OpenConnection::Accounts(_) | OpenConnection::Esim(_) => {
                Err(TillError::with(ErrorCode::ConnectionSettings, "no airtime is sold through this connection"))
            }
        }
    }

    /// A connection to the company's accounts, opened now if need be.
    ///
    /// # Errors
    /// As [`Connections::open`]; `ConnectionSettings` where there are none.
    pub async fn accounts(&self, key: &ConnectionKey) -> Result<Arc<Accounts>, TillError> {
        match self.open(key).await? {
            OpenConnection::Accounts(accounts) => Ok(accounts),
            OpenConnection::Airtime(_) | OpenConnection::Esim(_) => {
                Err(TillError::with(ErrorCode::ConnectionSettings, "this service knows no accounts"))
            }
        }
    }

    /// A connection that sells eSIMs, opened now if need be.
    ///
    /// # Errors
    /// As [`Connections::open`]; `ConnectionSettings` where none are sold.
    pub async fn esim(&self, key: &ConnectionKey) -> Result<Arc<Esim>, TillError> {
        match self.open(key).await? {
            OpenConnection::Esim(esim) => Ok(esim),
            OpenConnection::Airtime(_) | OpenConnection::Accounts(_) => {
                Err(TillError::with(ErrorCode::ConnectionSettings, "no eSIMs are sold through this connection"))
            }
        }
    }

    /// Opens a connection and registers it; the one that counts comes back. Where it was replaced while its environment
    /// was opened, that is the one in its place.
    ///
    /// # Errors
    /// An environment that cannot be opened; `NotFound` where the connection was removed meanwhile.
    pub async fn open_now(
        &self,
        mut connection: Connection,
        practice_account: Option<PracticeAccount>,
    ) -> Result<OpenConnection, TillError> {
        let key = view::connection_key(&connection);
        loop {
            let before = self.registry.connection(&key);
            let environment = self.environment(connection.environment).await?;
            let opened = self.opened(environment, connection, practice_account.clone());
            match self.registry.put_open(opened, before.as_ref()) {
                Placed::Now(open) => {
                    self.begin(&open);
                    return Ok(open);
                }
                Placed::Before(open) => return Ok(open),
                Placed::Not => {
                    connection = self.registry.connection(&key).ok_or(TillError::new(ErrorCode::NotFound))?;
                }
            }
        }
    }

    /// A connection at work in its environment, which nobody knows yet.
    fn opened(
        &self,
        environment: Arc<OpenEnvironment>,
        connection: Connection,
        practice_account: Option<PracticeAccount>,
    ) -> OpenConnection {
        let runtime = &self.runtime;
        match connection.api {
            Api::TwentyOneSystems => {
                let shared = self.airtime_of(connection.environment).clone();
                OpenConnection::Airtime(Airtime::open(runtime, environment, shared, connection, practice_account))
            }
            Api::AccountsV1 => {
                OpenConnection::Accounts(Accounts::open(runtime, environment, connection, practice_account))
            }
            Api::TruphoneConnect => {
                OpenConnection::Esim(Esim::open(runtime, environment, connection, practice_account))
            }
        }
    }

    /// Begins what an open connection does by itself, once it has its place.
    fn begin(&self, open: &OpenConnection) {
        match open {
            OpenConnection::Airtime(airtime) => self.airtime_of(airtime.connection.environment).add(airtime),
            OpenConnection::Accounts(_) => {}
            OpenConnection::Esim(esim) => {
                // From here on, so that no way to a sign-in can forget them: they wait for one by themselves.
                self.runtime.tasks.spawn(esim.clone().follow_orders());
                self.runtime.tasks.spawn(esim.clone().watch());
            }
        }
    }

    /// An environment, opened now if need be.
    async fn environment(&self, kind: Environment) -> Result<Arc<OpenEnvironment>, TillError> {
        let environment = self.environments.open(kind).await?;
        self.withdraw_unopened(&environment);
        Ok(environment)
    }

    /// Registers and stores a connection, in the place of the one with the same key. Secrets of a connection whose
    /// address or client changed are deleted. No sign-in may begin there meanwhile.
    ///
    /// # Errors
    /// `DoubtsOpen`, or the disk's.
    pub async fn replace(self: &Arc<Self>, connection: &Connection) -> Result<(), TillError> {
        let key = view::connection_key(connection);
        let former = self.registry.open(&key);
        let known = self.registry.connection(&key);
        let moves = known.as_ref().is_some_and(|before| before.secret_binding() != connection.secret_binding());
        let store = || files::store(&self.runtime.folder, connection, |notice| self.runtime.notify(notice));
        match known {
            Some(before) => self.retire(&before, moves, store).await?,
            None => store()?,
        }
        let _found = self.look_at_files();
        let before = self.registry.put(connection.clone());
        // Nothing of it is written any more once it is closed; only then its secrets go.
        self.close(former, moves).await;
        if let Some(before) = before.filter(|_| moves) {
            self.delete_secrets(&before).await?;
        }
        Ok(())
    }

    /// Opens a connection in the place of the open one with the same key, which is taken out of use first. Nothing is
    /// stored: such a connection is made anew at each start. A sale in doubt does not stop it: the service is asked at
    /// its new address.
    ///
    /// # Errors
    /// `DoubtsOpen` where outcomes cannot be written; an environment that cannot be opened, or the vault's.
    pub(super) async fn reopen(
        self: &Arc<Self>,
        connection: Connection,
        practice_account: Option<PracticeAccount>,
    ) -> Result<OpenConnection, TillError> {
        let Some(former) = self.registry.open(&view::connection_key(&connection)) else {
            return self.open_now(connection, practice_account).await;
        };
        // That one alone: another caller may have put the new one in its place meanwhile.
        retire(&former, false, || Ok(())).await?;
        let open = self.open_now(connection, practice_account).await?;
        let (before, now) = (former.connection().clone(), open.connection());
        let moved = before.secret_binding() != now.secret_binding();
        self.close(Some(former), false).await;
        if moved {
            self.delete_secrets(&before).await?;
        }
        Ok(open)
    }

    /// Removes a connection with its file and its sign-in; its ledger stays. No sign-in may begin there meanwhile.
    ///
    /// # Errors
    /// `DoubtsOpen`, or the disk's.
    pub async fn remove(self: &Arc<Self>, connection: &Connection) -> Result<(), TillError> {
        let key = view::connection_key(connection);
        let former = self.registry.open(&key);
        self.retire(connection, true, || files::remove(&self.runtime.folder, connection)).await?;
        if let Err(error) = learned::remove(&self.runtime.folder, connection) {
            tracing::warn!(%error, "what was learned about a connection could not be removed");
        }
        let _found = self.look_at_files();
        self.registry.remove(&key);
        self.close(former, true).await;
        if view::is_supported(connection.api) {
            self.delete_secrets(connection).await?;
        }
        Ok(())
    }

    async fn delete_secrets(&self, connection: &Connection) -> Result<(), TillError> {
        let environment = self.environments.open(connection.environment).await?;
        let _kept = environment.vault.get().await?.remove_binding(&connection.secret_binding()).await?;
        Ok(())
    }

    /// Takes a connection out of use, once nothing is under way there and its file is `changed`: with a disk that does
    /// not change the file it stays in use. `moves`: its address or client changes, or it goes away, so that its doubts
    /// could never be settled.
    async fn retire(
        &self,
        connection: &Connection,
        moves: bool,
        changed: impl FnOnce() -> Result<(), TillError>,
    ) -> Result<(), TillError> {
        match connection.api {
            // Nothing is under way where nothing is sold.
            Api::AccountsV1 => return changed(),
            Api::TwentyOneSystems | Api::TruphoneConnect => {}
        }
        let open = self.open(&view::connection_key(connection)).await?;
        retire(&open, moves, changed).await
    }

    /// Has nobody signed in any more at a connection that is out of use: the one in its place reads the vault anew.
    /// Where its secrets go too, `moves`, the service is asked to revoke the sign-in, which is not waited for.
    async fn close(self: &Arc<Self>, open: Option<OpenConnection>, moves: bool) {
        let Some(open) = open else { return };
        if !moves {
            open.session().drop_everything().await;
        } else if let Some(ended) = open.session().sign_out_here().await {
            self.revoke(open.clone(), ended);
        }
        self.withdraw_float_notices();
        self.announce_dependents(&open).await;
    }
}

/// Takes an open connection out of use, as [`Connections::retire`] does.
async fn retire(
    open: &OpenConnection,
    moves: bool,
    changed: impl FnOnce() -> Result<(), TillError>,
) -> Result<(), TillError> {
    let airtime = match open {
        OpenConnection::Airtime(airtime) => airtime,
        OpenConnection::Accounts(_) => return changed(),
        OpenConnection::Esim(esim) => return esim.retire(moves, changed).await,
    };
    let gate = airtime.at_gate().await;
    gate.write_kept_outcomes().await.map_err(|_| TillError::new(ErrorCode::DoubtsOpen))?;
    if moves && !airtime.unsettled_sales().await?.is_empty() {
        return Err(TillError::new(ErrorCode::DoubtsOpen));
    }
    changed()?;
    airtime.retire();
    Ok(())
}
