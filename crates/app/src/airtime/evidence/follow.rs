//! Following a float: its chain, brought up to the ledger, and the time for which the service may still be working.
//!
//! One for each float, whichever connections lead there. What it does to the ledger runs on the ledger's thread, in one
//! visit. Time is counted by the monotonic clock from when a doubt began; where nobody noted that, from when it was
//! first read: of an earlier run, of another copy of the program, of an account that was another one meanwhile. A wall
//! clock proves nothing.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_domain::connection::{Declarations, SecondDebit};
use airtill_domain::{Finding, FloatKey, SaleId, Timestamp, lock};
use airtill_ledger::{Entry, Fact, Ledger, LedgerError, NewEntry, Seq};
use uuid::Uuid;

use super::chain::{AtWork, Chain};
use super::due::Due;
use super::{Noted, RULES};

/// How many entries of a long epoch are read at a start, at least: more than seven days of the busiest counter.
const LEAST: usize = 40_000;
/// How many entries are read at a time.
const PAGE: usize = 1_000;
/// How many sales from before what is read are remembered, since each may be refunded or debited again.
const REMEMBERED: usize = 5_000;

/// The floats that are followed in one environment.
#[derive(Default)]
pub struct Floats(Mutex<HashMap<FloatKey, Arc<Mutex<Following>>>>);

impl Floats {
    /// The following of a float, begun now if need be.
    pub fn of(&self, key: &FloatKey) -> Arc<Mutex<Following>> {
        lock(&self.0).entry(key.clone()).or_default().clone()
    }
}

/// One float as it is followed in this run of the program.
#[derive(Default)]
pub struct Following {
    chain: Option<Chain>,
    /// Since when, at the earliest, the service works on a sale without this till knowing.
    began: HashMap<SaleId, Duration>,
    now: Duration,
}

/// Makes an entry of the till's own about this float, now.
pub type Own = Box<dyn Fn(Fact) -> NewEntry + Send>;

/// A float for one visit to the ledger: how it is followed, and the time by the clock that cannot jump.
pub struct Followed {
    /// The key of the float.
    pub key: FloatKey,
    /// Locked for each piece of work.
    pub following: Arc<Mutex<Following>>,
    /// Makes the entries that follow.
    pub own: Own,
    /// Of all that is read or written in this visit.
    pub now: Duration,
}

impl Followed {
    /// Runs `work` with the float as it is followed.
    pub fn run<T>(
        &self,
        ledger: &mut Ledger,
        work: impl FnOnce(&mut Following, &mut Ledger, &FloatKey, &Own) -> T,
    ) -> T {
        work(lock(&self.following).at(self.now), ledger, &self.key, &self.own)
    }
}

/// The chain of a float as far as the ledger has it.
fn read(ledger: &Ledger, key: &FloatKey) -> Result<Chain, LedgerError> {
    let epoch = ledger.epoch_of(key, LEAST)?;
    let before = match &epoch.begun {
        Some(begun) => still_open(ledger, key, begun, &epoch.entries)?,
        None => Vec::new(),
    };
    let mut chain = Chain::default();
    let followed: BTreeSet<SaleId> = before.iter().filter_map(|entry| entry.fact.sale()).collect();
    let first = epoch.entries.first().map_or(Seq(i64::MAX), |entry| entry.seq);
    let sold = ledger.sold_before(key, first, REMEMBERED)?;
    sold.iter().filter(|sale| !followed.contains(&sale.id)).for_each(|sale| chain.remember(sale));
    before.iter().chain(&epoch.begun).chain(&epoch.entries).for_each(|entry| chain.take(entry));
    Ok(chain)
}

/// The entries before `begun` about sales of the float that may still be charged behind it.
fn still_open(ledger: &Ledger, key: &FloatKey, begun: &Entry, behind: &[Entry]) -> Result<Vec<Entry>, LedgerError> {
    let sent: BTreeSet<SaleId> = behind
        .iter()
        .filter(|entry| matches!(entry.fact, Fact::Intended(_)))
        .filter_map(|entry| entry.fact.sale())
        .collect();
    let mut sales: BTreeSet<SaleId> =
        behind.iter().filter_map(|entry| entry.fact.sale()).filter(|sale| !sent.contains(sale)).collect();
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

/// An entry about a sale stands with the connection that the sale went through, whichever connection to the float found
/// it.
fn with_its_sale(ledger: &Ledger, fact: Fact, own: &Own) -> Result<NewEntry, LedgerError> {
    let sale = fact.sale().map(|sale| ledger.sale(sale)).transpose()?.flatten();
    let entry = own(fact);
    Ok(match sale {
        Some(sale) => NewEntry { connection: Some(sale.order.connection().clone()), ..entry },
        None => entry,
    })
}

impl Following {
    /// A request ended at `now` without an answer that settles it, or was accepted: the service may go on working.
    pub fn began(&mut self, sale: SaleId, now: Duration) {
        self.began.insert(sale, now);
    }

    /// Sets the time of all that is read or written from here on.
    pub fn at(&mut self, now: Duration) -> &mut Self {
        self.now = now;
        self
    }

    /// For how long the service has certainly been working on it, at most until `now`.
    fn waited(&self, sale: SaleId, now: Duration) -> Duration {
        now.saturating_sub(self.began.get(&sale).copied().unwrap_or(now))
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
            self.chain = Some(read(ledger, key)?);
        }
        let chain = self.chain.as_mut().expect("just read");
        loop {
            let entries = ledger.entries_of(key, chain.taken(), PAGE)?;
            entries.iter().for_each(|entry| chain.take(entry));
            if entries.len() < PAGE {
                break;
            }
        }
        for (sale, _) in chain.at_work() {
            self.began.entry(sale).or_insert(self.now);
        }
        Ok(chain)
    }

    /// Writes what must stand before a reading or a sale that uses it: what follows and was not written when the power
    /// was cut or the disk was full, what is declared, and which sales came to rest. Gives the sales that changed.
    ///
    /// # Errors
    /// The ledger's.
    pub fn prepare(
        &mut self,
        ledger: &mut Ledger,
        key: &FloatKey,
        declarations: &Declarations,
        run: Uuid,
        own: &Own,
    ) -> Result<Vec<SaleId>, LedgerError> {
        // First of all: a declaration begins an epoch, and what contradicts the one before would be forgotten with it.
        let changed = self.go_on(ledger, key, None, own)?;
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
            let waited = self.waited(sale, self.now);
            if waited >= rest {
                facts.push(Fact::CameToRest {
                    sale,
                    run,
                    waited_ms: u64::try_from(waited.as_millis()).unwrap_or(u64::MAX),
                });
            }
        }
        if facts.is_empty() {
            return Ok(changed);
        }
        let entries = facts.into_iter().map(|fact| with_its_sale(ledger, fact, own)).collect::<Result<_, _>>()?;
        ledger.append_all(entries)?;
        self.catch_up(ledger, key)?;
        Ok(changed)
    }

    /// Writes a reading and everything that follows from what stands in the ledger now. Gives the sales that changed.
    ///
    /// # Errors
    /// The ledger's.
    pub fn go_on(
        &mut self,
        ledger: &mut Ledger,
        key: &FloatKey,
        reading: Option<NewEntry>,
        own: &Own,
    ) -> Result<Vec<SaleId>, LedgerError> {
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
        let lines = doubts
            .iter()
            .map(|sale| written(ledger, Due::Noted { sale: *sale, noted: noted.clone() }, own))
            .collect::<Result<_, _>>()?;
        ledger.append_all(lines)?;
        Ok(doubts)
    }
}

#[cfg(test)]
mod tests;
