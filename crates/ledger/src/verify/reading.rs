//! What a check reads of the file: each entry, and with it the rows of the sale that begins there.
//!
//! All three tables are in the order of the entries, so they are read side by side from one end to the other. Whether an
//! entry is whole by itself (its hash, its digest, its shape) can be looked at by any thread that has the time.

use airtill_domain::TillId;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use crate::derived::{SALE_AND_BODY, SALE_COLUMNS, SALE_WIDTH};
use crate::entry::{NewEntry, Seq};
use crate::error::{Damage, LedgerError};
use crate::row::{EntryRow, rows};

/// Room for the packed columns of nearly every sale.
const PACKED_BYTES: usize = 256;

/// An entry, and what is derived of the sale that begins with it.
pub(super) struct Reading {
    pub row: EntryRow,
    /// The till and what it wrote, or the damage of the row; none as long as nobody looked.
    pub said: Option<Result<(TillId, NewEntry), Damage>>,
    /// None where the entry begins no sale, or the rows of its sale are not there.
    pub derived: Option<DerivedRow>,
}

impl Reading {
    fn read(row: &Row<'_>) -> Result<Self, LedgerError> {
        Ok(Self { row: EntryRow::read(row)?, said: None, derived: DerivedRow::read(row, EntryRow::WIDTH) })
    }

    /// Looks whether the entry is whole by itself, unless somebody did.
    pub(super) fn look(&mut self) {
        self.said.get_or_insert_with(|| self.row.whole());
    }
}

/// The two rows of a sale as they stand in the file.
#[derive(Debug)]
pub(super) struct DerivedRow {
    /// The columns by which it is looked up, packed.
    pub lookups: Vec<u8>,
    pub body: String,
}

impl DerivedRow {
    /// Reads the columns from `at` on; none where the row of the body is missing or is no text.
    fn read(row: &Row<'_>, at: usize) -> Option<Self> {
        let body = row.get_ref(at + SALE_WIDTH).ok()?.as_str().ok()?.to_owned();
        let lookups = (at..at + SALE_WIDTH).map(|column| row.get_ref(column).unwrap_or(ValueRef::Null));
        Some(Self { lookups: packed(lookups), body })
    }

    /// The rows of the sale that begins with an entry.
    pub(super) fn of(view: &Connection, first: Seq) -> Result<Option<Self>, LedgerError> {
        let mut statement =
            view.prepare_cached(&format!("SELECT {SALE_COLUMNS}, body FROM {SALE_AND_BODY} WHERE first_seq = ?1"))?;
        let mut found = statement.query([first.0])?;
        Ok(found.next()?.and_then(|row| Self::read(row, 0)))
    }
}

/// Values one behind the other, so that two rows are equal if their bytes are.
pub(super) fn packed<'a>(values: impl Iterator<Item = ValueRef<'a>>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(PACKED_BYTES);
    for value in values {
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
    bytes
}

/// Reads at most so many entries behind `from` and gives them away, some at once, for as long as they are taken. How
/// many it read.
pub(super) fn read(
    view: &Connection,
    from: i64,
    at_most: usize,
    at_once: usize,
    give: impl Fn(Vec<Reading>) -> bool,
) -> Result<usize, LedgerError> {
    let sale = SALE_COLUMNS.split(", ").map(|column| format!("sale.{column}")).collect::<Vec<_>>().join(", ");
    let mut statement = view.prepare_cached(&format!(
        "SELECT {}, {sale}, sale_body.body FROM entry
         LEFT JOIN sale ON sale.first_seq = CASE WHEN entry.kind = 'intended' AND entry.attempt = 1 THEN entry.seq END
         LEFT JOIN sale_body ON sale_body.first_seq = sale.first_seq
         WHERE entry.seq > ?1 ORDER BY entry.seq LIMIT ?2",
        EntryRow::COLUMNS
    ))?;
    let mut found = statement.query((from, rows(at_most)))?;
    let mut waiting = Vec::with_capacity(at_once);
    let mut count = 0;
    loop {
        // What was read before an entry that cannot be read is proved all the same.
        let next = found.next().map_err(LedgerError::from).and_then(|row| row.map(Reading::read).transpose());
        if let Ok(Some(reading)) = next {
            count += 1;
            waiting.push(reading);
            if waiting.len() == at_once && !give(std::mem::replace(&mut waiting, Vec::with_capacity(at_once))) {
                return Ok(count);
            }
            continue;
        }
        give(waiting);
        return next.map(|_| count);
    }
}
