//! The practice accounts as their users hold them: start them, look into them, turn their switches, end them.
//!
//! The switches that end tokens write to the journal when there is a folder and so may block for a moment; a failed write
//! is logged and leaves everything as it was.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::accounts::session::Sessions;
use crate::accounts::state::Event;
use crate::accounts::store::Store;
use crate::accounts::troubles::Troubles;
use crate::accounts::{Issued, Options, Shared, Trouble, people, router};
use crate::front::{self, Front};
use crate::journal::patiently;
use crate::practice::written;
use crate::{Account, Endpoint, Fault, Hit, PracticeError};

/// The running practice accounts. Dropping them ends them; [`PracticeAccounts::stop`] also waits for that.
#[derive(Debug)]
pub struct PracticeAccounts {
    shared: Arc<Shared>,
    /// Dropping it tells the server to end.
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl PracticeAccounts {
    /// Starts the accounts on 127.0.0.1, on the tokio runtime of the caller.
    ///
    /// # Errors
    /// When no port can be had, or the folder cannot be used or read.
    pub async fn start(options: Options) -> Result<PracticeAccounts, PracticeError> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let listener = TcpListener::bind(address).await.map_err(PracticeError::Port)?;
        let address = listener.local_addr().map_err(PracticeError::Port)?;
        let Options { folder, keep_hits, clock, .. } = options.clone();
        let store = patiently(move || Store::open(folder.as_deref(), keep_hits, clock.clone())).await?;
        let front = Front::new(options.keep_hits, options.clock.clone());
        let shared = Arc::new(Shared { options, address, store, front, sessions: Sessions::default(), troubles: Troubles::default() });
        let (stop, told) = oneshot::channel();
        let server = tokio::spawn(front::serve(listener, router(&shared), told));
        Ok(PracticeAccounts { shared, stop, server })
    }

    /// Ends the accounts: the port is closed, every connection is cut, the folder is free.
    pub async fn stop(self) {
        drop(self.stop);
        let _ = self.server.await;
    }

    /// Where they listen.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// `http://127.0.0.1:` and the port, without a slash at the end.
    pub fn base_address(&self) -> String {
        self.shared.base_address()
    }

    /// The made-up member of staff to sign in with; the role is `default`.
    pub fn account() -> Account {
        people::CLERK
    }

    /// The made-up administrator to sign in with; the role is `admin`.
    pub fn supervisor() -> Account {
        people::SUPERVISOR
    }

    /// Switches a trouble on, until it is switched off.
    pub fn set_trouble(&self, trouble: Trouble) {
        self.shared.troubles.set(trouble, true);
    }

    /// Switches a trouble off.
    pub fn end_trouble(&self, trouble: Trouble) {
        self.shared.troubles.set(trouble, false);
    }

    /// Switches every trouble off.
    pub fn clear_troubles(&self) {
        self.shared.troubles.clear();
    }

    /// The troubles that are on, in the order of [`crate::accounts::troubles`].
    pub fn troubles_on(&self) -> Vec<Trouble> {
        self.shared.troubles.on()
    }

    /// Sets a fault behind those already set on this endpoint.
    pub fn set_fault(&self, endpoint: Endpoint, fault: Fault) {
        self.shared.front.faults.set(endpoint, fault);
    }

    /// Takes all faults away. Troubles stay.
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

    /// Every pair of tokens given out by this process, oldest first, whether or not the answer arrived.
    pub fn issued(&self) -> Vec<Issued> {
        self.shared.store.issued()
    }

    /// Ends every access token and refresh token: only a new sign-in helps.
    pub fn revoke_everything(&self) {
        written(self.shared.store.end(Event::EverythingRevoked {}));
    }

    /// Makes every access token given out so far expired; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        written(self.shared.store.end(Event::AccessTokensExpired {}));
    }

    /// Ends every refresh token; access tokens live on to their end.
    pub fn end_refresh_tokens(&self) {
        written(self.shared.store.end(Event::RefreshTokensEnded {}));
    }
}
