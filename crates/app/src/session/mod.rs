//! The signed-in person of one connection, and an access token whenever one is asked for.
//!
//! One renewal runs at a time: in this process by a lock that all callers wait at to share its end, across processes by
//! the vault's lock file, under which the refresh token is read again. A rotated refresh token is saved before its
//! access token is handed out. Access tokens live in memory only; only the service's own `invalid_grant` ends a
//! person's sign-in. A till that signs in as a client, without a person, does so in `client`.

mod asking;
mod backoff;
mod client;
mod client_refresh;
mod ended;
mod flight;
mod locks;
mod provider;
mod renewals;
mod renewing;
mod sign_out;
mod state;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod token_cost;
mod vault;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use airtill_contract::ErrorCode;
use airtill_domain::{Clock, Connection, Moment, Secret, Timestamp, lock};
use airtill_oauth::{ClockSkew, RefreshToken, Settings, Timeouts, TokenClient, TokenEndpoint, TokenSet};
use airtill_vault::Name;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::TillError;
use crate::environment::{LazyVault, OpenEnvironment, StaffAccount};
use crate::learned::Learned;
use crate::person::Person;
use crate::runtime::Runtime;
use backoff::TokenBackoff;
pub use backoff::backing_off;
use client_refresh::ClientRefresh;
use ended::SignOuts;
pub use ended::{EndedSignIn, Revocation, Revoked};
use locks::Flight;
pub use provider::Provider;
use renewals::Renewals;
pub use state::SessionState;

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
    provider: Provider,
    learned: Arc<Learned>,
    tokens: TokenClient,
    vault: Arc<LazyVault>,
    clock: Arc<dyn Clock>,
    held: Mutex<Option<Held>>,
    /// Where the till signs in as a client: the refresh token of the last answer.
    client_refresh: Mutex<Option<ClientRefresh>>,
    state: Mutex<SessionState>,
    /// Notified whenever somebody comes to be signed in.
    came: Notify,
    /// When the person signed in, not when that was last renewed.
    signed_in_at: Mutex<Timestamp>,
    /// Whether the vault was ever asked for a stored sign-in.
    looked: AtomicBool,
    has_client_secret: AtomicBool,
    /// How far the service's clock was ahead, and when that was seen.
    skew: Mutex<Option<(ClockSkew, Moment)>>,
    backoff: TokenBackoff,
    renewals: Renewals,
    sign_outs: SignOuts,
    flight: Flight,
    working: TaskTracker,
}

impl Session {
    /// The session of a connection that is opened; [`Session::load`] finds what the vault stored.
    pub fn open(
        runtime: &Runtime,
        environment: &OpenEnvironment,
        connection: &Connection,
        learned: Arc<Learned>,
    ) -> Self {
        let clock = runtime.ports.clock.clone();
        let tokens = TokenClient::new(Settings {
            environment: connection.environment,
            timeouts: Timeouts { connect: runtime.policy.connect_limit, ..Timeouts::default() },
            clock: clock.clone(),
        });
        let (binding, provider) = (connection.secret_binding(), Provider::of(connection));
        Self::new(binding, provider, learned, tokens, environment.vault.clone(), clock, runtime.working.clone())
    }

    /// A session that knows nothing yet; [`Session::load`] finds what the vault stored. `working` counts renewals,
    /// which closing must not cut off: the service has spent the old token by then.
    pub fn new(
        binding: String,
        provider: Provider,
        learned: Arc<Learned>,
        tokens: TokenClient,
        vault: Arc<LazyVault>,
        clock: Arc<dyn Clock>,
        working: TaskTracker,
    ) -> Self {
        Self {
            client: Name { binding: binding.clone(), slot: CLIENT_SLOT },
            name: Name { binding, slot: SLOT },
            provider,
            learned,
            tokens,
            vault,
            clock,
            held: Mutex::new(None),
            client_refresh: Mutex::new(None),
            state: Mutex::new(SessionState::SignedOut),
            came: Notify::new(),
            signed_in_at: Mutex::new(Timestamp(0)),
            looked: AtomicBool::new(false),
            has_client_secret: AtomicBool::new(false),
            skew: Mutex::new(None),
            backoff: TokenBackoff::default(),
            renewals: Renewals::default(),
            sign_outs: SignOuts::default(),
            flight: Flight::default(),
            working,
        }
    }

    /// Whether somebody is signed in.
    pub fn state(&self) -> SessionState {
        lock(&self.state).clone()
    }

    /// Whether a token can be asked for.
    pub fn is_signed_in(&self) -> bool {
        matches!(self.state(), SessionState::SignedIn { .. })
    }

    /// Waits until somebody is signed in, or the client is.
    pub async fn signed_in(&self) {
        loop {
            // Made before the look, so that a sign-in right behind it is not missed.
            let came = self.came.notified();
            if self.is_signed_in() {
                return;
            }
            came.await;
        }
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
        // A computer that slept looks as if its clock had been set: a clock that was right stays right.
        Some(if seen.matters() && !present.matters() { present } else { seen })
    }

    /// The person who is, or last was, signed in.
    pub fn person(&self) -> Option<Person> {
        match self.state() {
            SessionState::SignedIn { person, .. } | SessionState::SignInAgain { person } => person,
            SessionState::SignedOut => None,
        }
    }

