//! Truphone Connect at work: eSIMs are sold, looked up and topped up, and the company's customers are managed.
//!
//! The till signs in here as a client, by the id and secret that the administrator gave: no person has an account, and
//! nobody is asked while tokens renew themselves. `prepare` and `order` are the way of a sale, `answer` makes the
//! service's answer a fact, `follow` asks how orders go on, `watch`, `gather` and `evidence` look for the subscriptions of
//! those whose answer was lost. Everything else only asks the service and stores nothing.

mod answer;
mod answer_counts;
mod backoff;
mod catalogue;
mod catalogue_cache;
mod catalogue_file;
mod change;
mod code;
mod correlations;
mod customers;
mod day;
mod evidence;
mod follow;
mod gather;
mod numbers;
mod order;
mod ordering;
mod prepare;
mod requests;
mod schedule;
mod sims;
mod watch;

pub use code::CodeFile;
pub use order::{outcome, send};
pub use prepare::{Checked, check_eid, check_iccid, new_esim, top_up};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use airtill_apis::Timeouts;
use airtill_apis::truphone::Truphone;
use airtill_contract::{ConnectionView, ErrorCode, Event, PracticeAccount, SaleView};
use airtill_domain::{Connection, Limits, SaleId, Timestamp};
use airtill_ledger::{Fact, Guard, Ledger, LedgerError, NewEntry, Sale};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::environment::{OpenEnvironment, TILL};
use crate::learned::Learned;
use crate::person::Person;
use crate::ports::{Policy, Ports};
use crate::runtime::Runtime;
use crate::selling::Unwritten;
use crate::session::Session;
use crate::{TillError, view};
use answer::may_be_asked_about;
use backoff::RequestBackoff;
use catalogue_cache::CatalogueCache;
use numbers::Numbers;
use schedule::Following;
use watch::Watch;

/// An open connection to Truphone Connect.
pub struct Esim {
    /// The connection as its file describes it.
    pub connection: Connection,
    /// The sign-in of the client.
    pub session: Arc<Session>,
    /// The client of the service.
    api: Truphone,
    /// Its environment's ledger and vault.
    pub environment: Arc<OpenEnvironment>,
    /// The clock, the window and the rest of the machine.
    pub ports: Ports,
    policy: Policy,
    /// The public client of a practice connection: its id and its secret.
    practice_account: Option<PracticeAccount>,
    /// Held while an order is sent, and while outcomes are written that a full disk did not take.
    ordering: tokio::sync::Mutex<()>,
    /// Held while evidence is gathered.
    gathering: tokio::sync::Mutex<()>,
    backoff: Arc<RequestBackoff>,
    working: TaskTracker,
    pub unwritten: Unwritten,
    numbers: Numbers,
    catalogue: CatalogueCache,
    following: Following,
    watch: Watch,
    closing: CancellationToken,
    retired: AtomicBool,
}

