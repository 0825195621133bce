//! The answers to a top-up, and the refusals of the airtime half, as the service's page describes them.
//!
//! A refusal says `"balance":0`, which is not the balance. Failures are JSON under `text/plain`, as Go's `http.Error`
//! writes them; pages of HTML come from a gateway before the service. `top_up` and `balance` choose the answer of a
//! request.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Number;

use crate::airtime::numbers::result_name;
use crate::airtime::shared::Shared;
use crate::airtime::store::Charge;
use crate::json::{json_of, number};
use crate::token::Refused;

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

/// The answer to a top-up that was charged, with the float after it.
pub(crate) fn success(shared: &Shared, charge: &Charge, result: u16) -> Response {
    let balance = shared.report_format().number(charge.float_after);
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

/// A page of a gateway before the service.
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

pub(crate) fn error(status: StatusCode, message: &str) -> Response {
    let body = serde_json::to_string(&Refusal { error: true, message }).expect("a message is plain text");
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (status, headers, body + "\n").into_response()
}

/// The answer of Go's router to an unknown path.
pub(crate) fn no_such_path() -> Response {
    (StatusCode::NOT_FOUND, "404 page not found\n").into_response()
}
