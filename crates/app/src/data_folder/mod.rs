//! The folder that holds everything the till stores, and the lock that lets one copy of the program in.
//!
//! ```text
//! <data>/lock                     held while a copy runs, as is the folder itself; says which process holds it
//! <data>/till.json                the name of this till, made with the folder
//! <data>/calls/                   what further starts of the program ask for
//! <data>/connections/<env>/<id>.airtill
//! <data>/<env>/ledger.sqlite3     one for live, test and practice each
//! <data>/<env>/vault.bin
//! <data>/<env>/learned-<id>.json  what was found out about a connection
//! <data>/practice/service/        what the practice service remembers
//! <data>/updates.json             what was set about updates of the till
//! <data>/updates/                 the newest list of versions, and a package that waits
//! <data>/logs/
//! ```

mod disk;
mod lock;
mod name;

use std::io;
use std::path::{Path, PathBuf};

use airtill_domain::{Environment, TillId};
use airtill_ledger::LedgerError;

pub use disk::{LEDGER, set_aside, write_whole};

use lock::{FolderLock, NotLocked};
use name::{Name, NotNamed};

/// The folder, locked for this process until dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: FolderLock,
    name: Name,
}

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another copy of the program is running.
    #[error("Airtill is already running with the folder {}{}", folder.display(), as_process(*process))]
    InUse {
        /// The folder that was asked for.
        folder: PathBuf,
        /// The number of the process that runs there, as far as it wrote it down.
        process: Option<u32>,
    },
    /// It cannot be made or written.
    #[error("Airtill cannot write to its folder {}: {source}", folder.display())]
    Unusable {
        /// The folder that was asked for.
        folder: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
    /// The name of the till is lost, and a ledger that may name it cannot be read now.
    #[error(
        "The name of this till is lost, and {} cannot be read now to find it again: {}",
        ledger.display(),
        in_words(source)
    )]
    Unnamed {
        /// The ledger that was asked.
        ledger: PathBuf,
        /// The ledger's error.
        source: LedgerError,
    },
}

impl DataFolder {
    /// Makes the folder if it is not there (for its owner alone, where the system knows that) and locks it.
    ///
    /// # Errors
    /// In use by another copy, not usable, or without the name of its till for now.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let unusable = |source| FolderError::Unusable { folder: path.to_owned(), source };
        airtill_files::make_private_folder(path).map_err(unusable)?;
        let lock = FolderLock::take(path).map_err(|error| match error {
            NotLocked::InUse { process } => FolderError::InUse { folder: path.to_owned(), process },
            NotLocked::Io(source) => unusable(source),
        })?;
        let name = Name::of(path).map_err(|error| match error {
            NotNamed::Unread { ledger, error } => FolderError::Unnamed { ledger, source: error },
            NotNamed::Io(source) => unusable(source),
        })?;
        Ok(Self { path: path.to_owned(), _lock: lock, name })
    }

    /// The name of this till.
    pub fn till(&self) -> TillId {
        self.name.till
    }

    /// The file as which a name that could not be read was set aside.
    pub fn name_set_aside(&self) -> Option<&str> {
        self.name.set_aside.as_deref()
    }

    /// Whether the name was missing or set aside, and taken from the ledgers again.
    pub fn is_named_by_records(&self) -> bool {
        self.name.by_records
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder of an environment's ledger and vault.
    pub fn environment(&self, environment: Environment) -> PathBuf {
        self.path.join(environment.word())
    }

    /// The file of what was set about updates.
    pub fn update_policy(&self) -> PathBuf {
        self.path.join("updates.json")
    }

    /// The folder of an environment's connection files.
    pub fn connections(&self, environment: Environment) -> PathBuf {
        self.path.join("connections").join(environment.word())
    }
}

fn as_process(process: Option<u32>) -> String {
    process.map_or_else(String::new, |process| format!(", as process {process}"))
}

/// An error of a ledger, with what SQLite or the system said.
fn in_words(error: &LedgerError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    #[cfg(unix)]
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_folder_whose_name_is_no_text_is_used_as_it_is() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join(std::ffi::OsStr::from_bytes(b"caf\xE9"));
        drop(DataFolder::open(&path).expect("it is made"));
        let there: Vec<_> = fs::read_dir(temp.path()).expect("listed").flatten().map(|entry| entry.path()).collect();
        assert_eq!(there, [path]);
    }

    #[test]
    fn a_file_in_its_place_is_told_and_left_alone() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("data");
        fs::write(&path, "mine").expect("a file");
        assert!(matches!(DataFolder::open(&path), Err(FolderError::Unusable { .. })));
        assert_eq!(fs::read_to_string(&path).expect("the file"), "mine");
    }
}
