//! A practice service at work: the interface that all practice services share.
//!
//! It gives the address and the received requests, sets faults, and ends the service. Each service's own start and
//! switches are in `practice` and in `accounts`. Nothing here knows a route.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::fault::{Endpoint, Fault};
use crate::front::Front;
use crate::hits::Hit;
use crate::journal::JournalError;

/// The reason for which a practice service did not start.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// No loopback port could be had.
    #[error("no loopback port for the practice service")]
    Port(#[source] io::Error),
    /// Another process has this folder open.
    #[error("another process practises in this folder")]
    InUse,
    /// The folder cannot be made or written to.
    #[error("the practice folder cannot be written to")]
    Write(#[source] io::Error),
    /// The journal is there and cannot be read.
    #[error("the practice journal cannot be read")]
    Read(#[source] io::Error),
    /// A line of the journal is not ours. The file is left as it is.
    #[error("line {line} of the practice journal {} makes no sense", path.display())]
    Line {
        /// The path of the journal.
        path: PathBuf,
        /// The number of the line, from 1.
        line: usize,
        /// The error of the parser.
        #[source]
        source: serde_json::Error,
    },
}

impl From<JournalError> for PracticeError {
    fn from(error: JournalError) -> PracticeError {
        match error {
            JournalError::InUse => PracticeError::InUse,
            JournalError::Read(error) => PracticeError::Read(error),
            JournalError::Write(error) => PracticeError::Write(error),
            JournalError::Line { path, line, source } => PracticeError::Line { path, line, source },
        }
    }
}

/// A practice service that runs, with the state that its requests share. Dropping it ends it; [`Running::stop`] also
/// waits for that.
#[derive(Debug)]
pub struct Running<S> {
    pub(crate) shared: Arc<S>,
    front: Arc<Front>,
    address: SocketAddr,
    /// Dropping it makes the server end.
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

/// A listener on 127.0.0.1, and its address.
pub(crate) async fn bind(port: u16) -> Result<(TcpListener, SocketAddr), PracticeError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(PracticeError::Port)?;
    let address = listener.local_addr().map_err(PracticeError::Port)?;
    Ok((listener, address))
}

impl<S> Running<S> {
    /// Spawns the future that `serve` makes of the receiver; a message to it, or its sender's drop, ends the service.
    pub(crate) fn spawn<F>(
        shared: Arc<S>,
        front: Arc<Front>,
        address: SocketAddr,
        serve: impl FnOnce(oneshot::Receiver<()>) -> F,
    ) -> Running<S>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(serve(stopped));
        Running { shared, front, address, stop, server }
    }

    /// Ends the service: the port is closed, every connection is cut, the folder is free.
    pub async fn stop(self) {
        drop(self.stop);
        let _ = self.server.await;
    }

    /// The address on which it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:` and the port, without a slash at the end.
    pub fn base_address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets a fault behind those already set on this endpoint.
    pub fn set_fault(&self, endpoint: Endpoint, fault: Fault) {
        self.front.faults.set(endpoint, fault);
    }

    /// Removes all faults. Troubles stay.
    pub fn clear_faults(&self) {
        self.front.faults.clear();
    }

    /// The requests received so far, in their order, as far back as its options' `keep_hits` goes.
    pub fn hits(&self) -> Vec<Hit> {
        self.front.hits.all()
    }

    /// How many of these requests are remembered for one endpoint.
    pub fn hits_on(&self, endpoint: Endpoint) -> usize {
        self.hits().iter().filter(|hit| hit.endpoint == endpoint).count()
    }

    /// The largest number of requests to this endpoint that were ever under way at once.
    pub fn most_at_once(&self, endpoint: Endpoint) -> usize {
        self.front.hits.most_at_once(endpoint)
    }
}
