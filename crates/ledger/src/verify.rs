//! Proving that the ledger is as the till wrote it.
//!
//! A check walks in short steps and can be dropped between any two. It reads every entry once (number, link, hash,
//! shape), follows each sale along its entries, and compares the sale with its derived row as soon as the row says that
//! no further entry is to come; the counts come last. Entries that arrive meanwhile are walked too. [`Check::recent`]
//! does the same over the end of the ledger alone. A check finds accidents and meddling by hand; it cannot find someone
//! who computes the whole chain anew, or cuts off its end with all traces.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use airtill_domain::{Money, SaleId, Timestamp};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::derived::{SALE_AND_BODY, SALE_COLUMNS, float_seen, lookup_columns, of_float};
use crate::entry::{Entry, Fact, Intended, Seq};
use crate::error::{Damage, LedgerError};
use crate::handle::Ledger;
use crate::hash::{Hash, genesis};
use crate::parts;
use crate::row::{EntryRow, head};
use crate::sale::Sale;
use crate::schema;

/// How many entries [`Ledger::verify`] reads in one step.
const STEP: usize = 1_000;

/// The entries that [`Check::recent`] walks.
const RECENT: i64 = 20_000;

/// The result of a check that found nothing wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries that were checked.
    pub entries: u64,
    /// Sales that began with one of them.
    pub sales: u64,
}

/// A check under way; dropping it ends it.
#[derive(Debug, Default)]
pub struct Check {
    /// How many entries are walked, counted from the end; all of them if `None`.
    most: Option<i64>,
    /// The last entry that was walked.
    head: Option<(i64, Hash)>,
    walked: u64,
    begun: u64,
    /// Sales of which further entries are to come, as they stand so far.
    unfinished: HashMap<SaleId, Sale>,
    floats: BTreeMap<String, (Seq, Timestamp, Money)>,
    unseen: BTreeMap<i64, String>,
}

impl Ledger {
    /// Checks the whole ledger at once.
    ///
    /// # Errors
    /// `Broken` at the first thing that does not fit; what keeps the file from being read.
    pub fn verify(&self) -> Result<Verified, LedgerError> {
        self.run_check(Check::default())
    }

    /// Checks the last 20,000 entries, and the sales that they name, at once.
    ///
    /// # Errors
    /// Those of [`Ledger::verify`].
    pub fn verify_recent(&self) -> Result<Verified, LedgerError> {
        self.run_check(Check::recent())
    }

    fn run_check(&self, mut check: Check) -> Result<Verified, LedgerError> {
        loop {
            if let Some(verified) = self.check_step(&mut check, STEP)? {
                return Ok(verified);
            }
        }
    }

    /// Goes one step further, over at most `at_most` entries; the result once there is nothing left.
    ///
    /// # Errors
    /// `Broken` at the first thing that does not fit; what keeps the file from being read.
    pub fn check_step(&self, check: &mut Check, at_most: usize) -> Result<Option<Verified>, LedgerError> {
        // One view of the file for the whole step, whatever another process writes.
        let view = self.connection.unchecked_transaction()?;
        if check.head.is_none() {
            schema::check(&self.connection, &self.reference)?;
            check.head = Some(match check.most {
                Some(most) => start_of_last(&view, most)?,
                None => (0, genesis(self.environment, self.begun_by)),
            });
        }
        if check.walk(&view, at_most.max(1))? == at_most.max(1) {
            return Ok(None);
        }
        check.end(&view).map(Some)
    }
}

impl Check {
    /// A check of the last 20,000 entries and of the sales that they name.
    pub fn recent() -> Self {
        Self::of_last(RECENT)
    }

    pub(crate) fn of_last(most: i64) -> Self {
        Self { most: Some(most), ..Self::default() }
    }

