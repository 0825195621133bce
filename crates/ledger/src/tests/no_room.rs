//! A disk that fills up while opening makes the derived tables anew: all of them or none, and no entry is lost.
//!
//! A disk is filled for one process alone, by the limit on the size of its files. So each test starts this binary again
//! as a child that has the limit.

use std::io::Write;
use std::process::Command;

use super::golden::plans::every_kind_of_a_plan;
use super::*;
use crate::derived::bring_up_to_date;
use crate::schema::{MIGRATIONS, OUTDATED};
use crate::{Damage, LedgerError};

/// The path of the ledger that a child opens.
const LEDGER: &str = "AIRTILL_LEDGER_WITHOUT_ROOM";
/// The pages of SQLite's cache in a child: fewer than it changes, so that it writes before it commits.
const CACHE: &str = "AIRTILL_LEDGER_CACHE";

/// The text by which a child says that opening made the tables anew, or why not.
const MADE: &str = "made anew";
const READABLE: &str = "readable, not made anew";
const REFUSED: &str = "refused";

/// A closed ledger whose derived tables have this version; what is derived, and its entries.
fn of_version(place: &Place, version: i64) -> (Vec<String>, usize) {
    let mut ledger = place.open();
    every_kind(&mut ledger);
    every_kind_of_a_float(&mut ledger);
    every_kind_of_a_plan(&mut ledger);
    let before = (derived(&ledger), ledger.entries(None, Seq(0), 999).unwrap().len());
    ledger.connection.execute("UPDATE derived SET version = ?1", [version]).unwrap();
    ledger.close().unwrap();
    before
}

/// Does nothing unless another test started it as a process with little room.
#[test]
fn a_child_that_makes_derived_tables_anew_without_room() {
    let Some(path) = std::env::var_os(LEDGER) else { return };
    if let Ok(cache) = std::env::var(CACHE) {
        let mut connection = rusqlite::Connection::open(&path).unwrap();
        connection.pragma_update(None, "cache_size", cache.parse::<i64>().unwrap()).unwrap();
        let refusal = bring_up_to_date(&mut connection, MIGRATIONS, &|_| ()).unwrap();
        assert!(matches!(refusal, Some(LedgerError::Full { .. })), "{refusal:?}");
        writeln!(std::io::stdout(), "{READABLE}").unwrap();
        return;
    }
    let said = match Ledger::open(path.as_ref(), Environment::Practice, till()) {
        Err(LedgerError::Full { .. }) => REFUSED,
        Err(other) => panic!("{other:?}"),
        Ok(mut ledger) => match ledger.take_not_made_anew() {
            None => {
                ledger.verify().unwrap();
                MADE
            }
            Some(LedgerError::Full { .. }) => {
                assert!(ledger.take_not_made_anew().is_none(), "once");
                let found = ledger.verify_recent().unwrap_err();
                assert!(matches!(found, LedgerError::Broken { what: Damage::Derived, .. }), "{found:?}");
                READABLE
            }
            Some(other) => panic!("{other:?}"),
        },
    };
    writeln!(std::io::stdout(), "{said}").unwrap();
}

/// The end of the child above, none of whose files may pass so many blocks of 512 bytes.
fn opened_with(place: &Place, blocks: u32, cache: Option<&str>) -> &'static str {
    let child = "tests::no_room::a_child_that_makes_derived_tables_anew_without_room";
    // The limit's signal would kill; ignored, it is EFBIG.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" --exact {child} --nocapture");
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).arg(std::env::current_exe().unwrap()).env(LEDGER, &place.path);
    command.envs(cache.map(|pages| (CACHE, pages)));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{blocks} blocks: {said} {}", String::from_utf8_lossy(&output.stderr));
    let known = [MADE, READABLE, REFUSED].into_iter().find(|known| said.lines().any(|line| line == *known));
    known.unwrap_or_else(|| panic!("{blocks} blocks: {said}"))
}

/// Opens it with room: everything is there.
fn assert_whole(place: &Place, before: &(Vec<String>, usize), with: &str) {
    let mut ledger = place.open();
    assert!(ledger.take_not_made_anew().is_none(), "{with}");
    ledger.verify().unwrap();
    let after = (derived(&ledger), ledger.entries(None, Seq(0), 999).unwrap().len());
    assert!(after == *before, "{with}: {after:?}");
}

#[test]
fn a_full_disk_leaves_damaged_tables_as_they_are_and_entries_readable() {
    let mut seen = Vec::new();
    for blocks in (32..=512).step_by(32) {
        let place = Place::new();
        let before = of_version(&place, OUTDATED);
        seen.push(opened_with(&place, blocks, None));
        assert_whole(&place, &before, &format!("{blocks} blocks: {seen:?}"));
    }
    seen.dedup();
    // Without room for the index of the log no ledger is opened at all.
    assert_eq!(seen, [REFUSED, READABLE, MADE], "the more room, the more is done");
}

#[test]
fn a_full_disk_refuses_a_ledger_that_another_version_derived() {
    let mut seen = Vec::new();
    for blocks in (32..=512).step_by(32) {
        let place = Place::new();
        let before = of_version(&place, 1);
        seen.push(opened_with(&place, blocks, None));
        assert_whole(&place, &before, &format!("{blocks} blocks: {seen:?}"));
    }
    seen.dedup();
    // This program cannot search what another version derived.
    assert_eq!(seen, [REFUSED, MADE]);
}

/// Damage that the version before found is mended by this one, whose tables differ.
#[test]
fn a_full_disk_is_told_of_damaged_tables_of_another_version() {
    let mut seen = Vec::new();
    for blocks in (32..=512).step_by(32) {
        let place = Place::new();
        let before = of_version(&place, OUTDATED);
        rusqlite::Connection::open(&place.path).unwrap().execute_batch("DROP INDEX sale_product").unwrap();
        seen.push(opened_with(&place, blocks, None));
        assert_whole(&place, &before, &format!("{blocks} blocks: {seen:?}"));
    }
    seen.dedup();
    assert_eq!(seen, [REFUSED, MADE], "the refusal is the disk's");
}

#[test]
fn a_disk_that_fills_up_before_the_commit_is_told_as_one_that_does_at_it() {
    let place = Place::new();
    let before = of_version(&place, OUTDATED);
    assert_eq!(opened_with(&place, 128, Some("5")), READABLE);
    assert_whole(&place, &before, "a cache of five pages");
}
