//! Programs of the system, and their output.
//!
//! They speak English here, because tests read what they say.

use std::ffi::OsStr;
use std::process::Command;

/// The output of a program, and whether it ended with success.
#[derive(Debug)]
pub struct Told {
    pub success: bool,
    /// Both of its outputs.
    pub text: String,
}

impl Told {
    /// Asserts that the program ended with success.
    pub fn worked(self) -> Self {
        assert!(self.success, "{}", self.text);
        self
    }

    /// Asserts that the program failed and printed one of these words.
    pub fn refused(self, because: &[&str]) -> Self {
        assert!(!self.success, "it was to be refused: {}", self.text);
        assert!(because.iter().any(|words| self.text.contains(words)), "none of {because:?} in {}", self.text);
        self
    }
}

/// A program that speaks English.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.env("LC_ALL", "C.UTF-8").env_remove("LANGUAGE");
    command
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Told {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = [output.stdout, output.stderr].concat();
    Told { success: output.status.success(), text: String::from_utf8_lossy(&text).into_owned() }
}
