//! The connections that a computer knows: one small file each, named by its id, in its environment's folder.
//!
//! No secret is in them, and none is asked of them: what was signed in with is in the vault. A file that cannot be read
//! is told and left where it is, and the others are taken all the same.

use std::fs;
use std::path::{Path, PathBuf};

use airtill_contract::{ErrorCode, Notice, NoticeCode};
use airtill_domain::connection::file;
use airtill_domain::{Connection, ConnectionId, Environment};

use crate::TillError;
use crate::data_folder::{DataFolder, write_whole};

/// The ending of connection files.
const ENDING: &str = "airtill";

/// Everything that can be read, oldest first, and a notice for each file that cannot.
pub fn load(folder: &DataFolder) -> (Vec<Connection>, Vec<Notice>) {
    let mut found = Vec::new();
    let mut notices = Vec::new();
    for environment in [Environment::Live, Environment::Test] {
        let Ok(listing) = fs::read_dir(folder.connections(environment)) else { continue };
        for path in listing
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
        {
            match read(&path, environment) {
                Ok((kept_at, connection)) => found.push((kept_at, connection)),
                Err(error) => notices.push(Notice {
                    code: NoticeCode::ConnectionUnreadable,
                    detail: format!("{}: {}", path.display(), error.detail),
                }),
            }
        }
    }
    found.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.id.cmp(&y.id)));
    (found.into_iter().map(|(_, connection)| connection).collect(), notices)
}

fn read(path: &Path, environment: Environment) -> Result<(Option<std::time::SystemTime>, Connection), TillError> {
    let refused = |detail: String| TillError::with(ErrorCode::BadConnectionFile, detail);
    let about = fs::symlink_metadata(path).map_err(|error| refused(error.to_string()))?;
    if !about.is_file() || about.len() > file::MOST_BYTES as u64 {
        return Err(refused("it is not a small plain file".to_owned()));
    }
    let bytes = fs::read(path).map_err(|error| refused(error.to_string()))?;
    let connection = file::read(&bytes).map_err(|error| refused(error.to_string()))?;
    if connection.environment != environment || path.file_stem().is_none_or(|stem| stem != connection.id.as_str()) {
        return Err(refused("its name or folder does not fit what it says".to_owned()));
    }
    Ok((about.modified().ok(), connection))
}

/// Stores a connection, whole or not at all. A link in its place is replaced, not followed.
///
/// # Errors
/// Full or read-only disk.
pub fn store(folder: &DataFolder, connection: &Connection) -> Result<(), TillError> {
    let path = path_of(folder, connection.environment, &connection.id);
    write_whole(&path, file::write(connection).as_bytes()).map_err(|error| TillError::of_disk(&error))
}

/// Removes a connection's file; not an error if it is gone already.
///
/// # Errors
/// Read-only disk.
pub fn remove(folder: &DataFolder, connection: &Connection) -> Result<(), TillError> {
    match fs::remove_file(path_of(folder, connection.environment, &connection.id)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(TillError::of_disk(&error)),
        _ => Ok(()),
    }
}

fn path_of(folder: &DataFolder, environment: Environment, id: &ConnectionId) -> PathBuf {
    folder.connections(environment).join(format!("{id}.{ENDING}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(id: &str) -> Connection {
        let text = format!(
            "format=1\nid=\"{id}\"\nname=\"N\"\napi=\"21-systems\"\nenvironment=\"live\"\nbase_address=\"https://a.example\"\nsign_in=[\"password\"]"
        );
        file::read(text.as_bytes()).expect("a good file")
    }

    #[test]
    fn what_is_kept_is_found_again_and_removed() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        store(&folder, &connection("one")).expect("kept");
        assert_eq!(load(&folder).0, [connection("one")]);
        remove(&folder, &connection("one")).expect("removed");
        assert!(load(&folder).0.is_empty());
    }

    #[test]
    fn a_damaged_file_is_told_and_left_alone() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        store(&folder, &connection("one")).expect("kept");
        let path = path_of(&folder, Environment::Live, &connection("one").id);
        fs::write(&path, "format = 1").expect("damaged");
        let (found, notices) = load(&folder);
        assert!(found.is_empty());
        assert_eq!(notices[0].code, NoticeCode::ConnectionUnreadable);
        assert!(path.exists(), "nothing is deleted");
    }

    #[cfg(unix)]
    #[test]
    fn c06_a_link_is_neither_read_nor_written_through() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        let victim = temp.path().join("victim");
        fs::write(&victim, "mine").expect("a file");
        let path = path_of(&folder, Environment::Live, &connection("one").id);
        airtill_files::make_private_folder(path.parent().expect("a parent")).expect("a folder");
        std::os::unix::fs::symlink(&victim, &path).expect("a link");
        assert!(load(&folder).0.is_empty());
        store(&folder, &connection("one")).expect("kept");
        assert_eq!(fs::read_to_string(&victim).expect("the file"), "mine");
    }
}
