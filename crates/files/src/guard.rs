//! Files and folders that administrators alone can write, and the question whether one is.
//!
//! Each is opened itself, without following a link or waiting for anybody, and the opened thing is judged: nobody can put
//! another file in its place between the look and the reading. [`Modes`] judges by the owner and the modes of Unix; where
//! a system has lists of rights instead, the shell asks it. The contents of a file are not looked at here.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::retry::RetryBudget;

/// A file or folder that was opened itself.
#[derive(Debug)]
pub struct Opened {
    path: PathBuf,
    file: File,
    about: Metadata,
}

/// The people who can write a file or folder, or put another one in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writers {
    /// Administrators of the computer, and nobody else.
    AdministratorsAlone,
    /// Other people, too.
    Others,
    /// The system did not say.
    Unknown,
}

/// The judge of who can write.
pub trait Guard: Send + Sync {
    /// Judges each of these, in their order; fewer judgements than these are no answer. It may take the time of a program
    /// of the system.
    fn judge(&self, opened: &[Opened]) -> Vec<Writers>;

    /// Judges a thing that cannot be opened, by its path. [`Writers::Unknown`] where this judge cannot, as on Windows,
    /// where anybody can make such a thing.
    fn judge_unopened(&self, _path: &Path) -> Writers {
        Writers::Unknown
    }
}

impl Opened {
    /// Opens a file or folder. A link is not followed: it cannot be opened, or is neither file nor folder. On Windows one
    /// that another program has open is asked for again, as long as `retries` lasts.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn at(path: &Path, retries: &mut RetryBudget) -> io::Result<Self> {
        let file = retries.with(|| open(path))?;
        let about = file.metadata()?;
        Ok(Self { path: path.to_owned(), file, about })
    }

    /// The path at which it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is a plain file.
    pub fn is_file(&self) -> bool {
        self.about.is_file()
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.about.is_dir()
    }

    /// Its content, up to `most` bytes.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn bytes(&self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        (&self.file).take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// A pipe or a device does not make the till wait.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let mut options = OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits().cast_signed());
    options.read(true).open(path).map_err(|error| {
        let is_link = error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
        if is_link { io::Error::other("it is a link") } else { error }
    })
}

/// Opens a folder, and a link itself, by these flags of `CreateFile`. Shared for reading alone, nothing else takes its
/// path while it is open: a judge who asks by path sees the thing that was opened.
#[cfg(windows)]
fn open(path: &Path) -> io::Result<File> {
    const BACKUP_SEMANTICS: u32 = 0x0200_0000;
    const OPEN_REPARSE_POINT: u32 = 0x0020_0000;
    const SHARED_FOR_READING: u32 = 1;
    let mut options = OpenOptions::new();
    std::os::windows::fs::OpenOptionsExt::custom_flags(&mut options, BACKUP_SEMANTICS | OPEN_REPARSE_POINT);
    std::os::windows::fs::OpenOptionsExt::share_mode(&mut options, SHARED_FOR_READING);
    options.read(true).open(path)
}

/// The judge by owners and modes: a thing belongs to an administrator, neither its group nor others write it, and none of
/// the folders above it lets other people replace it. A list of rights of POSIX (`setfacl`) shows in the modes as well.
/// One of macOS (`chmod +a`) does not: the shell asks the system for it.
#[cfg(unix)]
#[derive(Clone, Copy, Debug)]
pub struct Modes {
    administrator: u32,
}

#[cfg(unix)]
impl Modes {
    /// `root` is the administrator.
    pub fn of_root() -> Self {
        Self { administrator: 0 }
    }

    /// The owner of this file or folder counts as an administrator as well: for tests, which are seldom run by `root`.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn of_owner_of(path: &Path) -> io::Result<Self> {
        Ok(Self { administrator: owner(&std::fs::symlink_metadata(path)?) })
    }

    /// A link has no modes of its own: its owner alone changes it.
    fn is_guarded(self, about: &Metadata) -> bool {
        self.is_administrators(about) && (about.is_symlink() || mode(about) & 0o022 == 0)
    }

    fn is_administrators(self, about: &Metadata) -> bool {
        [0, self.administrator].contains(&owner(about))
    }

    /// Whether other people can replace something of an administrator's in this folder. Where it is sticky they cannot.
    fn keeps_its_entries(self, folder: &Path) -> io::Result<bool> {
        let about = std::fs::symlink_metadata(folder)?;
        let is_sticky = mode(&about) & 0o1000 != 0;
        Ok(about.is_dir() && self.is_administrators(&about) && (is_sticky || mode(&about) & 0o022 == 0))
    }

    fn writers(self, path: &Path, about: &Metadata) -> io::Result<Writers> {
        let mut is_guarded = self.is_guarded(about);
        for folder in path.ancestors().skip(1) {
            is_guarded &= self.keeps_its_entries(folder)?;
        }
        Ok(if is_guarded { Writers::AdministratorsAlone } else { Writers::Others })
    }
}

#[cfg(unix)]
impl Guard for Modes {
    fn judge(&self, opened: &[Opened]) -> Vec<Writers> {
        let of = |opened: &Opened| self.writers(&opened.path, &opened.about).unwrap_or(Writers::Unknown);
        opened.iter().map(of).collect()
    }