    /// Walks on along the chain; how many entries it came.
    fn walk(&mut self, connection: &Connection, at_most: usize) -> Result<usize, LedgerError> {
        let (mut last, mut previous) = self.head.unwrap_or_default();
        let mut walked = 0;
        let mut followed = BTreeSet::new();
        let mut statement = connection.prepare_cached(&EntryRow::select("WHERE seq > ?1 ORDER BY seq LIMIT ?2"))?;
        let mut rows = statement.query((last, at_most as i64))?;
        while let Some(row) = rows.next()? {
            let row = EntryRow::read(row)?;
            (last, previous) = linked(&row, last, &previous)?;
            let entry = row.entry()?;
            self.note(&entry);
            if let Some(id) = entry.fact.sale() {
                followed.insert(id);
                self.follow(connection, id, entry)?;
            }
            walked += 1;
        }
        self.head = Some((last, previous));
        self.walked += walked as u64;
        for id in followed {
            self.compare(connection, id)?;
        }
        Ok(walked)
    }

    /// Takes in what is derived from an entry besides its sale.
    fn note(&mut self, entry: &Entry) {
        if let Some(balance) = entry.fact.balance()
            && let Some(of) = of_float(entry.connection.as_ref(), entry.float.as_ref())
        {
            self.floats.insert(of.to_owned(), (entry.seq, entry.at, balance));
        }
        if let Some(float) = entry.float.as_ref().filter(|_| entry.fact.is_notice()) {
            self.unseen.insert(entry.seq.0, float.to_string());
        }
        if let Fact::Seen { notices, .. } = &entry.fact {
            self.unseen.retain(|seq, _| !notices.contains(&Seq(*seq)));
        }
    }

    /// Puts an entry behind those of its sale that were walked before.
    fn follow(&mut self, connection: &Connection, id: SaleId, entry: Entry) -> Result<(), LedgerError> {
        let seq = entry.seq;
        let begins = matches!(entry.fact, Fact::Intended(Intended { attempt: 1, .. }));
        let before = self.unfinished.remove(&id);
        let after = if before.is_none() && !begins {
            // It began before this check did, or nothing was to come when it was compared.
            rebuilt(connection, id, seq)?
        } else {
            self.begun += u64::from(begins);
            after(before, entry)?
        };
        let sale = after.ok_or(LedgerError::broken(seq, Damage::History))?;
        self.unfinished.insert(id, sale);
        Ok(())
    }

    /// Compares a sale with its row, unless the row says that more entries are to come.
    fn compare(&mut self, connection: &Connection, id: SaleId) -> Result<(), LedgerError> {
        let Some(sale) = self.unfinished.get(&id) else { return Ok(()) };
        let differs = || LedgerError::broken(sale.first, Damage::Derived);
        let mut statement = connection
            .prepare_cached(&format!("SELECT {SALE_COLUMNS}, body FROM {SALE_AND_BODY} WHERE first_seq = ?1"))?;
        let mut rows = statement.query([sale.first.0])?;
        let row = rows.next()?.ok_or_else(differs)?;
        // Most rows hold the very text that is written today. Another text may say the same: that of a later form, or
        // of a sale that goes on.
        if !has_body(row, sale) {
            let stored = stored_sale(row).ok_or_else(differs)?;
            if stored.last > sale.last {
                return Ok(());
            }
            if stored != *sale {
                return Err(differs());
            }
        }
        if !has_lookups(row, sale)? {
            return Err(differs());
        }
        self.unfinished.remove(&id);
        Ok(())
    }

    /// The last step, when every entry was walked: that none is missing, and that nothing else is derived.
    fn end(&self, connection: &Connection) -> Result<Verified, LedgerError> {
        let (last, _) = self.head.unwrap_or_default();
        let counted: i64 = connection
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'entry'", [], |row| row.get(0))
            .optional()?
            .unwrap_or(0);
        if counted != last {
            return Err(LedgerError::broken(Seq(last), Damage::Gap));
        }
        if let Some(sale) = self.unfinished.values().next() {
            return Err(LedgerError::broken(sale.first, Damage::Derived));
        }
        if self.most.is_none() {
            self.totals(connection)?;
        }
        Ok(Verified { entries: self.walked, sales: self.begun })
    }

