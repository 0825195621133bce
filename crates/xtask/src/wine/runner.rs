//! Runs one test program under Wine to its end, within a limit, and counts its tests.
//!
//! Cargo calls this once for each program (`under-wine <program> <arguments>`). The output goes straight on; its last
//! report is added to the tally. The rule: a program that does not end, or ends without a report, has failed, and its
//! prefix is not used again.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{ChildStdout, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::differs;
use super::prefix::{Prefixes, wine};
use super::tally::{Count, Tally};
use crate::step::{Stop, line_of};

/// The longest that a program may take: the journeys take the longest, and three times of that is allowed.
const LIMIT: Duration = Duration::from_secs(60 * 60);
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

/// Runs a program of cargo's choice; its success is ours.
pub fn run_program(program: &str, arguments: &[&str]) -> ExitCode {
    match under_wine(program, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("\nunder Wine: {stop}");
            ExitCode::FAILURE
        }
    }
}

fn under_wine(program: &str, arguments: &[&str]) -> Result<(), Stop> {
    let (Some(prefixes), Some(tally)) = (Prefixes::given(), Tally::given()) else {
        return Err(Stop::new("this is called by `cargo xtask test --wine`, which names the prefixes and the tally."));
    };
    let name = known_as(&std::env::var("CARGO_PKG_NAME").unwrap_or_default(), program);
    let mut command = wine(&prefixes.now()?);
    command.arg(program).args(arguments);
    let mut left_out = 0;
    for differs in differs::of(&name) {
        println!("left out under Wine: {}: {}", differs.test, differs.reason);
        command.args(["--skip", differs.test]);
        left_out += 1;
    }
    if left_out > 0 {
        command.arg("--exact");
    }
    let mut output = String::new();
    let ended = watch(&mut command, LIMIT, |line| {
        println!("{line}");
        output.push_str(line);
        output.push('\n');
    })?;
    let Some(count) = Count::read(&output).filter(|_| ended != Ended::Never) else {
        prefixes.give_up();
        tally.add(&name, Count { failed: 1, ..Count::default() })?;
        return Err(Stop::new(format!("{name} did not report its tests: {ended:?}.")));
    };
    tally.add(&name, count)?;
    if count.left_out != left_out {
        return Err(Stop::new(format!(
            "{name} knows {} of the {left_out} tests that are to be left out: mend the list of differences.",
            count.left_out
        )));
    }
    match ended {
        Ended::With(Some(0)) if count.failed == 0 => Ok(()),
        ended => Err(Stop::new(format!("{name} failed: {ended:?}, {} tests failed.", count.failed))),
    }
}

/// The package of a test program and its name, without the hash that cargo writes behind it.
fn known_as(package: &str, program: &str) -> String {
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy();
    format!("{package} {}", name.rsplit_once('-').map_or(&*name, |(name, _)| name))
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

    #[test]
    fn a_program_is_known_by_its_package_and_its_name_without_the_hash() {
        assert_eq!(known_as("airtill-oauth", "/deps/wire-53c9f3f59e61a3ca.exe"), "airtill-oauth wire");
        assert_eq!(known_as("airtill-oauth", "wire.exe"), "airtill-oauth wire");
    }
}
