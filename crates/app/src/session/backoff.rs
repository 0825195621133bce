//! Backoff of requests for tokens, where a service asked for it.
//!
//! After 429 or 503 nothing is asked for as long as the service said or, if it named no time, for longer each time up
//! to a minute, and not by every till at the same moment. So it is where a client's new token is turned away. Counted
//! by the monotonic clock.

use std::sync::Mutex;
use std::time::Duration;

use airtill_domain::lock;
use airtill_oauth::TokenError;
use uuid::Uuid;

use crate::TillError;

/// The longest wait after a first refusal that named no time; it doubles with each that follows.
const FIRST: Duration = Duration::from_secs(2);
/// The longest wait that was not asked for.
const MOST: Duration = Duration::from_secs(60);

/// Until when a service is not asked for tokens, by its last answers.
#[derive(Default)]
pub struct TokenBackoff(Mutex<State>);

#[derive(Default)]
struct State {
    until: Option<(Duration, TillError)>,
    failures: u32,
    /// How often in a row a new token was turned away. That tokens are given says nothing about it.
    turned_away: u32,
}

impl TokenBackoff {
    /// Whether it may be asked at `now`.
    ///
    /// # Errors
    /// Its last answer, as long as it asks for a wait.
    pub fn asked(&self, now: Duration) -> Result<(), TillError> {
        match &self.lock().until {
            Some((until, error)) if now < *until => Err(error.clone()),
            Some(_) | None => Ok(()),
        }
    }

    /// Notes a refusal at `now`; one that says nothing about time changes nothing.
    pub fn note(&self, error: &TokenError, now: Duration) {
        let (TokenError::RateLimited { retry_after } | TokenError::Busy { retry_after }) = error else { return };
        let mut state = self.lock();
        let wait = retry_after.unwrap_or_else(|| backing_off(state.failures, Uuid::new_v4().as_bytes()[0]));
        state.until = Some((now + wait, error.clone().into()));
        state.failures = state.failures.saturating_add(1);
    }

    /// Notes that a token which had just been given was turned away at `now` with this error.
    pub fn turned_away(&self, error: TillError, now: Duration) {
        let mut state = self.lock();
        let wait = backing_off(state.turned_away, Uuid::new_v4().as_bytes()[0]);
        state.until = Some((now + wait, error));
        state.turned_away = state.turned_away.saturating_add(1);
    }

    /// Notes that a token was good for an answer: the next one that is turned away starts anew.
    pub fn was_let_in(&self) {
        self.lock().turned_away = 0;
    }

    /// It answered: the next refusal starts anew.
    pub fn end(&self) {
        let mut state = self.lock();
        *state = State { turned_away: state.turned_away, ..State::default() };
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        lock(&self.0)
    }
}

/// From half to the whole of a time that doubles with each of the `failures` before; `chance` says where between.
pub fn backing_off(failures: u32, chance: u8) -> Duration {
    let whole = FIRST.saturating_mul(1 << failures.min(5)).min(MOST);
    whole / 2 + whole / 2 * u32::from(chance) / u32::from(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUSY: TokenError = TokenError::Busy { retry_after: None };

    #[test]
    fn t18_without_a_time_the_waits_grow_to_a_minute() {
        for (failures, seconds) in [2, 4, 8, 16, 32, 60, 60, 60].into_iter().enumerate() {
            let whole = Duration::from_secs(seconds);
            let waits: Vec<_> =
                (0..=u8::MAX).map(|chance| backing_off(u32::try_from(failures).expect("eight"), chance)).collect();
            assert_eq!((waits[0], waits[255]), (whole / 2, whole));
            assert!(waits.is_sorted_by(|a, b| a < b), "no two tills that differ come at the same moment: {waits:?}");
        }
        assert_eq!(backing_off(u32::MAX, u8::MAX), MOST);
    }

    #[test]
    fn t18_a_refusal_without_a_time_is_heeded_until_an_answer_comes() {
        let backoff = TokenBackoff::default();
        backoff.note(&BUSY, Duration::ZERO);
        assert!(backoff.asked(Duration::from_millis(999)).is_err() && backoff.asked(FIRST).is_ok());
        for _ in 0..9 {
            backoff.note(&BUSY, Duration::ZERO);
        }
        assert!(backoff.asked(Duration::from_millis(29_999)).is_err() && backoff.asked(MOST).is_ok());
        backoff.end();
        assert!(backoff.asked(Duration::ZERO).is_ok());
        backoff.note(&BUSY, Duration::ZERO);
        assert!(backoff.asked(FIRST).is_ok(), "it starts anew");
    }

    #[test]
    fn t18_a_named_time_is_kept() {
        let backoff = TokenBackoff::default();
        backoff.note(&TokenError::RateLimited { retry_after: Some(Duration::from_secs(90)) }, Duration::from_secs(10));
        assert!(backoff.asked(Duration::from_secs(99)).is_err());
        assert!(backoff.asked(Duration::from_secs(100)).is_ok());
    }
}
