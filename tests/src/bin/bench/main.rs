//! `cargo xtask bench`: the promises about speed, measured and judged.
//!
//! | measure | quotient, rounded up |
//! | --- | --- |
//! | time the till adds to a top-up | from the yes to its answer, less the floor, over the floor: a bare HTTP call plus two writes with fsync |
//! | weighing a float | one reading behind 5,000 sales with 30 in doubt, over the 20 ms that are allowed |
//! | from the redirect to signed in | from the redirect's arrival to the event, less a bare token answer, over the 20 ms that are allowed |
//! | a fresh token | how often the service is asked for a thousand stale callers, over once; one call, over the 2 us that are allowed |
//! | a ledger of a million sales | opening, warm and cold, over 50 ms; the first sale's check over 0.3 s; 200,000 entries checked over 1 s; each search over 10 ms, 95 of 100 (one over 200 ms); the file over what it would be without its ways to search; a sale over one in a new ledger |
//! | from a key to its paint | from the key's time stamp to the frame with the grouped number, over 16 ms; of 95 in 100, over 32 ms. Among 5,000 products the page's work on 95 of 100 keys, over 16 ms; to the frame with the list, over 32 ms |
//! | a thousand open orders | the requests in any minute, over 1,000; the memory minutes later, over what it was |
//! | from the press to the painted history | from the mouse's going down to the last change, with 5,000 sales, over 100 ms |
//! | size of the program; a silent installation | the till's file over the bare window's; of the test build under Wine, over the 10 s that are allowed |
//! | launch to usable window | from starting the program to the last change of the picture, with an empty data folder; two seconds later, the memory that all its processes hold alone; in turns with `airtill-bare-window` |
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a measure is printed for the person who asked for it")]

mod account;
#[cfg(target_os = "linux")]
mod catalogue;
mod company;
#[cfg(target_os = "linux")]
mod counter;
mod evidence;
#[cfg(target_os = "linux")]
mod floor;
mod fresh;
#[cfg(target_os = "linux")]
mod history;
#[cfg(target_os = "linux")]
mod installed;
mod ledger;
mod measure;
#[cfg(target_os = "linux")]
mod orders;
#[cfg(target_os = "linux")]
mod processes;
mod reported;
mod samples;
#[cfg(target_os = "linux")]
mod screen;
mod sign_in;
mod spans;
mod stale;
#[cfg(target_os = "linux")]
mod start;
mod top_up;
#[cfg(target_os = "linux")]
mod typing;

use std::process::ExitCode;

use measure::{Fallible, Measure};

/// The measures; words on the command line choose among them.
const ALL: [&str; 13] = [
    "top-up",
    "evidence",
    "sign-in",
    "stale",
    "fresh",
    "ledger",
    "orders",
    "typing",
    "catalogue",
    "history",
    "size",
    "install",
    "start",
];

/// Takes the chosen measures, and prints each as soon as it is known.
async fn take(chosen: &[String]) -> Fallible<bool> {
    if let Some(unknown) = chosen.iter().find(|word| !ALL.contains(&word.as_str())) {
        return Err(format!("there is no measure {unknown}; there are {}", ALL.join(", ")).into());
    }
    let is_chosen = |name: &str| chosen.is_empty() || chosen.iter().any(|word| word == name);
    let mut holds = true;
    let mut tell = |measures: &[Measure]| {
        for measure in measures {
            println!("{measure}");
            holds &= measure.holds();
        }
    };
    if is_chosen("top-up") {
        tell(&measure::best_of_rounds(top_up::measure).await?);
    }
    if is_chosen("evidence") {
        tell(&measure::best_of_rounds(evidence::measure).await?);
    }
    if is_chosen("sign-in") {
        tell(&measure::best_of_rounds(sign_in::measure).await?);
    }
    if is_chosen("stale") {
        tell(&stale::measure().await?);
    }
    if is_chosen("fresh") {
        tell(&measure::best_of_rounds(fresh::measure).await?);
    }
    if is_chosen("ledger") {
        tell(&ledger::measure()?);
    }
    #[cfg(target_os = "linux")]
    if is_chosen("orders") {
        tell(&orders::measure().await?);
    }
    #[cfg(target_os = "linux")]
    if is_chosen("typing") {
        tell(&measure::best_of_rounds(typing::measure).await?);
    }
    #[cfg(target_os = "linux")]
    if is_chosen("catalogue") {
        tell(&measure::best_of_rounds(catalogue::measure).await?);
    }
    #[cfg(target_os = "linux")]
    if is_chosen("history") {
        tell(&measure::best_of_rounds(history::measure).await?);
    }
    #[cfg(target_os = "linux")]
    if is_chosen("size") {
        tell(&[installed::size()?]);
    }
    #[cfg(target_os = "linux")]
    if is_chosen("install") && (!chosen.is_empty() || installed::can_be_installed()) {
        tell(&[installed::silent()?]);
    }
    #[cfg(target_os = "linux")]
    if is_chosen("start") {
        tell(&start::measures().await?);
    }
    Ok(holds)
}

fn main() -> ExitCode {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime needs nothing special");
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    match runtime.block_on(take(&chosen)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(fault) => {
            eprintln!("the measures stopped: {fault}");
            let mut cause = fault.source();
            while let Some(deeper) = cause {
                eprintln!("  because: {deeper}");
                cause = deeper.source();
            }
            ExitCode::FAILURE
        }
    }
}
