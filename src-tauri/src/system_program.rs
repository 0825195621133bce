//! Running one program of the system to its end, within a limit.
//!
//! It is started by its name and arguments, never through a shell, and its output is read up to a bound.

use std::io::{self, Read, Write};
#[cfg(any(test, windows))]
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// The most bytes that are read of a program's output; a list of certificates is far smaller.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// The interval at which a program without further output is checked for its end.
const ASK_AGAIN: Duration = Duration::from_millis(5);

/// A program of the console would open one for a blink.
#[cfg(windows)]
const WITHOUT_A_WINDOW: u32 = 0x0800_0000;

/// The result of a program that ended.
pub struct Ended {
    pub status: ExitStatus,
    pub output: Vec<u8>,
    /// All of its complaints, as text.
    #[cfg_attr(windows, allow(dead_code, reason = "there, programs complain in their output"))]
    pub complaints: String,
}

impl Ended {
    /// The last line of its complaints, for a person; empty where it complained of nothing.
    #[cfg_attr(windows, allow(dead_code, reason = "there, programs complain in their output"))]
    pub fn complaint(&self) -> &str {
        self.complaints.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default()
    }
}

/// Runs a program with `input`, a few kilobytes at most.
///
/// # Errors
/// It could not be started, or it or a holder of its pipes did not end within `limit`: then it was killed.
pub fn run(command: &mut Command, input: &[u8], limit: Duration) -> io::Result<Ended> {
    let until = now() + limit;
    #[cfg(windows)]
    std::os::windows::process::CommandExt::creation_flags(command, WITHOUT_A_WINDOW);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (tell, ended) = mpsc::channel();
    let (output, complaints) = (child.stdout.take().expect("it is piped"), child.stderr.take().expect("it is piped"));
    let (telling, also_telling) = (tell.clone(), tell.clone());
    thread::spawn(move || telling.send((true, all_of(output))));
    thread::spawn(move || also_telling.send((false, all_of(complaints))));
    // A program that does not read has ended already, or needs no input. Less than a pipe holds: it never blocks.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    let (mut output, mut complaints) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        match ended.recv_timeout(until.saturating_duration_since(now())) {
            Ok((true, bytes)) => output = bytes,
            Ok((false, bytes)) => complaints = bytes,
            Err(_) => return Err(end(child)),
        }
    }
    // Only asking again shows that a program has ended rather than closed its pipes and lived on.
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if now() >= until => return Err(end(child)),
            // No message can come any more: this only waits.
            None => drop(ended.recv_timeout(ASK_AGAIN)),
        }
    };
    drop(tell);
    let complaints = String::from_utf8_lossy(&complaints).into_owned();
    Ok(Ended { status, output, complaints })
}

