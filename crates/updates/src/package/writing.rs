//! Bytes on their way from the network to a file: a thread of its own writes, so that no other task waits for the disk.
//!
//! A few pieces may wait between the two. When the network ends, the file is brought to the disk; when the disk ends,
//! the network is left. The size is exact, or the package is refused.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use airtill_http::StreamedReply;
use bytes::Bytes;
use tokio::sync::OwnedRwLockReadGuard;
use tokio::sync::mpsc::{Receiver, channel};

use super::course::{PackageError, Step};
use crate::fetch::FetchError;

/// The pieces that may wait for the disk.
const WAITING: usize = 8;

/// Writes a body of exactly `size` bytes to a new file, and brings it to the disk. `working` is held until the last
/// byte is written, also where this future is dropped. A disk that takes no more ends it at once, however slow the
/// network is.
///
/// # Errors
/// A [`PackageError`] of the network, the size or the disk; the file may then be there in part.
pub async fn received(
    mut reply: StreamedReply,
    working: OwnedRwLockReadGuard<()>,
    part: &Path,
    size: u64,
    mut on: impl FnMut(Step),
) -> Result<(), PackageError> {
    let (pieces, waiting) = channel(WAITING);
    let writer = tokio::task::spawn_blocking({
        let part = part.to_owned();
        move || {
            let _working = working;
            write(part, waiting)
        }
    });
    let mut bytes = 0;
    let end = loop {
        let next = tokio::select! {
            biased;
            // The writer has ended and says why.
            () = pieces.closed() => break Ok(()),
            next = reply.next() => next,
        };
        match next {
            Ok(Some(piece)) => {
                bytes += piece.len() as u64;
                if pieces.send(piece).await.is_err() {
                    break Ok(());
                }
                on(Step::Received { bytes, of: size });
            }
            Ok(None) => break Ok(()),
            Err(failure) => break Err(FetchError::from(failure)),
        }
    };
    drop(pieces);
    writer.await.map_err(io::Error::other)??;
    end?;
    if reply.is_cut() || bytes != size { Err(PackageError::Size) } else { Ok(()) }
}

fn write(part: PathBuf, mut pieces: Receiver<Bytes>) -> io::Result<()> {
    let mut file = new(&part)?;
    while let Some(piece) = pieces.blocking_recv() {
        file.write_all(&piece)?;
    }
    file.sync_all()
}

fn new(part: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(part)
}
