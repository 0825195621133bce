//! The memory of updates, in one small file: the newest manifest that was seen, an installation that was begun, and the
//! last checks with the setting under which they were made.
//!
//! The file is replaced whole. One whose content is no memory is begun anew, and that is logged: the till then knows no
//! older manifest, as on its first day, and still takes nothing but a newer version that is signed. A file that the
//! disk does not give is an error and stays as it is. Nothing here decides.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Mutex;

use airtill_domain::{Timestamp, lock};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::version::Version;

/// How often in a row something that passes may be in the way of a version, before no start begins it again.
const MOST_PUT_OFF: u32 = 5;
/// The most bytes of the file; it has about three hundred, and an address may be long.
const MOST_BYTES: u64 = 16 * 1024;
/// Held from the reading of the file to its writing. The data folder belongs to one process, so other threads suffice.
static CHANGING: Mutex<()> = Mutex::new(());

/// The memory of updates from one run of the till to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// When the newest manifest that was seen was published, in any list.
    pub published: Option<Timestamp>,
    /// The setting under which the checks were made and a package was fetched; none where it cannot be read.
    #[serde(deserialize_with = "leniently")]
    pub origin: Option<Origin>,
    /// The time of the last check, good or bad, by the computer's clock.
    pub last_check: Option<Timestamp>,
    /// The time of the last check that brought a manifest that counts.
    pub last_success: Option<Timestamp>,
    newest: Option<String>,
    /// The time of the first check without such a manifest since then.
    pub failing_since: Option<Timestamp>,
    installing: Option<String>,
    #[serde(deserialize_with = "leniently")]
    put_off: Option<PutOff>,
}

/// The installations of a version that changed nothing, because something that passes was in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct PutOff {
    version: String,
    times: u32,
}

/// A setting about updates, as far as a package depends on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The address of the manifest.
    pub list: String,
    /// Whether the till checks by itself.
    pub checks: bool,
}

impl Memory {
    /// Reads the file; nothing is remembered where it is missing or its content is no memory.
    ///
    /// # Errors
    /// The operating system's error, where the file may be good and the disk does not give it.
    pub fn read(file: &Path) -> io::Result<Self> {
        let bytes = match read(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            bytes => bytes?,
        };
        Ok(serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            tracing::warn!(%error, "the memory of updates has no such content and begins anew");
            Self::default()
        }))
    }

    /// Reads the file, changes the memory and writes it. No other change happens between the two. Blocks.
    ///
    /// # Errors
    /// The operating system's error; the file is then as it was.
    pub fn change<T>(file: &Path, change: impl FnOnce(&mut Self) -> T) -> io::Result<T> {
        let _changing = lock(&CHANGING);
        let mut memory = Self::read(file)?;
        let end = change(&mut memory);
        memory.write(file)?;
        Ok(end)
    }

    /// Writes the file whole or not at all.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        airtill_files::write_whole(file, &serde_json::to_vec(self)?)
    }

    /// The part of the memory that holds under this setting. The time of the newest manifest and an installation that
    /// was begun or put off hold under each; the rest does where it was found under this one.
    #[must_use]
    pub fn under(self, origin: Option<&Origin>) -> Self {
        if self.origin.as_ref() == origin {
            return self;
        }
        let Self { published, installing, put_off, .. } = self;
        Self { published, installing, put_off, origin: origin.cloned(), ..Self::default() }
    }

    /// Forgets the times of checks that lie in the future: the clock was ahead when they were noted.
    pub(crate) fn forget_future(&mut self, now: Timestamp) {
        for time in [&mut self.last_check, &mut self.last_success, &mut self.failing_since] {
            *time = time.filter(|time| *time <= now);
        }
    }

    /// Notes a check that brought a manifest that counts, of this version.
    pub fn note_success(&mut self, now: Timestamp, version: Version) {
        (self.last_check, self.last_success, self.failing_since) = (Some(now), Some(now), None);
        self.newest = Some(version.to_string());
    }

    /// The version of the last manifest that counted.
    pub fn newest(&self) -> Option<Version> {
        self.newest.as_deref()?.parse().ok()
    }

    /// Notes a check without a manifest that counts.
    pub fn note_failure(&mut self, now: Timestamp) {
        self.last_check = Some(now);
        self.failing_since.get_or_insert(now);
    }

    /// The version whose installation was begun last, and not given up since.
    pub fn installing(&self) -> Option<Version> {
        self.installing.as_deref()?.parse().ok()
    }

    /// Notes the version whose installation begins; `None` where it is done or given up.
    pub fn note_installing(&mut self, version: Option<Version>) {
        self.installing = version.map(|version| version.to_string());
        if version.is_none() {
            self.put_off = None;
        }
    }

    /// Notes that the installation of this version changed nothing, since something that passes was in the way, or that
    /// it has no known end: it counts as not begun, until that was so five times in a row.
    pub fn note_put_off(&mut self, version: Version) {
        let version = version.to_string();
        let before = self.put_off.take().filter(|before| before.version == version).map_or(0, |before| before.times);
        let times = before.saturating_add(1);
        self.installing = (times >= MOST_PUT_OFF).then(|| version.clone());
        self.put_off = Some(PutOff { version, times });
    }

    /// Notes that the installation of this version failed for a reason that does not pass: no start begins it again.
    pub fn note_failed(&mut self, version: Version) {
        let version = version.to_string();
        self.installing = Some(version.clone());
        self.put_off = Some(PutOff { version, times: MOST_PUT_OFF });
    }
}

