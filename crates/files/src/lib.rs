//! Files on every system: folders for their owner alone, files written whole or not at all, names that last.
//!
//! The systems differ in four things here: Unix has modes, a folder that can be synced, and a rename that ignores open
//! files; Windows has none of these, so there a replacement is tried again for two seconds, and so is the opening of a
//! file that is to be judged. The modes say on Unix who can write a file, and another judge says so elsewhere. Nothing
//! here knows what a file holds or where it lies.

pub mod guard;
mod replace;
mod retry;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use replace::replace;
pub use retry::RetryBudget;

/// Stands between the name of a file and a random number while the file is being written. One that is left was cut short
/// by a crash.
pub const UNFINISHED: &str = ".unfinished-";

/// Letters of the name that an unfinished file bears; the whole name could be as long as the system allows.
const MOST_LETTERS: usize = 50;

/// Makes a folder and its parents; those that are made are readable by nobody else, where the system has modes. On
/// Windows the rights of a person's own profile are inherited.
///
/// # Errors
/// The operating system's error.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Whether an error says that the disk, or a person's share of it, takes no more bytes.
pub fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | FileTooLarge | QuotaExceeded)
}

/// Writes a file whole or not at all; it is on disk when this returns. The file is its owner's alone, and a link in its
/// place is replaced, not followed. The folder must be there.
///
/// # Errors
/// The operating system's error. Nothing is left beside the file, which stands unchanged, unless only its name could not
/// be brought to the disk: then the new file is in its place.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    put_whole(path, bytes)?;
    sync_folder_of(path)
}

/// Writes a file as [`write_whole`] does, in a folder of a person's choice: a power cut right after it may bring the old
/// file back, and a folder that may not be read is no error.
///
/// # Errors
/// The operating system's error; the old file, if any, then stands unchanged, and nothing is left beside it.
pub fn put_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let unfinished = unfinished_beside(path)?;
    write_new(&unfinished, bytes).and_then(|()| replace(&unfinished, path)).inspect_err(|_| {
        // It may never have been made.
        let _ = fs::remove_file(&unfinished);
    })
}

/// Makes the names in the folder of `path` survive a power cut. Windows has no such call for folders, and its journal
/// orders renames.
///
/// # Errors
/// The operating system's error.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder_of(path))?.sync_all() } else { Ok(()) }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn unfinished_beside(path: &Path) -> io::Result<PathBuf> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let name: String = name.chars().take(MOST_LETTERS).collect();
    Ok(path.with_file_name(format!("{name}{UNFINISHED}{:016x}", u64::from_be_bytes(random))))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // The umask may have taken rights of the owner's. Nobody else has any, so a share without modes is no danger.
    #[cfg(unix)]
    let _ = file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("file");
        for text in ["first", "second, longer", ""] {
            write_whole(&path, text.as_bytes()).expect("it is written");
            assert_eq!(fs::read_to_string(&path).expect("the file"), text);
        }
        assert!(write_whole(&folder.path().join("nowhere").join("file"), b"x").is_err(), "there is no such folder");
        let long = folder.path().join("\u{e4}".repeat(120));
        write_whole(&long, b"x").expect("a name of 240 bytes");
        fs::remove_file(&long).expect("it is there");
        fs::create_dir(folder.path().join("taken")).expect("a folder");
        assert!(write_whole(&folder.path().join("taken"), b"x").is_err(), "a folder is not replaced");
        let mut left: Vec<_> =
            fs::read_dir(folder.path()).expect("listed").map(|entry| entry.expect("one").file_name()).collect();
        left.sort();
        assert_eq!(left, ["file", "taken"], "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn files_and_folders_are_their_owners_and_a_link_is_replaced() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = temp.path().join("one").join("two");
        make_private_folder(&folder).expect("made");
        let mode = |path: &Path| fs::symlink_metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(folder.parent().expect("one"))), (0o700, 0o700));
        let (path, elsewhere) = (folder.join("file"), temp.path().join("elsewhere"));
        fs::write(&elsewhere, "mine").expect("written");
        std::os::unix::fs::symlink(&elsewhere, &path).expect("a link");
        write_whole(&path, b"ours").expect("it is written");
        assert_eq!((mode(&path), fs::read_to_string(&elsewhere).expect("it")), (0o600, "mine".to_owned()));
    }
}
