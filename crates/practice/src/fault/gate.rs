//! A gate in the way of a request, so that a test decides the order of events without sleeping.
//!
//! A test closes it, waits until as many requests as it wants have come, does its own step meanwhile, and opens it. It
//! knows neither endpoints nor answers.

use std::sync::Arc;

use tokio::sync::watch;

/// Holds requests until it is opened; clones are the same gate.
#[derive(Clone, Debug)]
pub struct Gate {
    open: Arc<watch::Sender<bool>>,
    waiting: Arc<watch::Sender<usize>>,
}

impl Gate {
    /// A closed gate.
    #[expect(clippy::new_without_default, reason = "a gate has no natural default state: the name says closed")]
    pub fn new() -> Gate {
        Gate { open: Arc::new(watch::Sender::new(false)), waiting: Arc::new(watch::Sender::new(0)) }
    }

    /// Lets every request through, now and later.
    pub fn open(&self) {
        self.open.send_replace(true);
    }

    /// Waits until `count` requests have come to the gate, counting those that went through.
    pub async fn reached(&self, count: usize) {
        let _ = self.waiting.subscribe().wait_for(|waiting| *waiting >= count).await;
    }

    pub(crate) async fn pass(&self) {
        self.waiting.send_modify(|waiting| *waiting += 1);
        let _ = self.open.subscribe().wait_for(|open| *open).await;
    }
}
