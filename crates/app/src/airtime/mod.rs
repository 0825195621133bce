//! 21 Systems at work: airtime is sold, and the float that pays is followed.
//!
//! A connection that is open is an [`Airtime`]: its sign-in, its client and its float. `prepare` and `send` are the way
//! of a sale, `answer` makes the service's answer a fact, `gather` reads the float for evidence, `evidence` judges. A
//! method that moves the float, or reads it as evidence, is one of the gate's guard.

pub mod answer;
mod at_gate;
pub mod evidence;
mod float;
mod gate;
mod gather;
mod prepare;
mod record;
mod send;
mod visits;

pub use at_gate::GateHeld;
pub use prepare::{Checked, check_amount, check_number, prepare};
pub use send::{outcome, send};

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use airtill_apis::Timeouts;
use airtill_apis::twenty_one::TwentyOne;
use airtill_contract::{ConnectionView, ErrorCode, Event, FloatView, PracticeAccount, SaleView};
use airtill_domain::{Connection, ConnectionId, Limits, Money, SaleId, Timestamp, lock};
use airtill_ledger::{Fact, Guard, Ledger, LedgerError, NewEntry, Sale, Seq};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::environment::OpenEnvironment;
use crate::learned::{Facts, Learned};
use crate::person::Person;
use crate::ports::{Policy, Ports};
use crate::runtime::Runtime;
use crate::selling::Unwritten;
use crate::session::{Session, SessionState};
use crate::{TillError, view};
use evidence::follow::Floats;
use gate::{Gate, Gates};
use record::{Account, Recorded, alerts};

/// The common part of an environment's connections to 21 Systems.
#[derive(Default)]
pub struct Shared {
    gates: Gates,
    floats: Floats,
    open: Mutex<Vec<Weak<Airtime>>>,
}

impl Shared {
    /// Counts a connection among those that sell here, as long as it is in use.
    pub fn add(&self, airtime: &Arc<Airtime>) {
        let mut open = lock(&self.open);
        open.retain(|other| other.strong_count() > 0 && !std::ptr::eq(other.as_ptr(), Arc::as_ptr(airtime)));
        open.push(Arc::downgrade(airtime));
    }

    /// The connections that sell here and are in use.
    fn all_open(&self) -> Vec<Arc<Airtime>> {
        lock(&self.open).iter().filter_map(Weak::upgrade).filter(|airtime| !airtime.is_retired()).collect()
    }
}

/// An open connection to 21 Systems.
pub struct Airtime {
    /// The connection as its file describes it.
    pub connection: Connection,
    /// The facts that were found out about it.
    pub learned: Arc<Learned>,
    /// The sign-in of the account that pays.
    pub session: Session,
    /// The client of the service.
    pub api: TwentyOne,
    /// Its environment's ledger and vault.
    pub environment: Arc<OpenEnvironment>,
    /// One sale, or one reading of evidence, at a time; shared by all connections to the same service.
    gate: Arc<Gate>,
    /// Counts sales that must not be cut off by closing.
    pub working: TaskTracker,
    /// The clock, the window and the rest of the machine.
    pub ports: Ports,
    /// The durations that people could argue about.
    pub policy: Policy,
    /// The public account of a practice connection.
    pub practice_account: Option<PracticeAccount>,
    /// Outcomes that could not be written yet: the disk was full after the service had answered.
    pub unwritten: Unwritten,
    shared: Arc<Shared>,
    float_unread: Mutex<Option<ErrorCode>>,
    /// Held while the service is asked who is signed in: when it last did not say, before a reading.
    describing: tokio::sync::Mutex<Option<Duration>>,
    watch: Mutex<Option<CancellationToken>>,
    closing: CancellationToken,
    retired: AtomicBool,
}

impl Airtime {
    /// Opens a connection; [`Session::load`] must still run, and [`Shared::add`] once it has its place.
    pub fn open(
        runtime: &Runtime,
        environment: Arc<OpenEnvironment>,
        shared: Arc<Shared>,
        connection: Connection,
        practice_account: Option<PracticeAccount>,
    ) -> Arc<Self> {
        let learned = Arc::new(Learned::open(&runtime.folder, &connection));
        let session = Session::open(runtime, &environment, &connection, learned.clone());
        let policy = runtime.policy.clone();
        let timeouts = Timeouts { connect: policy.connect_limit, total: policy.answer_limit };
        Arc::new(Self {
            gate: shared.gates.of(&connection.base_address),
            api: TwentyOne::new(&connection.base_address, connection.environment, timeouts),
            connection,
            learned,
            session,
            environment,
            working: runtime.working.clone(),
            retired: AtomicBool::new(false),
            ports: runtime.ports.clone(),
            policy,
            practice_account,
            unwritten: Unwritten::default(),
            shared,
            float_unread: Mutex::default(),
            describing: tokio::sync::Mutex::default(),
            watch: Mutex::default(),
            closing: runtime.closing.clone(),
        })
    }

