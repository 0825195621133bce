//! Snapshots of the requests to 21 Systems.
//!
//! Compared letter for letter with the service's documentation.

use airtill_apis::twenty_one::{FloatPath, TopUpAnswer, TwentyOne};
use airtill_apis::{ApiError, Timeouts, Unreached};
use airtill_domain::{Currency, Environment, Money, Secret};
use airtill_http::scripted::{Act, Server, answer};

use crate::{client, sample, six, token, top_up};

/// First line, the header lines in lower case and sorted, body.
pub fn parts(request: &str) -> (String, Vec<String>, String) {
    let (head, body) = request.split_once("\r\n\r\n").expect("a whole request");
    let mut lines = head.lines();
    let first = lines.next().expect("a request line").to_owned();
    let mut headers: Vec<String> =
        lines.map(str::to_ascii_lowercase).filter(|line| !line.starts_with("host:")).collect();
    headers.sort();
    (first, headers, body.to_owned())
}

async fn deaf() -> Server {
    Server::start(Act::Answer(answer(200, "", include_bytes!("../../fixtures/twenty_one/balance.json")))).await
}

#[tokio::test]
async fn a_top_up_is_the_documented_request_and_nothing_more() {
    let server = deaf().await;
    let _ = top_up(&client(&server.url("/v1/"))).await;
    let (first, headers, body) = parts(&server.seen()[0]);
    assert_eq!(first, "POST /v1/airtime/api/subscriber/topup HTTP/1.1", "a path of the base address stays");
    assert_eq!(body, r#"{"msisdn":"211965615584","amount":6,"currency":"SSP","carrier":"mtn"}"#);
    assert_eq!(
        headers,
        [
            "accept: application/json",
            "authorization: bearer canary-access-token",
            &format!("content-length: {}", body.len()),
            "content-type: application/json",
            &format!("user-agent: airtill/{}", env!("CARGO_PKG_VERSION")),
        ],
        "no cookie, referrer or encoding is offered"
    );
}

#[tokio::test]
async fn a_balance_and_a_user_are_asked_for_without_a_body() {
    let server = deaf().await;
    let client = client(&server.url(""));
    let _ = client.balance(&token(), FloatPath::BalanceV2).await;
    let _ = client.balance(&token(), FloatPath::Balance).await;
    let _ = client.user(&token()).await;
    let seen = server.seen();
    let lines = [
        "GET /airtime/api/subscriber/balancev2 HTTP/1.1",
        "GET /airtime/api/subscriber/balance HTTP/1.1",
        "GET /auth/user HTTP/1.1",
    ];
    for (request, line) in seen.iter().zip(lines) {
        let (first, headers, body) = parts(request);
        assert_eq!((first.as_str(), body.as_str()), (line, ""));
        assert!(headers.contains(&"authorization: bearer canary-access-token".to_owned()));
    }
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn a_forbidden_request_is_not_sent() {
    let server = deaf().await;
    let unsendable = TopUpAnswer::NotSent { error: Unreached::Unsendable };
    let live = TwentyOne::new(&server.url(""), Environment::Live, Timeouts::default());
    assert_eq!(top_up(&live).await, unsendable, "live is HTTPS only");
    assert_eq!(live.balance(&token(), FloatPath::Balance).await, Err(ApiError::Settings));
    let test = client(&server.url(""));
    for minor in [0, -600] {
        assert_eq!(
            test.top_up(&token(), &sample(), Money::from_minor(minor, Currency::SSP)).await,
            unsendable,
            "{minor}"
        );
    }
    for bad in ["", "a\r\nX-Evil: 1", "a\0"] {
        assert_eq!(test.top_up(&Secret::new(bad.to_owned()), &sample(), six()).await, unsendable, "{bad:?}");
    }
    assert!(server.seen().is_empty());
}
