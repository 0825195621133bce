//! Files and folders of a bundle, with errors that name the file.
//!
//! Nothing here knows a format. Every file that is put into a package gets the mode that it is given here, so that a
//! package does not depend on the umask of the person who made it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use crate::step::Stop;

/// A file that everybody may read and nobody but root may change.
pub const PLAIN: u32 = 0o644;
/// A program that everybody may run.
pub const PROGRAM: u32 = 0o755;

fn failed(file: &Path, what: &'static str) -> impl FnOnce(std::io::Error) -> Stop {
    let name = file.display().to_string();
    move |error| Stop::new(format!("{name} cannot be {what}: {error}"))
}

/// Reads a text.
///
/// # Errors
/// When it is not there, or is no UTF-8.
pub fn read_text(file: &Path) -> Result<String, Stop> {
    std::fs::read_to_string(file).map_err(failed(file, "read"))
}

/// Reads a file whole.
///
/// # Errors
/// When it cannot be read.
pub fn read(file: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(file).map_err(failed(file, "read"))
}

/// Makes a folder and those above it, each with mode 755 where it is new.
///
/// # Errors
/// When it cannot be made.
pub fn make_folder(folder: &Path) -> Result<(), Stop> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        make_folder(above)?;
    }
    match std::fs::create_dir(folder) {
        Ok(()) => set_mode(folder, PROGRAM),
        // Another thread or program made it first.
        Err(_) if folder.is_dir() => Ok(()),
        Err(error) => Err(failed(folder, "made")(error)),
    }
}

/// Makes the folder and removes everything that is in it.
///
/// # Errors
/// When it cannot be emptied.
pub fn empty_folder(folder: &Path) -> Result<(), Stop> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed(folder, "emptied"))?;
    }
    make_folder(folder)
}

/// Writes a file, with the folders above it, and gives it this mode.
///
/// # Errors
/// When it cannot be written.
pub fn write(file: &Path, content: impl AsRef<[u8]>, mode: u32) -> Result<(), Stop> {
    if let Some(folder) = file.parent() {
        make_folder(folder)?;
    }
    std::fs::write(file, content).map_err(failed(file, "written"))?;
    set_mode(file, mode)
}

/// Copies a file, with the folders above it, and gives the copy this mode.
///
/// # Errors
/// When it cannot be read or written.
pub fn copy(from: &Path, to: &Path, mode: u32) -> Result<(), Stop> {
    write(to, read(from)?, mode)
}

/// Gives a file another name in one step; a file of that name is replaced.
///
/// # Errors
/// When it cannot be renamed.
pub fn rename(from: &Path, to: &Path) -> Result<(), Stop> {
    std::fs::rename(from, to).map_err(failed(from, "renamed"))
}

/// The files that lie directly in a folder, in the order of their names.
///
/// # Errors
/// When the folder cannot be read.
pub fn files_in(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let entries = std::fs::read_dir(folder).map_err(failed(folder, "read"))?;
    let mut found: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    found.sort();
    Ok(found)
}

/// The names of the files and folders that lie directly in a folder, in their order.
///
/// # Errors
/// When the folder cannot be read.
pub fn names_in(folder: &Path) -> Result<Vec<String>, Stop> {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let entries = entries.map_err(failed(folder, "read"))?;
    let mut names: Vec<String> = entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Gives everything in a tree, and the tree itself, this time in seconds since 1970.
///
/// # Errors
/// When a time cannot be set.
pub fn set_times(tree: &Path, epoch: u64) -> Result<(), Stop> {
    let time = UNIX_EPOCH + Duration::from_secs(epoch);
    for path in everything(tree)?.into_iter().rev() {
        File::open(&path).and_then(|file| file.set_modified(time)).map_err(failed(&path, "given its time"))?;
    }
    Ok(())
}

/// Lets everybody read everything in a tree, as a web server must; programs whose output it is follow the umask.
///
/// # Errors
/// When a mode cannot be set.
pub fn open_to_all(tree: &Path) -> Result<(), Stop> {
    everything(tree)?.iter().try_for_each(|path| set_mode(path, if path.is_dir() { PROGRAM } else { PLAIN }))
}

/// The sizes in bytes of everything in a tree, and of the tree itself; none for a folder.
///
/// # Errors
/// When a folder cannot be read.
pub fn sizes(tree: &Path) -> Result<Vec<Option<u64>>, Stop> {
    let size = |path: PathBuf| {
        path.metadata().map(|about| about.is_file().then_some(about.len())).map_err(failed(&path, "looked at"))
    };
    everything(tree)?.into_iter().map(size).collect()
}

/// A tree's folder and all below it, each folder before what is in it.
fn everything(tree: &Path) -> Result<Vec<PathBuf>, Stop> {
    let mut found = vec![tree.to_path_buf()];
    let mut at = 0;
    while let Some(path) = found.get(at).cloned() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).map_err(failed(&path, "read"))?;
            let mut below: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
            below.sort();
            found.extend(below);
        }
        at += 1;
    }
    Ok(found)
}

/// Makes a folder that nobody but its owner may look into.
///
/// # Errors
/// When it cannot be made.
pub fn make_private_folder(folder: &Path) -> Result<(), Stop> {
    make_folder(folder)?;
    set_mode(folder, 0o700)
}

#[cfg(unix)]
fn set_mode(file: &Path, mode: u32) -> Result<(), Stop> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).map_err(failed(file, "given its mode"))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> Result<(), Stop> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_threads_make_the_same_folders_at_once() {
        let above = std::env::temp_dir().join(format!("airtill-folders-{}", std::process::id()));
        empty_folder(&above).expect("a temporary folder can be written");
        for round in 0..100 {
            let folder = above.join(round.to_string()).join("a").join("b");
            let begin = std::sync::Barrier::new(8);
            std::thread::scope(|threads| {
                let made = [(); 8].map(|()| {
                    threads.spawn(|| {
                        begin.wait();
                        make_folder(&folder)
                    })
                });
                for thread in made {
                    thread.join().expect("no thread panics").expect("the folder is made");
                }
            });
            assert!(folder.is_dir());
        }
        std::fs::remove_dir_all(&above).expect("the folder was ours");
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_an_error() {
        let file = std::env::temp_dir().join(format!("airtill-file-{}", std::process::id()));
        std::fs::write(&file, "any").expect("it is written");
        let stop = make_folder(&file.join("below")).expect_err("a file stands in the way");
        assert!(stop.to_string().contains("cannot be made"), "{stop}");
        std::fs::remove_file(&file).expect("the file was ours");
    }
}
