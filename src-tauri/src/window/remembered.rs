//! The data folder's memory of the window: its position, and the size of its text.
//!
//! One small file, `window.json`. Each part of it is read by itself: one that cannot be read, or is no valid size,
//! counts as never chosen and costs nothing else. A file with such a part is set aside before another one is written.
//! `position` decides where the window fits now.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use airtill_app::data_folder::{set_aside, write_whole};
use airtill_contract::TEXT_SIZES;
use airtill_domain::lock;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::geometry::Geometry;

/// More than the file can grow to.
const MOST_BYTES: u64 = 64 * 1024;

/// The content of the file; further windows may be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    main: Geometry,
    text_size: u16,
}

impl Stored {
    /// The parts of this text that can be read, and whether they are all that it has.
    fn read(text: &[u8]) -> (Self, bool) {
        let written = serde_json::from_slice::<Map<String, Value>>(text);
        let is_object = written.is_ok();
        let mut written = written.unwrap_or_default();
        let text_size = part(&mut written, "textSize", |percent| TEXT_SIZES.contains(percent));
        let main = part(&mut written, "main", |_| true);
        let is_whole = is_object && text_size.is_ok() && main.is_ok();
        let text_size = text_size.unwrap_or_default().unwrap_or(TEXT_SIZES[0]);
        (Self { main: main.unwrap_or_default().unwrap_or_default(), text_size }, is_whole)
    }
}

/// A part that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unreadable;

/// A part of the file; `None` where it has none.
fn part<Part: DeserializeOwned>(
    written: &mut Map<String, Value>,
    name: &str,
    is_valid: impl Fn(&Part) -> bool,
) -> Result<Option<Part>, Unreadable> {
    let Some(value) = written.remove(name) else { return Ok(None) };
    serde_json::from_value(value).ok().filter(is_valid).map(Some).ok_or(Unreadable)
}

/// Remembers the window of one data folder.
pub struct Remembered {
    file: PathBuf,
    stored: Mutex<Stored>,
    writing: Mutex<()>,
    turn: Mutex<()>,
}

impl Remembered {
    /// The memory of this data folder; empty where nothing can be read.
    pub fn of(folder: &Path) -> Self {
        let file = folder.join("window.json");
        let (stored, is_whole) = match read(&file) {
            Ok(text) => Stored::read(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => (Stored::read(b"{}").0, true),
            Err(error) => {
                tracing::warn!(%error, "the memory of the window cannot be read");
                (Stored::read(b"{}").0, false)
            }
        };
        let remembered = Self { file, stored: Mutex::new(stored), writing: Mutex::default(), turn: Mutex::default() };
        if !is_whole {
            remembered.set_aside();
        }
        remembered
    }

    /// Moves a file that is not whole out of the way, and stores what could be read of it.
    fn set_aside(&self) {
        match set_aside(&self.file) {
            Ok(_) => self.keep(),
            Err(error) => tracing::warn!(%error, "the memory of the window cannot be read or set aside"),
        }
    }

    /// The window as it was left.
    pub fn geometry(&self) -> Geometry {
        self.lock().main.clone()
    }

    /// Notes how the window was left.
    pub fn set_geometry(&self, geometry: Geometry) {
        self.lock().main = geometry;
    }

    /// The size of text, in percent: one of the valid sizes.
    pub fn text_size(&self) -> u16 {
        self.lock().text_size
    }

    /// Notes this size of text, one of the valid sizes.
    pub fn set_text_size(&self, percent: u16) {
        self.lock().text_size = percent;
    }

    /// One change at a time, from the screen to the file, until the guard is dropped.
    pub fn turn(&self) -> MutexGuard<'_, ()> {
        lock(&self.turn)
    }

    /// Writes the file for the next start. A disk that refuses it costs this memory and nothing else.
    pub fn keep(&self) {
        // The last write holds the last note.
        let _writing = lock(&self.writing);
        let stored = self.lock().clone();
        let stored = serde_json::to_vec_pretty(&stored)
            .map_err(std::io::Error::from)
            .and_then(|text| write_whole(&self.file, &text));
        if let Err(error) = stored {
            tracing::info!(%error, "the position of the window and the size of its text are not stored");
        }
    }

    fn lock(&self) -> MutexGuard<'_, Stored> {
        lock(&self.stored)
    }
}

