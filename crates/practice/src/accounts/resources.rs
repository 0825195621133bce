//! `/api/v1`: countries and users, and the JSON conventions of the whole service.
//!
//! A body is read under exactly `application/json`. Without a good token the answer is 401 with an empty body that
//! Rails calls `text/html`, and the reason in `WWW-Authenticate`, as Doorkeeper gives it.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::accounts::countries;
use crate::accounts::options::UserFields;
use crate::accounts::people::{Role, User};
use crate::accounts::shared::Shared;
use crate::token::Refused;

/// Devise's limits for the length of a password.
const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=128;

#[derive(Serialize)]
struct Person<'a> {
    id: u64,
    #[serde(flatten)]
    names: Option<Names<'a>>,
    email: &'a str,
    created_at: String,
    updated_at: String,
    role: Role,
    #[serde(flatten)]
    points: Option<Points>,
}

/// The fields that the table of the service's template lacks, as it lacks [`Points`].
#[derive(Serialize)]
struct Names<'a> {
    name: Option<&'a str>,
    nickname: Option<&'a str>,
}

#[derive(Serialize)]
struct Points {
    gold_to_send: i64,
    gold_received: i64,
}

#[derive(Serialize)]
struct Failure<'a> {
    status: u16,
    error: &'a str,
}

/// The errors in the fields of a new user.
#[derive(Default, Serialize)]
struct Errors {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    email: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    password: Vec<&'static str>,
}

/// `GET /api/v1/countries`
pub(crate) async fn countries(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    match bearer(&shared, &headers).await {
        Ok(_) => json(StatusCode::OK, &countries::countries()),
        Err(refused) => unauthorized(refused),
    }
}

/// `GET /api/v1/users/{id}`
pub(crate) async fn user(State(shared): State<Arc<Shared>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let own = match bearer(&shared, &headers).await {
        Ok(own) => own,
        Err(refused) => return unauthorized(refused),
    };
    if shared.options.any_id_is_the_own {
        return person(StatusCode::OK, &own, &shared);
    }
    match id.parse().ok().and_then(|id| shared.store.user(id)) {
        Some(user) => person(StatusCode::OK, &user, &shared),
        None => failure(StatusCode::NOT_FOUND),
    }
}

/// `POST /api/v1/users`, which needs no token.
pub(crate) async fn create(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let body = match json_body(&headers, &body) {
        Ok(body) => body,
        Err(status) => return failure(status),
    };
    let Some(Value::Object(fields)) = body.get("user") else {
        return json(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "errors": [{ "user": ["parameter is required"] }] }));
    };
    let field = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (email, password) = (field("email").trim().to_owned(), field("password"));
    let mut errors = Errors::default();
    if email.is_empty() {
        errors.email.push("can't be blank");
    } else if !is_email(&email) {
        errors.email.push("is invalid");
    } else if shared.store.is_email_taken(&email) {
        errors.email.push("has already been taken");
    }
    let length = password.chars().count();
    if length == 0 {
        errors.password.push("can't be blank");
    } else if length < *PASSWORD_LENGTH.start() {
        errors.password.push("is too short (minimum is 8 characters)");
    } else if length > *PASSWORD_LENGTH.end() {
        errors.password.push("is too long (maximum is 128 characters)");
    }
    if !errors.email.is_empty() || !errors.password.is_empty() {
        return invalid(&errors);
    }
    match shared.blocking(move |store| store.create(&email, &password)).await {
        Ok(Some(user)) => person(StatusCode::CREATED, &user, &shared),
        Ok(None) => invalid(&Errors { email: vec!["has already been taken"], ..Errors::default() }),
        Err(error) => not_written(&error),
    }
}

/// One at sign with something on both sides, and no blank.
fn is_email(email: &str) -> bool {
    let parts: Vec<&str> = email.split('@').collect();
    parts.len() == 2 && parts.iter().all(|part| !part.is_empty()) && !email.contains(char::is_whitespace)
}

fn invalid(errors: &Errors) -> Response {
    json(StatusCode::UNPROCESSABLE_ENTITY, errors)
}

fn person(status: StatusCode, user: &User, shared: &Shared) -> Response {
    let all = shared.options.user_fields == UserFields::All;
    let User { id, name, nickname, email, created_at, updated_at, role, gold_to_send, gold_received, .. } = user;
    json(
        status,
        &Person {
            id: *id,
            names: all.then_some(Names { name: name.as_deref(), nickname: nickname.as_deref() }),
            email,
            created_at: time(*created_at),
            updated_at: time(*updated_at),
            role: *role,
            points: all.then_some(Points { gold_to_send: *gold_to_send, gold_received: *gold_received }),
        },
    )
}

/// ISO 8601 with milliseconds and Z.
fn time(milliseconds: i64) -> String {
    let time = Timestamp::from_millisecond(milliseconds).expect("the times of users came from a clock");
    time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// The user who sent the request.
async fn bearer(shared: &Arc<Shared>, headers: &HeaderMap) -> Result<User, Refused> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, access_token) = given.split_once(' ').ok_or(Refused::Missing)?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(Refused::Missing);
    }
    let access_token = access_token.to_owned();
    shared.blocking(move |store| store.check(&access_token)).await
}

/// The 401 of this half: no body, the reason in the header.
pub(crate) fn unauthorized(refused: Refused) -> Response {
    let reason = match refused {
        Refused::Missing | Refused::Invalid => "The access token is invalid",
        Refused::Expired => "The access token expired",
        Refused::Revoked => "The access token was revoked",
    };
    let challenge = format!("Bearer realm=\"Doorkeeper\", error=\"invalid_token\", error_description=\"{reason}\"");
    let head = [
        (header::CONTENT_TYPE, "text/html"),
        (header::CONTENT_LENGTH, "0"),
        (header::CACHE_CONTROL, "no-store"),
        (header::PRAGMA, "no-cache"),
    ];
    (StatusCode::UNAUTHORIZED, head, [(header::WWW_AUTHENTICATE, challenge)], Body::empty()).into_response()
}

/// The JSON object of a request, or the status that refuses it.
pub(crate) fn json_body(headers: &HeaderMap, body: &[u8]) -> Result<Value, StatusCode> {
    let mut given = headers.get_all(header::CONTENT_TYPE).iter();
    if given.next() != Some(&HeaderValue::from_static("application/json")) || given.next().is_some() {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let body: Value = serde_json::from_slice(body).map_err(|_| StatusCode::BAD_REQUEST)?;
    if body.is_object() { Ok(body) } else { Err(StatusCode::BAD_REQUEST) }
}

/// A JSON answer, under the content type that Rails gives it.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let body = serde_json::to_string(body).expect("answers are plain strings and numbers");
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], body)
        .into_response()
}

/// Rails' answer when no other fits.
pub(crate) fn failure(status: StatusCode) -> Response {
    let mut answer =
        json(status, &Failure { status: status.as_u16(), error: status.canonical_reason().unwrap_or_default() });
    // The part of Rails that makes these writes it in capitals.
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=UTF-8"));
    answer
}

pub(crate) fn not_written(error: &io::Error) -> Response {
    tracing::warn!(%error, "practice accounts could not be written down");
    failure(StatusCode::INTERNAL_SERVER_ERROR)
}
