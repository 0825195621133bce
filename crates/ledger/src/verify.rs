//! Proving that the ledger is as the till wrote it.
//!
//! A check walks in short steps, so appends are never kept waiting and it can be dropped between any two: first every
//! entry (number, link, hash, shape), then every sale rebuilt from its own time line and compared with its row, then
//! the counts. Entries that arrive meanwhile are walked too. It finds accidents and meddling by hand; it cannot find
//! someone who computes the whole chain anew, or cuts off its end with all traces.

use std::collections::BTreeMap;

use airtill_domain::{Money, SaleId, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::derived::{BY_ID, SALE_COLUMNS, float_seen, of_float, sale_columns};
use crate::entry::{Entry, Fact, Seq};
use crate::error::{Damage, LedgerError};
use crate::handle::Ledger;
use crate::hash::{Hash, genesis};
use crate::row::EntryRow;
use crate::sale::Sale;
use crate::schema;

/// How many entries or sales [`Ledger::verify`] reads in one step.
const STEP: usize = 1_000;

/// The result of a check that found nothing wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Entries that were checked.
    pub entries: u64,
    /// Sales that were rebuilt and compared.
    pub sales: u64,
}

/// A check under way; dropping it ends it.
#[derive(Debug, Default)]
pub struct Check {
    head: Option<(i64, Hash)>,
    begun: u64,
    floats: BTreeMap<String, (Seq, Timestamp, Money)>,
    unseen: BTreeMap<i64, String>,
    compared_to: i64,
    compared: u64,
}

impl Ledger {
    /// Checks the whole ledger at once.
    ///
    /// # Errors
    /// `Broken` at the first thing that does not fit; what keeps the file from being read.
    pub fn verify(&self) -> Result<Verified, LedgerError> {
        let mut check = Check::default();
        loop {
            if let Some(verified) = self.check_step(&mut check, STEP)? {
                return Ok(verified);
            }
        }
    }

    /// Goes one step further, over at most `at_most` entries or sales; the result once there is nothing left.
    ///
    /// # Errors
    /// `Broken` at the first thing that does not fit; what keeps the file from being read.
    pub fn check_step(&self, check: &mut Check, at_most: usize) -> Result<Option<Verified>, LedgerError> {
        // One view of the file for the whole step, whatever another process writes.
        let view = self.connection.unchecked_transaction()?;
        if check.head.is_none() {
            schema::check(&self.connection, &self.reference)?;
            check.head = Some((0, genesis(self.environment)));
        }
        let at_most = at_most.max(1);
        if check.entries(&view, at_most)? == at_most || check.sales(&view, at_most)? == at_most {
            return Ok(None);
        }
        check.totals(&view).map(Some)
    }
}

impl Check {
    /// Walks on along the chain; how many entries it came.
    fn entries(&mut self, connection: &Connection, at_most: usize) -> Result<usize, LedgerError> {
        let (mut last, mut previous) = self.head.unwrap_or_default();
        let mut walked = 0;
        let mut statement = connection.prepare_cached(&EntryRow::select("WHERE seq > ?1 ORDER BY seq LIMIT ?2"))?;
        let mut rows = statement.query((last, at_most as i64))?;
        while let Some(row) = rows.next()? {
            let row = EntryRow::read(row)?;
            (last, previous) = linked(&row, last, &previous)?;
            let entry = row.entry()?;
            if let Fact::Intended { attempt: 1, .. } = entry.fact {
                self.begun += 1;
            } else if let Some(sale) = entry.fact.sale()
                && !has_row(connection, sale)?
            {
                return Err(LedgerError::broken(entry.seq, Damage::Derived));
            }
            if let Some(balance) = entry.fact.balance() {
                self.floats.insert(
                    of_float(&entry.connection, entry.float.as_ref()).to_owned(),
                    (entry.seq, entry.at, balance),
                );
            }
            if let Some(float) = entry.float.as_ref().filter(|_| entry.fact.is_notice()) {
                self.unseen.insert(entry.seq.0, float.to_string());
            }
            if let Fact::Seen { notices, .. } = &entry.fact {
                self.unseen.retain(|seq, _| !notices.contains(&Seq(*seq)));
            }
            walked += 1;
        }
        self.head = Some((last, previous));
        Ok(walked)
    }

