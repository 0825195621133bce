//! From the press on *History* to the painted list, with 5,000 sales in the ledger.
//!
//! The till's form lies between two switches. The press is the mouse button's going down, so the driver's own time is
//! included; its end is the last change of the screen, after the first rows too.

use crate::counter::{Counter, SALES};
use crate::measure::{Fallible, Measure, Ratio, Unit};
use crate::samples::{median, percentile};

/// The time that a switch may take, in microseconds.
const ALLOWED: u64 = 100_000;
/// Switches that count.
const SWITCHES: usize = 21;
/// Switches before that: the screen's code is fetched once.
const WARM_UP: usize = 2;

const HISTORY: &str = include_str!("history.js");
const ROWS: &str = "[data-testid=history-row] + [data-testid=history-row]";

/// Switches to the history and back.
pub async fn measure() -> Fallible<[Measure; 1]> {
    let counter = Counter::open().await?;
    counter.clerk.window.script(HISTORY, vec![]).await?;
    let mut took = Vec::new();
    for _ in 0..WARM_UP + SWITCHES {
        counter.clerk.click("nav-history").await?;
        took.push(counter.settled(ROWS).await?.last);
        counter.clerk.click("nav-till").await?;
        counter.clerk.see("sale-row").await?;
        counter.clerk.window.painted().await?;
    }
    let took = &took[WARM_UP..];
    let from = format!("{SWITCHES} switches with {SALES} sales, 95 of 100 within {} ms", percentile(took, 95) / 1000);
    Ok([Measure {
        name: "from the press to the painted history",
        till: median(took),
        floor: ALLOWED,
        unit: Unit::Time,
        bound: Ratio(100),
        from,
    }])
}
