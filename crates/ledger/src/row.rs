//! One entry as it stands in the file, and the end of the chain.
//!
//! A row is read whole and turned into an [`Entry`] when its columns say what its body says; anything else is damage.
//! Whether a row follows the one before it is checked in [`crate::verify`].

use airtill_domain::{ConnectionId, FloatKey, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::entry::{Entry, Fact, Seq};
use crate::error::{Damage, LedgerError};
use crate::hash::{Fields, Hash};

/// The number and the hash of the last entry; before the first, zero and the genesis.
pub(crate) fn head(connection: &Connection) -> Result<(Seq, Hash), LedgerError> {
    let mut last = connection.prepare_cached("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1")?;
    if let Some((seq, hash)) = last.query_row([], |row| Ok((Seq(row.get(0)?), row.get(1)?))).optional()? {
        return Ok((seq, hash));
    }
    Ok((Seq(0), connection.query_row("SELECT genesis FROM ledger", [], |row| row.get(0))?))
}

/// One row of the entry table, as it stands in the file.
pub(crate) struct EntryRow {
    pub seq: i64,
    pub at_ms: i64,
    pub actor: String,
    pub connection: String,
    pub sale: Option<String>,
    pub kind: String,
    pub attempt: Option<u32>,
    pub body: String,
    pub prev_hash: Hash,
    pub hash: Hash,
    pub float: Option<String>,
}

impl EntryRow {
    /// A query for rows that [`EntryRow::read`] reads.
    pub(crate) fn select(rest: &str) -> String {
        format!(
            "SELECT seq, at_ms, actor, connection, sale, kind, attempt, body, prev_hash, hash, float FROM entry {rest}"
        )
    }

    /// Reads a row; a column of another type or not UTF-8 is damage.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, LedgerError> {
        let seq: i64 = row.get(0)?;
        let read = || -> rusqlite::Result<Self> {
            Ok(Self {
                seq,
                at_ms: row.get(1)?,
                actor: row.get(2)?,
                connection: row.get(3)?,
                sale: row.get(4)?,
                kind: row.get(5)?,
                attempt: row.get(6)?,
                body: row.get(7)?,
                prev_hash: row.get(8)?,
                hash: row.get(9)?,
                float: row.get(10)?,
            })
        };
        read().map_err(|_| LedgerError::broken(Seq(seq), Damage::Shape))
    }

    /// The hash that its other columns and `previous` give.
    pub(crate) fn hash_after(&self, previous: &Hash) -> Hash {
        Fields {
            seq: self.seq,
            at_ms: self.at_ms,
            actor: &self.actor,
            connection: &self.connection,
            sale: self.sale.as_deref(),
            kind: &self.kind,
            attempt: self.attempt,
            body: &self.body,
            float: self.float.as_deref(),
        }
        .hash(previous)
    }

    /// The entry that it is; its columns must say what its body says.
    pub(crate) fn entry(self) -> Result<Entry, LedgerError> {
        let shape = || LedgerError::broken(Seq(self.seq), Damage::Shape);
        let fact: Fact = serde_json::from_str(&self.body).map_err(|_| shape())?;
        let connection = ConnectionId::new(&self.connection).map_err(|_| shape())?;
        if fact.kind() != self.kind
            || fact.attempt() != self.attempt
            || fact.sale().map(|id| id.to_string()) != self.sale
        {
            return Err(shape());
        }
        let float = self.float.as_deref().map(|key| FloatKey::parse(key).ok_or_else(shape)).transpose()?;
        Ok(Entry {
            seq: Seq(self.seq),
            at: Timestamp(self.at_ms),
            actor: self.actor,
            connection,
            float,
            fact,
            hash: self.hash,
        })
    }
}

/// A limit as SQLite counts.
pub(crate) fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
