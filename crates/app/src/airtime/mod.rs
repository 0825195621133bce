//! A connection at work: its sign-in, its client, its float, and the gate that lets one sale through at a time.
//!
//! The service reads and writes the float without a lock of its own, so two top-ups at once could lose a debit and
//! answer a wrong balance. Whatever moves the float, or reads it as evidence, holds the gate.

pub mod answer;
pub mod evidence;
mod float;
mod gather;
mod intents;
mod prepare;
mod progress;
mod send;

pub(crate) use gather::unsaid;
pub use intents::Intents;
pub use prepare::{check_amount, check_number, prepare};
pub use send::{outcome, send};

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use airtill_apis::twenty_one::TwentyOne;
use airtill_contract::{ConnectionView, ErrorCode, Event, FloatView, PracticeAccount, SaleView};
use airtill_domain::{Connection, ConnectionId, FloatKey, Money, SaleId, Timestamp};
use airtill_ledger::{Entry, Fact, Ledger, LedgerError, NewEntry, Sale, Seq, Written};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::environment::{OpenEnvironment, TILL};
use crate::learned::Learned;
use crate::ports::{Policy, Ports};
use crate::session::{Person, Session, Standing};
use crate::{TillError, view};

/// A connection at work.
pub struct Airtime {
    /// What the administrator described.
    pub connection: Connection,
    /// What was found out about it.
    pub learned: Arc<Learned>,
    /// Who is signed in.
    pub session: Session,
    /// The service.
    pub api: TwentyOne,
    /// Its environment's ledger and vault.
    pub environment: Arc<OpenEnvironment>,
    /// One sale, or one reading of evidence, at a time; shared with every airtime of the same service.
    pub gate: Arc<tokio::sync::Mutex<()>>,
    /// Counts sales that must not be cut off by closing.
    pub working: TaskTracker,
    /// The machine.
    pub ports: Ports,
    /// The durations.
    pub policy: Policy,
    /// The public account of a practice connection.
    pub practice_account: Option<PracticeAccount>,
    /// Outcomes that could not be written yet: the disk was full after the service had answered.
    pub unwritten: Mutex<Vec<NewEntry>>,
    float_unread: Mutex<Option<ErrorCode>>,
    /// Held while the service is asked who is signed in: when it last did not say, before a reading.
    pub(crate) describing: tokio::sync::Mutex<Option<Duration>>,
    watch: Mutex<Option<CancellationToken>>,
    pub(crate) closing: CancellationToken,
    retired: AtomicBool,
}

/// What a connection to 21 Systems gets of the till.
pub struct Parts {
    /// What was found out about its connection.
    pub learned: Arc<Learned>,
    /// The machine.
    pub ports: Ports,
    /// The durations.
    pub policy: Policy,
    /// Ends its watching.
    pub closing: CancellationToken,
    /// Counts what closing waits for.
    pub working: TaskTracker,
}

