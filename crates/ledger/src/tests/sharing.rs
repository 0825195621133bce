//! Two processes at one ledger, and the thread that async code calls.
//!
//! The data folder's lock keeps a second till out; these tests show that the chain would survive one all the same.

use std::process::Command;
use std::sync::Arc;

use super::*;
use crate::{LedgerError, LedgerThread, Seq};

/// Names the ledger to a child of this test binary.
const CHILD: &str = "AIRTILL_LEDGER_OF_THE_CHILD";

fn fifty_balances(path: &std::path::Path) {
    let mut ledger = Ledger::open(path, Environment::Practice, till()).unwrap();
    for n in 0..50 {
        ledger.append(entry(n, float_seen(n))).unwrap();
    }
}

/// Does nothing unless another test started it as a process of its own.
#[test]
fn a_child_that_appends() {
    if let Some(path) = std::env::var_os(CHILD) {
        fifty_balances(path.as_ref());
    }
}

#[test]
fn processes_and_threads_that_append_at_once_make_one_chain() {
    let place = Place::new();
    let me = std::env::current_exe().unwrap();
    // Nobody has made the ledger yet: making it is raced for as well.
    let children: Vec<_> = (0..2)
        .map(|_| {
            Command::new(&me)
                .args(["--exact", "tests::sharing::a_child_that_appends"])
                .env(CHILD, &place.path)
                .spawn()
                .unwrap()
        })
        .collect();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| fifty_balances(&place.path));
        }
    });
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let ledger = place.open();
    assert_eq!(ledger.verify().unwrap().entries, 200);
    drop(ledger);
    assert_eq!(place.names(), ["ledger.sqlite3"], "whoever lost the race to make it left nothing");
}

#[test]
fn only_one_of_many_windows_records_an_intent() {
    let place = Place::new();
    place.open();
    let recorded = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for n in 1..=4 {
            let (recorded, path) = (&recorded, &place.path);
            scope.spawn(move || {
                let mut ledger = Ledger::open(path, Environment::Practice, till()).unwrap();
                if let crate::Intent::Recorded { .. } = ledger.intend(entry(0, intended(n)), guard(0)).unwrap() {
                    recorded.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(recorded.into_inner(), 1);
}

#[tokio::test]
async fn calls_run_in_order_and_closing_waits_for_them() {
    let place = Place::new();
    let ledger = LedgerThread::open(&place.path, Environment::Practice, till()).await.unwrap();
    assert_eq!(ledger.call(|ledger| ledger.append(entry(0, intended(1)))).await.unwrap().entry.seq, Seq(1));
    assert_eq!(ledger.call(|ledger| ledger.append(entry(1, confirmed(1)))).await.unwrap().entry.seq, Seq(2));
    assert_eq!(ledger.verify().await.unwrap(), crate::Verified { entries: 2, sales: 1 });
    ledger.close();
    assert_eq!(place.names(), ["ledger.sqlite3"], "closed: the log was written back");
    assert_eq!(place.open().verify().unwrap().entries, 2);
}

#[tokio::test]
async fn an_append_whose_caller_is_gone_is_made_all_the_same() {
    let place = Place::new();
    let ledger = Arc::new(LedgerThread::open(&place.path, Environment::Practice, till()).await.unwrap());
    let (begin, wait) = std::sync::mpsc::channel::<()>();
    let held = Arc::clone(&ledger);
    let caller = tokio::spawn(async move {
        held.call(move |ledger| {
            wait.recv().unwrap();
            ledger.append(entry(0, intended(1)))
        })
        .await
    });
    tokio::task::yield_now().await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    begin.send(()).unwrap();
    assert!(ledger.call(|ledger| ledger.sale(id(1))).await.unwrap().is_some());
}

#[tokio::test]
async fn a_panic_is_the_callers_and_the_ledger_lives_on() {
    let place = Place::new();
    let ledger = Arc::new(LedgerThread::open(&place.path, Environment::Practice, till()).await.unwrap());
    let held = Arc::clone(&ledger);
    let panicked = tokio::spawn(async move {
        held.call(|ledger| {
            let tx = ledger.connection.transaction().unwrap();
            tx.execute("DELETE FROM sale", []).unwrap();
            panic!("a mistake of ours");
        })
        .await
    });
    assert!(panicked.await.unwrap_err().is_panic());
    ledger.call(|ledger| ledger.append(entry(0, intended(1)))).await.unwrap();
}

#[tokio::test]
async fn a_long_reading_never_keeps_an_append_waiting() {
    let place = Place::new();
    let ledger = Arc::new(LedgerThread::open(&place.path, Environment::Practice, till()).await.unwrap());
    ledger.call(|ledger| ledger.append(entry(0, intended(1)))).await.unwrap();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (end, may_end) = std::sync::mpsc::channel::<()>();
    let held = Arc::clone(&ledger);
    let reading = tokio::spawn(async move {
        held.read(move |ledger| {
            // In the middle of a reading: its view of the file is taken.
            let _view = ledger.connection.unchecked_transaction().unwrap();
            let before = ledger.entries(None, Seq(0), 9).unwrap().len();
            begun.send(()).unwrap();
            may_end.recv().unwrap();
            (before, ledger.entries(None, Seq(0), 9).unwrap().len())
        })
        .await
    });
    has_begun.await.unwrap();
    ledger.call(|ledger| ledger.append(entry(1, confirmed(1)))).await.unwrap();
    ledger.verify().await.expect("a check has a thread of its own, too");
    end.send(()).unwrap();
    assert_eq!(reading.await.unwrap(), (1, 1), "one view from its beginning to its end");
}

#[tokio::test]
async fn a_reading_sees_what_was_appended_before_it() {
    let place = Place::new();
    let ledger = LedgerThread::open(&place.path, Environment::Practice, till()).await.unwrap();
    for n in 1..=20 {
        ledger.call(move |ledger| ledger.append(entry(0, intended(n)))).await.unwrap();
        assert!(ledger.read(move |ledger| ledger.sale(id(n))).await.unwrap().is_some(), "sale {n}");
    }
}

#[tokio::test]
async fn the_thread_that_reads_cannot_write() {
    let place = Place::new();
    let ledger = LedgerThread::open(&place.path, Environment::Practice, till()).await.unwrap();
    for change in ["DELETE FROM sale", "CREATE TABLE mine (a)", "PRAGMA user_version = 7"] {
        let changed = ledger.read(move |ledger| ledger.connection.execute_batch(change)).await;
        assert!(changed.is_err(), "{change}");
    }
    assert_eq!(ledger.verify_recent().await.unwrap(), crate::Verified { entries: 0, sales: 0 });
}

#[tokio::test]
async fn the_reason_why_a_ledger_does_not_open_is_told() {
    let place = Place::new();
    std::fs::write(&place.path, "not a ledger").unwrap();
    let opened = LedgerThread::open(&place.path, Environment::Practice, till()).await;
    assert!(matches!(opened, Err(LedgerError::Unreadable { .. })));
}
