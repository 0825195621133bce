//! The limiter of the rate of requests to a service that takes only so many in a second.
//!
//! Every request of a connection waits for its turn here, in the order in which they came: looks at open orders by the
//! till itself, and the requests of a person. A request that is given up before its turn uses none.

use std::num::NonZeroU32;
use std::sync::OnceLock;
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Interval, MissedTickBehavior, interval};

/// The reserve between two requests, in hundredths: on their way to the service they may come closer together.
const RESERVE: u32 = 5;

/// The turns of a connection's requests; without a rate there is nothing to wait for.
pub struct RateLimiter {
    period: Option<Duration>,
    turns: OnceLock<Mutex<Interval>>,
}

/// The turn of one request, which goes out when this is dropped; until then no other has its turn.
pub struct Turn<'a>(Option<MutexGuard<'a, Interval>>);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if let Some(turns) = &mut self.0 {
            turns.reset();
        }
    }
}

impl RateLimiter {
    /// At most `rate` requests in a second.
    pub fn new(rate: Option<NonZeroU32>) -> Self {
        let period = rate.map(|rate| Duration::from_secs(1) / rate.get() * (100 + RESERVE) / 100);
        Self { period, turns: OnceLock::new() }
    }

    /// Waits until the next request may go out.
    pub async fn turn(&self) -> Turn<'_> {
        let Some(period) = self.period else { return Turn(None) };
        let turns = self.turns.get_or_init(|| {
            let mut turns = interval(period);
            // A pause saves nothing up: the service counts each second by itself.
            turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
            Mutex::new(turns)
        });
        let mut turns = turns.lock().await;
        turns.tick().await;
        Turn(Some(turns))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::{Instant, sleep, timeout};

    const SECOND: Duration = Duration::from_secs(1);

    fn three() -> RateLimiter {
        RateLimiter::new(NonZeroU32::new(3))
    }

    #[tokio::test(start_paused = true)]
    async fn no_second_has_more_requests_than_the_rate() {
        let limiter = three();
        let mut times = Vec::new();
        for number in 0..30 {
            if number == 11 {
                sleep(10 * SECOND).await;
            }
            drop(limiter.turn().await);
            times.push(Instant::now());
        }
        let most =
            times.iter().map(|from| times.iter().filter(|at| *at >= from && **at <= *from + SECOND).count()).max();
        assert_eq!(most, Some(3));
        assert!(*times.last().unwrap() - times[0] < 22 * SECOND, "and hardly fewer");
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_rate_nothing_waits() {
        let begun = Instant::now();
        for _ in 0..1_000 {
            drop(RateLimiter::new(None).turn().await);
        }
        assert_eq!(Instant::now(), begun);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_given_up_uses_no_turn() {
        let limiter = three();
        let begun = Instant::now();
        drop(limiter.turn().await);
        assert!(timeout(Duration::from_millis(10), limiter.turn()).await.is_err());
        drop(limiter.turn().await);
        assert!(begun.elapsed() < SECOND / 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_uses_its_turn_late_keeps_the_next_one_waiting() {
        let limiter = three();
        let turn = limiter.turn().await;
        assert!(timeout(SECOND, limiter.turn()).await.is_err());
        drop(turn);
        let used = Instant::now();
        drop(limiter.turn().await);
        assert!(used.elapsed() > SECOND / 3);
    }
}
