//! The proof of entries that were read: that each follows the one before it, and what each does to its sale.
//!
//! Each sale is followed along its entries and compared with its derived rows as soon as these say that no further
//! entry is to come. Nothing here waits for the file, but for sales of which the beginning was not read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use airtill_domain::{Money, SaleId, TillId, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use super::reading::{Batch, DerivedRow, Looked, pack};
use crate::derived::{day_of, lookup_columns, of_float};
use crate::entry::{Fact, NewEntry, Seq};
use crate::error::{Damage, LedgerError};
use crate::hash::Hash;
use crate::row::EntryRow;
use crate::sale::Sale;

/// The findings so far along the chain.
#[derive(Debug)]
pub(super) struct Proof {
    /// The last entry that was walked.
    head: (i64, Hash),
    pub walked: u64,
    /// Sales that began with an entry that was walked.
    pub begun: u64,
    /// Sales of which further entries are to come.
    unfinished: HashMap<SaleId, Followed>,
    /// Sales that began before the walk did, or of which nothing was to come when they were compared, with the last
    /// entry that names them.
    begun_before: BTreeMap<SaleId, Seq>,
    pub floats: BTreeMap<String, (Seq, Timestamp, Money)>,
    pub unseen: BTreeMap<i64, String>,
    /// The first and the last sale of each day.
    pub days: BTreeMap<i64, (i64, i64)>,
    /// The currencies of all prices.
    pub currencies: BTreeSet<&'static str>,
    /// The text of a sale: a buffer that the next one uses again.
    text: Vec<u8>,
    /// The packed columns of a sale: a buffer that the next one uses again.
    packed: Vec<u8>,
}

/// A sale as it stands so far, and its rows as they were read.
#[derive(Debug)]
struct Followed {
    sale: Sale,
    derived: Option<DerivedRow>,
}

impl Proof {
    /// Nothing found yet behind the entry with this number and hash.
    pub(super) fn from(head: (i64, Hash)) -> Self {
        Self {
            head,
            walked: 0,
            begun: 0,
            unfinished: HashMap::new(),
            begun_before: BTreeMap::new(),
            floats: BTreeMap::new(),
            unseen: BTreeMap::new(),
            days: BTreeMap::new(),
            currencies: BTreeSet::new(),
            text: Vec::new(),
            packed: Vec::new(),
        }
    }

    /// The number of the last entry that was walked.
    pub(super) fn last(&self) -> i64 {
        self.head.0
    }

    /// Proves what was read next.
    pub(super) fn take(&mut self, mut batch: Batch) -> Result<(), LedgerError> {
        let mut named = Vec::with_capacity(batch.len());
        for Looked { row, said, derived } in batch.looked() {
            let (last, previous) = &self.head;
            self.head = follows(&row, *last, previous)?;
            let seq = Seq(row.seq);
            let (till, entry) = said.map_err(|damage| LedgerError::broken(seq, damage))?;
            self.note(seq, &entry);
            if let Some(id) = entry.fact.sale() {
                named.push(id);
                self.follow(id, seq, till, &entry, derived)?;
            }
            self.walked += 1;
        }
        named.into_iter().try_for_each(|id| self.compare(id, false))
    }

    /// Takes in what is derived from an entry besides its sale.
    fn note(&mut self, seq: Seq, entry: &NewEntry) {
        if let Some(balance) = entry.fact.balance()
            && let Some(of) = of_float(entry.connection.as_ref(), entry.float.as_ref())
        {
            let seen = (seq, entry.at, balance);
            match self.floats.get_mut(of) {
                Some(before) => *before = seen,
                None => drop(self.floats.insert(of.to_owned(), seen)),
            }
        }
        if let Some(float) = entry.float.as_ref().filter(|_| entry.fact.is_notice()) {
            self.unseen.insert(seq.0, float.to_string());
        }
        if let Fact::Seen { notices, .. } = &entry.fact {
            self.unseen.retain(|seq, _| !notices.contains(&Seq(*seq)));
        }
    }

