//! The connections of this computer, and the desks of those that can be used.

use std::sync::{Arc, RwLock};

use airtill_apis::Timeouts as ApiTimeouts;
use airtill_apis::twenty_one::TwentyOne;
use airtill_contract::{ConnectionKey, ConnectionView, ErrorCode, Event, Notice, NoticeCode, PracticeAccount};
use airtill_domain::{Api, Connection, ConnectionId, Environment};
use airtill_oauth::{Settings, Timeouts, TokenClient};

use super::Inner;
use crate::desk::{Desk, Room};
use crate::session::{Session, Standing};
use crate::{Fault, connections, history, view};

/// A connection, and its desk once somebody needed it.
#[derive(Clone)]
struct Slot {
    connection: Connection,
    desk: Option<Arc<Desk>>,
}

/// All connections, in the order in which they were added.
#[derive(Default)]
pub struct Desks(RwLock<Vec<Slot>>);

impl Desks {
    /// The connection of that key.
    pub fn connection(&self, key: &ConnectionKey) -> Option<Connection> {
        self.find(|slot| connections::key(&slot.connection) == *key).map(|slot| slot.connection)
    }

    /// The desk at which a sale of that connection can be looked at, if it is open.
    pub fn desk(&self, environment: Environment, id: &ConnectionId) -> Option<Arc<Desk>> {
        self.find(|slot| slot.connection.environment == environment && slot.connection.id == *id).and_then(|slot| slot.desk)
    }

    /// Everything, in order.
    pub fn all(&self) -> Vec<(Connection, Option<Arc<Desk>>)> {
        self.0.read().expect("nobody panics holding it").iter().map(|slot| (slot.connection.clone(), slot.desk.clone())).collect()
    }

    /// Adds a connection, in the place of the one with the same key if there is one. Gives the one that was there.
    pub fn put(&self, connection: Connection, desk: Option<Arc<Desk>>) -> Option<Connection> {
        let mut slots = self.0.write().expect("nobody panics holding it");
        let key = connections::key(&connection);
        match slots.iter_mut().find(|slot| connections::key(&slot.connection) == key) {
            Some(slot) => Some(std::mem::replace(slot, Slot { connection, desk }).connection),
            None => {
                slots.push(Slot { connection, desk });
                None
            }
        }
    }

    /// Gives a new desk its place, unless somebody else opened one for the same connection meanwhile: two desks would be two
    /// gates. The desk that counts comes back.
    pub fn seat(&self, desk: Arc<Desk>) -> Arc<Desk> {
        let mut slots = self.0.write().expect("nobody panics holding it");
        let key = connections::key(&desk.connection);
        match slots.iter_mut().find(|slot| connections::key(&slot.connection) == key) {
            Some(Slot { desk: Some(other), .. }) if other.connection == desk.connection => return other.clone(),
            Some(slot) => *slot = Slot { connection: desk.connection.clone(), desk: Some(desk.clone()) },
            None => slots.push(Slot { connection: desk.connection.clone(), desk: Some(desk.clone()) }),
        }
        desk
    }

    /// Removes a connection; its desk, if it had one, must have been retired.
    pub fn remove(&self, key: &ConnectionKey) {
        self.0.write().expect("nobody panics holding it").retain(|slot| connections::key(&slot.connection) != *key);
    }

    fn find(&self, which: impl Fn(&Slot) -> bool) -> Option<Slot> {
        self.0.read().expect("nobody panics holding it").iter().find(|slot| which(slot)).cloned()
    }
}

impl Inner {
    /// The desk of a connection, opened now if need be.
    ///
    /// # Errors
    /// Unknown, not usable in this version, or its environment cannot be opened.
    pub async fn desk(self: &Arc<Self>, key: &ConnectionKey) -> Result<Arc<Desk>, Fault> {
        let connection = self.desks.connection(key).ok_or(Fault::new(ErrorCode::NotFound))?;
        if let Some(desk) = self.desks.desk(connection.environment, &connection.id) {
            return Ok(desk);
        }
        self.open_desk(connection, None).await
    }

    /// Opens a desk and puts it in its place.
    pub async fn open_desk(self: &Arc<Self>, connection: Connection, practice_account: Option<PracticeAccount>) -> Result<Arc<Desk>, Fault> {
        if connection.api != Api::TwentyOneSystems {
            return Err(Fault::with(ErrorCode::ConnectionSettings, "this version of Airtill cannot use this service yet"));
        }
        let books = self.books(connection.environment).await?;
        let tokens = TokenClient::new(Settings {
            environment: connection.environment,
            timeouts: Timeouts { connect: self.policy.connect_limit, ..Timeouts::default() },
            clock: self.ports.clock.clone(),
        });
        let timeouts = ApiTimeouts { connect: self.policy.connect_limit, total: self.policy.answer_limit };
        let api = TwentyOne::new(&connection.base_address, connection.environment, timeouts);
        let session =
            Session::new(connection.secret_binding(), &connection.base_address, tokens, books.vault.clone(), self.ports.clock.clone(), self.working.clone());
        let room = Room { ports: self.ports.clone(), policy: self.policy.clone(), closing: self.closing.clone(), working: self.working.clone() };
        let desk = Arc::new(Desk::new(connection, session, api, books, practice_account, room));
        Ok(self.desks.seat(desk))
    }

