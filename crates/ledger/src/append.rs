//! Writing an entry.
//!
//! An append is one immediate transaction: take the last hash, check that the fact may follow, insert, derive, commit.
//! Two processes that append at once therefore still make one chain. When it returns, the entry has been through fsync;
//! when it fails, nothing of it is kept.

use airtill_domain::FloatKey;
use rusqlite::{Transaction, TransactionBehavior};

use crate::derived;
use crate::entry::{Entry, NewEntry, Seq};
use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::hash::Fields;
use crate::row::head;
use crate::sale::Sale;

/// An entry that has just been written, and the sale as it stands with it, if it names one.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The entry.
    pub entry: Entry,
    /// Its sale.
    pub sale: Option<Sale>,
}

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
