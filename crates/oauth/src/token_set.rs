//! Tokens as they were given, and when they are too old to use.
//!
//! A lifetime counts from the moment the request was sent: never later than the server's own count, however slow the
//! answer was and whatever the clocks say. Tokens are opaque; nothing here looks into a JWT.

use std::time::Duration;

use airtill_domain::{Moment, Secret};

/// The shortest and longest lifetimes that are believed: one second and thirty days.
const LIFETIMES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30 * 24 * 60 * 60));
/// A token is renewed this long before it ends, if a tenth of its life is not less.
const MOST_MARGIN: Duration = Duration::from_secs(30);
/// A request needs this long to arrive.
const LEAST_MARGIN: Duration = Duration::from_secs(2);
/// Clocks that differ by more than this deserve a warning.
const TOLERATED_SKEW_SECONDS: u64 = 300;

/// One answer of a token endpoint.
#[derive(Clone, Debug)]
pub struct TokenSet {
    /// The bearer token for the service's own calls; 1 to 16,384 visible ASCII characters.
    pub access_token: Secret,
    /// The refresh token of the answer, if it had one.
    pub refresh_token: RefreshToken,
    /// From `sent_at` on, between one second and thirty days; `None` if the server did not say.
    pub lifetime: Option<Duration>,
    /// How long its refresh token lives, from `sent_at` on and between one second and thirty days, as Keycloak says it
    /// beside the token; `None` if the server did not say.
    pub refresh_lifetime: Option<Duration>,
    /// The type as the server spelled it; `bearer` where the endpoint leaves it out.
    pub token_type: String,
    /// The person who signed in, where the service names them beside the token.
    pub user_id: Option<i64>,
    /// The scope of the token, if the server named it; an array is joined by spaces.
    pub scope: Option<String>,
    /// Just before the request was sent.
    pub sent_at: Moment,
    /// How far the server's clock is from this computer's, if the answer had a readable `Date`.
    pub clock_skew: Option<ClockSkew>,
}

impl TokenSet {
    /// Whether the access token should be renewed before it is used; without a known lifetime only the service knows.
    ///
    /// A lifetime of two seconds or less is always stale: use such a token once, as it arrives.
    pub fn is_stale(&self, now: Moment) -> bool {
        self.lifetime.is_some_and(|lifetime| is_stale(self.sent_at, lifetime, now))
    }
}

/// The refresh token of an answer.
#[derive(Clone, Debug)]
pub enum RefreshToken {
    /// This one is to be used from now on; the one before it is spent.
    Given(Secret),
    /// The answer has none: the one before it stays good (RFC 6749 §6).
    Absent,
    /// An empty one, which is odd: the one before it stays good, and the oddity is noted.
    Empty,
}

/// The server's clock minus this computer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockSkew {
    /// Positive where the server's clock is ahead.
    pub seconds: i64,
}

impl ClockSkew {
    /// Whether a person should be warned: more than five minutes.
    pub fn matters(self) -> bool {
        self.seconds.unsigned_abs() > TOLERATED_SKEW_SECONDS
    }
}

/// Whether a token that lives `lifetime` from `sent_at` on is too old at `now`, by either clock.
///
/// The monotonic clock stops while a computer sleeps and the wall clock can be set back; one of them is enough to make
/// it stale.
pub fn is_stale(sent_at: Moment, lifetime: Duration, now: Moment) -> bool {
    let margin = (lifetime / 10).min(MOST_MARGIN).max(LEAST_MARGIN);
    let usable = lifetime.saturating_sub(margin);
    now.since(sent_at) >= usable
}

/// A lifetime made believable.
pub(crate) fn clamped(seconds: u64) -> Duration {
    Duration::from_secs(seconds).clamp(LIFETIMES.0, LIFETIMES.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use airtill_domain::Timestamp;

    const START: Moment = Moment { wall: Timestamp(1_800_000_000_000), monotonic: Duration::from_secs(1_000) };

    fn later(wall_seconds: i64, monotonic_seconds: u64) -> Moment {
        Moment {
            wall: Timestamp(START.wall.0 + wall_seconds * 1000),
            monotonic: START.monotonic + Duration::from_secs(monotonic_seconds),
        }
    }

    #[test]
    fn t12_the_margin_is_a_tenth_at_most_thirty_and_at_least_two_seconds() {
        // (lifetime, last second at which it is fresh; None: never)
        for (lifetime, fresh_until) in [
            (1, None),
            (2, None),
            (5, Some(2)),
            (60, Some(53)),
            (300, Some(269)),
            (3600, Some(3569)),
            (7200, Some(7169)),
        ] {
            let life = Duration::from_secs(lifetime);
            if let Some(last) = fresh_until {
                assert!(
                    !is_stale(START, life, later(last, last.unsigned_abs())),
                    "a life of {lifetime} s is fresh after {last} s"
                );
            }
            let first_stale = fresh_until.map_or(0, |last| last + 1);
            assert!(
                is_stale(START, life, later(first_stale, first_stale.unsigned_abs())),
                "a life of {lifetime} s is stale after {first_stale} s"
            );
        }
    }

    #[test]
    fn t12_either_clock_alone_makes_a_token_stale() {
        let hour = Duration::from_secs(3600);
        assert!(is_stale(START, hour, later(8 * 3600, 5)), "eight hours of sleep: the monotonic clock stood still");
        assert!(
            is_stale(START, hour, later(-3600, 3600)),
            "the wall clock was set back by an hour, the token aged all the same"
        );
        assert!(
            is_stale(START, hour, later(3600, 1)),
            "the wall clock was set ahead: renewing once too often does no harm"
        );
        assert!(!is_stale(START, hour, later(-3600, 60)), "a clock set back does not age a token");
        assert!(!is_stale(START, Duration::MAX, later(1, 1)), "no overflow");
        for lifetime in [1, 5, 60, 300, 3600, 7200] {
            let life = Duration::from_secs(lifetime);
            assert!(is_stale(START, life, later(8 * 3600, 0)), "a sleep ends a life of {lifetime} s");
            assert!(
                is_stale(START, life, later(-3600, lifetime)),
                "a clock set back cannot lengthen a life of {lifetime} s"
            );
        }
    }

    #[test]
    fn t05_a_lifetime_is_clamped_to_one_second_and_thirty_days() {
        for (seconds, kept) in
            [(0, 1), (1, 1), (3600, 3600), (2_592_000, 2_592_000), (2_592_001, 2_592_000), (u64::MAX, 2_592_000)]
        {
            assert_eq!(clamped(seconds), Duration::from_secs(kept));
        }
    }

    #[test]
    fn t24_more_than_five_minutes_between_the_clocks_matters() {
        for (seconds, matters) in [(0, false), (300, false), (-300, false), (301, true), (-301, true), (i64::MIN, true)]
        {
            assert_eq!(ClockSkew { seconds }.matters(), matters, "{seconds}");
        }
    }
}
