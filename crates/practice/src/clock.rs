//! The wall clock of the practice service, passed in so that a test can end a token without waiting.
//!
//! Only the times in answers and in the journal come from it. Waiting ("slow" numbers, the hourly retry) is tokio's
//! time.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

/// The source of the time of day for the practice service.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The clock of this computer.
    #[expect(
        clippy::disallowed_methods,
        reason = "practice depends on no crate of ours, so this is its only door to the clock"
    )]
    pub fn system() -> Clock {
        Clock::from_fn(Timestamp::now)
    }

    /// A clock that reads the time from `now`.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now))
    }

    /// The time of day.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
