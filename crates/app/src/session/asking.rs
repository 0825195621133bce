//! Asking the service with a good token, and what follows when it turns one away.
//!
//! A token that is turned away is replaced once. All callers that were turned away while, or before, one renewal ran
//! take its end, even where the service gave the very same token anew (Doorkeeper's `reuse_access_token`). A fresh
//! token that is turned away as well ends a person's sign-in here, without a further request for each look: the refresh
//! token stays stored, because only the token endpoint can say that it is spent, and the next start of the till tries
//! it once. A client stays signed in, because nobody can sign in for it: nothing is asked for a while, longer each
//! time.

use airtill_apis::ApiError;
use airtill_contract::ErrorCode;
use airtill_domain::{Secret, lock};

use super::Session;
use super::state::SessionState;
use crate::TillError;

/// How many renewals had ended when a request went out.
#[derive(Clone, Copy, Debug)]
pub struct AskedAfter(u64);

impl Session {
    /// To be noted when a token is in hand and before it is used, so that its refusal is not taken for an older one.
    pub fn asking(&self) -> AskedAfter {
        AskedAfter(self.renewals.so_far())
    }

    /// Asks the service something with a good token, and once more with a new one if it turned that very token away.
    /// The answer comes with the token that it was given for.
    ///
    /// # Errors
    /// By what the service or the network said.
    pub async fn ask<T, F>(&self, ask: impl Fn(Secret) -> F) -> Result<(Secret, T), TillError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        let token = self.access_token().await?;
        let before = self.asking();
        let answer = ask(token.clone()).await;
        if !matches!(answer, Err(ApiError::Unauthorised)) {
            return self.answered(token, answer);
        }
        let token = self.replace(&token, before).await?;
        let answer = ask(token.clone()).await;
        if matches!(answer, Err(ApiError::Unauthorised)) {
            self.turned_away_again(&token).await;
        }
        self.answered(token, answer)
    }

    fn answered<T>(&self, token: Secret, answer: Result<T, ApiError>) -> Result<(Secret, T), TillError> {
        let answer = answer.map_err(|error| self.error(error))?;
        self.backoff.was_let_in();
        Ok((token, answer))
    }

    /// An error of the service as the till shows it: a client that is turned away asks nobody to sign in.
    pub fn error(&self, error: ApiError) -> TillError {
        match error {
            ApiError::Unauthorised if self.is_client() => TillError::with(ErrorCode::TurnedDown, "HTTP 401"),
            error => error.into(),
        }
    }

    /// A new access token after the service turned `refused` away, which was sent `before` was noted or later; the
    /// present one if somebody renewed it meanwhile.
    ///
    /// # Errors
    /// As [`Session::access_token`].
    pub async fn replace(&self, refused: &Secret, before: AskedAfter) -> Result<Secret, TillError> {
        let flight = self.alone().await;
        let another = self.fresh().filter(|held| held.expose() != refused.expose());
        if let Some(end) = another.map(Ok).or_else(|| self.renewals.since(before.0)) {
            return end;
        }
        tracing::info!("the service turned the access token away");
        flight.renew().await
    }

    /// Notes that `token`, which was fresh, was turned away as well: somebody has to sign in again, or a client waits
    /// before it asks again. Nothing follows where another token has taken its place meanwhile.
    pub async fn turned_away_again(&self, token: &Secret) {
        let _flight = self.alone().await;
        // A person who leaves at this moment is signed out, and not asked again.
        let _here = self.unless_signed_out(self.sign_outs.count()).await;
        if lock(&self.held).as_ref().is_none_or(|held| held.access.expose() != token.expose()) {
            return;
        }
        self.drop_tokens();
        if self.is_client() {
            tracing::warn!("the service turned a new access token of the client away as well; it is asked later");
            self.backoff.turned_away(self.error(ApiError::Unauthorised), self.clock.now().monotonic);
            return;
        }
        tracing::warn!("the service turned a new access token away as well; somebody has to sign in again");
        if let SessionState::SignedIn { person, .. } = self.state() {
            self.set_state(SessionState::SignInAgain { person });
        }
    }
}
