//! The life of a connection: opened when it is first needed, brought up to date, retired, and signed out where another
//! one takes its place.
//!
//! A connection is opened once, however many ask at once. What is done through an open one, its service's folder knows.

use std::sync::Arc;

use airtill_apis::Timeouts as ApiTimeouts;
use airtill_apis::accounts::Accounts as AccountsClient;
use airtill_apis::twenty_one::TwentyOne;
use airtill_contract::{ConnectionKey, ConnectionView, ErrorCode, Event, Notice, NoticeCode, PracticeAccount};
use airtill_domain::{Api, Connection, ConnectionId, Environment};
use airtill_oauth::{Settings, Timeouts, TokenClient};

use super::open::OpenConnection;
use crate::accounts::Accounts;
use crate::airtime::{Airtime, Parts};
use crate::learned::Learned;
use crate::session::{Session, Standing, Ways};
use crate::sign_in::LISTENER;
use crate::till::Inner;
use crate::{TillError, history, view};

impl Inner {
    /// A connection at work, opened now if need be.
    ///
    /// # Errors
    /// Unknown, not usable in this version, or its environment cannot be opened.
    pub async fn open_connection(self: &Arc<Self>, key: &ConnectionKey) -> Result<OpenConnection, TillError> {
        let connection = self.connections.connection(key).ok_or(TillError::new(ErrorCode::NotFound))?;
        match self.connections.open(key) {
            Some(open) => Ok(open),
            None => self.open_now(connection, None).await,
        }
    }

    /// The airtime of a connection that sells, opened now if need be.
    ///
    /// # Errors
    /// As [`Inner::open`]; `ConnectionSettings` where nothing is sold.
    pub async fn airtime(self: &Arc<Self>, key: &ConnectionKey) -> Result<Arc<Airtime>, TillError> {
        match self.open_connection(key).await? {
            OpenConnection::Airtime(airtime) => Ok(airtime),
            OpenConnection::Accounts(_) => {
                Err(TillError::with(ErrorCode::ConnectionSettings, "nothing is sold through this connection"))
            }
        }
    }

    /// The accounts of a connection that has them, opened now if need be.
    ///
    /// # Errors
    /// As [`Inner::open`]; `ConnectionSettings` where there are none.
    pub async fn accounts(self: &Arc<Self>, key: &ConnectionKey) -> Result<Arc<Accounts>, TillError> {
        match self.open_connection(key).await? {
            OpenConnection::Accounts(airtime) => Ok(airtime),
            OpenConnection::Airtime(_) => {
                Err(TillError::with(ErrorCode::ConnectionSettings, "this service knows no accounts"))
            }
        }
    }

    /// Puts a connection to work in its place.
    pub async fn open_now(
        self: &Arc<Self>,
        connection: Connection,
        practice_account: Option<PracticeAccount>,
    ) -> Result<OpenConnection, TillError> {
        if !view::usable(connection.api) {
            return Err(TillError::with(
                ErrorCode::ConnectionSettings,
                "this version of Airtill cannot use this service yet",
            ));
        }
        let environment = self.open_environment(connection.environment).await?;
        let learned = Arc::new(Learned::open(&self.folder, &connection));
        let session = Session::new(
            connection.secret_binding(),
            Ways::of(&connection),
            learned.clone(),
            self.token_client(connection.environment),
            environment.vault.clone(),
            self.ports.clock.clone(),
            self.working.clone(),
        );
        let (base, kind) = (&connection.base_address, connection.environment);
        let timeouts = ApiTimeouts { connect: self.policy.connect_limit, total: self.policy.answer_limit };
        let open = match connection.api {
            Api::AccountsV1 => {
                let api = AccountsClient::new(base, kind, timeouts);
                let folder = self.folder.environment(kind);
                OpenConnection::Accounts(Arc::new(Accounts::new(
                    connection,
                    session,
                    api,
                    environment,
                    practice_account,
                    self.ports.clone(),
                    folder,
                )))
            }
            Api::TwentyOneSystems | Api::TruphoneConnect => {
                let api = TwentyOne::new(base, kind, timeouts);
                let (ports, policy) = (self.ports.clone(), self.policy.clone());
                let parts =
                    Parts { learned, ports, policy, closing: self.closing.clone(), working: self.working.clone() };
                OpenConnection::Airtime(Arc::new(Airtime::new(
                    connection,
                    session,
                    api,
                    environment,
                    practice_account,
                    parts,
                )))
            }
        };
        let open = self.connections.put_open(open);
        if let OpenConnection::Airtime(airtime) = &open {
            airtime.environment.add_seller(airtime);
        }
        Ok(open)
    }

