//! Proving that the ledger is as the till wrote it.
//!
//! A check walks in steps and can be dropped between any two; a statement of a step can be ended as well
//! ([`Ledger::end_when`]). It reads every entry once, together with what is derived of the sale that begins there; a
//! thread beside it proves them ([`proof`]). The counts follow ([`totals`]), in one view with the last entries. Then
//! come the indices, a table a step ([`indices`]). Entries that arrive meanwhile are walked too. [`Check::recent`] walks
//! over the end of the ledger alone, and looks up what began there. A check finds accidents and meddling by hand; it
//! cannot find someone who computes the whole chain anew, or cuts off its end with all traces.

mod indices;
mod proof;
mod reading;
mod totals;

use std::ffi::c_int;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, SyncSender, TrySendError};
use std::thread;

use rusqlite::{Connection, OptionalExtension};

use crate::entry::Seq;
use crate::error::{Damage, LedgerError};
use crate::handle::Ledger;
use crate::hash::{Hash, genesis};
use crate::row::{EntryRow, head};
use crate::{derived, schema};
use proof::{Proof, follows};
use reading::Batch;

/// How many entries one step of a check reads: few hundredths of a second.
pub(crate) const STEP: usize = 8_000;

/// The entries that [`Check::recent`] walks.
const RECENT: i64 = 20_000;

/// Entries that are handed from the thread that reads to the one that proves at a time.
const AT_ONCE: usize = 50;

/// How many times that may wait to be proved.
const AHEAD: usize = 3;

/// The steps of SQLite's machine, or the pages that its own check looks at, after which a statement asks whether it is
/// to end: about a millisecond.
const ASKED_EVERY: c_int = 1_000;

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
    /// The entry behind which the walk began.
    from: i64,
    /// The findings so far; nothing before the first step.
    proof: Option<Proof>,
    /// The last entry at which the counts were compared.
    compared: i64,
    /// Once the entries are proved: the tables whose indices are still to be.
    waiting: Option<Vec<String>>,
}

impl Ledger {
    /// Checks the whole ledger at once.
    ///
    /// # Errors
    /// `Broken` at the first thing that does not fit; an error where the file cannot be read.
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

    /// Goes one step further, over at most `at_most` entries or one table with its indices; the result once there is
    /// nothing left.
    ///
    /// # Errors
    /// `Broken` at the first thing that does not fit; an error where the file cannot be read; `Io` if the system gives
    /// no thread.
    pub fn check_step(&self, check: &mut Check, at_most: usize) -> Result<Option<Verified>, LedgerError> {
        // One view of the file for the whole step, whatever another process writes.
        let view = self.connection.unchecked_transaction()?;
        if let Some(table) = check.waiting.as_mut().and_then(Vec::pop) {
            indices::prove(&view, &self.reference, &table)?;
            return Ok(None);
        }
        let proof = match &mut check.proof {
            Some(proof) => proof,
            none => {
                schema::check(&self.connection, &self.reference)?;
                let start = match check.most {
                    Some(most) => start_of_last(&view, most)?,
                    None => (0, genesis(self.environment, self.begun_by)),
                };
                check.from = start.0;
                none.insert(Proof::from(start))
            }
        };
        if walk(proof, &view, at_most.max(1))? == at_most.max(1) {
            return Ok(None);
        }
        proof.is_at_the_end(&view)?;
        // A check of an earlier run found damage in it, and it could not be made anew.
        if !derived::is_current(&view)? {
            return Err(LedgerError::Broken { seq: None, what: Damage::Derived });
        }
        let verified = Verified { entries: proof.walked, sales: proof.begun };
        if check.most.is_some() {
            indices::find_recent(&view, check.from, proof.last())?;
            return Ok(Some(verified));
        }
        if check.waiting.is_none() || check.compared != proof.last() {
            totals::compare(proof, &view)?;
            check.compared = proof.last();
        }
        // What arrives while the indices are proved is walked behind them.
        if check.waiting.is_some() {
            return Ok(Some(verified));
        }
        if !self.has_wal {
            tracing::warn!("the indices are not proved: without a write-ahead log that keeps sales waiting");
            return Ok(Some(verified));
        }
        check.waiting = Some(indices::tables(&self.reference));
        Ok(None)
    }

    /// From now on every statement here ends with an error, within a millisecond, once `is_over` says so.
    pub(crate) fn end_when(&mut self, is_over: Arc<AtomicBool>) -> Result<(), LedgerError> {
        let asked = move || is_over.load(Ordering::Relaxed);
        Ok(self.connection.progress_handler(ASKED_EVERY, Some(asked))?)
    }
}

impl Check {
    /// A check of the last 20,000 entries and of the sales that they name.
    pub fn recent() -> Self {
        Self::of_last(RECENT)
    }

    /// Whether the entries are proved, with all that is derived from them: the indices are all that is left. They take
    /// longer than the entries, 1.2 s of a processor for 100,000 sales, so they are no part of the time in which a
    /// check has to prove its entries.
    pub fn is_through_entries(&self) -> bool {
        self.waiting.is_some()
    }

