//! Runs one test program under Wine to its end, within a limit, and counts its tests.
//!
//! Cargo calls this once for each program (`under-wine <program> <arguments>`). The output goes straight on; its last
//! report is added to the tally. The rule: a program that does not end, or ends without a report, has failed, and its
//! prefix is not used again. One that ended before its first line is started once more.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use super::differs;
use super::prefix::{Prefixes, wine};
use super::tally::{Count, Tally};
use super::watch::{Ended, watch};
use crate::step::Stop;

/// The longest that a program may take: the journeys take the longest, and three times of that is allowed.
const LIMIT: Duration = Duration::from_secs(60 * 60);
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
    let (mut arguments, mut left_out) = (arguments.to_vec(), 0);
    for differs in differs::of(&name) {
        println!("left out under Wine: {}: {}", differs.test, differs.reason);
        arguments.extend(["--skip", differs.test]);
        left_out += 1;
    }
    if left_out > 0 {
        arguments.push("--exact");
    }
    let run = || run_once(&prefixes, program, &arguments);
    let (mut ended, mut output) = run()?;
    if did_not_begin(&ended, &output) {
        println!("{name} did not begin: {ended:?}. It is started once more, in a new prefix.");
        prefixes.give_up();
        (ended, output) = run()?;
    }
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

/// Runs the program to its end; its output goes on as it comes.
fn run_once(prefixes: &Prefixes, program: &str, arguments: &[&str]) -> Result<(Ended, String), Stop> {
    let mut output = String::new();
    let ended = watch(wine(&prefixes.now()?).arg(program).args(arguments), LIMIT, |line| {
        println!("{line}");
        output.push_str(line);
        output.push('\n');
    })?;
    Ok((ended, output))
}

/// Whether a program ended before its first line, which libtest writes before any test runs. The server of Wine ends
/// with the last program, and a program that starts at that moment loses its connection.
fn did_not_begin(ended: &Ended, output: &str) -> bool {
    *ended != Ended::Never && output.trim().is_empty()
}

/// The package of a test program and its name, without the hash that cargo writes behind it.
fn known_as(package: &str, program: &str) -> String {
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy();
    format!("{package} {}", name.rsplit_once('-').map_or(&*name, |(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_program_that_ended_without_a_line_did_not_begin() {
        let lost = Ended::With(Some(1));
        assert!(did_not_begin(&lost, "") && did_not_begin(&lost, "\n"));
        assert!(!did_not_begin(&lost, "\nrunning 3 tests\n"), "a test may have run");
        assert!(!did_not_begin(&Ended::Never, ""), "it has had its time");
    }

    #[test]
    fn a_program_is_known_by_its_package_and_its_name_without_the_hash() {
        assert_eq!(known_as("airtill-oauth", "/deps/wire-53c9f3f59e61a3ca.exe"), "airtill-oauth wire");
        assert_eq!(known_as("airtill-oauth", "wire.exe"), "airtill-oauth wire");
    }
}
