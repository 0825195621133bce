//! The signed-in person of one connection, and an access token whenever one is asked for.
//!
//! One renewal runs at a time: in this process by a lock that all callers wait at to share its end, across processes by
//! the vault's lock file, under which the refresh token is read again. A rotated refresh token is saved before its
//! access token is handed out. Access tokens live in memory only; only the service's own `invalid_grant` ends a
//! sign-in.

mod asking;
#[cfg(test)]
mod cost;
mod keeping;
mod leaving;
mod patience;
mod renewals;
mod standing;
#[cfg(test)]
mod tests;
mod ways;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use airtill_contract::ErrorCode;
use airtill_domain::{Clock, Moment, Secret, Timestamp};
use airtill_oauth::{ClockSkew, OfflineError, RefreshToken, TokenClient, TokenEndpoint, TokenError, TokenSet};
use airtill_vault::Name;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::TillError;
use crate::environment::LazyVault;
use crate::learned::Learned;
use leaving::Leaving;
pub use leaving::{EndedSignIn, Parting, Told};
use patience::Patience;
use renewals::Renewals;
use standing::Stored;
pub use standing::{Person, Points, Role, Standing};
pub use ways::Ways;

const SLOT: &str = "sign-in";
const CLIENT_SLOT: &str = "client-secret";

struct Held {
    access: Secret,
    tokens: TokenSet,
}

/// The sign-in of one connection.
pub struct Session {
    name: Name,
    client: Name,
    ways: Ways,
    learned: Arc<Learned>,
    tokens: TokenClient,
    vault: Arc<LazyVault>,
    clock: Arc<dyn Clock>,
    held: Mutex<Option<Held>>,
    standing: Mutex<Standing>,
    /// When the person signed in, not when that was last renewed.
    signed_in_at: Mutex<Timestamp>,
    /// Whether the vault was ever asked for a kept sign-in.
    looked: AtomicBool,
    has_client_secret: AtomicBool,
    /// What the service's clock was ahead, and when that was seen.
    skew: Mutex<Option<(ClockSkew, Moment)>>,
    patience: Patience,
    renewals: Renewals,
    leaving: Leaving,
    flight: Arc<tokio::sync::Mutex<()>>,
    working: TaskTracker,
}

impl Session {
    /// A session that knows nothing yet; [`Session::load`] finds what the vault kept. `working` counts renewals, which
    /// closing must not cut off: the service has spent the old token by then.
    pub fn new(
        binding: String,
        ways: Ways,
        learned: Arc<Learned>,
        tokens: TokenClient,
        vault: Arc<LazyVault>,
        clock: Arc<dyn Clock>,
        working: TaskTracker,
    ) -> Self {
        Self {
            client: Name { binding: binding.clone(), slot: CLIENT_SLOT },
            name: Name { binding, slot: SLOT },
            ways,
            learned,
            tokens,
            vault,
            clock,
            held: Mutex::new(None),
            standing: Mutex::new(Standing::SignedOut),
            signed_in_at: Mutex::new(Timestamp(0)),
            looked: AtomicBool::new(false),
            has_client_secret: AtomicBool::new(false),
            skew: Mutex::new(None),
            patience: Patience::default(),
            renewals: Renewals::default(),
            leaving: Leaving::default(),
            flight: Arc::default(),
            working,
        }
    }

    /// Whether somebody is signed in.
    pub fn standing(&self) -> Standing {
        lock(&self.standing).clone()
    }

    /// When the person who is signed in did so.
    pub fn signed_in_at(&self) -> Timestamp {
        *lock(&self.signed_in_at)
    }

    /// How far the service's clock is from this computer's, as far as is known since it last gave a token. A clock that
    /// was set right meanwhile is right: it moved against the one that cannot be set.
    pub fn clock_skew(&self) -> Option<ClockSkew> {
        let (seen, at) = (*lock(&self.skew))?;
        let now = self.clock.now();
        let passed = i64::try_from(now.monotonic.saturating_sub(at.monotonic).as_millis()).unwrap_or(i64::MAX);
        let set_by = now.wall.0.saturating_sub(at.wall.0).saturating_sub(passed) / 1000;
        let present = ClockSkew { seconds: seen.seconds.saturating_sub(set_by) };
        // A computer that slept looks as if its clock had been set: what was right stays right.
        Some(if seen.matters() && !present.matters() { present } else { seen })
    }

    /// Who is, or last was, signed in.
    pub fn person(&self) -> Option<Person> {
        match self.standing() {
            Standing::SignedIn { person, .. } | Standing::SignInAgain { person } => person,
            Standing::SignedOut => None,
        }
    }

