//! Prefixes of Wine, the folders that stand for a Windows computer: made fresh, given up when a program hung in one.
//!
//! A program that was killed from outside can leave a prefix in which every later one waits for ever, so the next
//! program gets a new one. A prefix has the one library that Wine 8 lacks and Rust's standard library needs, compiled
//! from the C file beside this one. Nothing outside the folder of prefixes is touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::watch::{Ended, watch};
use crate::step::{Stop, succeed};

const VARIABLE: &str = "AIRTILL_WINE_PREFIXES";
/// Where Debian puts the two programs, which are not on the `PATH`.
const DEBIAN: &str = "/usr/lib/wine";
const LIBRARY: &str = "bcryptprimitives.dll";
const LIBRARY_IN_C: &str = include_str!("bcryptprimitives.c");
/// A program that aborts is to end at once: Wine's debugger takes seconds to look at it.
const WITHOUT_A_DEBUGGER: &[&str] =
    &["reg", "add", r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug", "/v", "Debugger", "/d", "", "/f"];
/// Making a prefix takes five seconds on an idle computer.
const MAKING: Duration = Duration::from_secs(300);
/// Ending the programs of a prefix takes a moment.
const ENDING: Duration = Duration::from_secs(30);

/// The prefixes of one run: a folder, in which a file names the prefix of now.
pub struct Prefixes(PathBuf);

impl Prefixes {
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Those that [`Prefixes::name_in`] named for this process.
    pub fn given() -> Option<Self> {
        std::env::var_os(VARIABLE).map(|folder| Self(folder.into()))
    }

    pub fn name_in(&self, command: &mut Command) {
        command.env(VARIABLE, &self.0);
    }

    /// The prefix of now; made, if the last one was given up.
    pub fn now(&self) -> Result<PathBuf, Stop> {
        match fs::read_to_string(self.note()) {
            Ok(name) => Ok(self.0.join(name)),
            Err(_) => self.made(),
        }
    }

    /// Removes what earlier runs left, and makes a prefix.
    pub fn anew(&self) -> Result<(), Stop> {
        self.remove();
        self.made().map(drop)
    }

    /// Gives the prefix of now up and ends its programs, so that the next program gets another.
    pub fn give_up(&self) {
        if let Ok(name) = fs::read_to_string(self.note()) {
            let _ = fs::remove_file(self.note());
            end(&self.0.join(name));
        }
    }

    /// Ends the programs of every prefix and removes all of them.
    pub fn remove(&self) {
        for prefix in fs::read_dir(&self.0).into_iter().flatten().flatten() {
            if prefix.path().is_dir() {
                end(&prefix.path());
            }
        }
        // A file that cannot be removed is overwritten by nobody: each prefix has a new name.
        let _ = fs::remove_dir_all(&self.0);
    }

    fn note(&self) -> PathBuf {
        self.0.join("now")
    }

    fn made(&self) -> Result<PathBuf, Stop> {
        let told = |error: std::io::Error| Stop::new(format!("{}: {error}", self.0.display()));
        fs::create_dir_all(&self.0).map_err(told)?;
        let name = format!("prefix-{}-{}", std::process::id(), fs::read_dir(&self.0).map_err(told)?.count());
        let prefix = self.0.join(&name);
        for line in [&["wineboot", "--init"][..], WITHOUT_A_DEBUGGER] {
            let mut making = wine(&prefix);
            making.args(line).stderr(Stdio::null());
            if !matches!(watch(&mut making, MAKING, |_| ())?, Ended::With(Some(0))) {
                end(&prefix);
                return Err(Stop::new("Wine could not make a prefix. Is there room for 700 MB?"));
            }
        }
        let source = self.0.join("bcryptprimitives.c");
        fs::write(&source, LIBRARY_IN_C).map_err(told)?;
        let library = prefix.join("drive_c/windows/system32").join(LIBRARY);
        succeed(
            Command::new("x86_64-w64-mingw32-gcc")
                .args(["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-o"])
                .arg(library)
                .arg(source)
                .arg("-ladvapi32"),
        )?;
        fs::write(self.note(), name).map_err(told)?;
        Ok(prefix)
    }
}

/// Wine in a prefix: silent, and without a display, which no test here needs.
pub fn wine(prefix: &Path) -> Command {
    let mut command = in_prefix("wine64", prefix);
    command.env("WINEDEBUG", "-all").env("WINEDLLOVERRIDES", "mscoree,mshtml=").stdin(Stdio::null());
    for session in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"] {
        command.env_remove(session);
    }
    command
}

/// Ends every program of a prefix, by the server that they share.
fn end(prefix: &Path) {
    let mut ending = in_prefix("wineserver", prefix);
    ending.arg("-k").stdout(Stdio::null()).stderr(Stdio::null());
    // Where nothing runs, it says so.
    let _ = watch(&mut ending, ENDING, |_| ());
}

fn in_prefix(program: &str, prefix: &Path) -> Command {
    let debian = Path::new(DEBIAN).join(program);
    let mut command = if debian.is_file() { Command::new(debian) } else { Command::new(program) };
    command.env("WINEPREFIX", prefix);
    command
}
