//! The clock of the measures, and the figures that stand for all samples: the median and a percentile.
//!
//! No mean: one slow run of a busy computer must not move a measure. Everything is in whole microseconds.

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

/// The middle sample; of an even number, the lower of the two. Zero of none.
pub fn median(samples: &[u64]) -> u64 {
    percentile(samples, 50)
}

/// The least sample that so many in a hundred do not exceed. Zero of none.
pub fn percentile(samples: &[u64], of_hundred: usize) -> u64 {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    let place = (sorted.len() * of_hundred).div_ceil(100);
    sorted.get(place.saturating_sub(1)).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_not_moved_by_one_slow_run() {
        assert_eq!(median(&[5, 1, 900]), 5);
        assert_eq!(median(&[1, 2, 3, 4]), 2);
        assert_eq!(median(&[]), 0);
    }

    #[test]
    fn ninety_five_in_a_hundred_leave_out_the_five_slowest() {
        let samples: Vec<u64> = (1..=100).rev().collect();
        assert_eq!(percentile(&samples, 95), 95);
        assert_eq!(percentile(&[7], 95), 7);
    }
}
