//! The 21 Systems service: its routes, what its requests share, its own hourly retry, and what it does late.
//!
//! What surrounds every request is in `front`. Blocking work (the journal) goes through [`Shared::blocking`] and runs
//! to its end even when the client has left, as a server's would.

use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, interval_at, sleep};

use crate::front::{self, Front};
use crate::journal::blocking;
use crate::store::Store;
use crate::wire::Line;
use crate::{Edition, Options, Telling, airtime, auth, top_up};

/// What every request to 21 Systems can see.
#[derive(Debug)]
pub struct Shared {
    pub(crate) options: Options,
    pub(crate) store: Store,
    pub(crate) front: Arc<Front>,
    pub(crate) edition: Mutex<Edition>,
    pub(crate) telling: Mutex<Telling>,
    /// The time that the service waits before it begins with a request that it keeps; sent also when there is a new
    /// one.
    pub(crate) late: watch::Sender<Option<Duration>>,
    pub(crate) ended: Mutex<Ended>,
    /// When the last token requests came, oldest first.
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
    pub(crate) fn new(options: Options, store: Store) -> Shared {
        let front = Front::new(options.keep_hits, options.clock.clone());
        let edition = Mutex::new(options.edition);
        let late = watch::Sender::new(options.late);
        let (telling, ended, token_requests) = Default::default();
        Shared { options, store, front, edition, telling, late, ended, token_requests }
    }

    /// The state of the document that is followed now.
    pub(crate) fn edition(&self) -> Edition {
        *self.edition.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The form in which the float is told now.
    pub(crate) fn telling(&self) -> Telling {
        *self.telling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs what may wait for the disk where waiting is allowed.
    pub(crate) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Store) -> T + Send + 'static,
    ) -> T {
        let shared = Arc::clone(self);
        blocking(move || work(&shared.store)).await
    }
}

/// On an answer: the reference of the request it is about.
#[derive(Clone, Debug)]
pub(crate) struct Booked(pub String);

/// Serves until `stop` is told or dropped, then ends every connection.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, stop: oneshot::Receiver<()>) {
    tokio::select! {
        biased;
        () = front::serve(listener, router(&shared), &shared.front, stop) => {}
        never = hourly(&shared) => match never {},
        never = late(&shared) => match never {},
    }
}

/// The service's own retry of what it accepted.
async fn hourly(shared: &Arc<Shared>) -> Infallible {
    let Some(every) = shared.options.retry_every else { return pending().await };
    let mut hourly = interval_at(Instant::now() + every, every);
    loop {
        hourly.tick().await;
        if let Err(error) = shared.blocking(Store::retry_accepted).await {
            tracing::warn!(%error, "practice retry could not be written down");
        }
    }
}

/// Begins with the requests that the service keeps, each when its time has come.
async fn late(shared: &Arc<Shared>) -> Infallible {
    let mut changed = shared.late.subscribe();
    loop {
        let after = *changed.borrow_and_update();
        let due = after.zip(shared.store.waiting_since()).map(|(after, since)| since + after);
        let wait = async {
            match due {
                Some(due) => sleep(due.duration_since(shared.options.clock.now()).try_into().unwrap_or_default()).await,
                None => pending().await,
            }
        };
        tokio::select! {
            _ = changed.changed() => continue,
            () = wait => {}
        }
        let before = shared.options.clock.now() - after.unwrap_or_default();
        if let Err(error) = shared.blocking(move |store| store.begin_waiting(before)).await {
            tracing::warn!(%error, "practice charge could not be written down");
            let _ = changed.changed().await;
        }
    }
}

fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/auth/token", post(auth::token))
        .route("/auth/user", get(auth::user))
        .route("/auth/logout", post(auth::logout))
        .route("/airtime/api/subscriber/balancev2", get(airtime::balance_v2))
        .route("/airtime/api/subscriber/balance", get(airtime::balance).post(airtime::balance_by_post))
        .route("/airtime/api/subscriber/topup", post(top_up::top_up))
        .fallback(|| async { no_such_path() })
        .layer(middleware::from_fn_with_state(Arc::clone(&shared.front), front::visit))
        .layer(middleware::from_fn_with_state(Arc::clone(shared), answered))
        .with_state(Arc::clone(shared))
}

/// As Go's router answers where it has nothing.
pub(crate) fn no_such_path() -> Response {
    (StatusCode::NOT_FOUND, "404 page not found\n").into_response()
}

/// Notes that the answer to a top-up went out whole, when it did.
async fn answered(
    State(shared): State<Arc<Shared>>,
    Extension(line): Extension<Line>,
    request: Request,
    next: Next,
) -> Result<Response, Infallible> {
    let answer = next.run(request).await;
    if let Some(Booked(reference)) = answer.extensions().get::<Booked>().cloned()
        && line.is_whole()
        && let Err(error) = shared.blocking(move |store| store.answered(reference)).await
    {
        tracing::warn!(%error, "practice answer could not be written down");
    }
    Ok(answer)
}
