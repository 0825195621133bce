//! The routes of the 21 Systems service, its own hourly retry, and its late work.
//!
//! The code around every request is in `front`, and the state that requests share in `shared`.

use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;

use axum::Extension;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::{Instant, interval_at, sleep};

use crate::airtime::answers::{self, no_such_path};
use crate::airtime::shared::Shared;
use crate::airtime::store::Store;
use crate::airtime::top_up::Booked;
use crate::airtime::{auth, balance, top_up};
use crate::fault::Endpoint;
use crate::front::{self, Service};
use crate::token::Refused;
use crate::wire::Line;

/// The functions that the front needs from this service.
pub(crate) const SERVICE: Service = Service { endpoint, unauthorized };

fn endpoint(path: &str) -> Endpoint {
    match path {
        "/auth/token" => Endpoint::Token,
        "/auth/user" => Endpoint::User,
        "/auth/logout" => Endpoint::Logout,
        "/airtime/api/subscriber/balancev2" | "/airtime/api/subscriber/balance" => Endpoint::Balance,
        "/airtime/api/subscriber/topup" => Endpoint::TopUp,
        _ => Endpoint::Any,
    }
}

fn unauthorized(endpoint: Endpoint) -> Response {
    match endpoint {
        Endpoint::Token | Endpoint::User | Endpoint::Logout => auth::unauthorized(Refused::Invalid),
        Endpoint::Balance
        | Endpoint::TopUp
        | Endpoint::OAuthAuthorize
        | Endpoint::OAuthToken
        | Endpoint::OAuthRevoke
        | Endpoint::Countries
        | Endpoint::Users
        | Endpoint::UserById
        | Endpoint::KeycloakToken
        | Endpoint::EsimProducts
        | Endpoint::EsimOrders
        | Endpoint::EsimOrder
        | Endpoint::EsimSims
        | Endpoint::EsimSubscriptions
        | Endpoint::EsimCustomers
        | Endpoint::Any => answers::unauthorized(Refused::Invalid),
    }
}

/// Serves until `stop` is sent or dropped, then ends every connection.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, stop: oneshot::Receiver<()>) {
    tokio::select! {
        biased;
        () = front::serve(listener, router(&shared), &shared.front, stop) => {}
        never = hourly(&shared) => match never {},
        never = late(&shared) => match never {},
    }
}

/// The service's own retry of accepted requests.
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

/// Begins with the requests that the service holds, each when its time has come.
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
        .route("/airtime/api/subscriber/balancev2", get(balance::balance_v2))
        .route("/airtime/api/subscriber/balance", get(balance::balance).post(balance::balance_by_post))
        .route("/airtime/api/subscriber/topup", post(top_up::top_up))
        .fallback(|| async { no_such_path() })
        .layer(middleware::from_fn_with_state(Arc::clone(&shared.front), front::visit))
        .layer(middleware::from_fn_with_state(Arc::clone(shared), answered))
        .with_state(Arc::clone(shared))
}

/// Notes that the answer to a top-up went out whole, if it did.
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
