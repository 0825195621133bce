//! Time as the trade needs it: a wall clock for records, a monotonic one for lifetimes.
//!
//! The wall clock may jump (a person sets it, a battery dies); the monotonic one stops while a computer sleeps. A rule
//! that must not be fooled by either clock asks both: a [`Moment`] carries the two. Only the shell and the tests
//! implement [`Clock`].

use std::time::Duration;

/// Milliseconds since 1970-01-01T00:00:00Z by the wall clock; negative before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant that lies `span` later, saturating at the end of time.
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(millis(span)))
    }

    /// The instant that lies `span` earlier, saturating at the beginning of time.
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(millis(span)))
    }

    /// How long after `earlier` this is; zero where the clock went backwards.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0).try_into().unwrap_or(0))
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// One instant by both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The time that a person would read off the wall.
    pub wall: Timestamp,
    /// Time since an arbitrary start of this process; never goes back, stops while the computer sleeps.
    pub monotonic: Duration,
}

impl Moment {
    /// How long after `earlier` this is, by the clock of the two that says more: one stops while the computer sleeps,
    /// and the other can be set back.
    pub fn since(self, earlier: Moment) -> Duration {
        self.wall.since(earlier.wall).max(self.monotonic.saturating_sub(earlier.monotonic))
    }
}

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The present instant by both clocks.
    fn now(&self) -> Moment;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_went_back_gives_no_negative_span() {
        assert_eq!(Timestamp(5).since(Timestamp(9)), Duration::ZERO);
        assert_eq!(Timestamp(9).since(Timestamp(5)), Duration::from_millis(4));
    }

    #[test]
    fn an_age_is_what_either_clock_says_that_says_more() {
        let moment = |wall, monotonic| Moment { wall: Timestamp(wall), monotonic: Duration::from_millis(monotonic) };
        let earlier = moment(100, 10);
        for (later, age) in [(moment(110, 20), 10), (moment(900, 10), 800), (moment(0, 40), 30), (moment(0, 0), 0)] {
            assert_eq!(later.since(earlier), Duration::from_millis(age), "{later:?}");
        }
    }
}
