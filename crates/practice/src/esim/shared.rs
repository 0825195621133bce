//! The state that requests to the eSIM service share: options, store, sessions, and the switches of the trainer.
//!
//! Work on the data goes through [`Shared::change`], which may wait for the disk and runs to its end even when the
//! client has left, as a server's would. The routes are in `server`.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use crate::esim::answers::{Kind, Refusal};
use crate::esim::environment::Environment;
use crate::esim::options::{Options, Role, Unknown};
use crate::esim::sessions::Sessions;
use crate::esim::state::{Change, Data};
use crate::esim::store::Store;
use crate::esim::troubles::{Trouble, Troubles};
use crate::fault::Endpoint;
use crate::front::Front;
use crate::journal::blocking;
use crate::lock::lock;

/// The state that every request to the eSIM service can see.
#[derive(Debug)]
pub struct Shared {
    pub(super) options: Options,
    pub(super) address: SocketAddr,
    pub(super) store: Store,
    pub(super) front: Arc<Front>,
    pub(super) sessions: Sessions,
    pub(super) troubles: Troubles,
    pub(super) limiter: Limiter,
    /// How many refreshes were refused: each has another text.
    pub(super) refusals: AtomicUsize,
}

/// The sender of a request that was let through.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The id of the client.
    pub client: String,
    pub role: Role,
    pub correlation_id: String,
}

impl Shared {
    /// Works on an environment, and stores the changes unless the work refuses.
    pub(super) async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        environment: Environment,
        work: impl FnOnce(&Shared, &Data, i64) -> Result<(T, Vec<Change>), Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let shared = Arc::clone(self);
        blocking(move || {
            let wipe_everything = shared.troubles.is_on(Trouble::Wipe);
            let done = shared.store.change(environment, wipe_everything, |data, now| match work(&shared, data, now) {
                Ok((answer, changes)) => (Ok(answer), changes),
                Err(refusal) => (Err(refusal), Vec::new()),
            });
            done.unwrap_or_else(|error| Err(Refusal::not_written(&error)))
        })
        .await
    }

    /// Reads an environment.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        environment: Environment,
        work: impl FnOnce(&Shared, &Data, i64) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.change(environment, |shared, data, now| Ok((work(shared, data, now)?, Vec::new()))).await
    }

    /// The answer about something that the service does not know.
    pub(super) fn unknown(&self) -> Refusal {
        match self.options.unknown {
            Unknown::Forbidden => Refusal::new(Kind::AccessDenied, "Access is denied"),
            Unknown::NotFound => Refusal::new(Kind::NotFound, "Not found"),
            Unknown::BadRequest => Refusal::params("Unknown resource"),
        }
    }

    /// The role of a client, as it is now.
    pub(super) fn role_of(&self, client: &str) -> Role {
        let registered = self.options.clients.iter().find(|known| known.id == client);
        let is_denied = self.troubles.is_on(Trouble::RoleDenied);
        registered.map(|client| client.role).filter(|_| !is_denied).unwrap_or(Role::Reseller)
    }
}

/// The times of the last requests, by client and endpoint.
#[derive(Debug, Default)]
pub(super) struct Limiter(Mutex<HashMap<(String, Endpoint), VecDeque<i64>>>);

impl Limiter {
    /// Whether this request is within the limit of its client and endpoint, at this time in Unix milliseconds.
    pub fn lets_through(&self, options: &Options, client: &str, endpoint: Endpoint, now: i64) -> bool {
        let Some(limit) = options.limit else { return true };
        let since = now - i64::try_from(limit.within.as_millis()).unwrap_or(i64::MAX);
        let mut all = lock(&self.0);
        let times = all.entry((client.to_owned(), endpoint)).or_default();
        while times.front().is_some_and(|at| *at <= since) {
            times.pop_front();
        }
        let is_within = times.len() < limit.requests;
        if is_within {
            times.push_back(now);
        }
        is_within
    }
}