    /// What asks for tokens in an environment.
    pub fn token_client(&self, environment: Environment) -> TokenClient {
        TokenClient::new(Settings {
            environment,
            timeouts: Timeouts { connect: self.policy.connect_limit, ..Timeouts::default() },
            clock: self.ports.clock.clone(),
        })
    }

    /// Takes a connection out of use, once nothing is under way there: one that is replaced or removed. The caller lets
    /// no sign-in begin there. `moves`: its address or client changes, or it goes away, so that its doubts could never
    /// be settled.
    ///
    /// # Errors
    /// `DoubtsOpen` where it moves, or where an outcome could not be written yet.
    pub async fn retire(self: &Arc<Self>, connection: &Connection, moves: bool) -> Result<(), TillError> {
        if !view::usable(connection.api) {
            return Ok(());
        }
        let key = view::connection_key(connection);
        let OpenConnection::Airtime(airtime) = self.open_connection(&key).await? else { return Ok(()) };
        let _gate = airtime.gate.lock().await;
        airtime.write_what_was_not_written().await.map_err(|_| TillError::new(ErrorCode::DoubtsOpen))?;
        if moves && !airtime.open_sales().await?.is_empty() {
            return Err(TillError::new(ErrorCode::DoubtsOpen));
        }
        airtime.retire();
        Ok(())
    }

    /// Has nobody signed in any more at a connection that is out of use: whoever comes in its place reads the vault
    /// anew. Where its secrets go too, `moves`, nothing is waited for, and the service may take back the sign-in.
    pub async fn leave(self: &Arc<Self>, open: Option<OpenConnection>, moves: bool) {
        let Some(open) = open else { return };
        if !moves {
            open.session().drop_everything().await;
        } else if let Some(ended) = open.session().sign_out_here().await {
            self.revoke(open.clone(), ended);
        }
        match open {
            OpenConnection::Accounts(airtime) => self.announce_sellers(airtime.connection.environment).await,
            OpenConnection::Airtime(airtime) => announce_beside(&airtime).await,
        }
    }

    /// Brings a connection up to date: its kept sign-in, then who it is, its float, and what is in doubt.
    pub async fn load_and_refresh(self: &Arc<Self>, open: OpenConnection) {
        self.load_sign_in(&open).await;
        self.refresh(open).await;
    }

    /// Takes up what is kept of a connection's sign-in.
    pub async fn load_sign_in(self: &Arc<Self>, open: &OpenConnection) {
        if open.session().standing() == Standing::SignedOut
            && let Err(error) = open.session().load().await
        {
            tracing::warn!(%error, "the kept sign-in is out of reach");
        }
        if let Some(airtill_vault::VaultState::SetAside { path, .. }) = open.environment().vault.state() {
            let name =
                path.as_deref().and_then(std::path::Path::file_name).map(|name| name.to_string_lossy().into_owned());
            self.notify(Notice { code: NoticeCode::VaultSetAside, detail: name.unwrap_or_default() });
        }
        self.announce(open).await;
        self.ports.outlet.emit(Event::StartChanged {});
    }

    /// Asks the service for what a signed-in till shows, and looks after doubts.
    pub async fn refresh(self: &Arc<Self>, open: OpenConnection) {
        if matches!(open.session().standing(), Standing::SignedIn { .. }) {
            if let Err(error) = open.read_person().await {
                tracing::info!(%error, "the service did not say who is signed in");
            }
            if let OpenConnection::Airtime(airtime) = &open {
                self.tell_shared(airtime).await;
                self.gather_and_watch(airtime).await;
            }
        }
        self.look_at_clocks(&open);
        self.announce(&open).await;
    }

    /// Tells where a service's clock and this computer's differ.
    pub fn look_at_clocks(&self, open: &OpenConnection) {
        if let Some(skew) = open.session().clock_skew().filter(|skew| skew.matters()) {
            self.notify(Notice { code: NoticeCode::ClockDiffers, detail: (skew.seconds / 60).to_string() });
            self.ports.outlet.emit(Event::StartChanged {});
        }
        self.look_at_the_clock();
    }

