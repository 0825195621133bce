//! The end of a sign-in by a person's word: gone from this computer first, then revoked at the service.
//!
//! Nothing that waits for a network stands between the word and the empty disk. A renewal that is under way
//! stores nothing any more: storing and signing out take the same guard and look at the same count.

use std::sync::atomic::Ordering;

use airtill_contract::ErrorCode;
use airtill_domain::{Secret, lock};
use airtill_oauth::{RefreshToken, SettingsError, TokenEndpoint, TokenError, TokenSet};
use airtill_vault::Name;

use super::Session;
use super::ended::{EndedSignIn, Revocation, Revoked};
use super::flight::MayStore;
use super::provider::Ending;
use super::state::{SessionState, StoredSignIn};
use crate::TillError;
use crate::learned::Facts;

impl MayStore<'_> {
    /// Counts the sign-out, and gives the request by which the service ends the sign-in.
    async fn end_here(&self) -> Option<EndedSignIn> {
        self.count_sign_out();
        self.looked.store(true, Ordering::Relaxed);
        if matches!(self.provider.ending, Ending::Nowhere) {
            return None;
        }
        let endpoint = self.endpoint().await;
        let stored = self.stored().await.ok().flatten();
        self.kept(endpoint.unwrap_or_else(|_| self.provider.endpoint.clone()), stored.as_ref())
    }
}

impl Session {
    /// Removes the stored sign-in from the disk at once, also while something is under way. The person stays in memory
    /// until [`Session::forget_person`], so that a sale under way is still written down in their name. Nothing is
    /// returned where the service has no such request.
    ///
    /// # Errors
    /// The local copy could not be removed; the person is signed out all the same.
    pub async fn sign_out(&self) -> (Option<EndedSignIn>, Result<(), TillError>) {
        let may_store = self.may_store().await;
        let ended = may_store.end_here().await;
        self.sign_outs.begin();
        // Before the token goes: a till that ends in between must not take the next person for this one.
        let is_revocation_open = ended.is_some();
        self.note(move |facts| (facts.last_person, facts.is_revocation_open) = (None, is_revocation_open)).await;
        self.set_revocation(is_revocation_open.then_some(Revocation::Revoking));
        let removed = async { Ok(self.vault.get().await?.remove_for_good(self.slot_of_sign_in()).await?) }.await;
        self.has_client_secret.store(self.has_client_secret() && !self.is_client(), Ordering::Relaxed);
        (ended, removed)
    }

    /// Has nobody signed in any more, after [`Session::sign_out`]; somebody who came in since then stays.
    pub async fn forget_person(&self) {
        let may_store = self.may_store().await;
        if self.sign_outs.end() {
            may_store.forget_in_memory();
        }
    }

    /// Forgets what is in memory at once, where its copy on disk is deleted with more than itself.
    pub async fn sign_out_here(&self) -> Option<EndedSignIn> {
        let may_store = self.may_store().await;
        let ended = may_store.end_here().await;
        self.note(|facts| (facts.last_person, facts.is_revocation_open) = (None, false)).await;
        self.set_revocation(None);
        self.sign_outs.end();
        may_store.forget_in_memory();
        self.has_client_secret.store(false, Ordering::Relaxed);
        // Its log-out ends the sign-in on every device, which only a person's *sign out* asks for.
        ended.filter(|_| self.can_revoke())
    }

    /// Whether the service can revoke one sign-in and leave others alone.
    pub fn can_revoke(&self) -> bool {
        matches!(self.provider.ending, Ending::Revocation)
    }

    /// The secret without which nobody is signed in any more: a person's refresh token, or the client's own secret.
    pub(super) fn slot_of_sign_in(&self) -> &Name {
        if self.is_client() { &self.client } else { &self.name }
    }