    /// Compares the next sales with what their entries give; how many.
    fn sales(&mut self, connection: &Connection, at_most: usize) -> Result<usize, LedgerError> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {SALE_COLUMNS} FROM sale WHERE first_seq > ?1 ORDER BY first_seq LIMIT ?2"
        ))?;
        let mut rows = statement.query((self.compared_to, at_most as i64))?;
        let mut compared = 0;
        while let Some(row) = rows.next()? {
            let first = Seq(row.get(0)?);
            let differs = || LedgerError::broken(first, Damage::Derived);
            let id: String = row.get(1).map_err(|_| differs())?;
            let rebuilt = rebuilt(connection, &id)?.ok_or_else(differs)?;
            if stored(row)? != sale_columns(&rebuilt) {
                return Err(differs());
            }
            self.compared_to = first.0;
            self.compared += 1;
            compared += 1;
        }
        Ok(compared)
    }

    /// What is left when every entry and every sale was seen: that none is missing.
    fn totals(&self, connection: &Connection) -> Result<Verified, LedgerError> {
        let (last, _) = self.head.unwrap_or_default();
        let counted: i64 = connection
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'entry'", [], |row| row.get(0))
            .optional()?
            .unwrap_or(0);
        if counted != last {
            return Err(LedgerError::broken(Seq(last), Damage::Gap));
        }
        let floats: i64 = connection.query_row("SELECT count(*) FROM float_seen", [], |row| row.get(0))?;
        let derived = LedgerError::Broken { seq: None, what: Damage::Derived };
        if self.compared != self.begun || floats != self.floats.len() as i64 {
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
        if unseen != self.unseen {
            return Err(LedgerError::Broken { seq: None, what: Damage::Derived });
        }
        Ok(Verified { entries: last.unsigned_abs(), sales: self.compared })
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
    Ok((row.seq, row.hash))
}

/// Checks the chain of the last `most` entries.
pub(crate) fn check_last(connection: &Connection, most: u32) -> Result<(), LedgerError> {
    let start = crate::row::head(connection)?.0.0.saturating_sub(i64::from(most));
    let mut previous: Hash =
        match connection.query_row("SELECT hash FROM entry WHERE seq = ?1", [start], |row| row.get(0)).optional()? {
            Some(hash) => hash,
            None if start <= 0 => connection.query_row("SELECT genesis FROM ledger", [], |row| row.get(0))?,
            None => return Err(LedgerError::broken(Seq(start), Damage::Gap)),
        };
    let mut last = start.max(0);
    let mut statement = connection.prepare(&EntryRow::select("WHERE seq > ?1 ORDER BY seq"))?;
    let mut rows = statement.query([last])?;
    while let Some(row) = rows.next()? {
        (last, previous) = linked(&EntryRow::read(row)?, last, &previous)?;
    }
    Ok(())
}

/// The sale that the entries of its time line give.
fn rebuilt(connection: &Connection, id: &str) -> Result<Option<Sale>, LedgerError> {
    let mut statement = connection.prepare_cached(&EntryRow::select("WHERE sale = ?1 ORDER BY seq"))?;
    let mut rows = statement.query([id])?;
    let mut sale = None;
    while let Some(row) = rows.next()? {
        let entry: Entry = EntryRow::read(row)?.entry()?;
        let seq = entry.seq;
        sale = Sale::after(sale, seq, &entry.into()).map_err(|_| LedgerError::broken(seq, Damage::History))?;
    }
    Ok(sale)
}

fn has_row(connection: &Connection, sale: SaleId) -> Result<bool, LedgerError> {
    let mut statement = connection.prepare_cached(&format!("SELECT 1 FROM sale WHERE {BY_ID}"))?;
    Ok(statement.exists([sale.to_string()])?)
}

fn stored(row: &Row<'_>) -> Result<[Value; 12], LedgerError> {
    let mut values = [const { Value::Null }; 12];
    for (column, value) in values.iter_mut().enumerate() {
        *value = row.get(column)?;
    }
    Ok(values)
}
