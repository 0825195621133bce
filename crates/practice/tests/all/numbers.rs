//! Every row of the table of practice numbers: what a client receives, and what was really charged.
//!
//! The table is the service's own, so a row that is added is tested without a word here. Faults that a test sets are
//! elsewhere.

use std::collections::HashSet;
use std::time::Duration;

use airtill_practice::{ChargeKind, Endpoint, Group, Options, Practice, troubles};
use rust_decimal::Decimal;
use tokio::time::{Instant, sleep};

use crate::client::{Client, Got, TOP_UP, memory, password, raw, refresh, signed_in};

const SMALL: &str = "{\"Error\":true,\"Message\":\"Account balance amount less than topup amount \"}\n";
const BROKEN: &str = "{\"Error\":true,\"Message\":\"Internal Server Error\"}\n";

/// What a client receives for a top-up of 6 from a float of 5000. `REF` is any reference, `MSISDN` the number.
fn expected(code: &str) -> (u16, &'static str) {
    match code {
        "confirmed" | "slow" => (200, r#"{"reference":"REF","statusCode":0,"statusMessage":"SUCCESS","receiver":"MSISDN","balance":4994}"#),
        "accepted_amount" | "accepted_charged_again" => {
            (200, r#"{"reference":"REF","statusCode":11,"statusMessage":"SUCCESS","receiver":"MSISDN","balance":4994}"#)
        }
        "accepted_payment" => (200, r#"{"reference":"REF","statusCode":12,"statusMessage":"SUCCESS","receiver":"MSISDN","balance":4994}"#),
        "declined_pending_approval" => (200, r#"{"reference":"REF","statusCode":1,"statusMessage":"PENDING_APPROVAL","receiver":"MSISDN","balance":0}"#),
        "declined_business_logic" | "charged_business_logic" => {
            (200, r#"{"reference":"REF","statusCode":10,"statusMessage":"REJECTED_BUSINESS_LOGIC","receiver":"MSISDN","balance":0}"#)
        }
        "declined_topup" | "charged_topup" => (200, r#"{"reference":"REF","statusCode":13,"statusMessage":"REJECTED_TOPUP","receiver":"MSISDN","balance":0}"#),
        "declined_authentication" => (200, r#"{"reference":"REF","statusCode":20,"statusMessage":"AUTHENTICATION_FAILED","receiver":"MSISDN","balance":0}"#),
        "declined_initiator" => {
            (200, r#"{"reference":"REF","statusCode":29,"statusMessage":"INVALID_INITIATOR_PRINCIPAL_ID","receiver":"MSISDN","balance":0}"#)
        }
        "declined_receiver_id" => {
            (200, r#"{"reference":"REF","statusCode":30,"statusMessage":"INVALID_RECEIVER_PRINCIPAL_ID","receiver":"MSISDN","balance":0}"#)
        }
        "declined_number_invalid" => {
            (200, r#"{"reference":"REF","statusCode":32,"statusMessage":"INVALID_TOPUP_PRINCIPAL_ID","receiver":"MSISDN","balance":0}"#)
        }
        "declined_number_inactive" => {
            (200, r#"{"reference":"REF","statusCode":36,"statusMessage":"INVALID_TOPUP_PRINCIPAL_STATE","receiver":"MSISDN","balance":0}"#)
        }
        "declined_number_unknown" => {
            (200, r#"{"reference":"REF","statusCode":40,"statusMessage":"TOPUP_PRINCIPAL_NOT_FOUND","receiver":"MSISDN","balance":0}"#)
        }
        "declined_system_error" | "charged_system_error" => {
            (200, r#"{"reference":"REF","statusCode":90,"statusMessage":"SYSTEM_ERROR","receiver":"MSISDN","balance":0}"#)
        }
        "declined_unsupported" => (200, r#"{"reference":"REF","statusCode":91,"statusMessage":"UNSUPPORTED_OPERATION","receiver":"MSISDN","balance":0}"#),
        "declined_licence" => (200, r#"{"reference":"REF","statusCode":92,"statusMessage":"LICENSE_REJECTION","receiver":"MSISDN","balance":0}"#),
        "declined_system_busy" => (200, r#"{"reference":"REF","statusCode":93,"statusMessage":"SYSTEM_BUSY","receiver":"MSISDN","balance":0}"#),
        "declined_unavailable" | "charged_unavailable" => {
            (200, r#"{"reference":"REF","statusCode":94,"statusMessage":"SERVICE_UNAVAILABLE","receiver":"MSISDN","balance":0}"#)
        }
        "float_too_small" => (403, SMALL),
        "error_after_charge" | "error_before_charge" => (500, BROKEN),
        "service_down" => (503, "<html>"),
        "token_expired" | "signed_out" => (401, "{\"Error\":true,\"Message\":\"The Token is expired\"}\n"),
        "lost_after_charge" | "lost_before_charge" | "lost_while_other_desk_sells" => (0, ""),
        other => panic!("the table has a row without a test: {other}"),
    }
}

/// Sends without a limit of its own, so that the paused clock has only the service's waits to pass over.
async fn top_up(client: &Client, msisdn: &str) -> Got {
    let body = format!(r#"{{"msisdn":"{msisdn}","amount":6}}"#);
    raw(client.address, client.request("POST", TOP_UP, &body).as_bytes()).await
}

#[tokio::test(start_paused = true)]
async fn every_row_answers_and_charges_as_its_group_says() {
    for row in troubles() {
        let practice = memory().await;
        let client = signed_in(&practice).await;
        let got = top_up(&client, &row.example()).await;
        let (status, body) = expected(row.code);
        if status == 0 {
            assert!(got.bytes.is_empty(), "{} closes without an answer: {}", row.code, got.text());
        } else {
            assert_eq!(got.status(), status, "{}", row.code);
            let reference = if body.contains("REF") { got.field("reference") } else { String::new() };
            assert!(reference.is_empty() || (reference.len() == 25 && reference.bytes().all(|b| b.is_ascii_digit())), "{reference}");
            let body = body.replace("REF", &reference).replace("MSISDN", &row.example());
            assert!(if status == 503 { got.body().starts_with(&body) } else { got.body() == body }, "{}: {}", row.code, got.body());
        }
        let type_ = match status {
            0 => None,
            200 => Some("application/json"),
            503 => Some("text/html"),
            _ => Some("text/plain; charset=utf-8"),
        };
        assert_eq!(got.header("content-type").as_deref(), type_, "{}", row.code);

        let charged = match row.group {
            Group::Confirmed | Group::Accepted | Group::DeclinedButCharged | Group::Delay => true,
            Group::Declined | Group::Session => false,
            Group::InDoubt => row.code.contains("after_charge") || row.code.contains("other_desk"),
        };
        let truth = practice.truth();
        assert_eq!(truth.len(), usize::from(charged), "{}", row.code);
        let moved = if row.code.contains("other_desk") { 17 } else { 0 };
        assert_eq!(practice.float(), Decimal::from(5000 - moved - if charged { 6 } else { 0 }), "{}", row.code);
        if let Some(charge) = truth.first() {
            assert_eq!(charge.delivered, !matches!(row.group, Group::Accepted | Group::DeclinedButCharged), "{}", row.code);
            assert_eq!(charge.answered, status != 0, "{}", row.code);
            assert_eq!((charge.msisdn.as_str(), charge.amount, charge.debit), (row.example().as_str(), Decimal::from(6), Decimal::from(6)));
            assert_eq!(charge.float_after, Decimal::from(4994));
            assert_eq!(charge.hit, 2, "the sign-in was the first request");
            if status == 200 {
                assert_eq!(got.field("reference"), charge.reference);
            }
        }
        practice.stop().await;
    }
}

#[test]
fn the_table_is_unambiguous() {
    let digits: HashSet<_> = troubles().iter().map(|row| row.digits).collect();
    let codes: HashSet<_> = troubles().iter().map(|row| row.code).collect();
    assert_eq!((digits.len(), codes.len()), (troubles().len(), troubles().len()));
    for row in troubles() {
        assert!(row.digits.len() == 4 && row.example().len() == 12, "{}", row.code);
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_number_takes_as_long_as_the_options_say_and_others_take_none() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    let before = Instant::now();
    top_up(&client, "211921209504").await;
    assert!(before.elapsed().as_secs() == 8);
    assert!(practice.truth()[0].answered);
}

#[tokio::test]
async fn an_expired_token_is_refused_once_and_a_new_one_sells() {
    let practice = memory().await;
    let tokens = password(practice.address(), "clerk@practice.example", "practice").await;
    let client = Client { address: practice.address(), token: tokens.field("access_token") };
    assert_eq!(client.top_up("211921209401", "6").await.status(), 401);
    assert_eq!(client.balance().await.status(), 401, "the token is over for everything");
    let token = refresh(practice.address(), &tokens.field("refresh_token")).await.field("access_token");
    let client = Client { address: practice.address(), token };
    assert_eq!(client.top_up("211921209401", "6").await.status(), 200);
    assert_eq!(client.top_up("211921209401", "6").await.status(), 401, "the next sale meets it again");
}

#[tokio::test]
async fn a_signed_out_number_asks_for_a_new_sign_in() {
    let practice = memory().await;
    let tokens = password(practice.address(), "clerk@practice.example", "practice").await;
    let client = Client { address: practice.address(), token: tokens.field("access_token") };
    assert_eq!(client.top_up("211921209402", "6").await.status(), 401);
    assert_eq!(refresh(practice.address(), &tokens.field("refresh_token")).await.status(), 400);
    assert_eq!(signed_in(&practice).await.top_up("211921209402", "6").await.status(), 200);
}

#[tokio::test]
async fn the_retry_delivers_and_charges_again_only_where_the_row_says_so() {
    let practice: Practice = memory().await;
    let client = signed_in(&practice).await;
    client.top_up("211921209011", "6").await;
    client.top_up("211921209111", "10").await;
    assert!(practice.truth().iter().all(|charge| !charge.delivered));
    assert_eq!(practice.retry_accepted(), 2);
    let truth = practice.truth();
    assert!(truth.iter().all(|charge| charge.delivered));
    let again: Vec<_> = truth.iter().filter(|charge| charge.kind == ChargeKind::Retry).collect();
    assert_eq!(again.len(), 1);
    assert_eq!((again[0].msisdn.as_str(), again[0].debit), ("211921209111", Decimal::from(10)));
    assert_eq!(practice.float(), Decimal::from(5000 - 6 - 10 - 10));
    assert_eq!(practice.retry_accepted(), 0, "nothing is delivered twice");
}

#[tokio::test(start_paused = true)]
async fn the_service_retries_by_itself_when_it_is_told_how_often() {
    let options = Options { retry_every: Some(Duration::from_secs(3600)), ..Options::default() };
    let practice = Practice::start(options).await.unwrap();
    let client = signed_in(&practice).await;
    top_up(&client, "211921209011").await;
    for _ in 0..3 {
        sleep(Duration::from_secs(3600)).await;
    }
    assert!(practice.truth()[0].delivered);
}

#[tokio::test(start_paused = true)]
async fn an_unguarded_float_loses_the_debit_of_a_sale_in_between() {
    let practice = Practice::start(Options { unguarded_float: true, ..Options::default() }).await.unwrap();
    let client = signed_in(&practice).await;
    let later = async {
        while practice.hits_on(Endpoint::TopUp) == 0 {
            sleep(Duration::from_millis(1)).await;
        }
        top_up(&client, "211921234567").await
    };
    let (slow, quick) = tokio::join!(top_up(&client, "211921209504"), later);
    assert!(quick.body().ends_with("4994}") && slow.body().ends_with("4994}"), "both read 5000");
    assert_eq!((practice.truth().len(), practice.float()), (2, Decimal::from(4994)));
    assert_eq!(practice.most_at_once(Endpoint::TopUp), 2);
}
