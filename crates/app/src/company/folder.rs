//! The files of the company's folder, each opened itself and judged before a byte of it counts.
//!
//! Everything is opened first and judged in one question, since a system may have to start a program for it. A thing that
//! other people can write is left out and named; a folder of that kind is left out with everything in it. Nothing is
//! opened in a folder that itself cannot be opened, or is a link. The contents of a file are not looked at here.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use airtill_domain::connection::file::MOST_BYTES;
use airtill_files::RetryBudget;
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
    /// Whether a policy of administrators' may be there that cannot be read: its file in their folder is unusable, their
    /// folder cannot be opened, or the judge has no answer.
    pub hides_policy: bool,
}

/// A file that administrators alone can write, and its bytes.
pub struct Bytes {
    /// Where it lies.
    pub path: PathBuf,
    /// At most one byte more than such a file may have.
    pub bytes: Vec<u8>,
}

/// The kind that a thing must be of to be used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Folder,
    Policy,
    Connection,
}

/// The opened things of the folder, each with its kind.
#[derive(Default)]
struct Things {
    opened: Vec<Opened>,
    kinds: Vec<Kind>,
    /// The flaws that showed before anything was judged, each with its place.
    flaws: Vec<(PathBuf, String)>,
}

/// Reads the folder; no files where there is none.
pub fn read(place: &CompanyPlace) -> Files {
    let things = Things::of(place);
    let is_shut = things.is_shut();
    let mut files = Files::default();
    let judged = judged(place, &things.opened);
    let is_answered = judged.len() == things.opened.len();
    let (mut refused, mut is_trusted): (Vec<PathBuf>, bool) = (Vec::new(), false);
    // A folder comes before the things in it.
    for (at, (opened, kind)) in things.opened.iter().zip(things.kinds).enumerate() {
        let path = opened.path();
        if is_below(&refused, path) {
            continue;
        }
        let writers = judged.get(at).copied().filter(|_| is_answered).unwrap_or(Writers::Unknown);
        // Somebody would have to follow a link, or wait at a pipe.
        let is_kind = if kind == Kind::Folder { opened.is_folder() } else { opened.is_file() };
        match writers {
            Writers::Others => files.writable.push(path.to_owned()),
            Writers::Unknown => files.leave_unread(path, "it is not known who can write it"),
            Writers::AdministratorsAlone if !is_kind => {
                files.leave_unread(path, if kind == Kind::Folder { "it is no folder" } else { "it is no plain file" });
            }
            Writers::AdministratorsAlone if kind == Kind::Folder => is_trusted |= *path == place.folder,
            Writers::AdministratorsAlone => files.take(opened, kind),
        }
        if kind == Kind::Folder && (writers != Writers::AdministratorsAlone || !is_kind) {
            refused.push(path.to_owned());
        }
    }
    // A folder that is refused has one word for everything in it.
    files.unread.extend(things.flaws.into_iter().filter(|(path, _)| !is_below(&refused, path)));
    let policy = place.folder.join(POLICY);
    // Where anybody could have made a folder that cannot be opened or judged, nothing follows from it.
    let is_theirs = |folder| place.guard.judge_unopened(folder) == Writers::AdministratorsAlone;
    files.hides_policy = !is_answered
        || (is_shut && is_theirs(&place.folder))
        || (is_trusted && files.unread.iter().any(|(path, _)| *path == policy));
    files
}

/// The judgements, as many as the things; none where the judge twice had no answer.
fn judged(place: &CompanyPlace, things: &[Opened]) -> Vec<Writers> {
    if things.is_empty() {
        return Vec::new();
    }
    let first = place.guard.judge(things);
    if first.len() == things.len() { first } else { place.guard.judge(things) }
}

fn is_below(refused: &[PathBuf], path: &Path) -> bool {
    refused.iter().any(|folder| path.starts_with(folder))
}

