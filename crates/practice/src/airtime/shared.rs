//! The state that requests to the 21 Systems service share: its options, its store, and the switches of the trainer.
//!
//! Blocking work (the journal) goes through [`Shared::blocking`] and runs to its end even when the client has left, as
//! a server's would. The routes are in `server`.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use crate::airtime::edition::Edition;
use crate::airtime::options::Options;
use crate::airtime::report_format::ReportFormat;
use crate::airtime::store::Store;
use crate::front::{Front, Service};
use crate::journal::blocking;
use crate::lock::lock;

/// The state that every request to 21 Systems can see.
#[derive(Debug)]
pub struct Shared {
    pub(crate) options: Options,
    pub(crate) store: Store,
    pub(crate) front: Arc<Front>,
    pub(crate) edition: Mutex<Edition>,
    pub(crate) report_format: Mutex<ReportFormat>,
    /// The time that the service waits before it begins with a request that it holds; sent also when there is a new
    /// one.
    pub(crate) late: watch::Sender<Option<Duration>>,
    pub(crate) ended: Mutex<Ended>,
    /// The times of the last token requests, oldest first.
    pub(crate) token_requests: Mutex<VecDeque<Timestamp>>,
}

/// Access tokens that a practice number ended in the middle of a sale. They need not outlive the process.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    pub tokens: HashSet<String>,
    /// Numbers that ended a token: with another one the sale goes through.
    pub by_number: HashSet<String>,
}

impl Shared {
    pub(crate) fn new(service: Service, options: Options, store: Store) -> Shared {
        let front = Front::new(service, options.keep_hits, options.clock.clone());
        let edition = Mutex::new(options.edition);
        let late = watch::Sender::new(options.late);
        let (report_format, ended, token_requests) = Default::default();
        Shared { options, store, front, edition, report_format, late, ended, token_requests }
    }

    /// The state of the document that is followed now.
    pub(crate) fn edition(&self) -> Edition {
        *lock(&self.edition)
    }

    /// The form in which the float is reported now.
    pub(crate) fn report_format(&self) -> ReportFormat {
        *lock(&self.report_format)
    }

    /// Runs work that may wait for the disk on a thread that may block.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Store) -> T + Send + 'static,
    ) -> T {
        let shared = Arc::clone(self);
        blocking(move || work(&shared.store)).await
    }
}
