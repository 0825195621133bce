//! The practice service as its users hold it: start it, look into it, turn its switches, end it.
//!
//! The switches write to the journal when there is a folder and so may block for a moment; they are for tests and for
//! the trainer's panel. A failed write is logged and leaves everything as it was.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use rust_decimal::Decimal;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::journal::{JournalError, patiently};
use crate::server::{Shared, serve};
use crate::store::Store;
use crate::{Account, Charge, Endpoint, Fault, Hit, Options, users};

/// Why the practice service did not start.
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
        /// The journal.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
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

/// A running practice service. Dropping it ends it; [`Practice::stop`] also waits for that.
#[derive(Debug)]
pub struct Practice {
    shared: Arc<Shared>,
    address: SocketAddr,
    /// Dropping it tells the server to end.
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Practice {
    /// Starts the service on 127.0.0.1, on the tokio runtime of the caller.
    ///
    /// # Errors
    /// When no port can be had, or the folder cannot be used or read.
    pub async fn start(options: Options) -> Result<Practice, PracticeError> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let listener = TcpListener::bind(address).await.map_err(PracticeError::Port)?;
        let address = listener.local_addr().map_err(PracticeError::Port)?;
        let Options { folder, opening_float, commission, clock, .. } = options.clone();
        let store = patiently(move || Store::open(folder.as_deref(), opening_float, commission, clock.clone())).await?;
        let shared = Arc::new(Shared::new(options, store));
        let (stop, told) = oneshot::channel();
        let server = tokio::spawn(serve(listener, Arc::clone(&shared), told));
        Ok(Practice { shared, address, stop, server })
    }

    /// Ends the service: the port is closed, every connection is cut, the folder is free.
    pub async fn stop(self) {
        drop(self.stop);
        let _ = self.server.await;
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:` and the port, without a slash at the end.
    pub fn base_address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The made-up account to sign in with.
    pub fn account() -> Account {
        users::CLERK.account
    }

    /// The truth log: every debit that was really made, oldest first, this run's and earlier ones of the folder.
    pub fn truth(&self) -> Vec<Charge> {
        self.shared.store.truth()
    }

    /// The float in SSP.
    pub fn float(&self) -> Decimal {
        self.shared.store.float()
    }

    /// Sets the float, as when the company pays in.
    pub fn set_float(&self, float: Decimal) {
        written(self.shared.store.set_float(float));
    }

    /// Moves the float by this sum, as when another desk uses the account; a sale there is negative.
    pub fn move_float(&self, by: Decimal) {
        written(self.shared.store.move_float(by));
    }

    /// Sets a fault behind those already set on this endpoint.
    pub fn set_fault(&self, endpoint: Endpoint, fault: Fault) {
        self.shared.front.faults.set(endpoint, fault);
    }

    /// Takes all faults away.
    pub fn clear_faults(&self) {
        self.shared.front.faults.clear();
    }

    /// The requests received so far, in their order, as far back as [`Options::keep_hits`] goes.
    pub fn hits(&self) -> Vec<Hit> {
        self.shared.front.hits.all()
    }

    /// How many of these requests are remembered for one endpoint.
    pub fn hits_on(&self, endpoint: Endpoint) -> usize {
        self.hits().iter().filter(|hit| hit.endpoint == endpoint).count()
    }

    /// The largest number of requests to this endpoint that were ever under way at once.
    pub fn most_at_once(&self, endpoint: Endpoint) -> usize {
        self.shared.front.hits.most_at_once(endpoint)
    }

    /// Ends every access token and refresh token: only a new sign-in helps.
    pub fn revoke_everything(&self) {
        written(self.shared.store.revoke_everything());
    }

    /// Makes every access token given out so far expired; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        written(self.shared.store.expire_access_tokens());
    }

    /// Ends every refresh token; access tokens live on to their end.
    pub fn end_refresh_tokens(&self) {
        written(self.shared.store.end_refresh_tokens());
    }

    /// The service's own hourly retry, now: delivers what was accepted, and charges the numbers again whose row in
    /// [`crate::troubles`] says so. Answers how many were delivered.
    pub fn retry_accepted(&self) -> usize {
        written(self.shared.store.retry_accepted()).unwrap_or(0)
    }
}

pub(crate) fn written<T>(result: io::Result<T>) -> Option<T> {
    result.inspect_err(|error| tracing::warn!(%error, "practice state could not be written down")).ok()
}