/// The system's own PowerShell with a script. It gets its arguments by variables, so that nothing of them is read as
/// code.
#[cfg(any(test, windows))]
pub fn powershell(script: &str) -> Command {
    // By its whole path: a program of this name in the folder at hand would be somebody else's.
    let windows = folder_of_windows();
    let shell = windows.join("System32").join("WindowsPowerShell").join("v1.0");
    let mut command = Command::new(shell.join("powershell.exe"));
    command.args(["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script]);
    // It finds itself and its commands by these. A person's own modules could hold other commands of the same names, and
    // a newer PowerShell from which the till was started names modules that this one cannot load.
    command.env("SystemRoot", &windows).env("windir", &windows).env("PSModulePath", shell.join("Modules"));
    command
}

/// The folder of Windows itself, from the registry: a variable of the same meaning would be the person's to set.
#[cfg(windows)]
fn folder_of_windows() -> PathBuf {
    const VERSION: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";
    let noted = windows_registry::LOCAL_MACHINE.open(VERSION).and_then(|key| key.get_string("SystemRoot"));
    let noted = noted.map(PathBuf::from).ok().filter(|folder| folder.is_absolute());
    noted.unwrap_or_else(|| PathBuf::from(r"C:\Windows"))
}

#[cfg(all(test, not(windows)))]
fn folder_of_windows() -> PathBuf {
    PathBuf::from(r"C:\Windows")
}

/// Kills a program. Another thread waits for it: one that hangs in the system ends only when the system lets it.
fn end(mut child: Child) -> io::Error {
    let _ = child.kill();
    thread::spawn(move || child.wait());
    io::Error::new(io::ErrorKind::TimedOut, "it did not end")
}

#[allow(clippy::disallowed_methods, reason = "a limit for a program is real time")]
fn now() -> Instant {
    Instant::now()
}

fn all_of(pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // The bytes before an error are all that there is.
    let _ = pipe.take(MOST_BYTES).read_to_end(&mut bytes);
    bytes
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn p02_no_variable_of_a_person_leads_to_the_judges_program() {
        let command = powershell("'script'");
        let windows = folder_of_windows();
        assert!(windows.join(command.get_program()).starts_with(&windows), "{command:?}");
        for name in ["SystemRoot", "windir", "PSModulePath"] {
            let set = command.get_envs().find(|(set, _)| *set == name).and_then(|(_, value)| value);
            let set = set.map(std::path::Path::new).expect(name);
            assert!(set.starts_with(&windows), "{name}: {}", set.display());
        }
    }

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let error = run(Command::new("tail").args(["-f", "/dev/null"]), b"", Duration::from_millis(50));
        assert_eq!(error.err().map(|error| error.kind()), Some(io::ErrorKind::TimedOut));
    }

    #[test]
    fn a_program_that_closes_its_pipes_and_lives_on_is_ended() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let note = folder.path().join("id");
        let script = "echo $$ > \"$0\"; exec >&- 2>&-; exec sleep 600";
        // Longer each time: on a busy computer it may be ended before it began.
        let began = [1, 4, 16, 64].into_iter().find_map(|limit| {
            let error = run(Command::new("/bin/sh").args(["-c", script]).arg(&note), b"", Duration::from_secs(limit));
            assert_eq!(error.err().map(|error| error.kind()), Some(io::ErrorKind::TimedOut));
            std::fs::read_to_string(&note).ok().filter(|id| !id.is_empty())
        });
        let id = began.expect("it began");
        // Each question takes a moment, and together far longer than ending it.
        let lives = || {
            Command::new("/bin/sh")
                .args(["-c", &format!("kill -0 {} 2>&-", id.trim())])
                .status()
                .expect("a shell")
                .success()
        };
        assert!((0..2000).any(|_| !lives()), "it was ended and nothing is left of it");
    }

    #[test]
    fn one_limit_covers_the_whole_run_of_a_program() {
        // One pipe is closed before the limit, the other one is not: a limit for each would be nearly two, each time. A
        // busy computer takes as long now and then.
        let script = "exec >&-; exec sleep 600";
        let slow = format!("sleep 1; {script}");
        let mut took = (0..10).map(|_| {
            let began = now();
            let error = run(Command::new("/bin/sh").args(["-c", &slow]), b"", Duration::from_secs(2));
            assert_eq!(error.err().map(|error| error.kind()), Some(io::ErrorKind::TimedOut));
            now() - began
        });
        assert!(took.any(|took| took < Duration::from_millis(2900)), "it took longer each time");
    }

    #[test]
    fn output_and_complaints_of_a_program_stay_apart() {
        let ended = run(
            Command::new("/bin/sh").args(["-c", "cat; echo first >&2; echo last >&2; exit 3"]),
            b"said",
            Duration::from_secs(60),
        )
        .expect("it ends");
        assert_eq!(
            (ended.status.code(), ended.output.as_slice(), ended.complaint()),
            (Some(3), b"said".as_slice(), "last")
        );
        assert_eq!(ended.complaints, "first\nlast\n");
    }
}
