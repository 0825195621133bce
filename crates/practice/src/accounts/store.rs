//! The state of the accounts, safe to share: every change is one event, journalled first and then applied, under one
//! lock.
//!
//! Authorization codes and the word-for-word tokens live in memory only. No HTTP here. Calls that write the journal
//! block.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::accounts::issued::{GrantType, Issued};
use crate::accounts::options::Rotation;
use crate::accounts::people::{FIRST_CREATED, Password, Role, User};
use crate::accounts::state::{Event, Row, State};
use crate::clock::Clock;
use crate::journal::{Journal, JournalError};
use crate::lock::lock;
use crate::token::{self, Refused, fingerprint};

const JOURNAL: &str = "accounts.jsonl";

/// How long an authorization code is good for.
const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// The reason for which a grant gave no tokens.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GrantError {
    #[error("the grant is not good")]
    Invalid,
    #[error("the tokens could not be written down")]
    Journal(#[from] io::Error),
}

/// The permission that a person gave, until the code is exchanged.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub user: u64,
    pub redirect_uri: String,
    /// The challenge that its verifier must match.
    pub challenge: Option<Challenge>,
}

/// A PKCE challenge and its method.
#[derive(Clone, Debug)]
pub(crate) enum Challenge {
    S256(String),
    Plain(String),
}

impl Challenge {
    fn is_met_by(&self, verifier: &str) -> bool {
        match self {
            Challenge::S256(challenge) => *challenge == URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)),
            Challenge::Plain(challenge) => challenge == verifier,
        }
    }
}

/// The origin of a pair of tokens, and the row that ends because of it.
struct Origin {
    grant_type: GrantType,
    user: u64,
    family: String,
    previous: Option<String>,
    revokes: Option<String>,
}

#[derive(Debug)]
struct Code {
    grant: Grant,
    at: Timestamp,
    used: bool,
}

#[derive(Debug)]
struct Inner {
    state: State,
    journal: Option<Journal>,
    /// The authorization codes, by fingerprint.
    codes: HashMap<String, Code>,
    issued: VecDeque<Issued>,
}

#[derive(Debug)]
pub(crate) struct Store {
    inner: Mutex<Inner>,
    keep: usize,
    clock: Clock,
}

/// 43 characters of base64url, as a current Doorkeeper makes its codes and tokens.
pub(crate) fn unique_token() -> String {
    URL_SAFE_NO_PAD.encode(token::random::<32>())
}

impl Inner {
    fn commit(&mut self, event: Event) -> io::Result<()> {
        if let Some(journal) = &mut self.journal {
            journal.append(&event, true)?;
        }
        self.state.apply(event);
        Ok(())
    }
}

impl Store {
    /// The store of the folder, or a new one. Blocks.
    pub fn open(folder: Option<&Path>, keep: usize, clock: Clock) -> Result<Store, JournalError> {
        let mut state = State::default();
        let journal = match folder {
            Some(folder) => Some(Journal::open(folder, JOURNAL, |event| state.apply(event))?),
            None => None,
        };
        let inner = Inner { state, journal, codes: HashMap::new(), issued: VecDeque::new() };
        Ok(Store { inner: Mutex::new(inner), keep, clock })
    }

    pub fn user(&self, id: u64) -> Option<User> {
        self.lock().state.user(id).cloned()
    }

    /// The user with this e-mail address and password.
    pub fn user_by_password(&self, email: &str, password: &str) -> Option<User> {
        let user = self.lock().state.user_by_email(email).cloned()?;
        user.password.is(password).then_some(user)
    }

    /// A new user; `None` when the address is taken.
    pub fn create(&self, email: &str, password: &str) -> io::Result<Option<User>> {
        let password = Password::keep(password);
        let now = self.clock.now().as_millisecond();
        let mut inner = self.lock();
        if inner.state.user_by_email(email).is_some() {
            return Ok(None);
        }
        let id = inner.state.users.iter().map(|user| user.id + 1).max().unwrap_or(0).max(FIRST_CREATED);
        let user = User {
            id,
            name: None,
            nickname: None,
            email: email.to_lowercase(),
            created_at: now,
            updated_at: now,
            role: Role::Default,
            gold_to_send: 0,
            gold_received: 0,
            password,
        };
        inner.commit(Event::Created { user: Box::new(user.clone()) })?;
        Ok(Some(user))
    }

    pub fn is_email_taken(&self, email: &str) -> bool {
        self.lock().state.user_by_email(email).is_some()
    }

    /// A new authorization code.
    pub fn allow(&self, grant: Grant) -> String {
        let code = unique_token();
        let at = self.clock.now();
        self.lock().codes.insert(fingerprint(&code), Code { grant, at, used: false });
        code
    }

    /// Whether there ever was such a code.
    pub fn knows_code(&self, code: &str) -> bool {
        self.lock().codes.contains_key(&fingerprint(code))
    }

    /// Whether the code, used or not, was asked for with a challenge.
    pub fn wants_verifier(&self, code: &str) -> bool {
        self.lock().codes.get(&fingerprint(code)).is_some_and(|code| code.grant.challenge.is_some())
    }

