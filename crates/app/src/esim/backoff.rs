//! Backoff of requests, where the service asked for it, whether the till asks by itself or for a person.
//!
//! After a 429, and after an error of the service that names a time, no request goes out before that time; after a 429
//! that names none the waits grow to a minute. Counted by the monotonic clock. A few seconds are waited out: nobody has
//! to ask twice for them. Within a longer wait everything is refused before it is sent, orders too, with the seconds
//! that are left.

use std::sync::Mutex;
use std::time::Duration;

use airtill_apis::ApiError;
use airtill_apis::truphone::{OrderAnswer, OrderDoubt, OrderRefusal};
use airtill_domain::lock;
use uuid::Uuid;

use crate::session::backing_off;

/// The longest wait that is waited out.
const WAITED_OUT: Duration = Duration::from_secs(3);

/// Until when the service is asked nothing, by its last answers.
#[derive(Default)]
pub struct RequestBackoff(Mutex<State>);

#[derive(Default)]
struct State {
    until: Duration,
    is_down: bool,
    /// The refusals in a row that named no time. Those within a wait count as one: their requests were under way
    /// together.
    unnamed: u32,
}

impl RequestBackoff {
    /// How long no request may go out; nothing where one may.
    pub fn left(&self, now: Duration) -> Duration {
        lock(&self.0).until.saturating_sub(now)
    }

    /// How long to wait before a request.
    ///
    /// # Errors
    /// A wait that is too long for a person, with the seconds that are left.
    pub fn wait(&self, now: Duration) -> Result<Duration, ApiError> {
        let left = self.left(now);
        if left <= WAITED_OUT { Ok(left) } else { Err(ApiError::BackingOff { left, is_down: lock(&self.0).is_down }) }
    }

    /// Notes an error of the service; most of them say nothing about time.
    pub fn note(&self, error: &ApiError, now: Duration) {
        match error {
            ApiError::RateLimited { retry_after } => self.limited(*retry_after, now),
            ApiError::Busy { retry_after: Some(wait) } => self.begin(*wait, now, true),
            ApiError::Busy { retry_after: None }
            | ApiError::BackingOff { .. }
            | ApiError::Unauthorised
            | ApiError::Offline { .. }
            | ApiError::Proxy { .. }
            | ApiError::Portal
            | ApiError::Certificate { .. }
            | ApiError::Settings
            | ApiError::Denied { .. }
            | ApiError::Odd { .. }
            | ApiError::TooBig => {}
        }
    }

    /// Notes a 429.
    pub fn limited(&self, retry_after: Option<Duration>, now: Duration) {
        let wait = retry_after.unwrap_or_else(|| {
            let mut state = lock(&self.0);
            if state.until <= now {
                state.unnamed = state.unnamed.saturating_add(1);
            }
            backing_off(state.unnamed.saturating_sub(1), Uuid::new_v4().as_bytes()[0])
        });
        self.begin(wait, now, false);
    }

    /// Notes the answer to an order.
    pub fn note_order(&self, answer: &OrderAnswer, now: Duration) {
        match answer {
            OrderAnswer::Accepted { .. } => self.answered(now),
            OrderAnswer::Refused { reason: OrderRefusal::RateLimited { retry_after }, .. } => {
                self.limited(*retry_after, now);
            }
            OrderAnswer::Unclear { retry_after: Some(wait), cause, .. } => {
                self.begin(*wait, now, *cause == OrderDoubt::ServerError);
            }
            OrderAnswer::Unclear { cause: OrderDoubt::UnknownLimit, .. } => self.limited(None, now),
            OrderAnswer::Refused { .. }
            | OrderAnswer::TurnedAway { .. }
            | OrderAnswer::NotSent { .. }
            | OrderAnswer::Unclear { .. } => {}
        }
    }

    fn begin(&self, wait: Duration, now: Duration, is_down: bool) {
        let mut state = lock(&self.0);
        if now + wait > state.until {
            (state.until, state.is_down) = (now + wait, is_down);
        }
    }

    /// Notes an answer: once the wait is over, the next refusal that names no time starts anew.
    pub fn answered(&self, now: Duration) {
        let mut state = lock(&self.0);
        if state.until <= now {
            state.unnamed = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use airtill_contract::ErrorCode;

    use super::*;
    use crate::TillError;

    const NOW: Duration = Duration::from_secs(100);

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn noted(error: ApiError) -> RequestBackoff {
        let backoff = RequestBackoff::default();
        backoff.note(&error, NOW);
        backoff
    }

    #[test]
    fn t18_a_named_time_is_kept_and_told_in_seconds() {
        for (error, code) in [
            (ApiError::RateLimited { retry_after: Some(secs(30)) }, ErrorCode::RateLimited),
            (ApiError::Busy { retry_after: Some(secs(30)) }, ErrorCode::ServiceDown),
        ] {
            let backoff = noted(error);
            assert_eq!(backoff.left(NOW), secs(30));
            let later = NOW + Duration::from_millis(19_500);
            let refused = backoff.wait(later).map_err(TillError::from);
            assert_eq!(refused, Err(TillError::with(code, "11")), "waiting so long is enough");
            assert_eq!(backoff.wait(NOW + secs(28)), Ok(secs(2)), "a few seconds are waited out");
            assert_eq!(backoff.wait(NOW + secs(30)), Ok(Duration::ZERO));
        }
        assert_eq!(noted(ApiError::Busy { retry_after: None }).left(NOW), Duration::ZERO);
    }

    #[test]
    fn t18_a_limit_that_names_no_time_is_kept_for_longer_each_time() {
        let backoff = RequestBackoff::default();
        let limit = ApiError::RateLimited { retry_after: None };
        let mut now = NOW;
        for whole in [2, 4, 8, 16, 32, 60, 60] {
            backoff.note(&limit, now);
            let left = backoff.left(now);
            assert!(left >= secs(whole) / 2 && left <= secs(whole), "{left:?} of {whole}");
            backoff.answered(now);
            now += left;
        }
        backoff.answered(now);
        backoff.note(&limit, now);
        assert!(backoff.left(now) <= secs(2), "an answer behind the wait lets it start anew");
    }

    #[test]
    fn limits_of_requests_that_were_under_way_together_count_as_one() {
        let backoff = RequestBackoff::default();
        for _ in 0..6 {
            backoff.note(&ApiError::RateLimited { retry_after: None }, NOW);
        }
        assert!(backoff.left(NOW) <= secs(2), "{:?}", backoff.left(NOW));
    }

    #[test]
    fn a_shorter_wait_never_ends_a_longer_one() {
        let backoff = noted(ApiError::RateLimited { retry_after: Some(secs(60)) });
        backoff.note(&ApiError::Busy { retry_after: Some(secs(5)) }, NOW);
        backoff.answered(NOW);
        assert_eq!(backoff.left(NOW), secs(60));
    }
}
