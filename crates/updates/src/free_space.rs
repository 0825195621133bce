//! The free space on the disk that updates leave to others: the ledger must always find space for the next sale.
//!
//! It is asked for before anything is written. Another program may fill the disk meanwhile: then the write fails, and
//! the written part is removed.

use std::io;
use std::path::Path;

/// The bytes that an update leaves free: far more than the ledger writes in a day.
pub const RESERVE: u64 = 100 * 1000 * 1000;

/// Refuses to begin where `size` more bytes in a folder would leave less than `reserve` free.
///
/// # Errors
/// `StorageFull`, or the operating system's error.
pub fn require(folder: &Path, size: u64, reserve: u64) -> io::Result<()> {
    if is_enough_for(fs4::available_space(folder)?, size, reserve) {
        Ok(())
    } else {
        Err(io::ErrorKind::StorageFull.into())
    }
}

fn is_enough_for(free: u64, size: u64, reserve: u64) -> bool {
    size.checked_add(reserve).is_some_and(|wanted| wanted <= free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u07_the_reserve_stays_free_to_the_byte() {
        for (free, size, reserve, enough) in [
            (110, 10, 100, true),
            (109, 10, 100, false),
            (0, 0, 0, true),
            (0, 1, 0, false),
            (u64::MAX, 1, u64::MAX, false),
        ] {
            assert_eq!(is_enough_for(free, size, reserve), enough, "{free} {size} {reserve}");
        }
    }

    #[test]
    fn the_system_tells_how_much_is_free() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        require(folder.path(), 1, 0).expect("tests write more than that");
        let full = require(folder.path(), 1, u64::MAX / 2).expect_err("no disk has that");
        assert_eq!(full.kind(), io::ErrorKind::StorageFull);
        // Wine answers for the disk on which the folder would be.
        #[cfg(unix)]
        assert!(require(&folder.path().join("nowhere"), 1, 0).is_err());
    }
}
