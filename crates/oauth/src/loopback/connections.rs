//! The connections of a listener: how many there may be, which one is dropped for a new one, and that none is left.
//!
//! Browsers open connections ahead and send nothing on them, and a hostile program can open hundreds. The newest is
//! always accepted; the oldest silent one is dropped for it.

use std::collections::VecDeque;
use std::io;
use std::mem::MaybeUninit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use socket2::SockRef;
use tokio::net::TcpStream;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::Instant;

/// The most connections at a time.
const MOST: usize = 8;
/// A browser that was accepted between its connection and its first byte sends that byte well within this; no silent one
/// is dropped earlier.
const CHANCE: Duration = Duration::from_millis(5);
/// How long accepting rests after an error, at first and at most.
const REST: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(320));

/// Whether a connection has sent a byte.
#[derive(Clone, Default)]
pub(crate) struct Spoke(Arc<AtomicBool>);

impl Spoke {
    /// Whether the first byte of a connection that was just accepted is there already. The system is asked at once: it
    /// may take longer to report the byte than a crowd takes to arrive.
    pub fn already(stream: &TcpStream) -> Self {
        // A socket of the runtime's never waits.
        let heard = SockRef::from(stream).peek(&mut [MaybeUninit::uninit()]).is_ok_and(|count| count > 0);
        Self(Arc::new(AtomicBool::new(heard)))
    }

    /// Notes that a byte arrived.
    pub fn now(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

pub(crate) struct Connections {
    tasks: JoinSet<()>,
    /// Oldest first, each with the moment until which it has its chance to speak.
    open: VecDeque<(AbortHandle, Spoke, Instant)>,
    rest: Duration,
}

impl Connections {
    pub fn new() -> Self {
        Self { tasks: JoinSet::new(), open: VecDeque::new(), rest: REST.0 }
    }

    /// Adds one connection, for which another may have to be dropped.
    pub fn add<F: Future<Output = ()> + Send + 'static>(&mut self, spoke: Spoke, serve: impl FnOnce(Spoke) -> F) {
        self.rest = REST.0;
        self.tidy();
        if self.open.len() >= MOST {
            let goes = self.silent().unwrap_or(0);
            self.close_one(goes);
        }
        let task = self.tasks.spawn(serve(spoke.clone()));
        self.open.push_back((task, spoke, Instant::now() + CHANCE));
    }

    /// When the next one can be accepted: now while there is room, else as soon as the one to be dropped has had its
    /// chance.
    pub fn ripe_at(&mut self) -> Instant {
        self.tidy();
        if self.open.len() < MOST {
            return Instant::now();
        }
        let goes = self.silent().unwrap_or(0);
        self.open.get(goes).map_or_else(Instant::now, |(_, _, chance)| *chance)
    }

    fn tidy(&mut self) {
        self.open.retain(|(task, _, _)| !task.is_finished());
    }

    /// The oldest silent connection.
    fn silent(&self) -> Option<usize> {
        self.open.iter().position(|(_, spoke, _)| !spoke.0.load(Ordering::Relaxed))
    }

    fn close_one(&mut self, which: usize) {
        if let Some((task, _, _)) = self.open.remove(which) {
            task.abort();
        }
    }

    /// Waits after a connection that could not be accepted. One that broke before it was accepted costs nothing. After
    /// any other error a silent one makes room for a descriptor, and there is a rest, so that a lasting error does not
    /// burn the processor.
    pub async fn recover(&mut self, error: &io::Error) {
        use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
        if matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted) {
            return;
        }
        tracing::warn!(%error, "a connection to the listener could not be accepted");
        self.tidy();
        if let Some(silent) = self.silent() {
            self.close_one(silent);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn l11_a_lasting_error_makes_rests_longer_and_a_broken_one_costs_nothing() {
        let mut connections = Connections::new();
        let waits = |_: Spoke| std::future::pending();
        connections.add(Spoke::default(), waits);
        let rested = async |connections: &mut Connections, kind: io::ErrorKind| {
            let before = Instant::now();
            connections.recover(&io::Error::from(kind)).await;
            before.elapsed().as_millis()
        };
        assert_eq!(rested(&mut connections, io::ErrorKind::ConnectionAborted).await, 0);
        assert_eq!(connections.open.len(), 1, "the silent one stays");
        // EMFILE has no kind of its own: every unknown kind is treated like it.
        for rest in [5, 10, 20, 40, 80, 160, 320, 320] {
            let before = Instant::now();
            connections.recover(&io::Error::from_raw_os_error(24)).await;
            assert_eq!(before.elapsed().as_millis(), rest);
            assert_eq!(connections.open.len(), 0, "the silent one makes room");
        }
        assert_eq!(rested(&mut connections, io::ErrorKind::Interrupted).await, 0);
        connections.add(Spoke::default(), waits);
        assert_eq!(
            rested(&mut connections, io::ErrorKind::PermissionDenied).await,
            5,
            "one that was accepted ends the error"
        );
        connections.close().await;
    }
}
