//! The routes of the eSIM service, under its base paths, and the functions that the front needs from them.
//!
//! The code around every request is in `front`, that before every request of the API in `access`, and the state that
//! requests share in `shared`.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use axum::{Extension, Router, middleware};
use serde_json::json;

use crate::esim::answers::{Kind, Refusal};
use crate::esim::environment::{Base, DEPRECATED, Environment, behind_base};
use crate::esim::shared::Shared;
use crate::esim::{access, customers, orders, products, sims, subscriptions, token};
use crate::fault::Endpoint;
use crate::front::{self, Service};
use crate::json::json_of;

/// The functions that the front needs from this service.
pub(super) const SERVICE: Service = Service { endpoint, unauthorized };

fn endpoint(path: &str) -> Endpoint {
    if path == token::PATH {
        return Endpoint::KeycloakToken;
    }
    behind_base(path).map_or(Endpoint::Any, access::endpoint)
}

fn unauthorized(endpoint: Endpoint) -> Response {
    if endpoint == Endpoint::KeycloakToken {
        token::wrong_secret(StatusCode::UNAUTHORIZED)
    } else {
        access::unauthorised().into_response()
    }
}

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    let api = |environment: Environment, base: &'static str| {
        let admit = middleware::from_fn_with_state(Arc::clone(shared), access::admit);
        api().layer(admit).layer(Extension(environment)).layer(Extension(Base(base)))
    };
    let (production, pre_production) = (Environment::Production, Environment::PreProduction);
    Router::new()
        .route(token::PATH, post(token::token))
        .nest(production.path(), api(production, production.path()))
        .nest(DEPRECATED, api(production, DEPRECATED))
        .nest(pre_production.path(), api(pre_production, pre_production.path()))
        .fallback(|| async { json_of(StatusCode::NOT_FOUND, &json!({ "error": "HTTP 404 Not Found" })) })
        .layer(middleware::from_fn_with_state(Arc::clone(&shared.front), front::visit))
        .with_state(Arc::clone(shared))
}

/// The API behind a base path.
fn api() -> Router<Arc<Shared>> {
    let webhook = post(sims::set_webhook).delete(sims::remove_webhook);
    Router::new()
        .route("/v1/product", get(products::products))
        .route("/v1/products", get(products::products))
        .route("/v1/product/{id}", get(products::product))
        // A sample has a slash before the query.
        .route("/v1/product/{id}/", get(products::product))
        .route("/v1/order", post(orders::order))
        .route("/v1/order/{id}", get(orders::order_by_id))
        .route("/v1/sim/{iccid}", get(sims::sim).put(sims::change_eid))
        .route("/v1/sim/{iccid}/preferences", get(sims::preferences))
        .route("/v1/sim/{iccid}/preferences/notifications/{kind}", webhook)
        .route("/v1/sim/{iccid}/subscriptions", get(subscriptions::of_sim))
        .route("/v1/subscription", get(subscriptions::search))
        .route("/v1/subscription/{id}", get(subscriptions::one))
        .route("/v1/subscription/{id}/activate", post(subscriptions::activate))
        .route("/v1/customer", get(customers::look_up).post(customers::create).patch(customers::change_by_query))
        .route("/v1/customer/{id}", patch(customers::change))
        .route("/v1/customer/{id}/payment-method", get(customers::methods).post(customers::add_method))
        .route("/v1/customer/{id}/payment-method/{method}", delete(customers::remove_method))
        .fallback(|| async { Refusal::new(Kind::NotFound, "No such path") })
}
