//! The front of the service: the accept loop, the routes, and what surrounds every request (hits and faults).
//!
//! Each connection is a task of one set, which ends with the accept loop; nothing is detached. Blocking work (the
//! journal) goes through [`Shared::blocking`] and runs to its end even when the client has left, as a server's would.

use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Extension;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use jiff::Timestamp;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, Interval, interval_at, sleep};

use crate::fault::{Effect, Faults, When, filler, spoil};
use crate::hits::Hits;
use crate::store::Store;
use crate::wire::{Line, Wire};
use crate::{Endpoint, Hit, Options, airtime, auth};

/// No request of this service is longer.
const BODY_LIMIT: usize = 64 * 1024;

/// How long the accept loop rests when the system has no descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What every request can see.
#[derive(Debug)]
pub(crate) struct Shared {
    pub options: Options,
    pub store: Store,
    pub faults: Faults,
    pub hits: Hits,
    pub ended: Mutex<Ended>,
    /// When the last token requests came, oldest first.
    pub token_requests: Mutex<VecDeque<Timestamp>>,
}

/// Access tokens that a practice number ended in the middle of a sale. They need not outlive the process.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    pub tokens: HashSet<String>,
    /// Numbers that ended a token: with another one the sale goes through.
    pub by_number: HashSet<String>,
}

impl Shared {
    pub fn new(options: Options, store: Store) -> Shared {
        let hits = Hits::new(options.keep_hits);
        let (faults, ended, token_requests) = Default::default();
        Shared { options, store, faults, hits, ended, token_requests }
    }

    /// Runs what may wait for the disk where waiting is allowed.
    pub async fn blocking<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&Store) -> T + Send + 'static) -> T {
        let shared = Arc::clone(self);
        spawn_blocking(move || work(&shared.store)).await.expect("the store does not panic, and its work is never aborted")
    }
}

/// The number of the request, for whoever answers it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit(pub u64);

/// On an answer: the reference of the charge it is about.
#[derive(Clone, Debug)]
pub(crate) struct Booked(pub String);

/// Serves until `stop` is told or dropped, then ends every connection.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stop: oneshot::Receiver<()>) {
    let router = router(&shared);
    let mut connections = JoinSet::new();
    let mut hourly = shared.options.retry_every.map(|every| interval_at(Instant::now() + every, every));
    loop {
        tokio::select! {
            biased;
            _ = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, router.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "practice service cannot accept");
                    sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = next(&mut hourly) => {
                if let Err(error) = shared.blocking(Store::retry_accepted).await {
                    tracing::warn!(%error, "practice retry could not be written down");
                }
            }
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn next(hourly: &mut Option<Interval>) {
    match hourly {
        Some(hourly) => _ = hourly.tick().await,
        None => pending().await,
    }
}

fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/auth/token", post(auth::token))
        .route("/auth/user", get(auth::user))
        .route("/auth/logout", post(auth::logout))
        .route("/airtime/api/subscriber/balance", get(airtime::balance))
        .route("/airtime/api/subscriber/topup", post(airtime::top_up))
        .fallback(|| async { (StatusCode::NOT_FOUND, "404 page not found\n") })
        .layer(middleware::from_fn_with_state(Arc::clone(shared), visit))
        .with_state(Arc::clone(shared))
}

async fn connection(stream: TcpStream, router: Router) {
    // Without it the second half of an answer may wait for an acknowledgement.
    let _ = stream.set_nodelay(true);
    let line = Line::default();
    let io = TokioIo::new(Wire::new(stream, line.clone()));
    let service = TowerToHyperService::new(router.layer(Extension(line)));
    // Every error here is a client that left or an answer that was to be spoiled.
    let _ = http1::Builder::new().serve_connection(io, service).await;
}

/// What surrounds every request: it is remembered, and a fault may happen to it.
async fn visit(State(shared): State<Arc<Shared>>, Extension(line): Extension<Line>, request: Request, next: Next) -> Result<Response, Infallible> {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    let endpoint = Endpoint::of(parts.uri.path());
    let under_way = shared.hits.arrive(Hit {
        number: 0,
        endpoint,
        at: shared.options.clock.now(),
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        headers: parts.headers.iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    parts.extensions.insert(Visit(under_way.number));
    let work = next.run(Request::from_parts(parts, Body::from(body)));
    let answer = match shared.faults.take(endpoint) {
        None => work.await,
        Some(fault) => match (fault.when, &fault.effect) {
            (When::Before, Effect::Wait(gate)) => {
                gate.pass().await;
                work.await
            }
            (When::Before, effect) => spoil(effect, endpoint, filler(), &line).await,
            (When::After, effect) => {
                let answer = work.await;
                let booked = answer.extensions().get::<Booked>().cloned();
                let mut answer = spoil(effect, endpoint, answer, &line).await;
                if let Some(booked) = booked {
                    answer.extensions_mut().insert(booked);
                }
                answer
            }
        },
    };
    if let Some(Booked(reference)) = answer.extensions().get::<Booked>().cloned()
        && line.is_whole()
        && let Err(error) = shared.blocking(move |store| store.answered(reference)).await
    {
        tracing::warn!(%error, "practice answer could not be written down");
    }
    Ok(answer)
}
