//! The accounts' routes and what their requests share.
//!
//! What surrounds every request is in `front`. Blocking work (the journal) goes through [`Shared::blocking`] and runs
//! to its end even when the client has left, as a server's would.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{get, post};

use crate::accounts::session::Sessions;
use crate::accounts::store::Store;
use crate::accounts::troubles::Troubles;
use crate::accounts::{Options, Pkce, Trouble, authorize, resources, revoke, sign_in, token};
use crate::front::{self, Front};
use crate::journal::blocking;

/// What every request to the accounts can see.
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
    /// Runs what may wait for the disk where waiting is allowed.
    pub(super) async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Store) -> T + Send + 'static,
    ) -> T {
        let shared = Arc::clone(self);
        blocking(move || work(&shared.store)).await
    }

    /// What becomes of PKCE now.
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

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/oauth/authorize", get(authorize::show).post(authorize::decide))
        .route("/oauth/authorize/native", get(authorize::native))
        .route("/oauth/token", post(token::token))
        .route("/oauth/revoke", post(revoke::revoke))
        .route("/", get(sign_in::home))
        .route("/users/sign_in", get(sign_in::show).post(sign_in::sign_in))
        .route("/users/sign_out", post(sign_in::sign_out))
        .route("/api/v1/countries", get(resources::countries))
        .route("/api/v1/users", post(resources::create))
        .route("/api/v1/users/{id}", get(resources::user))
        .fallback(|| async { resources::failure(StatusCode::NOT_FOUND) })
        .layer(middleware::from_fn_with_state(Arc::clone(&shared.front), front::visit))
        .with_state(Arc::clone(shared))
}
