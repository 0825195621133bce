//! The float, at the addresses of both states of the service's document.
//!
//! Top-ups are in `top_up`; the refusals are in `answers`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Number;

use crate::airtime::answers::{error, no_such_path, unauthorized};
use crate::airtime::auth::bearer;
use crate::airtime::edition::Edition;
use crate::airtime::shared::Shared;
use crate::json::json_of;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Balance<'a> {
    status_code: u16,
    status_message: &'a str,
    currency: &'a str,
    balance: Number,
}

/// `GET /airtime/api/subscriber/balancev2`
pub(crate) async fn balance_v2(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match shared.edition() {
        Edition::Of2020 => no_such_path(),
        Edition::Of2021 => float(&shared, &headers),
    }
}

/// `GET /airtime/api/subscriber/balance`
pub(crate) async fn balance(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match shared.edition() {
        Edition::Of2020 => float(&shared, &headers),
        Edition::Of2021 => only("POST"),
    }
}

/// `POST /airtime/api/subscriber/balance`: a call of 2021 whose body is not public.
pub(crate) async fn balance_by_post(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match (shared.edition(), bearer(&shared, &headers)) {
        (Edition::Of2020, _) => only("GET, HEAD"),
        (Edition::Of2021, Err(refused)) => unauthorized(refused),
        (Edition::Of2021, Ok(_)) => error(StatusCode::BAD_REQUEST, "Bad Request"),
    }
}

/// The answer of a router to a method that the path does not have; it comes before any look at the token.
fn only(methods: &'static str) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, methods)]).into_response()
}

fn float(shared: &Shared, headers: &HeaderMap) -> Response {
    if let Err(refused) = bearer(shared, headers) {
        return unauthorized(refused);
    }
    let format = shared.report_format();
    let balance = format.number(shared.store.float());
    json_of(StatusCode::OK, &Balance { status_code: 0, status_message: "", currency: format.currency(), balance })
}
