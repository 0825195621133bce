//! The private folder of updates: the memory, and the one package that was fetched with all that proves it.
//!
//! A package stands under its own name only when it was checked; until then it ends with `.part`. The manifest and the
//! signatures lie beside it as they were fetched, so that the next start can prove everything anew without the network.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::signature::ENDING;

/// The file of the memory, which outlasts every package.
const MEMORY: &str = "memory.json";

/// A folder in which nothing but updates lie.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at this path, made for its owner alone unless it is there.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn at(path: &Path) -> io::Result<Self> {
        airtill_files::make_private_folder(path)?;
        Ok(Self(path.to_owned()))
    }

    /// The file of the memory.
    pub fn memory(&self) -> PathBuf {
        self.0.join(MEMORY)
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.0.join("manifest.json")
    }

    pub(crate) fn package(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn part(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.part"))
    }

    /// Removes everything but the memory: packages, whole or not, and files that a crash left behind.
    ///
    /// # Errors
    /// The operating system's error; some of it may then be gone.
    pub fn empty(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            if entry.file_name() == MEMORY {
                continue;
            }
            if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
        }
        Ok(())
    }
}

/// The file of a signature, beside the signed one.
pub(crate) fn of_signature(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ENDING);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_outlasts_all_that_is_removed() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::at(&temp.path().join("updates")).expect("made");
        let package = folder.package("a.exe");
        for file in [folder.memory(), folder.manifest(), folder.part("a.exe"), of_signature(&package), package] {
            fs::write(file, "x").expect("written");
        }
        fs::create_dir_all(folder.package("unpacked").join("deep")).expect("made");
        folder.empty().expect("removed");
        let left: Vec<_> = fs::read_dir(&folder.0).expect("listed").map(|entry| entry.expect("one").path()).collect();
        assert_eq!(left, [folder.memory()]);
        folder.empty().expect("nothing is left to remove");
    }
}
