//! Retries where the system is in the way for a moment.
//!
//! On Windows a file that another program has open (a scanner of viruses, an index, a backup) can neither be replaced nor
//! opened alone until that program lets it go, and the refusal looks like one of rights. Such a refusal is asked about
//! again for two seconds; any other error is the answer at once. The time waited is counted in pauses: no clock is read.

use std::io;
use std::time::Duration;

/// The two refusals of Windows that may pass: access denied, and a sharing violation.
pub(crate) const PASSING: [i32; 2] = [5, 32];

/// How long refusals that may pass are waited for, in all.
pub(crate) const WHOLE: Duration = Duration::from_secs(2);

/// The first pause; each one after it is twice as long, up to the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(160));

/// Two seconds, which several works may share: one that comes after they were waited is tried once.
#[derive(Debug)]
pub struct RetryBudget {
    left: Duration,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self { left: WHOLE }
    }
}

impl RetryBudget {
    /// Does `work` until it succeeds, fails for good, or the time of the budget has passed. Blocks on Windows, and not at all
    /// elsewhere.
    pub(crate) fn with<T>(&mut self, work: impl FnMut() -> io::Result<T>) -> io::Result<T> {
        self.on(cfg!(windows), work, pause)
    }

    fn on<T>(
        &mut self,
        on_windows: bool,
        mut work: impl FnMut() -> io::Result<T>,
        mut pause: impl FnMut(Duration),
    ) -> io::Result<T> {
        let (mut waited, mut next) = (false, PAUSES.0);
        loop {
            let error = match work() {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let length = next.min(self.left);
            if length.is_zero() || !may_pass(on_windows, &error) {
                return Err(error);
            }
            if !std::mem::replace(&mut waited, true) {
                tracing::info!(%error, "a file is not to be had yet");
            }
            pause(length);
            self.left -= length;
            next = (next * 2).min(PAUSES.1);
        }
    }
}

/// Whether an error may be gone in a moment. Elsewhere the same two numbers mean a disk and a pipe that fail.
fn may_pass(on_windows: bool, error: &io::Error) -> bool {
    on_windows && error.raw_os_error().is_some_and(|code| PASSING.contains(&code))
}

#[allow(clippy::disallowed_methods, reason = "the system gives no sign when another program lets a file go")]
pub(crate) fn pause(length: Duration) {
    std::thread::sleep(length);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outcome of work that is refused with these errors and then done, with its attempts and the time waited.
    fn tried_with(
        retries: &mut RetryBudget,
        on_windows: bool,
        refusals: &[i32],
    ) -> (Result<(), Option<i32>>, usize, Duration) {
        let (mut attempts, mut waited) = (0, Duration::ZERO);
        let outcome = retries.on(
            on_windows,
            || {
                attempts += 1;
                refusals.get(attempts - 1).map_or(Ok(()), |code| Err(io::Error::from_raw_os_error(*code)))
            },
            |length| waited += length,
        );
        (outcome.map_err(|error| error.raw_os_error()), attempts, waited)
    }

    fn tried(on_windows: bool, refusals: &[i32]) -> (Result<(), Option<i32>>, usize, Duration) {
        tried_with(&mut RetryBudget::default(), on_windows, refusals)
    }

    #[test]
    fn a_refusal_that_passes_within_two_seconds_is_waited_for() {
        assert_eq!(tried(true, &[]), (Ok(()), 1, Duration::ZERO));
        assert_eq!(tried(true, &[5]), (Ok(()), 2, Duration::from_millis(10)));
        assert_eq!(tried(true, &[32, 5, 32]), (Ok(()), 4, Duration::from_millis(70)));
        let (outcome, attempts, waited) = tried(true, &[32; 1000]);
        assert_eq!((outcome, waited), (Err(Some(32)), WHOLE), "the last error, after two seconds");
        assert!((10..40).contains(&attempts), "{attempts} attempts: neither idle nor hasty");
    }

    #[test]
    fn any_other_refusal_and_any_other_system_answers_at_once() {
        // Not found, disk full, disk full by quota, read-only medium.
        for code in [2, 112, 39, 19] {
            assert_eq!(tried(true, &[code, code]), (Err(Some(code)), 1, Duration::ZERO), "{code}");
        }
        assert_eq!(tried(true, &[32, 112]), (Err(Some(112)), 2, Duration::from_millis(10)));
        for code in PASSING {
            assert_eq!(tried(false, &[code]), (Err(Some(code)), 1, Duration::ZERO), "{code}");
        }
    }

    #[test]
    fn works_that_share_their_budget_wait_two_seconds_together() {
        let mut retries = RetryBudget::default();
        let (_, _, before) = tried_with(&mut retries, true, &[32; 5]);
        let (outcome, _, rest) = tried_with(&mut retries, true, &[5; 1000]);
        assert_eq!((outcome, before + rest), (Err(Some(5)), WHOLE));
        assert_eq!(tried_with(&mut retries, true, &[5]), (Err(Some(5)), 1, Duration::ZERO), "once each");
        assert_eq!(tried_with(&mut retries, true, &[]), (Ok(()), 1, Duration::ZERO));
    }
}
