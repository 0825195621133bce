//! A ledger that the first version of this crate wrote, opened by this one.
//!
//! `version-1.sqlite3` was made once by a program that used the crate as it was before entries named their floats:
//! every kind of fact of that time, two connections of one account, doubts that evidence and people settled. It is
//! never made again.

use std::fs;

use airtill_domain::SaleState;
use rusqlite::types::Value;

use super::*;
use crate::{Bearing, LedgerError, Query, Run, Settlement, Verified};

const WRITTEN: &[u8] = include_bytes!("version-1.sqlite3");

/// The hash of its last entry, which covers all the others.
const HEAD: &str = "c17ebf678ec35157927c96a01c67d7b2f211afb318426fdf5d0c9806c21801ce";

fn written() -> Place {
    let place = Place::new();
    fs::write(&place.path, WRITTEN).unwrap();
    place
}

fn second_file() -> ConnectionId {
    ConnectionId::new("second-file").unwrap()
}

/// The columns of its entries that its version had.
fn columns(path: &std::path::Path) -> Vec<Vec<Value>> {
    let raw = rusqlite::Connection::open(path).unwrap();
    let mut statement = raw
        .prepare(
            "SELECT seq, at_ms, actor, connection, sale, kind, attempt, body, prev_hash, hash FROM entry ORDER BY seq",
        )
        .unwrap();
    let rows = statement.query_map([], |row| (0..10).map(|column| row.get(column)).collect()).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn hex(hash: [u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn found(ledger: &Ledger, query: Query) -> Vec<SaleId> {
    ledger.sales(&query).unwrap().iter().map(|sale| sale.id).collect()
}

fn ids<const N: usize>(numbers: [u32; N]) -> Vec<SaleId> {
    numbers.map(id).to_vec()
}

#[test]
fn every_entry_keeps_its_words_and_its_hash_and_a_backup_is_left() {
    let place = written();
    let before = columns(&place.path);
    let ledger = place.open();
    assert_eq!(ledger.verify().unwrap(), Verified { entries: 45, sales: 14 });
    let entries = ledger.entries(None, Seq(0), 99).unwrap();
    assert_eq!(hex(entries[44].hash), HEAD);
    assert!(entries.iter().all(|entry| entry.float.is_none()), "nobody knows today whose float it was");
    let backup = ledger.backup().expect("an earlier version was brought up to this one").to_owned();
    assert_eq!(backup.file_name().unwrap(), "ledger-before-v2-20261121T121440Z.sqlite3");
    ledger.close().unwrap();
    assert_eq!(columns(&place.path), before);
    assert_eq!(columns(&backup), before);
    let version: i64 =
        rusqlite::Connection::open(&backup).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 1, "the earlier version can open its backup");
    assert!(place.open().backup().is_none(), "once");
}

#[test]
fn every_sale_stands_where_it_stood() {
    use SaleState::*;
    let place = written();
    let ledger = place.open();
    let states = [
        Confirmed,
        Accepted,
        Declined,
        SettledSent,
        SettledNotSent,
        SettledSent,
        SettledNotSent,
        DeclinedButCharged,
        Declined,
        InDoubt,
        Confirmed,
        InDoubt,
        Intended,
        Intended,
    ];
    for (n, state) in (1..).zip(states) {
        let sale = ledger.sale(id(n)).unwrap().unwrap();
        assert_eq!(
            (sale.state, sale.float.is_none(), sale.verdict.is_none(), sale.said.is_none()),
            (state, true, true, true),
            "sale {n}"
        );
        assert_eq!(sale.refused, [8, 9, 12].contains(&n), "sale {n}");
    }
    let settlement = |n| ledger.sale(id(n)).unwrap().unwrap().settlement.unwrap();
    assert_eq!(
        settlement(4),
        Settlement {
            by: SettledBy::Evidence,
            actor: "airtill".into(),
            at: at(16 * 20),
            reason: "fits_sent".into(),
            debit: Some(ssp(5_000))
        }
    );
    assert_eq!((settlement(5).by, settlement(5).reason.as_str()), (SettledBy::Evidence, "fits_not_sent"));
    assert_eq!((settlement(6).by, settlement(6).actor.as_str()), (SettledBy::Person, "Amal Deng"));
    assert_eq!((settlement(7).by, settlement(7).actor.as_str()), (SettledBy::Person, "Nyandeng Garang"));
    let first = ledger.sale(id(1)).unwrap().unwrap();
    assert_eq!(
        (first.asked_by.as_str(), first.attempt, first.reference.as_deref()),
        ("Nyandeng Garang", 2, Some("REF-000001"))
    );
    let bold = ledger.sale(id(11)).unwrap().unwrap();
    assert_eq!(
        (bold.override_of, bold.repeat_reason.as_deref(), bold.number_warned),
        (ids([10]), Some("asked for twice"), true)
    );
}

#[test]
fn its_sales_are_listed_and_found() {
    let place = written();
    let ledger = place.open();
    let search = |phrase: &str| found(&ledger, Query { search: phrase.into(), ..Query::default() });
    assert_eq!(search("settled sent"), ids([6, 4]));
    assert_eq!(search("settled_not_sent"), ids([7, 5]));
    assert_eq!(search("REF-0000"), ids([11, 2, 1]));
    assert_eq!(search("0920000010"), ids([11, 10]));
    assert_eq!(search("nyandeng"), ids([1]));
    assert_eq!(found(&ledger, Query { connection: Some(second_file()), ..Query::default() }), ids([13, 12, 7, 6]));
    assert_eq!(found(&ledger, Query { state: Some(SaleState::DeclinedButCharged), ..Query::default() }), ids([8]));
    assert_eq!(ledger.open_sales(None).unwrap().iter().map(|sale| sale.id).collect::<Vec<_>>(), ids([14, 13, 12, 10]));
    assert_eq!(ledger.last_float(&shop(), None).unwrap(), Some((at(38 * 20), ssp(70_000))));
    assert_eq!(ledger.last_float(&second_file(), None).unwrap(), Some((at(44 * 20), ssp(70_000))));
    assert!(ledger.notices().unwrap().is_empty(), "what was told of old is not told anew");
    assert_eq!(ledger.run_of(&float("clerk"), 99).unwrap(), Run { begun: None, entries: vec![] });
}

#[test]
fn a_person_may_still_say_something_of_an_old_settlement() {
    let place = written();
    let mut ledger = place.open();
    for n in [4, 5, 6, 7, 8, 9, 10, 12] {
        let connection = ledger.sale(id(n)).unwrap().unwrap().connection;
        ledger.append(NewEntry { connection, ..entry(2_000, said(n, Some(false), Some(n == 4))) }).unwrap();
        let sale = ledger.sale(id(n)).unwrap().unwrap();
        assert_eq!((sale.state, sale.bearing()), (SaleState::Said, Bearing::None), "sale {n}");
        assert_eq!(sale.settlement.is_some(), ![10, 12].contains(&n), "what was said before stays known");
    }
    for n in [1, 2, 3, 11] {
        let said = ledger.append(entry(2_000, said(n, Some(false), None)));
        assert!(matches!(said, Err(LedgerError::IllegalTransition { .. })), "the service answered sale {n}: {said:?}");
    }
    ledger.verify().unwrap();
}

#[test]
fn no_evidence_judges_an_old_settlement_anew() {
    let place = written();
    let mut ledger = place.open();
    for later in [
        judged(4, SaleState::Charged),
        reopened(4),
        settled(4, SaleState::SettledNotSent),
        reopened(9),
        judged(9, SaleState::Declined),
    ] {
        let later = ledger.append(entry(2_000, later));
        assert!(matches!(later, Err(LedgerError::IllegalTransition { .. })), "only a person speaks of it: {later:?}");
    }
}

#[test]
fn new_facts_follow_the_old_ones() {
    let place = written();
    let mut ledger = place.open();
    let here = float("clerk");
    let new = |fact| NewEntry { float: Some(here.clone()), ..entry(2_000, fact) };
    ledger.append(new(float_seen(70_000))).unwrap();
    ledger.append(new(declared())).unwrap();
    ledger.append(new(intended(15))).unwrap();
    ledger.append(new(in_doubt(15))).unwrap();
    ledger.append(new(came_to_rest(15))).unwrap();
    ledger.append(new(judged(15, SaleState::Charged))).unwrap();
    let rest = ledger.append(new(came_to_rest(10))).unwrap();
    assert_eq!(rest.entry.float, None, "the sale of an unknown float stays one");
    ledger.append(new(Fact::UnexplainedDebit { amount: ssp(5_000), pending: Some(id(2)) })).unwrap();
    ledger.append(new(ended())).unwrap();
    assert_eq!(ledger.verify().unwrap(), Verified { entries: 54, sales: 15 });
    assert_eq!(ledger.notices_of(&here).unwrap().iter().map(|entry| entry.seq).collect::<Vec<_>>(), [Seq(53), Seq(54)]);
    assert_eq!(ledger.last_float(&shop(), Some(&here)).unwrap(), Some((at(2_000), ssp(70_000))));
    let rows = derived(&ledger);
    ledger.rebuild().unwrap();
    assert_eq!(derived(&ledger), rows);
    ledger.close().unwrap();
    assert_eq!(place.open().verify().unwrap().entries, 54);
}