    /// Puts an entry behind those of its sale that were walked before.
    fn follow(
        &mut self,
        id: SaleId,
        seq: Seq,
        till: TillId,
        entry: &NewEntry,
        derived: Option<DerivedRow>,
    ) -> Result<(), LedgerError> {
        let history = |_| LedgerError::broken(seq, Damage::History);
        let begun = match &entry.fact {
            Fact::Intended(intended) if intended.attempt == 1 => Some(intended),
            _ => None,
        };
        if let Some(intended) = begun {
            self.begun += 1;
            self.currencies.extend(intended.order.price().map(|price| price.currency().code()));
            let day = self.days.entry(day_of(entry.at)).or_insert((seq.0, seq.0));
            day.1 = seq.0;
        }
        match (self.unfinished.get_mut(&id), begun) {
            (Some(followed), _) => followed.sale.take_in(seq, till, entry).map_err(history)?,
            (None, Some(intended)) => {
                let sale = Sale::begun(seq, till, entry, intended).map_err(history)?;
                self.unfinished.insert(id, Followed { sale, derived });
            }
            (None, None) => {
                self.begun_before.insert(id, seq);
            }
        }
        Ok(())
    }

    /// Compares a sale with its rows, unless these say that more entries are to come. Rows that were not read just now
    /// may be older than the last entry.
    fn compare(&mut self, id: SaleId, is_read_now: bool) -> Result<(), LedgerError> {
        let Some(Followed { sale, derived }) = self.unfinished.get(&id) else { return Ok(()) };
        let differs = || LedgerError::broken(sale.first, Damage::Derived);
        let derived = derived.as_ref().ok_or_else(differs)?;
        self.text.clear();
        serde_json::to_writer(&mut self.text, sale).map_err(|_| differs())?;
        // Most rows hold the very text that is written today. Another text may say the same: that of a later form, or
        // of a sale that goes on.
        if self.text != derived.body() {
            let stored: Sale = serde_json::from_slice(derived.body()).map_err(|_| differs())?;
            if stored.last > sale.last {
                return Ok(());
            }
            if stored.last < sale.last && !is_read_now {
                self.begun_before.insert(id, sale.last);
                self.unfinished.remove(&id);
                return Ok(());
            }
            if stored != *sale {
                return Err(differs());
            }
        }
        self.packed.clear();
        lookup_columns(sale).iter().for_each(|column| pack(column.value(), &mut self.packed));
        if self.packed != derived.lookups() {
            return Err(differs());
        }
        self.unfinished.remove(&id);
        Ok(())
    }

    /// Follows the sales anew of which the beginning was not read, or was read before an entry was written.
    pub(super) fn follow_those_begun_before(&mut self, view: &Connection) -> Result<(), LedgerError> {
        for (id, last) in std::mem::take(&mut self.begun_before) {
            let sale = rebuilt(view, id, last)?.ok_or(LedgerError::broken(last, Damage::History))?;
            let derived = DerivedRow::of(view, sale.first)?;
            self.unfinished.insert(id, Followed { sale, derived });
            self.compare(id, true)?;
        }
        Ok(())
    }

    /// That no entry is missing behind the last one, and none of a sale's that its row says is to come.
    pub(super) fn is_at_the_end(&self, view: &Connection) -> Result<(), LedgerError> {
        let counted: i64 = view
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'entry'", [], |row| row.get(0))
            .optional()?
            .unwrap_or(0);
        if counted != self.last() {
            return Err(LedgerError::broken(Seq(self.last()), Damage::Gap));
        }
        match self.unfinished.values().next() {
            Some(followed) => Err(LedgerError::broken(followed.sale.first, Damage::Derived)),
            None => Ok(()),
        }
    }
}

/// Checks that `row` comes next and names the last hash; the new head.
pub(super) fn follows(row: &EntryRow<&str>, last: i64, previous: &Hash) -> Result<(i64, Hash), LedgerError> {
    let broken = |what| Err(LedgerError::broken(Seq(row.seq), what));
    if row.seq != last + 1 {
        return broken(Damage::Gap);
    }
    if row.prev_hash != *previous { broken(Damage::Link) } else { Ok((row.seq, row.hash)) }
}

/// The sale that its entries up to `last` give.
fn rebuilt(view: &Connection, id: SaleId, last: Seq) -> Result<Option<Sale>, LedgerError> {
    let mut statement = view.prepare_cached(&EntryRow::select("WHERE sale = ?1 AND seq <= ?2 ORDER BY seq"))?;
    let mut rows = statement.query((id.to_string(), last.0))?;
    let mut sale = None;
    while let Some(row) = rows.next()? {
        let entry = EntryRow::read(row)?.entry()?;
        let (seq, till) = (entry.seq, entry.till);
        sale = Sale::after(sale, seq, till, &entry.into()).map_err(|_| LedgerError::broken(seq, Damage::History))?;
    }
    Ok(sale)
}
