//! The fate of a request: the one record of its true course, with any answer to the client.
//!
//! Each test acts on a sale and reads its fate. The practice numbers are tested in `numbers`; movements of the float
//! without a sale in `floats`.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_practice::{Change, ChangeKind, ChargeKind, Clock, Effect, Endpoint, Fate, Fault, Gate, Options, Practice};
use jiff::Timestamp;
use rust_decimal::Decimal;
use tokio::time::{sleep, timeout};

use crate::client::{Client, LIMIT, memory, signed_in};

/// A service whose clock a test sets, in seconds.
async fn at_second(options: Options) -> (Practice, Arc<Mutex<i64>>) {
    let second = Arc::new(Mutex::new(0));
    let read = Arc::clone(&second);
    let clock = Clock::from_fn(move || Timestamp::from_second(*read.lock().unwrap()).unwrap());
    (Practice::start(Options { clock, ..options }).await.unwrap(), second)
}

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn changes(fate: &Fate) -> Vec<(ChangeKind, i64, String)> {
    fate.changes
        .iter()
        .map(|Change { at, lower_by, kind, .. }| (*kind, at.as_second(), lower_by.normalize().to_string()))
        .collect()
}

#[tokio::test]
async fn a_sale_charged_twice_and_refunded_has_the_time_of_each() {
    let (practice, now) = at_second(Options::default()).await;
    let client = signed_in(&practice).await;
    client.top_up("211921209012", "60").await;
    *now.lock().unwrap() = 30;
    let reference = practice.fates()[0].reference.clone();
    assert_eq!(practice.charge_again(&reference).unwrap().kind, ChargeKind::Retry);
    *now.lock().unwrap() = 40;
    assert!(practice.charge_again(&reference).is_some(), "a service that does it once can do it again");
    *now.lock().unwrap() = 50;
    assert!(practice.refund(&reference));
    assert!(!practice.refund(&reference), "there is nothing left to give back");
    let fate = practice.fates().remove(0);
    let sixty = || "60".to_owned();
    assert_eq!(
        changes(&fate),
        [
            (ChangeKind::Debit, 0, sixty()),
            (ChangeKind::SecondDebit, 30, sixty()),
            (ChangeKind::SecondDebit, 40, sixty()),
            (ChangeKind::Refund, 50, "-180".to_owned())
        ]
    );
    assert_eq!([0, 30, 49, 50].map(|at| fate.charged_at(second(at))), [60, 120, 180, 0].map(Decimal::from));
    assert_eq!((fate.charged(), fate.delivered, fate.queued), (Decimal::ZERO, Some(second(30)), true));
    assert_eq!(practice.float(), Decimal::from(5000));
}

#[tokio::test]
async fn only_accepted_sales_are_charged_again_and_only_charges_refunded() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    for ending in ["0000", "9013", "9113", "9502", "9602"] {
        client.top_up(&format!("21192120{ending}"), "6").await;
    }
    let fates = practice.fates();
    assert!(fates.iter().all(|fate| practice.charge_again(&fate.reference).is_none()));
    let given_back: Vec<bool> = fates.iter().map(|fate| practice.refund(&fate.reference)).collect();
    assert_eq!(given_back, [true, false, true, false, false]);
    assert!(practice.charge_again("of nothing").is_none() && !practice.refund("of nothing"));
    assert_eq!((practice.float(), practice.truth().len()), (Decimal::from(5000), 2));
}

#[tokio::test]
async fn a_late_number_is_charged_and_delivered_at_the_tests_word() {
    let (practice, now) = at_second(Options::default()).await;
    let client = signed_in(&practice).await;
    assert!(client.top_up("211921209604", "60").await.bytes.is_empty());
    assert_eq!((practice.truth().len(), practice.float()), (0, Decimal::from(5000)));
    *now.lock().unwrap() = 200;
    assert_eq!(practice.begin_waiting(), 1);
    let fate = practice.fates().remove(0);
    assert_eq!(changes(&fate), [(ChangeKind::Debit, 200, "60".to_owned())]);
    assert_eq!((fate.at, fate.delivered, fate.waiting, fate.answered), (second(0), Some(second(200)), false, false));
    assert_eq!((practice.float(), practice.begin_waiting()), (Decimal::from(4940), 0), "it is done once");
}

#[tokio::test]
async fn a_late_number_finds_a_float_that_is_too_small_by_then() {
    let practice = memory().await;
    signed_in(&practice).await.top_up("211921209604", "60").await;
    practice.set_float(Decimal::from(59));
    assert_eq!(practice.begin_waiting(), 0);
    let fate = practice.fates().remove(0);
    assert_eq!((fate.refused, fate.waiting, fate.delivered, fate.charged()), (Some(403), false, None, Decimal::ZERO));
    practice.set_float(Decimal::from(500));
    assert_eq!(practice.begin_waiting(), 0, "a request that was given up does not come back");
}

