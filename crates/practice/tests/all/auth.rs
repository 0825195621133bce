//! The sign-in half, as a GoTrue server answers.
//!
//! Answers are compared with the service's page, word for word. Sales and floats are not here.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use airtill_practice::{Clock, Endpoint, Options, Practice};
use jiff::Timestamp;

use crate::client::{Client, form, memory, password, raw, refresh, signed_in};

const INVALID_REFRESH_TOKEN: &str = r#"{"error":"invalid_grant","error_description":"Invalid Refresh Token"}"#;

fn clock(seconds: &Arc<AtomicI64>) -> Clock {
    let seconds = Arc::clone(seconds);
    Clock::from_fn(move || Timestamp::from_second(seconds.load(Ordering::SeqCst)).unwrap())
}

#[tokio::test]
async fn a_password_gives_the_documented_token_set() {
    let practice = memory().await;
    let got = password(practice.address(), Practice::account().email, Practice::account().password).await;
    assert_eq!((got.status(), got.header("content-type").as_deref()), (200, Some("application/json")));
    let (access, refresh) = (got.field("access_token"), got.field("refresh_token"));
    assert_eq!(
        got.body(),
        format!(r#"{{"access_token":"{access}","token_type":"bearer","expires_in":3600,"refresh_token":"{refresh}"}}"#)
    );
    assert_eq!(refresh.len(), 22);
    assert_eq!(access.split('.').count(), 3, "a JWT has three parts");
    assert!(access.starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."), "the head says HS256");
}

#[tokio::test]
async fn failed_sign_ins_answer_as_gotrue_does() {
    let practice = memory().await;
    let at = practice.address();
    for (user, word, status, body) in [
        ("clerk@practice.example", "wrong", 400, r#"{"error":"invalid_grant","error_description":"Invalid Password"}"#),
        (
            "nobody@practice.example",
            "practice",
            400,
            r#"{"error":"invalid_grant","error_description":"No user found with this email"}"#,
        ),
        (
            "unconfirmed@practice.example",
            "practice",
            400,
            r#"{"error":"invalid_grant","error_description":"Email not confirmed"}"#,
        ),
        ("busy@practice.example", "practice", 429, r#"{"code":429,"msg":"Rate limit exceeded"}"#),
    ] {
        let got = password(at, user, word).await;
        assert_eq!((got.status(), got.body().as_str()), (status, body), "{user}");
    }
    assert_eq!(form(at, "grant_type=client_credentials").await.body(), r#"{"error":"unsupported_grant_type"}"#);
}

#[tokio::test]
async fn t04_a_json_body_is_not_read() {
    let practice = memory().await;
    let body = r#"{"grant_type":"password","username":"clerk@practice.example","password":"practice"}"#;
    let head = "POST /auth/token HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n";
    let got = raw(practice.address(), format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
    assert_eq!((got.status(), got.body().as_str()), (400, r#"{"error":"unsupported_grant_type"}"#));
}

#[tokio::test]
async fn a_refresh_token_is_good_for_one_use() {
    let practice = memory().await;
    let at = practice.address();
    let first = password(at, "clerk@practice.example", "practice").await.field("refresh_token");
    let second = refresh(at, &first).await;
    assert_eq!(second.status(), 200);
    assert_ne!(second.field("refresh_token"), first);
    let reused = refresh(at, &first).await;
    assert_eq!((reused.status(), reused.body().as_str()), (400, INVALID_REFRESH_TOKEN));
    assert_eq!(
        refresh(at, &second.field("refresh_token")).await.status(),
        200,
        "reuse of the old one does not end the new one"
    );
}

#[tokio::test]
async fn a_refresh_token_ends_thirty_days_after_it_was_made() {
    let seconds = Arc::new(AtomicI64::new(1_800_000_000));
    let practice = Practice::start(Options { clock: clock(&seconds), ..Options::default() }).await.unwrap();
    let token = password(practice.address(), "clerk@practice.example", "practice").await.field("refresh_token");
    seconds.fetch_add(30 * 86_400 - 1, Ordering::SeqCst);
    let token = refresh(practice.address(), &token).await.field("refresh_token");
    seconds.fetch_add(30 * 86_400, Ordering::SeqCst);
    assert_eq!(refresh(practice.address(), &token).await.body(), INVALID_REFRESH_TOKEN);
}

#[tokio::test]
async fn the_user_is_the_person_who_signed_in() {
    let practice = memory().await;
    let got = signed_in(&practice).await.call("GET", "/auth/user", "").await;
    assert_eq!(
        got.body(),
        concat!(
            r#"{"id":"6f0d9a4e-51c7-4c0b-9a52-3d1e8f7b2c11","email":"clerk@practice.example","#,
            r#""confirmation_sent_at":"2026-01-05T08:30:00.123456789+02:00","#,
            r#""created_at":"2026-01-05T08:30:00.123456789+02:00","updated_at":"2026-01-05T08:30:00.123456789+02:00"}"#
        )
    );
}

#[tokio::test]
async fn t19_log_out_ends_every_refresh_token_and_no_access_token() {
    let practice = memory().await;
    let at = practice.address();
    let elsewhere = password(at, "clerk@practice.example", "practice").await.field("refresh_token");
    let client = signed_in(&practice).await;
    let got = client.call("POST", "/auth/logout", "").await;
    assert_eq!((got.status(), got.body().as_str()), (204, ""));
    assert_eq!(refresh(at, &elsewhere).await.body(), INVALID_REFRESH_TOKEN);
    assert_eq!(client.balance().await.status(), 200, "an access token lives on until it expires");
}

#[tokio::test]
async fn without_a_good_token_each_half_answers_401_in_its_own_shape() {
    let practice = memory().await;
    let at = practice.address();
    let got = raw(at, b"GET /auth/user HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert_eq!(
        (got.status(), got.body().as_str()),
        (401, r#"{"code":401,"msg":"This endpoint requires a Bearer token"}"#)
    );
    let lower =
        raw(at, b"POST /auth/logout HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: bearer x\r\n\r\n").await;
    assert_eq!(lower.status(), 401, "Bearer is spelt exactly so");
    let got = raw(at, b"GET /airtime/api/subscriber/balancev2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert_eq!(got.header("content-type").as_deref(), Some("text/plain; charset=utf-8"));
    assert_eq!((got.status(), got.body().as_str()), (401, "{\"Error\":true,\"Message\":\"The Token is required\"}\n"));
    let forged = Client { address: at, token: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.x".to_owned() };
    assert_eq!(forged.balance().await.body(), "{\"Error\":true,\"Message\":\"The Token is invalid\"}\n");
}

#[tokio::test]
async fn an_access_token_ends_with_its_lifetime() {
    let seconds = Arc::new(AtomicI64::new(1_800_000_000));
    let practice = Practice::start(Options { clock: clock(&seconds), ..Options::default() }).await.unwrap();
    let client = signed_in(&practice).await;
    seconds.fetch_add(3599, Ordering::SeqCst);
    assert_eq!(client.balance().await.status(), 200);
    seconds.fetch_add(1, Ordering::SeqCst);
    assert_eq!(client.balance().await.body(), "{\"Error\":true,\"Message\":\"The Token is expired\"}\n");
    assert_eq!(
        client.call("GET", "/auth/user", "").await.body(),
        r#"{"code":401,"msg":"Invalid token: token is expired"}"#
    );
}

#[tokio::test]
async fn the_rate_limit_counts_token_requests_in_five_minutes() {
    let seconds = Arc::new(AtomicI64::new(1_800_000_000));
    let options = Options { clock: clock(&seconds), rate_limit: Some(2), ..Options::default() };
    let practice = Practice::start(options).await.unwrap();
    let at = practice.address();
    for status in [400, 400, 429, 429] {
        assert_eq!(password(at, "clerk@practice.example", "wrong").await.status(), status);
    }
    seconds.fetch_add(300, Ordering::SeqCst);
    assert_eq!(password(at, "clerk@practice.example", "practice").await.status(), 200);
}

#[tokio::test]
async fn each_switch_ends_only_the_tokens_that_it_names() {
    let practice = memory().await;
    let at = practice.address();
    let tokens = password(at, "clerk@practice.example", "practice").await;
    let client = Client { address: at, token: tokens.field("access_token") };
    practice.expire_access_tokens();
    assert_eq!(client.balance().await.status(), 401);
    let tokens = refresh(at, &tokens.field("refresh_token")).await;
    let client = Client { address: at, token: tokens.field("access_token") };
    assert_eq!(client.balance().await.status(), 200);
    practice.end_refresh_tokens();
    assert_eq!(client.balance().await.status(), 200);
    assert_eq!(refresh(at, &tokens.field("refresh_token")).await.status(), 400);
    practice.revoke_everything();
    assert_eq!(client.balance().await.status(), 401);
    assert_eq!(signed_in(&practice).await.balance().await.status(), 200);
    assert_eq!(practice.hits_on(Endpoint::Token), 4);
}