/// A part that this version cannot read costs nothing but itself.
fn leniently<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(serde_json::Value::deserialize(deserializer)?).ok())
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &Path) -> Memory {
        Memory::read(file).expect("the disk gives it")
    }

    #[test]
    fn the_memory_is_read_back_as_it_was_written() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("memory.json");
        assert_eq!(read(&file), Memory::default(), "the first day");
        let origin = Some(Origin { list: format!("https://a.example/{}", "a".repeat(8000)), checks: true });
        let mut memory = Memory { published: Some(Timestamp(7)), origin, ..Memory::default() };
        memory.note_failure(Timestamp(8));
        memory.note_installing(Some(Version::new(1, 2, 3)));
        memory.write(&file).expect("it is written");
        assert_eq!(read(&file), memory);
        assert_eq!(read(&file).installing(), Some(Version::new(1, 2, 3)));
    }

    #[test]
    fn a_broken_memory_begins_anew_and_an_unknown_field_does_not_break_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("memory.json");
        for broken in ["", "{", "null", "[]", "{\"published\":\"yesterday\"}", &" ".repeat(17_000)] {
            std::fs::write(&file, broken).expect("it is written");
            assert_eq!(read(&file), Memory::default(), "{broken:?}");
        }
        std::fs::write(&file, "{\"published\":5,\"later\":true,\"installing\":\"x\"}").expect("it is written");
        assert_eq!(read(&file).published, Some(Timestamp(5)));
        assert_eq!(read(&file).installing(), None, "no version");
        std::fs::write(&file, "{\"published\":5,\"origin\":{\"list\":\"x\",\"later\":[]}}").expect("it is written");
        let memory = read(&file);
        assert_eq!((memory.published, memory.origin), (Some(Timestamp(5)), None), "no older list is taken");
        for odd in ["7", "{\"version\":\"1.2.3\"}", "{\"version\":\"1.2.3\",\"times\":-1}"] {
            let text = format!("{{\"published\":5,\"installing\":\"1.2.3\",\"put_off\":{odd}}}");
            std::fs::write(&file, text).expect("it is written");
            let memory = read(&file);
            assert_eq!((memory.published, memory.put_off.clone()), (Some(Timestamp(5)), None), "{odd}");
            assert_eq!(memory.installing(), Some(Version::new(1, 2, 3)), "{odd}");
        }
    }

    #[test]
    fn u07_a_version_that_is_put_off_too_often_counts_as_begun() {
        let (version, later) = (Version::new(1, 2, 3), Version::new(1, 2, 4));
        let mut memory = Memory::default();
        let put_off = |memory: &mut Memory, version| {
            memory.note_installing(Some(version));
            memory.note_put_off(version);
            memory.installing()
        };
        for _ in 1..MOST_PUT_OFF {
            assert_eq!(put_off(&mut memory, version), None, "the next start begins it again");
        }
        let mut fetched_again = memory.clone();
        memory = memory.under(Some(&Origin { list: "https://a.example/list".to_owned(), checks: true }));
        assert_eq!(put_off(&mut memory, version), Some(version), "under whatever setting");
        assert_eq!(put_off(&mut memory, version), Some(version), "nor is it forgotten");
        assert_eq!(put_off(&mut memory, later), None, "of another version it is the first");
        fetched_again.note_installing(None);
        assert_eq!(put_off(&mut fetched_again, version), None, "it begins anew");
    }

    #[test]
    fn u07_a_version_that_failed_stays_begun_at_each_start() {
        let version = Version::new(1, 2, 3);
        let mut memory = Memory::default();
        memory.note_installing(Some(version));
        memory.note_failed(version);
        for _ in 0..2 {
            memory.note_put_off(version);
            assert_eq!(memory.installing(), Some(version));
        }
        memory.note_installing(None);
        memory.note_put_off(version);
        assert_eq!(memory.installing(), None, "a person fetched it again");
    }

    #[test]
    fn u02_a_memory_that_the_disk_does_not_give_is_not_written_over() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("memory.json");
        std::fs::create_dir(&file).expect("a folder in its place");
        assert!(Memory::read(&file).is_err());
        let mut changed = false;
        assert!(Memory::change(&file, |_| changed = true).is_err());
        assert!(!changed && file.is_dir());
    }

    #[test]
    fn u02_writers_at_the_same_time_lose_nothing() {
        const EACH: i64 = 20;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("memory.json");
        let count = |memory: &mut Memory| memory.published = Some(Timestamp(memory.published.map_or(1, |at| at.0 + 1)));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..EACH).for_each(|_| Memory::change(&file, count).expect("changed")));
            }
        });
        assert_eq!(read(&file).published, Some(Timestamp(4 * EACH)));
    }

    #[test]
    fn u06_checks_of_the_future_are_forgotten_and_others_are_not() {
        let mut memory = Memory::default();
        memory.note_success(Timestamp(5), Version::new(1, 0, 0));
        memory.note_failure(Timestamp(7));
        let before = memory.clone();
        memory.forget_future(Timestamp(7));
        assert_eq!(memory, before);
        memory.forget_future(Timestamp(6));
        assert_eq!((memory.last_check, memory.last_success, memory.failing_since), (None, Some(Timestamp(5)), None));
        memory.forget_future(Timestamp(4));
        assert_eq!((memory.last_check, memory.last_success, memory.failing_since), (None, None, None));
    }

    #[test]
    fn the_first_of_several_checks_without_an_answer_is_remembered() {
        let mut memory = Memory::default();
        memory.note_failure(Timestamp(1));
        memory.note_failure(Timestamp(2));
        assert_eq!(
            (memory.last_check, memory.last_success, memory.failing_since),
            (Some(Timestamp(2)), None, Some(Timestamp(1)))
        );
        memory.note_success(Timestamp(3), Version::new(1, 0, 0));
        assert_eq!(
            (memory.last_check, memory.last_success, memory.failing_since),
            (Some(Timestamp(3)), Some(Timestamp(3)), None)
        );
    }
}
