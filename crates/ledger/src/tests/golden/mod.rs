//! Ledgers that earlier versions of this crate wrote, opened by this one.
//!
//! `version-3.sqlite3` is a ledger of the first format that lasts, with every kind of fact, two tills, two connections
//! of one account. It was made once by [`make`] and is never made again: a later format gets a file of its own beside
//! it, and every one of them is opened, verified and searched for ever. Those of the formats 1 and 2, which were never
//! given out, are refused and left as they are; the application sets them aside. Orders that finish later, which format
//! 3 was given after its file was made, have a file of their own in `plans`.

pub mod plans;

use std::fs;
use std::sync::{Arc, Mutex};

use super::*;
use crate::{LedgerThread, Query, Rebuilding, Verified, set_aside};

const VERSION_1: &[u8] = include_bytes!("version-1.sqlite3");
const VERSION_2: &[u8] = include_bytes!("version-2.sqlite3");
const VERSION_3: &[u8] = include_bytes!("version-3.sqlite3");

/// The hash of the last entry of version 3, which covers all the others.
const HEAD: &str = "e5c92ff8aa2fe593f751bdd510a20f02485890d73d7f84c53da0073eac8b09a1";

fn place_with(bytes: &[u8]) -> Place {
    let place = Place::new();
    fs::write(&place.path, bytes).unwrap();
    place
}

fn found(ledger: &Ledger, query: Query) -> Vec<SaleId> {
    ledger.sales(&query).unwrap().iter().map(|sale| sale.id).collect()
}

fn ids<const N: usize>(numbers: [u32; N]) -> Vec<SaleId> {
    numbers.map(id).to_vec()
}

/// The till that joined the ledger after the first one.
fn second_till() -> TillId {
    TillId::from_bits(0x77aa_55cc_0000_0000_0000_0000_0000_0008)
}

/// Writes the ledger of version 3 to a path that is free: `cargo test -p airtill-ledger -- --ignored golden::make`
/// with `AIRTILL_GOLDEN` set to it.
#[test]
#[ignore = "made once; never made again"]
fn make() {
    let path = std::path::PathBuf::from(std::env::var_os("AIRTILL_GOLDEN").expect("the path to write to"));
    assert!(!path.exists(), "a ledger that was made is never made again");
    let mut ledger = Ledger::open(&path, Environment::Practice, till()).unwrap();
    ledger.begin_run("airtill", uuid::Uuid::from_u128(7), "0.1.0");
    every_kind(&mut ledger);
    every_kind_of_a_float(&mut ledger);
    ledger.close().unwrap();
    let mut ledger = Ledger::open(&path, Environment::Practice, second_till()).unwrap();
    ledger.begin_run("airtill", uuid::Uuid::from_u128(8), "0.1.1");
    let Fact::Intended(first) = intended(21) else { unreachable!() };
    let order = TopUpOrder { connection: second_file(), msisdn: msisdn(21), amount: ssp(12_345) };
    let first = Intended {
        order: order.into(),
        repeat_reason: Some("lost phone".into()),
        override_of: vec![id(12)],
        number_warned: true,
        sold_by: Some("Nyandeng Garang".into()),
        list: Some(crate::ListRow { list: uuid::Uuid::from_u128(5), row: 3, attempt: 1 }),
        turn: Some(crate::Turn { token: "t-1".into(), generation: 4 }),
        ..first
    };
    for fact in [Fact::Intended(first), in_doubt(21), noted(21)] {
        let (connection, float) = (Some(second_file()), Some(float("clerk")));
        ledger.append(NewEntry { connection, float, ..entry(200, fact) }).unwrap();
    }
    close_for_good(ledger, &path);
}

/// Closes a ledger that was made, without what is beside its file.
fn close_for_good(ledger: Ledger, path: &std::path::Path) {
    ledger.close().unwrap();
    let raw = rusqlite::Connection::open(path).unwrap();
    raw.execute_batch("PRAGMA journal_mode = delete; VACUUM; PRAGMA journal_mode = wal").unwrap();
}

