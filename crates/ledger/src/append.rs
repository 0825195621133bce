//! Writing an entry.
//!
//! An append is one immediate transaction: take the last hash, check that the fact may follow, insert, derive, commit.
//! Two processes that append at once therefore still make one chain. When it returns, the entry has been through fsync;
//! when it fails, nothing of it is stored. The first entry of a run of the program is preceded by `RunStarted`, in the
//! same transaction.

use airtill_domain::{ConnectionId, FloatKey, TillId};
use rusqlite::{Transaction, TransactionBehavior};

use crate::derived;
use crate::entry::{Entry, Fact, NewEntry, Seq};
use crate::error::LedgerError;
use crate::handle::{Ledger, RunStart};
use crate::hash::{Fields, Salt, body_digest};
use crate::row::{body_of, head};
use crate::sale::Sale;

/// An entry that has just been written, and the sale as it stands with it, if it names one.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The entry as it stands now.
    pub entry: Entry,
    /// The sale after the entry.
    pub sale: Option<Sale>,
}

impl Ledger {
    /// Writes one entry. It is on disk when this returns.
    ///
    /// # Errors
    /// `IllegalTransition`, `NoSuchSale` and `NotThisSale` by the rules of sales; `Full`, `ReadOnly`, `Busy` by the
    /// disk.
    pub fn append(&mut self, entry: NewEntry) -> Result<Written, LedgerError> {
        let mut writing = Writing::begin(self)?;
        let written = writing.write(entry)?;
        writing.commit()?;
        Ok(written)
    }

    /// Writes several entries, all or none: the conclusions of a reading stand beside the reading, whenever the power
    /// is cut.
    ///
    /// # Errors
    /// Those of [`Ledger::append`]; nothing is written then.
    pub fn append_all(&mut self, entries: Vec<NewEntry>) -> Result<Vec<Written>, LedgerError> {
        let mut writing = Writing::begin(self)?;
        let written = entries.into_iter().map(|entry| writing.write(entry)).collect::<Result<Vec<_>, _>>()?;
        writing.commit()?;
        Ok(written)
    }
}

/// A transaction in which entries are written; dropping it takes all of them back.
pub(crate) struct Writing<'a> {
    pub(crate) tx: Transaction<'a>,
    till: TillId,
    start: &'a mut Option<RunStart>,
    has_started: bool,
}

impl<'a> Writing<'a> {
    /// Begins, or waits for another process that writes.
    pub(crate) fn begin(ledger: &'a mut Ledger) -> Result<Self, LedgerError> {
        let tx = ledger.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Self { tx, till: ledger.till, start: &mut ledger.run_start, has_started: false })
    }

    /// Writes one entry, behind the start of this run where no entry of it was written yet.
    pub(crate) fn write(&mut self, entry: NewEntry) -> Result<Written, LedgerError> {
        if let Some(RunStart { actor, run, program }) = self.start.as_ref().filter(|_| !self.has_started) {
            let (actor, fact) = (actor.clone(), Fact::RunStarted { run: *run, program: program.clone() });
            write(&self.tx, self.till, NewEntry { at: entry.at, actor, connection: None, float: None, fact })?;
            self.has_started = true;
        }
        write(&self.tx, self.till, entry)
    }

    /// Commits the transaction; its entries are on disk when it returns.
    pub(crate) fn commit(self) -> Result<(), LedgerError> {
        self.tx.commit()?;
        if self.has_started {
            *self.start = None;
        }
        Ok(())
    }
}

/// Writes one entry of `till`. An entry about a sale carries the sale's float, even when somebody else has signed in
/// since.
fn write(tx: &Transaction<'_>, till: TillId, mut entry: NewEntry) -> Result<Written, LedgerError> {
    let before = derived::named(tx, &entry.fact)?;
    if let Some(sale) = before.as_ref().filter(|_| entry.fact.is_of_its_sales_float()) {
        entry.float.clone_from(&sale.float);
    }
    let (last, previous) = head(tx)?;
    let seq = Seq(last.0 + 1);
    let till_text = till.to_string();
    let sale = entry.fact.sale().map(|id| id.to_string());
    let body = body_of(&entry);
    let salt = salt()?;
    let body_digest = body_digest(&salt, &body);
    let fields = Fields {
        seq: seq.0,
        at_ms: entry.at.0,
        till: &till_text,
        connection: entry.connection.as_ref().map(ConnectionId::as_str),
        sale: sale.as_deref(),
        kind: entry.fact.kind(),
        attempt: entry.fact.attempt(),
        body_digest: &body_digest,
    };
    let hash = fields.hash(&previous);
    // The rules come first: they say more than the unique index, which stands behind them.
    let after = derived::derive(tx, seq, till, &entry, before)?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO entry
         (seq, at_ms, till, connection, float, sale, kind, attempt, body, salt, body_digest, prev_hash, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    insert.execute((
        fields.seq,
        fields.at_ms,
        fields.till,
        fields.connection,
        entry.float.as_ref().map(FloatKey::as_str),
        fields.sale,
        fields.kind,
        fields.attempt,
        &body,
        salt,
        body_digest,
        previous,
        hash,
    ))?;
    let NewEntry { at, actor, connection, float, fact } = entry;
    Ok(Written { entry: Entry { seq, at, till, actor, connection, float, fact, hash }, sale: after })
}

/// Random bytes of the operating system.
fn salt() -> Result<Salt, LedgerError> {
    let mut salt = Salt::default();
    getrandom::fill(&mut salt).map_err(|error| LedgerError::Io(std::io::Error::other(error.to_string())))?;
    Ok(salt)
}
