//! Following a float: its chain, kept up with the ledger, and the time for which the service may still be working.
//!
//! One for each float, whichever connections lead there. What it does to the ledger runs on the ledger's thread, in one visit.
//! Time is counted by the monotonic clock from when a doubt began; of an earlier run from the beginning of this one, since no
//! clock spans both: a wall clock that jumps must not prove anything.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use airtill_contract::Finding;
use airtill_domain::connection::{Declarations, SecondDebit};
use airtill_domain::{FloatKey, Moment, SaleId, Timestamp};
use airtill_ledger::{Entry, Fact, Ledger, LedgerError, NewEntry};
use uuid::Uuid;

use super::chain::{AtWork, Chain};
use super::due::Due;
use super::{Noted, RULES};

/// How many entries of a long epoch are read at a start, at least: more than seven days of the busiest counter.
const LEAST: usize = 40_000;
/// How many entries are read at a time.
const PAGE: usize = 1_000;

/// The floats that are followed in one environment.
#[derive(Default)]
pub struct Floats(Mutex<HashMap<FloatKey, Arc<Mutex<Following>>>>);

impl Floats {
    /// The following of a float, begun `now` if need be.
    pub fn of(&self, key: &FloatKey, now: Duration) -> Arc<Mutex<Following>> {
        let mut floats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        floats.entry(key.clone()).or_insert_with(|| Arc::new(Mutex::new(Following { chain: None, began: HashMap::new(), opened: now }))).clone()
    }
}

/// One float as it is followed in this run of the program.
pub struct Following {
    chain: Option<Chain>,
    began: HashMap<SaleId, Duration>,
    opened: Duration,
}

/// Makes an entry of the till's own about this float, now.
pub type Own = Box<dyn Fn(Fact) -> NewEntry + Send>;

/// What stands before `begun` about sales of the float that may still be charged behind it.
fn still_open(ledger: &Ledger, key: &FloatKey, begun: &Entry, behind: &[Entry]) -> Result<Vec<Entry>, LedgerError> {
    let sent: BTreeSet<SaleId> = behind.iter().filter(|entry| matches!(entry.fact, Fact::Intended { .. })).filter_map(|entry| entry.fact.sale()).collect();
    let mut sales: BTreeSet<SaleId> = behind.iter().filter_map(|entry| entry.fact.sale()).filter(|sale| !sent.contains(sale)).collect();
    sales.extend(ledger.at_work(key)?.iter().filter(|sale| sale.first < begun.seq).map(|sale| sale.id));
    let mut before = Vec::new();
    for sale in sales {
        before.extend(ledger.timeline(sale)?.into_iter().filter(|entry| entry.seq < begun.seq));
    }
    before.sort_by_key(|entry| entry.seq);
    Ok(before)
}

fn written(ledger: &Ledger, due: Due, own: &Own) -> Result<NewEntry, LedgerError> {
    let entry = with_its_sale(ledger, due.clone().fact(Timestamp(i64::MIN)), own)?;
    Ok(NewEntry { fact: due.fact(entry.at), ..entry })
}

/// An entry about a sale stands with the connection that the sale went through, whichever connection to the float found it.
fn with_its_sale(ledger: &Ledger, fact: Fact, own: &Own) -> Result<NewEntry, LedgerError> {
    let sale = fact.sale().map(|sale| ledger.sale(sale)).transpose()?.flatten();
    let entry = own(fact);
    Ok(match sale {
        Some(sale) => NewEntry { connection: sale.connection, ..entry },
        None => entry,
    })
}

impl Following {
    /// A request ended at `now` without an answer that settles it, or was accepted: the service may go on working.
    pub fn began(&mut self, sale: SaleId, now: Duration) {
        self.began.insert(sale, now);
    }

    /// For how long the service has certainly been working on it, at most until `now`.
    fn waited(&self, sale: SaleId, now: Duration) -> Duration {
        now.saturating_sub(self.began.get(&sale).copied().unwrap_or(self.opened))
    }

