//! What something else changes in the file is found.
//!
//! The changes are made by plain SQL, after the triggers that would refuse them were dropped.

use rusqlite::types::Value;

use super::*;
use crate::{Check, Damage, LedgerError, Seq};

fn broken(result: Result<crate::Verified, LedgerError>) -> (Option<Seq>, Damage) {
    match result {
        Err(LedgerError::Broken { seq, what }) => (seq, what),
        other => panic!("{other:?}"),
    }
}

/// A ledger without triggers that does not miss them.
fn defenceless(place: &Place) -> Ledger {
    let mut ledger = place.open();
    every_kind(&mut ledger);
    let triggers: Vec<_> = ledger.reference.iter().filter(|item| item.0 == "trigger").map(|item| item.1.clone()).collect();
    for name in triggers {
        ledger.connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    ledger.reference.retain(|item| item.0 != "trigger");
    ledger.connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    ledger.verify().unwrap();
    ledger
}

fn flipped(value: &Value) -> Vec<Value> {
    match value {
        Value::Integer(n) => (0..64).map(|bit| Value::Integer(n ^ (1 << bit))).collect(),
        Value::Text(text) => (0..text.len())
            .map(|at| {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 1;
                Value::Text(String::from_utf8(bytes).unwrap())
            })
            .collect(),
        Value::Blob(bytes) => (0..bytes.len())
            .map(|at| {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1;
                Value::Blob(bytes)
            })
            .collect(),
        Value::Null => vec![Value::Text("x".into())],
        Value::Real(_) => unreachable!("no column holds one"),
    }
}

#[test]
fn a_change_of_any_byte_of_any_field_is_found() {
    let place = Place::new();
    let ledger = defenceless(&place);
    // One of each shape: with and without a sale, an attempt, a finding.
    for seq in [1, 2, 12] {
        for column in ["at_ms", "actor", "connection", "sale", "kind", "attempt", "body", "prev_hash", "hash"] {
            let was: Value = ledger.connection.query_row(&format!("SELECT {column} FROM entry WHERE seq = ?1"), [seq], |row| row.get(0)).unwrap();
            let mut set = ledger.connection.prepare(&format!("UPDATE entry SET {column} = ?1 WHERE seq = ?2")).unwrap();
            for changed in flipped(&was).into_iter().chain([Value::Null]).filter(|v| *v != was) {
                // A second intent of an attempt, or none where one must be: SQL refuses these.
                if set.execute((&changed, seq)).is_err() {
                    continue;
                }
                let found = broken(ledger.verify());
                assert_eq!(found.0, Some(Seq(seq)), "{column} as {changed:?} gave {found:?}");
            }
            set.execute((&was, seq)).unwrap();
        }
    }
    ledger.verify().expect("all was put back");
}

#[test]
fn an_entry_that_is_removed_moved_or_cut_off_is_found() {
    for (change, seq, what) in [
        ("DELETE FROM entry WHERE seq = 7", Some(Seq(8)), Damage::Gap),
        ("DELETE FROM entry WHERE seq = 1", Some(Seq(2)), Damage::Gap),
        ("DELETE FROM entry WHERE seq = 15", Some(Seq(14)), Damage::Gap),
        ("UPDATE entry SET seq = 99 WHERE seq = 15", Some(Seq(99)), Damage::Gap),
        ("UPDATE entry SET actor = CAST(x'ff' AS TEXT) WHERE seq = 3", Some(Seq(3)), Damage::Shape),
    ] {
        let place = Place::new();
        let ledger = defenceless(&place);
        ledger.connection.execute_batch(change).unwrap();
        assert_eq!(broken(ledger.verify()), (seq, what), "{change}");
    }
}

#[test]
fn a_derived_row_that_was_changed_is_found_and_a_rebuild_mends_it() {
    for change in [
        "UPDATE sale SET state = 'declined' WHERE first_seq = 2",
        "UPDATE sale SET open = 1 WHERE first_seq = 2",
        "UPDATE sale SET msisdn = '211911111111' WHERE first_seq = 2",
        "UPDATE sale SET amount_minor = 1 WHERE first_seq = 2",
        "UPDATE sale SET person = 'x', reference = NULL WHERE first_seq = 2",
        "UPDATE sale SET body = replace(body, 'confirmed', 'accepted') WHERE first_seq = 2",
        "UPDATE sale SET body = 'x' WHERE first_seq = 2",
        "DELETE FROM sale WHERE first_seq = 2",
        "DELETE FROM sale",
        "INSERT INTO sale SELECT 77, 'x', connection, msisdn, 1, currency, state, open, asked_at, person, reference, body FROM sale LIMIT 1",
        "DELETE FROM float_seen",
        "UPDATE float_seen SET minor = 1",
        "INSERT INTO float_seen SELECT 'x', seq, at_ms, minor, currency FROM float_seen",
    ] {
        let place = Place::new();
        let mut ledger = place.open();
        every_kind(&mut ledger);
        let rows = derived(&ledger);
        ledger.connection.execute_batch(change).unwrap();
        assert_eq!(broken(ledger.verify()).1, Damage::Derived, "{change}");
        ledger.rebuild().unwrap();
        ledger.verify().unwrap();
        assert_eq!(derived(&ledger), rows);
    }
}

#[test]
fn a_missing_or_altered_protection_is_found_at_once() {
    for change in [
        "DROP TRIGGER entry_never_changes",
        "DROP TRIGGER entry_never_goes",
        "DROP INDEX entry_sale",
        "DROP TRIGGER entry_only_follows; CREATE TRIGGER entry_only_follows BEFORE INSERT ON entry BEGIN SELECT 1; END",
        "CREATE TRIGGER mine AFTER INSERT ON entry BEGIN DELETE FROM sale; END",
        "CREATE VIEW mine AS SELECT * FROM entry",
    ] {
        let place = Place::new();
        let mut ledger = place.open();
        every_kind(&mut ledger);
        rusqlite::Connection::open(&place.path).unwrap().execute_batch(change).unwrap();
        assert_eq!(broken(ledger.verify()), (None, Damage::Schema), "{change}");
        drop(ledger);
        let opened = Ledger::open(&place.path, Environment::Practice).map(|_| ());
        assert!(matches!(opened, Err(LedgerError::Broken { seq: None, what: Damage::Schema })), "{change}");
    }
}

#[test]
fn an_altered_entry_is_found_at_the_next_opening() {
    let place = Place::new();
    let ledger = place.open();
    let full = ledger.reference.clone();
    drop(ledger);
    let ledger = defenceless(&place);
    ledger.connection.execute_batch("UPDATE entry SET body = replace(body, 'REF', 'FER') WHERE seq = 5").unwrap();
    for (kind, name, text) in full {
        if kind == "trigger" {
            ledger.connection.execute_batch(&text.expect(&name)).unwrap();
        }
    }
    drop(ledger);
    let opened = Ledger::open(&place.path, Environment::Practice).map(|_| ());
    assert!(matches!(opened, Err(LedgerError::Broken { seq: Some(Seq(5)), what: Damage::Hash })), "{opened:?}");
}

#[test]
fn a_check_can_be_dropped_at_any_step_and_never_takes_more_than_it_may() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind(&mut ledger);
    let mut check = Check::default();
    let mut steps = 1;
    while ledger.check_step(&mut check, 2).unwrap().is_none() {
        steps += 1;
    }
    assert!(steps >= 9, "15 entries and 4 sales by twos, in {steps}");
    drop(check);
    ledger.append(entry(50, float_seen(1))).unwrap();
}
