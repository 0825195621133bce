//! Connection files from the disk: chosen, double-clicked, or named on the command line. Each is only read here; the
//! person confirms it on the page that shows where passwords will go.
//! Only a plain file is read: a pipe or a device could make the till wait for ever, and opening it can already do so.
//! At most one byte more is read than a file may have. The use cases interpret the text.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use airtill_app::{MOST_FILE_BYTES, Till};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;

/// How long a disk may take to read a small file. One that is asleep or far away takes seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// Lines up the given files, to be shown one after another.
pub async fn open_all(app: &AppHandle, files: Vec<PathBuf>) {
    let Some(till) = app.try_state::<Till>().map(|till| till.inner().clone()) else { return };
    for file in files {
        let name = name_of(&file);
        match read(file).await {
            Ok(bytes) => till.open_connection_file(&name, &bytes).await,
            Err(error) => {
                tracing::warn!(%error, "a connection file cannot be read");
                till.refuse_connection_file(&name, &error);
            }
        }
    }
}

/// Shows the dialog that chooses a file; `None` if it was cancelled.
///
/// # Errors
/// It cannot be read.
pub async fn choose(app: &AppHandle) -> io::Result<Option<(String, Vec<u8>)>> {
    let (chosen, choice) = tokio::sync::oneshot::channel();
    app.dialog().file().add_filter("Airtill", &["airtill"]).pick_file(move |file| {
        let _ = chosen.send(file);
    });
    let Some(path) = choice.await.ok().flatten().and_then(|file| file.into_path().ok()) else { return Ok(None) };
    Ok(Some((name_of(&path), read(path).await?)))
}

/// Reads at most one byte more than a connection file may have, so that a larger one is refused without being read.
async fn read(path: PathBuf) -> io::Result<Vec<u8>> {
    let reading = tauri::async_runtime::spawn_blocking(move || bytes_of(&path));
    match tokio::time::timeout(PATIENCE, reading).await {
        Ok(read) => read.unwrap_or_else(|_| Err(io::Error::other("reading was interrupted"))).map_err(in_words),
        Err(_) => Err(io::Error::other("the disk does not answer")),
    }
}

/// The system's error for a file, in words for a person where its own are for programs.
fn in_words(error: io::Error) -> io::Error {
    match error.kind() {
        kind @ io::ErrorKind::NotFound => io::Error::new(kind, "the file is not there any more"),
        kind @ io::ErrorKind::PermissionDenied => io::Error::new(kind, "this computer does not let you read the file"),
        _ => error,
    }
}

fn bytes_of(path: &Path) -> io::Result<Vec<u8>> {
    // Asked before it is opened, since opening alone can wait or start a device; and again of the opened file.
    only_plain(&std::fs::metadata(path)?)?;
    let file = open(path)?;
    only_plain(&file.metadata()?)?;
    let mut bytes = Vec::new();
    file.take(MOST_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens without waiting for a writer at the other end, even if the file was replaced by a pipe.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, open};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(File::from(open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn only_plain(metadata: &std::fs::Metadata) -> io::Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    Err(io::Error::other(if metadata.is_dir() { "it is a folder" } else { "it is no file but a pipe or a device" }))
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn anything_but_a_plain_file_is_refused_without_waiting() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let pipe = temp.path().join("pipe.airtill");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).expect("a pipe");
        let link = temp.path().join("link.airtill");
        std::os::unix::fs::symlink("/dev/zero", &link).expect("a link");
        let socket = temp.path().join("socket.airtill");
        let _bound = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
        for odd in [
            pipe.as_path(),
            &link,
            &socket,
            Path::new("/dev/zero"),
            Path::new("/dev/tty"),
            Path::new("/dev/stdin"),
            temp.path(),
        ] {
            assert!(bytes_of(odd).is_err(), "{}", odd.display());
        }
        // A pipe that replaces the file between the look and the opening does not make the till wait either.
        let opened = open(&pipe).expect("it opens at once");
        assert!(only_plain(&opened.metadata().expect("known")).is_err());
    }

    #[test]
    fn a_huge_file_is_read_only_as_far_as_its_refusal_needs() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("huge.airtill");
        File::create(&path).expect("made").set_len(1 << 40).expect("a sparse file");
        assert_eq!(bytes_of(&path).expect("read").len(), MOST_FILE_BYTES + 1);
    }
}