    fn totals(&self, connection: &Connection) -> Result<(), LedgerError> {
        let derived = LedgerError::Broken { seq: None, what: Damage::Derived };
        let count = |table: &str| -> rusqlite::Result<i64> {
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
        };
        let sales = self.begun as i64;
        if count("sale")? != sales || count("sale_body")? != sales || !parts::are_those_of_the_sales(connection)? {
            return Err(derived);
        }
        if count("float_seen")? != self.floats.len() as i64 {
            return Err(derived);
        }
        for (of, seen) in &self.floats {
            if float_seen(connection, of)?.as_ref() != Some(seen) {
                return Err(LedgerError::broken(seen.0, Damage::Derived));
            }
        }
        let mut statement = connection.prepare_cached("SELECT seq, float FROM unseen")?;
        let unseen = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<BTreeMap<i64, String>, _>>()?;
        if unseen == self.unseen { Ok(()) } else { Err(derived) }
    }
}

/// Checks that `row` follows; the new head.
fn linked(row: &EntryRow, last: i64, previous: &Hash) -> Result<(i64, Hash), LedgerError> {
    let broken = |what| Err(LedgerError::broken(Seq(row.seq), what));
    if row.seq != last + 1 {
        return broken(Damage::Gap);
    }
    if row.prev_hash != *previous {
        return broken(Damage::Link);
    }
    if row.hash_after(previous) != row.hash {
        return broken(Damage::Hash);
    }
    if !row.has_its_body() {
        return broken(Damage::Body);
    }
    Ok((row.seq, row.hash))
}

/// Where the last `most` entries begin: the number and the hash of the entry before them.
fn start_of_last(connection: &Connection, most: i64) -> Result<(i64, Hash), LedgerError> {
    let (last, _) = head(connection)?;
    let start = last.0.saturating_sub(most);
    if start <= 0 {
        return Ok((0, connection.query_row("SELECT genesis FROM ledger", [], |row| row.get(0))?));
    }
    let hash = connection
        .query_row("SELECT hash FROM entry WHERE seq = ?1", [start], |row| row.get(0))
        .optional()?
        .ok_or(LedgerError::broken(Seq(start), Damage::Gap))?;
    Ok((start, hash))
}

/// Checks the chain of the last `most` entries, and nothing that is derived from them.
pub(crate) fn check_chain_of_last(connection: &Connection, most: i64) -> Result<(), LedgerError> {
    let (mut last, mut previous) = start_of_last(connection, most)?;
    let mut statement = connection.prepare(&EntryRow::select("WHERE seq > ?1 ORDER BY seq"))?;
    let mut rows = statement.query([last])?;
    while let Some(row) = rows.next()? {
        (last, previous) = linked(&EntryRow::read(row)?, last, &previous)?;
    }
    Ok(())
}

fn after(before: Option<Sale>, entry: Entry) -> Result<Option<Sale>, LedgerError> {
    let (seq, till) = (entry.seq, entry.till);
    Sale::after(before, seq, till, &entry.into()).map_err(|_| LedgerError::broken(seq, Damage::History))
}

/// The sale that its entries up to `last` give.
fn rebuilt(connection: &Connection, id: SaleId, last: Seq) -> Result<Option<Sale>, LedgerError> {
    let mut statement = connection.prepare_cached(&EntryRow::select("WHERE sale = ?1 AND seq <= ?2 ORDER BY seq"))?;
    let mut rows = statement.query((id.to_string(), last.0))?;
    let mut sale = None;
    while let Some(row) = rows.next()? {
        let entry = EntryRow::read(row)?.entry()?;
        sale = after(sale, entry)?;
    }
    Ok(sale)
}

/// The sale in a row that ends with its body, if it can be understood.
fn stored_sale(row: &Row<'_>) -> Option<Sale> {
    let body: String = row.get("body").ok()?;
    serde_json::from_str(&body).ok()
}

/// Whether the body that a row ends with is the text that a sale is written as.
fn has_body(row: &Row<'_>, sale: &Sale) -> bool {
    let written = serde_json::to_string(sale).unwrap_or_default();
    row.get_ref("body").is_ok_and(|body| body == ValueRef::Text(written.as_bytes()))
}

fn has_lookups(row: &Row<'_>, sale: &Sale) -> Result<bool, LedgerError> {
    for (column, value) in lookup_columns(sale).iter().enumerate() {
        if row.get_ref(column)? != ValueRef::from(value) {
            return Ok(false);
        }
    }
    Ok(true)
}
