//! The calls of each start of the program, written to the data folder before anything else: the connection files that
//! it was given, by their whole paths.
//!
//! The copy that runs on the folder answers the calls in their order and deletes each once it is answered, so a file is
//! never lost with the process that was to show it. Paths stay as the system has them, whether or not they are text.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use airtill_domain::Clock;
use airtill_files::{make_private_folder, write_whole};

use crate::clock::SystemClock;

/// More than the longest command line.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// The calls of one data folder.
#[derive(Clone)]
pub struct Calls(PathBuf);

impl Calls {
    /// The calls of this data folder.
    pub fn of(folder: &Path) -> Self {
        Self(folder.join("calls"))
    }

    /// Leaves a call for the copy that runs, and returns its path. No file at all is a call to come to the front.
    ///
    /// # Errors
    /// The folder cannot be made or written.
    pub fn leave(&self, files: &[PathBuf]) -> io::Result<PathBuf> {
        make_private_folder(&self.0)?;
        let at = SystemClock::new().now().wall.0;
        let path = self.0.join(format!("{at:020}-{:010}.call", std::process::id()));
        write_whole(&path, &names::written(files))?;
        Ok(path)
    }

    /// Whether the folder accepts no call for these files, as on a full disk: there an empty one may still fit.
    pub fn cannot_be_left(&self, files: &[PathBuf]) -> bool {
        self.leave(files).and_then(fs::remove_file).is_err()
    }

    /// Whether a call waits for an answer.
    pub fn any(&self) -> bool {
        !self.waiting().is_empty()
    }

    /// The calls that wait for an answer, the oldest first.
    pub fn waiting(&self) -> Vec<PathBuf> {
        let Ok(listing) = fs::read_dir(&self.0) else { return Vec::new() };
        let is_a_call = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "call");
        let mut waiting: Vec<_> = listing.flatten().map(|entry| entry.path()).filter(is_a_call).collect();
        waiting.sort();
        waiting
    }
}

/// The files that a call names.
///
/// # Errors
/// The call cannot be read.
pub fn read(call: &Path) -> io::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    File::open(call)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(names::read(&bytes))
}

/// Names as bytes and back: those of the system, each with the zero behind it that no name holds.
#[cfg(unix)]
mod names {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::path::PathBuf;

    pub fn written(files: &[PathBuf]) -> Vec<u8> {
        files.iter().flat_map(|file| file.as_os_str().as_bytes().iter().copied().chain([0])).collect()
    }

    pub fn read(bytes: &[u8]) -> Vec<PathBuf> {
        bytes
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty())
            .map(|name| OsStr::from_bytes(name).into())
            .collect()
    }
}

/// Names as bytes and back: UTF-16 of the system, each with the zero behind it that no name holds.
#[cfg(windows)]
mod names {
    use std::ffi::OsString;
    use std::os::windows::ffi::{OsStrExt, OsStringExt};
    use std::path::PathBuf;

    pub fn written(files: &[PathBuf]) -> Vec<u8> {
        files.iter().flat_map(|file| file.as_os_str().encode_wide().chain([0])).flat_map(u16::to_le_bytes).collect()
    }

    pub fn read(bytes: &[u8]) -> Vec<PathBuf> {
        let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
        units
            .split(|unit| *unit == 0)
            .filter(|name| !name.is_empty())
            .map(|name| OsString::from_wide(name).into())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_answered_in_their_order_with_the_names_as_they_are() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let calls = Calls::of(temp.path());
        assert!(!calls.any() && !calls.cannot_be_left(&["/a".into()]) && !calls.any(), "trying leaves nothing");
        #[cfg(unix)]
        let odd = PathBuf::from(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"/a b/caf\xE9.airtill"));
        #[cfg(not(unix))]
        let odd = PathBuf::from("C:\\a b\\caf\u{e9}.airtill");
        let files = vec![odd, PathBuf::from("/two\nlines.airtill")];
        let path = calls.leave(&files).expect("it is left");
        fs::write(calls.0.join("00000000000000000001-0000000001.call"), names::written(&[])).expect("an older one");
        fs::write(calls.0.join("1.call.unfinished-2"), "half").expect("one that is being written");
        let waiting = calls.waiting();
        assert_eq!(waiting.len(), 2);
        assert_eq!(waiting[1], path);
        assert_eq!(read(&waiting[0]).expect("read"), Vec::<PathBuf>::new());
        assert_eq!(read(&path).expect("read"), files);
    }

    #[test]
    fn a_folder_that_takes_no_call_is_known() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        fs::write(temp.path().join("calls"), "no folder").expect("written");
        assert!(Calls::of(temp.path()).cannot_be_left(&["/a".into()]));
    }
}
