//! The till signing in as a client, by the id and secret that the administrator gave (RFC 6749 §4.4).
//!
//! The secret is in the vault; the tokens are in memory alone, because the secret makes new ones at any time. A refresh
//! token is used once, and only one that will live long enough: where the service refuses it, the client asks anew,
//! once. A network that is away, and a service that asks for a wait, are no refusal. One renewal runs at a time,
//! as for people; no person is asked. Only a refusal of the client itself ends the sign-in, until the secret is changed
//! or somebody has it tried again: a service that turns new tokens away does not.

use std::sync::atomic::Ordering;

use airtill_contract::ErrorCode;
use airtill_domain::{Secret, lock};
use airtill_oauth::{OfflineError, RefreshToken, SettingsError, TokenEndpoint, TokenError, TokenSet};

use super::Session;
use super::client_refresh::ClientRefresh;
use super::flight::FlightHeld;
use super::provider::Party;
use super::state::SessionState;
use crate::TillError;

impl Session {
    /// Whether the till signs in here as a client, without a person.
    pub fn is_client(&self) -> bool {
        self.provider.party == Party::Client
    }

    /// Signs in as the client: with this secret, which is stored, or else with the stored one, also after it was
    /// refused.
    ///
    /// # Errors
    /// By what the service or the network said; the secret stays stored, and is used when the service can be asked.
    pub async fn sign_in_as_client(&self, secret: Option<Secret>) -> Result<(), TillError> {
        match secret {
            Some(secret) => self.keep_client_secret(secret).await?,
            None => {
                let flight = self.alone().await;
                let remembered = self.vault.get().await?.state().is_durable();
                self.has_client_secret.store(self.client_secret().await?.is_some(), Ordering::Relaxed);
                flight.begin_anew_as_client(remembered);
            }
        }
        self.access_token().await.map(drop)
    }
}

impl FlightHeld<'_> {
    /// Has the client signed in where its secret is stored, unless it was refused before.
    pub(super) async fn load_client(&self) -> Result<(), TillError> {
        let is_stored = self.client_secret().await?.is_some();
        self.has_client_secret.store(is_stored, Ordering::Relaxed);
        self.looked.store(true, Ordering::Relaxed);
        if is_stored && self.state() == SessionState::SignedOut {
            let remembered = self.vault.get().await?.state().is_durable();
            self.begin_anew_as_client(remembered);
        }
        Ok(())
    }

    /// Forgets the tokens, and has the client signed in where it has a secret.
    pub(super) fn begin_anew_as_client(&self, remembered: bool) {
        self.looked.store(true, Ordering::Relaxed);
        self.drop_tokens();
        self.backoff.end();
        self.backoff.was_let_in();
        self.sign_outs.end();
        let signed_in = SessionState::SignedIn { person: None, ends_at: None, remembered };
        self.set_state(if self.has_client_secret() { signed_in } else { SessionState::SignedOut });
    }

    /// A new access token for the client.
    ///
    /// # Errors
    /// The secret is gone, or by what the service or the network said.
    pub(super) async fn ask_as_client(&self) -> Result<Secret, TillError> {
        let count = self.sign_outs.count();
        let endpoint = self.endpoint().await?;
        let has_secret = endpoint.client.as_ref().is_some_and(|client| client.secret.is_some());
        let asked = if has_secret { Some(self.tokens_of_client(&endpoint).await) } else { None };
        // Nothing of a client that was signed out meanwhile is held; its tokens end by themselves.
        let here = self.unless_signed_out(count).await;
        let (Some(asked), Some(_here)) = (asked, &here) else {
            if here.is_some() {
                self.has_client_secret.store(false, Ordering::Relaxed);
                self.set_state(SessionState::SignedOut);
            }
            return Err(TillError::new(ErrorCode::SignInAgain));
        };
        match asked {
            Ok(tokens) => {
                if let Some(refresh) = ClientRefresh::of(&tokens) {
                    *lock(&self.client_refresh) = Some(refresh);
                }
                Ok(self.hold(tokens))
            }
            Err(error) => {
                if matches!(error, TokenError::Settings { error: SettingsError::Client, .. }) {
                    self.drop_tokens();
                    self.set_state(SessionState::SignInAgain { person: None });
                }
                self.backoff.note(&error, self.clock.now().monotonic);
                Err(error.into())
            }
        }
    }

    /// Tokens by the refresh token where there is one, else by the client's own secret.
    async fn tokens_of_client(&self, endpoint: &TokenEndpoint) -> Result<TokenSet, TokenError> {
        // Where it may have reached the service it is spent: rotated tokens that come twice end the whole session.
        let refresh = lock(&self.client_refresh).take();
        if let Some(refresh) = refresh.filter(|refresh| refresh.lives_long_enough(self.clock.now())) {
            match self.tokens.refresh(endpoint, &refresh.token).await {
                Ok(tokens) => {
                    if matches!(tokens.refresh_token, RefreshToken::Absent | RefreshToken::Empty) {
                        *lock(&self.client_refresh) = Some(refresh);
                    }
                    tracing::info!("the access token was renewed");
                    return Ok(tokens);
                }
                Err(error) if is_no_refusal(&error) => {
                    if never_arrived(&error) {
                        *lock(&self.client_refresh) = Some(refresh);
                    }
                    tracing::info!(%error, "the access token was not renewed");
                    return Err(error);
                }
                Err(error) => tracing::info!(%error, "the refresh token was refused; the client asks anew"),
            }
        }
        let asked = self.tokens.client_credentials(endpoint).await;
        match &asked {
            Ok(tokens) => {
                tracing::info!(lifetime = tokens.lifetime.map(|life| life.as_secs()), "the client was given a token")
            }
            Err(error) => tracing::info!(%error, "the client was given no token"),
        }
        asked
    }
}

/// Whether an answer to a renewal says nothing about the refresh token: the service could not be asked, or wants to be
/// left alone for a while.
fn is_no_refusal(error: &TokenError) -> bool {
    match error {
        TokenError::Offline { .. }
        | TokenError::Proxy { .. }
        | TokenError::Portal
        | TokenError::Certificate { .. }
        | TokenError::Busy { .. }
        | TokenError::RateLimited { .. } => true,
        TokenError::Settings { .. }
        | TokenError::SignInAgain
        | TokenError::Denied { .. }
        | TokenError::Odd { .. }
        | TokenError::TooBig => false,
    }
}

/// Whether the service never saw the refresh token, or did not look at it.
fn never_arrived(error: &TokenError) -> bool {
    match error {
        TokenError::Offline { error } => match error {
            OfflineError::NoName | OfflineError::NotReached | OfflineError::ConnectTimeout => true,
            OfflineError::NoAnswer | OfflineError::Broken => false,
        },
        TokenError::Proxy { .. } | TokenError::Certificate { .. } | TokenError::RateLimited { .. } => true,
        TokenError::Portal
        | TokenError::Busy { .. }
        | TokenError::Settings { .. }
        | TokenError::SignInAgain
        | TokenError::Denied { .. }
        | TokenError::Odd { .. }
        | TokenError::TooBig => false,
    }
}
