//! The parts of the file that a check reads: each entry, and with it the rows of the sale that begins there.
//!
//! All three tables are in the order of the entries, so they are read side by side from one end to the other. Whether an
//! entry is whole by itself (its hash, its digest, its shape) can be looked at by any thread that has the time. The
//! texts of a batch stand in one block of memory: millions of small ones would be made by one thread and freed by
//! another.

use std::ops::Range;

use airtill_domain::TillId;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::derived::{SALE_AND_BODY, SALE_COLUMNS, SALE_WIDTH};
use crate::entry::{NewEntry, Seq};
use crate::error::{Damage, LedgerError};
use crate::row::{EntryRow, rows};

/// Room for the texts of nearly every entry, in bytes.
const TEXT_BYTES: usize = 1_024;

/// Room for the packed columns of nearly every sale.
const PACKED_BYTES: usize = 256;

/// Entries that were read one after the other.
pub(super) struct Batch {
    /// All their texts.
    text: String,
    readings: Vec<Reading>,
}

/// An entry, and what is derived of the sale that begins with it.
struct Reading {
    /// Each text is a part of the batch's.
    row: EntryRow<Range<usize>>,
    /// The till and what it wrote, or the damage of the row; none as long as nobody looked.
    said: Option<Result<(TillId, NewEntry), Damage>>,
    /// None where the entry begins no sale, or the rows of its sale are not there.
    derived: Option<DerivedRow>,
}

/// One entry of a batch, looked at.
pub(super) struct Looked<'a> {
    pub row: EntryRow<&'a str>,
    pub said: Result<(TillId, NewEntry), Damage>,
    pub derived: Option<DerivedRow>,
}

impl Batch {
    /// An empty batch with room for so many entries.
    fn of(entries: usize) -> Self {
        Self { text: String::with_capacity(entries * TEXT_BYTES), readings: Vec::with_capacity(entries) }
    }

    /// Reads one more entry.
    fn read(&mut self, row: &Row<'_>) -> Result<(), LedgerError> {
        let text = &mut self.text;
        let stored = EntryRow::read(row)?.with_texts(|part| {
            let from = text.len();
            text.push_str(part);
            from..text.len()
        });
        let derived = DerivedRow::read(row, EntryRow::WIDTH);
        self.readings.push(Reading { row: stored, said: None, derived });
        Ok(())
    }

    /// How many entries the batch has.
    pub(super) fn len(&self) -> usize {
        self.readings.len()
    }

    /// The number of the batch's last entry.
    fn last(&self) -> Option<i64> {
        self.readings.last().map(|reading| reading.row.seq)
    }

    /// How many entries of the batch begin a sale that has its rows.
    fn derived(&self) -> usize {
        self.readings.iter().filter(|reading| reading.derived.is_some()).count()
    }

    /// Looks whether an entry is whole by itself; false if there are not so many.
    pub(super) fn look(&mut self, at: usize) -> bool {
        let Some(reading) = self.readings.get_mut(at) else { return false };
        let row = reading.row.with_texts(|part| &self.text[part.clone()]);
        reading.said.get_or_insert_with(|| row.whole());
        true
    }

    /// Each entry, looked at by now.
    pub(super) fn looked(&mut self) -> impl Iterator<Item = Looked<'_>> {
        let text = &*self.text;
        self.readings.drain(..).map(move |Reading { row, said, derived }| {
            let row = row.with_texts(|part| &text[part.clone()]);
            let said = said.unwrap_or_else(|| row.whole());
            Looked { row, said, derived }
        })
    }
}

/// The two rows of a sale as they stand in the file.
#[derive(Debug)]
pub(super) struct DerivedRow {
    /// The columns by which it is looked up, packed, and behind them the body.
    bytes: Vec<u8>,
    body_at: usize,
}

