//! The connections of a listener: how many there may be, which goes when there are too many, and that none is left.
//!
//! Browsers open connections ahead and say nothing on them, and a hostile program can open hundreds. The newest is always
//! taken; the oldest silent one goes for it.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::{AbortHandle, JoinSet};

/// The most connections at a time.
const MOST: usize = 8;
/// How long accepting rests after an error, at first and at most.
const REST: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(320));

/// Whether a connection has said anything.
#[derive(Clone, Default)]
pub(crate) struct Spoke(Arc<AtomicBool>);

impl Spoke {
    /// Something was heard.
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

pub(crate) struct Connections {
    tasks: JoinSet<()>,
    /// Oldest first.
    open: VecDeque<(AbortHandle, Spoke)>,
    rest: Duration,
}

impl Connections {
    pub fn new() -> Self {
        Self { tasks: JoinSet::new(), open: VecDeque::new(), rest: REST.0 }
    }

    /// Takes one more, for which another may have to go.
    pub fn add<F: Future<Output = ()> + Send + 'static>(&mut self, serve: impl FnOnce(Spoke) -> F) {
        self.rest = REST.0;
        self.open.retain(|(task, _)| !task.is_finished());
        if self.open.len() >= MOST {
            self.drop_one();
        }
        let spoke = Spoke::default();
        let task = self.tasks.spawn(serve(spoke.clone()));
        self.open.push_back((task, spoke));
    }

    /// The oldest silent connection, or else the oldest.
    fn drop_one(&mut self) {
        let silent = self.open.iter().position(|(_, spoke)| !spoke.0.load(Ordering::Relaxed)).unwrap_or(0);
        if let Some((task, _)) = self.open.remove(silent) {
            task.abort();
        }
    }

    /// After a connection that could not be accepted: one makes room for its descriptor, and there is a rest, so that an
    /// error that stays does not burn the processor.
    pub async fn recover(&mut self, error: &io::Error) {
        tracing::warn!(%error, "a connection to the listener could not be accepted");
        self.open.retain(|(task, _)| !task.is_finished());
        self.drop_one();
        tokio::time::sleep(self.rest).await;
        self.rest = (self.rest * 2).min(REST.1);
    }

    /// Waits until one has ended; for ever while there is none.
    pub async fn one_ends(&mut self) {
        if self.tasks.join_next().await.is_none() {
            std::future::pending::<()>().await;
        }
    }

    /// Ends all of them and waits until they have.
    pub async fn close(mut self) {
        self.tasks.shutdown().await;
    }
}
