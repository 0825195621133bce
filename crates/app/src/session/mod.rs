//! The signed-in person of one connection, and an access token whenever one is asked for.
//!
//! One renewal runs at a time: in this process by a lock that all callers wait at, across processes by the vault's lock
//! file, under which the refresh token is read again. A rotated refresh token is saved before its access token is handed
//! out. Access tokens live in memory only; only the service's own `invalid_grant` ends a sign-in.

mod standing;

mod patience;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use airtill_contract::ErrorCode;
use airtill_domain::{Clock, Secret, Timestamp};
use airtill_oauth::{ClockSkew, RefreshToken, TokenClient, TokenEndpoint, TokenSet};
use airtill_vault::{Kept, Name};
use tokio::sync::OwnedMutexGuard;
use tokio_util::task::TaskTracker;
use url::Url;

use crate::Fault;
use crate::books::LazyVault;
use patience::Patience;
use standing::Stored;
pub use standing::{Person, Standing};

/// How long GoTrue's refresh tokens live after they were made.
const REFRESH_TOKEN_LIFE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
const SLOT: &str = "sign-in";

/// A kept sign-in on its way from the vault's file into its memory. Nobody renews it meanwhile.
pub struct Carried {
    _flight: OwnedMutexGuard<()>,
    stored: Option<Stored>,
}

struct Held {
    access: Secret,
    tokens: TokenSet,
}

/// The sign-in of one connection.
pub struct Session {
    name: Name,
    endpoint: TokenEndpoint,
    sign_out_address: Url,
    tokens: TokenClient,
    vault: Arc<LazyVault>,
    clock: Arc<dyn Clock>,
    held: Mutex<Option<Held>>,
    standing: Mutex<Standing>,
    /// Whether the vault was ever asked for a kept sign-in.
    looked: AtomicBool,
    skew: Mutex<Option<ClockSkew>>,
    patience: Patience,
    flight: Arc<tokio::sync::Mutex<()>>,
    working: TaskTracker,
}

impl Session {
    /// A session that knows nothing yet; [`Session::load`] finds what the vault kept. `working` counts renewals, which closing
    /// must not cut off: the service has spent the old token by then.
    pub fn new(binding: String, base: &Url, tokens: TokenClient, vault: Arc<LazyVault>, clock: Arc<dyn Clock>, working: TaskTracker) -> Self {
        Self {
            name: Name { binding, slot: SLOT },
            endpoint: TokenEndpoint::gotrue(base),
            sign_out_address: airtill_oauth::gotrue_sign_out(base),
            tokens,
            vault,
            clock,
            held: Mutex::new(None),
            standing: Mutex::new(Standing::SignedOut),
            looked: AtomicBool::new(false),
            skew: Mutex::new(None),
            patience: Patience::default(),
            flight: Arc::default(),
            working,
        }
    }

    /// Takes up the sign-in that the vault kept, if it kept one.
    ///
    /// # Errors
    /// The vault is out of reach: somebody may be signed in and it cannot be told.
    pub async fn load(&self) -> Result<(), Fault> {
        let _flight = self.flight.lock().await;
        self.take_up().await
    }

    /// Must be called with the flight lock held.
    async fn take_up(&self) -> Result<(), Fault> {
        let stored = self.stored().await?;
        self.looked.store(true, Ordering::Relaxed);
        if let Some(stored) = stored
            && self.standing() == Standing::SignedOut
        {
            self.stand(Standing::SignedIn {
                person: stored.person.clone(),
                ends_at: ends_at(stored.obtained_at),
                remembered: self.vault.get().await?.state().is_durable(),
            });
        }
        Ok(())
    }

    /// Whether somebody is signed in.
    pub fn standing(&self) -> Standing {
        lock(&self.standing).clone()
    }

    /// How far the service's clock was from this computer's, when it last gave a token.
    pub fn clock_skew(&self) -> Option<ClockSkew> {
        *lock(&self.skew)
    }

    /// Who writes entries: the person's e-mail address.
    pub fn actor(&self) -> String {
        match self.standing() {
            Standing::SignedIn { person: Some(person), .. } | Standing::SignInAgain { person: Some(person) } => person.email,
            _ => "unknown".to_owned(),
        }
    }

