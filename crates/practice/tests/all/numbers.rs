//! Every row of the table of practice numbers: the client's answer, and the real charge.
//!
//! The table is the service's own, so a row that is added is tested without a word here. Faults that a test sets are
//! elsewhere.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;

use airtill_practice::{ChargeKind, Endpoint, Group, Options, Practice, Trouble, troubles};
use rust_decimal::Decimal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::client::{Client, Got, TOP_UP, memory, password, raw, refresh, signed_in};

const SMALL: &str = "{\"Error\":true,\"Message\":\"Account balance amount less than topup amount \"}\n";
const BROKEN: &str = "{\"Error\":true,\"Message\":\"Internal Server Error\"}\n";

/// The answer that a client receives for a top-up of 6 from a float of 5000. `REF` is any reference, `MSISDN` the
/// number.
fn expected(code: &str) -> (u16, &'static str) {
    match code {
        "confirmed" | "slow" => {
            (200, r#"{"reference":"REF","statusCode":0,"statusMessage":"SUCCESS","receiver":"MSISDN","balance":4994}"#)
        }
        "accepted_amount" | "accepted_charged_again" => {
            (200, r#"{"reference":"REF","statusCode":11,"statusMessage":"SUCCESS","receiver":"MSISDN","balance":4994}"#)
        }
        "accepted_payment" => {
            (200, r#"{"reference":"REF","statusCode":12,"statusMessage":"SUCCESS","receiver":"MSISDN","balance":4994}"#)
        }
        "declined_pending_approval" => (
            200,
            r#"{"reference":"REF","statusCode":1,"statusMessage":"PENDING_APPROVAL","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_business_logic" | "charged_business_logic" => (
            200,
            r#"{"reference":"REF","statusCode":10,"statusMessage":"REJECTED_BUSINESS_LOGIC","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_topup" | "charged_topup" => (
            200,
            r#"{"reference":"REF","statusCode":13,"statusMessage":"REJECTED_TOPUP","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_authentication" => (
            200,
            r#"{"reference":"REF","statusCode":20,"statusMessage":"AUTHENTICATION_FAILED","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_initiator" => (
            200,
            r#"{"reference":"REF","statusCode":29,"statusMessage":"INVALID_INITIATOR_PRINCIPAL_ID","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_receiver_id" => (
            200,
            r#"{"reference":"REF","statusCode":30,"statusMessage":"INVALID_RECEIVER_PRINCIPAL_ID","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_number_invalid" => (
            200,
            r#"{"reference":"REF","statusCode":32,"statusMessage":"INVALID_TOPUP_PRINCIPAL_ID","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_number_inactive" => (
            200,
            r#"{"reference":"REF","statusCode":36,"statusMessage":"INVALID_TOPUP_PRINCIPAL_STATE","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_number_unknown" => (
            200,
            r#"{"reference":"REF","statusCode":40,"statusMessage":"TOPUP_PRINCIPAL_NOT_FOUND","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_system_error" | "charged_system_error" => (
            200,
            r#"{"reference":"REF","statusCode":90,"statusMessage":"SYSTEM_ERROR","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_unsupported" => (
            200,
            r#"{"reference":"REF","statusCode":91,"statusMessage":"UNSUPPORTED_OPERATION","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_licence" => (
            200,
            r#"{"reference":"REF","statusCode":92,"statusMessage":"LICENSE_REJECTION","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_system_busy" => (
            200,
            r#"{"reference":"REF","statusCode":93,"statusMessage":"SYSTEM_BUSY","receiver":"MSISDN","balance":0}"#,
        ),
        "declined_unavailable" | "charged_unavailable" => (
            200,
            r#"{"reference":"REF","statusCode":94,"statusMessage":"SERVICE_UNAVAILABLE","receiver":"MSISDN","balance":0}"#,
        ),
        "float_too_small" => (403, SMALL),
        "error_after_charge" | "error_before_charge" | "error_after_delivery" => (500, BROKEN),
        "undocumented_uncharged" | "undocumented_charged" => {
            (200, r#"{"reference":"REF","statusCode":99,"statusMessage":"RESULT_99","receiver":"MSISDN","balance":0}"#)
        }
        "cut_after_refusal" => (200, r#"{"reference":""#),
        "service_down" => (503, "<html>"),
        "bad_gateway_after_refusal" => (502, "<html>"),
        "token_expired" | "signed_out" => (401, "{\"Error\":true,\"Message\":\"The Token is expired\"}\n"),
        "lost_after_charge" | "lost_before_charge" | "lost_while_other_till_sells" | "lost_charged_late" => (0, ""),
        "lost_after_accepting" | "lost_after_refusal" | "silent_after_refusal" => (0, ""),
        other => panic!("the table has a row without a test: {other}"),
    }
}

/// Whether a row charges, whether it delivers, and the code of its refusal.
fn truth(row: &Trouble) -> (bool, bool, Option<u16>) {
    let code = row.digits[2..].parse().unwrap();
    match (row.group, row.code) {
        (Group::Confirmed | Group::Delay, _) => (true, true, None),
        (Group::Accepted, _) | (_, "lost_after_accepting") => (true, false, None),
        (Group::Declined, "float_too_small") => (false, false, Some(403)),
        (Group::Declined, _) | (_, "undocumented_uncharged" | "declined_pending_approval") => {
            (false, false, Some(code))
        }
        (Group::DeclinedButCharged, _) | (_, "undocumented_charged") => (true, false, Some(code)),
        (Group::InDoubt, "lost_before_charge" | "error_before_charge" | "service_down" | "lost_charged_late") => {
            (false, false, None)
        }
        (Group::InDoubt, "error_after_delivery") => (false, true, None),
        (Group::InDoubt, code) if code.ends_with("after_refusal") => (true, false, Some(13)),
        (Group::InDoubt, _) => (true, true, None),
        (Group::Session, _) => panic!("its request is not looked at"),
    }
}

/// Sends without a limit of its own, so that the paused clock has only the service's waits to pass over.
async fn top_up(client: &Client, msisdn: &str) -> Got {
    let body = format!(r#"{{"msisdn":"{msisdn}","amount":6}}"#);
    let request = client.request("POST", TOP_UP, &body);
    if msisdn.ends_with("9913") {
        return silence(client.address, request.as_bytes()).await;
    }
    raw(client.address, request.as_bytes()).await
}

/// Sends these bytes and leaves when the service has worked and said nothing for a minute.
async fn silence(address: SocketAddr, request: &[u8]) -> Got {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let read = timeout(Duration::from_secs(60), stream.read(&mut [0; 1])).await;
    assert!(read.is_err(), "neither an answer nor an end: {read:?}");
    Got { bytes: Vec::new(), error: None }
}

#[tokio::test(start_paused = true)]
async fn every_row_answers_and_charges_as_its_group_says() {
    for row in troubles() {
        let practice = memory().await;
        let client = signed_in(&practice).await;
        let got = top_up(&client, &row.example()).await;
        let (status, body) = expected(row.code);
        let cut = row.code == "cut_after_refusal";
        if status == 0 {
            assert!(got.bytes.is_empty(), "{} says nothing: {}", row.code, got.text());
        } else if cut {
            assert!(got.body().starts_with(body) && !got.body().ends_with('}'), "{}", got.text());
        } else {
            assert_eq!(got.status(), status, "{}", row.code);
            let reference = if body.contains("REF") { got.field("reference") } else { String::new() };
            assert!(
                reference.is_empty() || (reference.len() == 25 && reference.bytes().all(|b| b.is_ascii_digit())),
                "{reference}"
            );
            let body = body.replace("REF", &reference).replace("MSISDN", &row.example());
            assert!(
                if body == "<html>" { got.body().starts_with(&body) } else { got.body() == body },
                "{}: {}",
                row.code,
                got.body()
            );
        }
        let type_ = match status {
            0 => None,
            200 => Some("application/json"),
            502 | 503 => Some("text/html"),
            _ => Some("text/plain; charset=utf-8"),
        };
        assert_eq!(got.header("content-type").as_deref(), type_, "{}", row.code);

        if row.group == Group::Session {
            assert_eq!((practice.fates(), practice.float()), (vec![], Decimal::from(5000)), "{}", row.code);
            continue;
        }
        let (charged, delivered, refused) = truth(row);
        let fate = practice.fates().remove(0);
        let whole = status != 0 && !cut;
        assert_eq!(
            (fate.charged(), fate.refused, fate.answered),
            (if charged { Decimal::from(6) } else { Decimal::ZERO }, refused, whole),
            "{}",
            row.code
        );
        assert_eq!(
            (fate.delivered, fate.waiting),
            (delivered.then_some(fate.at), row.code == "lost_charged_late"),
            "{}",
            row.code
        );
        assert_eq!(fate.queued, row.group == Group::Accepted || row.code == "lost_after_accepting", "{}", row.code);
        assert_eq!(
            (fate.msisdn.as_str(), fate.amount, fate.hit),
            (row.example().as_str(), Decimal::from(6), 2),
            "the sign-in was the first request"
        );
        let moved = if row.code.contains("other_till") { 17 } else { 0 };
        assert_eq!(practice.float(), Decimal::from(5000 - moved) - fate.charged(), "{}", row.code);
        assert_eq!(practice.truth().len(), usize::from(charged), "{}", row.code);
        if let Some(charge) = practice.truth().first() {
            assert_eq!((charge.delivered, charge.answered), (delivered, whole), "{}", row.code);
            assert_eq!(
                (charge.msisdn.as_str(), charge.amount, charge.debit),
                (row.example().as_str(), Decimal::from(6), Decimal::from(6))
            );
            assert_eq!((charge.float_after, charge.hit, &charge.reference), (Decimal::from(4994), 2, &fate.reference));
        }
        if body.contains("REF") {
            assert_eq!(got.field("reference"), fate.reference);
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
async fn a_slow_number_takes_the_time_of_the_options_and_others_take_none() {
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
async fn the_retry_charges_again_only_where_the_row_says_so() {
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
async fn the_service_retries_by_itself_when_an_interval_is_set() {
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
