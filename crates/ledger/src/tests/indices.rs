//! Indices that differ from their tables are found.
//!
//! An index loses or gains a row by a trick: it is filled while the schema says something else of it.

use rusqlite::Connection;

use super::golden::plans::every_kind_of_a_plan;
use super::plans::{new_esim, ordered, ready, taken};
use super::*;
use crate::{Check, Damage, Verified};

fn broken(result: Result<Verified, LedgerError>) -> Damage {
    match result {
        Err(LedgerError::Broken { what, .. }) => what,
        other => panic!("{other:?}"),
    }
}

/// A closed ledger with every kind of entry.
fn filled(place: &Place) {
    let mut ledger = place.open();
    every_kind(&mut ledger);
    every_kind_of_a_float(&mut ledger);
    every_kind_of_a_plan(&mut ledger);
    ledger.close().unwrap();
}

/// Fills an index of a closed ledger as if it were defined otherwise, and leaves its definition as it was.
fn fill_as(place: &Place, index: &str, otherwise: impl Fn(&str) -> String) {
    let raw = Connection::open(&place.path).unwrap();
    let is = "SELECT sql FROM sqlite_schema WHERE name = ?1";
    let whole: String = raw.query_row(is, [index], |row| row.get(0)).unwrap();
    drop(raw);
    let define = |text: &str| {
        let raw = Connection::open(&place.path).unwrap();
        raw.execute_batch("PRAGMA writable_schema = ON").unwrap();
        assert_eq!(raw.execute("UPDATE sqlite_schema SET sql = ?1 WHERE name = ?2", [text, index]).unwrap(), 1);
    };
    define(&otherwise(&whole));
    Connection::open(&place.path).unwrap().execute_batch(&format!("REINDEX {index}")).unwrap();
    define(&whole);
}

/// Has an index of a closed ledger lose its last row, as by a page that was never written.
fn lose_a_row(place: &Place, index: &str, table: &str) {
    let key = if table == "entry" { "seq" } else { "first_seq" };
    let raw = Connection::open(&place.path).unwrap();
    let sql = "SELECT sql FROM sqlite_schema WHERE name = ?1";
    let sql: String = raw.query_row(sql, [index], |row| row.get(0)).unwrap();
    let among = sql.split_once("WHERE ").map_or("TRUE", |(_, condition)| condition);
    let last = format!("SELECT max({key}) FROM {table} WHERE {among}");
    let last: i64 = raw.query_row(&last, [], |row| row.get(0)).unwrap();
    drop(raw);
    let joint = if sql.contains("WHERE ") { "AND" } else { "WHERE" };
    fill_as(place, index, |whole| format!("{whole} {joint} {key} <> {last}"));
}

#[test]
fn a_row_that_any_index_lost_is_found() {
    let place = Place::new();
    let whole = place.open();
    let indices = whole.reference.iter().filter(|(kind, _, text)| kind == "index" && text.is_some());
    let indices: Vec<_> = indices.map(|(_, name, text)| (name.clone(), text.clone().unwrap())).collect();
    assert_eq!(indices.len(), 11);
    for (index, text) in indices {
        let table = if text.contains(" ON entry (") { "entry" } else { "sale" };
        let place = Place::new();
        filled(&place);
        lose_a_row(&place, &index, table);
        let ledger = place.open();
        let damage = if table == "entry" { Damage::Index } else { Damage::Derived };
        assert_eq!(broken(ledger.verify()), damage, "{index}");
        let asked_before_a_sale = ["sale_subject", "sale_open"].contains(&&*index);
        match ledger.verify_recent() {
            Ok(_) => assert!(!asked_before_a_sale, "{index}"),
            found => assert!(broken(found) == Damage::Derived && asked_before_a_sale, "{index}"),
        }
    }
}

#[test]
fn a_row_that_an_index_should_not_hold_is_found() {
    for (index, added) in [("sale_open", "first_seq = 2"), ("sale_state", "first_seq = 2"), ("entry_epoch", "seq = 2")]
    {
        let place = Place::new();
        filled(&place);
        fill_as(&place, index, |whole| whole.replace("WHERE ", &format!("WHERE {added} OR ")));
        let ledger = place.open();
        let damage = if index == "entry_epoch" { Damage::Index } else { Damage::Derived };
        assert_eq!(broken(ledger.verify()), damage, "{index}");
        assert_eq!(ledger.verify_recent().is_err(), index == "sale_open", "{index}");
    }
}

#[test]
fn a_wrong_name_or_currency_is_found() {
    for change in [
        "DELETE FROM sale_name WHERE name = 'lado'",
        "UPDATE sale_name SET name = 'deng' WHERE name = 'lado'",
        "UPDATE sale_name SET first_seq = 2 WHERE name = 'lado'",
        "UPDATE sale_name SET block = 1 WHERE name = 'lado'",
        "INSERT INTO sale_name VALUES (0, 'nobody', 1)",
        "DELETE FROM sale_name",
        "DELETE FROM sale_currency WHERE currency = 'EUR'",
        "UPDATE sale_currency SET currency = 'KES' WHERE currency = 'EUR'",
        "INSERT INTO sale_currency VALUES ('USD')",
        "DELETE FROM sale_currency",
    ] {
        let place = Place::new();
        let mut ledger = place.open();
        let order = ordered(1, new_esim("amal@shop.example", "p"));
        ledger.append_all(vec![order, taken(1), ready(1), entry(9, intended(2))]).unwrap();
        assert!(ledger.connection.execute(change, []).unwrap() > 0, "{change}");
        assert_eq!(broken(ledger.verify()), Damage::Derived, "{change}");
    }
}

#[test]
fn a_check_proves_a_table_a_step_behind_the_entries() {
    let place = Place::new();
    filled(&place);
    let mut ledger = place.open();
    let steps = |ledger: &Ledger| {
        let mut check = Check::default();
        (1..).find(|_| ledger.check_step(&mut check, 9_999).unwrap().is_some()).unwrap()
    };
    assert_eq!(steps(&ledger), 13, "all entries, then eleven tables, then what arrived meanwhile");
    ledger.has_wal = false;
    assert_eq!(steps(&ledger), 1, "no long reading where it keeps a sale waiting");
}

#[test]
#[cfg(unix)]
fn a_file_that_can_have_no_write_ahead_log_is_told_apart() {
    use rusqlite::OpenFlags;
    let place = Place::new();
    assert!(place.open().has_wal);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let other = place.folder.path().join("other.sqlite3");
    let without = Connection::open_with_flags_and_vfs(other, flags, c"unix-dotfile").unwrap();
    assert!(!crate::opening::configure_writing(&without).unwrap());
}
