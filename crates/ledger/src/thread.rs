//! The ledger behind threads of its own, so that no async task ever waits for the disk.
//!
//! One thread writes and one reads, each over a connection of its own, so a long look back never delays a sale. A call
//! is a closure that runs there in the order in which calls to that thread were made. Once it has begun, it runs to the
//! end even if its caller is dropped: an append is never half done because a window closed. A reading sees every entry
//! that was appended before it began: the append had committed, and a reading takes its view of the file when it
//! begins. A check has a thread for as long as it lasts, and ends in the midst of a statement when nobody waits for it
//! any more. All end, after the calls that wait, when the handle is closed or dropped.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};

use airtill_domain::{Environment, TillId};
use tokio::sync::oneshot;

use crate::derived::Rebuilding;
use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::schema::MIGRATIONS;
use crate::verify::{Check, STEP, Verified};

type Call = Box<dyn FnOnce(&mut Ledger) + Send>;

/// An open ledger that async code can call.
#[derive(Debug)]
pub struct LedgerThread {
    // In this order they are dropped: the connection that closes last writes the log back, which a reader cannot.
    reader: Worker,
    writer: Worker,
    path: PathBuf,
}

impl LedgerThread {
    /// Starts the threads and opens the ledger there.
    ///
    /// # Errors
    /// Those of [`Ledger::open`]; `Io` if the system gives no thread.
    pub async fn open(path: &Path, environment: Environment, till: TillId) -> Result<Self, LedgerError> {
        Self::open_telling(path, environment, till, |_| ()).await
    }

    /// Starts the threads and opens the ledger there. `told` is called where opening has to make the derived tables
    /// anew: at the beginning, about twenty times a second, and at the end.
    ///
    /// # Errors
    /// Those of [`LedgerThread::open`].
    pub async fn open_telling(
        path: &Path,
        environment: Environment,
        till: TillId,
        told: impl Fn(Rebuilding) + Send + 'static,
    ) -> Result<Self, LedgerError> {
        let path = path.to_owned();
        let file = path.clone();
        let open = move || Ledger::open_with(&file, environment, till, MIGRATIONS, &told);
        let writer = Worker::start("ledger", open).await?;
        let reader = start_reader("ledger-reader", &writer, &path).await?;
        Ok(Self { reader, writer, path })
    }

    /// Runs `work` on the thread that writes and gives what it returned. A panic in it is the caller's.
    pub async fn call<T: Send + 'static>(&self, work: impl FnOnce(&mut Ledger) -> T + Send + 'static) -> T {
        self.writer.call(work).await
    }

    /// Runs `work` on the thread that reads and gives what it returned, however long that takes. It sees every entry
    /// that was appended before. A panic in it is the caller's.
    pub async fn read<T: Send + 'static>(&self, work: impl FnOnce(&Ledger) -> T + Send + 'static) -> T {
        self.reader.call(move |ledger| work(ledger)).await
    }

    /// Checks the end of the ledger, beside all other calls; see [`Ledger::verify_recent`]. Dropping it ends the check.
    ///
    /// # Errors
    /// Those of [`Ledger::verify`]; `Unchecked` where the check itself panicked.
    pub async fn verify_recent(&self) -> Result<Verified, LedgerError> {
        self.check(Check::recent()).await
    }

    /// Checks the whole ledger beside all other calls; dropping it ends the check.
    ///
    /// # Errors
    /// Those of [`Ledger::verify`]; `Unchecked` where the check itself panicked.
    pub async fn verify(&self) -> Result<Verified, LedgerError> {
        self.check(Check::default()).await
    }

    async fn check(&self, check: Check) -> Result<Verified, LedgerError> {
        let checker = Checker::start(&self.writer, &self.path).await?;
        by_steps(&checker.worker, check, |ledger, check| ledger.check_step(check, STEP)).await
    }

    /// Ends the threads after the calls that are waiting, and waits for them.
    pub fn close(self) {
        drop(self);
    }
}

/// A thread that checks. Dropping it ends the statement that it is at, so the wait for the thread is short.
#[derive(Debug)]
struct Checker {
    worker: Worker,
    is_over: Arc<AtomicBool>,
}

impl Checker {
    async fn start(writer: &Worker, path: &Path) -> Result<Self, LedgerError> {
        let is_over = Arc::new(AtomicBool::new(false));
        let path = path.to_owned();
        let mut beside = writer.call(move |ledger| ledger.reader(&path)).await?;
        beside.end_when(is_over.clone())?;
        let worker = Worker::start("ledger-check", move || Ok(beside)).await?;
        Ok(Self { worker, is_over })
    }
}