impl Airtime {
    /// A airtime that is ready to be used; [`Session::load`] must still run.
    pub fn new(
        connection: Connection,
        session: Session,
        api: TwentyOne,
        environment: Arc<OpenEnvironment>,
        practice_account: Option<PracticeAccount>,
        parts: Parts,
    ) -> Self {
        let Parts { learned, ports, policy, closing, working } = parts;
        Self {
            gate: environment.gate(&connection.base_address),
            connection,
            learned,
            session,
            api,
            environment,
            working,
            retired: AtomicBool::new(false),
            ports,
            policy,
            practice_account,
            unwritten: Mutex::new(Vec::new()),
            float_unread: Mutex::new(None),
            describing: tokio::sync::Mutex::default(),
            watch: Mutex::new(None),
            closing,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.ports.clock.now().wall
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

    /// An entry by the till itself, now.
    pub fn own_entry(&self, fact: Fact) -> NewEntry {
        NewEntry { actor: TILL.to_owned(), ..self.entry(fact) }
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

    /// Reads the float from the service and notes it. The caller holds the gate.
    ///
    /// # Errors
    /// By what the service or the network said; nothing is noted then.
    pub async fn read_float(&self) -> Result<Money, TillError> {
        if let Err(error) = self.described().await {
            tracing::info!(%error, "the service did not say whose float it is");
        }
        let seen = self.ask_float().await;
        *self.float_unread.lock().unwrap_or_else(PoisonError::into_inner) = seen.as_ref().err().map(|error| error.code);
        seen
    }

    /// Asks where it was found last, and remembers where it was found now.
    async fn ask_float(&self) -> Result<Money, TillError> {
        let known = self.learned.facts().float_path.unwrap_or_default();
        let (_, found) = self.session.ask(|token| async move { self.api.balance(&token, known).await }).await?;
        if found.path != known {
            let learned = Arc::clone(&self.learned);
            // What is not noted is found anew.
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

    /// The same for a caller who keeps others from asking.
    pub(crate) async fn ask_person(&self) -> Result<(), TillError> {
        let (token, user) = self.session.ask(|token| async move { self.api.user(&token).await }).await?;
        let person =
            Person { id: user.id, created_at: user.created_at.map(view::time), ..Person::known_as(None, &user.email) };
        self.session.describe(&token, person).await
    }

    /// Takes it out of use: another one has its place, or its connection is gone.
    pub fn retire(&self) {
        self.retired.store(true, Ordering::SeqCst);
    }

    /// Whether it was taken out of use.
    pub fn is_retired(&self) -> bool {
        self.retired.load(Ordering::SeqCst)
    }

    /// Takes over as the one that watches for evidence; who did so before goes home.
    pub(crate) fn take_watch(&self) -> CancellationToken {
        let watch = self.closing.child_token();
        if let Some(before) = self.watch.lock().unwrap_or_else(PoisonError::into_inner).replace(watch.clone()) {
            before.cancel();
        }
        watch
    }

    /// Whether the till looks for evidence here by itself.
    pub fn is_watching(&self) -> bool {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner).as_ref().is_some_and(|watch| !watch.is_cancelled())
    }

    /// The connections at work here besides this one.
    pub fn others_here(&self) -> Vec<ConnectionId> {
        self.environment
            .sellers()
            .iter()
            .map(|airtime| airtime.connection.id.clone())
            .filter(|id| *id != self.connection.id)
            .collect()
    }

    /// Notes that somebody looked at these notices; the others wait on. Says whether one of them was told here.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub async fn see(&self, notices: Vec<Seq>) -> Result<bool, TillError> {
        let (id, float, others) = (self.connection.id.clone(), self.float_key(), self.others_here());
        let open = self.environment.ledger.call(move |ledger| alerts(ledger, &id, float.as_ref(), &others)).await?;
        let seen: Vec<Seq> = open.iter().map(|entry| entry.seq).filter(|seq| notices.contains(seq)).collect();
        let told = !seen.is_empty();
        if told {
            self.append(self.entry(Fact::Seen { notices: seen, person: self.environment.person() })).await?;
            self.announce_float().await;
        }
        Ok(told)
    }

    /// The connection's open sales, newest first.
    pub async fn open_sales(&self) -> Result<Vec<Sale>, TillError> {
        let id = self.connection.id.clone();
        Ok(self.environment.ledger.call(move |ledger| ledger.open_sales(Some(&id))).await?)
    }

    /// As its card and the top bar show it.
    pub async fn view(&self) -> Result<ConnectionView, TillError> {
        let (id, float, others) = (self.connection.id.clone(), self.float_key(), self.others_here());
        self.read_proof().await?;
        Ok(self.card(
            self.environment.ledger.call(move |ledger| Account::read(ledger, &id, float.as_ref(), &others)).await?,
        ))
    }

    /// A float that was seen, with what became of the last attempt to read it.
    pub fn float_view(&self, at: Timestamp, balance: Money) -> FloatView {
        let unread = *self.float_unread.lock().unwrap_or_else(PoisonError::into_inner);
        FloatView { balance: view::money(balance), at: view::time(at), fresh: unread.is_none(), unread }
    }

    fn card(&self, account: Account) -> ConnectionView {
        let standing = self.session.standing();
        ConnectionView {
            session: view::session(&standing),
            parting: view::parting(self.session.parting()),
            asker: self.environment.asker().filter(Person::is_described).as_ref().map(view::person),
            float: account
                .float
                .filter(|_| standing != Standing::SignedOut)
                .map(|(at, balance)| self.float_view(at, balance)),
            float_use: Some(self.float_use(self.proof())),
            alerts: account.alerts.iter().filter_map(view::alert).collect(),
            open_doubts: u32::try_from(account.doubts).unwrap_or(u32::MAX),
            practice_account: self.practice_account.clone(),
            ..view::card(&self.connection, true)
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

    /// Tells the window how a sale stands by what was read of it.
    pub fn tell_sale(&self, recorded: &Recorded) -> SaleView {
        // What was just written, nobody has looked at.
        let sale = self.show(recorded, false);
        self.ports.outlet.emit(Event::SaleChanged { sale: Box::new(sale.clone()) });
        sale
    }

    /// Tells the window how the connection stands by what was read of it.
    pub fn tell(&self, account: Account) {
        self.ports.outlet.emit(Event::ConnectionChanged { connection: Box::new(self.card(account)) });
    }

    /// Tells the window how the connection stands now.
    pub async fn announce(&self) {
        if self.is_retired() {
            return;
        }
        match self.view().await {
            Ok(connection) => self.ports.outlet.emit(Event::ConnectionChanged { connection: Box::new(connection) }),
            Err(error) => tracing::warn!(%error, "the connection cannot be shown"),
        }
    }

    /// Tells the window how every connection stands that leads to this float.
    pub async fn announce_float(&self) {
        self.announce().await;
        for other in self.sharing() {
            other.announce().await;
        }
    }

    /// Tells the window how a sale stands now.
    pub async fn announce_sale(&self, id: SaleId) {
        match self.sale_view(id).await {
            Ok(sale) => self.ports.outlet.emit(Event::SaleChanged { sale: Box::new(sale) }),
            Err(error) => tracing::warn!(%error, "the sale cannot be shown"),
        }
    }
}

/// A sale and its time line as the ledger has them. On the way of a sale it grows with what is written: each reading
/// would be waited for.
pub struct Recorded(pub Sale, pub Vec<Entry>);

impl Recorded {
    /// `None` where there is no such sale.
    pub fn read(ledger: &Ledger, id: SaleId) -> Result<Option<Self>, LedgerError> {
        let Some(sale) = ledger.sale(id)? else { return Ok(None) };
        Ok(Some(Self(sale, ledger.timeline(id)?)))
    }

    /// With what was just written of the sale behind it.
    pub fn with(mut self, written: Written) -> Self {
        self.1.push(written.entry);
        Self(written.sale.unwrap_or(self.0), self.1)
    }
}

/// What nobody has looked at yet of what the ledger tells of a connection, or of its float on whichever connection it
/// was found; of a sale on its own connection, and on every one of the float where that is none of `others` any more.
fn alerts(
    ledger: &Ledger,
    connection: &ConnectionId,
    float: Option<&FloatKey>,
    others: &[ConnectionId],
) -> Result<Vec<Entry>, LedgerError> {
    let mut notices = ledger.notices()?;
    let of_the_float = |entry: &Entry| entry.float.is_some() && entry.float.as_ref() == float;
    let is_told_there =
        |entry: &Entry| entry.fact.sale().is_some() && entry.connection.as_ref().is_some_and(|id| others.contains(id));
    notices.retain(|entry| {
        entry.connection.as_ref() == Some(connection) || (of_the_float(entry) && !is_told_there(entry))
    });
    Ok(notices)
}

/// What the ledger says of a connection: its last float, how many of its sales are in doubt, and what nobody has looked
/// at.
pub struct Account {
    float: Option<(Timestamp, Money)>,
    doubts: usize,
    alerts: Vec<Entry>,
}

impl Account {
    /// As it is now.
    pub fn read(
        ledger: &Ledger,
        connection: &ConnectionId,
        float: Option<&FloatKey>,
        others: &[ConnectionId],
    ) -> Result<Self, LedgerError> {
        let doubts = ledger.count_doubts(connection)?;
        Ok(Self {
            float: ledger.last_float(connection, float)?,
            doubts,
            alerts: alerts(ledger, connection, float, others)?,
        })
    }
}
