//! A display and a desktop session for programs with a window: the person's own, or ones that live as long as their
//! owner.
//!
//! Xvfb chooses its own free number, so two commands at once do not meet, and it is ended by its own process id. The
//! session has a message bus, an unlocked empty keyring and private folders: the person's own keyring is never touched,
//! because the keyring's files live in a temporary folder that goes with the session.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::step::Stop;

/// The screen that pictures and measures are taken on: a small laptop's.
const SCREEN: &str = "1280x900x24";

/// True when a window opened now would be seen by somebody.
pub fn present() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// A virtual display; dropping it ends it.
pub struct Virtual {
    server: Child,
    number: String,
}

impl Virtual {
    /// Starts Xvfb and waits until it says which number it took.
    ///
    /// # Errors
    /// When Xvfb is not installed or ends before it is ready.
    pub fn start() -> Result<Self, Stop> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Stop::new(format!("Xvfb could not be started: {error}")))?;
        let mut number = String::new();
        if let Some(answer) = server.stdout.take() {
            // Xvfb writes one line when it accepts clients and closes the pipe when it dies, so this wait ends.
            BufReader::new(answer)
                .read_line(&mut number)
                .map_err(|error| Stop::new(format!("Xvfb could not be read: {error}")))?;
        }
        let display = Self { server, number: number.trim().to_owned() };
        if display.number.is_empty() {
            return Err(Stop::new("Xvfb ended before it was ready"));
        }
        println!("a virtual display is open: :{}", display.number);
        Ok(display)
    }

    /// Lets `command` open its windows here, and nowhere else.
    pub fn show(&self, command: &mut Command) {
        command.env("DISPLAY", format!(":{}", self.number)).env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY");
    }
}

impl Drop for Virtual {
    fn drop(&mut self) {
        // It may have died by itself; either way nothing is left behind.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

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
