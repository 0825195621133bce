//! A display for programs with a window: the person's own, or a virtual one that lives as long as its owner.
//!
//! Xvfb chooses its own free number, so two commands at once do not meet, and it is ended by its own process id.

use std::io::{BufRead, BufReader};
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