    /// The sign-in as it is stored, with the tokens that are held now.
    fn kept(&self, endpoint: TokenEndpoint, stored: Option<&StoredSignIn>) -> Option<EndedSignIn> {
        let held = lock(&self.held).as_ref().map(|held| held.tokens.clone());
        // Another program may have renewed what is stored: that counts, and the refresh token of the answer may be an
        // older one.
        let held = held.map(|tokens| TokenSet { refresh_token: RefreshToken::Absent, ..tokens });
        EndedSignIn::new(endpoint, stored, held)
    }

    /// The sign-in whose place these tokens take, where it is another one. With `reuse_access_token` Doorkeeper gives
    /// the same person the same tokens again.
    pub(super) async fn replaced_by(&self, tokens: &TokenSet) -> Option<EndedSignIn> {
        if !self.can_revoke() {
            return None;
        }
        let stored = self.stored().await.ok().flatten()?;
        let RefreshToken::Given(newer) = &tokens.refresh_token else { return None };
        let is_same_access =
            lock(&self.held).as_ref().is_some_and(|held| held.access.expose() == tokens.access_token.expose());
        if is_same_access || stored.refresh_token == newer.expose() {
            return None;
        }
        self.kept(self.endpoint().await.ok()?, Some(&stored))
    }

    /// Gives up a sign-in that was not stored, or was replaced: it is revoked at the service with the next
    /// [`Session::take_ended`], where that can be done without ending others.
    pub async fn give_up(&self, tokens: TokenSet) {
        let unwanted = self.unwanted(tokens).await;
        self.note_ended(unwanted);
    }

    /// The request to the service about tokens that nobody stores. `None` where it cannot revoke one sign-in alone, and
    /// where they are those of the person who is signed in: with `reuse_access_token` Doorkeeper gives them again.
    pub async fn unwanted(&self, tokens: TokenSet) -> Option<EndedSignIn> {
        let is_held =
            lock(&self.held).as_ref().is_some_and(|held| held.access.expose() == tokens.access_token.expose());
        let stored = self.stored().await.ok().flatten();
        let given = if let RefreshToken::Given(given) = &tokens.refresh_token { Some(given.expose()) } else { None };
        let is_stored = stored.is_some_and(|stored| given == Some(stored.refresh_token.as_str()));
        if is_held || is_stored || !self.can_revoke() {
            return None;
        }
        let endpoint = self.endpoint().await.unwrap_or_else(|_| self.provider.endpoint.clone());
        EndedSignIn::new(endpoint, None, Some(tokens))
    }

    pub(super) fn note_ended(&self, ended: Option<EndedSignIn>) {
        lock(&self.sign_outs.ended).extend(ended.filter(|_| self.can_revoke()));
    }

    /// Notes what a renewal brought after its person had left.
    pub(super) fn renewed_in_vain(&self, endpoint: TokenEndpoint, stored: &StoredSignIn, tokens: TokenSet) {
        *lock(&self.sign_outs.renewed) = EndedSignIn::new(endpoint, Some(stored), Some(tokens));
    }

    /// The sign-ins that are over, and whose end the service was not asked for yet.
    pub fn take_ended(&self) -> Vec<EndedSignIn> {
        std::mem::take(&mut *lock(&self.sign_outs.ended))
    }

    /// The state at the service of the sign-in that was signed out of last.
    pub fn revocation(&self) -> Option<Revocation> {
        lock(&self.sign_outs.revocation).clone()
    }

    /// Notes that state, until somebody signs in.
    pub fn set_revocation(&self, revocation: Option<Revocation>) {
        *lock(&self.sign_outs.revocation) = revocation;
    }

    /// Notes a fact about the connection without holding up who else works here.
    pub async fn note(&self, change: impl FnOnce(&mut Facts) + Send + 'static) {
        let learned = self.learned.clone();
        // A panic in it is the task's own; the fact is then not noted.
        let _ = tokio::task::spawn_blocking(move || learned.note(change)).await;
    }

