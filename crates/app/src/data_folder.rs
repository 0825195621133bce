//! The folder that holds everything the till keeps, and the lock that lets one copy of the program in.
//!
//! ```text
//! <data>/lock                     held while a copy runs
//! <data>/connections/<env>/<id>.airtill
//! <data>/<env>/ledger.sqlite3     one for live, test and practice each
//! <data>/<env>/vault.bin
//! <data>/<env>/learned-<id>.json  what was found out about a connection
//! <data>/practice/service/        what the practice service remembers
//! <data>/logs/
//! ```

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use airtill_domain::Environment;

/// The folder, locked for this process until dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    lock: File,
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        // Closing would not do: a process that is just being started holds a copy of the file until it is itself.
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "the data folder stays locked until this process ends");
        }
    }
}

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderFault {
    /// Another copy of the program is running.
    #[error("Airtill is already running with the folder {}", folder.display())]
    InUse {
        /// Which folder.
        folder: PathBuf,
    },
    /// It cannot be made or written.
    #[error("Airtill cannot write to its folder {}: {source}", folder.display())]
    Unusable {
        /// Which folder.
        folder: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
}

impl DataFolder {
    /// Makes the folder if it is not there (for its owner alone, where the system knows that) and locks it.
    ///
    /// # Errors
    /// In use by another copy, or not usable.
    pub fn open(path: &Path) -> Result<Self, FolderFault> {
        let unusable = |source| FolderFault::Unusable { folder: path.to_owned(), source };
        make_private(path).map_err(unusable)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => Err(FolderFault::InUse { folder: path.to_owned() }),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where an environment keeps its ledger and vault.
    pub fn environment(&self, environment: Environment) -> PathBuf {
        self.path.join(environment.word())
    }

    /// Where an environment's connection files are kept.
    pub fn connections(&self, environment: Environment) -> PathBuf {
        self.path.join("connections").join(environment.word())
    }
}

/// Writes a file whole or not at all, on disk when it returns, with its folder made if need be. A link in its place is
/// replaced, not followed.
///
/// # Errors
/// What the operating system says.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    make_private(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Makes a folder and its parents, readable by nobody else.
///
/// # Errors
/// What the operating system says.
pub fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_copy_is_kept_out_until_the_first_ends() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let first = DataFolder::open(temp.path()).expect("the first copy");
        assert!(matches!(DataFolder::open(temp.path()), Err(FolderFault::InUse { .. })));
        drop(first);
        assert!(DataFolder::open(temp.path()).is_ok(), "the lock ends with its owner");
    }

    #[test]
    fn a_file_in_its_place_is_told_and_left_alone() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("data");
        fs::write(&path, "mine").expect("a file");
        assert!(matches!(DataFolder::open(&path), Err(FolderFault::Unusable { .. })));
        assert_eq!(fs::read_to_string(&path).expect("the file"), "mine");
    }
}
