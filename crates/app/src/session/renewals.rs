//! How the last renewal ended, for everybody who waited while it ran.
//!
//! A caller that comes while a renewal runs takes its end, good or bad: a service that does not answer is waited for
//! once, not once by each caller in turn, and a token that is stale as soon as it is there serves all who asked for it.
//! A caller that comes later asks anew, so no failure is remembered. An end from before somebody signed in or out
//! counts for nobody.

use std::sync::Mutex;

use airtill_domain::{Secret, lock};

use crate::TillError;

/// The ends of renewals.
#[derive(Default)]
pub(super) struct Renewals(Mutex<Ends>);

#[derive(Default)]
struct Ends {
    count: u64,
    last: Option<Result<Secret, TillError>>,
}

impl Renewals {
    /// How many have ended; to be noted before waiting for one.
    pub fn so_far(&self) -> u64 {
        self.lock().count
    }

    /// How the last one ended, if that was after `noted`.
    pub fn since(&self, noted: u64) -> Option<Result<Secret, TillError>> {
        let ends = self.lock();
        ends.last.clone().filter(|_| ends.count > noted)
    }

    /// Notes an end.
    pub fn note(&self, end: &Result<Secret, TillError>) {
        let mut ends = self.lock();
        ends.count += 1;
        ends.last = Some(end.clone());
    }

    /// Somebody signed in or out.
    pub fn void(&self) {
        self.lock().last = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Ends> {
        lock(&self.0)
    }
}
