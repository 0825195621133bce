//! Lives through random days and compares every sentence of the till with the truth.
//!
//! `simulate --days N --seed S` lives through N days from seed S on. It prints the seed, the figures by kind of day,
//! and the first sentence that was false while everything declared was true, with the smallest world in which it is
//! false, step by step; then it exits with 1.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its person")]

use std::process::ExitCode;

use airtill_tests::oracle::adversary::day;
use airtill_tests::oracle::days::many;
use airtill_tests::oracle::rules::now;
use airtill_tests::oracle::shrink::{first_false, shrink};
use airtill_tests::oracle::world::clock;
use airtill_tests::oracle::{live, script::Day};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((days, seed)) = asked(&words) else {
        eprintln!("simulate --days N --seed S: two numbers, by default 100000 and 0");
        return ExitCode::from(2);
    };
    println!("{days} days from seed {seed} on");
    let many = many(seed..seed + days, now);
    println!("\n{}", many.report);
    let Some(first) = many.first else {
        println!("No sentence was false while everything declared was true.");
        return ExitCode::SUCCESS;
    };
    println!(
        "{} days have a sentence that is false while everything declared is true; the first is seed {first}.",
        many.seeds
    );
    show(&shrink(&day(first), now));
    ExitCode::FAILURE
}

/// The numbers of days and the first seed.
fn asked(words: &[String]) -> Option<(u64, u64)> {
    let (mut days, mut seed) = (100_000, 0);
    for pair in words.chunks(2) {
        match pair {
            [name, number] if name == "--days" => days = number.parse().ok()?,
            [name, number] if name == "--seed" => seed = number.parse().ok()?,
            _ => return None,
        }
    }
    Some((days, seed))
}

/// The world, step by step, with the sentence that is false in it.
fn show(day: &Day) {
    let outcome = live(day, now, true);
    println!("\nThe same made smaller: {}, {:?}, {:?}", day.kind, day.declared, day.tariff);
    for line in outcome.story {
        println!("  {line}");
    }
    if let Some(wrong) = first_false(&outcome.wrong) {
        println!(
            "FALSE at {}: {}{}",
            clock(wrong.at),
            wrong.sale.map_or(String::new(), |sale| format!("sale {sale}: ")),
            wrong.text
        );
    }
}
