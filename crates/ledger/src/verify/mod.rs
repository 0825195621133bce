//! Proving that the ledger is as the till wrote it.
//!
//! A check walks in short steps and can be dropped between any two. It reads every entry once, together with what is
//! derived of the sale that begins there; a thread beside it proves them ([`proof`]). The counts come last
//! ([`totals`]). Entries that arrive meanwhile are walked too. [`Check::recent`] does the same over the end of the
//! ledger alone. A check finds accidents and meddling by hand; it cannot find someone who computes the whole chain
//! anew, or cuts off its end with all traces.

mod proof;
mod reading;
mod totals;

use std::panic::resume_unwind;
use std::sync::mpsc::{self, SyncSender, TrySendError};
use std::thread;

use rusqlite::{Connection, OptionalExtension};

use crate::entry::Seq;
use crate::error::{Damage, LedgerError};
use crate::handle::Ledger;
use crate::hash::{Hash, genesis};
use crate::row::{EntryRow, head};
use crate::schema;
use proof::{Proof, follows};
use reading::Batch;

/// How many entries one step of a check reads: few hundredths of a second, the longest that it goes on when nobody
/// waits for it any more.
pub(crate) const STEP: usize = 8_000;

/// The entries that [`Check::recent`] walks.
const RECENT: i64 = 20_000;

/// Entries that are handed from the thread that reads to the one that proves at a time.
const AT_ONCE: usize = 50;

/// How many times that may wait to be proved.
const AHEAD: usize = 3;

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
    /// The findings so far; nothing before the first step.
    proof: Option<Proof>,
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
    /// `Broken` at the first thing that does not fit; what keeps the file from being read; `Io` if the system gives no
    /// thread.
    pub fn check_step(&self, check: &mut Check, at_most: usize) -> Result<Option<Verified>, LedgerError> {
        // One view of the file for the whole step, whatever another process writes.
        let view = self.connection.unchecked_transaction()?;
        let proof = match &mut check.proof {
            Some(proof) => proof,
            none => {
                schema::check(&self.connection, &self.reference)?;
                let start = match check.most {
                    Some(most) => start_of_last(&view, most)?,
                    None => (0, genesis(self.environment, self.begun_by)),
                };
                none.insert(Proof::from(start))
            }
        };
        if walk(proof, &view, at_most.max(1))? == at_most.max(1) {
            return Ok(None);
        }
        proof.is_at_the_end(&view)?;
        if check.most.is_none() {
            totals::compare(proof, &view)?;
        }
        Ok(Some(Verified { entries: proof.walked, sales: proof.begun }))
    }
}

impl Check {
    /// A check of the last 20,000 entries and of the sales that they name.
    pub fn recent() -> Self {
        Self::of_last(RECENT)
    }

    pub(crate) fn of_last(most: i64) -> Self {
        Self { most: Some(most), proof: None }
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