    fn now(&self) -> Timestamp {
        self.ports.clock.now().wall
    }

    /// The guard that a new sale is held against now.
    fn guard(&self, limits: Limits) -> Guard {
        let limiting = self.environment.limiting(limits);
        Guard { now: self.now(), repeat_window: self.policy.repeat_window, limiting }
    }

    /// An entry by the signed-in person, now.
    pub fn entry(&self, fact: Fact) -> NewEntry {
        NewEntry {
            at: self.now(),
            actor: self.session.actor(),
            connection: Some(self.connection.id.clone()),
            float: self.float_key(),
            fact,
        }
    }

    /// Writes an entry, on disk when it returns.
    ///
    /// # Errors
    /// Full or read-only disk above all.
    pub async fn append(&self, entry: NewEntry) -> Result<Seq, TillError> {
        Ok(self.environment.ledger.call(move |ledger| ledger.append(entry)).await?.entry.seq)
    }

    /// The last float that was seen, and when.
    pub async fn last_float(&self) -> Result<Option<(Timestamp, Money)>, TillError> {
        let (id, float) = (self.connection.id.clone(), self.float_key());
        Ok(self.environment.ledger.call(move |ledger| ledger.last_float(&id, float.as_ref())).await?)
    }

    /// Asks where it was found last, and remembers where it was found now.
    async fn ask_float(&self) -> Result<Money, TillError> {
        let known = self.learned.facts().float_path.unwrap_or_default();
        let (_, found) = self.session.ask(|token| async move { self.api.balance(&token, known).await }).await?;
        if found.path != known {
            let learned = Arc::clone(&self.learned);
            // Findings that are not noted are found anew.
            let _ =
                tokio::task::spawn_blocking(move || learned.note(|facts| facts.float_path = Some(found.path))).await;
        }
        Ok(found.balance)
    }

