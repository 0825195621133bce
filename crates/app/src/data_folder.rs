//! The folder that holds everything the till keeps, and the lock that lets one copy of the program in.
//!
//! ```text
//! <data>/lock                     held while a copy runs, as is the folder itself
//! <data>/till.json                the name of this till, made with the folder
//! <data>/calls/                   what further starts of the program ask for
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

use airtill_domain::{Environment, TillId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The folder, locked for this process until dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    locks: Vec<File>,
    till: TillId,
    set_aside: Option<String>,
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        // Closing would not do: a process that is just being started holds a copy of the file until it is itself.
        for lock in &self.locks {
            if let Err(error) = lock.unlock() {
                tracing::warn!(%error, "the data folder stays locked until this process ends");
            }
        }
    }
}

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another copy of the program is running.
    #[error("Airtill is already running with the folder {}", folder.display())]
    InUse {
        /// The folder that was asked for.
        folder: PathBuf,
    },
    /// It cannot be made or written.
    #[error("Airtill cannot write to its folder {}: {source}", folder.display())]
    Unusable {
        /// The folder that was asked for.
        folder: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
}

impl DataFolder {
    /// Makes the folder if it is not there (for its owner alone, where the system knows that) and locks it.
    ///
    /// # Errors
    /// In use by another copy, or not usable.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let unusable = |source| FolderError::Unusable { folder: path.to_owned(), source };
        make_private(path).map_err(unusable)?;
        let mut locks = Vec::new();
        for lock in [lock_file(path), folder_itself(path)].into_iter().flatten() {
            let lock = lock.map_err(unusable)?;
            match lock.try_lock() {
                Ok(()) => locks.push(lock),
                Err(TryLockError::WouldBlock) => return Err(FolderError::InUse { folder: path.to_owned() }),
                // A share may know locks of files and none of folders.
                Err(TryLockError::Error(error)) if !locks.is_empty() => {
                    tracing::warn!(%error, "only the lock file keeps a second copy out")
                }
                Err(TryLockError::Error(source)) => return Err(unusable(source)),
            }
        }
        let (till, set_aside) = name_of_till(path).map_err(unusable)?;
        Ok(Self { path: path.to_owned(), locks, till, set_aside })
    }

    /// The name of this till.
    pub fn till(&self) -> TillId {
        self.till
    }

    /// The file as which a name that could not be read was set aside; a new name was made then.
    pub fn name_set_aside(&self) -> Option<&str> {
        self.set_aside.as_deref()
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

/// The form of `till.json`.
#[derive(Serialize, Deserialize)]
struct Named {
    till: TillId,
}

/// Far above what the name takes.
const MOST_BYTES: u64 = 4 * 1024;

/// The name of the till, made now if there is none; and the name of a file that could not be read, set aside.
fn name_of_till(folder: &Path) -> io::Result<(TillId, Option<String>)> {
    let path = folder.join("till.json");
    let set_aside = match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
        Ok(found) => {
            let is_readable = found.is_file() && found.len() <= MOST_BYTES;
            let bytes = if is_readable { fs::read(&path)? } else { Vec::new() };
            if let Ok(Named { till }) = serde_json::from_slice(&bytes) {
                return Ok((till, None));
            }
            Some(set_name_aside(&path)?)
        }
    };
    let till = TillId::from(Uuid::new_v4());
    let text = serde_json::to_vec(&Named { till }).map_err(io::Error::other)?;
    write_whole(&path, &text)?;
    Ok((till, set_aside))
}

/// Renames an unreadable name to `till.unreadable.json`, numbered if that is taken.
fn set_name_aside(path: &Path) -> io::Result<String> {
    let name = |n: u32| if n == 1 { "till.unreadable.json".to_owned() } else { format!("till.unreadable-{n}.json") };
    let is_free = |name: &String| fs::symlink_metadata(path.with_file_name(name)).is_err();
    let name = (1..).map(name).find(is_free).ok_or(io::ErrorKind::AlreadyExists)?;
    fs::rename(path, path.with_file_name(&name))?;
    tracing::error!(name, "the name of the till cannot be read and is set aside");
    Ok(name)
}

/// The file whose lock also earlier versions and every kind of share respect.
fn lock_file(folder: &Path) -> Option<io::Result<File>> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    // Shared for reading and writing, not for deletion: nobody can remove it while it is held.
    #[cfg(windows)]
    std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, 3);
    Some(options.open(folder.join("lock")))
}

/// The folder itself, whose lock stays when the lock file is deleted. Windows locks no folders, and keeps the file.
fn folder_itself(folder: &Path) -> Option<io::Result<File>> {
    cfg!(unix).then(|| File::open(folder))
}

/// Writes a file whole or not at all, on disk when it returns, with its folder made if need be. A link in its place is
/// replaced, not followed.
///
/// # Errors
/// The operating system's error.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    make_private(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Makes a folder and its parents, readable by nobody else.
///
/// # Errors
/// The operating system's error.
pub fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn a_till_keeps_the_name_that_was_made_with_its_folder() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let named = || DataFolder::open(temp.path()).expect("a data folder").till();
        let first = named();
        assert_eq!(named(), first);
        let text = fs::read_to_string(temp.path().join("till.json")).expect("the name");
        assert_eq!(text, format!("{{\"till\":\"{first}\"}}"), "its form on disk");
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(
                &fs::metadata(temp.path().join("till.json")).expect("it").permissions()
            ) & 0o777,
            0o600
        );
        let other = tempfile::tempdir().expect("a temporary folder");
        assert_ne!(DataFolder::open(other.path()).expect("a data folder").till(), first);
    }

    #[test]
    fn a_name_that_cannot_be_read_is_set_aside_and_a_new_one_made() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("till.json");
        let mut names = std::collections::BTreeSet::new();
        for (n, damaged) in ["", "{", "{\"till\":7}", "{\"till\":\"3F2A\"}", "\0"].into_iter().enumerate() {
            fs::write(&path, damaged).expect("a damaged file");
            let folder = DataFolder::open(temp.path()).expect("a data folder");
            let aside = folder.name_set_aside().expect("its name is given").to_owned();
            assert_eq!(fs::read_to_string(temp.path().join(&aside)).expect("it is still there"), damaged);
            assert_eq!(aside == "till.unreadable.json", n == 0, "{aside}");
            names.insert((folder.till(), aside));
        }
        assert_eq!(names.len(), 5, "nothing is overwritten");
        assert_eq!(DataFolder::open(temp.path()).expect("a data folder").name_set_aside(), None);
    }

    #[test]
    fn a_second_copy_is_kept_out_until_the_first_ends() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let first = DataFolder::open(temp.path()).expect("the first copy");
        assert!(matches!(DataFolder::open(temp.path()), Err(FolderError::InUse { .. })));
        drop(first);
        assert!(DataFolder::open(temp.path()).is_ok(), "the lock ends with its owner");
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_file_that_is_deleted_or_replaced_lets_no_second_copy_in() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let _first = DataFolder::open(temp.path()).expect("the first copy");
        let lock = temp.path().join("lock");
        fs::remove_file(&lock).expect("deleted");
        assert!(matches!(DataFolder::open(temp.path()), Err(FolderError::InUse { .. })));
        let _ = fs::remove_file(&lock);
        fs::write(&lock, "").expect("another one");
        assert!(matches!(DataFolder::open(temp.path()), Err(FolderError::InUse { .. })));
        let other_way = temp.path().join("..").join(temp.path().file_name().expect("a name"));
        assert!(
            matches!(DataFolder::open(&other_way), Err(FolderError::InUse { .. })),
            "the same folder by another path"
        );
    }

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
