//! A disk that is full, a folder that may not be written, and power that goes.
//!
//! Limits of the system bind whole processes, so two tests start this binary again as a child that has them.

use std::fs;

use super::*;
use crate::LedgerError;
use crate::file::with_suffix;

#[test]
fn a_full_disk_refuses_an_entry_whole_and_takes_the_next_with_space() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind(&mut ledger);
    let pages: i64 = ledger.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    ledger.connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    let mut n = 100;
    let failed = loop {
        match ledger.append(entry(0, intended(n))) {
            Ok(_) => n += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(failed, LedgerError::Full { .. }), "{failed:?}");
    assert_eq!(ledger.sale(id(n)).unwrap(), None, "nothing of it is kept");
    let kept = ledger.verify().unwrap().entries;
    ledger.connection.query_row(&format!("PRAGMA max_page_count = {}", pages + 1_000), [], |_| Ok(())).unwrap();
    ledger.append(entry(1, intended(n))).unwrap();
    assert_eq!(ledger.verify().unwrap().entries, kept + 1);
}

/// A reading and what it shows: entries that belong together.
fn together(n: u32) -> Vec<NewEntry> {
    let facts = [float_seen(i64::from(n)), intended(n), in_doubt(n), came_to_rest(n), judged(n, SaleState::NotCharged)];
    facts.map(|fact| NewEntry { float: Some(float("clerk")), ..entry(0, fact) }).into()
}

#[test]
fn a_full_disk_refuses_entries_that_belong_together_as_one() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.connection.pragma_update(None, "synchronous", "off").unwrap();
    every_kind(&mut ledger);
    let limit = |ledger: &Ledger, more: i64| {
        let pages: i64 = ledger.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        ledger.connection.query_row(&format!("PRAGMA max_page_count = {}", pages + more), [], |_| Ok(())).unwrap();
    };
    let mut kept = 15;
    for n in 100..160 {
        limit(&ledger, 0);
        let (rows, refused) = (derived(&ledger), ledger.append_all(together(n)));
        if let Err(error) = refused {
            assert!(matches!(error, LedgerError::Full { .. }), "{error:?}");
            assert_eq!(
                (ledger.verify().unwrap().entries, derived(&ledger)),
                (kept, rows),
                "not even the first of them is kept"
            );
            limit(&ledger, 1_000);
            assert_eq!(ledger.append_all(together(n)).unwrap().len(), 5);
        }
        kept += 5;
    }
    assert_eq!(ledger.verify().unwrap().entries, kept);
}

