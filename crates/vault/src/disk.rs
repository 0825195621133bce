//! The vault's folder: its files, and how they are read, written, locked and set aside. Bytes only; nothing is sealed
//! or opened here.
//!
//! The folder is its owner's alone. No symbolic link is followed at any name of ours. A file is replaced as a whole, so
//! that a crash leaves the old or the new one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _};
use std::path::PathBuf;
use std::time::Duration;

use airtill_files::UNFINISHED;
use sha2::{Digest as _, Sha256};

use crate::sealed::{InstallId, LARGEST_FILE};

pub(crate) const VAULT: &str = "vault.bin";
const VAULT_LOCK: &str = "vault.lock";
const INSTALL_ID: &str = "install-id";
const SET_ASIDE: &str = ".bad-";
/// A file lock cannot be waited for with a limit, only asked for again.
pub(crate) const ASK_AGAIN: Duration = Duration::from_millis(10);

/// The folder of one vault.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    folder: PathBuf,
}

/// The kind of entry at a name of ours.
pub(crate) enum Found {
    Nothing,
    File(Vec<u8>),
    /// A link, a folder, a device.
    NotAFile,
}

/// The lock around reading, changing and writing the vault, held until it is dropped. A function that needs it asks for
/// one, so that a call without it does not compile.
#[derive(Debug)]
pub(crate) struct VaultLock {
    _file: File,
}

/// The reason why the vault was not locked.
pub(crate) enum NoLock {
    Busy,
    Io(io::Error),
}

