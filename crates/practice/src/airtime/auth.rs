//! The sign-in half: `/auth/token`, `/auth/user`, `/auth/logout`, as a GoTrue server answers.
//!
//! Form bodies only. Failures of the token endpoint are `{"error","error_description"}`; all others are
//! `{"code","msg"}`. Refresh tokens are good for one use; log-out ends those of the user and leaves access tokens to
//! their end.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use serde::Serialize;

use crate::airtime::shared::Shared;
use crate::airtime::users::{self, Identity, User};
use crate::json::json_of;
use crate::lock::lock;
use crate::token::{self, Refused};

/// The window of the rate limit.
const RATE_WINDOW: SignedDuration = SignedDuration::from_mins(5);

#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    token_type: &'a str,
    expires_in: u64,
    refresh_token: &'a str,
}

#[derive(Serialize)]
struct OauthError<'a> {
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_description: Option<&'a str>,
}

#[derive(Serialize)]
struct HttpError<'a> {
    code: u16,
    msg: &'a str,
}

#[derive(Serialize)]
struct Person<'a> {
    id: &'a str,
    email: &'a str,
    confirmation_sent_at: &'a str,
    created_at: &'a str,
    updated_at: &'a str,
}

/// `POST /auth/token`
pub(crate) async fn token(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if too_many(&shared) {
        return failure(StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded");
    }
    let form = form(query.as_deref(), &headers, &body);
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    match field("grant_type") {
        "password" => password(&shared, field("username"), field("password")).await,
        "refresh_token" => refresh(&shared, field("refresh_token").to_owned()).await,
        _ => oauth("unsupported_grant_type", None),
    }
}

async fn password(shared: &Arc<Shared>, email: &str, password: &str) -> Response {
    let Some(user) = users::by_email(email) else {
        return oauth("invalid_grant", Some("No user found with this email"));
    };
    if user.busy {
        return failure(StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded");
    }
    if !user.confirmed {
        return oauth("invalid_grant", Some("Email not confirmed"));
    }
    if password != user.account.password {
        return oauth("invalid_grant", Some("Invalid Password"));
    }
    match shared.blocking(|store| store.issue(user)).await {
        Ok((identity, refresh_token)) => tokens(shared, &identity, &refresh_token),
        Err(error) => not_written(&error),
    }
}

async fn refresh(shared: &Arc<Shared>, used: String) -> Response {
    if used.is_empty() {
        return oauth("invalid_request", Some("refresh_token required"));
    }
    match shared.blocking(move |store| store.rotate(&used)).await {
        Ok(Some((identity, refresh_token))) => tokens(shared, &identity, &refresh_token),
        Ok(None) => oauth("invalid_grant", Some("Invalid Refresh Token")),
        Err(error) => not_written(&error),
    }
}

fn tokens(shared: &Shared, identity: &Identity, refresh_token: &str) -> Response {
    let lifetime = shared.options.access_token_lifetime.as_secs();
    let ends = shared.options.clock.now() + std::time::Duration::from_secs(lifetime);
    json_of(
        StatusCode::OK,
        &Tokens {
            access_token: &shared.store.access_token(identity, ends),
            token_type: "bearer",
            expires_in: lifetime,
            refresh_token,
        },
    )
}

/// `GET /auth/user`
pub(crate) async fn user(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match bearer(&shared, &headers) {
        Ok(Bearer { user, identity, .. }) => json_of(
            StatusCode::OK,
            &Person {
                id: &identity.id,
                email: &identity.email,
                confirmation_sent_at: user.created_at,
                created_at: user.created_at,
                updated_at: user.created_at,
            },
        ),
        Err(refused) => unauthorized(refused),
    }
}

/// `POST /auth/logout`
pub(crate) async fn logout(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match bearer(&shared, &headers) {
        Ok(Bearer { user, .. }) => match shared.blocking(|store| store.sign_out(user)).await {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(error) => not_written(&error),
        },
        Err(refused) => unauthorized(refused),
    }
}

/// The sender of a request, by its access token.
pub(crate) struct Bearer {
    pub user: &'static User,
    /// The user as the token names it.
    pub identity: Identity,
    pub access_token: String,
}

/// The sender of the request.
pub(crate) fn bearer(shared: &Shared, headers: &HeaderMap) -> Result<Bearer, Refused> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let access_token = given.and_then(|value| value.strip_prefix("Bearer ")).ok_or(Refused::Missing)?;
    let (user, identity) = shared.store.check(access_token)?;
    let ended = lock(&shared.ended);
    if ended.tokens.contains(&token::fingerprint(access_token)) {
        return Err(Refused::Expired);
    }
    Ok(Bearer { user, identity, access_token: access_token.to_owned() })
}

/// The 401 of this half.
pub(crate) fn unauthorized(refused: Refused) -> Response {
    failure(
        StatusCode::UNAUTHORIZED,
        match refused {
            Refused::Missing => "This endpoint requires a Bearer token",
            Refused::Invalid | Refused::Revoked => "Invalid token: signature is invalid",
            Refused::Expired => "Invalid token: token is expired",
        },
    )
}

fn oauth(error: &str, error_description: Option<&str>) -> Response {
    json_of(StatusCode::BAD_REQUEST, &OauthError { error, error_description })
}

fn failure(status: StatusCode, msg: &str) -> Response {
    json_of(status, &HttpError { code: status.as_u16(), msg })
}

fn not_written(error: &io::Error) -> Response {
    tracing::warn!(%error, "practice sign-in could not be written down");
    failure(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

/// The fields of the query and of a form body; the body's win. Go's `FormValue` reads the same, and no JSON.
fn form(query: Option<&str>, headers: &HeaderMap, body: &[u8]) -> HashMap<String, String> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_form = content_type.trim().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
    let body = if is_form { body } else { b"" };
    let query = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    query
        .chain(url::form_urlencoded::parse(body))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

fn too_many(shared: &Shared) -> bool {
    let Some(limit) = shared.options.rate_limit else { return false };
    let now = shared.options.clock.now();
    let mut requests = lock(&shared.token_requests);
    while requests.front().is_some_and(|at| now.duration_since(*at) >= RATE_WINDOW) {
        requests.pop_front();
    }
    if requests.len() >= limit as usize {
        return true;
    }
    requests.push_back(now);
    false
}
