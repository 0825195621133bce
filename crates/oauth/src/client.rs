//! Requests for tokens: one request, one outcome.
//!
//! Nothing is stored and nothing is repeated. A password lives here for one request; a second attempt needs the person
//! to type it again.

use std::sync::Arc;

use airtill_domain::{Clock, Environment, Moment, Secret};
use airtill_http::{Client as HttpClient, Reply, Timeouts};
use url::Url;

use crate::answer;
use crate::authorization::Attempt;
use crate::endpoint::TokenEndpoint;
use crate::error::TokenError;
use crate::refusal::{Asked, classify};
use crate::request::{Grant, post_revocation, post_with_bearer, random_verifier, send};
use crate::token_set::{ClockSkew, RefreshToken, TokenSet};

/// The settings of a [`TokenClient`].
pub struct Settings {
    /// Decides whether a loopback address may be used.
    pub environment: Environment,
    /// Ten seconds to connect and thirty in all, unless a test wants less.
    pub timeouts: Timeouts,
    /// The clock that gives the time at which a request is sent.
    pub clock: Arc<dyn Clock>,
}

/// The proof that goes along with a code, that it was asked for here (RFC 7636).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The verifier of the attempt, if it has one.
    Verifier,
    /// A verifier of another attempt: a server that accepts it does not check verifiers.
    WrongVerifier,
    /// The server gave no token.
    Nothing,
}

/// The client of token endpoints; every call sends one request.
pub struct TokenClient {
    pub(crate) transport: HttpClient,
    pub(crate) clock: Arc<dyn Clock>,
}

impl TokenClient {
    /// A client for the connections of one environment.
    pub fn new(settings: Settings) -> Self {
        Self { transport: HttpClient::new(settings.environment, settings.timeouts), clock: settings.clock }
    }

    /// Signs in with user name and password (RFC 6749 §4.3), in the body of a form and nowhere else.
    ///
    /// # Errors
    /// See [`TokenError`]; never repeat one by itself: accounts lock.
    pub async fn password(
        &self,
        endpoint: &TokenEndpoint,
        username: &str,
        password: Secret,
    ) -> Result<TokenSet, TokenError> {
        self.ask(endpoint, &Grant::Password { username, password: &password }).await
    }

    /// Exchanges an authorization code (RFC 6749 §4.1.3), once: a code that is used twice ends what it gave.
    ///
    /// # Errors
    /// See [`TokenError`]. Never repeat it by itself.
    pub async fn exchange(
        &self,
        endpoint: &TokenEndpoint,
        code: &Secret,
        attempt: &Attempt,
    ) -> Result<TokenSet, TokenError> {
        self.exchange_with(Proof::Verifier, endpoint, code, attempt).await
    }

    /// Exchanges an authorization code with another proof than its own.
    ///
    /// # Errors
    /// See [`TokenError`]. RFC 7636 §4.6 refuses the proof before the code is used, so the code may then be sent once
    /// more with another proof; after any other error it may not.
    pub async fn exchange_with(
        &self,
        proof: Proof,
        endpoint: &TokenEndpoint,
        code: &Secret,
        attempt: &Attempt,
    ) -> Result<TokenSet, TokenError> {
        let wrong = (proof == Proof::WrongVerifier).then(random_verifier);
        let verifier = if proof == Proof::Verifier { attempt.verifier() } else { wrong.as_ref() };
        self.ask(endpoint, &Grant::Code { code, redirect_uri: attempt.redirect_uri(), verifier }).await
    }

    /// Renews with a refresh token (RFC 6749 §6). GoTrue spends it with every call, whether or not the answer arrives.
    ///
    /// # Errors
    /// See [`TokenError`], and [`TokenError::discards_refresh_token`] for the one that ends the sign-in.
    pub async fn refresh(&self, endpoint: &TokenEndpoint, refresh_token: &Secret) -> Result<TokenSet, TokenError> {
        self.ask(endpoint, &Grant::Refresh { refresh_token }).await
    }

    /// Asks for tokens with the client's own id and secret (RFC 6749 §4.4), which no person has a part in.
    ///
    /// # Errors
    /// See [`TokenError`]; `SettingsError::Client` where the service refuses this client.
    pub async fn client_credentials(&self, endpoint: &TokenEndpoint) -> Result<TokenSet, TokenError> {
        self.ask(endpoint, &Grant::Client).await
    }

    /// Ends the sign-in on every device. Access tokens that were issued stay valid until they expire.
    ///
    /// # Errors
    /// See [`TokenError`]; SignInAgain if the access token is no longer good. Forget the tokens after every outcome.
    pub async fn sign_out(&self, address: &Url, access_token: &Secret) -> Result<(), TokenError> {
        let reply = post_with_bearer(&self.transport, address, access_token).await?;
        // GoTrue answers 204; a success without a body means the same.
        if (200..=299).contains(&reply.status) && reply.is_empty() {
            return Ok(());
        }
        Err(classify(&reply, Asked::SignOut, &[access_token.expose()]))
    }

    /// Asks the service to revoke a token and its pair (RFC 7009): either token of a pair ends both.
    ///
    /// # Errors
    /// See [`TokenError`]; `NoSuchPlace` where the endpoint has no such address. A token that the service no longer
    /// knows is no error (RFC 7009 §2.2).
    pub async fn revoke(&self, endpoint: &TokenEndpoint, token: &Secret) -> Result<(), TokenError> {
        let reply = post_revocation(&self.transport, endpoint, token).await?;
        if (200..=299).contains(&reply.status) && !reply.is_html() {
            return Ok(());
        }
        let mut secrets = vec![token.expose()];
        secrets.extend(endpoint.client.as_ref().and_then(|client| client.secret.as_ref()).map(Secret::expose));
        Err(classify(&reply, Asked::Revoke, &secrets))
    }

    async fn ask(&self, endpoint: &TokenEndpoint, grant: &Grant<'_>) -> Result<TokenSet, TokenError> {
        let sent_at = self.clock.now();
        let reply = send(&self.transport, endpoint, grant).await?;
        let (asked, mut secrets) = match grant {
            Grant::Password { password, .. } => (Asked::Password, vec![password.expose()]),
            Grant::Code { code, verifier, .. } => {
                (Asked::Code, std::iter::once(*code).chain(*verifier).map(Secret::expose).collect())
            }
            Grant::Refresh { refresh_token } => (Asked::Refresh, vec![refresh_token.expose()]),
            Grant::Client => (Asked::Client, Vec::new()),
        };
        secrets.extend(endpoint.client.as_ref().and_then(|client| client.secret.as_ref()).map(Secret::expose));
        if !(200..=299).contains(&reply.status) || !reply.is_readable() && !reply.is_empty() {
            return Err(classify(&reply, asked, &secrets));
        }
        let set = answer::decode(&reply.body, endpoint.assumes_bearer, sent_at, skew(&reply, self.clock.now()))?;
        if matches!(set.refresh_token, RefreshToken::Empty) {
            tracing::warn!("the service sent an empty refresh token; the one before it stays");
        }
        Ok(set)
    }
}

fn skew(reply: &Reply, now: Moment) -> Option<ClockSkew> {
    reply.date().map(|server| ClockSkew { seconds: server.saturating_sub(now.wall.0) / 1000 })
}
