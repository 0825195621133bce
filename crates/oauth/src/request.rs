//! Token requests, built by the `oauth2` crate and sent by our own transport.
//!
//! The crate is named here and where addresses for the browser are made. It is given our transport in place of an HTTP
//! client, which reads the finished form, removes the parameters that this server must not get, sends it within our
//! limits, and hands the answer back through the error channel, so that the crate's own decoder and its error type,
//! which stores and prints bodies, are never reached.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;

use airtill_domain::Secret;
use airtill_http::{Client as HttpClient, Reply};
use http::HeaderMap;
use oauth2::basic::BasicClient;
use oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, HttpRequest, HttpResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, ResourceOwnerPassword, ResourceOwnerUsername,
    TokenUrl,
};
use url::Url;
use zeroize::Zeroizing;

use crate::endpoint::{Encoding, TokenEndpoint};
use crate::error::{SettingsError, TokenError};
use crate::wiped::pairs;

/// The grant of a token request.
pub(crate) enum Grant<'a> {
    /// RFC 6749 §4.3.
    Password { username: &'a str, password: &'a Secret },
    /// RFC 6749 §4.1.3, with the verifier of RFC 7636 where there is one.
    Code { code: &'a Secret, redirect_uri: &'a str, verifier: Option<&'a Secret> },
    /// RFC 6749 §6.
    Refresh { refresh_token: &'a Secret },
    /// RFC 6749 §4.4.
    Client,
}

/// Our transport as the crate's HTTP client. A type with a name rather than a closure, so that the compiler can show
/// that a request may move between threads.
struct Sender<'a> {
    transport: &'a HttpClient,
    endpoint: &'a TokenEndpoint,
    /// The grant type that stands in the query of this endpoint, if it does.
    in_query: Option<&'static str>,
}

impl<'c> AsyncHttpClient<'c> for Sender<'_> {
    type Error = Answered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Answered>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, form) = request.into_parts();
            let (mut headers, mut body) = (parts.headers, Zeroizing::new(form));
            let mut address = self.endpoint.address.clone();
            if self.endpoint.client.is_none() {
                body = without_client(&body);
            }
            if self.endpoint.encoding == Encoding::Json {
                body = as_json(&body);
                headers.insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
                if let Some(word) = self.in_query {
                    address.query_pairs_mut().append_pair("grant_type", word);
                }
            }
            Err(Answered(self.transport.post(&address, headers, body).await.map_err(TokenError::from)))
        })
    }
}

/// Sends one token request.
///
/// # Errors
/// The error of the transport; an answer of any status is a [`Reply`].
pub(crate) async fn send(
    transport: &HttpClient,
    endpoint: &TokenEndpoint,
    grant: &Grant<'_>,
) -> Result<Reply, TokenError> {
    let id = endpoint.client.as_ref().map_or(String::new(), |client| client.id.clone());
    let mut client = BasicClient::new(ClientId::new(id))
        .set_auth_type(AuthType::RequestBody)
        .set_token_uri(TokenUrl::from_url(endpoint.address.clone()));
    if let Some(secret) = endpoint.client.as_ref().and_then(|client| client.secret.as_ref()) {
        client = client.set_client_secret(ClientSecret::new(secret.expose().to_owned()));
    }
    let in_query = match grant {
        Grant::Password { .. } => Some("password"),
        Grant::Refresh { .. } => Some("refresh_token"),
        Grant::Code { .. } | Grant::Client => None,
    };
    let sender = Sender { transport, endpoint, in_query };
    let end = match grant {
        Grant::Password { username, password } => {
            let (username, password) = (
                ResourceOwnerUsername::new((*username).to_owned()),
                ResourceOwnerPassword::new(password.expose().to_owned()),
            );
            client.exchange_password(&username, &password).request_async(&sender).await
        }
        Grant::Code { code, redirect_uri, verifier } => {
            let redirect = RedirectUrl::new((*redirect_uri).to_owned())
                .map_err(|_| TokenError::Settings { error: SettingsError::Address, message: String::new() })?;
            let mut request = client
                .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
                .set_redirect_uri(Cow::Owned(redirect));
            if let Some(verifier) = verifier {
                request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()));
            }
            request.request_async(&sender).await
        }
        Grant::Refresh { refresh_token } => {
            let refresh_token = RefreshToken::new(refresh_token.expose().to_owned());
            client.exchange_refresh_token(&refresh_token).request_async(&sender).await
        }
        Grant::Client => client.exchange_client_credentials().request_async(&sender).await,
    };
    match end {
        Err(RequestTokenError::Request(Answered(outcome))) => outcome,
        // The request could not even be built: only its address can be the reason.
        _ => Err(TokenError::Settings { error: SettingsError::Address, message: String::new() }),
    }
}