    /// Who writes entries: the person's e-mail address.
    pub fn actor(&self) -> String {
        self.person().map_or("unknown".to_owned(), |person| person.email)
    }

    /// Where tokens are asked for, with the client's secret as it is kept now.
    ///
    /// # Errors
    /// The vault is out of reach: asking without the secret would look like a wrong one.
    pub async fn endpoint(&self) -> Result<TokenEndpoint, TillError> {
        let mut endpoint = self.ways.endpoint.clone();
        if let Some(client) = &mut endpoint.client {
            client.secret = self.client_secret().await?;
        }
        Ok(endpoint)
    }

    /// What was found out about signing in here.
    pub fn learned(&self) -> &Learned {
        &self.learned
    }

    /// What asks for tokens.
    pub fn tokens(&self) -> &TokenClient {
        &self.tokens
    }

    /// Signs in by the password form. The password is used once and gone.
    ///
    /// # Errors
    /// By what the service or the network said; the earlier sign-in, if any, stays.
    pub async fn sign_in(&self, username: &str, password: Secret) -> Result<(), TillError> {
        let count = self.leaving.count();
        let endpoint = self.endpoint().await?;
        let _flight = self.flight.lock().await;
        let tokens = self.tokens.password(&endpoint, username, password).await?;
        let person = Person::known_as(tokens.user_id, username);
        let taken = async {
            let _lock = self.vault.get().await?.lock(&self.name.binding).await?;
            self.take_in(&tokens, Some(person), count).await
        };
        match taken.await {
            Ok(true) => Ok(()),
            not => {
                self.give_up(tokens).await;
                not.and(Err(TillError::new(ErrorCode::SignInAgain)))
            }
        }
    }

    /// Takes over a sign-in that came another way. False, and nothing is kept, where it was given up before its turn
    /// came. What is not kept is among [`Session::take_ended`].
    ///
    /// # Errors
    /// There is nothing to renew it with, or the vault's; the earlier sign-in, if any, stays.
    pub async fn adopt(
        &self,
        tokens: TokenSet,
        person: Option<Person>,
        given_up: &CancellationToken,
    ) -> Result<bool, TillError> {
        let count = self.leaving.count();
        let turn = async {
            let flight = self.flight.lock().await;
            Ok::<_, TillError>((flight, self.vault.get().await?.lock(&self.name.binding).await?))
        };
        let turn = tokio::select! {
            biased;
            () = given_up.cancelled() => None,
            turn = turn => Some(turn),
        };
        let taken = match turn {
            None => Ok(false),
            Some(Err(error)) => Err(error),
            Some(Ok(_turn)) => self.take_in(&tokens, person, count).await,
        };
        if !matches!(taken, Ok(true)) {
            self.give_up(tokens).await;
        }
        taken
    }

    /// False, and nothing is kept, where somebody signed out since `count`. Must be called with the flight lock and the
    /// vault's lock held.
    async fn take_in(&self, tokens: &TokenSet, person: Option<Person>, count: u64) -> Result<bool, TillError> {
        let refresh_token = renewable(tokens)?;
        let Some(_here) = self.leaving.unless_left(count).await else { return Ok(false) };
        let obtained_at = tokens.sent_at.wall;
        let signed_in_at = self.clock.now().wall;
        let stored = Stored {
            refresh_token: refresh_token.expose().to_owned(),
            obtained_at,
            signed_in_at,
            person: person.clone(),
        };
        let replaced = self.replaced_by(tokens).await;
        let remembered = self.keep(&stored).await?;
        self.note_ended(replaced);
        *lock(&self.signed_in_at) = signed_in_at;
        self.patience.end();
        self.renewals.void();
        self.hold(tokens.clone());
        self.set_parting(None);
        self.leaving.came();
        self.note_who_came(person.as_ref(), remembered).await;
        self.stand(Standing::SignedIn { person, ends_at: self.ends_at(obtained_at), remembered });
        Ok(true)
    }