    /// How long the service may still be working on it; `None` when it is done, as declared.
    pub fn left(&self, sale: SaleId, now: Duration, rest: Duration) -> Option<Duration> {
        rest.checked_sub(self.waited(sale, now)).filter(|left| !left.is_zero())
    }

    /// The chain, once it was read.
    pub fn chain(&self) -> Option<&Chain> {
        self.chain.as_ref()
    }

    /// Reads what stands in the ledger by now.
    ///
    /// # Errors
    /// The ledger's.
    pub fn catch_up(&mut self, ledger: &Ledger, key: &FloatKey) -> Result<&mut Chain, LedgerError> {
        if self.chain.is_none() {
            let run = ledger.run_of(key, LEAST)?;
            let mut chain = Chain::default();
            if let Some(begun) = &run.begun {
                still_open(ledger, key, begun, &run.entries)?.iter().for_each(|entry| chain.take(entry));
            }
            run.begun.iter().chain(&run.entries).for_each(|entry| chain.take(entry));
            self.chain = Some(chain);
        }
        let chain = self.chain.as_mut().expect("just read");
        loop {
            let entries = ledger.entries_of(key, chain.taken(), PAGE)?;
            entries.iter().for_each(|entry| chain.take(entry));
            if entries.len() < PAGE {
                return Ok(chain);
            }
        }
    }

    /// Writes what must stand before a reading or a sale that uses it: what is declared, and which sales came to rest.
    ///
    /// # Errors
    /// The ledger's.
    pub fn prepare(&mut self, ledger: &mut Ledger, key: &FloatKey, declarations: &Declarations, now: Moment, run: Uuid, own: &Own) -> Result<(), LedgerError> {
        let chain = self.catch_up(ledger, key)?;
        let mut facts = Vec::new();
        if chain.epoch().is_none_or(|epoch| epoch.declarations != *declarations) {
            facts.push(Fact::Declared { declarations: declarations.clone(), rules: RULES });
        }
        let at_work: Vec<(SaleId, AtWork)> = chain.at_work().collect();
        for (sale, work) in at_work {
            let rest = match (work, declarations.second_debit) {
                (AtWork::Request, _) => declarations.rest,
                (AtWork::SecondDebit, SecondDebit::Within(time)) => time,
                (AtWork::SecondDebit, _) => continue,
            };
            let waited = self.waited(sale, now.monotonic);
            if waited >= rest {
                facts.push(Fact::CameToRest { sale, run, waited_ms: u64::try_from(waited.as_millis()).unwrap_or(u64::MAX) });
            }
        }
        if facts.is_empty() {
            return Ok(());
        }
        let entries = facts.into_iter().map(|fact| with_its_sale(ledger, fact, own)).collect::<Result<_, _>>()?;
        ledger.append_all(entries)?;
        self.catch_up(ledger, key)?;
        Ok(())
    }

    /// Writes a reading and everything that follows from what stands in the ledger now. Gives the sales that changed.
    ///
    /// # Errors
    /// The ledger's.
    pub fn go_on(&mut self, ledger: &mut Ledger, key: &FloatKey, reading: Option<NewEntry>, own: &Own) -> Result<Vec<SaleId>, LedgerError> {
        if let Some(reading) = reading {
            ledger.append(reading)?;
        }
        let mut changed = Vec::new();
        loop {
            let due: Vec<Due> = self.catch_up(ledger, key)?.due().to_vec();
            if due.is_empty() {
                return Ok(changed);
            }
            changed.extend(due.iter().filter_map(Due::sale));
            let entries = due.into_iter().map(|due| written(ledger, due, own)).collect::<Result<_, _>>()?;
            ledger.append_all(entries)?;
        }
    }

