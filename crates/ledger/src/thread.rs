//! The ledger behind its own thread, so that no async task ever waits for the disk.
//!
//! A call is a closure that runs there with the ledger to itself, in the order in which calls were made. Once a call
//! has begun, its closure runs to the end even if its caller is dropped: an append is never half done because a window
//! closed. The thread ends, after the calls that are waiting, when the handle is closed or dropped.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use airtill_domain::Environment;
use tokio::sync::oneshot;

use crate::error::LedgerError;
use crate::handle::Ledger;
use crate::verify::{Check, Verified};

/// Entries or sales of one step of a check: few milliseconds, the longest that an append waits for it.
const STEP: usize = 100;

type Call = Box<dyn FnOnce(&mut Ledger) + Send>;

/// An open ledger that async code can call.
#[derive(Debug)]
pub struct LedgerThread {
    calls: Option<mpsc::Sender<Call>>,
    thread: Option<JoinHandle<()>>,
}

impl LedgerThread {
    /// Starts the thread and opens the ledger there.
    ///
    /// # Errors
    /// Those of [`Ledger::open`]; `Io` if the system gives no thread.
    pub async fn open(path: &Path, environment: Environment) -> Result<Self, LedgerError> {
        let path = path.to_owned();
        let (calls, waiting) = mpsc::channel::<Call>();
        let (opened, answer) = oneshot::channel();
        let thread =
            thread::Builder::new().name("ledger".to_owned()).spawn(move || match Ledger::open(&path, environment) {
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
        let handle = Self { calls: Some(calls), thread: Some(thread) };
        answer.await.expect("the thread answers before it ends")?;
        Ok(handle)
    }

    /// Runs `work` on the ledger's thread and gives what it returned. A panic in it is the caller's.
    pub async fn call<T: Send + 'static>(&self, work: impl FnOnce(&mut Ledger) -> T + Send + 'static) -> T {
        let (done, answer) = oneshot::channel();
        let call: Call = Box::new(move |ledger| {
            // A transaction that a panic leaves is rolled back when it is dropped, so the ledger stays usable.
            let result = catch_unwind(AssertUnwindSafe(|| work(ledger)));
            // A caller who no longer waits wanted the work done all the same.
            let _ = done.send(result);
        });
        let calls = self.calls.as_ref().expect("only closing takes it");
        calls.send(call).expect("the thread lives as long as this handle");
        match answer.await.expect("the thread answers every call") {
            Ok(value) => value,
            Err(panic) => resume_unwind(panic),
        }
    }

    /// Checks the whole ledger in short steps, between which other calls have their turn; dropping it ends the check.
    ///
    /// # Errors
    /// Those of [`Ledger::verify`].
    pub async fn verify(&self) -> Result<Verified, LedgerError> {
        let mut check = Check::default();
        loop {
            let (kept, step) = self
                .call(move |ledger| {
                    let step = ledger.check_step(&mut check, STEP);
                    (check, step)
                })
                .await;
            check = kept;
            if let Some(verified) = step? {
                return Ok(verified);
            }
        }
    }

    /// Ends the thread after the calls that are waiting, and waits for it.
    pub fn close(self) {
        drop(self);
    }
}

impl Drop for LedgerThread {
    fn drop(&mut self) {
        drop(self.calls.take());
        // A closure may hold the last handle; the thread cannot wait for itself.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != thread::current().id()) {
            let _ = thread.join();
        }
    }
}
