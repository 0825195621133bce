//! A ledger of a million sales: how long it takes to open, cold too, to check, to search, and to sell on.
//!
//! It is made once ([`past`]) and stored. Cold means that the system was asked to forget the pages of the file; that is
//! measured on Linux alone. `LEDGER_SALES` in the environment asks for another number of sales.

mod dice;
mod esims;
mod past;
mod searches;

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use airtill_domain::Environment;
use airtill_ledger::{Check, Ledger};

use crate::measure::{Fallible, Measure, Ratio, Unit};
use crate::samples::{median, micros, now, percentile};
use dice::Dice;
use past::till;

const SALES: u64 = 1_000_000;
/// The time that opening may take, in microseconds, warm or cold.
const OPENED: u64 = 50_000;
/// The time that the check before the first sale may take, cold.
const CHECKED: u64 = 300_000;
/// Entries that are checked in a second.
const RATE: u64 = 200_000;
/// The time that their indices may take behind that, in microseconds: no sale waits for them, nor does closing.
const INDICES: u64 = 5_000_000;
/// Entries of one step of a check.
const STEP: usize = 8_000;
/// The time that 95 of 100 searches may take.
const SEARCHED: u64 = 10_000;
/// The time that 95 of 100 may take of the one kind that no index serves.
const SEARCHED_WITHOUT_INDEX: u64 = 200_000;
/// How often each kind of search is made.
const SEARCHES: usize = 200;
/// Sales that are appended beside each other.
const APPENDS: usize = 300;

/// All of it, on a ledger of a million sales.
pub fn measure() -> Fallible<Vec<Measure>> {
    let sales = std::env::var("LEDGER_SALES").ok().map_or(Ok(SALES), |sales| sales.parse())?;
    let path = past::ledger(sales)?;
    let mut all = vec![opening("opening a million sales", &path, false)?];
    if cfg!(target_os = "linux") {
        all.push(opening("opening them cold", &path, true)?);
        all.push(first_check(&path)?);
    }
    all.extend(verifying(&path)?);
    all.extend(searching(&path, sales)?);
    all.push(growth(&path)?);
    all.extend(appending(&path, sales)?);
    Ok(all)
}

fn open(path: &Path) -> Fallible<Ledger> {
    Ok(Ledger::open(path, Environment::Practice, till())?)
}

fn time(name: &'static str, took: u64, allowed: u64, from: String) -> Measure {
    Measure { name, till: took, floor: allowed, unit: Unit::Time, bound: Ratio(100), from }
}

fn opening(name: &'static str, path: &Path, cold: bool) -> Fallible<Measure> {
    let mut took = Vec::new();
    for _ in 0..11 {
        if cold {
            forget(path)?;
        }
        let begun = now();
        let ledger = open(path)?;
        took.push(micros(begun.elapsed()));
        ledger.close()?;
    }
    Ok(time(name, median(&took), OPENED, format!("{} openings", took.len())))
}

fn first_check(path: &Path) -> Fallible<Measure> {
    let mut took = Vec::new();
    for _ in 0..5 {
        forget(path)?;
        let ledger = open(path)?;
        let begun = now();
        ledger.verify_recent()?;
        took.push(micros(begun.elapsed()));
        ledger.close()?;
    }
    Ok(time("what the first sale waits for, cold", median(&took), CHECKED, format!("{} checks", took.len())))
}

/// The check of all entries: once cold, from the disk, and then with all pages at hand, which is the till's own work.
/// That of the indices follows it, and is measured by itself.
fn verifying(path: &Path) -> Fallible<Vec<Measure>> {
    let ledger = open(path)?;
    let mut all = Vec::new();
    if cfg!(target_os = "linux") {
        forget(path)?;
        let (took, _, entries) = check_all(&ledger)?;
        let each = took * RATE / entries.max(1);
        all.push(time("checking 200,000 entries cold", each, 1_000_000, format!("{entries} entries")));
    }
    let (mut took, mut of_indices) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let (of_entries, indices, entries) = check_all(&ledger)?;
        took.push(of_entries * RATE / entries.max(1));
        of_indices.push(indices * RATE / entries.max(1));
    }
    let from = format!("{} checks of all", took.len());
    all.push(time("checking 200,000 entries", median(&took), 1_000_000, from.clone()));
    all.push(time("the indices of 200,000 entries", median(&of_indices), INDICES, from));
    Ok(all)
}

