//! The program of the desktop that opens an address, replaced by a script which writes down its arguments.
//!
//! The till finds it on its path before the real one, and gives it the same arguments and environment. It opens
//! nothing: a test gives the address to a browser of its own. Every program that the till tries in turn is replaced.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use url::Url;

use super::{Clerk, Done};

/// The programs that the till tries, one after another. WSL's own is tried in WSL alone.
const PROGRAMS: [&str; 5] = ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"];

/// The scripts, in a folder of their own.
pub struct OpenerScript {
    programs: PathBuf,
    calls: PathBuf,
}

/// One start of a script.
#[derive(Clone, Debug)]
pub struct OpenerCall {
    /// The name by which it was started.
    pub program: String,
    /// Its arguments, without its name.
    pub arguments: Vec<String>,
    /// Its whole environment.
    pub environment: String,
}

impl OpenerScript {
    /// Scripts below `folder` that end with `code` and do nothing else.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn ending(folder: &Path, code: u8) -> io::Result<Self> {
        let script = Self { programs: folder.join("opener"), calls: folder.join("opened") };
        fs::create_dir_all(&script.programs)?;
        fs::create_dir_all(&script.calls)?;
        let calls = script.calls.display();
        // The arguments come last, under a name of their own in one step: a visible file is whole.
        let text = format!(
            "#!/bin/sh\nat=\"{calls}/$$\"\nenv > \"$at.environment\"\nprintf '%s\\n' \"${{0##*/}}\" \"$@\" > \"$at.new\"\n\
             mv \"$at.new\" \"{calls}/$(ls \"{calls}\" | grep -c environment).$$.arguments\"\nexit {code}\n"
        );
        for name in PROGRAMS {
            let program = script.programs.join(name);
            fs::write(&program, &text)?;
            #[cfg(unix)]
            fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        }
        Ok(script)
    }

    /// The path to give to the till.
    pub fn path(&self) -> OsString {
        let mut path = self.programs.clone().into_os_string();
        if let Some(rest) = std::env::var_os("PATH") {
            path.push(":");
            path.push(rest);
        }
        path
    }

    /// Every time that one was started, the first one first.
    ///
    /// # Errors
    /// When their files cannot be read.
    pub fn calls(&self) -> io::Result<Vec<OpenerCall>> {
        let mut calls = Vec::new();
        for entry in fs::read_dir(&self.calls)?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let [number, process, "arguments"] = name.split('.').collect::<Vec<_>>()[..] else { continue };
            let text = fs::read_to_string(entry.path())?;
            let mut lines = text.lines().map(str::to_owned);
            let program = lines.next().unwrap_or_default();
            let environment = fs::read_to_string(self.calls.join(format!("{process}.environment")))?;
            calls.push((
                number.parse::<usize>().unwrap_or(0),
                OpenerCall { program, arguments: lines.collect(), environment },
            ));
        }
        calls.sort_by_key(|(number, _)| *number);
        Ok(calls.into_iter().map(|(_, call)| call).collect())
    }

    /// The call of this number, beginning with 1, as soon as it was made.
    ///
    /// # Errors
    /// When it is not made.
    pub async fn call(&self, clerk: &Clerk, number: usize) -> Done<OpenerCall> {
        let waited_for = format!("the till to ask for a browser, time {number}");
        clerk.window.until(&waited_for, async |_| Ok(self.calls()?.len() >= number)).await?;
        Ok(self.calls()?.swap_remove(number - 1))
    }
}

impl OpenerCall {
    /// The address among its arguments.
    ///
    /// # Panics
    /// There is none.
    pub fn address(&self) -> Url {
        self.arguments.first().and_then(|address| address.parse().ok()).expect("the opener gets an address")
    }
}
