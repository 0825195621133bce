//! The connections that a computer knows: one small file each, named by its id, in its environment's folder.
//!
//! No secret is in them, and none is asked of them: the vault holds the secrets of each sign-in. A file that cannot be
//! read is shown in a notice and left where it is, and the others are taken all the same; so is a folder. Where a
//! connection with the id of such a file is imported, the file is set aside, since a later version of the till may read
//! it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use airtill_contract::{ErrorCode, Notice, NoticeCode};
use airtill_domain::connection::file;
use airtill_domain::{Connection, ConnectionId, Environment};

use crate::TillError;
use crate::data_folder::{DataFolder, write_whole};

/// The ending of connection files.
const ENDING: &str = "airtill";

/// Everything that can be read, oldest first, and a notice for each file and folder that cannot.
pub fn load(folder: &DataFolder) -> (Vec<Connection>, Vec<Notice>) {
    let mut found = Vec::new();
    let mut notices = Vec::new();
    for environment in [Environment::Live, Environment::Test] {
        let place = folder.connections(environment);
        let (listed, failure) = list(&place);
        if let Some(error) = failure {
            tracing::error!(%error, environment = environment.word(), "not all connection files can be listed");
            notices.push(unreadable(&place, &error.to_string()));
        }
        for path in listed {
            match read(&path, environment) {
                Ok((kept_at, connection)) => found.push((kept_at, connection)),
                Err(error) => notices.push(unreadable(&path, &error.detail)),
            }
        }
    }
    found.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.id.cmp(&y.id)));
    (found.into_iter().map(|(_, connection)| connection).collect(), notices)
}

fn unreadable(path: &Path, why: &str) -> Notice {
    Notice { code: NoticeCode::ConnectionUnreadable, detail: format!("{}: {why}", path.display()) }
}

/// The connection files in a folder, none where there is no folder; and the error of the folder, or the first of an
/// entry in it.
fn list(folder: &Path) -> (Vec<PathBuf>, Option<io::Error>) {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => (Vec::new(), None),
        Err(error) => (Vec::new(), Some(error)),
        Ok(listing) => listed(listing.map(|entry| Ok(entry?.path()))),
    }
}

