//! The journal of a practice service on disk: one event a line, only ever appended to.
//!
//! A line without its newline is a write that power or a kill cut short: no client got an answer for it, and it is cut
//! off at the next start. Any other line that cannot be read is an error; the file is left as it is. Everything here
//! blocks.

#[cfg(not(windows))]
use std::fs::TryLockError;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

/// The reason for which the journal could not be opened.
#[derive(Debug)]
pub(crate) enum JournalError {
    InUse,
    Read(io::Error),
    Write(io::Error),
    Line { path: PathBuf, line: usize, source: serde_json::Error },
}

/// The open journal.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    length: u64,
}

impl Journal {
    /// Opens or makes the journal of this name in the folder and replays it.
    pub fn open<E: DeserializeOwned>(
        folder: &Path,
        name: &str,
        mut replay: impl FnMut(E),
    ) -> Result<Journal, JournalError> {
        fs::create_dir_all(folder).map_err(JournalError::Write)?;
        let path = folder.join(name);
        let mut file = open_alone(&path)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(JournalError::Read)?;
        let complete = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        for (index, line) in text[..complete].split_inclusive(|byte| *byte == b'\n').enumerate() {
            let event = serde_json::from_slice(line).map_err(|source| JournalError::Line {
                path: path.clone(),
                line: index + 1,
                source,
            })?;
            replay(event);
        }
        let mut journal = Journal { file, length: complete as u64 };
        journal.cut_back().map_err(JournalError::Write)?;
        sync_folder(folder).map_err(JournalError::Write)?;
        Ok(journal)
    }

    /// Writes one event, and waits for the disk where it `must_last`. A failure leaves the journal as it was.
    pub fn append(&mut self, event: &impl Serialize, must_last: bool) -> io::Result<()> {
        let mut line = serde_json::to_vec(event)?;
        line.push(b'\n');
        let mut written = self.file.write_all(&line);
        if written.is_ok() && must_last {
            written = self.file.sync_data();
        }
        match written {
            Ok(()) => self.length += line.len() as u64,
            Err(_) => self.cut_back()?,
        }
        written
    }

    fn cut_back(&mut self) -> io::Result<()> {
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.sync_all()
    }
}

/// Opens a store, with patience for the service before in the same folder: its last fsync may still be under way.
pub(crate) async fn patiently<T: Send + 'static>(
    open: impl Fn() -> Result<T, JournalError> + Clone + Send + 'static,
) -> Result<T, JournalError> {
    let mut tries = 200;
    loop {
        let opened = blocking(open.clone()).await;
        tries -= 1;
        if tries == 0 || !matches!(opened, Err(JournalError::InUse)) {
            return opened;
        }
        sleep(Duration::from_millis(10)).await;
    }
}

/// Runs work that may wait for the disk on a thread that may block, to its end even when its caller is gone.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    spawn_blocking(work).await.expect("a store does not panic, and its work is never aborted")
}

/// The result of a write; `None` where it failed, which the log then says.
pub(crate) fn written<T>(result: io::Result<T>) -> Option<T> {
    result.inspect_err(|error| tracing::warn!(%error, "practice state could not be written down")).ok()
}

/// Opens the journal for this process alone; others can read it meanwhile.
#[cfg(not(windows))]
fn open_alone(path: &Path) -> Result<File, JournalError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(JournalError::Write)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse),
        Err(TryLockError::Error(error)) => Err(JournalError::Read(error)),
    }
}

/// Opens the journal for this process alone; others can read it meanwhile, which no locked range would allow: the file
/// is shared for reading alone.
#[cfg(windows)]
fn open_alone(path: &Path) -> Result<File, JournalError> {
    const SHARED_FOR_READING: u32 = 1;
    const SHARING_VIOLATION: i32 = 32;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, SHARED_FOR_READING);
    options.open(path).map_err(|error| match error.raw_os_error() {
        Some(SHARING_VIOLATION) => JournalError::InUse,
        _ => JournalError::Write(error),
    })
}

/// A new file is only as lasting as its name in the folder.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
