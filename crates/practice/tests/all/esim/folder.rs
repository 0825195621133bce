//! The data that outlives the process, and the tokens that end with it.
//!
//! A process is a service that is stopped and started again on the same folder.

use std::fs;
use std::time::Duration;

use airtill_practice::esim::{Options, OrderEnd, Pace};
use airtill_practice::{PracticeError, PracticeEsim};

use super::{BUYER, KENYA, api, credentials, start};
use crate::accounts::encoded;

#[tokio::test]
async fn orders_sims_and_customers_outlive_the_process_and_tokens_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let pace = Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO };
    let options = || Options { folder: Some(folder.path().to_owned()), pace, ..Options::default() };
    let first = start(options()).await;
    let api_before = api(&first).await;
    let done = api_before.ordered("a@b.example").await;
    let output = api_before.get(&format!("/v1/order/{}", encoded(&done))).await.body();
    let stuck = api_before.ordered("stuck@practice").await;
    let eid = r#"{"eid":"89049032123451234512345678901235"}"#;
    assert_eq!(api_before.call("PUT", &format!("/v1/sim/{BUYER}"), eid).await.status(), 200);
    let (token, made) = (api_before.token.clone(), first.truth());
    assert!(matches!(PracticeEsim::start(options()).await, Err(PracticeError::InUse)));
    first.stop().await;
    assert!(!fs::read_to_string(folder.path().join("esim.jsonl")).unwrap().contains(&token));

    let second = start(options()).await;
    let mut api = api(&second).await;
    let fresh = std::mem::replace(&mut api.token, token);
    assert_eq!(api.get("/v1/product").await.status(), 401);
    api.token = fresh;
    assert_eq!(api.get(&format!("/v1/order/{}", encoded(&done))).await.body(), output);
    assert_eq!(second.truth(), made);
    assert!(api.get(&format!("/v1/sim/{BUYER}")).await.body().contains("89049032123451234512345678901235"));
    assert!(second.end_order(&stuck, OrderEnd::Failed));
    assert_eq!(api.status_of(&stuck).await, "FAILED");
    api.ordered("b@b.example").await;
    assert_eq!(second.orders_made(KENYA, "b@b.example", "device-1"), 1);
}

#[tokio::test]
async fn nothing_is_remembered_word_for_word_where_nothing_is_to_be() {
    let esim = start(Options { keep_hits: 0, ..Options::default() }).await;
    credentials(&esim).await;
    assert!(esim.hits().is_empty() && esim.issued().is_empty());
    assert!(esim.address().ip().is_loopback());
}
