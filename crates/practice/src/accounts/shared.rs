//! The state that requests to the accounts share: options, store, browsers, and the switches of the trainer.
//!
//! Blocking work (the journal) goes through [`Shared::blocking`] and runs to its end even when the client has left, as
//! a server's would. The routes are in `server`.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::accounts::options::{Options, Pkce};
use crate::accounts::session::Sessions;
use crate::accounts::store::Store;
use crate::accounts::troubles::{Trouble, Troubles};
use crate::front::Front;
use crate::journal::blocking;

/// The state that every request to the accounts can see.
#[derive(Debug)]
pub struct Shared {
    pub(super) options: Options,
    pub(super) address: SocketAddr,
    pub(super) store: Store,
    pub(super) front: Arc<Front>,
    pub(super) sessions: Sessions,
    pub(super) troubles: Troubles,
}

impl Shared {
    /// Runs work that may wait for the disk on a thread that may block.
    pub(super) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Store) -> T + Send + 'static,
    ) -> T {
        let shared = Arc::clone(self);
        blocking(move || work(&shared.store)).await
    }

    /// The treatment of PKCE now.
    pub(super) fn pkce(&self) -> Pkce {
        if self.troubles.is_on(Trouble::PkceRefused) { Pkce::Refused } else { self.options.pkce }
    }

    /// Whether these are the client's id and secret.
    pub(super) fn is_client(&self, id: Option<&str>, secret: Option<&str>) -> bool {
        id == Some(&self.options.client_id) && secret == Some(&self.options.client_secret)
    }

    pub(super) fn base_address(&self) -> String {
        format!("http://{}", self.address)
    }
}
