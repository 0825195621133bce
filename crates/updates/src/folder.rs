//! The private folder of updates: the memory, and the one package that was fetched with all that proves it.
//!
//! A package stands under its own name only when it was checked; until then it ends with `.part`. The manifest and the
//! signatures lie beside it as they were fetched, so that the next start can prove everything anew without the network.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

use crate::memory::{Memory, Origin};
use crate::signature::ENDING;

/// The file of the memory, which outlasts every package.
const MEMORY: &str = "memory.json";
/// The manifest of the last good check.
const MANIFEST: &str = "manifest.json";

/// A folder in which nothing but updates lie. Clones of it share one lock.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// Work of a download that blocks holds it shared, also where the download was dropped; an emptying holds it alone.
    work: Arc<RwLock<()>>,
}

impl Folder {
    /// The folder at this path, for its owner alone. One that is there must be ours, and others lose their rights.
    ///
    /// # Errors
    /// The operating system's error; `PermissionDenied` where another person owns the folder or still may write to it.
    pub fn at(path: &Path) -> io::Result<Self> {
        airtill_files::make_private_folder(path)?;
        #[cfg(unix)]
        make_ours_alone(path)?;
        Ok(Self { path: path.to_owned(), work: Arc::default() })
    }

    /// Where the folder lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Prevents the folder from being emptied until it is dropped.
    pub(crate) async fn working(&self) -> OwnedRwLockReadGuard<()> {
        self.work.clone().read_owned().await
    }

    /// Waits for the end of all work, and prevents other work until it is dropped.
    pub(crate) async fn alone(&self) -> OwnedRwLockWriteGuard<()> {
        self.work.clone().write_owned().await
    }

    /// The file of the memory.
    pub fn memory(&self) -> PathBuf {
        self.path.join(MEMORY)
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.path.join(MANIFEST)
    }

    pub(crate) fn package(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(crate) fn part(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.part"))
    }

    /// Removes packages, whole or not, and files that a crash left behind. The memory and the manifest stay: the version
    /// is still known. Blocks until the work of a download that was dropped has ended; never call it in an async task.
    ///
    /// # Errors
    /// The operating system's error; a package may then still wait.
    pub fn drop_package(&self) -> io::Result<()> {
        let _alone = self.work.blocking_write();
        self.drop_package_now()
    }

    /// Makes everything here belong to this setting: under another one, or an unknown one, all is removed and forgotten
    /// that was found under it. Returns whether that was so. Blocks as [`Folder::drop_package`] does.
    ///
    /// # Errors
    /// The operating system's error; the former setting is then still noted.
    pub fn settle(&self, origin: &Origin) -> io::Result<bool> {
        if Memory::read(&self.memory())?.origin.as_ref() == Some(origin) {
            return Ok(false);
        }
        self.empty()?;
        Memory::change(&self.memory(), |memory| *memory = std::mem::take(memory).under(Some(origin)))?;
        Ok(true)
    }

    /// Removes everything but the memory. Blocks as [`Folder::drop_package`] does.
    ///
    /// # Errors
    /// The operating system's error; a package may then still wait.
    pub fn empty(&self) -> io::Result<()> {
        let _alone = self.work.blocking_write();
        // Without it no package counts, whatever becomes of the others.
        match fs::remove_file(self.manifest()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => self.remove_all_but(&[MEMORY]),
        }
    }

    /// Removes packages for a caller that is alone.
    pub(crate) fn drop_package_now(&self) -> io::Result<()> {
        self.remove_all_but(&[MEMORY, MANIFEST, &format!("{MANIFEST}{ENDING}")])
    }

    /// Goes on past what cannot be removed, and returns the first error.
    fn remove_all_but(&self, kept: &[&str]) -> io::Result<()> {
        let mut end = Ok(());
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if kept.iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let removed = if is_folder { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
            end = end.and(removed);
        }
        end
    }
}

/// Refuses the folder of another person, and takes the rights of others from ours.
#[cfg(unix)]
fn make_ours_alone(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    const OTHERS: u32 = 0o077;
    const OTHERS_WRITE: u32 = 0o022;
    let found = fs::metadata(path)?;
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    if found.mode() & OTHERS != 0 {
        // A share without modes may refuse or ignore this.
        let tightened = fs::set_permissions(path, fs::Permissions::from_mode(0o700));
        if fs::metadata(path)?.mode() & OTHERS_WRITE != 0 {
            return Err(tightened.err().unwrap_or_else(|| io::ErrorKind::PermissionDenied.into()));
        }
    }
    Ok(())
}

/// The file of a signature, beside the signed one.
pub(crate) fn of_signature(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ENDING);
    name.into()
}