    /// Writes of every sale in doubt that the float could not be read, unless its last line says so.
    ///
    /// # Errors
    /// The ledger's.
    pub fn unread(&mut self, ledger: &mut Ledger, key: &FloatKey, own: &Own) -> Result<Vec<SaleId>, LedgerError> {
        let noted = Noted::of(Finding::FloatUnreadable, None);
        let doubts = self.catch_up(ledger, key)?.told_nothing_but(&noted);
        let lines = doubts.iter().map(|sale| written(ledger, Due::Noted { sale: *sale, noted: noted.clone() }, own)).collect::<Result<_, _>>()?;
        ledger.append_all(lines)?;
        Ok(doubts)
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::{ConnectionId, Currency, Money, Msisdn, SaleState, TopUpOrder};

    use super::*;

    fn key() -> FloatKey {
        FloatKey::parse("api.example|clerk").expect("a key")
    }

    fn own() -> Own {
        Box::new(|fact| NewEntry {
            at: Timestamp(0),
            actor: "airtill".to_owned(),
            connection: ConnectionId::new("shop").expect("an id"),
            float: Some(key()),
            fact,
        })
    }

    fn sale() -> SaleId {
        SaleId(Uuid::from_u128(1))
    }

    fn seen(minor: i64) -> Fact {
        Fact::FloatSeen { balance: Money::from_minor(minor, Currency::Ssp), run: None, asked_ms: None }
    }

    fn declarations() -> Declarations {
        Declarations { rest: Duration::from_secs(600), ..Declarations::practice() }
    }

    /// A declared float, and one sale of 50 that nobody answered.
    fn doubtful(ledger: &mut Ledger) {
        let connection = ConnectionId::new("shop").expect("an id");
        let order = TopUpOrder { connection, msisdn: Msisdn::parse("0920000001").expect("a number"), amount: Money::from_minor(5_000, Currency::Ssp) };
        let (float_before, repeat_reason, override_of, overlaps, person) = (None, None, Vec::new(), Vec::new(), None);
        let intent = Fact::Intended { sale: sale(), attempt: 1, order, float_before, repeat_reason, override_of, number_warned: false, overlaps, person };
        let lost = Fact::InDoubt { sale: sale(), cause: "no_answer".to_owned(), refusal_code: None, code: None, reference: None, message: String::new() };
        let declared = Fact::Declared { declarations: declarations(), rules: RULES };
        ledger.append_all([declared, seen(100_000), intent, lost].map(own()).into()).expect("they follow");
    }

    fn following() -> Following {
        Following { chain: None, began: HashMap::new(), opened: Duration::ZERO }
    }

    fn ledger() -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite3"), airtill_domain::Environment::Practice).expect("a new ledger");
        (folder, ledger)
    }

    #[test]
    fn a_sale_that_was_charged_before_its_rest_comes_to_rest_all_the_same() {
        let (_folder, mut ledger) = ledger();
        doubtful(&mut ledger);
        let mut following = following();
        following.go_on(&mut ledger, &key(), Some(own()(seen(95_000))), &own()).expect("written");
        let charged = ledger.sale(sale()).expect("read").expect("there");
        assert_eq!((charged.state, charged.at_rest), (SaleState::Charged, false));
        let mut prepare = |seconds| {
            let now = Moment { wall: Timestamp(0), monotonic: Duration::from_secs(seconds) };
            following.prepare(&mut ledger, &key(), &declarations(), now, Uuid::nil(), &own()).expect("written");
            ledger.at_work(&key()).expect("read").len()
        };
        assert_eq!((prepare(599), prepare(600)), (1, 0), "its window closes, so that nothing is kept of it for ever");
    }

    #[test]
    fn a_restart_forgets_no_sale_that_a_person_spoke_of_while_the_service_worked_on_it() {
        let (_folder, mut ledger) = ledger();
        doubtful(&mut ledger);
        let said = Fact::Said { sale: sale(), arrived: Some(true), charged: None, reason: "called".to_owned(), adopted: false, person: None };
        let anew = Fact::Declared { declarations: Declarations { rest: Duration::from_secs(500), ..declarations() }, rules: RULES };
        let mut before = following();
        before.catch_up(&ledger, &key()).expect("read");
        ledger.append_all([said, anew, seen(100_000)].map(own()).into()).expect("they follow");
        let mut after = following();
        for following in [&mut before, &mut after] {
            let at_work: Vec<_> = following.catch_up(&ledger, &key()).expect("read").at_work().collect();
            assert_eq!(at_work, [(sale(), AtWork::Request)], "it can still be charged in the new epoch");
        }
    }
}
