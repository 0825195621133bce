//! A session's part of the vault: the sign-in, and the client secret that goes with it.
//!
//! Everything that reads or writes the vault's file for a session is here. A method that changes the stored sign-in
//! is one of a right of `flight`, so that no sign-out and no renewal runs beside it.

use std::sync::atomic::Ordering;

use airtill_domain::{Secret, lock};
use airtill_oauth::TokenSet;
use airtill_vault::Durability;
use tokio::sync::OwnedMutexGuard;

use super::ended::Revocation;
use super::flight::{AcrossProcesses, FlightHeld, MayStore};
use super::state::{SessionState, StoredSignIn};
use super::{Session, renewable};
use crate::person::Person;
use crate::{TillError, secret_text};

/// The secrets of a session, on their way from the vault's file into its memory. Nobody renews it meanwhile.
pub struct Carried {
    _flight: OwnedMutexGuard<()>,
    /// A person who left meanwhile is not stored again.
    count: u64,
    stored: Option<StoredSignIn>,
    client_secret: Option<Secret>,
}

impl Session {
    /// Takes up the sign-in that the vault stored, if it stored one.
    ///
    /// # Errors
    /// The vault is out of reach: it is not known whether somebody is signed in.
    pub async fn load(&self) -> Result<(), TillError> {
        self.alone().await.load_sign_in().await
    }

    /// Notes whether the sign-in outlives the process, after the way in which secrets are stored was changed.
    ///
    /// # Errors
    /// The vault's thread is gone.
    pub async fn note_how_it_is_kept(&self) -> Result<(), TillError> {
        let durable = self.vault.get().await?.state().is_durable();
        let person = match &mut *lock(&self.state) {
            SessionState::SignedIn { remembered, person, .. } => {
                *remembered = durable;
                person.clone()
            }
            SessionState::SignedOut | SessionState::SignInAgain { .. } => return Ok(()),
        };
        self.note_who_came(person.as_ref(), durable).await;
        Ok(())
    }

    /// Forgets what is in memory, while the vault is deleted as a whole.
    pub async fn drop_everything(&self) {
        let _flight = self.alone().await;
        self.drop_tokens();
        self.has_client_secret.store(false, Ordering::Relaxed);
        self.set_state(SessionState::SignedOut);
    }

    /// Takes what the vault keeps, before it turns away from its file: a sign-in that is taken is in the file no more.
    pub async fn carry(&self) -> Carried {
        let flight = self.alone().await;
        let count = self.sign_outs.count();
        // A sign-in that is out of reach was not in use.
        let stored = self.stored().await.ok().flatten().filter(|_| self.state() != SessionState::SignedOut);
        let client_secret = self.client_secret().await.ok().flatten();
        if stored.is_some() || (self.is_client() && client_secret.is_some()) {
            let slot = self.slot_of_sign_in();
            let removed = async { Ok::<_, TillError>(self.vault.get().await?.remove_for_good(slot).await?) };
            if let Err(error) = removed.await {
                tracing::warn!(%error, "a sign-in that is to be forgotten could not be deleted");
            }
        }
        Carried { _flight: flight.keep(), count, stored, client_secret }
    }

    /// Gives it back, so that nobody is signed out before the till closes.
    ///
    /// # Errors
    /// The vault's thread is gone.
    pub async fn put_down(&self, carried: Carried) -> Result<(), TillError> {
        if let Some(stored) = &carried.stored
            && let Some(may_store) = self.unless_signed_out(carried.count).await
        {
            may_store.store(stored).await?;
        }
        // One that was out of reach stays behind.
        self.has_client_secret.store(carried.client_secret.is_some(), Ordering::Relaxed);
        if let Some(secret) = carried.client_secret {
            let _in_memory = self.vault.get().await?.put(&self.client, secret).await?;
        }
        Ok(())
    }

    /// Stores the secret of the client, or removes it where it is empty.
    ///
    /// # Errors
    /// The vault's thread is gone, or the secret is too long for it.
    pub async fn keep_client_secret(&self, secret: Secret) -> Result<(), TillError> {
        let flight = self.alone().await;
        let _may_store = self.may_store().await;
        let vault = self.vault.get().await?;
        let is_kept = !secret.is_empty();
        let kept = if is_kept { vault.put(&self.client, secret).await? } else { vault.remove(&self.client).await? };
        self.has_client_secret.store(is_kept, Ordering::Relaxed);
        if self.is_client() {
            flight.begin_anew_as_client(matches!(kept, Durability::OnDisk));
        }
        Ok(())
    }

    /// Forgets the tokens that are in memory.
    pub(super) fn drop_tokens(&self) {
        *lock(&self.held) = None;
        *lock(&self.client_refresh) = None;
        self.renewals.void();
    }

    /// Whether a client secret is stored, as last looked at.
    pub fn has_client_secret(&self) -> bool {
        self.has_client_secret.load(Ordering::Relaxed)
    }

    /// The secret of the client, read anew.
    pub(super) async fn client_secret(&self) -> Result<Option<Secret>, TillError> {
        Ok(self.vault.get().await?.get(&self.client).await?)
    }