fn second_file() -> ConnectionId {
    ConnectionId::new("second-file").unwrap()
}

#[test]
fn a_ledger_of_version_3_is_verified_with_every_kind_of_fact() {
    let place = place_with(VERSION_3);
    let ledger = place.open();
    assert_eq!((ledger.begun_by(), ledger.till(), ledger.backup()), (till(), till(), None));
    assert_eq!(ledger.verify().unwrap(), Verified { entries: 38, sales: 9 });
    let entries = ledger.entries(None, Seq(0), 99).unwrap();
    let hash: String = entries[37].hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, HEAD);
    let kinds: std::collections::BTreeSet<_> = entries.iter().map(|entry| entry.fact.kind()).collect();
    assert_eq!(kinds.len(), 18, "every kind of fact that version 3 knew: {kinds:?}");
    let runs = entries.iter().filter(|entry| matches!(entry.fact, Fact::RunStarted { .. }));
    assert_eq!(
        runs.map(|entry| (entry.seq.0, entry.till, entry.connection.is_none())).collect::<Vec<_>>(),
        [(1, till(), true), (35, second_till(), true)],
        "each run of the program begins with its name"
    );
    assert!(entries[35..].iter().all(|entry| entry.till == second_till()));
}

#[test]
fn the_sales_of_version_3_stand_where_they_stood() {
    use SaleState::*;
    let place = place_with(VERSION_3);
    let ledger = place.open();
    let sale = |n| ledger.sale(id(n)).unwrap().unwrap();
    for (n, state) in [
        (1, Confirmed),
        (2, Accepted),
        (3, Declined),
        (4, Said),
        (11, NeverHandedOver),
        (12, Said),
        (13, DeclinedButCharged),
        (14, Accepted),
        (21, InDoubt),
    ] {
        assert_eq!((sale(n).state, sale(n).till), (state, if n == 21 { second_till() } else { till() }), "sale {n}");
    }
    assert_eq!((sale(1).attempt, sale(1).reference.as_deref()), (2, Some("REF-000001")));
    assert_eq!(sale(3).reason, Some(DeclineReason::InsufficientFloat));
    assert_eq!((sale(4).cause, sale(4).said.unwrap().arrived), (Some(DoubtCause::NoAnswer), Some(true)));
    assert_eq!(sale(13).verdict.unwrap().found.debit, Some(ssp(5_970)));
    let last = sale(21);
    assert_eq!(
        (last.sold_by.as_str(), last.repeat_reason.as_deref(), last.override_of, last.number_warned),
        ("Nyandeng Garang", Some("lost phone"), ids([12]), true)
    );
    assert_eq!(last.list.map(|list| (list.row, list.attempt)), Some((3, 1)));
    assert_eq!((last.order.connection(), last.order.price()), (&second_file(), Some(ssp(12_345).into())));
}

#[test]
fn the_sales_of_version_3_are_listed_and_found() {
    let place = place_with(VERSION_3);
    let ledger = place.open();
    let search = |phrase: &str| found(&ledger, Query { search: phrase.into(), ..Query::default() });
    assert_eq!(search(""), ids([21, 14, 13, 12, 11, 4, 3, 2, 1]));
    assert_eq!(search("0920000021"), ids([21]));
    assert_eq!(search("123.45"), ids([21]));
    assert_eq!(search("REF-0000"), ids([14, 2, 1]));
    assert_eq!(search("nyandeng"), ids([21]));
    assert_eq!(search("in doubt"), ids([21]));
    assert_eq!(found(&ledger, Query { connection: Some(second_file()), ..Query::default() }), ids([21]));
    assert_eq!(found(&ledger, Query { only_in_doubt: true, ..Query::default() }), ids([21]));
    assert_eq!(ledger.last_float(&shop(), Some(&float("clerk"))).unwrap(), Some((at(101), ssp(100_000))));
    assert!(ledger.notices().unwrap().len() <= 2);
    assert_eq!(ledger.epoch_of(&float("clerk"), 99).unwrap().begun.unwrap().fact.kind(), "epoch_ended");
}