    fn judge_unopened(&self, path: &Path) -> Writers {
        let judged = std::fs::symlink_metadata(path).and_then(|about| self.writers(path, &about));
        judged.unwrap_or(Writers::Unknown)
    }
}

#[cfg(unix)]
fn owner(about: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::uid(about)
}

#[cfg(unix)]
fn mode(about: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(about)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A folder whose path has no links.
    fn folder() -> (tempfile::TempDir, PathBuf) {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().canonicalize().expect("it is there").join("company");
        fs::create_dir(&path).expect("made");
        (temp, path)
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    }

    fn judged(path: &Path) -> Writers {
        let modes = Modes::of_owner_of(path.ancestors().nth(1).expect("a parent")).expect("it is there");
        modes.judge(&[opened(path).expect("it opens")])[0]
    }

    fn opened(path: &Path) -> io::Result<Opened> {
        Opened::at(path, &mut RetryBudget::default())
    }

    #[test]
    fn p02_a_thing_is_guarded_if_its_owner_alone_can_write_it() {
        let (_temp, folder) = folder();
        let file = folder.join("policy.toml");
        fs::write(&file, "format = 1").expect("written");
        for (mode, writers) in [
            (0o644, Writers::AdministratorsAlone),
            (0o600, Writers::AdministratorsAlone),
            (0o444, Writers::AdministratorsAlone),
            (0o664, Writers::Others),
            (0o646, Writers::Others),
            (0o620, Writers::Others),
            (0o666, Writers::Others),
        ] {
            set(&folder, 0o755);
            set(&file, mode);
            assert_eq!(judged(&file), writers, "a file of mode {mode:o}");
            set(&folder, mode | 0o111);
            assert_eq!(judged(&folder), writers, "a folder of mode {mode:o}");
        }
    }

    #[test]
    fn p02_a_folder_above_that_others_write_guards_nothing() {
        let (_temp, folder) = folder();
        let inner = folder.join("connections");
        fs::create_dir(&inner).expect("made");
        set(&inner, 0o755);
        for (mode, writers) in [
            (0o755, Writers::AdministratorsAlone),
            (0o775, Writers::Others),
            (0o777, Writers::Others),
            // This is the mode of the system's folder for temporary files: nobody renames the things of others there.
            (0o1777, Writers::AdministratorsAlone),
        ] {
            set(&folder, mode);
            assert_eq!(judged(&inner), writers, "{mode:o}");
        }
    }

    #[test]
    fn p02_a_thing_of_another_person_is_not_guarded() {
        let (_temp, folder) = folder();
        set(&folder, 0o755);
        let opened = [opened(&folder).expect("it opens")];
        let own = owner(&opened[0].about);
        let by = |administrator: u32| Modes { administrator }.judge(&opened)[0];
        assert_eq!(by(own), Writers::AdministratorsAlone);
        assert_eq!(by(own + 1) == Writers::AdministratorsAlone, own == 0, "root is an administrator everywhere");
        assert_eq!(Modes::of_root().administrator, 0);
    }

    #[test]
    fn p02_a_link_is_not_followed_and_a_pipe_makes_nobody_wait() {
        let (_temp, folder) = folder();
        let (file, link, pipe) = (folder.join("file"), folder.join("link"), folder.join("pipe"));
        fs::write(&file, "mine").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        assert_eq!(opened(&link).expect_err("a link").to_string(), "it is a link");
        std::os::unix::fs::symlink(&folder, folder.join("round")).expect("a link");
        assert!(opened(&folder.join("round")).is_err());
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("the system has it");
        assert!(made.success());
        let pipe = opened(&pipe).expect("it opens at once");
        assert!(!pipe.is_file() && !pipe.is_folder());
        let file = opened(&file).expect("it opens");
        assert!(file.is_file() && file.bytes(3).expect("it is read") == b"min");
        let folder = opened(&folder).expect("it opens");
        assert!(folder.is_folder() && folder.bytes(3).is_err());
    }

    #[test]
    fn p02_a_thing_that_cannot_be_opened_is_judged_by_its_place() {
        let (_temp, folder) = folder();
        let (link, inner) = (folder.join("link"), folder.join("inner"));
        std::os::unix::fs::symlink("nowhere", &link).expect("a link");
        fs::create_dir(&inner).expect("made");
        set(&inner, 0o700);
        for (mode, writers) in [(0o755, Writers::AdministratorsAlone), (0o777, Writers::Others)] {
            set(&folder, mode);
            let modes = Modes::of_owner_of(&folder).expect("it is there");
            assert_eq!([&link, &inner].map(|path| modes.judge_unopened(path)), [writers; 2], "{mode:o}");
        }
        set(&folder, 0o755);
        let by = |administrator: u32| Modes { administrator }.judge_unopened(&inner);
        let own = owner(&fs::symlink_metadata(&inner).expect("it is there"));
        assert_eq!(by(own + 1) == Writers::AdministratorsAlone, own == 0, "another person's");
        assert_eq!(by(own), Writers::AdministratorsAlone);
        set(&inner, 0o733);
        assert_eq!(by(own), Writers::Others, "others make things in it that they cannot see");
        assert_eq!(Modes { administrator: own }.judge_unopened(&folder.join("none")), Writers::Unknown);
    }
}
