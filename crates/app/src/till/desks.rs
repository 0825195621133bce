//! The connections of this computer, and those of them at work.
//!
//! A connection gets its seat when it is first needed, and one seat only, however many ask at once. Opening, retiring
//! and leaving one are here; what is done at a seat, its desk knows.

use std::sync::{Arc, RwLock};

use airtill_apis::Timeouts as ApiTimeouts;
use airtill_apis::accounts::Accounts;
use airtill_apis::twenty_one::TwentyOne;
use airtill_contract::{ConnectionKey, ConnectionView, ErrorCode, Event, Notice, NoticeCode, PracticeAccount};
use airtill_domain::{Api, Connection, ConnectionId, Environment, float};
use airtill_oauth::{Settings, Timeouts, TokenClient};

use super::Inner;
use super::seat::Seat;
use crate::accounts::AccountsDesk;
use crate::desk::{Desk, Room};
use crate::import::Beside;
use crate::learned::Learned;
use crate::session::{Session, Standing, Ways};
use crate::sign_in::LISTENER;
use crate::{TillError, connections, history, view};

/// A connection, at work once somebody needed it.
#[derive(Clone)]
struct Slot {
    connection: Connection,
    seat: Option<Seat>,
}

/// All connections, in the order in which they were added.
#[derive(Default)]
pub struct Desks(RwLock<Vec<Slot>>);

impl Desks {
    /// The connection of that key.
    pub fn connection(&self, key: &ConnectionKey) -> Option<Connection> {
        self.find(|slot| connections::key(&slot.connection) == *key).map(|slot| slot.connection)
    }

    /// The connection of that key at work, if it was needed yet.
    pub fn seat(&self, key: &ConnectionKey) -> Option<Seat> {
        self.find(|slot| connections::key(&slot.connection) == *key).and_then(|slot| slot.seat)
    }

    /// Everything, in order.
    pub fn all(&self) -> Vec<(Connection, Option<Seat>)> {
        self.0
            .read()
            .expect("nobody panics holding it")
            .iter()
            .map(|slot| (slot.connection.clone(), slot.seat.clone()))
            .collect()
    }

    /// What stands beside a connection that is to be added.
    pub fn beside(&self, new: &Connection) -> Beside {
        let host = float::host_of(&new.base_address);
        let sells_there = |other: &Connection| {
            other.api == Api::TwentyOneSystems
                && other.environment == new.environment
                && other.id != new.id
                && float::host_of(&other.base_address) == host
        };
        let others = self.all().into_iter().map(|(connection, _)| connection);
        Beside {
            same_id: self.connection(&connections::key(new)),
            same_host: others.filter(sells_there).map(|other| other.name).collect(),
        }
    }

    /// Everything at work.
    pub fn seats(&self) -> Vec<Seat> {
        self.all().into_iter().filter_map(|(_, seat)| seat).collect()
    }

    /// Everything at work where airtime is sold.
    pub fn desks(&self) -> Vec<Arc<Desk>> {
        let airtime = |seat| if let Seat::Airtime(desk) = seat { Some(desk) } else { None };
        self.seats().into_iter().filter_map(airtime).collect()
    }

    /// Adds a connection, in the place of the one with the same key if there is one. Gives the one that was there.
    pub fn put(&self, connection: Connection) -> Option<Connection> {
        let mut slots = self.0.write().expect("nobody panics holding it");
        let key = connections::key(&connection);
        match slots.iter_mut().find(|slot| connections::key(&slot.connection) == key) {
            Some(slot) => Some(std::mem::replace(slot, Slot { connection, seat: None }).connection),
            None => {
                slots.push(Slot { connection, seat: None });
                None
            }
        }
    }

