//! Putting a finished file in the place of another, with patience where the system is in the way for a moment.
//!
//! On Windows a file that another program has open (a scanner of viruses, an index, a backup) cannot be replaced until
//! that program lets it go, and the refusal looks like one of rights. Such a refusal is asked about again for two
//! seconds; any other error is the answer at once. The time waited is counted in pauses: no clock is read.

use std::io;
use std::path::Path;
use std::time::Duration;

/// The two refusals of Windows that may pass: access denied, and a sharing violation.
const PASSING: [i32; 2] = [5, 32];

/// How long a refusal that may pass is waited for, in all.
const PATIENCE: Duration = Duration::from_secs(2);

/// The first pause; each one after it is twice as long, up to the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(160));

/// Renames `from` to `to` and replaces what stands there. Every replacement of a file goes through here. Blocks for two
/// seconds at most on Windows, and not at all elsewhere.
///
/// # Errors
/// The operating system's error, the last one where several came; `from` and `to` then stand as they stood.
pub fn replace(from: &Path, to: &Path) -> io::Result<()> {
    with_patience(cfg!(windows), || std::fs::rename(from, to), pause)
}

/// Does `work` until it succeeds, fails for good, or has had its patience.
fn with_patience(
    on_windows: bool,
    mut work: impl FnMut() -> io::Result<()>,
    mut pause: impl FnMut(Duration),
) -> io::Result<()> {
    let (mut waited, mut next) = (Duration::ZERO, PAUSES.0);
    loop {
        let error = match work() {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        let length = next.min(PATIENCE.saturating_sub(waited));
        if length.is_zero() || !may_pass(on_windows, &error) {
            return Err(error);
        }
        if waited.is_zero() {
            tracing::info!(%error, "a file cannot be replaced yet");
        }
        pause(length);
        waited += length;
        next = (next * 2).min(PAUSES.1);
    }
}

/// Whether an error may be gone in a moment. Elsewhere the same two numbers mean a disk and a pipe that fail.
fn may_pass(on_windows: bool, error: &io::Error) -> bool {
    on_windows && error.raw_os_error().is_some_and(|code| PASSING.contains(&code))
}

#[allow(clippy::disallowed_methods, reason = "the system gives no sign when another program lets a file go")]
fn pause(length: Duration) {
    std::thread::sleep(length);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outcome of work that is refused with these errors and then done, with its attempts and the time waited.
    fn tried(on_windows: bool, refusals: &[i32]) -> (Result<(), Option<i32>>, usize, Duration) {
        let (mut attempts, mut waited) = (0, Duration::ZERO);
        let outcome = with_patience(
            on_windows,
            || {
                attempts += 1;
                refusals.get(attempts - 1).map_or(Ok(()), |code| Err(io::Error::from_raw_os_error(*code)))
            },
            |length| waited += length,
        );
        (outcome.map_err(|error| error.raw_os_error()), attempts, waited)
    }

    #[test]
    fn a_refusal_that_passes_within_two_seconds_is_waited_for() {
        assert_eq!(tried(true, &[]), (Ok(()), 1, Duration::ZERO));
        assert_eq!(tried(true, &[5]), (Ok(()), 2, Duration::from_millis(10)));
        assert_eq!(tried(true, &[32, 5, 32]), (Ok(()), 4, Duration::from_millis(70)));
        let (outcome, attempts, waited) = tried(true, &[32; 1000]);
        assert_eq!((outcome, waited), (Err(Some(32)), PATIENCE), "the last error, after two seconds");
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

    /// A file that another program has open, shared for reading alone, as scanners do.
    #[cfg(windows)]
    mod held {
        use std::fs::{self, File, OpenOptions};
        use std::os::windows::fs::OpenOptionsExt;

        use super::*;

        const SHARED_FOR_READING: u32 = 1;

        fn held(path: &Path) -> File {
            OpenOptions::new().read(true).share_mode(SHARED_FOR_READING).open(path).expect("it opens")
        }

        #[test]
        fn a_held_file_is_replaced_as_soon_as_it_is_let_go() {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let (new, old) = (folder.path().join("new"), folder.path().join("old"));
            fs::write(&new, "new").expect("written");
            fs::write(&old, "old").expect("written");
            let holder = held(&old);
            let letting_go = std::thread::spawn(move || {
                pause(Duration::from_millis(300));
                drop(holder);
            });
            replace(&new, &old).expect("it is let go in time");
            letting_go.join().expect("no panic");
            assert_eq!(fs::read_to_string(&old).expect("the file"), "new");
            assert!(!new.exists(), "it was moved");
        }

        #[test]
        fn a_file_that_stays_held_is_left_and_told_with_its_number() {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let (new, old) = (folder.path().join("new"), folder.path().join("old"));
            fs::write(&new, "new").expect("written");
            fs::write(&old, "old").expect("written");
            let holder = held(&old);
            let refused = replace(&new, &old).expect_err("it is held").raw_os_error();
            assert!(refused.is_some_and(|code| PASSING.contains(&code)), "{refused:?}");
            drop(holder);
            assert_eq!(fs::read_to_string(&old).expect("the file"), "old");
            assert_eq!(fs::read_to_string(&new).expect("the other"), "new");
        }
    }
}