impl Drop for Checker {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

/// Goes on with a check until it is done. It can be dropped between any two steps.
async fn by_steps(
    checker: &Worker,
    mut check: Check,
    step: fn(&Ledger, &mut Check) -> Result<Option<Verified>, LedgerError>,
) -> Result<Verified, LedgerError> {
    loop {
        let once = move |ledger: &mut Ledger| (step(ledger, &mut check), check);
        let (done, rest) = checker.try_call(once).await.map_err(|_| LedgerError::Unchecked)?;
        if let Some(verified) = done? {
            return Ok(verified);
        }
        check = rest;
    }
}

/// A thread that reads the ledger which `writer` has open.
async fn start_reader(name: &str, writer: &Worker, path: &Path) -> Result<Worker, LedgerError> {
    let path = path.to_owned();
    let beside = writer.call(move |ledger| ledger.reader(&path)).await?;
    Worker::start(name, move || Ok(beside)).await
}

/// A thread that has an open ledger to itself.
#[derive(Debug)]
struct Worker {
    calls: Option<mpsc::Sender<Call>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    async fn start(
        name: &str,
        open: impl FnOnce() -> Result<Ledger, LedgerError> + Send + 'static,
    ) -> Result<Self, LedgerError> {
        let (calls, waiting) = mpsc::channel::<Call>();
        let (opened, answer) = oneshot::channel();
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || match open() {
            Ok(mut ledger) => {
                // If nobody waits for it any more, the calls end at once.
                let _ = opened.send(Ok(()));
                for call in waiting {
                    call(&mut ledger);
                }
                if let Err(error) = ledger.close() {
                    tracing::warn!(%error, "ledger closed with an error");
                }
            }
            Err(error) => drop(opened.send(Err(error))),
        })?;
        let worker = Self { calls: Some(calls), thread: Some(thread) };
        answer.await.expect("the thread answers before it ends")?;
        Ok(worker)
    }

    /// Runs `work` there; a panic in it goes on in the caller.
    async fn call<T: Send + 'static>(&self, work: impl FnOnce(&mut Ledger) -> T + Send + 'static) -> T {
        self.try_call(work).await.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// Runs `work` there; the payload of a panic if there was one.
    async fn try_call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> T + Send + 'static,
    ) -> Result<T, Box<dyn Any + Send>> {
        let (done, answer) = oneshot::channel();
        let call: Call = Box::new(move |ledger| {
            // A transaction that a panic leaves is rolled back when it is dropped, so the ledger stays usable.
            let result = catch_unwind(AssertUnwindSafe(|| work(ledger)));
            // A caller who no longer waits wanted the work done all the same.
            let _ = done.send(result);
        });
        let calls = self.calls.as_ref().expect("only closing takes it");
        calls.send(call).expect("the thread lives as long as this handle");
        answer.await.expect("the thread answers every call")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.calls.take());
        // A closure may hold the last handle; the thread cannot wait for itself.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != thread::current().id()) {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_check_that_panics_is_an_error_and_not_a_panic() {
        let place = crate::tests::Place::new();
        let open = move || place.opened();
        let worker = Worker::start("ledger-check", open).await.unwrap();
        let checked = by_steps(&worker, Check::default(), |_, _| panic!("a mistake of ours")).await;
        assert!(matches!(checked, Err(LedgerError::Unchecked)));
        let checked = by_steps(&worker, Check::default(), |ledger, check| ledger.check_step(check, 9)).await;
        assert_eq!(checked.unwrap(), Verified { entries: 0, sales: 0 }, "the next one is not touched by it");
    }

    #[tokio::test]
    async fn a_check_that_is_dropped_ends_in_the_midst_of_a_step() {
        let place = crate::tests::Place::new();
        let mut ledger = place.open();
        crate::tests::every_kind(&mut ledger);
        crate::tests::every_kind_of_a_float(&mut ledger);
        let worker = Worker::start("ledger", move || Ok(ledger)).await.unwrap();
        let checker = Checker::start(&worker, &place.path).await.unwrap();
        let is_over = checker.is_over.clone();
        let step: fn(&Ledger, &mut Check) -> _ = |ledger, check| ledger.check_step(check, STEP);
        by_steps(&checker.worker, Check::default(), step).await.unwrap();
        is_over.store(true, Ordering::Relaxed);
        let checked = by_steps(&checker.worker, Check::default(), step).await;
        assert!(matches!(&checked, Err(LedgerError::Sqlite(_))), "{checked:?}");
        is_over.store(false, Ordering::Relaxed);
        drop(checker);
        assert!(is_over.load(Ordering::Relaxed), "its statement was told to end before the thread was waited for");
    }
}
