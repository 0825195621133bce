//! The lock of the folder around the program, which the tills of all login sessions share.
//!
//! It is a lock of the folder itself, so no file of it stays there, and the system frees it when a process ends. A file
//! system without such locks has no exchange of folders either.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// The time that another session may need for its own replacement.
const PATIENCE: Duration = Duration::from_secs(60);
/// The time between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// A lock of the folder around a program, until it is dropped.
pub struct ProgramLock(File);

impl ProgramLock {
    /// The lock of the folder around `app`; `None` where another session has it.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn try_now(app: &Path) -> io::Result<Option<Self>> {
        let folder = File::open(app.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
        match folder.try_lock() {
            Ok(()) => Ok(Some(Self(folder))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Waits a minute for the lock.
    ///
    /// # Errors
    /// `ResourceBusy` after that minute, else the operating system's error.
    #[allow(clippy::disallowed_methods, reason = "the system gives no sign when another process lets a lock go")]
    pub fn wait(app: &Path) -> io::Result<Self> {
        let start = Instant::now();
        loop {
            if let Some(held) = Self::try_now(app)? {
                return Ok(held);
            }
            if start.elapsed() >= PATIENCE {
                return Err(io::ErrorKind::ResourceBusy.into());
            }
            thread::sleep(PAUSE);
        }
    }
}

impl Drop for ProgramLock {
    fn drop(&mut self) {
        // Closing would not do: a process that is just being started holds a copy of the file until it is itself.
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the folder of the program cannot be unlocked");
        }
    }
}