impl DerivedRow {
    /// Reads the columns from `at` on; none where the row of the body is missing or is no text.
    fn read(row: &Row<'_>, at: usize) -> Option<Self> {
        let ValueRef::Text(body) = row.get_ref(at + SALE_WIDTH).ok()? else { return None };
        let mut bytes = Vec::with_capacity(PACKED_BYTES + body.len());
        (at..at + SALE_WIDTH).for_each(|column| pack(row.get_ref(column).unwrap_or(ValueRef::Null), &mut bytes));
        let body_at = bytes.len();
        bytes.extend(body);
        Some(Self { bytes, body_at })
    }

    /// The columns by which it is looked up, packed.
    pub(super) fn lookups(&self) -> &[u8] {
        &self.bytes[..self.body_at]
    }

    /// The sale as JSON.
    pub(super) fn body(&self) -> &[u8] {
        &self.bytes[self.body_at..]
    }

    /// The rows of the sale that begins with an entry.
    pub(super) fn of(view: &Connection, first: Seq) -> Result<Option<Self>, LedgerError> {
        let mut statement =
            view.prepare_cached(&format!("SELECT {SALE_COLUMNS}, body FROM {SALE_AND_BODY} WHERE first_seq = ?1"))?;
        let mut found = statement.query([first.0])?;
        Ok(found.next()?.and_then(|row| Self::read(row, 0)))
    }
}

/// Puts a value behind others, so that two rows are equal if their bytes are.
pub(super) fn pack(value: ValueRef<'_>, bytes: &mut Vec<u8>) {
    bytes.push(value.data_type() as u8);
    match value {
        ValueRef::Null => {}
        ValueRef::Integer(number) => bytes.extend(number.to_be_bytes()),
        ValueRef::Real(number) => bytes.extend(number.to_be_bytes()),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            bytes.extend(text.len().to_be_bytes());
            bytes.extend(text);
        }
    }
}

/// Reads at most so many entries behind `from` and gives them away, some at once, for as long as they are taken. How
/// many it read.
pub(super) fn read(
    view: &Connection,
    from: i64,
    at_most: usize,
    at_once: usize,
    give: impl Fn(Batch) -> bool,
) -> Result<usize, LedgerError> {
    let sale = SALE_COLUMNS.split(", ").map(|column| format!("sale.{column}")).collect::<Vec<_>>().join(", ");
    let mut statement = view.prepare_cached(&format!(
        "SELECT {}, {sale}, sale_body.body FROM entry
         LEFT JOIN sale ON sale.first_seq = CASE WHEN entry.kind = 'intended' AND entry.attempt = 1 THEN entry.seq END
         LEFT JOIN sale_body ON sale_body.first_seq = sale.first_seq
         WHERE entry.seq > ?1 ORDER BY entry.seq LIMIT ?2",
        EntryRow::COLUMNS
    ))?;
    let mut bodies = view.prepare_cached("SELECT count(*) FROM sale_body WHERE first_seq > ?1 AND first_seq <= ?2")?;
    let mut found = statement.query((from, rows(at_most)))?;
    let (mut count, mut before) = (0, from);
    loop {
        let mut batch = Batch::of(at_once);
        let mut next = Ok(Some(()));
        while batch.len() < at_once && matches!(next, Ok(Some(()))) {
            next = found.next().map_err(LedgerError::from).and_then(|row| row.map(|row| batch.read(row)).transpose());
        }
        count += batch.len();
        // Entries before one that cannot be read are proved all the same.
        let (through, of_sales) = (batch.last().unwrap_or(before), batch.derived());
        if !give(batch) {
            return Ok(count);
        }
        // Counted while their pages are at hand: counting all of them at the end would read the file twice.
        if bodies.query_row((before, through), |row| row.get::<_, i64>(0))? != rows(of_sales) {
            return Err(LedgerError::Broken { seq: None, what: Damage::Derived });
        }
        if next?.is_none() {
            return Ok(count);
        }
        before = through;
    }
}
