//! The lock of the data folder: it keeps a second copy of the program out, and says which process is in.
//!
//! The lock ends with its process, however that ends. Its file names the process in one line, which any program can read
//! while it is held: on Unix a lock of a file binds nobody who does not ask for it, and on Windows no range of the file
//! is locked at all, since a locked range cannot be read there. On Windows a second copy is kept out because the file is
//! open for writing and shared for reading alone.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

/// More than the line takes.
const MOST_BYTES: u64 = 64;
const BEGINNING: &str = "process ";

/// The lock, held until it is dropped.
#[derive(Debug)]
pub(super) struct FolderLock {
    locks: Vec<File>,
}

/// Why the lock was not had.
pub(super) enum NotLocked {
    InUse { process: Option<u32> },
    Io(io::Error),
}

impl FolderLock {
    /// Takes the lock of this folder, which must be there.
    pub(super) fn take(folder: &Path) -> Result<Self, NotLocked> {
        let path = folder.join("lock");
        // A link could lead to a file that is not ours to write.
        let is_link = std::fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file());
        let mut held = match system::take(folder, &path) {
            Ok(Some(locks)) => Self { locks },
            Ok(None) => return Err(NotLocked::InUse { process: process_in(&path) }),
            Err(error) => return Err(NotLocked::Io(error)),
        };
        if let Some(Err(error)) = held.locks.first_mut().filter(|_| !is_link).map(name_ourselves) {
            tracing::warn!(%error, "the lock of the data folder does not name this process");
        }
        Ok(held)
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        for lock in &self.locks {
            if let Err(error) = system::unlock(lock) {
                tracing::warn!(%error, "the data folder stays locked until this process ends");
            }
        }
    }
}

/// Writes the number of this process into the lock file. Not synced: it says nothing once the process has ended.
fn name_ourselves(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{BEGINNING}{}", std::process::id())
}

/// The process that a lock file names, which holds the lock or has ended.
fn process_in(path: &Path) -> Option<u32> {
    let mut text = String::new();
    File::open(path).ok()?.take(MOST_BYTES).read_to_string(&mut text).ok()?;
    text.strip_prefix(BEGINNING)?.trim_end().parse().ok()
}

/// Two locks: of the file, which every kind of share respects, and of the folder itself, whose lock stays when the lock
/// file is deleted.
#[cfg(not(windows))]
mod system {
    use std::fs::TryLockError;

    use super::*;

    /// The locks, the file's first; `None` where another process has one of them.
    pub(super) fn take(folder: &Path, path: &Path) -> io::Result<Option<Vec<File>>> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let mut locks = Vec::new();
        for lock in [options.open(path), File::open(folder)] {
            let lock = lock?;
            match lock.try_lock() {
                Ok(()) => locks.push(lock),
                Err(TryLockError::WouldBlock) => return Ok(None),
                // A share may know locks of files and none of folders.
                Err(TryLockError::Error(error)) if !locks.is_empty() => {
                    tracing::warn!(%error, "only the lock file keeps a second copy out");
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(Some(locks))
    }

    /// Closing would not do: a process that is just being started holds a copy of the file until it is itself.
    pub(super) fn unlock(file: &File) -> io::Result<()> {
        file.unlock()
    }
}

/// One lock: the file, open for writing and shared for reading alone. It cannot be removed or renamed meanwhile, so no
/// lock of the folder is needed.
#[cfg(windows)]
mod system {
    use std::os::windows::fs::OpenOptionsExt;

    use super::*;

    const SHARED_FOR_READING: u32 = 1;
    const SHARING_VIOLATION: i32 = 32;

    /// The lock; `None` where another process has it.
    pub(super) fn take(_: &Path, path: &Path) -> io::Result<Option<Vec<File>>> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true).share_mode(SHARED_FOR_READING);
        match options.open(path) {
            Ok(file) => Ok(Some(vec![file])),
            Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Closing is enough: no process that is started inherits the file.
    pub(super) fn unlock(_: &File) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::data_folder::{DataFolder, FolderError};

    fn in_use(folder: &std::path::Path) -> Option<u32> {
        match DataFolder::open(folder) {
            Err(FolderError::InUse { process, .. }) => process,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_second_copy_is_kept_out_until_the_first_ends() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let first = DataFolder::open(temp.path()).expect("the first copy");
        assert_eq!(in_use(temp.path()), Some(std::process::id()));
        let error = DataFolder::open(temp.path()).expect_err("it is in use").to_string();
        assert!(error.ends_with(&format!(", as process {}", std::process::id())), "{error}");
        drop(first);
        assert!(DataFolder::open(temp.path()).is_ok(), "the lock ends with its owner");
    }

    #[test]
    fn the_text_of_a_lock_that_is_held_can_be_read_by_anybody() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let lock = temp.path().join("lock");
        fs::write(&lock, "process 4294967295, and more than our own line").expect("an older one");
        let _held = DataFolder::open(temp.path()).expect("the first copy");
        assert_eq!(fs::read_to_string(&lock).expect("readable"), format!("process {}\n", std::process::id()));
    }

    #[test]
    fn a_lock_whose_text_is_nonsense_names_no_process() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("lock");
        for nonsense in ["", "process", "process x", "proces 7", "process 7 or 8", "process -1", "\u{fffd}"] {
            fs::write(&path, nonsense).expect("written");
            assert_eq!(super::process_in(&path), None, "{nonsense:?}");
        }
        fs::write(&path, "process 7\n").expect("written");
        assert_eq!(super::process_in(&path), Some(7));
    }

    #[cfg(windows)]
    #[test]
    fn a_lock_that_is_held_cannot_be_removed_renamed_or_written() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let _held = DataFolder::open(temp.path()).expect("the first copy");
        let lock = temp.path().join("lock");
        assert!(fs::remove_file(&lock).is_err());
        assert!(fs::rename(&lock, temp.path().join("aside")).is_err());
        assert!(fs::OpenOptions::new().write(true).open(&lock).is_err());
        assert_eq!(in_use(temp.path()), Some(std::process::id()));
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_leads_to_another_file_is_held_and_never_written() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let (folder, other) = (temp.path().join("data"), temp.path().join("other"));
        fs::create_dir(&folder).expect("a folder");
        fs::write(&other, "mine").expect("another file");
        std::os::unix::fs::symlink(&other, folder.join("lock")).expect("a link");
        let _held = DataFolder::open(&folder).expect("the first copy");
        assert_eq!(in_use(&folder), None, "nobody is named");
        assert_eq!(fs::read_to_string(&other).expect("it"), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_file_that_is_deleted_or_replaced_lets_no_second_copy_in() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let _first = DataFolder::open(temp.path()).expect("the first copy");
        let lock = temp.path().join("lock");
        fs::remove_file(&lock).expect("deleted");
        in_use(temp.path());
        let _ = fs::remove_file(&lock);
        fs::write(&lock, "").expect("another one");
        in_use(temp.path());
        let other_way = temp.path().join("..").join(temp.path().file_name().expect("a name"));
        in_use(&other_way);
    }
}
