//! Writing an entry, and reading one back.
//!
//! An append is one immediate transaction: take the last hash, check that the fact may follow, insert, derive, commit.
//! Two processes that append at once therefore still make one chain. When it returns, the entry has been through fsync;
//! when it fails, nothing of it is kept.

use airtill_domain::{ConnectionId, FloatKey, Timestamp};
use rusqlite::{OptionalExtension, Row, Transaction, TransactionBehavior};

use crate::derived;
use crate::entry::{Entry, Fact, NewEntry, Seq, Written};
use crate::error::{Damage, LedgerError};
use crate::hash::{Fields, Hash};
use crate::schema::Ledger;

impl Ledger {
    /// Writes one entry. It is on disk when this returns.
    ///
    /// # Errors
    /// `IllegalTransition`, `NoSuchSale` and `NotThisSale` by the rules of sales; `Full`, `ReadOnly`, `Busy` by the
    /// disk.
    pub fn append(&mut self, entry: NewEntry) -> Result<Written, LedgerError> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let written = write(&tx, entry)?;
        tx.commit()?;
        Ok(written)
    }

    /// Writes several entries, all or none: what a reading shows stands beside the reading, whenever the power is cut.
    ///
    /// # Errors
    /// Those of [`Ledger::append`]; nothing is written then.
    pub fn append_all(&mut self, entries: Vec<NewEntry>) -> Result<Vec<Written>, LedgerError> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let written = entries.into_iter().map(|entry| write(&tx, entry)).collect::<Result<Vec<_>, _>>()?;
        tx.commit()?;
        Ok(written)
    }
}

/// Writes one entry within a transaction that the caller commits. What is recorded of a sale is recorded of its float,
/// even when somebody else has signed in since.
pub(crate) fn write(tx: &Transaction<'_>, mut entry: NewEntry) -> Result<Written, LedgerError> {
    let before = derived::named(tx, &entry.fact)?;
    if let Some(sale) = before.as_ref().filter(|_| entry.fact.is_of_its_sales_float()) {
        entry.float.clone_from(&sale.float);
    }
    let (last, previous) = head(tx)?;
    let seq = Seq(last.0 + 1);
    let sale = entry.fact.sale().map(|id| id.to_string());
    let body = serde_json::to_string(&entry.fact).expect("a fact has string keys only");
    let fields = Fields {
        seq: seq.0,
        at_ms: entry.at.0,
        actor: &entry.actor,
        connection: entry.connection.as_str(),
        sale: sale.as_deref(),
        kind: entry.fact.kind(),
        attempt: entry.fact.attempt(),
        body: &body,
        float: entry.float.as_ref().map(FloatKey::as_str),
    };
    // The rules come first: they say more than the unique index, which stands behind them.
    let after = derived::derive(tx, seq, &entry, before)?;
    let hash = fields.hash(&previous);
    let mut insert = tx.prepare_cached(
        "INSERT INTO entry (seq, at_ms, actor, connection, sale, kind, attempt, body, prev_hash, hash, float)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let values = (
        fields.seq,
        fields.at_ms,
        fields.actor,
        fields.connection,
        fields.sale,
        fields.kind,
        fields.attempt,
        fields.body,
        previous,
        hash,
        fields.float,
    );
    insert.execute(values)?;
    let NewEntry { at, actor, connection, float, fact } = entry;
    Ok(Written { entry: Entry { seq, at, actor, connection, float, fact, hash }, sale: after })
}

/// The number and the hash of the last entry; before the first, zero and the genesis.
pub(crate) fn head(connection: &rusqlite::Connection) -> Result<(Seq, Hash), LedgerError> {
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

impl From<Entry> for NewEntry {
    fn from(entry: Entry) -> Self {
        Self { at: entry.at, actor: entry.actor, connection: entry.connection, float: entry.float, fact: entry.fact }
    }
}
