//! Watching a program to its end, within a limit.
//!
//! Each line of its output is handed on as it comes. A program that is still there at the limit is killed; one that it
//! left behind is not waited for.

use std::io::{BufRead, BufReader};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::step::{Stop, line_of};

/// How often a program without output is checked for its end.
const ASK_AGAIN: Duration = Duration::from_millis(50);

/// How long the output of a program that ended is silent before it counts as ended, too.
const SILENCE: Duration = Duration::from_millis(500);

/// The end of a program.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with this code; `None` where a signal ended it.
    With(Option<i32>),
    /// It was still running at its limit.
    Never,
}

/// Runs a program to its end, hands each line of its output on, and kills it at the limit.
///
/// # Errors
/// It cannot be started or waited for.
pub fn watch(command: &mut Command, limit: Duration, mut hear: impl FnMut(&str)) -> Result<Ended, Stop> {
    let line = format!("`{}`", line_of(command));
    let stop = |error: std::io::Error| Stop::new(format!("{line}: {error}"));
    let until = now() + limit;
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(stop)?;
    let lines = lines_of(child.stdout.take());
    let ended = loop {
        let heard = lines.recv_timeout(ASK_AGAIN);
        if let Ok(line) = &heard {
            hear(line);
        }
        if now() >= until {
            let _ = child.kill();
            let _ = child.wait();
            break Ended::Never;
        }
        if heard.is_err()
            && let Some(status) = child.try_wait().map_err(stop)?
        {
            break Ended::With(status.code());
        }
    };
    // A program that was left behind may hold the output without end: silence is the end, too.
    while let Ok(line) = lines.recv_timeout(SILENCE) {
        hear(&line);
    }
    Ok(ended)
}

/// The lines of an output, read on a thread of their own, because reading cannot be given a limit.
fn lines_of(output: Option<ChildStdout>) -> mpsc::Receiver<String> {
    let (say, lines) = mpsc::channel();
    std::thread::spawn(move || {
        let output = output.into_iter().map(BufReader::new).flat_map(|output| output.split(b'\n'));
        for line in output.map_while(Result::ok) {
            if say.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                break;
            }
        }
    });
    lines
}

#[allow(clippy::disallowed_methods, reason = "the limit of a program is real time")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str, limit: Duration) -> (Ended, Vec<String>) {
        let mut lines = Vec::new();
        let mut command = Command::new("/bin/sh");
        let ended = watch(command.args(["-c", script]), limit, |line| lines.push(line.to_owned())).expect("a shell");
        (ended, lines)
    }

    const LONG: Duration = Duration::from_secs(120);

    #[test]
    fn a_program_hands_on_its_lines_and_its_code() {
        assert_eq!(run("echo one; echo two; exit 3", LONG), (Ended::With(Some(3)), vec!["one".into(), "two".into()]));
        assert_eq!(run("printf 'no end of line\\r'", LONG), (Ended::With(Some(0)), vec!["no end of line".into()]));
        assert_eq!(run("kill -9 $$", LONG), (Ended::With(None), vec![]));
        assert!(watch(&mut Command::new("airtill-no-such-program"), LONG, |_| ()).is_err());
    }

    #[test]
    fn a_program_that_hangs_or_talks_without_end_is_ended() {
        for script in ["echo one; exec sleep 600", "exec yes one"] {
            let (ended, lines) = run(script, Duration::from_millis(300));
            assert_eq!((ended, lines.first().map(String::as_str)), (Ended::Never, Some("one")), "{script}");
        }
    }

    #[test]
    fn a_program_that_leaves_another_behind_is_not_waited_for() {
        let began = now();
        assert_eq!(run("sleep 100 & echo done", LONG), (Ended::With(Some(0)), vec!["done".into()]));
        assert!(now() - began < Duration::from_secs(60));
    }
}