/// Posts to `address` with a bearer token and no body.
///
/// # Errors
/// The error of the transport, or SignInAgain for a token that fits no header.
pub(crate) async fn post_with_bearer(
    transport: &HttpClient,
    address: &Url,
    access_token: &Secret,
) -> Result<Reply, TokenError> {
    let mut bearer = http::HeaderValue::try_from(format!("Bearer {}", access_token.expose()))
        .map_err(|_| TokenError::SignInAgain)?;
    bearer.set_sensitive(true);
    let mut headers = HeaderMap::new();
    headers.insert(http::header::AUTHORIZATION, bearer);
    headers.insert(http::header::ACCEPT, http::HeaderValue::from_static("application/json"));
    Ok(transport.post(address, headers, Zeroizing::default()).await?)
}

/// Posts a token that is to be revoked, with the client that it was given to (RFC 7009 §2.1).
///
/// # Errors
/// The error of the transport, or `NoSuchPlace` where there is no address for it.
pub(crate) async fn post_revocation(
    transport: &HttpClient,
    endpoint: &TokenEndpoint,
    token: &Secret,
) -> Result<Reply, TokenError> {
    let address = endpoint
        .revocation()
        .ok_or(TokenError::Settings { error: SettingsError::NoSuchPlace, message: String::new() })?;
    let mut fields = vec![("token", token.expose())];
    if let Some(client) = &endpoint.client {
        fields.push(("client_id", &client.id));
        fields.extend(client.secret.as_ref().map(|secret| ("client_secret", secret.expose())));
    }
    let length = fields.iter().map(|(name, value)| name.len() + value.len() * 3 + 2).sum();
    let form = url::form_urlencoded::Serializer::new(String::with_capacity(length)).extend_pairs(fields).finish();
    let (mut body, mut kind) = (Zeroizing::new(form.into_bytes()), "application/x-www-form-urlencoded");
    if endpoint.encoding == Encoding::Json {
        (body, kind) = (as_json(&body), "application/json");
    }
    let mut headers = HeaderMap::new();
    headers.insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static(kind));
    headers.insert(http::header::ACCEPT, http::HeaderValue::from_static("application/json"));
    Ok(transport.post(&address, headers, body).await?)
}

/// A verifier that belongs to no attempt.
pub(crate) fn random_verifier() -> Secret {
    Secret::new(PkceCodeChallenge::new_random_sha256().1.into_secret())
}

/// The form without `client_id`, which the crate always adds and a server without clients must not get.
fn without_client(form: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut kept = Zeroizing::new(Vec::with_capacity(form.len()));
    // Nothing is decoded, so that no copy of a password is made.
    for pair in form.split(|byte| *byte == b'&').filter(|pair| !pair.starts_with(b"client_id=")) {
        if !kept.is_empty() {
            kept.push(b'&');
        }
        kept.extend_from_slice(pair);
    }
    kept
}

/// The form as one JSON object of strings.
fn as_json(form: &[u8]) -> Zeroizing<Vec<u8>> {
    struct Pairs<'a>(&'a [u8]);
    impl serde::Serialize for Pairs<'_> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(pairs(self.0))
        }
    }
    // Room for escapes, so that no copy is left behind by growing.
    let mut json = Zeroizing::new(Vec::with_capacity(form.len() * 2 + 64));
    serde_json::to_writer(&mut *json, &Pairs(form)).expect("strings can be written to memory");
    json
}

/// Carries the outcome out of the crate; shows nothing of it.
struct Answered(Result<Reply, TokenError>);

impl fmt::Debug for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answered")
    }
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("answered")
    }
}

impl std::error::Error for Answered {}