#[test]
fn entries_of_which_one_may_not_follow_are_refused_as_one() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind(&mut ledger);
    let (before, rows) = (ledger.verify().unwrap(), derived(&ledger));
    for at in 0..=5 {
        let mut entries = together(100);
        entries.insert(at, entry(0, reopened(1)));
        assert!(matches!(ledger.append_all(entries), Err(LedgerError::IllegalTransition { .. })), "at {at}");
        assert_eq!((ledger.verify().unwrap(), derived(&ledger)), (before, rows.clone()), "at {at}");
    }
    assert!(ledger.append_all(vec![]).unwrap().is_empty());
    let written = ledger.append_all(together(100)).unwrap();
    assert_eq!(written.iter().map(|written| written.entry.seq.0).collect::<Vec<_>>(), [16, 17, 18, 19, 20]);
    assert_eq!(written[1].sale.as_ref().unwrap().state, SaleState::Intended, "each with its sale as it then stood");
    assert_eq!(written[4].sale, ledger.sale(id(100)).unwrap());
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use super::*;

    const FULL: &str = "AIRTILL_LEDGER_ON_A_FULL_DISK";
    const READ_ONLY: &str = "AIRTILL_LEDGER_IN_A_READ_ONLY_FOLDER";

    /// Does nothing unless another test started it as a process that may not write large files.
    #[test]
    fn a_child_that_fills_the_disk() {
        let Some(path) = std::env::var_os(FULL) else { return };
        let mut ledger = match Ledger::open(path.as_ref(), Environment::Practice, till()) {
            Ok(ledger) => ledger,
            Err(LedgerError::Full { .. }) => return,
            Err(other) => panic!("{other:?}"),
        };
        let failed = (0..10_000).find_map(|n| match n % 2 {
            0 => ledger.append(entry(n, float_seen(n))).err(),
            // Five at once, between them more than one page.
            _ => ledger.append_all(together(1_000 + n as u32)).err(),
        });
        let failed = failed.expect("the limit is met");
        assert!(matches!(failed, LedgerError::Full { .. }), "{failed:?}");
        ledger.verify().unwrap();
        assert!(
            matches!(ledger.append_all(together(99_999)), Err(LedgerError::Full { .. })),
            "still full, still said so"
        );
    }

    /// The child above, whose files may not pass `blocks` of 512 bytes. The limit's signal would kill; ignored, it is
    /// EFBIG.
    fn fill(place: &Place, blocks: u32) {
        let script = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" --exact tests::disk::unix::a_child_that_fills_the_disk"
        );
        // Its words go through a pipe: a log that is a file would meet the limit, too.
        let output = Command::new("sh")
            .arg("-c")
            .arg(script)
            .arg(std::env::current_exe().unwrap())
            .env(FULL, &place.path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }

    #[test]
    fn a_write_that_the_system_refuses_loses_nothing_that_was_kept() {
        let place = Place::new();
        every_kind(&mut place.open());
        fill(&place, 400);
        let mut ledger = place.open();
        let kept = ledger.verify().unwrap().entries;
        assert!(kept > 15, "some were kept before the limit: {kept}");
        let whole = (1_000..11_000)
            .filter(|n| ledger.sale(id(*n)).unwrap().is_some_and(|sale| sale.state == SaleState::NotCharged))
            .count();
        let readings = ledger
            .entries(None, Seq(0), 99_999)
            .unwrap()
            .iter()
            .filter(|entry| matches!(entry.fact, Fact::FloatSeen { .. }))
            .count();
        assert_eq!(
            kept,
            15 + 5 * whole as u64 + (readings - 1 - whole) as u64,
            "five or none of those that belong together"
        );
        ledger.append(entry(0, intended(77))).unwrap();
        assert_eq!(ledger.verify().unwrap().entries, kept + 1);
    }

    #[test]
    fn a_ledger_that_cannot_be_made_for_want_of_room_leaves_nothing() {
        let place = Place::new();
        fill(&place, 8);
        assert!(place.names().is_empty(), "{:?}", place.names());
        place.open();
    }

    /// Does nothing unless another test started it as a process that may not write there.
    #[test]
    fn a_child_that_may_not_write() {
        let Some(path) = std::env::var_os(READ_ONLY) else { return };
        let opened = Ledger::open(path.as_ref(), Environment::Practice, till()).map(|_| ());
        assert!(matches!(opened, Err(LedgerError::ReadOnly { .. })), "{opened:?}");
    }

    #[test]
    fn a_folder_that_may_not_be_written_is_told_as_that() {
        // By Linux's own name for this program, even a child without rights may start it, wherever it was built.
        let own = std::path::PathBuf::from("/proc/self/exe");
        let program = if own.exists() { own } else { std::env::current_exe().unwrap() };
        for existing in [false, true] {
            let place = Place::new();
            if existing {
                every_kind(&mut place.open());
                fs::set_permissions(&place.path, fs::Permissions::from_mode(0o666)).unwrap();
            }
            fs::set_permissions(place.folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
            let mut child = Command::new(&program);
            child
                .args(["--exact", "tests::disk::unix::a_child_that_may_not_write"])
                .env(READ_ONLY, &place.path)
                .current_dir("/");
            // Rights do not bind root: as root, the child is nobody.
            if fs::metadata(place.folder.path()).unwrap().uid() == 0 {
                child.uid(65_534).gid(65_534);
            }
            assert!(child.status().unwrap().success(), "existing: {existing}");
            fs::set_permissions(place.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        }
    }
}

/// Copies the ledger and its log as a sudden end would leave them, the log cut at `length`.
fn survivor(place: &Place, length: usize) -> Place {
    let copy = Place::new();
    fs::copy(&place.path, &copy.path).unwrap();
    let log = fs::read(with_suffix(&place.path, "-wal")).unwrap();
    fs::write(with_suffix(&copy.path, "-wal"), &log[..length.min(log.len())]).unwrap();
    copy
}

#[test]
fn a_transaction_that_was_under_way_when_power_went_is_not_there() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind(&mut ledger);
    // A cache of ten pages spills uncommitted pages into the log.
    ledger.connection.pragma_update(None, "cache_size", 10).unwrap();
    let before = fs::metadata(with_suffix(&place.path, "-wal")).unwrap().len();
    let mut writing = crate::append::Writing::begin(&mut ledger).unwrap();
    for n in 100..300 {
        writing.write(entry(0, intended(n))).unwrap();
    }
    let after = fs::metadata(with_suffix(&place.path, "-wal")).unwrap().len();
    assert!(after > before, "some of it is in the log already");
    assert_eq!(survivor(&place, usize::MAX).open().verify().unwrap().entries, 15);
    drop(writing);
    ledger.append(entry(1, intended(100))).unwrap();
    assert_eq!(survivor(&place, usize::MAX).open().verify().unwrap().entries, 16);
}

#[test]
fn a_log_cut_anywhere_holds_all_entries_of_a_group_or_none() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind(&mut ledger);
    for n in 100..108 {
        ledger.append_all(together(n)).unwrap();
    }
    let length = fs::metadata(with_suffix(&place.path, "-wal")).unwrap().len() as usize;
    let mut seen = std::collections::BTreeSet::new();
    for cut in (0..=length).step_by(3_061).chain([length]) {
        let ledger = survivor(&place, cut).open();
        let entries = ledger.verify().unwrap().entries;
        assert!(entries <= 15 || entries.is_multiple_of(5), "{entries} entries, cut at {cut}");
        seen.insert(entries);
    }
    assert!(seen.len() > 20 && seen.last() == Some(&55), "{seen:?}");
}

#[test]
fn a_log_that_was_cut_anywhere_gives_a_beginning_of_the_chain() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind(&mut ledger);
    let all = ledger.entries(None, Seq(0), 99).unwrap();
    let length = fs::metadata(with_suffix(&place.path, "-wal")).unwrap().len() as usize;
    let mut last = 0;
    for cut in (0..=length).step_by(2_039).chain([length]) {
        let ledger = survivor(&place, cut).open();
        let entries = ledger.entries(None, Seq(0), 99).unwrap();
        assert_eq!(entries, all[..entries.len()], "cut at {cut}");
        assert!(entries.len() >= last, "a longer log holds no fewer entries");
        ledger.verify().unwrap();
        last = entries.len();
    }
    assert_eq!(last, all.len());
}
