//! Running one named step: print its name, run it, print how long it took, stop at the first failure.
//!
//! Nothing here knows what a step does; where the repository and cargo's target directory are is here too, because
//! every step runs in one of them. The rule: a program's own output goes straight to the terminal, so that a failure is
//! read where it happened and not in a copy.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Why a command of ours cannot go on: one sentence for the person who called it.
#[derive(Debug)]
pub struct Stop(String);

impl Stop {
    /// Stops with this sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Runs `work` under `name` and says how long it took.
///
/// # Errors
/// The reason for which `work` stopped, after the step's name.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T, Stop>) -> Result<T, Stop> {
    println!("\n==> {name}");
    let began = now();
    let outcome = work();
    let took = Seconds(began.elapsed());
    match outcome {
        Ok(value) => {
            println!("<== {name}: {took}");
            Ok(value)
        }
        Err(stop) => Err(Stop(format!("{name}, after {took}: {stop}"))),
    }
}

/// Runs a program as a step of its own.
///
/// # Errors
/// When it cannot be started or answers with anything but success.
pub fn program(name: &str, command: &mut Command) -> Result<(), Stop> {
    step(name, || succeed(command))
}

/// Runs a program and expects success.
///
/// # Errors
/// When it cannot be started or answers with anything but success; the sentence repeats the command line.
pub fn succeed(command: &mut Command) -> Result<(), Stop> {
    let line = line_of(command);
    let status = command.status().map_err(|error| Stop(format!("`{line}` could not be started: {error}")))?;
    if status.success() { Ok(()) } else { Err(Stop(format!("`{line}` ended with {status}"))) }
}

/// Runs a program, expects success, and answers what it wrote to standard output, without the spaces around it.
///
/// # Errors
/// When it cannot be started or answers with anything but success; the sentence repeats the command line.
pub fn capture(command: &mut Command) -> Result<String, Stop> {
    let line = line_of(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Stop(format!("`{line}` could not be started: {error}")))?;
    if !output.status.success() {
        return Err(Stop(format!("`{line}` ended with {}", output.status)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// True when a program of this name is on the `PATH`.
pub fn exists(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path)
            .any(|folder| folder.join(program).is_file() || folder.join(format!("{program}.exe")).is_file())
    })
}

/// The cargo that runs us, or the one on the `PATH`.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Whether cargo started us. A ready-made program of ours is started without it, beside a key, and asks cargo nothing.
fn is_started_by_cargo() -> bool {
    std::env::var_os("CARGO").is_some()
}

/// The folder that holds the workspace's `Cargo.toml`. A program that was made on another machine is started in it.
pub fn root() -> PathBuf {
    match std::env::current_dir() {
        Ok(here) if !is_started_by_cargo() && here.join("crates/xtask/Cargo.toml").is_file() => here,
        _ => root_of_the_build(),
    }
}

/// The folder of the workspace that this program was compiled in.
fn root_of_the_build() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this crate lives two folders below the root")
        .to_path_buf()
}

/// The folder of the window's code, where npm runs.
pub fn ui_folder() -> PathBuf {
    root().join("ui")
}

/// Cargo's target directory for this workspace: where cargo did not start us, the one that its variable names, else
/// `target`.
///
/// # Errors
/// When `cargo metadata` fails, with what it said.
pub fn target_folder() -> Result<PathBuf, Stop> {
    if !is_started_by_cargo() {
        let named = std::env::var_os("CARGO_TARGET_DIR").filter(|name| !name.is_empty());
        return Ok(root().join(named.unwrap_or_else(|| "target".into())));
    }
    cargo_metadata::MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .map(|metadata| metadata.target_directory.into_std_path_buf())
        .map_err(|error| Stop::new(format!("cargo cannot describe the workspace: {error}")))
}

/// The line with which a person would start this program.
pub fn line_of(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

#[allow(clippy::disallowed_methods, reason = "the length of a step is measured here and nowhere else")]
fn now() -> Instant {
    Instant::now()
}

/// A duration as a person reads it: `4.2 s`, or `3 min 20 s`.
struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0.as_secs();
        if whole < 60 {
            write!(formatter, "{whole}.{} s", self.0.subsec_millis() / 100)
        } else {
            write!(formatter, "{} min {} s", whole / 60, whole % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_fails_is_named_in_the_sentence() {
        let stop = step("paint", || Err::<(), _>(Stop::new("no brush"))).expect_err("the work failed");
        assert!(stop.to_string().starts_with("paint, after "), "{stop}");
        assert!(stop.to_string().ends_with(": no brush"), "{stop}");
    }

    #[test]
    fn a_program_that_is_not_there_stops_the_step() {
        assert!(succeed(&mut Command::new("airtill-no-such-program")).is_err());
        assert!(!exists("airtill-no-such-program"));
    }

    #[test]
    fn long_steps_are_told_in_minutes() {
        assert_eq!(Seconds(Duration::from_millis(4_250)).to_string(), "4.2 s");
        assert_eq!(Seconds(Duration::from_secs(200)).to_string(), "3 min 20 s");
    }
}
