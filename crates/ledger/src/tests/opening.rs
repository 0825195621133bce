//! Which files are opened, how versions follow each other, and what happens to a file that is no ledger.
//!
//! Every refused file is compared byte for byte with what it was.

use std::fs;

use super::*;
use crate::schema::MIGRATIONS;
use crate::{Damage, LedgerError, Seq, set_aside};

fn failure(place: &Place) -> LedgerError {
    Ledger::open(&place.path, Environment::Practice, till()).map(|_| ()).expect_err("this must not open")
}

/// A closed ledger of several pages.
fn closed(place: &Place) -> Vec<u8> {
    let mut ledger = place.open();
    ledger.connection.pragma_update(None, "synchronous", "off").unwrap();
    every_kind(&mut ledger);
    for n in 100..130 {
        ledger.append(entry(200, intended(n))).unwrap();
    }
    ledger.close().unwrap();
    fs::read(&place.path).unwrap()
}

#[test]
fn a_new_ledger_is_its_owners_alone() {
    let outer = tempfile::tempdir().unwrap();
    let path = outer.path().join("data/practice/ledger.sqlite3");
    let mut ledger = Ledger::open(&path, Environment::Practice, till()).unwrap();
    ledger.append(entry(0, float_seen(1))).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&outer.path().join("data")), 0o700);
        for suffix in ["", "-wal", "-shm"] {
            assert_eq!(mode(&crate::file::with_suffix(&path, suffix)), 0o600, "ledger.sqlite3{suffix}");
        }
        drop(ledger);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        Ledger::open(&path, Environment::Practice, till()).unwrap();
        assert_eq!(mode(&path), 0o600, "rights that others were given are taken back");
    }
}

#[test]
fn the_disk_is_asked_for_every_promise() {
    let place = Place::new();
    let ledger = place.open();
    let pragma = |name: &str| {
        ledger
            .connection
            .query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0))
            .unwrap()
    };
    use rusqlite::types::Value::{Integer, Text};
    for (name, value) in [
        ("journal_mode", Text("wal".into())),
        ("synchronous", Integer(2)),
        ("foreign_keys", Integer(1)),
        ("trusted_schema", Integer(0)),
        ("busy_timeout", Integer(5_000)),
        ("application_id", Integer(crate::schema::APPLICATION_ID)),
        ("user_version", Integer(3)),
    ] {
        assert_eq!(pragma(name), value, "{name}");
    }
}

#[test]
fn a_ledger_of_one_environment_is_not_opened_as_another() {
    let place = Place::new();
    closed(&place);
    for wanted in [Environment::Live, Environment::Test] {
        let opened = Ledger::open(&place.path, wanted, till()).map(|_| ());
        assert!(
            matches!(opened, Err(LedgerError::WrongEnvironment { found: Environment::Practice, .. })),
            "{opened:?}"
        );
        let told = format!("the ledger in the place of {} belongs to practice", wanted.word());
        assert_eq!(opened.unwrap_err().to_string(), told);
    }
    let raw = rusqlite::Connection::open(&place.path).unwrap();
    raw.execute_batch("DROP TRIGGER ledger_never_changes; UPDATE ledger SET environment = 'live'").unwrap();
    drop(raw);
    let opened = Ledger::open(&place.path, Environment::Live, till()).map(|_| ());
    assert!(
        matches!(opened, Err(LedgerError::Broken { seq: None, what: Damage::Genesis })),
        "relabelling practice as live shows: {opened:?}"
    );
}

#[test]
fn a_newer_ledger_is_refused_and_left_as_it_is() {
    let place = Place::new();
    closed(&place);
    rusqlite::Connection::open(&place.path)
        .unwrap()
        .execute_batch("PRAGMA user_version = 7; CREATE TABLE later (a)")
        .unwrap();
    let before = fs::read(&place.path).unwrap();
    assert!(matches!(failure(&place), LedgerError::Newer { found: 7, known: 3 }));
    assert_eq!(fs::read(&place.path).unwrap(), before);
    assert_eq!(place.names(), ["ledger.sqlite3"]);
}

