//! Every change of the file by something else is found.
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
    every_kind_of_a_float(&mut ledger);
    let triggers: Vec<_> =
        ledger.reference.iter().filter(|item| item.0 == "trigger").map(|item| item.1.clone()).collect();
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
    // One of each shape: with and without a sale, an attempt, a finding, a float.
    for seq in [1, 2, 12, 17, 20, 23] {
        for column in [
            "at_ms",
            "till",
            "connection",
            "float",
            "sale",
            "kind",
            "attempt",
            "body",
            "salt",
            "body_digest",
            "prev_hash",
            "hash",
        ] {
            let was: Value = ledger
                .connection
                .query_row(&format!("SELECT {column} FROM entry WHERE seq = ?1"), [seq], |row| row.get(0))
                .unwrap();
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
fn a_replaced_body_breaks_its_digest_and_no_link_of_the_chain() {
    let place = Place::new();
    let ledger = defenceless(&place);
    let chain = |ledger: &Ledger| -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut statement = ledger.connection.prepare("SELECT prev_hash, hash FROM entry ORDER BY seq").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let before = chain(&ledger);
    let erased = "UPDATE entry SET body = replace(body, '211920000001', '000000000000') WHERE seq = 2";
    assert_eq!(ledger.connection.execute(erased, []).unwrap(), 1);
    assert_eq!(broken(ledger.verify()), (Some(Seq(2)), Damage::Body), "found as what it is");
    assert_eq!(chain(&ledger), before);
    let rows = crate::row::EntryRow::select("ORDER BY seq");
    let mut statement = ledger.connection.prepare(&rows).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut previous = crate::hash::genesis(Environment::Practice, till());
    while let Some(row) = rows.next().unwrap() {
        let row = crate::row::EntryRow::read(row).unwrap();
        assert_eq!(row.hash_after(&previous), row.hash, "entry {}: the proof of all else stands", row.seq);
        previous = row.hash;
    }
}

#[test]
fn an_entry_with_several_damages_is_found_by_the_first_of_them() {
    let place = Place::new();
    let ledger = defenceless(&place);
    // Each damage is looked for before those that were done already.
    for (change, damage) in [
        ("UPDATE entry SET body = 'no JSON' WHERE seq = 12", Damage::Body),
        ("UPDATE entry SET at_ms = 0 WHERE seq = 12", Damage::Hash),
        ("UPDATE entry SET prev_hash = zeroblob(32) WHERE seq = 12", Damage::Link),
        ("DELETE FROM entry WHERE seq = 11", Damage::Gap),
    ] {
        assert_eq!(ledger.connection.execute(change, []).unwrap(), 1);
        assert_eq!(broken(ledger.verify()), (Some(Seq(12)), damage), "{change}");
    }
}

#[test]
fn no_column_under_the_hash_names_a_person_or_a_number() {
    let place = Place::new();
    let mut ledger = place.open();
    every_kind_of_a_float(&mut ledger);
    let covered = "seq, at_ms, till, connection, sale, kind, attempt, body_digest, prev_hash, hash";
    let mut statement = ledger.connection.prepare(&format!("SELECT {covered} FROM entry")).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let values = (0..columns).map(|column| format!("{:?}", row.get::<_, Value>(column).unwrap()));
        let text = values.collect::<String>();
        assert!(["Amal", "Nyandeng", "clerk", "2119200"].iter().all(|name| !text.contains(name)), "{text}");
    }
}

#[test]
fn an_entry_that_is_removed_moved_or_cut_off_is_found() {
    for (change, seq, what) in [
        ("DELETE FROM entry WHERE seq = 7", Some(Seq(8)), Damage::Gap),
        ("DELETE FROM entry WHERE seq = 1", Some(Seq(2)), Damage::Gap),
        ("DELETE FROM entry WHERE seq = 33", Some(Seq(32)), Damage::Gap),
        ("UPDATE entry SET seq = 99 WHERE seq = 33", Some(Seq(99)), Damage::Gap),
        ("UPDATE entry SET body = CAST(x'ff' AS TEXT) WHERE seq = 3", Some(Seq(3)), Damage::Shape),
    ] {
        let place = Place::new();
        let ledger = defenceless(&place);
        ledger.connection.execute_batch(change).unwrap();
        assert_eq!(broken(ledger.verify()), (seq, what), "{change}");
    }
}

#[test]
fn a_float_that_is_moved_removed_or_added_is_found() {
    let last_balance = "float = (SELECT float FROM entry WHERE seq = 17)";
    for (change, seq) in [
        ("UPDATE entry SET float = 'api.example|other' WHERE seq = 17", 17),
        ("UPDATE entry SET float = NULL WHERE seq = 17", 17),
        ("UPDATE entry SET float = '' WHERE seq = 17", 17),
        ("UPDATE entry SET float = 'api.example|clerk' WHERE seq = 1", 1),
        // From one entry to another: the same words in the file, at another place.
        (&format!("UPDATE entry SET {last_balance} WHERE seq = 15; UPDATE entry SET float = NULL WHERE seq = 17"), 15),
    ] {
        let place = Place::new();
        let ledger = defenceless(&place);
        ledger.connection.execute_batch(change).unwrap();
        assert_eq!(broken(ledger.verify()), (Some(Seq(seq)), Damage::Shape), "{change}");
    }
}

#[test]
fn an_entry_that_was_made_for_another_float_than_its_sale_is_found() {
    let place = Place::new();
    let ledger = defenceless(&place);
    // An entry can be moved by computing its hash anew; that it does not belong there shows all the same.
    let said = NewEntry { float: Some(float("other")), ..entry(9, said(12, Some(false), None)) };
    let (body, sale) = (crate::row::body_of(&said), id(12).to_string());
    let moved = |row: &rusqlite::Row<'_>| {
        let mut row = crate::row::EntryRow::read(row).expect("it is whole");
        row.body_digest = crate::hash::body_digest(&row.salt, &body);
        (row.sale, row.kind) = (Some(sale.as_str()), "said");
        Ok((row.body_digest, row.hash_after(&row.prev_hash)))
    };
    let select = crate::row::EntryRow::select("WHERE seq = 33");
    let (body_digest, hash) = ledger.connection.query_row(&select, [], moved).unwrap();
    let mut set = ledger
        .connection
        .prepare(
            "UPDATE entry SET sale = ?1, kind = 'said', body = ?2, float = 'api.example|other', body_digest = ?3, hash = ?4
             WHERE seq = 33",
        )
        .unwrap();
    set.execute((&sale, &body, body_digest, hash)).unwrap();
    assert_eq!(broken(ledger.verify()), (Some(Seq(33)), Damage::History));
}

