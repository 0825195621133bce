//! The clock of the measures, and the median of what it gave.

use std::time::{Duration, Instant};

/// The present moment, for spans only.
#[allow(clippy::disallowed_methods, reason = "spans of real time are what is measured")]
pub fn now() -> Instant {
    Instant::now()
}

/// A span in microseconds.
pub fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

/// The middle one; of an even number, the lower of the two. Zero of none.
pub fn median(samples: &[u64]) -> u64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_not_moved_by_one_slow_run() {
        assert_eq!(median(&[5, 1, 900]), 5);
        assert_eq!(median(&[]), 0);
    }
}