    /// Has the service end a sign-in. `present` has it see an access token that was made for this:
    /// Doorkeeper ends the token before it only then.
    ///
    /// # Errors
    /// By what the service or the network said, or `NotRevocable`. Nothing is asked a second time by itself.
    pub async fn end_at_service<F>(
        &self,
        mut ended: EndedSignIn,
        present: impl FnOnce(Secret, Option<i64>) -> F,
    ) -> Result<Revoked, TillError>
    where
        F: Future<Output = ()>,
    {
        self.wait_for_renewals(&mut ended).await;
        let result = match &self.provider.ending {
            Ending::EverywhereAt(address) => self.log_out(address, ended).await,
            Ending::Revocation => self.revoke(ended, present).await,
            Ending::Nowhere => return Err(TillError::new(ErrorCode::NotRevocable)),
        };
        match result {
            Ok(revoked) => Ok(revoked),
            Err(TokenError::Settings { error: SettingsError::NoSuchPlace, .. }) => {
                Err(TillError::new(ErrorCode::NotRevocable))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A renewal of this process may have spent the token of the ended, and one of another process may have stored a
    /// newer one where it was removed.
    async fn wait_for_renewals(&self, ended: &mut EndedSignIn) {
        let flight = self.alone().await;
        if let Some(newer) = lock(&self.sign_outs.renewed).take() {
            *ended = newer;
        }
        let Ok(vault) = self.vault.get().await else { return };
        let Ok(_across_processes) = flight.across_processes().await else { return };
        let _may_store = self.may_store().await;
        if self.state() == SessionState::SignedOut
            && let Ok(Some(stored)) = self.stored().await
        {
            ended.refresh = Some(Secret::new(stored.refresh_token.clone()));
            ended.access = None;
            if let Err(error) = vault.remove_for_good(&self.name).await {
                tracing::warn!(%error, "a sign-in that another program kept meanwhile could not be deleted");
            }
        }
    }

    /// GoTrue wants a live access token to end the sign-in on every device.
    async fn log_out(&self, address: &url::Url, mut ended: EndedSignIn) -> Result<Revoked, TokenError> {
        if let Some(access) = self.live(&ended) {
            match self.tokens.sign_out(address, &access).await {
                // It is not so live after all.
                Err(TokenError::SignInAgain) if ended.refresh.is_some() => {}
                result => return result.map(|()| Revoked::Now),
            }
        }
        match self.renewed(&mut ended).await? {
            Some(access) => self.tokens.sign_out(address, &access).await.map(|()| Revoked::Now),
            None => Ok(Revoked::Before),
        }
    }

    /// Doorkeeper revokes nothing of a pair whose access token has expired, and answers as if it did: a live one is
    /// made first.
    async fn revoke<F>(
        &self,
        mut ended: EndedSignIn,
        present: impl FnOnce(Secret, Option<i64>) -> F,
    ) -> Result<Revoked, TokenError>
    where
        F: Future<Output = ()>,
    {
        if self.live(&ended).is_none() {
            match self.renewed(&mut ended).await? {
                Some(access) => present(access, ended.person).await,
                None => return Ok(Revoked::Before),
            }
        }
        let access = ended.access.as_ref().map(|tokens| &tokens.access_token);
        match ended.refresh.as_ref().or(access) {
            Some(token) => self.tokens.revoke(&ended.endpoint, token).await.map(|()| Revoked::Now),
            None => Ok(Revoked::Before),
        }
    }

    fn live(&self, ended: &EndedSignIn) -> Option<Secret> {
        let now = self.clock.now();
        ended.access.as_ref().filter(|tokens| !tokens.is_stale(now)).map(|tokens| tokens.access_token.clone())
    }

    /// A live access token made from the refresh token; `None` where the service has ended the sign-in.
    async fn renewed(&self, ended: &mut EndedSignIn) -> Result<Option<Secret>, TokenError> {
        let Some(refresh) = &ended.refresh else { return Ok(None) };
        match self.refresh(&ended.endpoint, refresh).await {
            Ok(tokens) => {
                if let RefreshToken::Given(newer) = &tokens.refresh_token {
                    ended.refresh = Some(newer.clone());
                }
                let access = tokens.access_token.clone();
                ended.access = Some(tokens);
                Ok(Some(access))
            }
            Err(error) if error.discards_refresh_token() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