    pub(super) async fn stored(&self) -> Result<Option<StoredSignIn>, TillError> {
        let Some(text) = self.vault.get().await?.get(&self.name).await? else { return Ok(None) };
        match serde_json::from_str(text.expose()) {
            Ok(stored) => Ok(Some(stored)),
            Err(_) => {
                tracing::warn!("the kept sign-in has an unknown form and is not used");
                Ok(None)
            }
        }
    }

    /// Notes who came in, so that the same person is known again. Whose sign-in ends with the till may not be the one
    /// who opens it next.
    pub(super) async fn note_who_came(&self, person: Option<&Person>, remembered: bool) {
        let id = person.map(|person| person.id.clone()).filter(|id| remembered && !id.is_empty());
        self.note(move |facts| (facts.last_person, facts.is_revocation_open) = (id, false)).await;
    }

    /// Whether this is the person who is signed in here, or was last and never signed out.
    pub fn knows(&self, id: &str) -> bool {
        let is_here = !self.sign_outs.is_under_way() && self.person().is_some_and(|person| person.id == id);
        !id.is_empty() && (is_here || self.learned.facts().last_person.as_deref() == Some(id))
    }
}

impl MayStore<'_> {
    /// Has nobody signed in here any more.
    pub(super) fn forget_in_memory(&self) {
        self.looked.store(true, Ordering::Relaxed);
        self.drop_tokens();
        self.set_state(SessionState::SignedOut);
    }

    /// Stores the sign-in. Whether it outlives the process.
    pub(super) async fn store(&self, stored: &StoredSignIn) -> Result<bool, TillError> {
        match self.vault.get().await?.put(&self.name, secret_text::written(stored)).await? {
            Durability::OnDisk => Ok(true),
            Durability::InMemory(why) => {
                tracing::warn!(?why, "the sign-in is kept in memory only");
                Ok(false)
            }
        }
    }
}

impl FlightHeld<'_> {
    /// Takes the stored sign-in for that of the person who is signed in, unless somebody is.
    pub(super) async fn load_sign_in(&self) -> Result<(), TillError> {
        if self.is_client() {
            return self.load_client().await;
        }
        let stored = self.stored().await?;
        if self.provider.endpoint.client.is_some() {
            self.has_client_secret.store(self.client_secret().await?.is_some(), Ordering::Relaxed);
        }
        self.looked.store(true, Ordering::Relaxed);
        let facts = self.learned.facts();
        if facts.is_revocation_open && stored.is_some() {
            self.note(|facts| facts.is_revocation_open = false).await;
        } else if facts.is_revocation_open && self.revocation().is_none() {
            self.set_revocation(Some(Revocation::NotKnown));
        }
        if let Some(stored) = stored
            && self.state() == SessionState::SignedOut
        {
            *lock(&self.signed_in_at) = stored.signed_in_at;
            self.set_state(SessionState::SignedIn {
                person: stored.person.clone(),
                ends_at: self.ends_at(stored.obtained_at),
                remembered: self.vault.get().await?.state().is_durable(),
            });
        }
        Ok(())
    }
}

impl AcrossProcesses<'_> {
    /// Stores a sign-in that has just been given. False, and nothing is stored, where somebody signed out since
    /// `count`.
    pub(super) async fn store_tokens(
        &self,
        tokens: &TokenSet,
        person: Option<Person>,
        count: u64,
    ) -> Result<bool, TillError> {
        let refresh_token = renewable(tokens)?;
        let Some(may_store) = self.unless_signed_out(count).await else { return Ok(false) };
        let obtained_at = tokens.sent_at.wall;
        let signed_in_at = self.clock.now().wall;
        let stored = StoredSignIn {
            refresh_token: refresh_token.expose().to_owned(),
            obtained_at,
            signed_in_at,
            person: person.clone(),
        };
        let replaced = self.replaced_by(tokens).await;
        let remembered = may_store.store(&stored).await?;
        self.note_ended(replaced);
        *lock(&self.signed_in_at) = signed_in_at;
        self.backoff.end();
        self.renewals.void();
        self.hold(tokens.clone());
        self.set_revocation(None);
        self.sign_outs.end();
        self.note_who_came(person.as_ref(), remembered).await;
        self.set_state(SessionState::SignedIn { person, ends_at: self.ends_at(obtained_at), remembered });
        Ok(true)
    }

    /// Forgets the sign-in of `person`, which the service has ended, in memory and on disk: somebody has to sign in
    /// again. Nothing follows where somebody signed out since `count`.
    pub(super) async fn forget(&self, person: Option<Person>, count: u64) {
        let Some(may_store) = self.unless_signed_out(count).await else { return };
        may_store.forget_in_memory();
        // Where the file cannot be opened now, it still holds the sign-in: that must not pass for forgotten.
        let removed = async { Ok::<_, TillError>(self.vault.get().await?.remove_for_good(&self.name).await?) }.await;
        self.set_state(SessionState::SignInAgain { person });
        if let Err(error) = removed {
            tracing::warn!(%error, "a sign-in that the service ended could not be deleted");
        }
    }
}
