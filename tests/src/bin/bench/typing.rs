//! From a key to the paint of its digit in the number field: in the middle of all keys, and in 95 of 100.
//!
//! The keys are pressed by the driver, one after another, each when the picture of the one before stands still. A key
//! is painted with the first frame that has it; the till reads the number meanwhile and puts its digits into groups,
//! mostly in the same frame. The paint of the last groups is reported beside it.

use airtill_tests::window::By;
use fantoccini::key::Key;

use crate::counter::{Counter, Painted};
use crate::measure::{Fallible, Measure, Ratio, Unit};
use crate::samples::percentile;

/// The time that the middle key may take, in microseconds: a frame at 60 Hz.
const ALLOWED: u64 = 16_000;
/// The time that 95 of 100 may take, in microseconds.
const ALLOWED_95: u64 = 32_000;
/// Keys that count, at least.
const KEYS: usize = 240;
/// Keys before that.
const WARM_UP: usize = 20;
/// The numbers that are typed and then deleted, key by key.
const NUMBERS: [&str; 4] = ["0921234567", "+211925550002", "00211912000113", "0959876543"];

const TYPING: &str = include_str!("typing.js");
const FIELD: &str = "[data-testid=top-up-number]";

/// Types and deletes the numbers, and times each key.
pub async fn measure() -> Fallible<[Measure; 2]> {
    let counter = Counter::open().await?;
    let window = &counter.clerk.window;
    window.script("document.querySelector(arguments[0]).focus()", vec![FIELD.into()]).await?;
    window.script(TYPING, vec![]).await?;
    let mut took = Vec::new();
    for number in NUMBERS.iter().cycle() {
        for digit in number.chars() {
            window.press(&[], digit).await?;
            took.push(counter.settled(FIELD).await?);
        }
        // Groups come and go, so the number of keys that empty the field is not known before.
        while !window.value(By::Css(FIELD)).await?.is_empty() {
            window.press(&[], Key::Backspace).await?;
            took.push(counter.settled(FIELD).await?);
        }
        if took.len() >= WARM_UP + KEYS {
            break;
        }
    }
    let took = &took[WARM_UP..];
    let of = |what: fn(&Painted) -> u64| took.iter().map(what).collect::<Vec<_>>();
    let (keys, groups) = (of(|painted| painted.first), of(|painted| painted.last));
    let tell =
        |of_hundred| format!("{} keys; with the last groups {} ms", took.len(), percentile(&groups, of_hundred) / 1000);
    let measure = |name, of_hundred, floor| Measure {
        name,
        till: percentile(&keys, of_hundred),
        floor,
        unit: Unit::Time,
        bound: Ratio(100),
        from: tell(of_hundred),
    };
    Ok([measure("from a key to its paint", 50, ALLOWED), measure("the same in 95 of 100 keys", 95, ALLOWED_95)])
}