    pub(crate) fn of_last(most: i64) -> Self {
        Self { most: Some(most), ..Self::default() }
    }
}

/// Walks on along the chain; how many entries it came. Reading and proving go side by side.
fn walk(proof: &mut Proof, view: &Connection, at_most: usize) -> Result<usize, LedgerError> {
    let from = proof.last();
    let read = thread::scope(|scope| {
        let (give, take) = mpsc::sync_channel::<Batch>(AHEAD);
        let proving = thread::Builder::new()
            .name("ledger-proof".to_owned())
            .spawn_scoped(scope, || take.into_iter().try_for_each(|batch| proof.take(batch)))?;
        let read = reading::read(view, from, at_most, AT_ONCE, |batch| give_away(&give, batch, Batch::look));
        drop(give);
        proving.join().unwrap_or_else(|panic| resume_unwind(panic))?;
        read
    })?;
    proof.follow_those_begun_before(view)?;
    Ok(read)
}

/// Gives a batch to the thread that proves; false if that takes none any more, because it found something. While it has
/// enough to do, it is relieved of the look at each entry, by its place, so that neither thread waits for the other,
/// however fast the disk is.
fn give_away<T>(proving: &SyncSender<T>, mut batch: T, mut look: impl FnMut(&mut T, usize) -> bool) -> bool {
    for place in 0.. {
        match proving.try_send(batch) {
            Ok(()) => return true,
            Err(TrySendError::Disconnected(_)) => return false,
            Err(TrySendError::Full(back)) => batch = back,
        }
        if !look(&mut batch, place) {
            break;
        }
    }
    proving.send(batch).is_ok()
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
        let row = EntryRow::read(row)?;
        (last, previous) = follows(&row, last, &previous)?;
        if let Some(damage) = row.damage() {
            return Err(LedgerError::broken(Seq(row.seq), damage));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn a_busy_thread_is_relieved_of_what_another_can_look_at() {
        let (give, take) = mpsc::sync_channel(1);
        assert!(give_away(&give, vec![1, 2, 3], |_, _| unreachable!("nothing waits yet")));
        let (look, looked) = mpsc::channel();
        thread::scope(|scope| {
            // Busy until all were looked at.
            let busy = scope.spawn(move || {
                assert_eq!(looked.iter().take(3).sum::<i32>(), 45);
                take.iter().take(2).collect::<Vec<Vec<i32>>>()
            });
            let relieve = |batch: &mut Vec<i32>, place: usize| {
                let Some(number) = batch.get_mut(place) else { return false };
                *number += 10;
                look.send(*number).is_ok()
            };
            assert!(give_away(&give, vec![4, 5, 6], relieve));
            assert_eq!(busy.join().unwrap(), [vec![1, 2, 3], vec![14, 15, 16]]);
        });
        assert!(!give_away(&give, vec![7], |_, _| false), "nobody takes it any more");
    }

    #[test]
    fn each_long_statement_of_a_check_ends_when_it_first_asks() {
        let place = crate::tests::Place::new();
        let mut ledger = place.open();
        crate::tests::many_sales(&mut ledger);
        let mut proof = Proof::from((i64::MAX, Hash::default()));
        let count = "SELECT count(*) FROM sale";
        proof.begun = ledger.connection.query_row(count, [], |row| row.get::<_, u32>(0)).unwrap().into();
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = asked.clone();
        let ends = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            true
        };
        ledger.connection.progress_handler(ASKED_EVERY, Some(ends)).unwrap();
        let view = &ledger.connection;
        for name in ["the counts", "sale", "sale_body", "number_part"] {
            let ended = match name {
                "the counts" => totals::compare(&proof, view),
                table => indices::prove(view, &ledger.reference, table),
            };
            assert!(matches!(&ended, Err(LedgerError::Sqlite(_))), "{name}: {ended:?}");
            assert_eq!(asked.swap(0, Ordering::Relaxed), 1, "{name}");
        }
    }

    #[test]
    fn a_damage_is_the_same_whichever_thread_looks() {
        let place = crate::tests::Place::new();
        let mut ledger = place.open();
        crate::tests::every_kind(&mut ledger);
        let change = "DROP TRIGGER entry_never_changes; UPDATE entry SET body = replace(body, '}', ' }') WHERE seq = 9";
        ledger.connection.execute_batch(change).unwrap();
        for is_looked_at in [false, true] {
            let batches = std::cell::RefCell::new(Vec::new());
            let give = |mut batch: Batch| {
                assert!((0..batch.len()).all(|place| !is_looked_at || batch.look(place)));
                batches.borrow_mut().push(batch);
                true
            };
            reading::read(&ledger.connection, 0, 99, 4, give).unwrap();
            let mut proof = Proof::from((0, genesis(ledger.environment, ledger.begun_by)));
            let proved = batches.into_inner().into_iter().try_for_each(|batch| proof.take(batch));
            assert!(matches!(proved, Err(LedgerError::Broken { seq: Some(Seq(9)), what: Damage::Body })), "{proved:?}");
        }
    }
}