/// The text of the file.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    // A pipe of this name would be waited for without end.
    if !std::fs::metadata(file)?.is_file() {
        return Err(ErrorKind::InvalidInput.into());
    }
    let mut text = Vec::new();
    File::open(file)?.take(MOST_BYTES).read_to_end(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_form_of_the_file_is_this_for_ever() {
        let text = r#"{"main":{"width":900,"height":700,"x":-5,"y":6,"maximized":true},"textSize":150}"#;
        let (kept, is_whole) = super::Stored::read(text.as_bytes());
        assert_eq!(serde_json::to_string(&kept).unwrap(), text);
        assert!(is_whole);
    }

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn position_and_size_of_text_come_back_as_they_were_stored() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let first = Remembered::of(temp.path());
        assert_eq!((first.geometry(), first.text_size()), (Geometry::default(), 100));
        let mut geometry = first.geometry();
        geometry.width = 1000;
        first.set_geometry(geometry);
        first.set_text_size(175);
        first.keep();
        let next = Remembered::of(temp.path());
        assert_eq!((next.geometry(), next.text_size()), (first.geometry(), 175));
    }

    #[test]
    fn a_part_that_cannot_be_read_costs_nothing_of_the_other() {
        let position = r#"{ "width": 1000, "height": 700, "x": 3, "y": 4, "maximized": false }"#;
        for size in [r#""large""#, "-125", "125.5", "1e9", "130", "0", "null", "[125]"] {
            let (stored, is_whole) =
                Stored::read(format!(r#"{{ "main": {position}, "textSize": {size} }}"#).as_bytes());
            assert_eq!((stored.main.width, stored.text_size, is_whole), (1000, 100, false), "{size}");
        }
        for main in ["7", "null", r#"{ "width": "wide" }"#] {
            let (stored, is_whole) = Stored::read(format!(r#"{{ "main": {main}, "textSize": 150 }}"#).as_bytes());
            assert_eq!((stored.main, stored.text_size, is_whole), (Geometry::default(), 150, false), "{main}");
        }
        let (stored, is_whole) = Stored::read(format!(r#"{{ "main": {position} }}"#).as_bytes());
        assert_eq!((stored.text_size, is_whole), (100, true), "a file of an earlier version");
    }

    #[test]
    fn a_file_that_is_not_whole_is_set_aside_and_never_overwritten() {
        let all = ["", "{", "[]", "7", r#"{"main":7,"textSize":150}"#, r#"{"textSize":"large"}"#];
        for (n, broken) in (1..).zip(all) {
            let temp = tempfile::tempdir().expect("a temporary folder");
            let file = temp.path().join("window.json");
            std::fs::write(&file, broken).expect("written");
            let remembered = Remembered::of(temp.path());
            assert_eq!(remembered.text_size(), if n == 5 { 150 } else { 100 }, "{broken}");
            remembered.set_text_size(175);
            remembered.keep();
            let aside = std::fs::read_to_string(temp.path().join("window.unreadable.json"));
            assert_eq!(aside.expect("set aside"), broken);
            assert_eq!(Remembered::of(temp.path()).text_size(), 175);
            assert!(!temp.path().join("window.unreadable-2.json").exists(), "once: {broken}");
        }
    }

    #[test]
    fn a_part_that_could_be_read_is_stored_where_its_file_was_set_aside() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(temp.path().join("window.json"), r#"{"main":7,"textSize":150}"#).expect("written");
        drop(Remembered::of(temp.path()));
        assert_eq!(Remembered::of(temp.path()).text_size(), 150, "also where nothing was changed meanwhile");
    }

    #[cfg(unix)]
    #[test]
    fn anything_but_a_file_is_not_waited_for() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let made = std::process::Command::new("mkfifo")
            .arg(temp.path().join("window.json"))
            .status()
            .expect("the system makes pipes");
        assert!(made.success());
        let (tell, hears) = std::sync::mpsc::channel();
        let folder = temp.path().to_owned();
        std::thread::spawn(move || tell.send(Remembered::of(&folder).text_size()));
        assert_eq!(hears.recv_timeout(std::time::Duration::from_secs(60)), Ok(100));
    }

    #[test]
    fn the_last_note_is_stored_with_many_writers_at_once() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        for round in 0..20 {
            let remembered = Remembered::of(temp.path());
            std::thread::scope(|scope| {
                for percent in TEXT_SIZES {
                    let remembered = &remembered;
                    scope.spawn(move || {
                        remembered.set_text_size(percent);
                        remembered.keep();
                    });
                }
            });
            assert_eq!(Remembered::of(temp.path()).text_size(), remembered.text_size(), "round {round}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_as_a_size_that_there_is(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(TEXT_SIZES.contains(&Stored::read(&bytes).0.text_size));
        }
    }
}