#[test]
fn a_derived_row_that_was_changed_is_found_and_a_rebuild_mends_it() {
    for change in [
        "UPDATE sale SET state = 'declined' WHERE first_seq = 2",
        "UPDATE sale SET open = 1 WHERE first_seq = 2",
        "UPDATE sale SET subject = '211911111111' WHERE first_seq = 2",
        "UPDATE sale SET kind = 'esim' WHERE first_seq = 2",
        "UPDATE sale SET price_minor = 1 WHERE first_seq = 2",
        "UPDATE sale SET price_minor = NULL, currency = NULL WHERE first_seq = 2",
        "UPDATE sale SET sold_by = 'x', reference = NULL WHERE first_seq = 2",
        "UPDATE sale_day SET first = 3",
        "UPDATE sale_day SET last = 2",
        "UPDATE sale_day SET day = 1",
        "DELETE FROM sale_day",
        "INSERT INTO sale_day VALUES (1, 2, 2)",
        "UPDATE sale_body SET body = replace(body, 'confirmed', 'accepted') WHERE first_seq = 2",
        "UPDATE sale_body SET body = 'x' WHERE first_seq = 2",
        "DELETE FROM sale_body WHERE first_seq = 2",
        "INSERT INTO sale_body SELECT 77, body FROM sale_body LIMIT 1",
        "INSERT INTO sale_body SELECT 3, body FROM sale_body LIMIT 1",
        "INSERT INTO sale_body SELECT -1, body FROM sale_body LIMIT 1",
        "DELETE FROM number_part WHERE part = '0001:21192000'",
        "INSERT INTO number_part VALUES ('0001:21192007')",
        "UPDATE number_part SET part = '0009:21192000' WHERE part = '0001:21192000'",
        "DELETE FROM sale WHERE first_seq = 2",
        "DELETE FROM sale",
        "INSERT INTO sale SELECT 77, 'x', connection, kind, subject, product, 1, currency, state, open, asked_at, sold_by, reference FROM sale LIMIT 1",
        "DELETE FROM float_seen",
        "UPDATE float_seen SET minor = 1",
        "INSERT INTO float_seen SELECT 'x', seq, at_ms, minor, currency FROM float_seen LIMIT 1",
        "UPDATE float_seen SET minor = 1 WHERE of = 'api.example|clerk'",
        "UPDATE float_seen SET of = 'api.example|other' WHERE of = 'api.example|clerk'",
        "DELETE FROM unseen",
        "INSERT INTO unseen VALUES (24, 'api.example|clerk')",
        "UPDATE unseen SET float = 'api.example|other'",
        "UPDATE unseen SET seq = 31",
    ] {
        let place = Place::new();
        let mut ledger = place.open();
        every_kind(&mut ledger);
        every_kind_of_a_float(&mut ledger);
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
        "DROP INDEX entry_epoch",
        "DROP TRIGGER entry_only_follows; CREATE TRIGGER entry_only_follows BEFORE INSERT ON entry BEGIN SELECT 1; END",
        "CREATE TRIGGER mine AFTER INSERT ON entry BEGIN DELETE FROM sale; END",
        "CREATE VIEW mine AS SELECT * FROM entry",
        "DROP TABLE derived",
        "DROP TABLE derived; CREATE TABLE derived (id)",
    ] {
        let place = Place::new();
        let mut ledger = place.open();
        every_kind(&mut ledger);
        rusqlite::Connection::open(&place.path).unwrap().execute_batch(change).unwrap();
        assert_eq!(broken(ledger.verify()), (None, Damage::Schema), "{change}");
        drop(ledger);
        let opened = Ledger::open(&place.path, Environment::Practice, till()).map(|_| ());
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
    let opened = Ledger::open(&place.path, Environment::Practice, till()).map(|_| ());
    assert!(matches!(opened, Err(LedgerError::Broken { seq: Some(Seq(5)), what: Damage::Body })), "{opened:?}");
}

#[test]
fn damage_behind_the_end_is_left_to_the_check_of_the_whole() {
    for (change, recent) in [
        // Of the 33 entries, a check of the last six sees 28 to 33, and the sales 13 and 14 that they name.
        ("UPDATE entry SET at_ms = 1 WHERE seq = 5", None),
        ("UPDATE sale SET state = 'declined' WHERE first_seq = 2", None),
        ("DELETE FROM sale WHERE first_seq = 2", None),
        ("DELETE FROM unseen", None),
        ("UPDATE entry SET at_ms = 1 WHERE seq = 30", Some((Some(Seq(30)), Damage::Hash))),
        ("DELETE FROM entry WHERE seq = 33", Some((Some(Seq(32)), Damage::Gap))),
        ("UPDATE sale SET state = 'declined' WHERE first_seq = 26", Some((Some(Seq(26)), Damage::Derived))),
        ("DELETE FROM sale WHERE first_seq = 26", Some((Some(Seq(26)), Damage::Derived))),
        ("UPDATE sale SET reference = 'x' WHERE first_seq = 29", Some((Some(Seq(29)), Damage::Derived))),
    ] {
        let place = Place::new();
        let ledger = defenceless(&place);
        ledger.connection.execute_batch(change).unwrap();
        let mut check = Check::of_last(6);
        let found = loop {
            match ledger.check_step(&mut check, 2) {
                Ok(None) => {}
                Ok(Some(verified)) => {
                    assert_eq!(verified.entries, 6);
                    break None;
                }
                failed => break Some(broken(failed.map(Option::unwrap))),
            }
        };
        assert_eq!(found, recent, "{change}");
        broken(ledger.verify());
    }
}

#[test]
fn entries_appended_during_a_check_are_checked_too() {
    let place = Place::new();
    let mut ledger = place.open();
    for n in 1..=10 {
        ledger.append(entry(0, intended(n))).unwrap();
        ledger.append(entry(1, in_doubt(n))).unwrap();
    }
    let mut check = Check::default();
    let mut n = 0;
    let verified = loop {
        if let Some(verified) = ledger.check_step(&mut check, 3).unwrap() {
            break verified;
        }
        n += 1;
        // Of a sale that was compared, of one that was not, and a new one.
        if n <= 6 {
            ledger.append(entry(50, came_to_rest(n))).unwrap();
            ledger.append(entry(51, intended(100 + n))).unwrap();
        }
    };
    assert_eq!(verified.entries, 32);
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
    assert_eq!(steps, 8 + 11 + 1, "15 entries by twos, eleven tables, and what arrived meanwhile");
    drop(check);
    ledger.append(entry(50, float_seen(1))).unwrap();
}
