//! The data that outlives the process when there is a folder.
//!
//! The process that ends is a service that is dropped or stopped in this one; only the folder is left of it. Without a
//! folder nothing outlives the process.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use airtill_practice::{Options, Practice, PracticeError};
use rust_decimal::Decimal;

use crate::client::{Client, own_port, password, refresh, signed_in};

fn options(folder: &Path) -> Options {
    Options { folder: Some(folder.to_owned()), ..Options::default() }
}

#[tokio::test]
async fn float_truth_tokens_and_queue_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(options(folder.path())).await.unwrap();
    let tokens = password(practice.address(), "clerk@practice.example", "practice").await;
    let client = Client { address: practice.address(), token: tokens.field("access_token") };
    client.top_up("211921234567", "6").await;
    client.top_up("211921209601", "7").await;
    client.top_up("211921209111", "8").await;
    practice.move_float(Decimal::from(-100));
    let truth = practice.truth();
    practice.stop().await;

    let practice = Practice::start(options(folder.path())).await.unwrap();
    assert_eq!(practice.truth(), truth);
    assert_eq!(
        practice.float(),
        Decimal::from(5000 - 6 - 7 - 8 - 100),
        "the opening float is for the first start only"
    );
    let client = Client { address: practice.address(), ..client };
    assert_eq!(client.balance().await.status(), 200, "an access token is good until it expires");
    assert_eq!(refresh(practice.address(), &tokens.field("refresh_token")).await.status(), 200);
    assert_eq!(practice.retry_accepted(), 1);
    practice.stop().await;

    let practice = Practice::start(options(folder.path())).await.unwrap();
    assert_eq!(
        refresh(practice.address(), &tokens.field("refresh_token")).await.status(),
        400,
        "a used token stays used"
    );
    assert_eq!((practice.retry_accepted(), practice.truth().len()), (0, 4));
}

#[tokio::test]
async fn a_refresh_token_is_not_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(options(folder.path())).await.unwrap();
    let token = password(practice.address(), "clerk@practice.example", "practice").await.field("refresh_token");
    let journal = fs::read_to_string(folder.path().join("practice.jsonl")).unwrap();
    assert!(!journal.contains(&token));
}

#[tokio::test]
async fn a_charge_is_in_the_file_when_its_answer_arrives() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(options(folder.path())).await.unwrap();
    let reference = signed_in(&practice).await.top_up("211921234567", "6").await.field("reference");
    let journal = fs::read_to_string(folder.path().join("practice.jsonl")).unwrap();
    assert!(journal.contains(&reference));
}

#[tokio::test]
async fn a_line_cut_short_by_a_kill_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(options(folder.path())).await.unwrap();
    signed_in(&practice).await.top_up("211921234567", "6").await;
    practice.stop().await;
    let path = folder.path().join("practice.jsonl");
    let before = fs::read_to_string(&path).unwrap();
    OpenOptions::new().append(true).open(&path).unwrap().write_all(br#"{"charged":{"charge":{"kin"#).unwrap();

    let practice = Practice::start(options(folder.path())).await.unwrap();
    assert_eq!(practice.truth().len(), 1);
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}

#[tokio::test]
async fn a_journal_that_makes_no_sense_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("practice.jsonl");
    fs::write(&path, "{\"float\":{\"float\":\"1\"}}\nnonsense\n").unwrap();
    let error = Practice::start(options(folder.path())).await.unwrap_err();
    assert!(matches!(error, PracticeError::Line { line: 2, .. }), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"float\":{\"float\":\"1\"}}\nnonsense\n");
}

#[tokio::test]
async fn two_services_do_not_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Practice::start(options(folder.path())).await.unwrap();
    let second = Practice::start(options(folder.path())).await.unwrap_err();
    assert!(matches!(second, PracticeError::InUse), "{second}");
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Practice::start(options(&file.join("below"))).await.unwrap_err();
    assert!(matches!(error, PracticeError::Write(_)), "{error}");
}

#[tokio::test]
async fn it_comes_back_at_the_same_port() {
    let (_held, port) = own_port();
    let start = || Practice::start(Options { port, ..Options::default() });
    let practice = start().await.unwrap();
    let address = practice.address();
    assert_eq!(address.port(), port);
    practice.stop().await;
    assert_eq!(start().await.unwrap().address(), address);
}
