//! Snapshots of the requests to the account service.
//!
//! Compared with the service's page, which wants a content type without parameters and no token where none belongs.

use airtill_apis::accounts::{Accounts, CreateUserError};
use airtill_apis::{ApiError, Timeouts, Unreached};
use airtill_domain::{Environment, Secret};
use airtill_http::scripted::{Act, Server, answer};
use url::Url;

use super::{EMAIL, client, password};
use crate::requests::parts;
use crate::token;

const USER: &[u8] = include_bytes!("../../../fixtures/accounts/user.json");

async fn deaf() -> Server {
    Server::start(Act::Answer(answer(200, "", USER))).await
}

fn agent() -> String {
    format!("user-agent: airtill/{}", env!("CARGO_PKG_VERSION"))
}

#[tokio::test]
async fn a_new_account_is_the_documented_request_without_a_token() {
    let server = deaf().await;
    let _ = client(&server.url("/staff/")).create_user(EMAIL, &password()).await;
    let (first, headers, body) = parts(&server.seen()[0]);
    assert_eq!(
        first, "POST /staff/api/v1/users HTTP/1.1",
        "a path of the base address stays, and nothing stands in the address"
    );
    assert_eq!(body, r#"{"user":{"email":"ayen@example.com","password":"hunter2-canary"}}"#);
    let expected = [
        "accept: application/json".to_owned(),
        format!("content-length: {}", body.len()),
        "content-type: application/json".to_owned(),
        agent(),
    ];
    assert_eq!(headers, expected, "the media type has no parameter; no token, cookie, referrer or encoding is offered");
}

#[tokio::test]
async fn a_new_account_is_sent_with_exactly_what_was_typed() {
    let server = deaf().await;
    let typed = Secret::new(" pass\"word\\ \u{7}é😀</script> ".to_owned());
    let _ = client(&server.url("")).create_user("a+b@example.com\r\nX-Evil: 1", &typed).await;
    let (_, headers, body) = parts(&server.seen()[0]);
    assert_eq!(
        body,
        r#"{"user":{"email":"a+b@example.com\r\nX-Evil: 1","password":" pass\"word\\ \u0007é😀</script> "}}"#
    );
    assert_eq!(headers.len(), 4, "nothing that was typed becomes a header");
}

#[tokio::test]
async fn countries_and_a_user_are_asked_for_with_the_token_and_without_a_body() {
    let server = deaf().await;
    let client = client(&server.url(""));
    let _ = client.countries(&token()).await;
    for id in [7, -7, i64::MAX] {
        let _ = client.user(&token(), id).await;
    }
    let lines = ["/api/v1/countries", "/api/v1/users/7", "/api/v1/users/-7", "/api/v1/users/9223372036854775807"];
    let seen = server.seen();
    assert_eq!(seen.len(), lines.len());
    for (request, line) in seen.iter().zip(lines) {
        let (first, headers, body) = parts(request);
        assert_eq!((first, body.as_str()), (format!("GET {line} HTTP/1.1"), ""));
        assert_eq!(
            headers,
            ["accept: application/json".to_owned(), "authorization: bearer canary-access-token".to_owned(), agent()]
        );
    }
}

#[tokio::test]
async fn a_forbidden_request_is_not_sent() {
    let server = deaf().await;
    let unsendable = Err(CreateUserError::NotSent { error: Unreached::Unsendable });
    let live = Accounts::new(&server.url(""), Environment::Live, Timeouts::default());
    assert_eq!(live.create_user(EMAIL, &password()).await, unsendable, "live is HTTPS only");
    assert_eq!(live.countries(&token()).await, Err(ApiError::Settings));
    let mut named = server.url("");
    named.set_username("ayen").expect("an address with a host");
    assert_eq!(client(&named).create_user(EMAIL, &password()).await, unsendable, "no credentials in the address");
    let elsewhere = Url::parse("http://accounts.example.com").expect("an address");
    assert_eq!(client(&elsewhere).create_user(EMAIL, &password()).await, unsendable, "no password over plain HTTP");
    for bad in ["", "a\r\nX-Evil: 1", "a\0"] {
        let bad = Secret::new(bad.to_owned());
        assert_eq!(client(&server.url("")).countries(&bad).await, Err(ApiError::Settings));
        assert_eq!(client(&server.url("")).user(&bad, 7).await, Err(ApiError::Settings));
    }
    assert!(server.seen().is_empty());
}
