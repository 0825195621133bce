//! The commands that people and CI use: run, test, check, bindings, bundle, bench, simulate.
//!
//! This file reads the command line and nothing else; each command has a module of its own. Several of them share
//! `step` (running a program under a name), `background` (running one meanwhile), `install` (packages that the machine
//! lacks), `build` and `desktop`.
//! The rule: a command that stops says which step stopped it and what to do, in one line, and exits with 1.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its person")]

mod background;
mod bench;
mod build;
mod bundle;
mod check;
mod debian_rust;
mod dependencies;
mod desktop;
mod install;
mod installers;
mod release_ready;
#[cfg(all(test, unix))]
mod rollout;
mod run;
#[cfg(all(test, unix))]
mod scripts;
mod step;
mod test;
mod tools;
mod wine;
mod workflows;

use std::process::ExitCode;

const HELP: &str = "\
The commands of Airtill.

  cargo xtask run                 build the till and open it in practice mode; without a display, walk the tour and
                                  save a picture of each step under target/tour/
  cargo xtask test                every test: the window's code, the crates, the real window, the other platforms
  cargo xtask test window NAME    the tests of the real window whose names hold NAME; without one, all of them
  cargo xtask test --installers   bundle, and try what people install: packages, repositories, signatures, and the till
                                  on a clean Debian; needs root
  cargo xtask test --wine         the crates' tests and the journeys as Windows programs under Wine; on Linux, takes long
  cargo xtask check               before a commit: format, clippy, documents, tests, bindings, the window's code,
                                  workflows, licences, unused dependencies
  cargo xtask check --advisories  ask the database of advisories about every dependency; needs the network
  cargo xtask check --platforms   type-check the workspace for Windows and macOS on Linux, warnings as errors
  cargo xtask bindings            write ui/src/lib/ipc/generated.ts and src-tauri/capabilities/main.json from the
                                  crate `contract`
  cargo xtask bindings --check    fail if one of them is not up to date
  cargo xtask bench               measure; exits with 1 if a measure falls short; with words, those measures alone:
                                  top-up, evidence, sign-in, stale, fresh, ledger, orders, typing, catalogue, history,
                                  size, install, start
  cargo xtask bundle              everything that Linux can make, for tests, into target/bundle/; with words, these
                                  systems alone: linux, windows, macos
  cargo xtask bundle --part NAME  one system, whose files another machine lists; a Mac makes `macos` so
  cargo xtask bundle program      the till alone, as it is shipped, for packing on another machine
  cargo xtask bundle papers       licences and bills of materials of every system, for packing on another machine
  cargo xtask bundle sums         make the manifest of updates and the list of sums of target/bundle/, and sign them
  cargo xtask bundle repositories sign the apt and dnf repositories of target/bundle/ anew; their packages stay
  cargo xtask bundle --release …  with `--part NAME`, `program`, `papers`, `sums` or `repositories`: for people; a
                                  throw-away signature, a missing time-stamp and a missing part are errors; a part
                                  builds nothing
  cargo xtask release-ready TAG   check that TAG is of this version, and that no secret of a release is missing
  cargo xtask simulate --days N --seed S
                                  live through N random days of a float (100000 from seed 0 on, unless said) and compare
                                  every sentence with the truth; exits with 1 at a false one, and prints its world
  cargo xtask help                this page

`run`, `test`, `bundle`, `bench` and `check --platforms` install the Debian packages they lack and say why; `check`
installs those of Python that its tools need. On another system they name what to install and stop.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.iter().any(|word| matches!(*word, "--help" | "-h")) {
        println!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let outcome = match words.as_slice() {
        [] | ["help"] => {
            println!("{HELP}");
            Ok(())
        }
        ["run"] => run::run(),
        ["test"] => test::run(),
        ["test", "--installers", names @ ..] => installers::run(names),
        ["test", "--wine"] => wine::run(),
        [wine::RUNNER, program, arguments @ ..] => return wine::run_program(program, arguments),
        ["test", "window", names @ ..] => test::window_alone(names),
        ["check"] => check::run(),
        ["check", "--platforms"] => check::platforms(),
        ["check", "--advisories"] => dependencies::advisories(),
        ["bindings"] => build::bindings(),
        ["bindings", "--check"] => check::bindings(),
        ["bundle", words @ ..] => bundle::run(words),
        ["release-ready", tag] => release_ready::run(tag),
        ["bench", measures @ ..] => bench::run(measures),
        ["simulate", numbers @ ..] => bench::simulate(numbers),
        _ => Err(step::Stop::new(format!(
            "I do not know `cargo xtask {}`. `cargo xtask help` lists the commands.",
            words.join(" ")
        ))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("\nxtask stopped: {stop}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words in quotation marks of a list in the measures' own source.
    fn measures(source: &str) -> Vec<&str> {
        let list = source.split("const ALL:").nth(1).and_then(|rest| rest.split("];").next()).unwrap_or_default();
        list.split('"').skip(1).step_by(2).collect()
    }

    #[test]
    fn the_help_lists_every_measure_in_its_order() {
        let source = bundle::files::read_text(&step::root().join("tests/src/bin/bench/main.rs")).expect("the measures");
        let wanted = measures(&source);
        assert!(wanted.len() > 5 && wanted.contains(&"top-up"), "{wanted:?}");
        let help = HELP.split("those measures alone:").nth(1).and_then(|rest| rest.split("\n  cargo").next());
        let told: Vec<&str> =
            help.unwrap_or_default().split([',', '\n']).map(str::trim).filter(|word| !word.is_empty()).collect();
        assert_eq!(told, wanted);
    }
}