    /// Takes the desk of a connection out of use, once nothing is under way there: a connection that is replaced or removed.
    /// `moves`: its address or client changes, or it goes away, so that its doubts could never be settled.
    ///
    /// # Errors
    /// `DoubtsOpen` where it moves, or where an outcome could not be written yet.
    pub async fn retire(self: &Arc<Self>, connection: &Connection, moves: bool) -> Result<(), Fault> {
        if !connections::usable(connection.api) {
            return Ok(());
        }
        let desk = self.desk(&connections::key(connection)).await?;
        let _gate = desk.gate.lock().await;
        desk.write_what_was_not_written().await.map_err(|_| Fault::new(ErrorCode::DoubtsOpen))?;
        if moves && !desk.open_sales().await?.is_empty() {
            return Err(Fault::new(ErrorCode::DoubtsOpen));
        }
        desk.retire();
        Ok(())
    }

    /// Brings a desk up to date: its kept sign-in, then who it is, its float, and what is in doubt.
    pub async fn bring_up(self: &Arc<Self>, desk: Arc<Desk>) {
        if desk.session.standing() == Standing::SignedOut
            && let Err(error) = desk.session.load().await
        {
            tracing::warn!(%error, "the kept sign-in is out of reach");
        }
        if let Some(airtill_vault::VaultState::SetAside { path, .. }) = desk.books.vault.state() {
            let name = path.as_deref().and_then(std::path::Path::file_name).map(|name| name.to_string_lossy().into_owned());
            self.notify(Notice { code: NoticeCode::VaultSetAside, detail: name.unwrap_or_default() });
        }
        desk.announce().await;
        self.ports.outlet.emit(Event::StartChanged {});
        self.freshen(desk).await;
    }

    /// Asks the service for what a signed-in till shows, and looks after doubts.
    pub async fn freshen(self: &Arc<Self>, desk: Arc<Desk>) {
        if matches!(desk.session.standing(), Standing::SignedIn { .. }) {
            if let Err(error) = desk.read_person().await {
                tracing::info!(%error, "the service did not say who is signed in");
            }
            match desk.gather().await {
                Ok(Err(error)) => tracing::info!(%error, "the float could not be read"),
                Err(error) => tracing::warn!(%error, "the float could not be written down"),
                Ok(Ok(_)) => {}
            }
            if desk.open_sales().await.is_ok_and(|open| !open.is_empty()) {
                self.watch(desk.clone());
            }
        }
        if let Some(skew) = desk.session.clock_skew().filter(|skew| skew.matters()) {
            self.notify(Notice { code: NoticeCode::ClockDiffers, detail: (skew.seconds / 60).to_string() });
            self.ports.outlet.emit(Event::StartChanged {});
        }
        desk.announce().await;
    }

    /// Forgets secrets that belong to no connection any more: of files that were changed or removed by hand.
    pub async fn forget_strangers(self: &Arc<Self>) -> Result<(), Fault> {
        for environment in [Environment::Live, Environment::Test] {
            let known: Vec<String> =
                self.desks.all().iter().filter(|(c, _)| c.environment == environment).map(|(connection, _)| connection.secret_binding()).collect();
            if let Some(books) = self.environments.known(environment).filter(|_| !known.is_empty()) {
                let _kept = books.vault.get().await?.keep_only(&known).await?;
            }
        }
        Ok(())
    }

    /// The connections of an environment at which the till looks for evidence by itself.
    pub fn watched(&self, environment: Environment) -> history::Watched {
        let watched = |(connection, desk): (Connection, Option<Arc<Desk>>)| {
            (connection.environment == environment && desk.is_some_and(|desk| desk.is_watching())).then_some(connection.id)
        };
        self.desks.all().into_iter().filter_map(watched).collect()
    }

    /// Its card, opened or not.
    pub async fn card(&self, connection: &Connection, desk: Option<&Arc<Desk>>) -> ConnectionView {
        match desk {
            Some(desk) => desk.view().await.unwrap_or_else(|error| {
                tracing::warn!(%error, "a connection cannot be shown");
                connections::card(connection, true)
            }),
            None => connections::card(connection, connections::usable(connection.api)),
        }
    }
}

/// The connection that a sale in an environment's ledger belongs to, as a key.
pub fn key_of(environment: Environment, id: &ConnectionId) -> ConnectionKey {
    ConnectionKey { environment: view::environment(environment), id: id.to_string() }
}
