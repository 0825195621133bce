//! The one module that reads the computer's clocks.
//!
//! Every other module is given the clock. Monotonic time begins with the process, so that it never reveals when this
//! computer was started.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use airtill_domain::{Clock, Moment, Timestamp};

/// The wall clock and the monotonic clock of this computer.
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time begins now.
    #[allow(clippy::disallowed_methods, reason = "this is where the clock is passed in from")]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is where the clock is passed in from")]
    fn now(&self) -> Moment {
        let wall = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis),
        };
        Moment { wall: Timestamp(wall), monotonic: self.start.elapsed() }
    }
}
