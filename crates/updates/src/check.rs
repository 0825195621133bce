//! One check for updates: fetch the manifest and its signature, prove it, choose, and remember.
//!
//! The signature is checked over the exact bytes before anything in them is read. The newest manifest that was ever
//! seen is on disk before the choice is given to anybody. A check that brings no manifest is no alarm: another one
//! follows another day.

use std::io;

use airtill_domain::Timestamp;
use url::Url;

use crate::choose::{Choice, Refusal, Till, choose};
use crate::fetch::{self, FetchError, Web};
use crate::folder::{self, Folder};
use crate::manifest::{self, Manifest, ManifestError};
use crate::memory::Memory;
use crate::signature::{self, Keys, SignatureError};
use crate::target::Channel;

/// The publisher of updates, as a till knows it.
#[derive(Clone, Debug)]
pub struct Publisher {
    /// The keys that sign.
    pub keys: Keys,
    /// The address of the manifest: the publisher's own, or a company's copy of it.
    pub manifest: Url,
}

/// A manifest whose signature is good, with the bytes that were signed.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The manifest that these bytes are.
    pub manifest: Manifest,
    pub(crate) bytes: Vec<u8>,
    pub(crate) signature: String,
}

impl Signed {
    /// Checks the signature, which must be for the manifest of that channel, and then decodes.
    ///
    /// # Errors
    /// A [`CheckError`] of the signature or of the manifest.
    pub fn read(keys: &Keys, channel: Channel, bytes: Vec<u8>, signature: Vec<u8>) -> Result<Self, CheckError> {
        let signature = String::from_utf8(signature).map_err(|_| SignatureError::Unreadable)?;
        keys.check(&bytes, &signature)?.is_for_file(channel.file_name())?;
        Ok(Self { manifest: Manifest::decode(&bytes)?, bytes, signature })
    }

    /// Writes the manifest with its signature to the folder, so that the next start knows of the version.
    ///
    /// # Errors
    /// The operating system's error.
    pub(crate) fn keep(&self, folder: &Folder) -> io::Result<()> {
        let manifest = folder.manifest();
        airtill_files::write_whole(&folder::of_signature(&manifest), self.signature.as_bytes())?;
        airtill_files::write_whole(&manifest, &self.bytes)
    }
}

/// The reason for which a check brought no manifest that counts.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The manifest or its signature could not be had.
    #[error("{0}")]
    Fetch(#[from] FetchError),
    /// The manifest is not the publisher's.
    #[error("the manifest's signature: {0}")]
    Signature(#[from] SignatureError),
    /// The manifest is the publisher's and cannot be read.
    #[error("the manifest: {0}")]
    Manifest(#[from] ManifestError),
    /// The manifest is the publisher's and does not count.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The memory of updates could not be read or written.
    #[error("the memory of updates: {0}")]
    Disk(#[from] io::Error),
}

/// Checks once, and remembers that it did. `now` is the time by the clock of this computer. No server is asked where
/// the memory cannot be read.
///
/// # Errors
/// A [`CheckError`]; the till then knows as much as before.
pub async fn check(
    web: &Web,
    publisher: &Publisher,
    till: &Till,
    folder: &Folder,
    now: Timestamp,
) -> Result<(Signed, Choice), CheckError> {
    let memory = folder.memory();
    tokio::task::spawn_blocking(move || Memory::read(&memory)).await.map_err(io::Error::other)??;
    let address = &publisher.manifest;
    let beside = fetch::of_signature(address);
    let fetched = web.pair((address, manifest::MOST_BYTES), (&beside, signature::MOST_BYTES)).await;
    let (keys, till, folder) = (publisher.keys.clone(), *till, folder.clone());
    let judging = tokio::task::spawn_blocking(move || {
        Memory::change(&folder.memory(), |memory| {
            let judged =
                fetched.map_err(CheckError::from).and_then(|fetched| judge(&keys, &till, memory, fetched, now));
            // A check whose manifest cannot be stored has not succeeded: the next start would not know of the version.
            let kept = judged.and_then(|(signed, choice)| {
                if choice != Choice::Newest {
                    signed.keep(&folder)?;
                }
                Ok((signed, choice))
            });
            note(memory, kept.as_ref(), now.max(till.built), now);
            kept
        })?
    });
    judging.await.map_err(io::Error::other)?
}

/// Notes a check with its end. `present` is the time at which it counts, never before the build; the next check is due
/// by the clock itself, `now`.
fn note(memory: &mut Memory, end: Result<&(Signed, Choice), &CheckError>, present: Timestamp, now: Timestamp) {
    memory.forget_future(present);
    match end {
        Ok((signed, _)) => memory.note_success(present, signed.manifest.version),
        Err(error) => {
            tracing::info!(%error, "a check for updates brought no manifest that counts");
            memory.note_failure(present);
        }
    }
    memory.last_check = Some(now);
}

/// The choice of a manifest as it was fetched; its time is noted in `memory` if it is the newest.
fn judge(
    keys: &Keys,
    till: &Till,
    memory: &mut Memory,
    [bytes, signature]: [Vec<u8>; 2],
    now: Timestamp,
) -> Result<(Signed, Choice), CheckError> {
    let signed = Signed::read(keys, till.channel, bytes, signature)?;
    let choice = choose(&signed.manifest, till, memory.published, now)?;
    memory.published = memory.published.max(Some(signed.manifest.published));
    Ok((signed, choice))
}