    /// Notes who the service says is signed in, if `asked_with` is still the access token: an answer about somebody who
    /// has been replaced meanwhile is dropped.
    pub async fn describe(&self, asked_with: &Secret, person: Person) -> Result<(), TillError> {
        let _flight = self.flight.lock().await;
        let count = self.leaving.count();
        if lock(&self.held).as_ref().is_none_or(|held| held.access.expose() != asked_with.expose()) {
            return Ok(());
        }
        let _lock = self.vault.get().await?.lock(&self.name.binding).await?;
        let Some(_here) = self.leaving.unless_left(count).await else { return Ok(()) };
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
    pub async fn access_token(&self) -> Result<Secret, TillError> {
        if let Some(access) = self.fresh() {
            return Ok(access);
        }
        let noted = self.renewals.so_far();
        let _flight = self.flight.lock().await;
        match self.fresh().map(Ok).or_else(|| self.renewals.since(noted)) {
            Some(end) => end,
            None => self.renew().await,
        }
    }

    /// Must be called with the flight lock held.
    async fn renew(&self) -> Result<Secret, TillError> {
        let end = self.ask_for_tokens().await;
        self.renewals.note(&end);
        end
    }

    async fn ask_for_tokens(&self) -> Result<Secret, TillError> {
        // Somebody may ask before the vault was opened for the first time.
        if !self.looked.load(Ordering::Relaxed) {
            self.load_sign_in().await?;
        }
        if !matches!(self.standing(), Standing::SignedIn { .. }) {
            return Err(TillError::new(ErrorCode::SignInAgain));
        }
        self.patience.asked(self.clock.now().monotonic)?;
        let _working = self.working.token();
        let count = self.leaving.count();
        // Another process may have rotated the token: its lock first, then the token as it is now.
        let _lock = self.vault.get().await?.lock(&self.name.binding).await?;
        let Some(mut stored) = self.stored().await? else {
            // The person who is leaving stays named until the sale under way is written down.
            if let Some(_here) = self.leaving.unless_left(count).await
                && !self.leaving.is_going()
            {
                self.stand(Standing::SignedOut);
            }
            return Err(TillError::new(ErrorCode::SignInAgain));
        };
        let endpoint = self.endpoint().await?;
        let tokens = match self.refresh(&endpoint, &Secret::new(stored.refresh_token.clone())).await {
            Ok(tokens) => tokens,
            Err(error) => {
                if error.discards_refresh_token()
                    && let Some(_here) = self.leaving.unless_left(count).await
                {
                    let forgotten = self.forget().await;
                    self.stand(Standing::SignInAgain { person: stored.person.clone() });
                    if let Err(error) = forgotten {
                        tracing::warn!(%error, "a sign-in that the service ended could not be deleted");
                    }
                }
                self.patience.note(&error, self.clock.now().monotonic);
                return Err(error.into());
            }
        };
        let Some(_here) = self.leaving.unless_left(count).await else {
            self.renewed_in_vain(endpoint, &stored, tokens);
            return Err(TillError::new(ErrorCode::SignInAgain));
        };
        // Another process may have signed somebody else in.
        *lock(&self.signed_in_at) = stored.signed_in_at;
        if let Standing::SignedIn { person, .. } = &mut *lock(&self.standing) {
            person.clone_from(&stored.person);
        }
        match &tokens.refresh_token {
            RefreshToken::Given(refresh_token) => {
                stored.refresh_token = refresh_token.expose().to_owned();
                stored.obtained_at = tokens.sent_at.wall;
                let remembered = self.keep(&stored).await?;
                self.stand(Standing::SignedIn {
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

    /// Renews, and once more with the same refresh token, at once, where the answer was lost: Doorkeeper takes the old
    /// token until the new access token is used. Where the service has spent it, its refusal ends a sign-in that was
    /// lost with the answer.
    async fn refresh(&self, endpoint: &TokenEndpoint, refresh_token: &Secret) -> Result<TokenSet, TokenError> {
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

    fn fresh(&self) -> Option<Secret> {
        let now = self.clock.now();
        lock(&self.held).as_ref().filter(|held| !held.tokens.is_stale(now)).map(|held| held.access.clone())
    }

    fn hold(&self, tokens: TokenSet) -> Secret {
        let access = tokens.access_token.clone();
        self.patience.end();
        *lock(&self.skew) = tokens.clock_skew.map(|skew| (skew, self.clock.now()));
        *lock(&self.held) = Some(Held { access: access.clone(), tokens });
        access
    }

    fn ends_at(&self, obtained_at: Timestamp) -> Option<Timestamp> {
        self.ways.rest.map(|rest| obtained_at.plus(rest))
    }

    fn stand(&self, standing: Standing) {
        *lock(&self.standing) = standing;
    }
}

/// What a sign-in is renewed with.
///
/// # Errors
/// `OddAnswer` where there is nothing: such a sign-in cannot be kept.
pub fn renewable(tokens: &TokenSet) -> Result<&Secret, TillError> {
    match &tokens.refresh_token {
        RefreshToken::Given(refresh_token) => Ok(refresh_token),
        RefreshToken::Absent | RefreshToken::Empty => {
            Err(TillError::with(ErrorCode::OddAnswer, "the service gave no refresh token"))
        }
    }
}

/// The state behind these locks is a plain value, valid even if a holder panicked.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
