//! The access token that is good now: as it is held, or renewed first.
//!
//! One renewal runs at a time, and all callers who wait share its end. A rotated refresh token is stored before its
//! access token is handed out; only the service's own `invalid_grant` ends a sign-in.

use std::sync::atomic::Ordering;

use airtill_contract::ErrorCode;
use airtill_domain::{Secret, lock};
use airtill_oauth::{OfflineError, RefreshToken, TokenEndpoint, TokenError, TokenSet};

use super::flight::FlightHeld;
use super::state::SessionState;
use super::{Held, Session};
use crate::TillError;

impl Session {
    /// An access token that is good now, renewed first if need be.
    ///
    /// # Errors
    /// Signed out, ended by the service, or it could not be renewed now.
    pub async fn access_token(&self) -> Result<Secret, TillError> {
        if let Some(access) = self.fresh() {
            return Ok(access);
        }
        let noted = self.renewals.so_far();
        let flight = self.alone().await;
        match self.fresh().map(Ok).or_else(|| self.renewals.since(noted)) {
            Some(end) => end,
            None => flight.renew().await,
        }
    }
}

impl FlightHeld<'_> {
    /// Renews, and notes the end for all who wait for it.
    pub(super) async fn renew(&self) -> Result<Secret, TillError> {
        let end = self.ask_for_tokens().await;
        self.renewals.note(&end);
        end
    }

    async fn ask_for_tokens(&self) -> Result<Secret, TillError> {
        // Somebody may ask before the vault was opened for the first time.
        if !self.looked.load(Ordering::Relaxed) {
            self.load_sign_in().await?;
        }
        if !matches!(self.state(), SessionState::SignedIn { .. }) {
            return Err(TillError::new(ErrorCode::SignInAgain));
        }
        self.backoff.asked(self.clock.now().monotonic)?;
        let _working = self.working.token();
        if self.is_client() {
            return self.ask_as_client().await;
        }
        let count = self.sign_outs.count();
        // Another process may have rotated the token: its lock first, then the token as it is now.
        let across_processes = self.across_processes().await?;
        let Some(mut stored) = self.stored().await? else {
            // The person who is leaving stays named until the sale under way is written down.
            if let Some(_here) = self.unless_signed_out(count).await
                && !self.sign_outs.is_under_way()
            {
                self.set_state(SessionState::SignedOut);
            }
            return Err(TillError::new(ErrorCode::SignInAgain));
        };
        let endpoint = self.endpoint().await?;
        let tokens = match self.refresh(&endpoint, &Secret::new(stored.refresh_token.clone())).await {
            Ok(tokens) => tokens,
            Err(error) => {
                if error.discards_refresh_token() {
                    across_processes.forget(stored.person.clone(), count).await;
                }
                self.backoff.note(&error, self.clock.now().monotonic);
                return Err(error.into());
            }
        };
        let Some(may_store) = self.unless_signed_out(count).await else {
            self.renewed_in_vain(endpoint, &stored, tokens);
            return Err(TillError::new(ErrorCode::SignInAgain));
        };
        // Another process may have signed somebody else in.
        *lock(&self.signed_in_at) = stored.signed_in_at;
        if let SessionState::SignedIn { person, .. } = &mut *lock(&self.state) {
            person.clone_from(&stored.person);
        }
        match &tokens.refresh_token {
            RefreshToken::Given(refresh_token) => {
                stored.refresh_token = refresh_token.expose().to_owned();
                stored.obtained_at = tokens.sent_at.wall;
                let remembered = may_store.store(&stored).await?;
                self.set_state(SessionState::SignedIn {
                    person: stored.person.clone(),
                    ends_at: self.ends_at(stored.obtained_at),
                    remembered,
                });
            }
            RefreshToken::Absent => {}
            RefreshToken::Empty => tracing::warn!("the service gave an empty refresh token; the earlier one is kept"),
        }
        Ok(self.hold(tokens))
    }
}

impl Session {
    /// Renews, and once more with the same refresh token, at once, where the answer was lost: Doorkeeper takes the old
    /// token until the new access token is used. Where the service has spent it, its refusal ends a sign-in that was
    /// lost with the answer.
    pub(super) async fn refresh(
        &self,
        endpoint: &TokenEndpoint,
        refresh_token: &Secret,
    ) -> Result<TokenSet, TokenError> {
        let mut end = self.tokens.refresh(endpoint, refresh_token).await;
        if matches!(end, Err(TokenError::Offline { error: OfflineError::NoAnswer | OfflineError::Broken })) {
            tracing::info!("the answer to a renewal was lost; it is asked once more");
            end = self.tokens.refresh(endpoint, refresh_token).await;
        }
        match &end {
            Ok(tokens) => {
                let replaced = matches!(tokens.refresh_token, RefreshToken::Given(_));
                tracing::info!(
                    lifetime = tokens.lifetime.map(|life| life.as_secs()),
                    replaced,
                    "the access token was renewed"
                );
            }
            Err(error) => {
                tracing::info!(%error, spent = error.discards_refresh_token(), "the access token was not renewed")
            }
        }
        end
    }

    pub(super) fn fresh(&self) -> Option<Secret> {
        let now = self.clock.now();
        lock(&self.held).as_ref().filter(|held| !held.tokens.is_stale(now)).map(|held| held.access.clone())
    }

    pub(super) fn hold(&self, tokens: TokenSet) -> Secret {
        let access = tokens.access_token.clone();
        self.backoff.end();
        *lock(&self.skew) = tokens.clock_skew.map(|skew| (skew, self.clock.now()));
        *lock(&self.held) = Some(Held { access: access.clone(), tokens });
        access
    }
}