#[cfg(test)]
mod tests {
    use airtill_domain::Timestamp;

    use super::*;
    use crate::version::Version;

    #[test]
    fn the_memory_outlasts_all_that_is_removed() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::at(&temp.path().join("updates")).expect("made");
        let package = folder.package("a.exe");
        for file in [
            folder.memory(),
            folder.manifest(),
            of_signature(&folder.manifest()),
            folder.part("a.exe"),
            of_signature(&package),
            package,
        ] {
            fs::write(file, "x").expect("written");
        }
        fs::create_dir_all(folder.package("unpacked").join("deep")).expect("made");
        let left = || {
            let entries = fs::read_dir(folder.path()).expect("listed");
            let mut paths: Vec<_> = entries.map(|entry| entry.expect("one").path()).collect();
            paths.sort();
            paths
        };
        folder.drop_package().expect("removed");
        assert_eq!(left(), [folder.manifest(), of_signature(&folder.manifest()), folder.memory()], "it is still known");
        folder.empty().expect("removed");
        assert_eq!(left(), [folder.memory()]);
        folder.empty().expect("nothing is left to remove");
    }

    #[test]
    fn p06_a_package_lasts_only_under_the_setting_that_it_was_fetched_under() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::at(&temp.path().join("updates")).expect("made");
        let package = folder.package("a.exe");
        let origin = |list: &str, checks| Origin { list: list.to_owned(), checks };
        let one = origin("https://a.example/list", true);
        for other in [origin("https://b.example/list", true), origin("https://a.example/list", false)] {
            folder.settle(&one).expect("settled");
            fs::write(&package, "x").expect("written");
            Memory::change(&folder.memory(), |memory| {
                memory.published = Some(Timestamp(7));
                memory.note_success(Timestamp(8), Version::new(2, 0, 0));
                memory.note_installing(Some(Version::new(2, 0, 0)));
            })
            .expect("noted");
            let before = Memory::read(&folder.memory()).expect("read");
            assert!(!folder.settle(&one).expect("it is settled already"));
            assert!(package.exists() && Memory::read(&folder.memory()).expect("read") == before);
            assert!(folder.settle(&other).expect("settled"));
            let fresh = Memory::read(&folder.memory()).expect("read");
            assert_eq!((fresh.last_check, fresh.last_success, fresh.newest()), (None, None, None));
            assert_eq!(fresh.installing(), Some(Version::new(2, 0, 0)), "no start begins it again");
            assert_eq!((fresh.published, fresh.origin), (Some(Timestamp(7)), Some(other)), "no older list is taken");
            assert!(!package.exists());
        }
        fs::write(&package, "x").expect("written");
        fs::write(folder.memory(), "{}").expect("a memory of an earlier version");
        folder.settle(&one).expect("settled");
        assert!(!package.exists(), "nobody knows where it came from");
    }

    #[cfg(unix)]
    #[test]
    fn u01_a_folder_that_others_may_write_to_becomes_ours_alone() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().expect("a temporary folder");
        for open in [0o777, 0o770, 0o755, 0o700] {
            fs::set_permissions(temp.path(), fs::Permissions::from_mode(open)).expect("open to others");
            Folder::at(temp.path()).expect("it is ours");
            assert_eq!(fs::metadata(temp.path()).expect("it is there").permissions().mode() & 0o777, 0o700);
        }
    }

    #[cfg(unix)]
    #[test]
    fn u01_a_folder_of_another_person_is_refused() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        // The root of all files is the administrator's; an administrator gives a folder away.
        let theirs = if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(temp.path(), Some(12_345), None).expect("given away");
            temp.path()
        } else {
            Path::new("/")
        };
        let end = Folder::at(theirs);
        assert!(end.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied));
    }
}