    /// Signs in by the password form. The password is used once and gone.
    ///
    /// # Errors
    /// By what the service or the network said; the earlier sign-in, if any, stays.
    pub async fn sign_in(&self, username: &str, password: Secret) -> Result<(), Fault> {
        let _flight = self.flight.lock().await;
        let tokens = self.tokens.password(&self.endpoint, username, password).await?;
        let RefreshToken::Given(refresh_token) = &tokens.refresh_token else {
            return Err(Fault::with(ErrorCode::OddAnswer, "the service gave no refresh token"));
        };
        let obtained_at = tokens.sent_at.wall;
        let person = Some(Person { id: String::new(), email: username.to_owned(), created_at: None });
        let stored = Stored { refresh_token: refresh_token.expose().to_owned(), obtained_at, person: person.clone() };
        let _lock = self.vault.get().await?.lock(&self.name.binding).await?;
        let remembered = self.keep(&stored).await?;
        self.patience.end();
        self.hold(tokens);
        self.stand(Standing::SignedIn { person, ends_at: ends_at(obtained_at), remembered });
        Ok(())
    }

    /// Notes who the service says is signed in, if `asked_with` is still the access token: an answer about somebody who has
    /// been replaced meanwhile is dropped.
    pub async fn describe(&self, asked_with: &Secret, person: Person) -> Result<(), Fault> {
        let _flight = self.flight.lock().await;
        if lock(&self.held).as_ref().is_none_or(|held| held.access.expose() != asked_with.expose()) {
            return Ok(());
        }
        let _lock = self.vault.get().await?.lock(&self.name.binding).await?;
        let Some(mut stored) = self.stored().await? else { return Ok(()) };
        if stored.person.as_ref() != Some(&person) {
            stored.person = Some(person.clone());
            self.keep(&stored).await?;
        }
        if let Standing::SignedIn { person: known, .. } = &mut *lock(&self.standing) {
            *known = Some(person);
        }
        Ok(())
    }

    /// An access token that is good now, renewed first if need be.
    ///
    /// # Errors
    /// Signed out, ended by the service, or it could not be renewed now.
    pub async fn access_token(&self) -> Result<Secret, Fault> {
        if let Some(access) = self.fresh() {
            return Ok(access);
        }
        let _flight = self.flight.lock().await;
        match self.fresh() {
            Some(access) => Ok(access),
            None => self.renew().await,
        }
    }

    /// A new access token after the service turned `refused` away; the present one if somebody renewed it meanwhile.
    ///
    /// # Errors
    /// As [`Session::access_token`].
    pub async fn replace(&self, refused: &Secret) -> Result<Secret, Fault> {
        let _flight = self.flight.lock().await;
        if let Some(held) = self.fresh().filter(|held| held.expose() != refused.expose()) {
            return Ok(held);
        }
        self.renew().await
    }

    /// Signs out at the service as far as it can be reached, and forgets everything local whatever it answers.
    ///
    /// # Errors
    /// Only when the local copy could not be removed.
    pub async fn sign_out(&self) -> Result<(), Fault> {
        let access = self.access_token().await;
        let _flight = self.flight.lock().await;
        if let Ok(access) = access
            && let Err(error) = self.tokens.sign_out(&self.sign_out_address, &access).await
        {
            tracing::warn!(%error, "the service did not confirm the sign-out");
        }
        self.forget().await
    }

    /// Notes whether the sign-in outlives the process, after the way in which secrets are kept was changed.
    ///
    /// # Errors
    /// The vault's thread is gone.
    pub async fn note_how_it_is_kept(&self) -> Result<(), Fault> {
        let durable = self.vault.get().await?.state().is_durable();
        if let Standing::SignedIn { remembered, .. } = &mut *lock(&self.standing) {
            *remembered = durable;
        }
        Ok(())
    }

    /// Forgets what is in memory, while the vault is deleted as a whole.
    pub async fn drop_everything(&self) {
        let _flight = self.flight.lock().await;
        *lock(&self.held) = None;
        self.stand(Standing::SignedOut);
    }

    /// Takes what the vault keeps, before it turns away from its file.
    pub async fn carry(&self) -> Carried {
        let _flight = self.flight.clone().lock_owned().await;
        // What is out of reach was not in use.
        let stored = self.stored().await.ok().flatten().filter(|_| matches!(self.standing(), Standing::SignedIn { .. }));
        Carried { _flight, stored }
    }

