//! The format of a ledger's file, read without opening it.
//!
//! SQLite stores both numbers in the head of the file (its *Database File Format*, 1.3): the format at byte 60, the
//! mark of the program at byte 68, each in four bytes, the highest first. A change that waits in a log beside the file
//! is not seen, so a file may be called older than it is, and never newer.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::schema::APPLICATION_ID;

/// The format of the ledger at `path`; `None` where there is none, or a file that is no ledger.
///
/// # Errors
/// The operating system's error: the format is then not known.
pub fn format_of(path: &Path) -> io::Result<Option<u32>> {
    let mut head = Vec::new();
    match File::open(path) {
        Ok(file) => file.take(72).read_to_end(&mut head)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let number = |at: usize| head.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let is_ours = head.starts_with(b"SQLite format 3\0") && number(68).map(i64::from) == Some(APPLICATION_ID);
    Ok(number(60).filter(|format| is_ours && *format > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u08_the_format_of_each_golden_ledger_is_read_from_its_head() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("ledger.sqlite3");
        assert_eq!(format_of(&file).expect("no error"), None, "there is none");
        for (written, format) in [
            (include_bytes!("tests/golden/version-1.sqlite3").as_slice(), 1),
            (include_bytes!("tests/golden/version-2.sqlite3").as_slice(), 2),
            (include_bytes!("tests/golden/version-3.sqlite3").as_slice(), 3),
        ] {
            std::fs::write(&file, written).expect("written");
            assert_eq!(format_of(&file).expect("read"), Some(format));
        }
    }

    #[test]
    fn a_file_that_is_no_ledger_has_no_format() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("ledger.sqlite3");
        let golden = include_bytes!("tests/golden/version-3.sqlite3");
        let mut of_another = golden.to_vec();
        of_another[68] ^= 1;
        let mut no_sqlite = golden.to_vec();
        no_sqlite[0] ^= 1;
        for written in [&b""[..], &golden[..71], &of_another, &no_sqlite] {
            std::fs::write(&file, written).expect("written");
            assert_eq!(format_of(&file).expect("read"), None, "{}", written.len());
        }
        assert!(format_of(folder.path()).is_err(), "a folder says nothing");
    }
}