impl Disk {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Makes the folder, for its owner only.
    pub(crate) fn prepare(&self) -> io::Result<()> {
        airtill_files::make_private_folder(&self.folder)?;
        #[cfg(unix)]
        if std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&self.folder)?.permissions()) & 0o777 != 0o700 {
            fs::set_permissions(&self.folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        }
        Ok(())
    }

    pub(crate) fn has_vault(&self) -> bool {
        fs::symlink_metadata(self.folder.join(VAULT)).is_ok()
    }

    pub(crate) fn read_vault(&self) -> io::Result<Found> {
        self.read(VAULT)
    }

    pub(crate) fn replace_vault(&self, _lock: &VaultLock, bytes: &[u8]) -> io::Result<()> {
        self.replace(VAULT, bytes)
    }

    /// The stored install id; `None` where there is no such file or it holds something else.
    pub(crate) fn install_id(&self) -> io::Result<Option<InstallId>> {
        Ok(match self.read(INSTALL_ID)? {
            Found::File(bytes) => std::str::from_utf8(&bytes).ok().and_then(|text| InstallId::parse(text.trim_end())),
            Found::Nothing | Found::NotAFile => None,
        })
    }

    pub(crate) fn write_install_id(&self, _lock: &VaultLock, id: InstallId) -> io::Result<()> {
        self.replace(INSTALL_ID, format!("{}\n", id.text()).as_bytes())
    }

    /// Renames the vault's file to a name that nothing has yet.
    #[allow(clippy::disallowed_methods, reason = "the time only names the file; nothing is decided by it")]
    pub(crate) fn set_vault_aside(&self, _lock: &VaultLock) -> io::Result<PathBuf> {
        let seconds =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let mut path = self.folder.join(format!("{VAULT}{SET_ASIDE}{seconds}"));
        let mut again = 1;
        while fs::symlink_metadata(&path).is_ok() {
            again += 1;
            path = self.folder.join(format!("{VAULT}{SET_ASIDE}{seconds}-{again}"));
        }
        airtill_files::replace(&self.folder.join(VAULT), &path)?;
        airtill_files::sync_folder_of(&path)?;
        Ok(path)
    }

    /// Removes the half-written files that a crash left.
    pub(crate) fn sweep(&self, _lock: &VaultLock) -> io::Result<()> {
        for path in self.ours(is_unfinished)? {
            fs::remove_file(path)?;
        }
        Ok(())
    }

    /// Removes every file of ours and lists those that are still there.
    pub(crate) fn forget(&self) -> Vec<PathBuf> {
        let every = |name: &str| {
            name == INSTALL_ID
                || name == VAULT
                || name.ends_with(".lock")
                || name.starts_with(&format!("{VAULT}{SET_ASIDE}"))
                || is_unfinished(name)
        };
        for path in self.ours(every).unwrap_or_default() {
            if let Err(error) = fs::remove_file(&path) {
                tracing::warn!(kind = ?error.kind(), "a file of the vault cannot be removed");
            }
        }
        let _ = airtill_files::sync_folder_of(&self.folder.join(VAULT));
        match self.ours(every) {
            Ok(left) => left,
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(_) => vec![self.folder.clone()],
        }
    }

    /// Takes the lock around reading, changing and writing the vault.
    #[allow(
        clippy::disallowed_methods,
        reason = "on the vault's own thread, where tokio's time is not at hand and nobody else waits"
    )]
    pub(crate) fn lock_vault(&self, limit: Duration) -> Result<VaultLock, NoLock> {
        let file = self.lock_file(VAULT_LOCK).map_err(NoLock::Io)?;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(VaultLock { _file: file }),
                Err(TryLockError::WouldBlock) if waited < limit => std::thread::sleep(ASK_AGAIN),
                Err(TryLockError::WouldBlock) => return Err(NoLock::Busy),
                Err(TryLockError::Error(error)) => return Err(NoLock::Io(error)),
            }
            waited += ASK_AGAIN;
        }
    }

    /// The file of one binding's lock, not locked yet. Its name does not reveal the binding.
    pub(crate) fn binding_lock(&self, binding: &str) -> io::Result<File> {
        self.prepare()?;
        let hash = Sha256::digest(binding.as_bytes());
        let name: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        self.lock_file(&format!("{name}.lock"))
    }

    fn lock_file(&self, name: &str) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        self.open(name, options)
    }

    fn read(&self, name: &str) -> io::Result<Found> {
        match fs::symlink_metadata(self.folder.join(name)) {
            Ok(metadata) if !metadata.is_file() || metadata.len() > LARGEST_FILE => return Ok(Found::NotAFile),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return self.nothing(),
            Err(error) => return Err(error),
        }
        let mut options = OpenOptions::new();
        options.read(true);
        let mut bytes = Vec::new();
        self.open(name, options)?.take(LARGEST_FILE).read_to_end(&mut bytes)?;
        Ok(Found::File(bytes))
    }

    /// No file of a name, in a folder that is one or is not there yet. Windows reports a file in the place of the folder
    /// in the same words as an empty folder.
    fn nothing(&self) -> io::Result<Found> {
        match fs::metadata(&self.folder) {
            Ok(metadata) if !metadata.is_dir() => Err(ErrorKind::NotADirectory.into()),
            _ => Ok(Found::Nothing),
        }
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        airtill_files::write_whole(&self.folder.join(name), bytes)
    }

    /// Opens a name of ours: for the owner only, and never through a link.
    fn open(&self, name: &str, options: OpenOptions) -> io::Result<File> {
        let path = self.folder.join(name);
        #[cfg(unix)]
        let options = {
            use std::os::unix::fs::OpenOptionsExt as _;
            let mut options = options;
            let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
            options.mode(0o600).custom_flags(i32::try_from(flags.bits()).expect("these two flags are small"));
            options
        };
        #[cfg(not(unix))]
        if fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(ErrorKind::InvalidInput.into());
        }
        options.open(path)
    }

    fn ours(&self, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(&wanted) {
                found.push(entry.path());
            }
        }
        found.sort();
        Ok(found)
    }
}

/// Whether a name is that of a half-written file of ours. The folder holds files of others, too, which may be being
/// written now.
fn is_unfinished(name: &str) -> bool {
    [VAULT, INSTALL_ID].iter().any(|ours| name.strip_prefix(ours).is_some_and(|rest| rest.starts_with(UNFINISHED)))
}
