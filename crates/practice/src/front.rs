//! The code that the practice services share: the accept loop, and the steps around every request (hits and faults).
//!
//! Each connection is a task of one set, which ends with the accept loop; nothing is detached. The routers, one for
//! each service, give a request its meaning.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::clock::Clock;
use crate::fault::{Effect, Endpoint, Fault, Faults, Gate, When, filler, spoil};
use crate::hits::{Hit, Hits};
use crate::lock::lock;
use crate::wire::{Line, Wire};

/// The largest body that is read; the requests of these services are far smaller.
const BODY_LIMIT: usize = 64 * 1024;

/// How long the accept loop rests when the system has no descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The functions of a service that the front needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service {
    /// The endpoint at a path.
    pub endpoint: fn(&str) -> Endpoint,
    /// The 401 that an endpoint would give by itself.
    pub unauthorized: fn(Endpoint) -> Response,
}

/// The state around the requests of one service.
#[derive(Debug)]
pub(crate) struct Front {
    pub faults: Faults,
    pub hits: Hits,
    service: Service,
    clock: Clock,
    /// Work that goes on although its client has been disconnected. Its requests no longer count as under way.
    abandoned: Mutex<JoinSet<()>>,
}

impl Front {
    pub fn new(service: Service, keep_hits: usize, clock: Clock) -> Arc<Front> {
        let (faults, abandoned) = Default::default();
        Arc::new(Front { faults, hits: Hits::new(keep_hits), service, clock, abandoned })
    }
}

/// The facts of a request before its endpoint sees it.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// The number of the request, in order of arrival.
    pub number: u64,
    /// The gate at which it waits once it has read the float and before it changes anything.
    pub between: Option<Gate>,
}

/// Serves until `stop` is sent or dropped, then ends every connection and all work.
pub(crate) async fn serve(listener: TcpListener, router: Router, front: &Front, mut stop: oneshot::Receiver<()>) {
    let mut connections = JoinSet::new();
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
        }
    }
    drop(listener);
    connections.shutdown().await;
    let mut abandoned = std::mem::take(&mut *lock(&front.abandoned));
    abandoned.shutdown().await;
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

/// The steps around every request: it is recorded, and a fault may happen to it.
pub(crate) async fn visit(
    State(front): State<Arc<Front>>,
    Extension(line): Extension<Line>,
    request: Request,
    next: Next,
) -> Result<Response, Infallible> {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    let endpoint = (front.service.endpoint)(parts.uri.path());
    let under_way = front.hits.arrive(Hit {
        number: 0,
        endpoint,
        at: front.clock.now(),
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    let fault = front.faults.take(endpoint);
    let unauthorized = || (front.service.unauthorized)(endpoint);
    let between = match &fault {
        Some(Fault { when: When::Between, effect: Effect::Wait(gate), .. }) => Some(gate.clone()),
        _ => None,
    };
    parts.extensions.insert(Visit { number: under_way.number, between });
    if let Some(Fault { when: When::Before, effect: Effect::Abandon(gate), .. }) = fault {
        // The line is the client's, which is gone when the work begins.
        parts.extensions.insert(Line::default());
        let work = next.run(Request::from_parts(parts, Body::from(body)));
        let sent_away = spoil(&Effect::Abandon(gate.clone()), unauthorized(), filler(), &line).await;
        let later = async move {
            gate.pass().await;
            work.await;
        };
        lock(&front.abandoned).spawn(later);
        return Ok(sent_away);
    }
    let work = next.run(Request::from_parts(parts, Body::from(body)));
    let Some(fault) = fault else { return Ok(work.await) };
    Ok(match (fault.when, &fault.effect) {
        (When::Between, _) => work.await,
        (When::Before, Effect::Wait(gate)) => {
            gate.pass().await;
            work.await
        }
        (When::Before, effect) => spoil(effect, unauthorized(), filler(), &line).await,
        (When::After, effect) => {
            let answer = work.await;
            // The notes of the work on its answer stay, even if the answer is replaced.
            let notes = answer.extensions().clone();
            let mut answer = spoil(effect, unauthorized(), answer, &line).await;
            answer.extensions_mut().extend(notes);
            answer
        }
    })
}
