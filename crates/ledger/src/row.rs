//! One entry as it stands in the file, and the end of the chain.
//!
//! A row is read whole and turned into an [`Entry`] when its columns say what its body says; anything else is damage.
//! The body holds what may name a person: the actor, the float's account, the fact. Whether a row follows the one
//! before it is checked in [`crate::verify`].

use airtill_domain::{ConnectionId, FloatKey, SaleId, TillId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Fact, NewEntry, Seq};
use crate::error::{Damage, LedgerError};
use crate::hash::{Fields, Hash, Salt, body_digest};

/// The number and the hash of the last entry; before the first, zero and the genesis.
pub(crate) fn head(connection: &Connection) -> Result<(Seq, Hash), LedgerError> {
    let mut last = connection.prepare_cached("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1")?;
    if let Some((seq, hash)) = last.query_row([], |row| Ok((Seq(row.get(0)?), row.get(1)?))).optional()? {
        return Ok((seq, hash));
    }
    Ok((Seq(0), connection.query_row("SELECT genesis FROM ledger", [], |row| row.get(0))?))
}

/// The body of an entry as it is written.
#[derive(Serialize)]
struct BodyToWrite<'a> {
    actor: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    float: Option<&'a FloatKey>,
    fact: &'a Fact,
}

/// The body of an entry as it is read.
#[derive(Deserialize)]
struct Body {
    actor: String,
    #[serde(default)]
    float: Option<FloatKey>,
    fact: Fact,
}

/// The body that an entry is written with.
pub(crate) fn body_of(entry: &NewEntry) -> String {
    let body = BodyToWrite { actor: &entry.actor, float: entry.float.as_ref(), fact: &entry.fact };
    serde_json::to_string(&body).expect("a fact has string keys only")
}

/// One row of the entry table, as it stands in the file. `T` is a text, or says where it stands.
pub(crate) struct EntryRow<T> {
    pub seq: i64,
    pub at_ms: i64,
    pub till: T,
    pub connection: Option<T>,
    pub float: Option<T>,
    pub sale: Option<T>,
    pub kind: T,
    pub attempt: Option<u32>,
    pub body: T,
    pub salt: Salt,
    pub body_digest: Hash,
    pub prev_hash: Hash,
    pub hash: Hash,
}

impl<'a> EntryRow<&'a str> {
    /// The columns that [`EntryRow::read`] reads, before all others.
    pub(crate) const COLUMNS: &'static str = "entry.seq, entry.at_ms, entry.till, entry.connection, entry.float, entry.sale, \
        entry.kind, entry.attempt, entry.body, entry.salt, entry.body_digest, entry.prev_hash, entry.hash";

    /// How many these are.
    pub(crate) const WIDTH: usize = 13;

    /// A query for rows that [`EntryRow::read`] reads.
    pub(crate) fn select(rest: &str) -> String {
        format!("SELECT {} FROM entry {rest}", Self::COLUMNS)
    }

    /// Reads a row; a column of another type or not UTF-8 is damage.
    pub(crate) fn read(row: &'a Row<'_>) -> Result<Self, LedgerError> {
        let seq: i64 = row.get(0)?;
        let text = |column| -> rusqlite::Result<&'a str> { Ok(row.get_ref(column)?.as_str()?) };
        let text_or_none = |column| -> rusqlite::Result<Option<&'a str>> { Ok(row.get_ref(column)?.as_str_or_null()?) };
        let read = || -> rusqlite::Result<Self> {
            Ok(Self {
                seq,
                at_ms: row.get(1)?,
                till: text(2)?,
                connection: text_or_none(3)?,
                float: text_or_none(4)?,
                sale: text_or_none(5)?,
                kind: text(6)?,
                attempt: row.get(7)?,
                body: text(8)?,
                salt: row.get(9)?,
                body_digest: row.get(10)?,
                prev_hash: row.get(11)?,
                hash: row.get(12)?,
            })
        };
        read().map_err(|_| LedgerError::broken(Seq(seq), Damage::Shape))
    }

    /// The hash that its other columns and `previous` give.
    pub(crate) fn hash_after(&self, previous: &Hash) -> Hash {
        Fields {
            seq: self.seq,
            at_ms: self.at_ms,
            till: self.till,
            connection: self.connection,
            sale: self.sale,
            kind: self.kind,
            attempt: self.attempt,
            body_digest: &self.body_digest,
        }
        .hash(previous)
    }

    /// Whether its body is the one that its digest was made of.
    pub(crate) fn has_its_body(&self) -> bool {
        body_digest(&self.salt, self.body) == self.body_digest
    }

    /// The till and what it gave to be written, where the row is whole by itself; else its damage. Whether it names the
    /// hash of the entry before it is not looked at.
    pub(crate) fn whole(&self) -> Result<(TillId, NewEntry), Damage> {
        match self.damage() {
            Some(damage) => Err(damage),
            None => self.said().ok_or(Damage::Shape),
        }
    }

    /// The damage that it shows by itself: a hash that does not follow from its columns and from the hash before it, as
    /// it names that, or a body of another digest.
    pub(crate) fn damage(&self) -> Option<Damage> {
        if self.hash_after(&self.prev_hash) != self.hash {
            return Some(Damage::Hash);
        }
        (!self.has_its_body()).then_some(Damage::Body)
    }

    /// The entry that it is; its columns must say what its body says.
    pub(crate) fn entry(&self) -> Result<Entry, LedgerError> {
        let (till, said) = self.said().ok_or(LedgerError::broken(Seq(self.seq), Damage::Shape))?;
        let NewEntry { at, actor, connection, float, fact } = said;
        Ok(Entry { seq: Seq(self.seq), at, till, actor, connection, float, fact, hash: self.hash })
    }

    /// The till and what it gave to be written; none if the columns do not say what the body says.
    fn said(&self) -> Option<(TillId, NewEntry)> {
        let Body { actor, float, fact } = serde_json::from_str(self.body).ok()?;
        let till = TillId::parse(self.till)?;
        let connection = self.connection.map(ConnectionId::new).transpose().ok()?;
        let float_of_body = float.as_ref().map(FloatKey::as_str);
        if fact.kind() != self.kind
            || fact.attempt() != self.attempt
            || !is_written_as(fact.sale(), self.sale)
            || float_of_body != self.float
            || float_of_body.is_some_and(|key| FloatKey::parse(key).is_none())
        {
            return None;
        }
        Some((till, NewEntry { at: Timestamp(self.at_ms), actor, connection, float, fact }))
    }
}

impl<T> EntryRow<T> {
    /// The row with something else in the place of each text.
    pub(crate) fn with_texts<U>(&self, mut other: impl FnMut(&T) -> U) -> EntryRow<U> {
        EntryRow {
            seq: self.seq,
            at_ms: self.at_ms,
            till: other(&self.till),
            connection: self.connection.as_ref().map(&mut other),
            float: self.float.as_ref().map(&mut other),
            sale: self.sale.as_ref().map(&mut other),
            kind: other(&self.kind),
            attempt: self.attempt,
            body: other(&self.body),
            salt: self.salt,
            body_digest: self.body_digest,
            prev_hash: self.prev_hash,
            hash: self.hash,
        }
    }
}

/// Whether this is how the ledger writes the id of a sale.
fn is_written_as(sale: Option<SaleId>, text: Option<&str>) -> bool {
    let mut written = uuid::Uuid::encode_buffer();
    sale.map(|id| &*id.0.hyphenated().encode_lower(&mut written)) == text
}

/// A number of rows as SQLite counts.
pub(crate) fn rows(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