    /// Asks the service who is signed in and notes it.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn read_person(&self) -> Result<(), TillError> {
        let _describing = self.describing.lock().await;
        self.ask_person().await
    }

    /// Asks who the person is, for a caller that holds the lock of describing.
    async fn ask_person(&self) -> Result<(), TillError> {
        let (token, user) = self.session.ask(|token| async move { self.api.user(&token).await }).await?;
        let person =
            Person { id: user.id, created_at: user.created_at.map(view::time), ..Person::known_as(None, &user.email) };
        let (id, email) = (person.id.clone(), person.email.clone());
        let Some(before) = self.session.describe(&token, person).await? else { return Ok(()) };
        let note = move |facts: &mut Facts| {
            for user_name in [before.email, email] {
                facts.note_account(&user_name, &id);
            }
        };
        self.session.note(note).await;
        Ok(())
    }

    /// Takes it out of use: another one has its place, or its connection is gone.
    pub fn retire(&self) {
        self.retired.store(true, Ordering::SeqCst);
    }

    /// Whether it was taken out of use.
    pub fn is_retired(&self) -> bool {
        self.retired.load(Ordering::SeqCst)
    }

    /// Begins to watch for evidence; the watch before this one ends.
    fn begin_watch(&self) -> CancellationToken {
        let watch = self.closing.child_token();
        if let Some(before) = lock(&self.watch).replace(watch.clone()) {
            before.cancel();
        }
        watch
    }

    /// Whether the till looks for evidence here by itself.
    pub fn is_watching(&self) -> bool {
        lock(&self.watch).as_ref().is_some_and(|watch| !watch.is_cancelled())
    }

    /// The connections at work here besides this one.
    pub fn others_here(&self) -> Vec<ConnectionId> {
        self.shared
            .all_open()
            .iter()
            .map(|airtime| airtime.connection.id.clone())
            .filter(|id| *id != self.connection.id)
            .collect()
    }

    /// Records that somebody looked at these notices; the others wait on. Says whether one of them was open here.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub async fn see(&self, notices: Vec<Seq>) -> Result<bool, TillError> {
        let (id, float, others) = (self.connection.id.clone(), self.float_key(), self.others_here());
        let open = self.environment.ledger.call(move |ledger| alerts(ledger, &id, float.as_ref(), &others)).await?;
        let seen: Vec<Seq> = open.iter().map(|entry| entry.seq).filter(|seq| notices.contains(seq)).collect();
        let told = !seen.is_empty();
        if told {
            self.append(self.entry(Fact::Seen { notices: seen, person: self.environment.sold_by_name() })).await?;
            self.announce_float().await;
        }
        Ok(told)
    }

    /// The connection's sales that can be settled here, newest first.
    pub async fn unsettled_sales(&self) -> Result<Vec<Sale>, TillError> {
        let id = self.connection.id.clone();
        Ok(self.environment.ledger.call(move |ledger| ledger.unsettled_sales(&id)).await?)
    }

    /// The connection as its card and the top bar show it.
    pub async fn view(&self) -> Result<ConnectionView, TillError> {
        let (id, float, others) = (self.connection.id.clone(), self.float_key(), self.others_here());
        self.read_proof().await?;
        Ok(self.card(
            self.environment.ledger.call(move |ledger| Account::read(ledger, &id, float.as_ref(), &others)).await?,
        ))
    }

    /// A float that was seen, with what became of the last attempt to read it.
    pub fn float_view(&self, at: Timestamp, balance: Money) -> FloatView {
        let unread = *lock(&self.float_unread);
        FloatView { balance: view::money(balance), at: view::time(at), fresh: unread.is_none(), unread }
    }

    fn card(&self, account: Account) -> ConnectionView {
        let state = self.session.state();
        ConnectionView {
            session: view::session(&state),
            revocation: view::revocation(self.session.revocation()),
            sold_by: self.environment.sold_by().filter(Person::is_described).as_ref().map(view::person),
            float: account
                .float
                .filter(|_| state != SessionState::SignedOut)
                .map(|(at, balance)| self.float_view(at, balance)),
            float_use: Some(self.float_use(self.proof())),
            alerts: account.alerts.iter().filter_map(view::alert).collect(),
            open_doubts: u32::try_from(account.doubts).unwrap_or(u32::MAX),
            practice_account: self.practice_account.clone(),
            ..view::card(&self.connection)
        }
    }

    /// One sale as lists and outcomes show it.
    ///
    /// # Errors
    /// There is no such sale, or the ledger cannot be read.
    pub async fn sale_view(&self, id: SaleId) -> Result<SaleView, TillError> {
        let read = move |ledger: &mut Ledger| {
            let Some(recorded) = Recorded::read(ledger, id)? else { return Ok(None) };
            let looked_at = ledger.is_looked_at(&recorded.0)?;
            Ok::<_, LedgerError>(Some((recorded, looked_at)))
        };
        let (recorded, looked_at) =
            self.environment.ledger.call(read).await?.ok_or(TillError::new(ErrorCode::NotFound))?;
        Ok(self.show(&recorded, looked_at))
    }

    fn show(&self, Recorded(sale, timeline): &Recorded, looked_at: bool) -> SaleView {
        let rest_in = self.rest_in(sale.id);
        view::sale(
            sale,
            timeline,
            self.connection.environment,
            view::Shown { checking: self.is_watching(), rest_in, looked_at },
        )
    }

    /// Reports a sale to the window as it was read.
    pub fn tell_sale(&self, recorded: &Recorded) -> SaleView {
        // Nobody has looked at an entry that was just written.
        let sale = self.show(recorded, false);
        self.ports.outlet.emit(Event::SaleChanged { sale: Box::new(sale.clone()) });
        sale
    }

    /// Reports the connection to the window as it was read.
    pub fn tell(&self, account: Account) {
        self.ports.outlet.emit(Event::ConnectionChanged { connection: Box::new(self.card(account)) });
    }

    /// Reports the connection to the window as it is now.
    pub async fn announce(&self) {
        if self.is_retired() {
            return;
        }
        match self.view().await {
            Ok(connection) => self.ports.outlet.emit(Event::ConnectionChanged { connection: Box::new(connection) }),
            Err(error) => tracing::warn!(%error, "the connection cannot be shown"),
        }
    }

    /// Reports to the window every connection that leads to this float.
    pub async fn announce_float(&self) {
        self.announce().await;
        for other in self.sharing() {
            other.announce().await;
        }
    }

    /// Reports a sale to the window as it is now.
    pub async fn announce_sale(&self, id: SaleId) {
        match self.sale_view(id).await {
            Ok(sale) => self.ports.outlet.emit(Event::SaleChanged { sale: Box::new(sale) }),
            Err(error) => tracing::warn!(%error, "the sale cannot be shown"),
        }
    }
}
