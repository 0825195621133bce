//! The first promise: an order is sent once, with any answer or none, and so is a new customer.
//!
//! The server counts the requests that reach it, however the connection ends: no layer below may ask again by itself.

use airtill_apis::truphone::{CreateCustomerError, CustomerForm, OrderAnswer, OrderDoubt};
use airtill_apis::{ApiError, OfflineError};
use airtill_http::scripted::{Act, Server, answer, head};

use super::{client, correlation, new_esim, top_up};
use crate::token;

const ACCEPTED: &[u8] = br#"{"id":"b3JkZXI=","status":"ACCEPTED"}"#;

#[tokio::test]
async fn t15_an_order_that_was_made_before_the_line_dropped_is_not_repeated() {
    let half = [head(200, "", ACCEPTED.len()).as_slice(), &ACCEPTED[..10]].concat();
    for (act, cause) in [
        (Act::Answer(Vec::new()), OrderDoubt::NoAnswer { timed_out: false }),
        (Act::Reset(Vec::new()), OrderDoubt::NoAnswer { timed_out: false }),
        (Act::Answer(half.clone()), OrderDoubt::BrokenAnswer { timed_out: false }),
        (Act::Reset(half), OrderDoubt::BrokenAnswer { timed_out: false }),
    ] {
        let server = Server::start(act).await;
        let client = client(&server.url("/connect-api"));
        let lost = OrderAnswer::Unclear { cause, order_id: None, retry_after: None, message: String::new() };
        assert_eq!(client.order_esim(&token(), &correlation("a"), &new_esim()).await, lost);
        assert_eq!(client.order_top_up(&token(), &correlation("b"), &top_up()).await, lost);
        assert_eq!(server.seen().len(), 2, "the service has executed them: they must not be asked again");
    }
}

#[tokio::test]
async fn t15_no_connection_is_pooled_that_could_die_under_an_order() {
    let good = Act::Hang(answer(200, "Connection: keep-alive\r\n", ACCEPTED));
    let server = Server::start_in_turn(vec![good, Act::Reset(Vec::new())]).await;
    let client = client(&server.url(""));
    let order = new_esim();
    assert!(matches!(client.order_esim(&token(), &correlation("a"), &order).await, OrderAnswer::Accepted { .. }));
    assert!(matches!(client.order_esim(&token(), &correlation("b"), &order).await, OrderAnswer::Unclear { .. }));
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn t14_a_401_is_reported_and_not_repeated_here() {
    let server = Server::start(Act::Answer(answer(401, "", b""))).await;
    let client = client(&server.url(""));
    let end = client.order_esim(&token(), &correlation("a"), &new_esim()).await;
    assert_eq!(end, OrderAnswer::TurnedAway { message: String::new() });
    assert_eq!(client.order_state(&token(), &correlation("b"), "x").await.err(), Some(ApiError::Unauthorised));
    let end = client.create_customer(&token(), &correlation("c"), &CustomerForm::default()).await;
    assert_eq!(end, Err(CreateCustomerError::Refused { reason: ApiError::Unauthorised }));
    assert_eq!(server.seen().len(), 3, "the holder of the tokens decides whether to ask again");
}

#[tokio::test]
async fn a_new_customer_is_there_refused_or_unknown() {
    type Error = CreateCustomerError;
    let denied =
        |status, message: &str| Error::Refused { reason: ApiError::Denied { status, message: message.to_owned() } };
    for (status, headers, body, end) in [
        (201, "", r#"{"id":"Y3VzdG9tZXI="}"#, Ok(Some("Y3VzdG9tZXI=".to_owned()))),
        (200, "", r#"{"email":"a@example.com"}"#, Ok(None)),
        (201, "", "", Ok(None)),
        (204, "", "", Ok(None)),
        (200, "", "created", Ok(None)),
        (403, "", r#"{"type":"ACCESS_DENIED","messages":["no role"]}"#, Err(denied(403, "no role"))),
        (400, "", r#"{"type":"INVALID_REQUEST_PARAMS","messages":["email"]}"#, Err(denied(400, "email"))),
        (500, "", "", Err(Error::Unknown { reason: ApiError::Busy { retry_after: None } })),
        (502, "", "<html>", Err(Error::Unknown { reason: ApiError::Busy { retry_after: None } })),
        (302, "Location: /\r\n", "", Err(Error::Unknown { reason: ApiError::Portal })),
        (200, "Content-Type: text/html\r\n", "<html>", Err(Error::Unknown { reason: ApiError::Portal })),
        (403, "Content-Type: text/html\r\n", "<html>", Err(Error::Unknown { reason: ApiError::Portal })),
    ] {
        let server = Server::start(Act::Answer(answer(status, headers, body))).await;
        let made = client(&server.url("")).create_customer(&token(), &correlation("a"), &CustomerForm::default()).await;
        assert_eq!(made, end, "{status} {body}");
        assert_eq!(server.seen().len(), 1);
    }
    let server = Server::start(Act::Reset(Vec::new())).await;
    let made = client(&server.url("")).create_customer(&token(), &correlation("a"), &CustomerForm::default()).await;
    assert_eq!(made, Err(Error::Unknown { reason: ApiError::Offline { error: OfflineError::Broken } }));
    assert_eq!(server.seen().len(), 1);
}