#[test]
fn a_migration_keeps_every_entry_and_leaves_a_backup() {
    let place = Place::new();
    closed(&place);
    let before = (place.open().entries(None, Seq(0), 999).unwrap(), derived(&place.open()));
    let later = [MIGRATIONS[0], "CREATE TABLE later (a INTEGER) STRICT"];
    let ledger = Ledger::open_with(&place.path, Environment::Practice, till(), &later, &|_| ()).unwrap();
    assert_eq!((ledger.entries(None, Seq(0), 999).unwrap(), derived(&ledger)), before, "what is derived was made anew");
    ledger.verify().unwrap();
    let backup = ledger.backup().unwrap().to_owned();
    assert_eq!(
        backup.file_name().unwrap().to_str().unwrap(),
        "ledger-before-v4-20261121T120320Z.sqlite3",
        "named by its newest entry"
    );
    drop(ledger);
    assert!(matches!(failure(&place), LedgerError::Newer { found: 4, known: 3 }), "the older program refuses it");
    let copy = Ledger::open(&backup, Environment::Practice, till()).unwrap();
    assert_eq!(copy.entries(None, Seq(0), 999).unwrap(), before.0);
    copy.verify().unwrap();
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&backup).unwrap().permissions()) & 0o777, 0o600);
    assert!(
        Ledger::open_with(&place.path, Environment::Practice, till(), &later, &|_| ()).unwrap().backup().is_none(),
        "only once"
    );
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let place = Place::new();
    closed(&place);
    let good = "CREATE TABLE extra (a INTEGER) STRICT";
    for bad in ["CREATE TABLE more (a); SELECT nonsense", "UPDATE entry SET till = 'x'", "CREATE TABLE extra (b)"] {
        let opened =
            Ledger::open_with(&place.path, Environment::Practice, till(), &[MIGRATIONS[0], good, bad], &|_| ())
                .map(|_| ());
        assert!(matches!(opened, Err(LedgerError::Sqlite(_))), "{bad}: {opened:?}");
        let ledger = place.open();
        assert_eq!(ledger.verify().unwrap().entries, 45, "{bad}");
    }
    let backups: Vec<_> = place.names().into_iter().filter(|name| name.starts_with("ledger-before-v5-")).collect();
    assert_eq!(backups.len(), 1, "the tries share one: {backups:?}");
    let try_again = || {
        let bad = [MIGRATIONS[0], good, "SELECT nonsense"];
        Ledger::open_with(&place.path, Environment::Practice, till(), &bad, &|_| ()).map(|_| ()).unwrap_err();
        place.names().into_iter().filter(|name| name.starts_with("ledger-before-v5-")).count()
    };
    // At the time of the last entry, so that the name is taken.
    place.open().append(entry(200, confirmed(129))).unwrap();
    assert_eq!((try_again(), try_again()), (2, 2), "the ledger went on");
    let newest = place.folder.path().join(backups[0].replace(".sqlite3", "-2.sqlite3"));
    fs::write(&newest, &fs::read(&newest).unwrap()[..8_192]).unwrap();
    assert_eq!((try_again(), try_again()), (3, 3), "a copy that was cut short is none");
    let fresh = Place::new();
    assert!(
        Ledger::open_with(&fresh.path, Environment::Practice, till(), &[MIGRATIONS[0], "SELECT nonsense"], &|_| ())
            .is_err()
    );
    assert!(fresh.names().is_empty(), "a ledger that could not be made leaves nothing");
}

#[test]
fn a_truncated_ledger_is_unreadable_at_every_length() {
    let place = Place::new();
    let whole = closed(&place);
    let lengths = (0..whole.len()).step_by(1_021).chain([
        1,
        16,
        99,
        100,
        511,
        512,
        513,
        1_023,
        1_024,
        4_095,
        4_096,
        4_097,
        8_192,
        whole.len() - 4_096,
        whole.len() - 1,
    ]);
    for length in lengths {
        let torn = Place::new();
        fs::write(&torn.path, &whole[..length]).unwrap();
        let failed = failure(&torn);
        assert!(matches!(failed, LedgerError::Unreadable { .. }), "{length} of {} bytes: {failed:?}", whole.len());
        assert_eq!(fs::read(&torn.path).unwrap(), whole[..length], "left as it was");
    }
}

