//! A program that runs behind the steps that come meanwhile.
//!
//! The tests of the real window wait more than they work, so a long compilation runs beside them at the lowest priority.
//! Its output goes to a file, because two programs on one terminal cannot be read; where it fails, the file is shown.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::step::{Stop, step};

/// A program under way; dropping it ends it.
pub struct Background {
    name: &'static str,
    program: Child,
    output: PathBuf,
}

impl Background {
    /// Starts a program whose output goes to a file.
    ///
    /// # Errors
    /// When the file cannot be made, or the program cannot be started.
    pub fn start(name: &'static str, mut command: Command, output: PathBuf) -> Result<Self, Stop> {
        println!("\n==> {name}, beside what follows; its output is in {}", output.display());
        let mut start = || -> io::Result<Child> {
            let file = File::create(&output)?;
            command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).spawn()
        };
        let program = start().map_err(|error| Stop::new(format!("{name} could not be started: {error}")))?;
        // Everything that it starts is as low. Where the priority cannot be changed, it is only less polite.
        let _ =
            Command::new("renice").args(["-n", "19", "-p", &program.id().to_string()]).stdout(Stdio::null()).status();
        Ok(Self { name, program, output })
    }

    /// Waits for its end and expects success.
    ///
    /// # Errors
    /// When it ended with anything but success.
    pub fn finish(mut self) -> Result<(), Stop> {
        step(&format!("the end of {}", self.name), || {
            let ended = self.program.wait().map_err(|error| Stop::new(error.to_string()))?;
            if ended.success() {
                return Ok(());
            }
            println!("{}", String::from_utf8_lossy(&std::fs::read(&self.output).unwrap_or_default()));
            Err(Stop::new(format!("it ended with {ended}; its output is in {}", self.output.display())))
        })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // It may have ended by itself. Compilers that it started finish what they are at.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(line: &str) -> Result<(), Stop> {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        let output = std::env::temp_dir().join(format!("airtill-background-{}", std::process::id()));
        let ended = Background::start("a program", command, output.clone()).and_then(Background::finish);
        std::fs::remove_file(output).expect("its output was kept");
        ended
    }

    #[test]
    fn a_program_that_nobody_waits_for_any_more_is_ended() {
        let mut command = Command::new("sleep");
        command.arg("600");
        let output = std::env::temp_dir().join(format!("airtill-background-dropped-{}", std::process::id()));
        let background = Background::start("a program", command, output.clone()).expect("it starts");
        let id = background.program.id().to_string();
        let is_there =
            || Command::new("kill").args(["-0", &id]).stderr(Stdio::null()).status().is_ok_and(|ended| ended.success());
        assert!(is_there());
        drop(background);
        assert!(!is_there());
        std::fs::remove_file(output).expect("its output was kept");
    }

    #[test]
    fn only_a_program_that_succeeds_finishes() {
        assert!(shell("exit 0").is_ok());
        let stop = shell("exit 3").expect_err("it failed");
        assert!(stop.to_string().contains("the end of a program") && stop.to_string().contains('3'), "{stop}");
    }
}
