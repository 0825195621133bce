//! The memory of updates, in one small file: the newest manifest that was seen, the last checks, and an installation
//! that was begun.
//!
//! The file is replaced whole. One that cannot be read is begun anew, and that is logged: the till then knows no older
//! manifest, as on its first day, and still takes nothing but a newer version that is signed. Nothing here decides.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use airtill_domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::version::Version;

/// The most bytes of the file; it has about two hundred.
const MOST_BYTES: u64 = 4 * 1024;

/// The memory of updates from one run of the till to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// When the newest manifest that was seen was published.
    pub published: Option<Timestamp>,
    /// The last check, whatever its end.
    pub asked: Option<Timestamp>,
    /// The last check that told something.
    pub told: Option<Timestamp>,
    /// The first of the checks that told nothing since then.
    pub untold_since: Option<Timestamp>,
    installing: Option<String>,
}

impl Memory {
    /// Reads the file; nothing is remembered where it is missing or cannot be read.
    pub fn read(file: &Path) -> Self {
        match read(file) {
            Ok(memory) => memory,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::default(),
            Err(error) => {
                tracing::warn!(%error, "the memory of updates cannot be read and begins anew");
                Self::default()
            }
        }
    }

    /// Writes the file whole or not at all.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        airtill_files::write_whole(file, &serde_json::to_vec(self)?)
    }

    /// Notes that a check told something.
    pub fn note_told(&mut self, now: Timestamp) {
        (self.asked, self.told, self.untold_since) = (Some(now), Some(now), None);
    }

    /// Notes that a check told nothing.
    pub fn note_untold(&mut self, now: Timestamp) {
        self.asked = Some(now);
        self.untold_since.get_or_insert(now);
    }

    /// The version whose installation was begun last, and not given up since.
    pub fn installing(&self) -> Option<Version> {
        self.installing.as_deref()?.parse().ok()
    }

    /// Notes the version whose installation begins; `None` where it is done or given up.
    pub fn note_installing(&mut self, version: Option<Version>) {
        self.installing = version.map(|version| version.to_string());
    }
}

fn read(file: &Path) -> io::Result<Memory> {
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(serde_json::from_slice(&bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_is_read_back_as_it_was_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("memory.json");
        assert_eq!(Memory::read(&file), Memory::default(), "the first day");
        let mut memory = Memory { published: Some(Timestamp(7)), ..Memory::default() };
        memory.note_untold(Timestamp(8));
        memory.note_installing(Some(Version::new(1, 2, 3)));
        memory.write(&file).expect("it is written");
        assert_eq!(Memory::read(&file), memory);
        assert_eq!(Memory::read(&file).installing(), Some(Version::new(1, 2, 3)));
    }

    #[test]
    fn a_broken_memory_begins_anew_and_an_unknown_field_does_not_break_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("memory.json");
        for broken in ["", "{", "null", "[]", "{\"published\":\"yesterday\"}", &" ".repeat(5000)] {
            std::fs::write(&file, broken).expect("it is written");
            assert_eq!(Memory::read(&file), Memory::default(), "{broken:?}");
        }
        std::fs::write(&file, "{\"published\":5,\"later\":true,\"installing\":\"x\"}").expect("it is written");
        assert_eq!(Memory::read(&file).published, Some(Timestamp(5)));
        assert_eq!(Memory::read(&file).installing(), None, "no version");
    }

    #[test]
    fn the_first_of_several_checks_that_told_nothing_is_remembered() {
        let mut memory = Memory::default();
        memory.note_untold(Timestamp(1));
        memory.note_untold(Timestamp(2));
        assert_eq!((memory.asked, memory.told, memory.untold_since), (Some(Timestamp(2)), None, Some(Timestamp(1))));
        memory.note_told(Timestamp(3));
        assert_eq!((memory.asked, memory.told, memory.untold_since), (Some(Timestamp(3)), Some(Timestamp(3)), None));
    }
}