/// The connection files among the entries that came, and the first error among the others.
fn listed(entries: impl Iterator<Item = io::Result<PathBuf>>) -> (Vec<PathBuf>, Option<io::Error>) {
    let (mut found, mut failure) = (Vec::new(), None);
    for entry in entries {
        match entry {
            Ok(path) if path.extension().is_some_and(|ending| ending == ENDING) => found.push(path),
            Ok(_) => {}
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    (found, failure)
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

/// Stores a connection, whole or not at all. A link in its place is replaced, not followed; a file there that cannot
/// be read is set aside, and `tell` is called with the notice that names it, even where the new file cannot be written.
///
/// # Errors
/// Full or read-only disk.
pub fn store(folder: &DataFolder, connection: &Connection, tell: impl FnOnce(Notice)) -> Result<(), TillError> {
    let path = path_of(folder, connection.environment, &connection.id);
    let aside = set_aside_unreadable(&path, connection.environment).map_err(|error| TillError::of_disk(&error))?;
    if let Some(detail) = aside {
        tell(Notice { code: NoticeCode::ConnectionSetAside, detail });
    }
    write_whole(&path, file::write(connection).as_bytes()).map_err(|error| TillError::of_disk(&error))
}

/// Renames a file that cannot be read, so that nothing takes its name for that of a connection. The name that it has
/// then; `None` where there is none, or one that can be read.
fn set_aside_unreadable(path: &Path, environment: Environment) -> io::Result<Option<String>> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => found?,
    };
    if !found.is_file() || read(path, environment).is_ok() {
        return Ok(None);
    }
    let stem = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = |n: u32| if n == 1 { format!("{stem}.unreadable") } else { format!("{stem}.unreadable-{n}") };
    let is_free = |name: &String| fs::symlink_metadata(path.with_file_name(name)).is_err();
    let name = (1..).map(name).find(is_free).ok_or(io::ErrorKind::AlreadyExists)?;
    airtill_files::replace(path, &path.with_file_name(&name))?;
    tracing::error!(name, "a connection file cannot be read and is set aside");
    Ok(Some(name))
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

    /// Stores the connection of these tests; the notice that was given.
    fn stored(folder: &DataFolder) -> Result<Option<Notice>, TillError> {
        let mut told = None;
        store(folder, &connection("one"), |notice| told = Some(notice))?;
        Ok(told)
    }

    #[test]
    fn a_kept_file_is_found_again_and_removed() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        stored(&folder).expect("kept");
        assert_eq!(load(&folder).0, [connection("one")]);
        remove(&folder, &connection("one")).expect("removed");
        assert!(load(&folder).0.is_empty());
    }

    #[test]
    fn a_damaged_file_is_told_and_left_alone() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        stored(&folder).expect("kept");
        let path = path_of(&folder, Environment::Live, &connection("one").id);
        fs::write(&path, "format = 1").expect("damaged");
        let (found, notices) = load(&folder);
        assert!(found.is_empty());
        assert_eq!(notices[0].code, NoticeCode::ConnectionUnreadable);
        assert!(path.exists(), "nothing is deleted");
    }

    #[test]
    fn an_import_sets_a_file_aside_that_this_version_cannot_read() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        let path = path_of(&folder, Environment::Live, &connection("one").id);
        let mut names = Vec::new();
        for later in ["format = 2", "of a version after that"] {
            stored(&folder).expect("stored");
            fs::write(&path, later).expect("a later version");
            let notice = stored(&folder).expect("stored").expect("it is told");
            assert_eq!(notice.code, NoticeCode::ConnectionSetAside);
            assert_eq!(fs::read_to_string(path.with_file_name(&notice.detail)).expect("still there"), later);
            names.push(notice.detail);
        }
        assert_eq!(names, ["one.airtill.unreadable", "one.airtill.unreadable-2"]);
        assert_eq!(stored(&folder).expect("stored"), None, "one that can be read is replaced");
        assert_eq!(load(&folder), (vec![connection("one")], Vec::new()), "no connection is read from them");
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_told_and_the_other_is_taken() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        stored(&folder).expect("stored");
        let place = folder.connections(Environment::Test);
        fs::write(&place, "no folder").expect("a file in its place");
        let (found, notices) = load(&folder);
        assert_eq!(found, [connection("one")]);
        let [notice] = &notices[..] else { panic!("{notices:?}") };
        assert_eq!(notice.code, NoticeCode::ConnectionUnreadable);
        assert!(notice.detail.starts_with(&format!("{}: ", place.display())), "{}", notice.detail);
    }

    #[test]
    fn an_entry_that_cannot_be_listed_hides_no_other() {
        let bad = || Err(io::Error::other("a bad sector"));
        let came = |name: &str| Ok(PathBuf::from(name));
        let (found, failure) = listed([came("a.airtill"), bad(), came("b.airtill"), came("notes"), bad()].into_iter());
        assert_eq!(found, [PathBuf::from("a.airtill"), PathBuf::from("b.airtill")]);
        assert_eq!(failure.expect("it is told").to_string(), "a bad sector");
    }

    /// The file that is written first takes the place of the connection's file in one step; a folder bars its way.
    #[test]
    fn a_file_set_aside_is_told_though_the_new_one_cannot_be_written() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = DataFolder::open(temp.path()).expect("a data folder");
        stored(&folder).expect("stored");
        let path = path_of(&folder, Environment::Live, &connection("one").id);
        fs::write(&path, "format = 2").expect("a later version");
        let mut told = None;
        let refused = store(&folder, &connection("one"), |notice| {
            fs::create_dir(&path).expect("a folder in its place");
            told = Some(notice);
        });
        assert!(refused.is_err(), "nothing can be written there");
        let notice = told.expect("it is told all the same");
        assert_eq!((notice.code, &*notice.detail), (NoticeCode::ConnectionSetAside, "one.airtill.unreadable"));
        assert!(path.with_file_name(&notice.detail).exists());
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
        stored(&folder).expect("kept");
        assert_eq!(fs::read_to_string(&victim).expect("the file"), "mine");
    }
}
