//! A second process on the data folder of a world: the headless till, started, commanded, killed.
//!
//! The practice service stays in the test's own process, so its truth log survives every kill.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use airtill_app::DataFolder;

use super::World;
use super::outlet::PATIENCE;

/// The way in which the headless till ends.
#[derive(Clone, Debug)]
pub enum Ending {
    /// By itself, in order.
    Whole,
    /// It kills itself at the event of this number.
    Event(usize),
    /// It is killed at the system call of this number among those that touch a disk or a line.
    Call(&'static str, usize),
}

impl World {
    /// The command line of a headless till on this world's folder, whose own till must be shut.
    pub fn headless(&self, program: &Path, ending: &Ending, commands: &[String]) -> Command {
        self.headless_on(&self.data(), program, ending, commands)
    }

    /// The command line of a headless till on another data folder.
    pub fn headless_on(&self, data: &Path, program: &Path, ending: &Ending, commands: &[String]) -> Command {
        // The service lives by this clock, too: a child ahead of it could date a reading behind a charge.
        self.clock.advance(Duration::from_secs(1));
        let mut line: Vec<PathBuf> = Vec::new();
        if let Ending::Call(calls, nth) = ending {
            let inject = format!("inject={calls}:signal=SIGKILL:when={nth}");
            line.extend(
                ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={calls}"), "-e", &inject]
                    .map(PathBuf::from),
            );
        }
        line.push(program.to_owned());
        let when = if let Ending::Event(nth) = ending { nth.to_string() } else { "never".to_owned() };
        line.extend([data.to_owned(), self.outside().join("keyring")]);
        line.extend([self.setup.options.port.to_string(), self.clock.wall().to_string(), when].map(PathBuf::from));
        line.extend(commands.iter().map(PathBuf::from));
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// Runs a headless till to its end, of any kind; returns its answers.
    pub async fn run_headless(&self, program: &Path, ending: &Ending, commands: &[String]) -> (ExitStatus, String) {
        let mut command = self.headless(program, ending, commands);
        let output =
            tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("the program starts");
        self.let_go().await;
        (output.status, String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl World {
    /// Waits until a process that was killed is gone altogether: its lock outlives its output by a moment.
    pub async fn let_go(&self) {
        let free = async {
            while DataFolder::open(&self.data()).is_err() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(PATIENCE, free).await.expect("the lock ends with its owner");
    }
}

/// A headless till that follows commands, line by line.
pub struct Commanded {
    /// The process of the till.
    pub child: Child,
    inward: ChildStdin,
    outward: BufReader<ChildStdout>,
}

impl Commanded {
    /// Starts it; `command` must end with `-`.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
        let inward = child.stdin.take().expect("it was asked for");
        let outward = BufReader::new(child.stdout.take().expect("it was asked for"));
        Self { child, inward, outward }
    }

    /// Sends it a command; the answer is read by [`Commanded::hear`].
    pub fn tell(&mut self, command: &str) {
        writeln!(self.inward, "{command}").expect("it listens");
    }

    /// Its next answer, without the line's end; empty once it is gone. Blocks.
    pub fn hear(&mut self) -> String {
        let mut line = String::new();
        self.outward.read_line(&mut line).expect("text");
        line.trim_end().to_owned()
    }

    /// Sends a command and reads its answer. Blocks.
    pub fn ask(&mut self, command: &str) -> String {
        self.tell(command);
        self.hear()
    }

    /// Lets it end in order.
    pub fn end(self) -> ExitStatus {
        let Self { mut child, inward, outward } = self;
        drop(inward);
        let status = child.wait().expect("it is our child");
        drop(outward);
        status
    }
}
