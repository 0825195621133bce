//! The routes of the accounts, and the functions that the front needs from them.
//!
//! The code around every request is in `front`, and the state that requests share in `shared`.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, post};

use crate::accounts::shared::Shared;
use crate::accounts::{authorize, resources, revoke, sign_in, token};
use crate::fault::Endpoint;
use crate::front::{self, Service};
use crate::token::Refused;

/// The functions that the front needs from this service.
pub(super) const SERVICE: Service = Service { endpoint, unauthorized };

fn endpoint(path: &str) -> Endpoint {
    match path {
        "/oauth/authorize" | "/oauth/authorize/native" => Endpoint::OAuthAuthorize,
        "/oauth/token" => Endpoint::OAuthToken,
        "/oauth/revoke" => Endpoint::OAuthRevoke,
        "/api/v1/countries" => Endpoint::Countries,
        "/api/v1/users" => Endpoint::Users,
        path if path.starts_with("/api/v1/users/") => Endpoint::UserById,
        _ => Endpoint::Any,
    }
}

fn unauthorized(endpoint: Endpoint) -> Response {
    match endpoint {
        Endpoint::OAuthAuthorize | Endpoint::OAuthToken | Endpoint::OAuthRevoke => token::invalid_client(),
        Endpoint::Countries
        | Endpoint::Users
        | Endpoint::UserById
        | Endpoint::Token
        | Endpoint::User
        | Endpoint::Logout
        | Endpoint::Balance
        | Endpoint::TopUp
        | Endpoint::KeycloakToken
        | Endpoint::EsimProducts
        | Endpoint::EsimOrders
        | Endpoint::EsimOrder
        | Endpoint::EsimSims
        | Endpoint::EsimSubscriptions
        | Endpoint::EsimCustomers
        | Endpoint::Any => resources::unauthorized(Refused::Expired),
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
