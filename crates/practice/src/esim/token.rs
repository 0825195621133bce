//! `POST /auth/realms/tru-staff/protocol/openid-connect/token`: tokens as a Keycloak server gives and refuses them.
//!
//! Forms only. The id and the secret are fields of the form, or Basic where the form has none; a parameter that comes
//! twice is refused. A refused refresh has another text each time, so that no client reads it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::esim::options::{Client, Keycloak, RefreshTokens};
use crate::esim::sessions::{Issued, Lifetimes};
use crate::esim::shared::Shared;
use crate::esim::troubles::Trouble;
use crate::json::json_of;

/// The path of the token endpoint.
pub(crate) const PATH: &str = "/auth/realms/tru-staff/protocol/openid-connect/token";

/// Texts of a refused refresh; no two in a row are the same.
const REFUSED: [&str; 5] = [
    "Token is not active",
    "Session not active",
    "Stale token",
    "Maximum allowed refresh token reuse exceeded",
    "Invalid refresh token",
];

/// The reason for which there are no tokens.
enum Refusal {
    /// 400 `invalid_request`
    Request(String),
    UnknownClient,
    Disabled,
    WrongSecret,
    NoServiceAccount,
    GrantType,
    Grant,
}

/// `POST` of the token endpoint
pub(crate) async fn token(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
        return answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!({ "error": "HTTP 415 Unsupported Media Type" }));
    }
    match grant(&shared, &headers, &body) {
        Ok(issued) => answer(StatusCode::OK, &tokens(&shared, &issued)),
        Err(refusal) => refused(&refusal, &shared),
    }
}

fn grant(shared: &Shared, headers: &HeaderMap, body: &[u8]) -> Result<Issued, Refusal> {
    let mut fields: HashMap<String, String> = HashMap::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        if fields.insert(name.into_owned(), value.into_owned()).is_some() {
            return Err(Refusal::Request("duplicated parameter".to_owned()));
        }
    }
    let field = |name: &str| fields.get(name).filter(|value| !value.is_empty());
    let grant_type = field("grant_type").ok_or(Refusal::Request("Missing form parameter: grant_type".to_owned()))?;
    let client = client(shared, headers, &fields)?;
    let now = shared.options.clock.now();
    shared.sessions.count_request(&client.id, now);
    let lifetimes = lifetimes(shared);
    match grant_type.as_str() {
        "client_credentials" if client.service_account => Ok(shared.sessions.open(&client.id, now, lifetimes)),
        "client_credentials" => Err(Refusal::NoServiceAccount),
        "refresh_token" => {
            let used = field("refresh_token").ok_or(Refusal::Request("No refresh token".to_owned()))?;
            if shared.troubles.happens(Trouble::RefreshRefused) {
                return Err(Refusal::Grant);
            }
            let rotates = shared.troubles.is_on(Trouble::ReuseEndsSession);
            shared.sessions.refresh(&client.id, used, rotates, now, lifetimes).ok_or(Refusal::Grant)
        }
        _ => Err(Refusal::GrantType),
    }
}

fn lifetimes(shared: &Shared) -> Lifetimes {
    let options = &shared.options;
    let short = shared.troubles.seconds(Trouble::ShortTokens).map(|seconds| Duration::from_secs(seconds.into()));
    let has_refresh = refresh_tokens(shared) == RefreshTokens::Given;
    Lifetimes {
        access: short.unwrap_or(options.access_token_lifetime),
        refresh: has_refresh.then_some(options.refresh_token_lifetime),
        session: options.session_lifetime,
    }
}

fn refresh_tokens(shared: &Shared) -> RefreshTokens {
    match shared.options.refresh_tokens {
        RefreshTokens::Given if shared.troubles.is_on(Trouble::NoRefreshToken) => RefreshTokens::Zero,
        as_chosen => as_chosen,
    }
}

/// The client that the form names, or else Basic.
fn client<'a>(
    shared: &'a Shared,
    headers: &HeaderMap,
    fields: &HashMap<String, String>,
) -> Result<&'a Client, Refusal> {
    let (id, secrets) = match fields.get("client_id") {
        Some(id) => (id.clone(), fields.get("client_secret").cloned().into_iter().collect()),
        None => basic(headers).ok_or(Refusal::UnknownClient)?,
    };
    let client = shared.options.clients.iter().find(|client| client.id == id).ok_or(Refusal::UnknownClient)?;
    if !client.enabled {
        return Err(Refusal::Disabled);
    }
    if !secrets.contains(&client.secret) || shared.troubles.happens(Trouble::WrongSecret) {
        return Err(Refusal::WrongSecret);
    }
    Ok(client)
}

/// The id and the secret of a Basic header. Its decoding changed between versions, so both readings of the secret count.
fn basic(headers: &HeaderMap) -> Option<(String, Vec<String>)> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = given.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decoded(id), vec![secret.to_owned(), decoded(secret)]))
}

/// A text that was encoded as in a form.
fn decoded(text: &str) -> String {
    let form = format!("x={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn tokens(shared: &Shared, issued: &Issued) -> Value {
    let mut tokens = json!({
        "access_token": issued.access_token,
        "expires_in": issued.expires_in.as_secs(),
        "token_type": "Bearer",
        "not-before-policy": 0,
        "scope": "profile email",
    });
    match (&issued.refresh_token, refresh_tokens(shared)) {
        (Some(refresh_token), _) => {
            tokens["refresh_token"] = refresh_token.as_str().into();
            tokens["refresh_expires_in"] = issued.refresh_expires_in.as_secs().into();
        }
        (None, RefreshTokens::Absent) => {}
        (None, RefreshTokens::Zero | RefreshTokens::Given) => tokens["refresh_expires_in"] = 0.into(),
    }
    tokens
}

fn refused(refusal: &Refusal, shared: &Shared) -> Response {
    let unauthorized = match shared.options.keycloak {
        Keycloak::Current => StatusCode::UNAUTHORIZED,
        Keycloak::Old => StatusCode::BAD_REQUEST,
    };
    match refusal {
        Refusal::Request(description) => error(StatusCode::BAD_REQUEST, "invalid_request", description),
        Refusal::UnknownClient => error(unauthorized, "invalid_client", "Invalid client or Invalid client credentials"),
        Refusal::WrongSecret => wrong_secret(unauthorized),
        Refusal::Disabled => error(StatusCode::UNAUTHORIZED, "invalid_request", "Client disabled"),
        Refusal::NoServiceAccount => {
            error(StatusCode::UNAUTHORIZED, "unauthorized_client", "Client not enabled to retrieve service account")
        }
        Refusal::GrantType => error(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Unsupported grant_type"),
        Refusal::Grant => {
            let turn = shared.refusals.fetch_add(1, Ordering::Relaxed);
            error(StatusCode::BAD_REQUEST, "invalid_grant", REFUSED[turn % REFUSED.len()])
        }
    }
}

/// The answer to a wrong secret.
pub(crate) fn wrong_secret(status: StatusCode) -> Response {
    error(status, "unauthorized_client", "Invalid client or Invalid client credentials")
}

fn error(status: StatusCode, error: &str, description: &str) -> Response {
    answer(status, &json!({ "error": error, "error_description": description }))
}

fn answer(status: StatusCode, body: &Value) -> Response {
    let mut answer = json_of(status, body);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    answer
}
