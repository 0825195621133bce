//! The balance and the user: good answers, and the class of every bad one.
//!
//! The limits of size and time are tried here too, because reading may be asked again without harm.

use std::time::Duration;

use airtill_apis::twenty_one::{Balance, FloatPath, TwentyOne};
use airtill_apis::{ApiError, CertificateError, OddError, OfflineError, Timeouts};
use airtill_domain::{Currency, Environment, Money, Timestamp};
use airtill_http::scripted::{Act, Nobody, Server, answer};
use url::Url;

use crate::{SHORT, client, token};

const JSON: &str = "Content-Type: application/json\r\n";
const TEXT: &str = "Content-Type: text/plain; charset=utf-8\r\n";
const HTML: &str = "Content-Type: text/html\r\n";

async fn balance_of(act: Act) -> Result<Balance, ApiError> {
    let timeouts = if matches!(act, Act::Hang(_)) { SHORT } else { Timeouts::default() };
    let server = Server::start(act).await;
    let client = TwentyOne::new(&server.url(""), Environment::Test, timeouts);
    let end = client.balance(&token(), FloatPath::BalanceV2).await;
    assert_eq!(server.seen().len(), 1, "asked once");
    end
}

#[tokio::test]
async fn the_documented_balance_is_read_by_its_digits() {
    for (body, minor) in [
        (include_str!("../../fixtures/twenty_one/balance.json"), 94_050),
        (r#"{"statusCode":0,"statusMessage":"","currency":"SSP","balance":"940.5"}"#, 94_050),
        (r#"{"statusCode":0,"currency":"SSP","balance":940.3000000000001,"more":[]}"#, 94_030),
        (r#"{"balance":0}"#, 0),
    ] {
        let read = balance_of(Act::Answer(answer(200, TEXT, body.as_bytes()))).await;
        assert_eq!(
            read,
            Ok(Balance { balance: Money::from_minor(minor, Currency::SSP), path: FloatPath::BalanceV2 }),
            "{body}"
        );
    }
}

#[tokio::test]
async fn the_documented_user_is_read() {
    let server =
        Server::start(Act::Answer(answer(200, JSON, include_bytes!("../../fixtures/twenty_one/user.json")))).await;
    let user = client(&server.url("")).user(&token()).await.expect("a user");
    assert_eq!((user.id.as_str(), user.email.as_str()), ("6fa459ea-ee8a-3ca4-894e-db77e160355e", "ayen@example.com"));
    assert_eq!(user.confirmation_sent_at, Some(Timestamp(1_582_111_401_123)));
    assert!(user.created_at.is_some() && user.updated_at.is_some());
    let server =
        Server::start(Act::Answer(answer(200, JSON, br#"{"id":"x","email":"a@b.c","created_at":"never"}"#))).await;
    assert_eq!(
        client(&server.url("")).user(&token()).await.expect("a user").created_at,
        None,
        "an unreadable time spoils nothing"
    );
    let server = Server::start(Act::Answer(answer(200, JSON, br#"{"id":"x"}"#))).await;
    assert_eq!(client(&server.url("")).user(&token()).await, Err(ApiError::Odd { error: OddError::Field("email") }));
}

#[tokio::test]
async fn every_bad_answer_has_its_class() {
    let odd = |error| ApiError::Odd { error };
    let denied = |status, message: &str| ApiError::Denied { status, message: message.to_owned() };
    let busy = ApiError::Busy { retry_after: None };
    #[rustfmt::skip]
    let table: Vec<(u16, &str, &str, ApiError)> = vec![
        (401, TEXT, r#"{"Error":true,"Message":"The Token is required"}"#, ApiError::Unauthorised),
        (401, JSON, r#"{"code":401,"msg":"Invalid token"}"#, ApiError::Unauthorised),
        (401, "WWW-Authenticate: Bearer\r\n", "", ApiError::Unauthorised),
        (401, HTML, "<html>hotel</html>", ApiError::Portal),
        (401, HTML, "", ApiError::Unauthorised),
        (401, "Content-Type: text/html\r\nWWW-Authenticate: Bearer error=\"invalid_token\"\r\n", "<html>401</html>", ApiError::Unauthorised),
        (403, "Content-Type: text/html\r\nWWW-Authenticate: Bearer error=\"insufficient_scope\", error_description=\"read\"\r\n", "", denied(403, "read")),
        (403, HTML, "<html>Forbidden</html>", denied(403, "")),
        (302, "Location: /\r\n", "", ApiError::Portal),
        (511, HTML, "<html>", ApiError::Portal),
        (200, HTML, "<html>hotel</html>", ApiError::Portal),
        (200, JSON, "<html>hotel</html>", ApiError::Portal),
        (403, TEXT, r#"{"Error":true,"Message":"No"}"#, denied(403, "No")),
        (200, TEXT, r#"{"Error":true,"Message":"No","balance":5}"#, denied(200, "No")),
        (422, JSON, r#"{"code":422,"msg":"No"}"#, denied(422, "No")),
        (400, JSON, "", denied(400, "")),
        (429, JSON, r#"{"code":429,"msg":"Rate limit exceeded"}"#, ApiError::RateLimited { retry_after: None }),
        (429, "Retry-After: 30\r\n", "", ApiError::RateLimited { retry_after: Some(Duration::from_secs(30)) }),
        (500, TEXT, r#"{"Error":true,"Message":"No"}"#, busy.clone()),
        (502, HTML, "<html>bad gateway</html>", busy.clone()),
        (503, "Retry-After: 9999\r\n", "", ApiError::Busy { retry_after: Some(Duration::from_secs(600)) }),
        (200, "Content-Encoding: gzip\r\n", r#"{"balance":5}"#, odd(OddError::Encoded)),
        (200, JSON, "", odd(OddError::NotJson)),
        (200, JSON, r#"{"balance":5"#, odd(OddError::NotJson)),
        (200, JSON, r#"{"balance":5} {}"#, odd(OddError::NotJson)),
        (200, JSON, r#"{"balance":5,"balance":6}"#, odd(OddError::NotJson)),
        (200, JSON, r#"[5]"#, odd(OddError::NotJson)),
        (200, JSON, r#"{"statusCode":93,"statusMessage":"SYSTEM_BUSY","balance":0}"#, odd(OddError::ResultCode(93))),
        (200, JSON, r#"{"statusCode":"0","balance":5}"#, odd(OddError::Field("statusCode"))),
        (200, JSON, r#"{"statusCode":0,"currency":"USD","balance":5}"#, odd(OddError::Field("currency"))),
        (200, JSON, r#"{"statusCode":0,"currency":"SSP"}"#, odd(OddError::Field("balance"))),
        (200, JSON, r#"{"statusCode":0,"balance":"plenty"}"#, odd(OddError::Field("balance"))),
        (200, JSON, r#"{"statusCode":0,"balance":1e99}"#, odd(OddError::Field("balance"))),
    ];
    for (status, headers, body, class) in table {
        assert_eq!(
            balance_of(Act::Answer(answer(status, headers, body.as_bytes()))).await,
            Err(class),
            "{status} {body}"
        );
    }
}

#[tokio::test]
async fn t01_every_wait_and_every_size_has_a_limit() {
    let offline = |error| Err(ApiError::Offline { error });
    let part = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"bal".to_vec();
    assert_eq!(balance_of(Act::Hang(Vec::new())).await, offline(OfflineError::NoAnswer));
    assert_eq!(balance_of(Act::Hang(part.clone())).await, offline(OfflineError::NoAnswer));
    assert_eq!(balance_of(Act::Reset(part)).await, offline(OfflineError::Broken));
    assert_eq!(balance_of(Act::Answer(answer(200, JSON, vec![b' '; 64 * 1024 + 1]))).await, Err(ApiError::TooBig));
    assert_eq!(
        balance_of(Act::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 1024])).await,
        Err(ApiError::TooBig)
    );
    let held = Nobody::new();
    let nobody = client(&Url::parse(&format!("http://{}", held.address())).expect("an address"));
    assert_eq!(nobody.balance(&token(), FloatPath::Balance).await, offline(OfflineError::NotReached));
}

#[tokio::test]
async fn t21_a_failed_handshake_is_a_certificate_error() {
    let server = Server::start(Act::Raw(Some(b"HTTP/1.1 400 Bad Request\r\n\r\n"))).await;
    let client = client(&server.secure_url());
    assert_eq!(
        client.balance(&token(), FloatPath::Balance).await,
        Err(ApiError::Certificate { error: CertificateError::Handshake })
    );
}

#[tokio::test]
async fn t14_gotrue_says_in_other_ways_too_that_a_token_is_no_longer_good() {
    for (status, headers, body, end) in [
        (400, JSON, r#"{"code":400,"msg":"Token audience doesn't match request audience"}"#, ApiError::Unauthorised),
        (404, JSON, r#"{"code":404,"msg":"User not found"}"#, ApiError::Unauthorised),
        (404, TEXT, "\u{FEFF}{\"code\":404,\"msg\":\"User not found\"}", ApiError::Unauthorised),
        (404, TEXT, "404 page not found", ApiError::Settings),
        (404, HTML, "<html>404</html>", ApiError::Settings),
        (400, HTML, "", ApiError::Denied { status: 400, message: String::new() }),
    ] {
        let server = Server::start(Act::Answer(answer(status, headers, body.as_bytes()))).await;
        assert_eq!(client(&server.url("")).user(&token()).await, Err(end), "{status} {body}");
    }
}