#[test]
fn a_file_that_is_no_ledger_is_unreadable() {
    let foreign = Place::new();
    rusqlite::Connection::open(&foreign.path).unwrap().execute_batch("CREATE TABLE cookies (a)").unwrap();
    let mut noise = 0x9E37_79B9_u32;
    let garbage: Vec<u8> = std::iter::repeat_with(|| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (noise >> 24) as u8
    })
    .take(20_000)
    .collect();
    let place = Place::new();
    let whole = closed(&place);
    for content in [
        b"".to_vec(),
        b"hello".to_vec(),
        "%PDF-1.7 ".repeat(900).into_bytes(),
        vec![0; 8_192],
        garbage.clone(),
        [b"SQLite format 3\0".as_slice(), &garbage].concat(),
        [&whole[..100], &garbage].concat(),
        fs::read(&foreign.path).unwrap(),
    ] {
        let other = Place::new();
        fs::write(&other.path, &content).unwrap();
        let failed = failure(&other);
        assert!(
            matches!(failed, LedgerError::Unreadable { .. }),
            "{:?}: {failed:?}",
            &content[..content.len().min(20)]
        );
        assert_eq!(fs::read(&other.path).unwrap(), content, "left as it was");
    }
    let folder = Place::new();
    fs::create_dir(&folder.path).unwrap();
    assert!(matches!(failure(&folder), LedgerError::Unreadable { .. }));
    let headless = Place::new();
    fs::write(crate::file::with_suffix(&headless.path, "-wal"), "entries").unwrap();
    assert!(
        matches!(failure(&headless), LedgerError::Unreadable { .. }),
        "a log without its file is not given a new one"
    );
}

#[test]
fn a_flipped_byte_is_found_or_harms_nothing() {
    let place = Place::new();
    let whole = closed(&place);
    let before = place.open().entries(None, Seq(0), 999).unwrap();
    let asked = answers(&place.open());
    assert_eq!(asked.concat().len(), 30 * 5 + 7, "every question has its answer");
    for at in (0..whole.len()).step_by(509) {
        let other = Place::new();
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        fs::write(&other.path, bytes).unwrap();
        if let Ok(ledger) = Ledger::open(&other.path, Environment::Practice, till())
            && ledger.verify().is_ok()
        {
            assert_eq!(ledger.entries(None, Seq(0), 999).unwrap(), before, "byte {at}");
            assert_eq!(answers(&ledger), asked, "byte {at}");
        }
    }
}

/// The questions that are asked before a sale and at the start: the sales of each number that speak against another,
/// those that are open, and each by its id.
fn answers(ledger: &Ledger) -> Vec<Vec<SaleId>> {
    let ids = |sales: Vec<crate::Sale>| sales.iter().map(|sale| sale.id).collect::<Vec<_>>();
    let mut all = vec![ids(ledger.open_sales(None).unwrap()), ids(ledger.open_sales(Some(&shop())).unwrap())];
    for n in (1..5).chain(100..130) {
        all.push(ids(ledger.sale(id(n)).unwrap().into_iter().collect()));
        let order = TopUpOrder { connection: shop(), msisdn: msisdn(n), amount: ssp(6_000) }.into();
        let crate::Earlier { recent, open } = ledger.earlier(&order, &guard(300)).unwrap();
        all.extend([ids(recent), ids(open)]);
    }
    all
}

#[test]
fn setting_aside_keeps_every_byte_and_overwrites_nothing() {
    let place = Place::new();
    let wal = |path: &std::path::Path| crate::file::with_suffix(path, "-wal");
    let mut names = Vec::new();
    for n in 0..3 {
        fs::write(&place.path, format!("broken {n}")).unwrap();
        fs::write(wal(&place.path), format!("log {n}")).unwrap();
        let aside = set_aside(&place.path, at(0)).unwrap();
        assert_eq!(fs::read_to_string(&aside).unwrap(), format!("broken {n}"));
        assert_eq!(fs::read_to_string(wal(&aside)).unwrap(), format!("log {n}"));
        names.push(aside.file_name().unwrap().to_str().unwrap().to_owned());
    }
    assert_eq!(names[0], "ledger.unreadable-20261121T120000Z.sqlite3");
    assert_eq!(names[1], "ledger.unreadable-20261121T120000Z-2.sqlite3");
    assert_eq!(place.names().len(), 6, "three files, three logs: {:?}", place.names());
    assert!(matches!(set_aside(&place.path, at(0)), Err(LedgerError::Io(_))), "there is nothing left");
    assert_eq!(place.names().len(), 6);
    assert_eq!(place.open().verify().unwrap().entries, 0, "a new one begins");
}

#[test]
fn a_log_that_was_left_alone_is_set_aside_whichever_kind_it_is() {
    for suffix in ["-wal", "-journal"] {
        let place = Place::new();
        let log = |path: &std::path::Path| crate::file::with_suffix(path, suffix);
        fs::write(log(&place.path), "pages").unwrap();
        assert!(matches!(failure(&place), LedgerError::Unreadable { .. }), "{suffix}");
        let aside = set_aside(&place.path, at(0)).unwrap();
        assert_eq!(fs::read_to_string(log(&aside)).unwrap(), "pages");
        assert_eq!(place.open().verify().unwrap().entries, 0, "a new one begins");
    }
}