impl Esim {
    /// Opens a connection; [`Session::load`] must still run.
    pub fn open(
        runtime: &Runtime,
        environment: Arc<OpenEnvironment>,
        connection: Connection,
        practice_account: Option<PracticeAccount>,
    ) -> Arc<Self> {
        let learned = Arc::new(Learned::open(&runtime.folder, &connection));
        let session = Arc::new(Session::open(runtime, &environment, &connection, learned));
        let policy = runtime.policy.clone();
        let timeouts = Timeouts { connect: policy.connect_limit, total: policy.answer_limit };
        let folder = runtime.folder.environment(connection.environment);
        let backoff = Arc::<RequestBackoff>::default();
        let wait = {
            let (backoff, clock) = (backoff.clone(), runtime.ports.clock.clone());
            move || backoff.wait(clock.now().monotonic)
        };
        Arc::new(Self {
            api: Truphone::new(&connection.base_address, connection.environment, timeouts)
                .at_most(connection.requests_per_second)
                .after(wait),
            catalogue: CatalogueCache::new(folder.join(format!("catalogue-{}.json", connection.id))),
            connection,
            session,
            environment,
            ports: runtime.ports.clone(),
            policy,
            practice_account,
            ordering: tokio::sync::Mutex::default(),
            gathering: tokio::sync::Mutex::default(),
            backoff,
            working: runtime.working.clone(),
            unwritten: Unwritten::default(),
            numbers: Numbers::default(),
            following: Following::default(),
            watch: Watch::default(),
            closing: runtime.closing.clone(),
            retired: AtomicBool::new(false),
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

    /// An entry in the name of the client that is signed in, now.
    fn entry(&self, fact: Fact) -> NewEntry {
        let connection = Some(self.connection.id.clone());
        NewEntry { at: self.now(), actor: self.session.actor(), connection, float: None, fact }
    }

    /// An entry by the till itself, now.
    fn own_entry(&self, fact: Fact) -> NewEntry {
        NewEntry { actor: TILL.to_owned(), ..self.entry(fact) }
    }

    /// Writes an entry, on disk when it returns; the sale that it names comes back as it stands then.
    async fn append(&self, entry: NewEntry) -> Result<Option<Sale>, LedgerError> {
        Ok(self.environment.ledger.call(move |ledger| ledger.append(entry)).await?.sale)
    }

    /// Writes the outcome of an order and reports it to the window. Every outcome is written here, so that an order of
    /// which the service may say more is always followed, and one that it may never have named is always looked for.
    async fn append_outcome(&self, entry: NewEntry) -> Result<(), LedgerError> {
        let Some(sale) = self.append(entry).await? else { return Ok(()) };
        if may_be_asked_about(&sale) {
            self.follow_order(sale.id);
        }
        if sale.may_be_traced() {
            self.begin_watch();
        }
        self.announce_sale(sale.id).await;
        Ok(())
    }

    /// Holds an outcome that a full disk did not take, to be written as soon as it does.
    fn keep_unwritten(&self, entry: NewEntry) {
        self.unwritten.push(entry);
        self.following.wake();
    }

    /// Has the service say that it still takes the client, by asking for a token where none is held that is good.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn check_client(&self) -> Result<(), TillError> {
        self.session.access_token().await.map(drop)
    }

    /// Takes it out of use once its file is `changed`, unless an order of it is not finished that can be settled here,
    /// and `moves` says that its address goes.
    ///
    /// # Errors
    /// `DoubtsOpen`, the ledger's, or those of the change; it stays in use then.
    pub async fn retire(&self, moves: bool, changed: impl FnOnce() -> Result<(), TillError>) -> Result<(), TillError> {
        let no_order = self.no_order().await;
        no_order.write_outcomes().await.map_err(|_| TillError::new(ErrorCode::DoubtsOpen))?;
        let id = self.connection.id.clone();
        let is_open = move |ledger: &Ledger| {
            let waits = !ledger.open_orders(&id, None, 1)?.is_empty() || !ledger.unsettled_sales(&id)?.is_empty();
            Ok::<_, LedgerError>(waits)
        };
        if moves && self.environment.ledger.read(is_open).await? {
            return Err(TillError::new(ErrorCode::DoubtsOpen));
        }
        changed()?;
        self.retired.store(true, Ordering::SeqCst);
        self.watch.end();
        self.following.wake();
        Ok(())
    }

    /// Whether it was taken out of use.
    pub fn is_retired(&self) -> bool {
        self.retired.load(Ordering::SeqCst)
    }

    /// Begins to watch for evidence, with the first look soon; the watch before this one ends.
    pub fn begin_watch(&self) {
        self.watch.begin(self.closing.child_token());
    }

    /// Whether the till looks for evidence here by itself, which takes a sign-in.
    pub fn is_watching(&self) -> bool {
        self.session.is_signed_in() && self.watch.is_on()
    }

    /// One sale as lists and outcomes show it.
    ///
    /// # Errors
    /// There is no such sale, or the ledger cannot be read.
    pub async fn sale_view(&self, id: SaleId) -> Result<SaleView, TillError> {
        let read = move |ledger: &mut Ledger| {
            let Some(sale) = ledger.sale(id)? else { return Ok(None) };
            let looked_at = ledger.is_looked_at(&sale)?;
            let is_own = sale.till == ledger.till();
            Ok::<_, LedgerError>(Some((sale, ledger.timeline(id)?, looked_at, is_own)))
        };
        let found = self.environment.ledger.call(read).await?;
        let (sale, timeline, looked_at, is_own) = found.ok_or(TillError::new(ErrorCode::NotFound))?;
        let checking = is_own && (self.is_watching() || may_be_asked_about(&sale));
        let shown = view::Shown { checking, rest_in: None, looked_at };
        Ok(view::sale(&sale, &timeline, self.connection.environment, shown))
    }

    /// Reports a sale to the window as it is now.
    async fn announce_sale(&self, id: SaleId) {
        match self.sale_view(id).await {
            Ok(sale) => self.ports.outlet.emit(Event::SaleChanged { sale: Box::new(sale) }),
            Err(error) => tracing::warn!(%error, "the sale cannot be shown"),
        }
    }

    /// Reports the connection to the window as it is now.
    pub async fn announce(&self) {
        if !self.is_retired() {
            self.ports.outlet.emit(Event::ConnectionChanged { connection: Box::new(self.view().await) });
        }
    }

    /// The connection as its card shows it.
    pub async fn view(&self) -> ConnectionView {
        let id = self.connection.id.clone();
        let count = move |ledger: &Ledger| ledger.count_doubts(&id);
        let open_doubts = self.environment.ledger.read(count).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the doubts of a connection cannot be counted");
            0
        });
        ConnectionView {
            session: view::session(&self.session.state()),
            revocation: view::revocation(self.session.revocation()),
            sold_by: self.environment.sold_by().filter(Person::is_described).as_ref().map(view::person),
            client_secret: Some(self.session.has_client_secret()),
            practice_account: self.practice_account.clone(),
            open_doubts: u32::try_from(open_doubts).unwrap_or(u32::MAX),
            ..view::card(&self.connection)
        }
    }

    /// Asks now about an order that the service named, and looks for one that it may not have named. Another till's is
    /// left to that till.
    ///
    /// # Errors
    /// The service cannot be asked, or the ledger's.
    pub async fn look_again(&self, id: SaleId) -> Result<SaleView, TillError> {
        let own = move |ledger: &mut Ledger| Ok::<_, LedgerError>((ledger.sale(id)?, ledger.till()));
        let (sale, till) = self.environment.ledger.call(own).await?;
        let sale = sale.ok_or(TillError::new(ErrorCode::NotFound))?;
        let is_named = may_be_asked_about(&sale);
        let may_be_nameless = sale.reference.is_none() || sale.may_be_traced();
        if sale.till == till && (is_named || may_be_nameless) {
            self.wait_out_backoff().await?;
            let asked = if is_named { self.ask_about(id).await.map(drop) } else { Ok(()) };
            if may_be_nameless {
                self.gather().await?;
            } else {
                asked?;
            }
        }
        self.sale_view(id).await
    }
}
