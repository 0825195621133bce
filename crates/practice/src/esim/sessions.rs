//! The tokens of the practice eSIM service: sessions, access tokens and refresh tokens, as Keycloak has them.
//!
//! In memory only: with the process every session ends, and a client begins again with its credentials. Tokens are
//! found by their fingerprint; the word-for-word ones are for tests. No HTTP here.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;

use crate::lock::lock;
use crate::token::{fingerprint, random};

/// The grant of a token request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    /// The client's own credentials.
    ClientCredentials,
    /// A refresh token.
    RefreshToken,
}

/// A token answer as it was made: it may still be lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The grant that it was made for.
    pub grant_type: GrantType,
    /// The id of the client.
    pub client_id: String,
    /// The time of issue.
    pub at: Timestamp,
    /// The lifetime of the access token.
    pub expires_in: Duration,
    /// 43 characters of base64url.
    pub access_token: String,
    /// 43 characters of base64url; `None` where the answer holds none.
    pub refresh_token: Option<String>,
    /// The lifetime of the refresh token.
    pub refresh_expires_in: Duration,
    /// How many token requests of the same client came later and while the access token was still good.
    pub requests_in_its_life: usize,
}

/// The lifetimes of what is issued now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetimes {
    pub access: Duration,
    /// `None` issues no refresh token.
    pub refresh: Option<Duration>,
    pub session: Duration,
}

#[derive(Clone, Debug)]
struct Session {
    id: u64,
    client: String,
    /// When no token of it is good any more.
    ends: Timestamp,
}

#[derive(Debug)]
struct Access {
    session: Session,
    ends: Timestamp,
}

#[derive(Debug)]
struct Refresh {
    session: Session,
    ends: Timestamp,
    used: bool,
}

#[derive(Debug, Default)]
struct Inner {
    sessions: u64,
    ended: HashSet<u64>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    issued: VecDeque<Issued>,
}

#[derive(Debug)]
pub(crate) struct Sessions {
    inner: Mutex<Inner>,
    keep: usize,
}

impl Sessions {
    pub fn new(keep: usize) -> Sessions {
        Sessions { inner: Mutex::default(), keep }
    }

    /// Counts a token request of this client in the lives of its earlier tokens.
    pub fn count_request(&self, client: &str, now: Timestamp) {
        for issued in &mut self.lock().issued {
            let is_alive = now < issued.at + issued.expires_in;
            issued.requests_in_its_life += usize::from(issued.client_id == client && is_alive);
        }
    }

    /// Opens a session for a client with its credentials.
    pub fn open(&self, client: &str, now: Timestamp, lifetimes: Lifetimes) -> Issued {
        let mut inner = self.lock();
        inner.sessions += 1;
        let session = Session { id: inner.sessions, client: client.to_owned(), ends: now + lifetimes.session };
        self.issue(&mut inner, session, GrantType::ClientCredentials, now, lifetimes)
    }

    /// Exchanges a refresh token; `None` when it is not good. Where they rotate, the second use of one ends its
    /// session.
    pub fn refresh(
        &self,
        client: &str,
        token: &str,
        rotates: bool,
        now: Timestamp,
        lifetimes: Lifetimes,
    ) -> Option<Issued> {
        let mut inner = self.lock();
        let known = inner.refresh.get_mut(&fingerprint(token))?;
        let session = known.session.clone();
        let is_reused = rotates && std::mem::replace(&mut known.used, true);
        if session.client != client || now >= known.ends || inner.ended.contains(&session.id) {
            return None;
        }
        if is_reused {
            inner.ended.insert(session.id);
            return None;
        }
        Some(self.issue(&mut inner, session, GrantType::RefreshToken, now, lifetimes))
    }

    fn issue(
        &self,
        inner: &mut Inner,
        session: Session,
        grant_type: GrantType,
        now: Timestamp,
        lifetimes: Lifetimes,
    ) -> Issued {
        inner.access.retain(|_, access| now < access.ends);
        inner.refresh.retain(|_, refresh| now < refresh.ends);
        // The life of a refresh token shrinks towards the end of its session.
        let left: Duration = session.ends.duration_since(now).try_into().unwrap_or_default();
        let refresh_expires_in = lifetimes.refresh.unwrap_or_default().min(left);
        let issued = Issued {
            grant_type,
            client_id: session.client.clone(),
            at: now,
            expires_in: lifetimes.access,
            access_token: unique_token(),
            refresh_token: lifetimes.refresh.map(|_| unique_token()),
            refresh_expires_in,
            requests_in_its_life: 0,
        };
        let access = Access { session: session.clone(), ends: now + lifetimes.access };
        inner.access.insert(fingerprint(&issued.access_token), access);
        if let Some(refresh_token) = &issued.refresh_token {
            let refresh = Refresh { session, ends: now + refresh_expires_in, used: false };
            inner.refresh.insert(fingerprint(refresh_token), refresh);
        }
        if self.keep > 0 {
            if inner.issued.len() == self.keep {
                inner.issued.pop_front();
            }
            inner.issued.push_back(issued.clone());
        }
        issued
    }

    /// The client of an access token, while it is good.
    pub fn client_of(&self, access_token: &str, now: Timestamp) -> Option<String> {
        let inner = self.lock();
        let access = inner.access.get(&fingerprint(access_token))?;
        (now < access.ends).then(|| access.session.client.clone())
    }

    /// Ends every access token; refresh tokens stay good.
    pub fn expire_access_tokens(&self) {
        self.lock().access.clear();
    }

    /// Ends every refresh token; access tokens live on to their end.
    pub fn end_refresh_tokens(&self) {
        self.lock().refresh.clear();
    }

    pub fn issued(&self) -> Vec<Issued> {
        self.lock().issued.iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}

/// 43 characters of base64url.
fn unique_token() -> String {
    URL_SAFE_NO_PAD.encode(random::<32>())
}
