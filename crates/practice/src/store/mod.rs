//! What the service knows: the float, the truth log, the refresh tokens, the recharges that wait for their retry.
//!
//! Every change is one event, written to the journal first (when there is a folder) and then applied to memory, under
//! one lock: a charge that was answered is on disk, and two top-ups at once cannot lose one. No HTTP here.

mod charge;
mod event;
mod state;

use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;

pub use charge::{Charge, ChargeKind};
use event::Event;
use state::State;

use crate::Clock;
use crate::journal::{Journal, JournalError};
use crate::token::{self, Refused};
use crate::users::{self, User};

/// Its file in the folder.
const JOURNAL: &str = "practice.jsonl";

/// How long a refresh token is good for when nobody uses it.
const REFRESH_TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A top-up that the service is about to make.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    /// The float as it was read before the recharge, when nothing guards it; what others booked since is lost.
    pub float_read: Option<Decimal>,
    pub msisdn: String,
    pub amount: Decimal,
    pub hit: u64,
    pub delivered: bool,
    /// Queued for the retry; `Some(true)` charges again then.
    pub queued: Option<bool>,
}

/// Why no charge was made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChargeError {
    #[error("the float is smaller than the amount")]
    FloatTooSmall,
    #[error("the charge could not be written down")]
    Journal(#[from] io::Error),
}

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
    commission: Decimal,
    clock: Clock,
}

impl Store {
    /// What the folder holds, or a new state. Blocks.
    pub fn open(folder: Option<&Path>, opening_float: Decimal, commission: Decimal, clock: Clock) -> Result<Store, JournalError> {
        let mut state = State::default();
        let journal = match folder {
            Some(folder) => Some(Journal::open(folder, JOURNAL, |event| state.apply(event))?),
            None => None,
        };
        let mut inner = Inner { state, journal };
        if inner.state.keys.is_empty() {
            let opened = Event::Opened { float: opening_float, key: token::new_key() };
            inner.commit(opened).map_err(JournalError::Write)?;
        }
        Ok(Store { inner: Mutex::new(inner), commission, clock })
    }

    pub fn float(&self) -> Decimal {
        self.lock().state.float
    }

    pub fn truth(&self) -> Vec<Charge> {
        self.lock().state.charges.clone()
    }

    pub fn set_float(&self, float: Decimal) -> io::Result<()> {
        self.lock().commit(Event::Float { float })
    }

    pub fn move_float(&self, by: Decimal) -> io::Result<()> {
        let mut inner = self.lock();
        let float = inner.state.float + by;
        inner.commit(Event::Float { float })
    }

    /// Debits the float and writes it down. Blocks until it is on disk.
    pub fn charge(&self, order: Order, reference: String) -> Result<Charge, ChargeError> {
        let mut inner = self.lock();
        let float = order.float_read.unwrap_or(inner.state.float);
        if float < order.amount {
            return Err(ChargeError::FloatTooSmall);
        }
        let debit = (order.amount * (Decimal::ONE - self.commission)).round_dp(2);
        let charge = Charge {
            kind: ChargeKind::TopUp,
            at: self.clock.now(),
            float_after: float - debit,
            msisdn: order.msisdn,
            amount: order.amount,
            debit,
            reference,
            delivered: order.delivered,
            answered: false,
            hit: order.hit,
        };
        inner.commit(Event::Charged { charge: charge.clone(), queued: order.queued })?;
        Ok(charge)
    }

    /// Notes that the answer to the charge with this reference went out whole.
    pub fn answered(&self, reference: String) -> io::Result<()> {
        self.lock().commit(Event::Answered { reference })
    }

    /// The hourly retry: delivers what is queued, and charges again where the practice number says so. Blocks.
    pub fn retry_accepted(&self) -> io::Result<usize> {
        let mut inner = self.lock();
        let queue = inner.state.queue.clone();
        for (reference, charged_again) in &queue {
            let first = inner.state.charges.iter().find(|charge| charge.reference == *reference).cloned();
            let again = first.filter(|_| *charged_again).map(|first| Charge {
                kind: ChargeKind::Retry,
                at: self.clock.now(),
                float_after: inner.state.float - first.debit,
                reference: new_reference(self.clock.now()),
                delivered: true,
                answered: false,
                ..first
            });
            inner.commit(Event::Retried { reference: reference.clone(), again })?;
        }
        Ok(queue.len())
    }

    /// A new reference of 25 digits: the time, and digits that keep two of the same instant apart.
    pub fn new_reference(&self) -> String {
        new_reference(self.clock.now())
    }

    /// A first refresh token for `user`. Blocks.
    pub fn issue(&self, user: &User) -> io::Result<String> {
        let refresh_token = token::new_refresh_token();
        self.lock().commit(Event::Issued { fingerprint: token::fingerprint(&refresh_token), used: None, user: user.id.to_owned(), at: self.clock.now() })?;
        Ok(refresh_token)
    }

    /// Exchanges a refresh token; `None` when it is not good. Each is good for one use.
    pub fn rotate(&self, used: &str) -> io::Result<Option<(&'static User, String)>> {
        let mut inner = self.lock();
        let Some(old) = inner.state.refresh_tokens.get(&token::fingerprint(used)) else { return Ok(None) };
        let now = self.clock.now();
        if now.duration_since(old.at) >= REFRESH_TOKEN_LIFETIME {
            return Ok(None);
        }
        let Some(user) = users::by_id(&old.user) else { return Ok(None) };
        let refresh_token = token::new_refresh_token();
        inner.commit(Event::Issued {
            fingerprint: token::fingerprint(&refresh_token),
            used: Some(token::fingerprint(used)),
            user: user.id.to_owned(),
            at: now,
        })?;
        Ok(Some((user, refresh_token)))
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
        self.lock().commit(Event::AccessTokensExpired { key: token::new_key() })
    }

    /// Ends every token of everybody.
    pub fn revoke_everything(&self) -> io::Result<()> {
        self.lock().commit(Event::EverythingRevoked { key: token::new_key() })
    }

    /// An access token for `user` that ends at `ends`.
    pub fn access_token(&self, user: &User, ends: Timestamp) -> String {
        let inner = self.lock();
        let key = inner.state.keys.last().expect("a store has a key from its first event on");
        token::sign(key, user, ends)
    }

    pub fn check(&self, access_token: &str) -> Result<&'static User, Refused> {
        token::check(&self.lock().state.keys, access_token, self.clock.now())
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn new_reference(now: Timestamp) -> String {
    let random = u64::from_le_bytes(token::random()) % 100_000_000;
    format!("{}{:03}{random:08}", now.strftime("%Y%m%d%H%M%S"), now.subsec_millisecond())
}
