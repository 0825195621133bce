//! The errors of the service and of the gateway in front of it, each in its documented shape.
//!
//! The service answers `{"type", "messages"}`, with spaces in one of the types; the gateway answers pages of HTML, and
//! JSON of its own where it limits requests.

use std::io;

use axum::body::Body;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde::Serialize;
use serde_json::json;

use crate::json::{json, json_of};

/// A documented type of error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    InvalidHttpMessage,
    InvalidRequestParams,
    Unauthorised,
    AccessDenied,
    /// No document has it.
    NotFound,
    Unacceptable,
    TooManyRequests,
    InternalError,
}

impl Kind {
    fn status(self) -> StatusCode {
        match self {
            Kind::InvalidHttpMessage | Kind::InvalidRequestParams => StatusCode::BAD_REQUEST,
            Kind::Unauthorised => StatusCode::UNAUTHORIZED,
            Kind::AccessDenied => StatusCode::FORBIDDEN,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Unacceptable => StatusCode::NOT_ACCEPTABLE,
            Kind::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Kind::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Kind::InvalidHttpMessage => "INVALID_HTTP_MESSAGE",
            Kind::InvalidRequestParams => "INVALID_REQUEST_PARAMS",
            Kind::Unauthorised => "UNAUTHORISED",
            Kind::AccessDenied => "ACCESS_DENIED",
            Kind::NotFound => "NOT_FOUND",
            Kind::Unacceptable => "UNACCEPTABLE",
            Kind::TooManyRequests => "TOO MANY REQUESTS",
            Kind::InternalError => "INTERNAL_ERROR",
        }
    }
}

/// The reason for which a request is not answered as it wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// An error of the service.
    Documented(Kind, Vec<String>),
    /// 401 with an empty body and no header that explains it.
    Empty401,
    /// A page of HTML from the gateway, with this status.
    Page(u16),
    /// The gateway's 429, with the moments of the answer and of the reset in Unix milliseconds.
    GatewayLimit { now: i64, reset: i64 },
    /// No answer: the caller cuts the connection.
    Lost,
}

/// The answer of a handler.
pub(crate) type Answer = Result<Response, Refusal>;

#[derive(Serialize)]
struct Failure<'a> {
    r#type: &'a str,
    messages: &'a [String],
}

impl Refusal {
    pub fn new(kind: Kind, message: &str) -> Refusal {
        Refusal::Documented(kind, vec![message.to_owned()])
    }

    /// 400 for one parameter.
    pub fn params(message: &str) -> Refusal {
        Refusal::new(Kind::InvalidRequestParams, message)
    }

    /// A change that could not be written down.
    pub fn not_written(error: &io::Error) -> Refusal {
        tracing::warn!(%error, "practice state could not be written down");
        Refusal::new(Kind::InternalError, "Something went wrong")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Refusal::Documented(kind, messages) => {
                json_of(kind.status(), &Failure { r#type: kind.word(), messages: &messages })
            }
            Refusal::Empty401 => (StatusCode::UNAUTHORIZED, Body::empty()).into_response(),
            Refusal::Page(status) => page(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY)),
            Refusal::GatewayLimit { now, reset } => limited(now, reset),
            // It is never seen: the connection is cut before its first byte.
            Refusal::Lost => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

/// A page of the gateway.
fn page(status: StatusCode) -> Response {
    let name = status.canonical_reason().unwrap_or_default();
    let number = status.as_u16();
    let html = format!(
        "<html>\r\n<head><title>{number} {name}</title></head>\r\n<body>\r\n<center><h1>{number} {name}</h1></center>\r\n</body>\r\n</html>\r\n"
    );
    (status, [(header::CONTENT_TYPE, "text/html")], html).into_response()
}

/// The gateway's own limit, dated by the clock that the reset is by. `Retry-After` is not documented and not sent.
fn limited(now: i64, reset: i64) -> Response {
    let body = json!({ "message": "API rate limit exceeded", "http_status_code": 429 }).to_string();
    let mut answer = json(StatusCode::TOO_MANY_REQUESTS, body);
    let headers = [
        ("x-rate-limit-limit", 1000.to_string()),
        ("x-rate-limit-remaining", 0.to_string()),
        ("x-rate-limit-reset", reset.to_string()),
    ];
    for (name, value) in headers {
        answer.headers_mut().insert(HeaderName::from_static(name), value.parse().expect("digits are a header value"));
    }
    let date =
        Timestamp::from_millisecond(now).and_then(|now| DateTimePrinter::new().timestamp_to_rfc9110_string(&now));
    if let Some(date) = date.ok().and_then(|date| date.parse().ok()) {
        answer.headers_mut().insert(header::DATE, date);
    }
    answer
}