    /// Exchanges an authorization code. One that was used before ends every token that came from it, as in Doorkeeper
    /// 6; earlier versions only refuse the code.
    pub fn exchange(
        &self,
        code: &str,
        redirect_uri: &str,
        verifier: Option<&str>,
        lifetime: Duration,
    ) -> Result<Issued, GrantError> {
        let family = fingerprint(code);
        let now = self.clock.now();
        let mut inner = self.lock();
        let known = inner.codes.get_mut(&family).ok_or(GrantError::Invalid)?;
        if known.used {
            inner.commit(Event::FamilyRevoked { family })?;
            return Err(GrantError::Invalid);
        }
        let is_proven = match (&known.grant.challenge, verifier) {
            (Some(challenge), Some(verifier)) => challenge.is_met_by(verifier),
            (challenge, verifier) => challenge.is_none() && verifier.is_none(),
        };
        if now.duration_since(known.at) >= CODE_LIFETIME || known.grant.redirect_uri != redirect_uri || !is_proven {
            return Err(GrantError::Invalid);
        }
        known.used = true;
        let user = known.grant.user;
        let origin = Origin { grant_type: GrantType::AuthorizationCode, user, family, previous: None, revokes: None };
        Ok(self.issue(&mut inner, origin, lifetime)?)
    }

    /// Revokes the pair that this token belongs to. One that is over already stays as it is: a refresh token whose
    /// access token has expired lives on, as with Doorkeeper.
    pub fn revoke(&self, token: &str) -> io::Result<()> {
        let token = fingerprint(token);
        let now = self.clock.now().as_millisecond();
        let mut inner = self.lock();
        match inner
            .state
            .pair_of(&token)
            .filter(|row| !row.revoked && !row.is_expired(now))
            .map(|row| row.access.clone())
        {
            Some(access) => inner.commit(Event::Revoked { access }),
            None => Ok(()),
        }
    }

    /// Whether this user has allowed the client before.
    pub fn has_allowed(&self, user: u64) -> bool {
        self.lock().state.has_allowed(user)
    }

    /// Tokens for a user who gave the password.
    pub fn sign_in(&self, user: u64, lifetime: Duration) -> io::Result<Issued> {
        let origin =
            Origin { grant_type: GrantType::Password, user, family: unique_token(), previous: None, revokes: None };
        self.issue(&mut self.lock(), origin, lifetime)
    }

    /// Exchanges a refresh token.
    pub fn refresh(&self, used: &str, rotation: Rotation, lifetime: Duration) -> Result<Issued, GrantError> {
        let mut inner = self.lock();
        let Row { access, family, user, .. } =
            inner.state.refreshable(&fingerprint(used)).ok_or(GrantError::Invalid)?.clone();
        let (previous, revokes) = match rotation {
            Rotation::AtOnce => (None, Some(access)),
            Rotation::AtFirstUse => (Some(access), None),
        };
        Ok(self.issue(
            &mut inner,
            Origin { grant_type: GrantType::RefreshToken, user, family, previous, revokes },
            lifetime,
        )?)
    }

    fn issue(&self, inner: &mut Inner, origin: Origin, lifetime: Duration) -> io::Result<Issued> {
        let Origin { grant_type, user, family, previous, revokes } = origin;
        let at = self.clock.now();
        let issued = Issued {
            grant_type,
            user_id: user,
            at,
            expires_in: lifetime,
            access_token: unique_token(),
            refresh_token: unique_token(),
            revoked: false,
        };
        let row = Row {
            access: fingerprint(&issued.access_token),
            refresh: fingerprint(&issued.refresh_token),
            family,
            previous,
            user,
            at: at.as_millisecond(),
            lifetime: lifetime.as_secs(),
            revoked: false,
            refresh_ended: false,
        };
        inner.commit(Event::Issued { row, revokes })?;
        if self.keep > 0 {
            if inner.issued.len() == self.keep {
                inner.issued.pop_front();
            }
            inner.issued.push_back(issued.clone());
        }
        Ok(issued)
    }

    /// The user of an access token. Its first use ends the row that was exchanged for it.
    pub fn check(&self, access_token: &str) -> Result<User, Refused> {
        let access = fingerprint(access_token);
        let now = self.clock.now().as_millisecond();
        let mut inner = self.lock();
        let row = inner.state.rows.get(&access).ok_or(Refused::Invalid)?;
        if row.revoked {
            return Err(Refused::Revoked);
        }
        if row.is_expired(now) {
            return Err(Refused::Expired);
        }
        let user = inner.state.user(row.user).cloned().ok_or(Refused::Invalid)?;
        if row.previous.is_some()
            && let Err(error) = inner.commit(Event::Used { access })
        {
            tracing::warn!(%error, "practice token use could not be written down");
        }
        Ok(user)
    }

    /// Every issued pair, oldest first, with its present state.
    pub fn issued(&self) -> Vec<Issued> {
        let inner = self.lock();
        let rows = &inner.state.rows;
        let revoked = |issued: &Issued| rows.get(&fingerprint(&issued.access_token)).is_some_and(|row| row.revoked);
        inner.issued.iter().map(|issued| Issued { revoked: revoked(issued), ..issued.clone() }).collect()
    }

    /// Records one of the events that end tokens.
    pub fn end(&self, event: Event) -> io::Result<()> {
        self.lock().commit(event)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}