#[test]
fn a_ledger_of_version_3_goes_on() {
    let place = place_with(VERSION_3);
    let mut ledger = place.open();
    ledger.append(entry(2_000, intended(30))).unwrap();
    ledger.append(entry(2_001, confirmed(30))).unwrap();
    assert_eq!(ledger.verify().unwrap(), Verified { entries: 40, sales: 10 });
    let rows = derived(&ledger);
    ledger.rebuild().unwrap();
    assert_eq!(derived(&ledger), rows);
    ledger.close().unwrap();
    assert_eq!(place.open().verify().unwrap().entries, 40);
}

#[test]
fn tables_that_another_version_derived_are_made_anew_from_the_entries() {
    let place = place_with(VERSION_3);
    let rows = derived(&place.open());
    let raw = rusqlite::Connection::open(&place.path).unwrap();
    raw.execute_batch(
        "UPDATE derived SET version = 999;
         DROP TABLE unseen; DROP TABLE sale; CREATE TABLE sale (body TEXT); INSERT INTO sale VALUES ('of another form');
         CREATE TABLE of_a_later_version (a); CREATE INDEX later ON of_a_later_version (a);
         CREATE VIRTUAL TABLE words USING fts5(word); INSERT INTO words VALUES ('of a later version');
         CREATE VIEW totals AS SELECT count(*) FROM of_a_later_version;
         CREATE INDEX later_of_entries ON entry (at_ms);
         CREATE TRIGGER later_of_entries AFTER INSERT ON entry BEGIN INSERT INTO of_a_later_version VALUES (NEW.seq); END",
    )
    .unwrap();
    drop(raw);
    let ledger = place.open();
    assert_eq!(derived(&ledger), rows);
    assert_eq!(ledger.verify().unwrap(), Verified { entries: 38, sales: 9 });
}

#[tokio::test]
async fn how_far_the_derived_tables_are_made_anew_is_told() {
    let place = place_with(VERSION_3);
    let told = Arc::new(Mutex::new(Vec::new()));
    for expected in [vec![(0, 38), (38, 38)], vec![]] {
        let tell = told.clone();
        let tell = move |so_far: Rebuilding| tell.lock().unwrap().push((so_far.done, so_far.entries));
        LedgerThread::open_telling(&place.path, Environment::Practice, till(), tell).await.unwrap().close();
        assert_eq!(std::mem::take(&mut *told.lock().unwrap()), expected, "once");
    }
}

#[test]
fn ledgers_of_the_versions_before_are_refused_and_set_aside_whole() {
    for (bytes, version) in [(VERSION_1, 1), (VERSION_2, 2)] {
        let place = place_with(bytes);
        let opened = place.opened().map(drop);
        assert!(matches!(opened, Err(LedgerError::Older { found }) if found == version), "{opened:?}");
        assert_eq!(fs::read(&place.path).unwrap(), bytes, "left as it was");
        let log = |path: &std::path::Path| crate::file::with_suffix(path, "-wal");
        fs::write(log(&place.path), "entries that are in the log alone").unwrap();
        let aside = set_aside(&place.path, at(0)).unwrap();
        assert_eq!(aside.file_name().unwrap(), "ledger.unreadable-20261121T120000Z.sqlite3");
        assert_eq!(fs::read(&aside).unwrap(), bytes, "nothing of it is lost");
        assert_eq!(fs::read_to_string(log(&aside)).unwrap(), "entries that are in the log alone");
        assert_eq!(place.open().verify().unwrap().entries, 0, "a new one begins");
    }
}
