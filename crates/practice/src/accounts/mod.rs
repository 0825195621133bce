//! The company's accounts, imitated on a loopback port of their own: authorization pages, tokens, users, countries.
//!
//! Written from the service's page and from what a Doorkeeper server does at its edges, sharing no struct with the client.
//! It binds 127.0.0.1 and nothing else, and every task it starts ends with it. A person signs in on real pages in a real
//! browser; a trainer switches on a [`Trouble`]; a test sets a [`crate::Fault`] on one of the endpoints.
//!
//! [`PracticeAccounts::hits`] is what it was asked, [`PracticeAccounts::issued`] what it really gave out.

mod authorize;
mod countries;
mod options;
mod pages;
mod people;
mod request;
mod resources;
mod running;
mod session;
mod state;
mod store;
mod token;
mod troubles;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{get, post};
use jiff::Timestamp;
use tokio::task::spawn_blocking;

pub use options::{BlankScope, CLIENT_ID, CLIENT_SECRET, Iss, OUT_OF_BAND, Options, Pkce, Rotation};
pub(crate) use resources::unauthorized;
pub use running::PracticeAccounts;
pub(crate) use token::invalid_client;
pub use troubles::{Trouble, troubles};

use crate::front::{self, Front};
use session::Sessions;
use store::Store;
use troubles::Troubles;

/// What a pair of tokens was given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    /// An authorization code.
    AuthorizationCode,
    /// A user name and a password.
    Password,
    /// A refresh token.
    RefreshToken,
}

/// A pair of tokens that was given out, word for word: whether the answer arrived is another matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// What it was given for.
    pub grant_type: GrantType,
    /// Whose it is.
    pub user_id: u64,
    /// When.
    pub at: Timestamp,
    /// How long the access token is good for.
    pub expires_in: Duration,
    /// 64 hex digits.
    pub access_token: String,
    /// 64 hex digits.
    pub refresh_token: String,
    /// Whether the pair has been revoked since.
    pub revoked: bool,
}

/// What every request can see.
#[derive(Debug)]
struct Shared {
    options: Options,
    address: SocketAddr,
    store: Store,
    front: Arc<Front>,
    sessions: Sessions,
    troubles: Troubles,
}

impl Shared {
    /// Runs what may wait for the disk where waiting is allowed, to its end even when the client has left.
    async fn blocking<T: Send + 'static>(self: &Arc<Self>, work: impl FnOnce(&Store) -> T + Send + 'static) -> T {
        let shared = Arc::clone(self);
        spawn_blocking(move || work(&shared.store)).await.expect("the store does not panic, and its work is never aborted")
    }

    /// Whether PKCE works now.
    fn is_pkce_supported(&self) -> bool {
        self.options.pkce == Pkce::Supported && !self.troubles.is_on(Trouble::PkceRefused)
    }

    fn base_address(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/oauth/authorize", get(authorize::show).post(authorize::decide))
        .route("/oauth/authorize/native", get(authorize::native))
        .route("/oauth/token", post(token::token))
        .route("/api/v1/countries", get(resources::countries))
        .route("/api/v1/users", post(resources::create))
        .route("/api/v1/users/{id}", get(resources::user))
        .fallback(|| async { resources::failure(StatusCode::NOT_FOUND) })
        .layer(middleware::from_fn_with_state(Arc::clone(&shared.front), front::visit))
        .with_state(Arc::clone(shared))
}
