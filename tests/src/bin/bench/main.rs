//! `cargo xtask bench`: the promises about speed, measured and judged.
//!
//! | measure | what is divided by what |
//! | --- | --- |
//! | time the till adds to a top-up | from the yes to its answer, less the floor, over the floor: a bare HTTP call plus two writes with fsync |
//! | launch to usable window | from starting the program to the last change of the picture; an empty, existing data folder |
//! | memory of all processes | what the program and its web processes hold alone, two seconds after they are usable |
//!
//! The last two are taken against `airtill-bare-window`, built in the same command; all are ratios of medians within one
//! run, of runs that alternate, so what else the computer does burdens both sides. Ratios are rounded up. A measure that
//! falls short is taken again, up to three rounds in all, and the best one counts: a noisy minute is not a slower till.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a measure is told to the person who asked for it")]

mod account;
#[cfg(target_os = "linux")]
mod floor;
mod measure;
#[cfg(target_os = "linux")]
mod processes;
mod samples;
#[cfg(target_os = "linux")]
mod screen;
mod spans;
#[cfg(target_os = "linux")]
mod start;
mod top_up;

use std::process::ExitCode;

use measure::{Fallible, Measure};

/// Every measure, told as soon as it is known.
async fn all() -> Fallible<bool> {
    let mut holds = true;
    let mut tell = |measures: &[Measure]| {
        for measure in measures {
            println!("{measure}");
            holds &= measure.holds();
        }
    };
    tell(&measure::best_of_rounds(top_up::measure).await?);
    #[cfg(target_os = "linux")]
    tell(&start::measures().await?);
    Ok(holds)
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime needs nothing special");
    match runtime.block_on(all()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(fault) => {
            eprintln!("the measures stopped: {fault}");
            ExitCode::FAILURE
        }
    }
}
