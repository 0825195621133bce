//! The rest that is left after everything was to be forgotten.
//!
//! Forgetting itself is in `keeper`; the words for a person are the window's.

use std::path::PathBuf;

use crate::KeyStoreError;

/// The rest that is left after everything was to be forgotten. Empty and `None`: nothing.
#[derive(Debug)]
#[must_use = "leftovers must be shown"]
pub struct Leftovers {
    /// Files of the vault that are still there.
    pub files_left: Vec<PathBuf>,
    /// Why the keyring's entries may still be there. Without the files they open nothing.
    pub key_left: Option<KeyStoreError>,
}

impl Leftovers {
    /// Whether nothing is left.
    pub fn is_complete(&self) -> bool {
        self.files_left.is_empty() && self.key_left.is_none()
    }
}
