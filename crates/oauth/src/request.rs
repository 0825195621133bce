//! Token requests, built by the `oauth2` crate and sent by our own transport.
//!
//! This is the only file that names the crate. It is given our transport in place of an HTTP client, which takes the
//! finished form, takes out what this server must not get, sends it within our limits, and hands the answer back through
//! the error channel, so that the crate's own decoder and its error type, which keeps and prints bodies, are never reached.

use std::fmt;
use std::pin::Pin;

use airtill_domain::Secret;
use http::HeaderMap;
use oauth2::basic::BasicClient;
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, HttpRequest, HttpResponse, RefreshToken, RequestTokenError, ResourceOwnerPassword, ResourceOwnerUsername, TokenUrl,
};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use crate::endpoint::TokenEndpoint;
use crate::error::{SettingsFault, TokenError};
use crate::transport::{Reply, Transport};

/// What is asked with.
pub(crate) enum Grant<'a> {
    /// RFC 6749 §4.3.
    Password { username: &'a str, password: &'a Secret },
    /// RFC 6749 §6.
    Refresh { refresh_token: &'a Secret },
}

/// Our transport as the crate's HTTP client. A type with a name rather than a closure, so that the compiler can show that
/// a request may move between threads.
struct Sender<'a> {
    transport: &'a Transport,
    endpoint: &'a TokenEndpoint,
}

impl<'c> AsyncHttpClient<'c> for Sender<'_> {
    type Error = Answered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Answered>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let (parts, form) = request.into_parts();
            let form = Zeroizing::new(form);
            Err(Answered(self.transport.post(&self.endpoint.address, parts.headers, without_client(&form)).await))
        })
    }
}

/// Sends one token request.
///
/// # Errors
/// What the transport says; an answer of any status is a [`Reply`].
pub(crate) async fn send(transport: &Transport, endpoint: &TokenEndpoint, grant: &Grant<'_>) -> Result<Reply, TokenError> {
    let client =
        BasicClient::new(ClientId::new(String::new())).set_auth_type(AuthType::RequestBody).set_token_uri(TokenUrl::from_url(endpoint.address.clone()));
    let sender = Sender { transport, endpoint };
    let end = match grant {
        Grant::Password { username, password } => {
            let (username, password) = (ResourceOwnerUsername::new((*username).to_owned()), ResourceOwnerPassword::new(password.expose().to_owned()));
            client.exchange_password(&username, &password).request_async(&sender).await
        }
        Grant::Refresh { refresh_token } => {
            let refresh_token = RefreshToken::new(refresh_token.expose().to_owned());
            client.exchange_refresh_token(&refresh_token).request_async(&sender).await
        }
    };
    match end {
        Err(RequestTokenError::Request(Answered(outcome))) => outcome,
        // The request could not even be built: only its address can be the reason.
        _ => Err(TokenError::Settings { fault: SettingsFault::Address, message: String::new() }),
    }
}

/// Posts to `address` with a bearer token and no body.
///
/// # Errors
/// What the transport says, or SignInAgain for a token that fits no header.
pub(crate) async fn post_with_bearer(transport: &Transport, address: &Url, access_token: &Secret) -> Result<Reply, TokenError> {
    let mut bearer = http::HeaderValue::try_from(format!("Bearer {}", access_token.expose())).map_err(|_| TokenError::SignInAgain)?;
    bearer.set_sensitive(true);
    let mut headers = HeaderMap::new();
    headers.insert(http::header::AUTHORIZATION, bearer);
    headers.insert(http::header::ACCEPT, http::HeaderValue::from_static("application/json"));
    transport.post(address, headers, Vec::new()).await
}

/// The form without `client_id`, which the crate always adds and a server without clients must not get.
fn without_client(form: &[u8]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::with_capacity(form.len()))
        .extend_pairs(form_urlencoded::parse(form).filter(|(name, _)| name != "client_id"))
        .finish()
        .into_bytes()
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
