//! Leaving a service alone that asked for it.
//!
//! After 429 or 503 nothing is asked for as long as the service said or, if it named no time, for longer each time up to a
//! minute, and not by every till at the same moment. Counted by the monotonic clock.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use airtill_oauth::TokenError;
use uuid::Uuid;

use crate::Fault;

/// The longest wait that was not asked for.
const MOST: Duration = Duration::from_secs(59);

/// How a service has taken being asked.
#[derive(Default)]
pub struct Patience(Mutex<State>);

#[derive(Default)]
struct State {
    until: Option<(Duration, Fault)>,
    failures: u32,
}

impl Patience {
    /// Whether it may be asked at `now`.
    ///
    /// # Errors
    /// What it answered last, as long as it wants to be left alone.
    pub fn asked(&self, now: Duration) -> Result<(), Fault> {
        match &self.lock().until {
            Some((until, fault)) if now < *until => Err(fault.clone()),
            _ => Ok(()),
        }
    }

    /// Notes a refusal at `now`; one that says nothing about time changes nothing.
    pub fn note(&self, error: &TokenError, now: Duration) {
        let (TokenError::RateLimited { retry_after } | TokenError::Busy { retry_after }) = error else { return };
        let mut state = self.lock();
        let backing_off = Duration::from_secs(1 << state.failures.min(6)).min(MOST);
        let jitter = Duration::from_millis(u64::from(Uuid::new_v4().as_bytes()[0]) * 4);
        state.until = Some((now + retry_after.unwrap_or(backing_off + jitter), error.clone().into()));
        state.failures = state.failures.saturating_add(1);
    }

    /// It answered: the next refusal starts anew.
    pub fn end(&self) {
        *self.lock() = State::default();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUSY: TokenError = TokenError::Busy { retry_after: None };

    #[test]
    fn t18_without_a_time_the_waits_grow_to_a_minute() {
        let patience = Patience::default();
        let mut waits = Vec::new();
        for _ in 0..9 {
            patience.note(&BUSY, Duration::ZERO);
            waits.push((0..120).find(|s| patience.asked(Duration::from_secs(*s)).is_ok()).expect("at most a minute and a bit"));
        }
        assert!(waits.is_sorted() && waits[0] <= 3 && waits[8] <= 61, "{waits:?}");
        patience.end();
        assert!(patience.asked(Duration::ZERO).is_ok());
    }

    #[test]
    fn t18_a_named_time_is_kept() {
        let patience = Patience::default();
        patience.note(&TokenError::RateLimited { retry_after: Some(Duration::from_secs(90)) }, Duration::from_secs(10));
        assert!(patience.asked(Duration::from_secs(99)).is_err());
        assert!(patience.asked(Duration::from_secs(100)).is_ok());
    }
}