/// Checks all: the times of the entries and of the indices in microseconds, and how many entries there are.
fn check_all(ledger: &Ledger) -> Fallible<(u64, u64, u64)> {
    let (mut check, begun) = (Check::default(), now());
    let mut of_entries = None;
    loop {
        let verified = ledger.check_step(&mut check, STEP)?;
        if check.is_through_entries() {
            of_entries.get_or_insert_with(|| micros(begun.elapsed()));
        }
        if let Some(verified) = verified {
            let whole = micros(begun.elapsed());
            let of_entries = of_entries.unwrap_or(whole);
            return Ok((of_entries, whole - of_entries, verified.entries));
        }
    }
}

fn searching(path: &Path, sales: u64) -> Fallible<Vec<Measure>> {
    let ledger = open(path)?;
    let mut all = Vec::new();
    for (name, make) in searches::KINDS {
        let mut dice = Dice::new(11);
        let (mut took, mut found) = (Vec::new(), 0);
        for _ in 0..SEARCHES {
            let query = make(&mut dice, sales);
            let begun = now();
            found += ledger.sales(&query)?.len();
            took.push(micros(begun.elapsed()));
        }
        let (middle, most) = (median(&took), percentile(&took, 100));
        let from = format!("median {middle} us, most {most} us, {} sales found each", found / SEARCHES);
        let allowed = if name == searches::OF_EVERY_SIM_IN_A_STATE { SEARCHED_WITHOUT_INDEX } else { SEARCHED };
        all.push(time(name, percentile(&took, 95), allowed, from));
    }
    Ok(all)
}

fn growth(path: &Path) -> Fallible<Measure> {
    let sizes = open(path)?.sizes()?;
    let all: u64 = sizes.iter().map(|(_, bytes)| bytes).sum();
    let for_searches = ["number_part", "sale_day", "sale_name", "sale_state", "sale_number"];
    let added = sizes.iter().filter(|(name, _)| for_searches.contains(&name.as_str())).map(|(_, bytes)| bytes).sum();
    let without = all.saturating_sub(added);
    let from = format!("{} MiB are there for searches alone", added >> 20);
    Ok(Measure {
        name: "the file with all that is searched by",
        till: all,
        floor: without,
        unit: Unit::Memory,
        bound: Ratio(110),
        from,
    })
}

/// Sales at the end of the million, of a new ledger, and of a plain file that waits for the disk as often, in turns.
fn appending(path: &Path, sales: u64) -> Fallible<[Measure; 2]> {
    let folder = tempfile::tempdir_in(path.parent().unwrap_or(path))?;
    let large = folder.path().join("large.sqlite3");
    std::fs::copy(path, &large)?;
    let (mut large, mut fresh) = (open(&large)?, open(&folder.path().join("new.sqlite3"))?);
    let plain = File::create(folder.path().join("plain"))?;
    let mut dice = Dice::new(13);
    let (mut at_large, mut at_fresh, mut at_plain) = (Vec::new(), Vec::new(), Vec::new());
    for n in sales..sales + APPENDS as u64 {
        let entries = past::sale(&mut dice, n)?;
        for (ledger, took) in [(&mut large, &mut at_large), (&mut fresh, &mut at_fresh)] {
            let begun = now();
            for entry in entries.clone() {
                ledger.append(entry)?;
            }
            took.push(micros(begun.elapsed()));
        }
        let begun = now();
        for _ in &entries {
            (&plain).write_all(&[0x61; 4_096])?;
            plain.sync_all()?;
        }
        at_plain.push(micros(begun.elapsed()));
    }
    let from = format!("{APPENDS} sales in turns");
    let measure = |name, floor: &[u64], bound| Measure {
        name,
        till: median(&at_large),
        floor: median(floor),
        unit: Unit::Time,
        bound,
        from: from.clone(),
    };
    Ok([
        measure("a sale behind a million, over one in a new ledger", &at_fresh, Ratio(150)),
        measure("the same, over two plain writes with fsync", &at_plain, Ratio(300)),
    ])
}

/// Has the system forget what it holds of a file, so that it is read from the disk.
#[cfg(target_os = "linux")]
fn forget(path: &Path) -> Fallible<()> {
    let file = File::open(path)?;
    file.sync_all()?;
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn forget(_path: &Path) -> Fallible<()> {
    Err("pages are forgotten on Linux alone".into())
}
