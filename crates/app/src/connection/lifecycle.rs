//! The life of a connection: opened when it is first needed, replaced or removed once nothing is under way there.
//!
//! A connection is opened once, however many ask at once. The service that it leads to is decided here, by total
//! matches; the work of an open connection is in its service's folder.

use std::sync::Arc;

use airtill_contract::{ConnectionKey, ErrorCode, PracticeAccount};
use airtill_domain::{Api, Connection, Environment};

use super::files;
use super::open::OpenConnection;
use super::registry::Registry;
use crate::accounts::Accounts;
use crate::airtime::{self, Airtime};
use crate::environment::Environments;
use crate::runtime::Runtime;
use crate::{TillError, learned, view};

/// All connections of the till: the registry, and what is needed to open one.
pub struct Connections {
    /// The connections that there are.
    pub registry: Registry,
    pub(super) runtime: Arc<Runtime>,
    pub(super) environments: Arc<Environments>,
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
    /// Unknown, not supported by this version, or its environment cannot be opened.
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
            OpenConnection::Accounts(_) => {
                Err(TillError::with(ErrorCode::ConnectionSettings, "nothing is sold through this connection"))
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
            OpenConnection::Airtime(_) => {
                Err(TillError::with(ErrorCode::ConnectionSettings, "this service knows no accounts"))
            }
        }
    }

    /// Opens a connection and registers it; the one that counts comes back.
    ///
    /// # Errors
    /// A service that this version does not support, or an environment that cannot be opened.
    pub async fn open_now(
        &self,
        connection: Connection,
        practice_account: Option<PracticeAccount>,
    ) -> Result<OpenConnection, TillError> {
        let (runtime, kind) = (&self.runtime, connection.environment);
        match connection.api {
            Api::TwentyOneSystems => {
                let (environment, shared) = (self.environments.open(kind).await?, self.airtime_of(kind));
                let opened = Airtime::open(runtime, environment, shared.clone(), connection, practice_account);
                let open = self.registry.put_open(OpenConnection::Airtime(opened));
                if let OpenConnection::Airtime(airtime) = &open {
                    shared.add(airtime);
                }
                Ok(open)
            }
            Api::AccountsV1 => {
                let environment = self.environments.open(kind).await?;
                let opened = Accounts::open(runtime, environment, connection, practice_account);
                Ok(self.registry.put_open(OpenConnection::Accounts(opened)))
            }
            Api::TruphoneConnect => Err(TillError::unsupported_service()),
        }
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
        if let Some(before) = known {
            self.retire(&before, moves).await?;
        }
        files::store(&self.runtime.folder, connection)?;
        let before = self.registry.put(connection.clone());
        // Nothing of it is written any more once it is closed; only then its secrets go.
        self.close(former, moves).await;
        if let Some(before) = before.filter(|_| moves) {
            self.delete_secrets(&before).await?;
        }
        Ok(())
    }

    /// Removes a connection with its file and its sign-in; its ledger stays. No sign-in may begin there meanwhile.
    ///
    /// # Errors
    /// `DoubtsOpen`, or the disk's.
    pub async fn remove(self: &Arc<Self>, connection: &Connection) -> Result<(), TillError> {
        let key = view::connection_key(connection);
        let former = self.registry.open(&key);
        self.retire(connection, true).await?;
        files::remove(&self.runtime.folder, connection)?;
        if let Err(error) = learned::remove(&self.runtime.folder, connection) {
            tracing::warn!(%error, "what was learned about a connection could not be removed");
        }
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

    /// Takes a connection out of use, once nothing is under way there. `moves`: its address or client changes, or it
    /// goes away, so that its doubts could never be settled.
    async fn retire(&self, connection: &Connection, moves: bool) -> Result<(), TillError> {
        match connection.api {
            Api::TwentyOneSystems => {}
            // Nothing is under way where no money moves.
            Api::AccountsV1 | Api::TruphoneConnect => return Ok(()),
        }
        let airtime = self.airtime(&view::connection_key(connection)).await?;
        let gate = airtime.gate.lock().await;
        airtime.write_kept_outcomes(&gate).await.map_err(|_| TillError::new(ErrorCode::DoubtsOpen))?;
        if moves && !airtime.open_sales().await?.is_empty() {
            return Err(TillError::new(ErrorCode::DoubtsOpen));
        }
        airtime.retire();
        Ok(())
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
        self.announce_dependents(&open).await;
    }
}