    /// Gives a connection at work its place, unless somebody else opened the same one meanwhile: two desks would be two
    /// gates. The one that counts comes back.
    pub fn take(&self, seat: Seat) -> Seat {
        let mut slots = self.0.write().expect("nobody panics holding it");
        let connection = seat.connection().clone();
        let key = connections::key(&connection);
        match slots.iter_mut().find(|slot| connections::key(&slot.connection) == key) {
            Some(Slot { seat: Some(other), .. }) if *other.connection() == connection => return other.clone(),
            Some(slot) => *slot = Slot { connection, seat: Some(seat.clone()) },
            None => slots.push(Slot { connection, seat: Some(seat.clone()) }),
        }
        seat
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
    /// A connection at work, opened now if need be.
    ///
    /// # Errors
    /// Unknown, not usable in this version, or its environment cannot be opened.
    pub async fn seat(self: &Arc<Self>, key: &ConnectionKey) -> Result<Seat, TillError> {
        let connection = self.desks.connection(key).ok_or(TillError::new(ErrorCode::NotFound))?;
        match self.desks.seat(key) {
            Some(seat) => Ok(seat),
            None => self.open_seat(connection, None).await,
        }
    }

    /// The desk of a connection that sells, opened now if need be.
    ///
    /// # Errors
    /// As [`Inner::seat`]; `ConnectionSettings` where nothing is sold.
    pub async fn desk(self: &Arc<Self>, key: &ConnectionKey) -> Result<Arc<Desk>, TillError> {
        match self.seat(key).await? {
            Seat::Airtime(desk) => Ok(desk),
            Seat::Accounts(_) => {
                Err(TillError::with(ErrorCode::ConnectionSettings, "nothing is sold through this connection"))
            }
        }
    }

    /// The accounts of a connection that has them, opened now if need be.
    ///
    /// # Errors
    /// As [`Inner::seat`]; `ConnectionSettings` where there are none.
    pub async fn accounts(self: &Arc<Self>, key: &ConnectionKey) -> Result<Arc<AccountsDesk>, TillError> {
        match self.seat(key).await? {
            Seat::Accounts(desk) => Ok(desk),
            Seat::Airtime(_) => Err(TillError::with(ErrorCode::ConnectionSettings, "this service knows no accounts")),
        }
    }

    /// Puts a connection to work in its place.
    pub async fn open_seat(
        self: &Arc<Self>,
        connection: Connection,
        practice_account: Option<PracticeAccount>,
    ) -> Result<Seat, TillError> {
        if !connections::usable(connection.api) {
            return Err(TillError::with(
                ErrorCode::ConnectionSettings,
                "this version of Airtill cannot use this service yet",
            ));
        }
        let books = self.books(connection.environment).await?;
        let learned = Arc::new(Learned::open(&self.folder, &connection));
        let session = Session::new(
            connection.secret_binding(),
            Ways::of(&connection),
            learned.clone(),
            self.token_client(connection.environment),
            books.vault.clone(),
            self.ports.clock.clone(),
            self.working.clone(),
        );
        let (base, environment) = (&connection.base_address, connection.environment);
        let timeouts = ApiTimeouts { connect: self.policy.connect_limit, total: self.policy.answer_limit };
        let seat = match connection.api {
            Api::AccountsV1 => {
                let api = Accounts::new(base, environment, timeouts);
                let folder = self.folder.environment(environment);
                Seat::Accounts(Arc::new(AccountsDesk::new(
                    connection,
                    session,
                    api,
                    books,
                    practice_account,
                    self.ports.clone(),
                    folder,
                )))
            }
            Api::TwentyOneSystems | Api::TruphoneConnect => {
                let api = TwentyOne::new(base, environment, timeouts);
                let (ports, policy) = (self.ports.clone(), self.policy.clone());
                let room =
                    Room { learned, ports, policy, closing: self.closing.clone(), working: self.working.clone() };
                Seat::Airtime(Arc::new(Desk::new(connection, session, api, books, practice_account, room)))
            }
        };
        let seat = self.desks.take(seat);
        if let Seat::Airtime(desk) = &seat {
            desk.books.take_seller(desk);
        }
        Ok(seat)
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
        if !connections::usable(connection.api) {
            return Ok(());
        }
        let key = connections::key(connection);
        let Seat::Airtime(desk) = self.seat(&key).await? else { return Ok(()) };
        let _gate = desk.gate.lock().await;
        desk.write_what_was_not_written().await.map_err(|_| TillError::new(ErrorCode::DoubtsOpen))?;
        if moves && !desk.open_sales().await?.is_empty() {
            return Err(TillError::new(ErrorCode::DoubtsOpen));
        }
        desk.retire();
        Ok(())
    }

    /// Has nobody signed in any more at a connection that is out of use: whoever comes in its place reads the vault
    /// anew. Where its secrets go too, `moves`, nothing is waited for, and the service may take back the sign-in.
    pub async fn leave(self: &Arc<Self>, seat: Option<Seat>, moves: bool) {
        let Some(seat) = seat else { return };
        if !moves {
            seat.session().drop_everything().await;
        } else if let Some(farewell) = seat.session().walk_out().await {
            self.take_back(seat.clone(), farewell);
        }
        match seat {
            Seat::Accounts(desk) => self.announce_sellers(desk.connection.environment).await,
            Seat::Airtime(desk) => announce_beside(&desk).await,
        }
    }

    /// Brings a connection up to date: its kept sign-in, then who it is, its float, and what is in doubt.
    pub async fn bring_up(self: &Arc<Self>, seat: Seat) {
        self.take_up(&seat).await;
        self.freshen(seat).await;
    }

    /// Takes up what is kept of a connection's sign-in.
    pub async fn take_up(self: &Arc<Self>, seat: &Seat) {
        if seat.session().standing() == Standing::SignedOut
            && let Err(error) = seat.session().load().await
        {
            tracing::warn!(%error, "the kept sign-in is out of reach");
        }
        if let Some(airtill_vault::VaultState::SetAside { path, .. }) = seat.books().vault.state() {
            let name =
                path.as_deref().and_then(std::path::Path::file_name).map(|name| name.to_string_lossy().into_owned());
            self.notify(Notice { code: NoticeCode::VaultSetAside, detail: name.unwrap_or_default() });
        }
        self.announce(seat).await;
        self.ports.outlet.emit(Event::StartChanged {});
    }

    /// Asks the service for what a signed-in till shows, and looks after doubts.
    pub async fn freshen(self: &Arc<Self>, seat: Seat) {
        if matches!(seat.session().standing(), Standing::SignedIn { .. }) {
            if let Err(error) = seat.read_person().await {
                tracing::info!(%error, "the service did not say who is signed in");
            }
            if let Seat::Airtime(desk) = &seat {
                self.tell_shared(desk).await;
                self.look_after(desk).await;
            }
        }
        self.look_at_clocks(&seat);
        self.announce(&seat).await;
    }

    /// Tells where a service's clock and this computer's differ.
    pub fn look_at_clocks(&self, seat: &Seat) {
        if let Some(skew) = seat.session().clock_skew().filter(|skew| skew.matters()) {
            self.notify(Notice { code: NoticeCode::ClockDiffers, detail: (skew.seconds / 60).to_string() });
            self.ports.outlet.emit(Event::StartChanged {});
        }
        self.look_at_the_clock();
    }

    /// Tells the window how a connection stands now and, where it says who asks for sales, how those stand that sell.
    /// One whose place was taken meanwhile has nothing to say any more.
    pub async fn announce(&self, seat: &Seat) {
        if !self.desks.seat(&connections::key(seat.connection())).is_some_and(|present| present.is(seat)) {
            return;
        }
        if let Seat::Airtime(desk) = seat {
            self.tell_shared(desk).await;
        }
        seat.announce().await;
        match seat {
            Seat::Accounts(accounts) => self.announce_sellers(accounts.connection.environment).await,
            Seat::Airtime(desk) => announce_beside(desk).await,
        }
    }

    /// Tells once that a connection sells from the same float as another one.
    async fn tell_shared(&self, desk: &Arc<Desk>) {
        if desk.sharing().is_empty() {
            return;
        }
        let known = desk.clone();
        let new = tokio::task::spawn_blocking(move || known.newly_shared()).await.unwrap_or_default();
        for other in &new {
            self.notify(Notice {
                code: NoticeCode::FloatShared,
                detail: format!("{} · {other}", desk.connection.name),
            });
        }
        if !new.is_empty() {
            self.ports.outlet.emit(Event::StartChanged {});
        }
    }

    /// Tells the window how every connection stands that sells in an environment.
    pub async fn announce_sellers(&self, environment: Environment) {
        for desk in self.desks.desks().iter().filter(|desk| desk.connection.environment == environment) {
            desk.announce().await;
        }
    }

    /// Asks something of a service, and tells the window if that has ended the sign-in.
    pub async fn asking<T>(&self, seat: &Seat, question: impl Future<Output = T>) -> T {
        let before = seat.session().standing();
        let answer = question.await;
        if seat.session().standing() != before {
            self.announce(seat).await;
        }
        answer
    }

    async fn look_after(self: &Arc<Self>, desk: &Arc<Desk>) {
        match desk.gather().await {
            Ok(Err(error)) => tracing::info!(%error, "the float could not be read"),
            Err(error) => tracing::warn!(%error, "the float could not be written down"),
            Ok(Ok(_)) => {}
        }
        if desk.open_sales().await.is_ok_and(|open| !open.is_empty()) {
            self.watch(desk.clone());
        }
    }

    /// Forgets secrets that belong to no connection any more: of files that were changed or removed by hand.
    pub async fn forget_strangers(self: &Arc<Self>) -> Result<(), TillError> {
        for environment in [Environment::Live, Environment::Test] {
            let known: Vec<String> = self
                .desks
                .all()
                .iter()
                .filter(|(c, _)| c.environment == environment)
                .map(|(connection, _)| connection.secret_binding())
                .collect();
            if let Some(books) = self.environments.known(environment).filter(|_| !known.is_empty()) {
                let kept: Vec<String> = known.into_iter().chain([LISTENER.to_owned()]).collect();
                let _kept = books.vault.get().await?.keep_only(&kept).await?;
            }
        }
        Ok(())
    }

    /// The connections of an environment at which the till looks for evidence by itself.
    pub fn watched(&self, environment: Environment) -> history::Watched {
        let here = |desk: &Arc<Desk>| desk.connection.environment == environment && desk.is_watching();
        self.desks.desks().into_iter().filter(here).map(|desk| desk.connection.id.clone()).collect()
    }

    /// Its card, at work or not.
    pub async fn card(&self, connection: &Connection, seat: Option<&Seat>) -> ConnectionView {
        match seat {
            Some(seat) => seat.view().await,
            None => connections::card(connection, connections::usable(connection.api)),
        }
    }
}

/// Tells the window how those stand that may name this one as a further way to their float.
async fn announce_beside(desk: &Desk) {
    for other in desk.beside() {
        other.announce().await;
    }
}

/// The connection that a sale in an environment's ledger belongs to, as a key.
pub fn key_of(environment: Environment, id: &ConnectionId) -> ConnectionKey {
    ConnectionKey { environment: view::environment(environment), id: id.to_string() }
}