    /// Tells the window how a connection stands now and, where it says who asks for sales, how those stand that sell.
    /// One whose place was taken meanwhile has nothing to say any more.
    pub async fn announce(&self, open: &OpenConnection) {
        if !self.connections.open(&view::connection_key(open.connection())).is_some_and(|present| present.is(open)) {
            return;
        }
        if let OpenConnection::Airtime(airtime) = open {
            self.tell_shared(airtime).await;
        }
        open.announce().await;
        match open {
            OpenConnection::Accounts(accounts) => self.announce_sellers(accounts.connection.environment).await,
            OpenConnection::Airtime(airtime) => announce_beside(airtime).await,
        }
    }

    /// Tells once that a connection sells from the same float as another one.
    async fn tell_shared(&self, airtime: &Arc<Airtime>) {
        if airtime.sharing().is_empty() {
            return;
        }
        let known = airtime.clone();
        let new = tokio::task::spawn_blocking(move || known.newly_shared()).await.unwrap_or_default();
        for other in &new {
            self.notify(Notice {
                code: NoticeCode::FloatShared,
                detail: format!("{} · {other}", airtime.connection.name),
            });
        }
        if !new.is_empty() {
            self.ports.outlet.emit(Event::StartChanged {});
        }
    }

    /// Tells the window how every connection stands that sells in an environment.
    pub async fn announce_sellers(&self, environment: Environment) {
        for airtime in self.connections.airtime().iter().filter(|airtime| airtime.connection.environment == environment)
        {
            airtime.announce().await;
        }
    }

    /// Asks something of a service, and tells the window if that has ended the sign-in.
    pub async fn asking<T>(&self, open: &OpenConnection, question: impl Future<Output = T>) -> T {
        let before = open.session().standing();
        let answer = question.await;
        if open.session().standing() != before {
            self.announce(open).await;
        }
        answer
    }

    async fn gather_and_watch(self: &Arc<Self>, airtime: &Arc<Airtime>) {
        match airtime.gather().await {
            Ok(Err(error)) => tracing::info!(%error, "the float could not be read"),
            Err(error) => tracing::warn!(%error, "the float could not be written down"),
            Ok(Ok(_)) => {}
        }
        if airtime.open_sales().await.is_ok_and(|open| !open.is_empty()) {
            self.watch(airtime.clone());
        }
    }

    /// Forgets secrets that belong to no connection any more: of files that were changed or removed by hand.
    pub async fn forget_strangers(self: &Arc<Self>) -> Result<(), TillError> {
        for environment in [Environment::Live, Environment::Test] {
            let known: Vec<String> = self
                .connections
                .all()
                .iter()
                .filter(|(c, _)| c.environment == environment)
                .map(|(connection, _)| connection.secret_binding())
                .collect();
            if let Some(environment) = self.environments.known(environment).filter(|_| !known.is_empty()) {
                let kept: Vec<String> = known.into_iter().chain([LISTENER.to_owned()]).collect();
                let _kept = environment.vault.get().await?.keep_only(&kept).await?;
            }
        }
        Ok(())
    }

    /// The connections of an environment at which the till looks for evidence by itself.
    pub fn watched(&self, environment: Environment) -> history::Watched {
        let here = |airtime: &Arc<Airtime>| airtime.connection.environment == environment && airtime.is_watching();
        self.connections.airtime().into_iter().filter(here).map(|airtime| airtime.connection.id.clone()).collect()
    }

    /// Its card, at work or not.
    pub async fn card(&self, connection: &Connection, open: Option<&OpenConnection>) -> ConnectionView {
        match open {
            Some(open) => open.view().await,
            None => view::card(connection, view::usable(connection.api)),
        }
    }
}

/// Tells the window how those stand that may name this one as a further way to their float.
async fn announce_beside(airtime: &Airtime) {
    for other in airtime.beside() {
        other.announce().await;
    }
}

/// The connection that a sale in an environment's ledger belongs to, as a key.
pub fn key_of(environment: Environment, id: &ConnectionId) -> ConnectionKey {
    ConnectionKey { environment: view::environment(environment), id: id.to_string() }
}
