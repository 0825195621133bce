//! A key in the search of a catalogue of 5,000 products: the work of the page, and the paint of what it found.
//!
//! The till practises with a service that sells so many. The keys are pressed by the driver, each when the picture of
//! the one before stands still. The work is what a person could feel as a field that lags; the paint waits for the next
//! frame besides.

use airtill_tests::window::By;
use fantoccini::key::Key;

use crate::counter::Counter;
use crate::measure::{Fallible, Measure, Ratio, Unit};
use crate::samples::percentile;

/// The products of the catalogue.
const PRODUCTS: usize = 5_000;
/// The time that the work on 95 of 100 keys may take, in microseconds: a frame at 60 Hz.
const ALLOWED: u64 = 16_000;
/// The time until the middle key's list is painted, in microseconds: the work, and the frame behind it.
const ALLOWED_PAINT: u64 = 32_000;
/// Keys that count, at least.
const KEYS: usize = 240;
/// Keys before that.
const WARM_UP: usize = 20;
/// The searches that are typed and then deleted, key by key.
const SEARCHES: [&str; 4] = ["kenya and uganda", "africa 5 gb", "japan", "united arab emirates 10"];

const CATALOGUE: &str = include_str!("catalogue.js");
const FIELD: &str = "[data-testid=catalogue-search]";

/// Types and deletes the searches, and times each key.
pub async fn measure() -> Fallible<[Measure; 2]> {
    let counter = Counter::of_esims(PRODUCTS).await?;
    let window = &counter.clerk.window;
    window.find(By::Css("[data-testid=product-row]")).await?;
    window.script("document.querySelector(arguments[0]).focus()", vec![FIELD.into()]).await?;
    window.script(CATALOGUE, vec![]).await?;
    let (mut work, mut painted) = (Vec::new(), Vec::new());
    'typing: for search in SEARCHES.iter().cycle() {
        let typed = search.chars().chain(search.chars().map(|_| Key::Backspace.into()));
        for key in typed {
            window.press(&[], key).await?;
            painted.push(counter.settled(FIELD).await?.last);
            let searched = window.script("return window.searched", vec![]).await?;
            work.push(searched.as_u64().ok_or("the page tells no time")?);
        }
        if work.len() >= WARM_UP + KEYS {
            break 'typing;
        }
    }
    let (work, painted) = (&work[WARM_UP..], &painted[WARM_UP..]);
    let tell = |times: &[u64]| {
        let of = |of_hundred| percentile(times, of_hundred) / 1000;
        format!("{} keys, {PRODUCTS} products; the middle {} ms, 95 of 100 {} ms", times.len(), of(50), of(95))
    };
    let measure = |name, till, floor, from| Measure { name, till, floor, unit: Unit::Time, bound: Ratio(100), from };
    Ok([
        measure("searching a catalogue, 95 of 100 keys", percentile(work, 95), ALLOWED, tell(work)),
        measure("from such a key to the painted list", percentile(painted, 50), ALLOWED_PAINT, tell(painted)),
    ])
}