impl Things {
    /// Opens each folder before the things in it, and nothing in one that cannot be opened or is none. Where another
    /// program holds a thing, the folder and the policy have two seconds each, and all connections together.
    fn of(place: &CompanyPlace) -> Self {
        let mut things = Self::default();
        let folder = &place.folder;
        if !things.open(folder, Kind::Folder, &mut RetryBudget::default()) {
            return things;
        }
        let is_known = |name: &str| [POLICY, CONNECTIONS].iter().any(|known| is_same(name, known));
        things.listed(folder, is_known);
        things.open(&folder.join(POLICY), Kind::Policy, &mut RetryBudget::default());
        let connections = folder.join(CONNECTIONS);
        let mut retries = RetryBudget::default();
        if things.open(&connections, Kind::Folder, &mut retries) {
            let mut files = things.listed(&connections, is_connection);
            if files.len() > MOST_FILES {
                files.truncate(MOST_FILES);
                things.flaws.push((connections, format!("only the first {MOST_FILES} connection files are used")));
            }
            for path in files {
                things.open(&path, Kind::Connection, &mut retries);
            }
        }
        things
    }

    /// Whether the folder itself is there and cannot be opened.
    fn is_shut(&self) -> bool {
        self.opened.is_empty() && !self.flaws.is_empty()
    }

    /// Opens one thing; whether it is a folder.
    fn open(&mut self, path: &Path, kind: Kind, retries: &mut RetryBudget) -> bool {
        match Opened::at(path, retries) {
            Ok(opened) => {
                let is_folder = opened.is_folder();
                self.opened.push(opened);
                self.kinds.push(kind);
                return is_folder;
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => self.flaws.push((path.to_owned(), reason(&error))),
        }
        false
    }

    /// The things of a folder that are known by their names, in order. The other ones are one flaw together.
    fn listed(&mut self, folder: &Path, is_known: impl Fn(&str) -> bool) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut names: Vec<OsString> = match entries {
            Ok(entries) => entries.iter().map(fs::DirEntry::file_name).collect(),
            Err(error) => {
                self.flaws.push((folder.to_owned(), reason(&error)));
                return Vec::new();
            }
        };
        names.sort();
        // A name that is no text could not be asked about.
        let (known, others): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| name.to_str().is_some_and(&is_known));
        let others: Vec<String> =
            others.iter().map(|name| name.to_string_lossy().into_owned()).filter(|name| !is_systems(name)).collect();
        if !others.is_empty() {
            self.flaws.push((folder.to_owned(), format!("Airtill uses nothing of this name: {}", others.join(", "))));
        }
        known.into_iter().map(|name| folder.join(name)).collect()
    }
}

impl Files {
    fn take(&mut self, opened: &Opened, kind: Kind) {
        let path = opened.path().to_owned();
        match opened.bytes(MOST_BYTES as u64 + 1) {
            Ok(bytes) if kind == Kind::Policy => self.policy = Some(Bytes { path, bytes }),
            Ok(bytes) => self.connections.push(Bytes { path, bytes }),
            Err(error) => self.leave_unread(&path, &reason(&error)),
        }
    }

    fn leave_unread(&mut self, path: &Path, reason: &str) {
        self.unread.push((path.to_owned(), reason.to_owned()));
    }
}

/// Whether a name is that of a connection file, in capitals or not: Windows stores a name as it was written.
fn is_connection(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

/// Whether a name means the same as one of the till's: capitals differ on Linux alone.
fn is_same(name: &str, known: &str) -> bool {
    if cfg!(target_os = "linux") { name == known } else { name.eq_ignore_ascii_case(known) }
}

/// Whether a system or an editor made a file of this name for itself.
fn is_systems(name: &str) -> bool {
    name.starts_with('.') || ["desktop.ini", "Thumbs.db"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The system's error, in words for a person where its own are for programs.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "this person may not read it".to_owned(),
        _ => error.to_string(),
    }
}
