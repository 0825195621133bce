//! The airtime half beside the table of numbers: the float, its limits, bodies that make no sense.
//!
//! Bodies are literal, as a client sends them, and the float is compared with the truth log. The practice numbers have
//! a table of their own.

use std::collections::BTreeSet;
use std::time::Duration;

use airtill_practice::{Edition, Endpoint, Options, Practice};
use rust_decimal::Decimal;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::client::{Client, LIMIT, TOP_UP, memory, own_port, signed_in};

#[tokio::test]
async fn the_balance_is_the_float_digit_for_digit() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    assert_eq!(client.balance().await.body(), r#"{"statusCode":0,"statusMessage":"","currency":"SSP","balance":5000}"#);
    practice.set_float("123456789012345678.1".parse().unwrap());
    let body = client.balance().await.body();
    assert_eq!(body, r#"{"statusCode":0,"statusMessage":"","currency":"SSP","balance":123456789012345678.1}"#);
}

#[tokio::test]
async fn each_edition_has_the_float_at_its_own_path() {
    const OLD: &str = "/airtime/api/subscriber/balance";
    const NEW: &str = "/airtime/api/subscriber/balancev2";
    let practice = memory().await;
    let client = signed_in(&practice).await;
    let float = r#"{"statusCode":0,"statusMessage":"","currency":"SSP","balance":5000}"#;
    let outcome = |got: &crate::client::Got| (got.status(), got.header("allow"), got.body());
    for _ in 0..2 {
        let not_there = (404, None, "404 page not found\n".to_owned());
        assert_eq!(outcome(&client.call("GET", NEW, "").await), (200, None, float.to_owned()));
        assert_eq!(outcome(&client.call("GET", OLD, "").await), (405, Some("POST".to_owned()), String::new()));
        assert_eq!(client.call("POST", OLD, "{}").await.status(), 400);
        practice.follow(Edition::Of2020);
        assert_eq!(outcome(&client.call("GET", NEW, "").await), not_there);
        assert_eq!(outcome(&client.call("GET", OLD, "").await), (200, None, float.to_owned()));
        assert_eq!(client.call("POST", OLD, "{}").await.status(), 405);
        practice.follow(Edition::Of2021);
    }
    assert_eq!(practice.hits_on(Endpoint::Balance), 12, "a fault of the balance is one of both paths");
}

#[tokio::test]
async fn the_further_fields_of_a_top_up_may_be_missing_but_not_wrong() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    let (good, bad) = (
        [
            "",
            r#","currency":"SSP""#,
            r#","carrier":"mtn""#,
            r#","currency":"SSP","carrier":"mtn""#,
            r#","carrier":"MTN","more":[]"#,
        ],
        [r#","currency":"USD""#, r#","carrier":"zain""#, r#","carrier":7"#, r#","currency":null"#],
    );
    for (edition, fields, code) in good
        .map(|fields| (Edition::Of2021, fields, 0))
        .into_iter()
        .chain(bad.map(|fields| (Edition::Of2021, fields, 10)))
        .chain(bad.map(|fields| (Edition::Of2020, fields, 0)))
    {
        practice.follow(edition);
        let body =
            client.call("POST", TOP_UP, &format!(r#"{{"msisdn":"211921234567","amount":6{fields}}}"#)).await.body();
        assert!(body.contains(&format!(r#""statusCode":{code},"#)), "{edition:?} {fields}: {body}");
    }
    assert_eq!(practice.truth().len(), good.len() + bad.len());
}

#[tokio::test]
async fn a_float_smaller_than_the_amount_is_403_and_charges_nothing() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    practice.set_float(Decimal::from(40));
    let got = client.top_up("211921234567", "40.01").await;
    assert_eq!(got.header("content-type").as_deref(), Some("text/plain; charset=utf-8"));
    assert_eq!(
        (got.status(), got.body().as_str()),
        (403, "{\"Error\":true,\"Message\":\"Account balance amount less than topup amount \"}\n")
    );
    assert!(practice.truth().is_empty());
    let got = client.top_up("211921234567", "40").await;
    assert_eq!(got.status(), 200, "the whole float may be sold");
    assert!(got.body().ends_with(r#""balance":0}"#));
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_code_10_with_an_empty_reference() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    for body in [
        "",
        "x",
        "[]",
        "{}",
        r#"{"msisdn":211921234567,"amount":6}"#,
        r#"{"msisdn":"211921234567","amount":"6"}"#,
        r#"{"msisdn":"211921234567"}"#,
        r#"{"msisdn":"211921234567","amount":0}"#,
        r#"{"msisdn":"211921234567","amount":-6}"#,
    ] {
        let got = client.call("POST", TOP_UP, body).await;
        let expected =
            r#"{"reference":"","statusCode":10,"statusMessage":"REJECTED_BUSINESS_LOGIC","receiver":"","balance":0}"#;
        assert_eq!((got.status(), got.body().as_str()), (200, expected), "{body}");
    }
    assert!(practice.truth().is_empty());
}

#[tokio::test]
async fn a_number_that_is_none_is_code_32() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    for msisdn in ["", "921234567", "+211921234567", "2119212345678", "254921234567", "21192123456a"] {
        assert!(
            client
                .top_up(msisdn, "6")
                .await
                .body()
                .contains(r#""statusCode":32,"statusMessage":"INVALID_TOPUP_PRINCIPAL_ID""#),
            "{msisdn}"
        );
    }
    assert_eq!(client.top_up("211965615584", "6").await.status(), 200, "the document's own sample sells");
    assert_eq!(practice.truth().len(), 1);
}

#[tokio::test]
async fn a_commission_stays_in_the_float() {
    let practice =
        Practice::start(Options { commission: "0.055".parse().unwrap(), ..Options::default() }).await.unwrap();
    let client = signed_in(&practice).await;
    let got = client.top_up("211921234567", "60").await;
    assert!(got.body().ends_with(r#""balance":4943.3}"#), "{}", got.body());
    let charge = &practice.truth()[0];
    assert_eq!((charge.amount, charge.debit), (Decimal::from(60), "56.70".parse().unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn top_ups_at_once_lose_no_charge() {
    let practice = memory().await;
    let client = signed_in(&practice).await;
    let mut all = JoinSet::new();
    for each in 0..60 {
        let client = Client { address: client.address, token: client.token.clone() };
        all.spawn(async move { client.top_up(&format!("2119212345{each:02}"), "1").await.field("reference") });
    }
    let received: BTreeSet<String> = all.join_all().await.into_iter().collect();
    let truth = practice.truth();
    assert_eq!(received, truth.iter().map(|charge| charge.reference.clone()).collect());
    assert_eq!(practice.float(), Decimal::from(4940));
    for (sold, charge) in (1..).zip(&truth) {
        assert_eq!(charge.float_after, Decimal::from(5000 - sold), "the log is in the order of the debits");
    }
    assert_eq!(practice.hits_on(Endpoint::TopUp), 60);
    assert!((1..=60).contains(&practice.most_at_once(Endpoint::TopUp)));
}

#[tokio::test]
async fn hits_hold_every_request_word_for_word() {
    let practice = memory().await;
    signed_in(&practice).await.balance().await;
    let hits = practice.hits();
    assert_eq!(hits[0].body, "grant_type=password&username=clerk%40practice.example&password=practice");
    assert_eq!((hits[0].endpoint, hits[0].number, hits[0].method.as_str()), (Endpoint::Token, 1, "POST"));
    assert!(hits[1].header("authorization").unwrap().starts_with("Bearer eyJ"));
    assert_eq!(hits[1].target, "/airtime/api/subscriber/balancev2");
}

#[tokio::test]
async fn it_listens_on_loopback_alone_and_can_be_stopped() {
    let (_held, port) = own_port();
    let practice = Practice::start(Options { port, ..Options::default() }).await.unwrap();
    let address = practice.address();
    assert!(address.ip().is_loopback());
    assert_eq!(practice.base_address(), format!("http://127.0.0.1:{}", address.port()));
    let elsewhere = (std::net::Ipv4Addr::new(127, 0, 0, 2), address.port());
    assert!(TcpStream::connect(elsewhere).await.is_err(), "not even on another loopback address");
    practice.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
}

/// Shorter than any pause of the network's layers.
const PAUSE: Duration = Duration::from_millis(150);

#[tokio::test]
async fn one_connection_serves_many_requests_without_a_pause() {
    let folder = tempfile::tempdir().unwrap();
    let practice =
        Practice::start(Options { folder: Some(folder.path().to_owned()), ..Options::default() }).await.unwrap();
    let client = signed_in(&practice).await;
    let request =
        client.request("POST", TOP_UP, r#"{"msisdn":"211921234567","amount":1}"#).replace("Connection: close\r\n", "");
    let mut stream = TcpStream::connect(client.address).await.unwrap();
    let mut quickest = LIMIT;
    // A pause is there each time; a busy disk has one now and then.
    for sold in 1..=100 {
        if sold > 5 && quickest < PAUSE {
            break;
        }
        let sent = Instant::now();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        while !text.ends_with('}') {
            let mut buffer = [0; 1024];
            let count = timeout(LIMIT, stream.read(&mut buffer)).await.unwrap().unwrap();
            assert!(count > 0, "the connection stays open: {text}");
            text.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
        }
        quickest = quickest.min(sent.elapsed());
        assert!(text.ends_with(&format!("\"balance\":{}}}", 5000 - sold)));
    }
    assert!(quickest < PAUSE, "{quickest:?} with the disk");
}
