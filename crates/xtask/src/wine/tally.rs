//! The count of the tests that ran under Wine: one line a program in one file, and their sum.
//!
//! Each program is run by a process of its own, so the count is a file. The rule: only what libtest itself reports at
//! the end of a program counts, and a program without that report counts as failed elsewhere.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::Stop;

const VARIABLE: &str = "AIRTILL_WINE_TALLY";

/// The file of the count.
pub struct Tally(PathBuf);

/// The results of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub programs: u32,
    pub passed: u32,
    pub failed: u32,
    pub ignored: u32,
    pub left_out: u32,
}

impl Tally {
    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// The one that [`Tally::name_in`] named for this process.
    pub fn given() -> Option<Self> {
        std::env::var_os(VARIABLE).map(|path| Self(path.into()))
    }

    pub fn name_in(&self, command: &mut Command) {
        command.env(VARIABLE, &self.0);
    }

    pub fn clear(&self) -> Result<(), Stop> {
        fs::write(&self.0, "").map_err(|error| self.stop(&error))
    }

    pub fn add(&self, name: &str, count: Count) -> Result<(), Stop> {
        let Count { passed, failed, ignored, left_out, .. } = count;
        let line = format!("{passed} {failed} {ignored} {left_out} {name}\n");
        let file = OpenOptions::new().append(true).open(&self.0);
        file.and_then(|mut file| file.write_all(line.as_bytes())).map_err(|error| self.stop(&error))
    }

    /// The results of all programs together.
    pub fn sum(&self) -> Result<Count, Stop> {
        let text = fs::read_to_string(&self.0).map_err(|error| self.stop(&error))?;
        let mut sum = Count::default();
        for line in text.lines() {
            let mut numbers = line.split(' ').map_while(|word| word.parse::<u32>().ok());
            let mut next = || numbers.next().unwrap_or_default();
            let (passed, failed, ignored, left_out) = (next(), next(), next(), next());
            sum.programs += 1;
            sum.passed += passed;
            sum.failed += failed;
            sum.ignored += ignored;
            sum.left_out += left_out;
        }
        Ok(sum)
    }

    fn stop(&self, error: &std::io::Error) -> Stop {
        Stop::new(format!("{}: {error}", self.0.display()))
    }
}

impl Count {
    /// The count that libtest reports in a program's output. Tests that start their own program again let it report, too:
    /// the last report is the program's own.
    pub fn read(output: &str) -> Option<Self> {
        let report = output.lines().rev().find_map(|line| line.trim_end().strip_prefix("test result: "))?;
        let number = |name: &str| {
            let (before, _) = report.split_once(&format!(" {name}"))?;
            before.rsplit([' ', ';']).next()?.parse().ok()
        };
        Some(Self {
            programs: 1,
            passed: number("passed;")?,
            failed: number("failed;")?,
            ignored: number("ignored;")?,
            left_out: number("filtered out")?,
        })
    }

    /// # Errors
    /// Fewer tests passed than may.
    pub fn suffices(&self, least: u32) -> Result<(), Stop> {
        if self.passed >= least {
            return Ok(());
        }
        Err(Stop::new(format!(
            "{} tests passed under Wine, and {least} did before: find those that do not run any more.",
            self.passed
        )))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { programs, passed, failed, ignored, left_out } = self;
        write!(
            formatter,
            "Under Wine {} tests of {programs} programs ran: {passed} passed, {failed} failed; \
             {ignored} are ignored everywhere, {left_out} left out.",
            passed + failed
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str =
        "test result: FAILED. 61 passed; 2 failed; 3 ignored; 0 measured; 4 filtered out; finished in 1s";

    #[test]
    fn the_last_report_of_a_program_is_its_own() {
        let child = "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 135 filtered out; finished in 0.39s";
        let count = Count::read(&format!("running 70 tests\n{child}\r\ntest a ... ok\n\n{REPORT}\r\n\n"));
        assert_eq!(count, Some(Count { programs: 1, passed: 61, failed: 2, ignored: 3, left_out: 4 }));
        for nothing in ["", "running 70 tests\n", "test result: ", "test result: ok. x passed; 0 failed;"] {
            assert_eq!(Count::read(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn programs_are_summed_and_too_few_tests_stop_the_command() {
        let folder = std::env::temp_dir().join(format!("airtill-tally-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder can be written");
        let tally = Tally::at(&folder.join("tally"));
        tally.clear().expect("written");
        assert_eq!(tally.sum().expect("read"), Count::default());
        assert!(tally.sum().expect("read").suffices(1).is_err(), "nothing ran");
        let count = Count::read(REPORT).expect("a report");
        tally.add("one", count).expect("written");
        tally.add("two words", count).expect("written");
        let sum = tally.sum().expect("read");
        assert_eq!(sum, Count { programs: 2, passed: 122, failed: 4, ignored: 6, left_out: 8 });
        assert!(sum.suffices(122).is_ok() && sum.suffices(123).is_err());
        fs::remove_dir_all(&folder).expect("the folder was ours");
    }
}