#[tokio::test]
async fn a_late_number_comes_by_itself_after_its_time_and_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options =
        Options { folder: Some(folder.path().to_owned()), late: Some(Duration::from_secs(3600)), ..Options::default() };
    let practice = Practice::start(options.clone()).await.unwrap();
    signed_in(&practice).await.top_up("211921209604", "60").await;
    practice.stop().await;

    let practice = Practice::start(options).await.unwrap();
    assert!(practice.fates()[0].waiting);
    assert_eq!(practice.late(), Some(Duration::from_secs(3600)));
    practice.set_late(Some(Duration::ZERO));
    let charged = async {
        while practice.truth().is_empty() {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(LIMIT, charged).await.expect("a shorter time counts for those that wait already");
    signed_in(&practice).await.top_up("211921209604", "6").await;
    let charged = async {
        while practice.truth().len() < 2 {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(LIMIT, charged).await.expect("and for new ones");
}

#[tokio::test]
async fn every_number_works_after_its_client_was_disconnected_too() {
    for (ending, charged, delivered) in
        [("0000", 6, true), ("9013", 0, false), ("9113", 6, false), ("9502", 0, true), ("9199", 6, false)]
    {
        let (practice, now) = at_second(Options::default()).await;
        let client = signed_in(&practice).await;
        let gate = Gate::new();
        practice.set_fault(Endpoint::TopUp, Fault::before(Effect::Abandon(gate.clone())));
        assert!(client.top_up(&format!("21192120{ending}"), "6").await.bytes.is_empty(), "{ending}");
        assert!(practice.fates().is_empty());
        assert_eq!(client.balance().await.status(), 200, "meanwhile it serves others");
        *now.lock().unwrap() = 900;
        gate.open();
        let done = async {
            while practice.fates().is_empty() {
                sleep(Duration::from_millis(1)).await;
            }
        };
        timeout(LIMIT, done).await.unwrap();
        let fate = practice.fates().remove(0);
        assert_eq!(
            (fate.charged(), fate.delivered, fate.answered),
            (Decimal::from(charged), delivered.then_some(second(900)), false),
            "{ending}"
        );
        practice.stop().await;
    }
}

#[tokio::test]
async fn work_that_was_abandoned_ends_with_the_service() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { folder: Some(folder.path().to_owned()), ..Options::default() };
    let practice = Practice::start(options.clone()).await.unwrap();
    let client = signed_in(&practice).await;
    let gate = Gate::new();
    practice.set_fault(Endpoint::TopUp, Fault::before(Effect::Abandon(gate.clone())));
    client.top_up("211921200000", "6").await;
    practice.stop().await;
    gate.open();
    let practice = Practice::start(options).await.expect("the folder is free");
    assert!(practice.truth().is_empty());
}

#[tokio::test]
async fn a_request_that_is_unreadable_or_not_signed_in_has_no_fate() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    client.call("POST", crate::client::TOP_UP, "x").await;
    Client { address: client.address, token: "of nobody".to_owned() }.top_up("211921234567", "6").await;
    assert!(practice.fates().is_empty());
    client.top_up("1", "6").await;
    assert_eq!(practice.fates()[0].refused, Some(32), "a number that is none is looked at and refused");
}

#[tokio::test]
async fn fates_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { folder: Some(folder.path().to_owned()), ..Options::default() };
    let practice = Practice::start(options.clone()).await.unwrap();
    let client = signed_in(&practice).await;
    for ending in ["0000", "9011", "9012", "9013", "9113", "9403", "9502", "9602", "9603", "9604"] {
        client.top_up(&format!("21192120{ending}"), "6").await;
    }
    practice.write_back(practice.before_last_sale().unwrap());
    practice.retry_accepted();
    practice.charge_again(&practice.fates()[1].reference);
    practice.refund(&practice.fates()[2].reference);
    let (fates, float) = (practice.fates(), practice.float());
    assert_eq!(fates.len(), 10);
    practice.stop().await;
    let practice = Practice::start(options).await.unwrap();
    assert_eq!((practice.fates(), practice.float()), (fates, float));
}

#[tokio::test]
async fn a_journal_of_an_older_version_has_fates_too() {
    let folder = tempfile::tempdir().unwrap();
    let journal = r#"{"opened":{"float":"5000","key":"k"}}
{"charged":{"charge":{"kind":"top_up","at":"2026-01-01T08:00:00Z","msisdn":"211921209011","amount":"6","debit":"6","float_after":"4994","reference":"1","delivered":false,"answered":false,"hit":2},"queued":false}}
{"charged":{"charge":{"kind":"top_up","at":"2026-01-01T09:00:00Z","msisdn":"211921200000","amount":"7","debit":"7","float_after":"4987","reference":"2","delivered":true,"answered":false,"hit":3},"queued":null}}
{"answered":{"reference":"2"}}
{"retried":{"reference":"1","again":null}}
{"float":{"float":"5500"}}
"#;
    std::fs::write(folder.path().join("practice.jsonl"), journal).unwrap();
    let practice =
        Practice::start(Options { folder: Some(folder.path().to_owned()), ..Options::default() }).await.unwrap();
    let [first, second] = practice.fates().try_into().unwrap();
    assert_eq!(
        (first.queued, first.charged(), first.delivered),
        (true, Decimal::from(6), Some("2026-01-01T08:00:00Z".parse().unwrap()))
    );
    assert_eq!(
        (second.queued, second.charged(), second.answered, second.delivered.is_some()),
        (false, Decimal::from(7), true, true)
    );
    assert_eq!(practice.float(), Decimal::from(5500));
}
