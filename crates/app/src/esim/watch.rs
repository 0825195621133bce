//! The watch for evidence on the orders whose answer was lost: whether it goes on, and when it looks.
//!
//! A new watch ends the one before it, and has its first look soon. The looks grow rarer and never end by themselves: a
//! network that died with an answer may be back only tomorrow. Nothing here asks or sleeps.

use std::sync::Mutex;
use std::time::Duration;

use airtill_domain::lock;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// The watch of a connection.
#[derive(Default)]
pub struct Watch {
    /// The watch that goes on, or was the last.
    present: Mutex<Option<CancellationToken>>,
    /// A watch has begun, or the connection is out of use.
    pub(super) changed: Notify,
    /// Held by the task that watches.
    pub(super) runs: tokio::sync::Mutex<()>,
}

impl Watch {
    /// Begins a watch that lasts until `end` is cancelled.
    pub fn begin(&self, end: CancellationToken) {
        self.replace(Some(end));
    }

    /// Ends it for good: the connection is out of use.
    pub fn end(&self) {
        self.replace(None);
    }

    fn replace(&self, present: Option<CancellationToken>) {
        if let Some(before) = std::mem::replace(&mut *lock(&self.present), present) {
            before.cancel();
        }
        self.changed.notify_one();
    }

    /// The end of the present watch, or of the last one.
    pub fn present(&self) -> Option<CancellationToken> {
        lock(&self.present).clone()
    }

    /// Whether it goes on.
    pub fn is_on(&self) -> bool {
        lock(&self.present).as_ref().is_some_and(|watch| !watch.is_cancelled())
    }
}

/// The gaps between looks at these times, the last one again and again; none where it is no gap.
pub fn gaps(times: &[Duration]) -> impl Iterator<Item = Duration> {
    let before = std::iter::once(&Duration::ZERO).chain(times);
    let gaps: Vec<_> = times.iter().zip(before).map(|(at, before)| at.saturating_sub(*before)).collect();
    let last = gaps.last().copied().filter(|gap| !gap.is_zero());
    gaps.into_iter().chain(last.into_iter().cycle())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(times: &[u64], count: usize) -> Vec<u64> {
        let times: Vec<_> = times.iter().copied().map(Duration::from_secs).collect();
        gaps(&times).take(count).map(|gap| gap.as_secs()).collect()
    }

    #[test]
    fn looks_grow_rarer_and_never_end() {
        assert_eq!(first(&[2, 5, 11, 30], 7), [2, 3, 6, 19, 19, 19, 19]);
        assert_eq!(first(&[3], 3), [3, 3, 3]);
        assert!(first(&[], 3).is_empty(), "nobody looks where no time is set");
        assert_eq!(first(&[4, 4], 9), [4, 0], "and never without a pause");
    }
}