    /// The actor of entries: the person's e-mail address, or the id of the client where the till signs in as one.
    pub fn actor(&self) -> String {
        let client =
            self.provider.endpoint.client.as_ref().filter(|_| self.is_client()).map(|client| client.id.clone());
        client.or(self.person().map(|person| person.email)).unwrap_or_else(|| "unknown".to_owned())
    }

    /// Where tokens are asked for, with the client's secret as it is stored now.
    ///
    /// # Errors
    /// The vault is out of reach: asking without the secret would look like a wrong one.
    pub async fn endpoint(&self) -> Result<TokenEndpoint, TillError> {
        let mut endpoint = self.provider.endpoint.clone();
        if let Some(client) = &mut endpoint.client {
            client.secret = self.client_secret().await?;
        }
        Ok(endpoint)
    }

    /// The facts that were found out about signing in here.
    pub fn learned(&self) -> &Learned {
        &self.learned
    }

    /// The client of the token endpoint.
    pub fn tokens(&self) -> &TokenClient {
        &self.tokens
    }

    /// Signs in by the password form. The password is used once and gone.
    ///
    /// # Errors
    /// By what the service or the network said; the earlier sign-in, if any, stays.
    pub async fn sign_in(&self, username: &str, password: Secret) -> Result<(), TillError> {
        let count = self.sign_outs.count();
        let endpoint = self.endpoint().await?;
        let flight = self.alone().await;
        let tokens = self.tokens.password(&endpoint, username, password).await?;
        let person = Person::known_as(tokens.user_id, username);
        let taken = async { flight.across_processes().await?.store_tokens(&tokens, Some(person), count).await };
        match taken.await {
            Ok(true) => Ok(()),
            not => {
                self.give_up(tokens).await;
                not.and(Err(TillError::new(ErrorCode::SignInAgain)))
            }
        }
    }

    /// Takes over a sign-in that came another way. False, and nothing is stored, where it was given up before its turn
    /// came. A sign-in that is not stored is among [`Session::take_ended`].
    ///
    /// # Errors
    /// There is nothing to renew it with, or the vault's; the earlier sign-in, if any, stays.
    pub async fn adopt(
        &self,
        tokens: TokenSet,
        person: Option<Person>,
        given_up: &CancellationToken,
    ) -> Result<bool, TillError> {
        let count = self.sign_outs.count();
        let taken = async {
            let flight = tokio::select! {
                biased;
                () = given_up.cancelled() => return Ok(false),
                flight = self.alone() => flight,
            };
            let across_processes = tokio::select! {
                biased;
                () = given_up.cancelled() => return Ok(false),
                across_processes = flight.across_processes() => across_processes?,
            };
            across_processes.store_tokens(&tokens, person, count).await
        };
        let taken = taken.await;
        if !matches!(taken, Ok(true)) {
            self.give_up(tokens).await;
        }
        taken
    }

    /// Notes who the service says is signed in, if `asked_with` is still the access token, and gives the person as they
    /// were known before. An answer about somebody who has been replaced meanwhile is dropped.
    pub async fn describe(&self, asked_with: &Secret, person: Person) -> Result<Option<Person>, TillError> {
        let flight = self.alone().await;
        let count = self.sign_outs.count();
        if lock(&self.held).as_ref().is_none_or(|held| held.access.expose() != asked_with.expose()) {
            return Ok(None);
        }
        let _across_processes = flight.across_processes().await?;
        let Some(may_store) = self.unless_signed_out(count).await else { return Ok(None) };
        let Some(mut stored) = self.stored().await? else { return Ok(None) };
        if stored.person.as_ref() != Some(&person) {
            stored.person = Some(person.clone());
            may_store.store(&stored).await?;
        }
        Ok(match &mut *lock(&self.state) {
            SessionState::SignedIn { person: known, .. } => known.replace(person),
            SessionState::SignedOut | SessionState::SignInAgain { .. } => None,
        })
    }

    fn ends_at(&self, obtained_at: Timestamp) -> Option<Timestamp> {
        self.provider.rest.map(|rest| obtained_at.plus(rest))
    }

    fn set_state(&self, state: SessionState) {
        *lock(&self.state) = state;
        self.came.notify_waiters();
    }
}

impl StaffAccount for Session {
    fn signed_in(&self) -> Option<(Timestamp, Person)> {
        match self.state() {
            SessionState::SignedIn { person, .. } => Some((self.signed_in_at(), person?)),
            SessionState::SignedOut | SessionState::SignInAgain { .. } => None,
        }
    }
}

/// The refresh token of a sign-in that was just given.
///
/// # Errors
/// `OddAnswer` where there is nothing: such a sign-in cannot be stored.
pub fn renewable(tokens: &TokenSet) -> Result<&Secret, TillError> {
    match &tokens.refresh_token {
        RefreshToken::Given(refresh_token) => Ok(refresh_token),
        RefreshToken::Absent | RefreshToken::Empty => {
            Err(TillError::with(ErrorCode::OddAnswer, "the service gave no refresh token"))
        }
    }
}
