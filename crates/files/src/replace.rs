//! Putting a finished file in the place of another, with retries where the system is in the way for a moment.
//!
//! It is one rename: the old file or the new one stands under the name at every instant.

use std::io;
use std::path::Path;

use crate::retry::RetryBudget;

/// Renames `from` to `to` and replaces what stands there. Every replacement of a file goes through here. Blocks for two
/// seconds at most on Windows, and not at all elsewhere.
///
/// # Errors
/// The operating system's error, the last one where several came; `from` and `to` then stand as they stood.
pub fn replace(from: &Path, to: &Path) -> io::Result<()> {
    RetryBudget::default().with(|| std::fs::rename(from, to))
}

/// A file that another program has open, shared for reading alone, as scanners do.
#[cfg(all(test, windows))]
mod tests {
    use std::fs::{self, File, OpenOptions};
    use std::os::windows::fs::OpenOptionsExt;
    use std::time::Duration;

    use super::*;
    use crate::retry::{PASSING, pause};

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
