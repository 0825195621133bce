//! A desktop session of its own for a program under test: a message bus, an unlocked empty keyring, private folders.
//!
//! The person's own keyring is never touched: the keyring's files live in a temporary folder that goes with the
//! session.

use std::path::PathBuf;
use std::process::Command;

use crate::step::Stop;

/// A private folder for one session; dropping it removes it.
pub struct Session {
    folder: PathBuf,
}

impl Session {
    /// Makes the session's folder.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new() -> Result<Self, Stop> {
        // Short, because it holds sockets, whose paths may have no more than 107 bytes on Linux.
        let folder = std::env::temp_dir().join(format!("airtill-xtask-{}", std::process::id()));
        let session = Self { folder };
        for name in ["run", "share"] {
            make_private(&session.folder.join(name))
                .map_err(|error| Stop::new(format!("no folder for a desktop session: {error}")))?;
        }
        Ok(session)
    }

    /// A command that runs `program` inside the session. On systems other than Linux it is the plain program.
    pub fn command(&self, program: &str) -> Command {
        if !cfg!(target_os = "linux") {
            return Command::new(program);
        }
        let mut command = Command::new("dbus-run-session");
        command.args(["--", "bash", "-c", UNLOCKED, "airtill", program]);
        command.env("XDG_RUNTIME_DIR", self.folder.join("run")).env("XDG_DATA_HOME", self.folder.join("share"));
        // The accessibility bus would be one more process, and WebKit complains at length when it is not there.
        command.env("NO_AT_BRIDGE", "1");
        command
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// An empty password, given on standard input, makes and unlocks the keyring; then the shell becomes the program.
const UNLOCKED: &str = r#"printf '\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@""#;

#[cfg(unix)]
fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}