    /// Gives it back, so that nobody is signed out before the till closes.
    ///
    /// # Errors
    /// The vault's thread is gone.
    pub async fn put_down(&self, carried: Carried) -> Result<(), Fault> {
        if let Some(stored) = &carried.stored {
            self.keep(stored).await?;
        }
        Ok(())
    }

    async fn forget(&self) -> Result<(), Fault> {
        self.looked.store(true, Ordering::Relaxed);
        *lock(&self.held) = None;
        self.stand(Standing::SignedOut);
        let vault = self.vault.get().await?;
        let _kept = vault.remove(&self.name).await?;
        // Where the file cannot be opened now, it still holds the sign-in: that must not pass for forgotten.
        vault.get(&self.name).await?;
        Ok(())
    }

    /// Must be called with the flight lock held.
    async fn renew(&self) -> Result<Secret, Fault> {
        // Somebody may ask before the vault was opened for the first time.
        if !self.looked.load(Ordering::Relaxed) {
            self.take_up().await?;
        }
        if !matches!(self.standing(), Standing::SignedIn { .. }) {
            return Err(Fault::new(ErrorCode::SignInAgain));
        }
        self.patience.asked(self.clock.now().monotonic)?;
        let _working = self.working.token();
        // Another process may have rotated the token: its lock first, then the token as it is now.
        let _lock = self.vault.get().await?.lock(&self.name.binding).await?;
        let Some(mut stored) = self.stored().await? else {
            self.stand(Standing::SignedOut);
            return Err(Fault::new(ErrorCode::SignInAgain));
        };
        let tokens = match self.tokens.refresh(&self.endpoint, &Secret::new(stored.refresh_token.clone())).await {
            Ok(tokens) => tokens,
            Err(error) => {
                if error.discards_refresh_token() {
                    let forgotten = self.forget().await;
                    self.stand(Standing::SignInAgain { person: stored.person.clone() });
                    if let Err(fault) = forgotten {
                        tracing::warn!(%fault, "a sign-in that the service ended could not be deleted");
                    }
                }
                self.patience.note(&error, self.clock.now().monotonic);
                return Err(error.into());
            }
        };
        match &tokens.refresh_token {
            RefreshToken::Given(refresh_token) => {
                stored.refresh_token = refresh_token.expose().to_owned();
                stored.obtained_at = tokens.sent_at.wall;
                let remembered = self.keep(&stored).await?;
                self.stand(Standing::SignedIn { person: stored.person.clone(), ends_at: ends_at(stored.obtained_at), remembered });
            }
            RefreshToken::Absent => {}
            RefreshToken::Empty => tracing::warn!("the service gave an empty refresh token; the earlier one is kept"),
        }
        Ok(self.hold(tokens))
    }

    fn fresh(&self) -> Option<Secret> {
        let now = self.clock.now();
        lock(&self.held).as_ref().filter(|held| !held.tokens.is_stale(now)).map(|held| held.access.clone())
    }

    fn hold(&self, tokens: TokenSet) -> Secret {
        let access = tokens.access_token.clone();
        self.patience.end();
        *lock(&self.skew) = tokens.clock_skew;
        *lock(&self.held) = Some(Held { access: access.clone(), tokens });
        access
    }

    fn stand(&self, standing: Standing) {
        *lock(&self.standing) = standing;
    }

    async fn stored(&self) -> Result<Option<Stored>, Fault> {
        let Some(text) = self.vault.get().await?.get(&self.name).await? else { return Ok(None) };
        match serde_json::from_str(text.expose()) {
            Ok(stored) => Ok(Some(stored)),
            Err(_) => {
                tracing::warn!("the kept sign-in has an unknown form and is not used");
                Ok(None)
            }
        }
    }

    /// Whether it outlives the process.
    async fn keep(&self, stored: &Stored) -> Result<bool, Fault> {
        let text = serde_json::to_string(stored).expect("three plain fields");
        match self.vault.get().await?.put(&self.name, Secret::new(text)).await? {
            Kept::OnDisk => Ok(true),
            Kept::InMemory(why) => {
                tracing::warn!(?why, "the sign-in is kept in memory only");
                Ok(false)
            }
        }
    }
}

fn ends_at(obtained_at: Timestamp) -> Option<Timestamp> {
    Some(obtained_at.plus(REFRESH_TOKEN_LIFE))
}

/// The state behind these locks is a plain value, valid even if a holder panicked.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
