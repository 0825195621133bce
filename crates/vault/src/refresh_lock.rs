//! The lock that keeps two copies of the program from renewing one sign-in at the same time.
//!
//! An operating-system file lock, so that it ends with the process that holds it, after a crash too. It is held across
//! the network request: the next holder reads the vault again and finds the new token.

use std::fs::{File, TryLockError};

use crate::VaultError;

/// Held while one sign-in is renewed; released when dropped.
#[derive(Debug)]
#[must_use = "the lock is let go when this is dropped"]
pub struct RefreshLock {
    _file: File,
}

impl RefreshLock {
    /// Takes the lock if it is free.
    pub(crate) fn try_take(file: File) -> Result<Result<Self, File>, VaultError> {
        match file.try_lock() {
            Ok(()) => Ok(Ok(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(Err(file)),
            Err(TryLockError::Error(source)) => Err(VaultError::RefreshLockFile { source }),
        }
    }
}
