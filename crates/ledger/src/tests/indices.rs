//! Indices that differ from their tables are found, and made anew at the next opening.
//!
//! An index loses or gains a row by a trick: it is filled while the schema says something else of it.

use rusqlite::Connection;

use super::golden::plans::every_kind_of_a_plan;
use super::plans::{new_esim, ordered, ready, taken};
use super::*;
use crate::{Check, Damage, Intent};

fn broken<T: std::fmt::Debug>(result: Result<T, LedgerError>) -> Damage {
    match result {
        Err(LedgerError::Broken { what, .. }) => what,
        other => panic!("{other:?}"),
    }
}

/// A closed ledger with every kind of entry, and what is derived of it.
fn filled(place: &Place) -> Vec<String> {
    let mut ledger = place.open();
    every_kind(&mut ledger);
    every_kind_of_a_float(&mut ledger);
    every_kind_of_a_plan(&mut ledger);
    let rows = derived(&ledger);
    ledger.close().unwrap();
    rows
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
fn a_row_that_any_index_lost_is_found_and_made_anew() {
    let place = Place::new();
    let whole = place.open();
    let indices = whole.reference.iter().filter(|(kind, _, text)| kind == "index" && text.is_some());
    let indices: Vec<_> = indices.map(|(_, name, text)| (name.clone(), text.clone().unwrap())).collect();
    assert_eq!(indices.len(), 12);
    for (index, text) in indices {
        let table = if text.contains(" ON entry (") { "entry" } else { "sale" };
        let place = Place::new();
        let rows = filled(&place);
        lose_a_row(&place, &index, table);
        let mut ledger = place.open();
        let damage = if table == "entry" { Damage::Index } else { Damage::Derived };
        assert_eq!(broken(ledger.verify()), damage, "{index}");
        let asked_before_a_sale = ["sale_subject", "sale_open"].contains(&&*index);
        match ledger.verify_recent() {
            Ok(_) => assert!(!asked_before_a_sale, "{index}"),
            found => assert!(broken(found) == Damage::Derived && asked_before_a_sale, "{index}"),
        }
        ledger.outdate_derived().unwrap();
        ledger.close().unwrap();
        let ledger = place.open();
        assert!(ledger.verify().is_ok(), "{index}");
        assert_eq!(derived(&ledger), rows, "{index}");
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
fn a_wrong_name_or_currency_is_found_and_made_anew() {
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
        let rows = derived(&ledger);
        assert!(ledger.connection.execute(change, []).unwrap() > 0, "{change}");
        assert_eq!(broken(ledger.verify()), Damage::Derived, "{change}");
        ledger.outdate_derived().unwrap();
        ledger.close().unwrap();
        let ledger = place.open();
        ledger.verify().unwrap();
        assert_eq!(derived(&ledger), rows);
    }
}

#[test]
fn a_sale_that_an_older_program_wrote_without_a_field_is_made_anew() {
    let place = Place::new();
    let rows = filled(&place);
    let mut ledger = place.open();
    let without = "UPDATE sale_body SET body = json_remove(body, '$.esim.subscription')
         WHERE json_extract(body, '$.esim.subscription') IS NOT NULL";
    assert!(ledger.connection.execute(without, []).unwrap() > 0);
    assert_eq!(broken(ledger.verify()), Damage::Derived);
    assert_eq!(broken(place.open().verify()), Damage::Derived, "nothing mends it by itself");
    ledger.outdate_derived().unwrap();
    assert_eq!(broken(ledger.verify_recent()), Damage::Derived, "not in the run that found it");
    ledger.close().unwrap();
    let mut ledger = place.open();
    assert_eq!(derived(&ledger), rows);
    ledger.verify_recent().unwrap();
    ledger.verify().unwrap();
    let sold = ledger.intend(entry(9_999, intended(900)), guard(9_999)).unwrap();
    assert!(matches!(sold, Intent::Recorded { .. }), "{sold:?}");
}

#[test]
fn a_row_that_no_program_would_write_is_made_anew() {
    for change in
        ["UPDATE sale SET open = NULL", "UPDATE sale SET sold_by = x'00'", "UPDATE sale SET price_minor = 'x'"]
    {
        let place = Place::new();
        let rows = filled(&place);
        let whole: String = {
            let raw = Connection::open(&place.path).unwrap();
            raw.query_row("SELECT sql FROM sqlite_schema WHERE name = 'sale'", [], |row| row.get(0)).unwrap()
        };
        let define = |text: &str| {
            let raw = Connection::open(&place.path).unwrap();
            raw.execute_batch("PRAGMA writable_schema = ON").unwrap();
            assert_eq!(raw.execute("UPDATE sqlite_schema SET sql = ?1 WHERE name = 'sale'", [text]).unwrap(), 1);
        };
        define(&whole.replace(" STRICT", "").replace(" NOT NULL", ""));
        let changed = Connection::open(&place.path).unwrap().execute(&format!("{change} WHERE first_seq = 2"), []);
        assert_eq!(changed.unwrap(), 1);
        define(&whole);
        let mut ledger = place.open();
        assert_eq!(broken(ledger.verify()), Damage::Derived, "{change}");
        ledger.outdate_derived().unwrap();
        ledger.close().unwrap();
        let ledger = place.open();
        ledger.verify().unwrap();
        assert_eq!(derived(&ledger), rows, "{change}");
    }
}

/// Wipes the first page of an index or table, and gives what is derived another version; the bytes of the file.
fn wipe_root(place: &Place, name: &str, version: i64) -> Vec<u8> {
    let raw = Connection::open(&place.path).unwrap();
    let root = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let root: u32 = raw.query_row(root, [name], |row| row.get(0)).unwrap();
    let root = root as usize;
    raw.execute("UPDATE derived SET version = ?1", [version]).unwrap();
    drop(raw);
    let mut bytes = std::fs::read(&place.path).unwrap();
    bytes[(root - 1) * 4_096..root * 4_096].fill(0);
    std::fs::write(&place.path, &bytes).unwrap();
    bytes
}

/// The app sets aside a ledger that is unreadable, and begins an empty one.
#[test]
fn damaged_pages_of_another_version_keep_the_ledger_in_its_place() {
    for name in ["sale_subject", "sale_body", "sale_name"] {
        let place = Place::new();
        filled(&place);
        let bytes = wipe_root(&place, name, crate::schema::DERIVED_VERSION - 1);
        let opened = Ledger::open(&place.path, Environment::Practice, till());
        assert_eq!(broken(opened), Damage::Index, "{name}");
        assert!(std::fs::read(&place.path).unwrap()[4_096..] == bytes[4_096..], "{name}: no page was given back");
    }
}

#[test]
fn damaged_pages_are_left_alone_and_stop_the_first_sale() {
    let place = Place::new();
    filled(&place);
    let before = place.open().entries(None, Seq(0), 999).unwrap();
    let bytes = wipe_root(&place, "sale_subject", 0);
    let ledger = place.open();
    assert_eq!(broken(ledger.verify_recent()), Damage::Derived);
    assert_eq!(broken(ledger.verify()), Damage::Derived);
    assert_eq!(ledger.entries(None, Seq(0), 999).unwrap(), before);
    ledger.close().unwrap();
    let after = std::fs::read(&place.path).unwrap();
    assert!(after[4_096..] == bytes[4_096..], "no page was given back that an entry may stand on");
}

#[test]
fn entries_that_derive_nothing_are_left_to_the_check() {
    let place = Place::new();
    filled(&place);
    let mut ledger = place.open();
    // Behind the thousand that opening looks at, this would be all that opening does not see.
    let change = "DROP TRIGGER entry_never_goes; DELETE FROM entry WHERE seq = 2";
    ledger.connection.execute_batch(change).unwrap();
    ledger.outdate_derived().unwrap();
    let rows = derived(&ledger);
    let refused = crate::derived::bring_up_to_date(&mut ledger.connection, crate::schema::MIGRATIONS, &|_| ());
    assert!(refused.unwrap().is_none(), "no disk refused it");
    assert_eq!(derived(&ledger), rows, "all as it was");
    assert!(!crate::derived::is_current(&ledger.connection).unwrap());
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
