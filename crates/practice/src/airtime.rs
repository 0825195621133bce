//! The airtime half beside the top-up: the float, and the answers that the service's page describes.
//!
//! A refusal says `"balance":0`, which is not the balance. Failures are JSON under `text/plain`, as Go's `http.Error`
//! writes them; pages of HTML come from whatever stands before the service. What a top-up does is in `top_up`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Number;

use crate::Edition;
use crate::auth::bearer;
use crate::numbers::result_name;
use crate::server::{Shared, no_such_path};
use crate::store::Charge;
use crate::token::Refused;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Balance<'a> {
    status_code: u16,
    status_message: &'a str,
    currency: &'a str,
    balance: Number,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    reference: &'a str,
    status_code: u16,
    status_message: &'a str,
    receiver: &'a str,
    balance: Number,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal<'a> {
    error: bool,
    message: &'a str,
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

/// As a router answers to a method that the path does not have; before it looks at any token.
fn only(methods: &'static str) -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, methods)]).into_response()
}

fn float(shared: &Shared, headers: &HeaderMap) -> Response {
    if let Err(refused) = bearer(shared, headers) {
        return unauthorized(refused);
    }
    let telling = shared.telling();
    let balance = telling.number(shared.store.float());
    json_of(StatusCode::OK, &Balance { status_code: 0, status_message: "", currency: telling.currency(), balance })
}

/// The answer to a top-up that was charged, with the float after it.
pub(crate) fn success(shared: &Shared, charge: &Charge, result: u16) -> Response {
    let balance = shared.telling().number(charge.float_after);
    outcome(&Outcome {
        reference: &charge.reference,
        status_code: result,
        status_message: "SUCCESS",
        receiver: &charge.msisdn,
        balance,
    })
}

/// The answer to a top-up that was refused.
pub(crate) fn refusal(reference: &str, result: u16, receiver: &str) -> Response {
    outcome(&Outcome {
        reference,
        status_code: result,
        status_message: result_name(result),
        receiver,
        balance: number(Decimal::ZERO),
    })
}

fn outcome(outcome: &Outcome<'_>) -> Response {
    json_of(StatusCode::OK, outcome)
}

pub(crate) fn float_too_small() -> Response {
    error(StatusCode::FORBIDDEN, "Account balance amount less than topup amount ")
}

pub(crate) fn failed() -> Response {
    error(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

/// A page of whatever stands before the service.
pub(crate) fn page(status: StatusCode, title: &str) -> Response {
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n\
         <center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    );
    (status, [(header::CONTENT_TYPE, "text/html")], page).into_response()
}

/// The 401 of this half.
pub(crate) fn unauthorized(refused: Refused) -> Response {
    error(
        StatusCode::UNAUTHORIZED,
        match refused {
            Refused::Missing => "The Token is required",
            Refused::Invalid | Refused::Revoked => "The Token is invalid",
            Refused::Expired => "The Token is expired",
        },
    )
}

fn error(status: StatusCode, message: &str) -> Response {
    let body = serde_json::to_string(&Refusal { error: true, message }).expect("a message is plain text");
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (status, headers, body + "\n").into_response()
}

/// An amount as a JSON number, digit for digit and without trailing zeros.
pub(crate) fn number(amount: Decimal) -> Number {
    amount.normalize().to_string().parse().expect("a decimal is written as JSON writes numbers")
}

/// A JSON answer.
pub(crate) fn json_of(status: StatusCode, body: &impl Serialize) -> Response {
    json(status, serde_json::to_string(body).expect("answers are plain strings and numbers"))
}

/// A JSON answer from its text.
pub(crate) fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
