//! The memory of the service: the float, the truth log, the refresh tokens, the recharges that wait for their retry.
//!
//! Every change is one event, written to the journal first (when there is a folder) and then applied to memory, under
//! one lock: a charge that was answered is on disk, and two top-ups at once cannot lose one. No HTTP here.

mod charge;
mod commission;
mod event;
mod fate;
mod float;
mod state;
mod text;

use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

pub use charge::{Charge, ChargeKind};
pub use commission::{Commission, Tier};
use event::Event;
pub use fate::{Change, ChangeKind, Fate};
pub use float::OldFloat;
pub(crate) use float::{ChargeError, Order};
use state::State;

use crate::airtime::access_token;
use crate::airtime::users::{Identity, User};
use crate::clock::Clock;
use crate::journal::{Journal, JournalError};
use crate::lock::lock;
use crate::token::{self, Refused};

/// The name of its file in the folder.
const JOURNAL: &str = "practice.jsonl";

/// The lifetime of an unused refresh token.
const REFRESH_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

#[derive(Debug)]
struct Inner {
    state: State,
    journal: Option<Journal>,
}

impl Inner {
    fn commit(&mut self, event: Event) -> io::Result<()> {
        if let Some(journal) = &mut self.journal {
            journal.append(&event, event.must_last())?;
        }
        self.state.apply(event);
        Ok(())
    }
}

/// The state of the service, safe to share.
#[derive(Debug)]
pub(crate) struct Store {
    inner: Mutex<Inner>,
    /// The commission until it is changed.
    commission: Commission,
    clock: Clock,
}

impl Store {
    /// The store of the folder, or a new one. Blocks.
    pub fn open(
        folder: Option<&Path>,
        opening_float: Decimal,
        commission: Commission,
        clock: Clock,
    ) -> Result<Store, JournalError> {
        let mut state = State::default();
        let journal = match folder {
            Some(folder) => Some(Journal::open(folder, JOURNAL, |event| state.apply(event))?),
            None => None,
        };
        let mut inner = Inner { state, journal };
        if inner.state.keys.is_empty() {
            let opened = Event::Opened { float: opening_float, key: access_token::new_key() };
            inner.commit(opened).map_err(JournalError::Write)?;
        }
        Ok(Store { inner: Mutex::new(inner), commission, clock })
    }

    /// A new reference of 25 digits: the time, and digits that keep two of the same instant apart.
    pub fn new_reference(&self) -> String {
        new_reference(self.clock.now())
    }

    /// The identity of `user` at a sign-in now, and a first refresh token. Blocks.
    pub fn issue(&self, user: &User) -> io::Result<(Identity, String)> {
        let mut inner = self.lock();
        let identity = Identity::of(&inner.state.identities, user);
        let refresh_token = access_token::new_refresh_token();
        inner.commit(Event::Issued {
            fingerprint: token::fingerprint(&refresh_token),
            used: None,
            user: identity.id.clone(),
            at: self.clock.now(),
        })?;
        Ok((identity, refresh_token))
    }

    /// Gives `user` another id and e-mail address from the next sign-in on. Present sign-ins stay under the old name.
    pub fn rename(&self, user: &User, id: &str, email: &str) -> io::Result<()> {
        self.lock().commit(Event::Renamed { user: user.id.to_owned(), id: id.to_owned(), email: email.to_owned() })
    }

    /// Exchanges a refresh token; `None` when it is not good. Each is good for one use.
    pub fn rotate(&self, used: &str) -> io::Result<Option<(Identity, String)>> {
        let mut inner = self.lock();
        let Some(old) = inner.state.refresh_tokens.get(&token::fingerprint(used)) else { return Ok(None) };
        let now = self.clock.now();
        if now.duration_since(old.at) >= REFRESH_TOKEN_LIFETIME {
            return Ok(None);
        }
        let Some((_, identity)) = Identity::by_id(&inner.state.identities, &old.user) else { return Ok(None) };
        let refresh_token = access_token::new_refresh_token();
        inner.commit(Event::Issued {
            fingerprint: token::fingerprint(&refresh_token),
            used: Some(token::fingerprint(used)),
            user: identity.id.clone(),
            at: now,
        })?;
        Ok(Some((identity, refresh_token)))
    }

    /// Ends every refresh token of the user.
    pub fn sign_out(&self, user: &User) -> io::Result<()> {
        self.lock().commit(Event::SignedOut { user: user.id.to_owned() })
    }

    /// Ends every refresh token of everybody.
    pub fn end_refresh_tokens(&self) -> io::Result<()> {
        self.lock().commit(Event::RefreshTokensEnded {})
    }

    /// Makes every access token of today expired.
    pub fn expire_access_tokens(&self) -> io::Result<()> {
        self.lock().commit(Event::AccessTokensExpired { key: access_token::new_key() })
    }

    /// Ends every token of everybody.
    pub fn revoke_everything(&self) -> io::Result<()> {
        self.lock().commit(Event::EverythingRevoked { key: access_token::new_key() })
    }

    /// An access token for the user of this identity that ends at `ends`.
    pub fn access_token(&self, identity: &Identity, ends: Timestamp) -> String {
        let inner = self.lock();
        let key = inner.state.keys.last().expect("a store has a key from its first event on");
        access_token::sign(key, identity, ends)
    }

    /// The user of an access token, and the identity that it names.
    pub fn check(&self, access_token: &str) -> Result<(&'static User, Identity), Refused> {
        let inner = self.lock();
        let id = access_token::check(&inner.state.keys, access_token, self.clock.now())?;
        Identity::by_id(&inner.state.identities, &id).ok_or(Refused::Invalid)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}

fn new_reference(now: Timestamp) -> String {
    let random = u64::from_le_bytes(token::random()) % 100_000_000;
    format!("{}{:03}{random:08}", now.strftime("%Y%m%d%H%M%S"), now.subsec_millisecond())
}
