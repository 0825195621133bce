//! The folder that holds everything the till keeps, and the lock that lets one copy of the program in.
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

mod held;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use airtill_domain::{Environment, TillId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use held::{Held, NotHeld};

/// The folder, locked for this process until dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _held: Held,
    till: TillId,
    set_aside: Option<String>,
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
}

impl DataFolder {
    /// Makes the folder if it is not there (for its owner alone, where the system knows that) and locks it.
    ///
    /// # Errors
    /// In use by another copy, or not usable.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let unusable = |source| FolderError::Unusable { folder: path.to_owned(), source };
        airtill_files::make_private_folder(path).map_err(unusable)?;
        let held = Held::take(path).map_err(|error| match error {
            NotHeld::InUse { process } => FolderError::InUse { folder: path.to_owned(), process },
            NotHeld::Io(source) => unusable(source),
        })?;
        let (till, set_aside) = name_of_till(path).map_err(unusable)?;
        Ok(Self { path: path.to_owned(), _held: held, till, set_aside })
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

    /// The file of what was set about updates.
    pub fn update_policy(&self) -> PathBuf {
        self.path.join("updates.json")
    }

    /// Where an environment's connection files are kept.
    pub fn connections(&self, environment: Environment) -> PathBuf {
        self.path.join("connections").join(environment.word())
    }
}

fn as_process(process: Option<u32>) -> String {
    process.map_or_else(String::new, |process| format!(", as process {process}"))
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
    airtill_files::replace(path, &path.with_file_name(&name))?;
    tracing::error!(name, "the name of the till cannot be read and is set aside");
    Ok(name)
}

/// Writes a file whole or not at all, on disk when it returns, with its folder made if need be. A link in its place is
/// replaced, not followed.
///
/// # Errors
/// The operating system's error.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    airtill_files::make_private_folder(path.parent().ok_or(io::ErrorKind::NotFound)?)?;
    airtill_files::write_whole(path, bytes)
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
