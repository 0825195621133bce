//! Running one program of the system to its end, within a limit.
//!
//! It is started by its name and arguments, never through a shell, and what it says is read up to a bound.

use std::io::{self, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The most bytes that are kept of what a program says; a list of certificates is far smaller.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// How a program ended.
pub struct Ended {
    pub status: ExitStatus,
    #[cfg_attr(target_os = "macos", allow(dead_code, reason = "only the end of the keychain's program counts"))]
    pub output: Vec<u8>,
    /// The last line of its complaints, for a person.
    pub complaint: String,
}

/// Runs a program with `input`, a few kilobytes at most.
///
/// # Errors
/// It could not be started, or did not end within `limit` and was ended.
pub fn run(command: &mut Command, input: &[u8], limit: Duration) -> io::Result<Ended> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (tell, told) = mpsc::channel();
    let (output, complaints) = (child.stdout.take().expect("it is piped"), child.stderr.take().expect("it is piped"));
    let (telling, also_telling) = (tell.clone(), tell);
    thread::spawn(move || telling.send((true, all_of(output))));
    thread::spawn(move || also_telling.send((false, all_of(complaints))));
    // One that does not read has ended already, or does not want it. Less than a pipe holds: it never blocks.
    let _ = child.stdin.take().expect("it is piped").write_all(input);
    let (mut output, mut complaints) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        match told.recv_timeout(limit) {
            Ok((true, bytes)) => output = bytes,
            Ok((false, bytes)) => complaints = bytes,
            Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(io::Error::new(io::ErrorKind::TimedOut, "it did not end"));
            }
        }
    }
    let complaint = String::from_utf8_lossy(&complaints);
    let complaint = complaint.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default().to_owned();
    Ok(Ended { status: child.wait()?, output, complaint })
}

fn all_of(pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What came before a fault is what there is.
    let _ = pipe.take(MOST_BYTES).read_to_end(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_end_is_ended() {
        let error = run(Command::new("tail").args(["-f", "/dev/null"]), b"", Duration::from_millis(50));
        assert_eq!(error.err().map(|error| error.kind()), Some(io::ErrorKind::TimedOut));
    }

    #[test]
    fn what_a_program_says_and_complains_of_is_kept_apart() {
        let ended = run(Command::new("/bin/sh").args(["-c", "cat; echo first >&2; echo last >&2; exit 3"]), b"said", Duration::from_secs(60)).expect("it ends");
        assert_eq!((ended.status.code(), ended.output.as_slice(), ended.complaint.as_str()), (Some(3), b"said".as_slice(), "last"));
    }
}
