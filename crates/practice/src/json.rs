//! Answers in JSON, and amounts as JSON writes them.
//!
//! Nothing here knows a service: the routes choose the values and the other headers.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Number;

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
