//! The files of the company's folder, each opened itself and judged before a byte of it counts.
//!
//! Everything is opened first and judged in one question, since a system may have to start a program for it. A thing that
//! other people can write is left out and named; a folder of that kind is left out with everything in it. What a file
//! says is not looked at here.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use airtill_domain::connection::file::MOST_BYTES;
use airtill_files::guard::{Opened, Writers};

use crate::ports::CompanyPlace;

/// The name of the policy's file.
const POLICY: &str = "policy.toml";
/// The name of the folder of connection files, and their ending.
const CONNECTIONS: &str = "connections";
const ENDING: &str = "airtill";
/// More connections than any company gives to one computer.
const MOST_FILES: usize = 100;

/// The usable files of the folder, and the names of what is not usable.
#[derive(Default)]
pub struct Files {
    /// The policy, where there is one.
    pub policy: Option<Bytes>,
    /// The connection files, by name.
    pub connections: Vec<Bytes>,
    /// The files and folders that other people can write: nothing of them is used.
    pub writable: Vec<PathBuf>,
    /// The files and folders that cannot be read or judged, each with the reason: nothing of them is used.
    pub unread: Vec<(PathBuf, String)>,
    /// Whether a policy may be there that cannot be read or judged.
    pub hides_policy: bool,
}

/// A file that administrators alone can write, and its bytes.
pub struct Bytes {
    /// Where it lies.
    pub path: PathBuf,
    /// At most one byte more than such a file may have.
    pub bytes: Vec<u8>,
}

/// What a thing must be to be used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    Policy,
    Connection,
}

/// Reads the folder; no files where there is none.
pub fn read(place: &CompanyPlace) -> Files {
    let mut files = Files::default();
    let (mut things, mut kinds) = (Vec::new(), Vec::new());
    for (path, kind) in files.expected(place) {
        match Opened::at(&path) {
            Ok(opened) => {
                things.push(opened);
                kinds.push(kind);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => files.leave_unread(place, &path, reason(&error)),
        }
    }
    if things.is_empty() {
        return files;
    }
    let writers = place.guard.judge(&things);
    let mut refused: Vec<PathBuf> = Vec::new();
    // A folder comes before the things in it.
    for (at, (opened, kind)) in things.iter().zip(kinds).enumerate() {
        let path = opened.path();
        if refused.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        let writers = writers.get(at).copied().unwrap_or(Writers::Unknown);
        // Somebody would have to follow a link, or wait at a pipe.
        let is_kind = if kind == Kind::Folder { opened.is_folder() } else { opened.is_file() };
        match writers {
            Writers::Others => files.writable.push(path.to_owned()),
            Writers::Unknown => files.leave_unread(place, path, "it is not known who can write it".to_owned()),
            Writers::AdministratorsAlone if !is_kind => {
                let reason = if kind == Kind::Folder { "it is no folder" } else { "it is no plain file" };
                files.leave_unread(place, path, reason.to_owned());
            }
            Writers::AdministratorsAlone => files.take(place, opened, kind),
        }
        if kind == Kind::Folder && (writers != Writers::AdministratorsAlone || !is_kind) {
            refused.push(path.to_owned());
        }
    }
    // A folder that is refused has one word for everything in it.
    files.unread.retain(|(path, _)| refused.iter().all(|folder| path == folder || !path.starts_with(folder)));
    files
}

impl Files {
    /// The paths at which something is looked for, each folder before the things in it.
    fn expected(&mut self, place: &CompanyPlace) -> Vec<(PathBuf, Kind)> {
        let connections = place.folder.join(CONNECTIONS);
        let mut paths = vec![(place.folder.clone(), Kind::Folder), (place.folder.join(POLICY), Kind::Policy)];
        match listed(&connections) {
            Ok(mut listed) => {
                if listed.len() > MOST_FILES {
                    listed.truncate(MOST_FILES);
                    let reason = format!("only the first {MOST_FILES} connection files are used");
                    self.leave_unread(place, &connections, reason);
                }
                paths.push((connections, Kind::Folder));
                paths.extend(listed.into_iter().map(|path| (path, Kind::Connection)));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            // Opening it says what is wrong, unless listing it alone is.
            Err(error) => {
                if Opened::at(&connections).is_ok_and(|opened| opened.is_folder()) {
                    self.leave_unread(place, &connections, reason(&error));
                }
                paths.push((connections, Kind::Folder));
            }
        }
        paths
    }

    fn take(&mut self, place: &CompanyPlace, opened: &Opened, kind: Kind) {
        let path = opened.path().to_owned();
        if kind == Kind::Folder {
            return;
        }
        match opened.bytes(MOST_BYTES as u64 + 1) {
            Ok(bytes) if kind == Kind::Policy => self.policy = Some(Bytes { path, bytes }),
            Ok(bytes) => self.connections.push(Bytes { path, bytes }),
            Err(error) => self.leave_unread(place, &path, reason(&error)),
        }
    }

    fn leave_unread(&mut self, place: &CompanyPlace, path: &Path, reason: String) {
        self.hides_policy |= *path == place.folder || *path == place.folder.join(POLICY);
        self.unread.push((path.to_owned(), reason));
    }
}

/// The connection files of a folder, by name.
fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The system's error, in words for a person where its own are for programs.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "this person may not read it".to_owned(),
        _ => error.to_string(),
    }
}
