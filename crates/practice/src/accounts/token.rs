//! `POST /oauth/token`: codes, passwords and refresh tokens for access tokens, as a Doorkeeper server answers.
//!
//! JSON bodies only, under exactly `application/json`. Of the query only `grant_type` is read: credentials in an
//! address would end in logs. Errors are those of RFC 6749: 401 when the client is wrong, else 400.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use tokio::time::sleep;

use crate::accounts::issued::Issued;
use crate::accounts::options::Pkce;
use crate::accounts::request::SCOPE;
use crate::accounts::resources;
use crate::accounts::shared::Shared;
use crate::accounts::store::GrantError;
use crate::accounts::troubles::Trouble;
use crate::wire::{Cut, End, Line};

/// How long an access token lasts while [`Trouble::ShortTokens`] is on.
const SHORT: Duration = Duration::from_secs(60);

const INVALID_CLIENT: &str = "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.";
const INVALID_GRANT: &str = "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.";
/// The sentence of Doorkeeper 5.0 to 5.4.
const NO_PKCE: &str = "Invalid code_verifier parameter. Server does not support pkce.";

#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    token_type: &'a str,
    expires_in: u64,
    refresh_token: &'a str,
    scope: &'a str,
    created_at: i64,
    user_id: u64,
}

#[derive(Serialize)]
struct OauthError<'a> {
    error: &'a str,
    error_description: &'a str,
}

/// The reason for which there are no tokens.
enum Refusal {
    /// A required field is missing.
    Missing(&'static str),
    /// A verifier where there are no columns for it.
    Pkce,
    GrantType,
    Client,
    Grant(GrantError),
}

impl From<GrantError> for Refusal {
    fn from(error: GrantError) -> Refusal {
        Refusal::Grant(error)
    }
}

/// The fields of the body, and the grant type from the body or the query.
struct Fields {
    body: Value,
    grant_type: Option<String>,
}

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        self.body.get(name)?.as_str().filter(|value| !value.is_empty())
    }

    fn needed(&self, name: &'static str) -> Result<&str, Refusal> {
        self.get(name).ok_or(Refusal::Missing(name))
    }
}

/// `POST /oauth/token`
pub(crate) async fn token(
    State(shared): State<Arc<Shared>>,
    Extension(line): Extension<Line>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = match resources::json_body(&headers, &body) {
        Ok(body) => body,
        Err(status) => return resources::failure(status),
    };
    let query = query.unwrap_or_default();
    let in_query = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "grant_type")
        .map(|(_, value)| value.into_owned());
    let in_body = body.get("grant_type").and_then(Value::as_str).map(str::to_owned);
    let fields = Fields { body, grant_type: in_body.or(in_query).filter(|value| !value.is_empty()) };
    let lifetime =
        if shared.troubles.is_on(Trouble::ShortTokens) { SHORT } else { shared.options.access_token_lifetime };
    let answer = match fields.grant_type.as_deref() {
        None => Err(Refusal::Missing("grant_type")),
        Some("authorization_code") => exchange(&shared, &fields, lifetime).await,
        Some("password") => password(&shared, &fields, lifetime).await,
        Some("refresh_token") => refresh(&shared, &fields, lifetime, &line).await,
        Some(_) => Err(Refusal::GrantType),
    };
    match answer {
        Ok(issued) => resources::json(
            StatusCode::OK,
            &Tokens {
                access_token: &issued.access_token,
                token_type: "Bearer",
                expires_in: issued.expires_in.as_secs(),
                refresh_token: &issued.refresh_token,
                scope: SCOPE,
                created_at: issued.at.as_second(),
                user_id: issued.user_id,
            },
        ),
        Err(refusal) => refused(&refusal),
    }
}

async fn exchange(shared: &Arc<Shared>, fields: &Fields, lifetime: Duration) -> Result<Issued, Refusal> {
    let code = fields.get("code").unwrap_or_default().to_owned();
    let mut verifier = fields.get("code_verifier").map(str::to_owned);
    match shared.pkce() {
        Pkce::Supported => {}
        Pkce::Ignored => verifier = None,
        // Doorkeeper looks at this first, and only when it knows the code.
        Pkce::Refused if verifier.is_some() && shared.store.knows_code(&code) => return Err(Refusal::Pkce),
        Pkce::Refused => {}
    }
    // A missing verifier is reported before a code of another client.
    if verifier.is_none() && shared.store.wants_verifier(&code) {
        return Err(Refusal::Missing("code_verifier"));
    }
    let redirect_uri = fields.needed("redirect_uri")?.to_owned();
    check_client(shared, fields)?;
    let issued =
        shared.blocking(move |store| store.exchange(&code, &redirect_uri, verifier.as_deref(), lifetime)).await;
    if shared.troubles.is_on(Trouble::SlowExchange) {
        sleep(shared.options.slow).await;
    }
    Ok(issued?)
}

async fn password(shared: &Arc<Shared>, fields: &Fields, lifetime: Duration) -> Result<Issued, Refusal> {
    check_client(shared, fields)?;
    let (email, password) =
        (fields.get("username").unwrap_or_default().to_owned(), fields.get("password").unwrap_or_default().to_owned());
    let issued = shared
        .blocking(move |store| store.user_by_password(&email, &password).map(|user| store.sign_in(user.id, lifetime)))
        .await;
    Ok(issued.ok_or(GrantError::Invalid)?.map_err(GrantError::Journal)?)
}

async fn refresh(shared: &Arc<Shared>, fields: &Fields, lifetime: Duration, line: &Line) -> Result<Issued, Refusal> {
    let used = fields.needed("refresh_token")?.to_owned();
    check_client(shared, fields)?;
    let rotation = shared.options.rotation;
    let issued = shared.blocking(move |store| store.refresh(&used, rotation, lifetime)).await?;
    if shared.troubles.is_on(Trouble::RefreshLost) {
        line.cut(Cut::Start, End::Close);
    }
    Ok(issued)
}

fn check_client(shared: &Shared, fields: &Fields) -> Result<(), Refusal> {
    if shared.is_client(fields.get("client_id"), fields.get("client_secret")) { Ok(()) } else { Err(Refusal::Client) }
}

/// The answer to an unknown client, or to a wrong client secret.
pub(crate) fn invalid_client() -> Response {
    error(StatusCode::UNAUTHORIZED, "invalid_client", INVALID_CLIENT)
}

fn refused(refusal: &Refusal) -> Response {
    match refusal {
        Refusal::Missing(name) => missing(name),
        Refusal::Pkce => bad("invalid_request", NO_PKCE),
        Refusal::GrantType => {
            bad("unsupported_grant_type", "The authorization grant type is not supported by the authorization server.")
        }
        Refusal::Client => invalid_client(),
        Refusal::Grant(GrantError::Invalid) => bad("invalid_grant", INVALID_GRANT),
        Refusal::Grant(GrantError::Journal(error)) => resources::not_written(error),
    }
}

fn missing(name: &str) -> Response {
    bad("invalid_request", &format!("Missing required parameter: {name}."))
}

fn bad(error_code: &str, description: &str) -> Response {
    error(StatusCode::BAD_REQUEST, error_code, description)
}

/// Doorkeeper repeats the error in the header, with every status.
fn error(status: StatusCode, error: &str, error_description: &str) -> Response {
    let mut answer = resources::json(status, &OauthError { error, error_description });
    let challenge =
        format!("Bearer realm=\"Doorkeeper\", error=\"{error}\", error_description=\"{error_description}\"");
    answer
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, HeaderValue::from_str(&challenge).expect("the sentences are plain ASCII"));
    answer
}
