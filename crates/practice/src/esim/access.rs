//! The steps before every request of the API: the gateway's troubles, the token, the correlation id, the limits.
//!
//! A request that passes carries its [`Caller`]. The token endpoint and the endpoints' own work are elsewhere.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::esim::answers::{Kind, Refusal};
use crate::esim::shared::{Caller, Shared};
use crate::esim::troubles::Trouble;
use crate::fault::Endpoint;

/// The header that names a request.
pub(crate) const CORRELATION_ID: &str = "x-correlation-id";

/// The endpoint at a path behind a base path.
pub(crate) fn endpoint(path: &str) -> Endpoint {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let (version, resource, further) = (parts.next(), parts.next(), parts.next());
    match (version, resource, further) {
        (Some("v1"), Some("product" | "products"), _) => Endpoint::EsimProducts,
        (Some("v1"), Some("order"), None) => Endpoint::EsimOrders,
        (Some("v1"), Some("order"), Some(_)) => Endpoint::EsimOrder,
        (Some("v1"), Some("sim"), _) => Endpoint::EsimSims,
        (Some("v1"), Some("subscription"), _) => Endpoint::EsimSubscriptions,
        (Some("v1"), Some("customer"), _) => Endpoint::EsimCustomers,
        _ => Endpoint::Any,
    }
}

/// Lets a request through to its endpoint, or refuses it.
pub(crate) async fn admit(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Response {
    match caller(&shared, &request) {
        Ok(caller) => {
            let correlation_id = caller.correlation_id.clone();
            request.extensions_mut().insert(caller);
            let mut answer = next.run(request).await;
            if let Ok(value) = HeaderValue::from_str(&correlation_id) {
                answer.headers_mut().insert(CORRELATION_ID, value);
            }
            answer
        }
        Err(refusal) => refusal.into_response(),
    }
}

fn caller(shared: &Shared, request: &Request) -> Result<Caller, Refusal> {
    let (endpoint, headers) = (endpoint(request.uri().path()), request.headers());
    let happens = |trouble| shared.troubles.happens(trouble);
    for (trouble, status) in [(Trouble::GatewayForbidden, 403), (Trouble::BadGateway, 502), (Trouble::GatewayDown, 503)]
    {
        if happens(trouble) {
            return Err(Refusal::Page(status));
        }
    }
    let now = shared.options.clock.now();
    if let Some(reset) = shared.troubles.ends(Trouble::GatewayLimit).filter(|reset| now.as_millisecond() < *reset) {
        return Err(Refusal::GatewayLimit { now: now.as_millisecond(), reset });
    }
    let client = bearer(headers).and_then(|token| shared.sessions.client_of(token, now)).ok_or_else(unauthorised)?;
    if happens(Trouble::EmptyUnauthorised) {
        return Err(Refusal::Empty401);
    }
    if happens(Trouble::Unauthorised) {
        return Err(unauthorised());
    }
    let correlation_id = headers.get(CORRELATION_ID).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if correlation_id.is_empty() {
        return Err(Refusal::new(Kind::InvalidHttpMessage, "X-Correlation-ID is missing"));
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let has_body = text(header::CONTENT_LENGTH).is_some_and(|length| length != "0");
    if has_body && !text(header::CONTENT_TYPE).is_some_and(|given| given.starts_with("application/json")) {
        return Err(Refusal::new(Kind::InvalidHttpMessage, "The body is not announced as JSON"));
    }
    for (trouble, kind) in [
        (Trouble::InvalidHttpMessage, Kind::InvalidHttpMessage),
        (Trouble::InvalidRequestParams, Kind::InvalidRequestParams),
        (Trouble::AccessDenied, Kind::AccessDenied),
        (Trouble::TooManyRequests, Kind::TooManyRequests),
        (Trouble::InternalError, Kind::InternalError),
    ] {
        if happens(trouble) {
            return Err(Refusal::new(kind, "Switched on for practice"));
        }
    }
    if !shared.limiter.lets_through(&shared.options, &client, endpoint, now.as_millisecond()) {
        return Err(Refusal::new(Kind::TooManyRequests, "Too many requests"));
    }
    let role = shared.role_of(&client);
    Ok(Caller { client, role, correlation_id: correlation_id.to_owned() })
}

/// The service's own 401.
pub(crate) fn unauthorised() -> Refusal {
    Refusal::new(Kind::Unauthorised, "Unauthorised")
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = given.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then_some(token)
}
