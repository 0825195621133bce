//! A clock that tests set: the wall of this computer, its monotonic time, and the time of the service elsewhere.
//!
//! Nothing runs by itself. [`TestClock::advance`] lets time pass for everybody; [`TestClock::jump_wall`] is a person
//! who sets the clock of this computer; [`TestClock::sleep`] is a closed lid, during which the monotonic time stands
//! still.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use airtill_domain::{Clock, Moment, Timestamp};

/// The morning of 2026-11-21, 08:00 UTC.
pub const MORNING: i64 = 1_795_248_000_000;

#[derive(Clone, Copy, Debug)]
struct Times {
    wall: i64,
    monotonic: Duration,
    elsewhere: i64,
    /// How much the monotonic time grows with each look at it.
    creep: Duration,
}

/// The clock of a world; clones are the same one.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<Times>>);

impl TestClock {
    /// A clock that shows `wall` milliseconds since 1970 everywhere.
    pub fn at(wall: i64) -> Self {
        Self(Arc::new(Mutex::new(Times {
            wall,
            monotonic: Duration::from_secs(1000),
            elsewhere: wall,
            creep: Duration::ZERO,
        })))
    }

    /// Time passes, here and elsewhere.
    pub fn advance(&self, by: Duration) {
        self.change(|times| {
            times.wall += millis(by);
            times.monotonic += by;
            times.elsewhere += millis(by);
        });
    }

    /// A person sets the clock of this computer ahead (or back, if negative).
    pub fn jump_wall(&self, seconds: i64) {
        self.change(|times| times.wall += seconds * 1000);
    }

    /// The computer sleeps: time passes, and its monotonic clock does not notice.
    pub fn sleep(&self, by: Duration) {
        self.change(|times| {
            times.wall += millis(by);
            times.elsewhere += millis(by);
        });
    }

    /// The program starts anew: its monotonic time begins again.
    pub fn boot(&self) {
        self.change(|times| times.monotonic = Duration::from_secs(3));
    }

    /// From now on a computer so slow that this much passes between two looks at its monotonic clock.
    pub fn creep(&self, by: Duration) {
        self.change(|times| times.creep = by);
    }

    /// The wall of this computer.
    pub fn wall(&self) -> i64 {
        self.times().wall
    }

    /// This clock as the service reads it.
    pub fn elsewhere(&self) -> airtill_practice::Clock {
        let clock = self.clone();
        airtill_practice::Clock::from_fn(move || {
            jiff::Timestamp::from_millisecond(clock.times().elsewhere).expect("a test stays within the calendar")
        })
    }

    fn times(&self) -> Times {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Times)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        self.change(|times| times.monotonic += times.creep);
        let times = self.times();
        Moment { wall: Timestamp(times.wall), monotonic: times.monotonic }
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).expect("a test is not that long")
}
