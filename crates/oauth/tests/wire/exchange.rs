//! Token requests of a server that knows clients and reads JSON, as Accounts does: the bytes that are sent, and the
//! class of each refusal.
//!
//! A code is sent once, after any answer.

use airtill_domain::Secret;
use airtill_http::scripted::{Act, Server, answer, json};
use airtill_oauth::authorization::{Attempt, AuthorizationEndpoint};
use airtill_oauth::{Client, DenialKind, SettingsError, TokenEndpoint, TokenError, TokenSet};

use crate::client;

const REDIRECT: &str = "http://127.0.0.1:49152/oauth/callback/juba";
const TOKENS: &str = r#"{"access_token":"canary-access","token_type":"Bearer","expires_in":7200,"refresh_token":"canary-refresh-2","created_at":1795291200,"user_id":7}"#;

fn attempt(pkce: bool) -> Attempt {
    let endpoint = AuthorizationEndpoint {
        address: "https://accounts.example/oauth/authorize".parse().expect("an address"),
        client_id: "till".into(),
        scope: String::new(),
        pkce,
        issuer: None,
        issuer_always: false,
    };
    Attempt::new(&endpoint, REDIRECT).expect("a redirect URI")
}

fn doorkeeper(server: &Server) -> TokenEndpoint {
    TokenEndpoint::doorkeeper(
        &server.url("/"),
        Client { id: "till".into(), secret: Some(Secret::new("canary-client".into())) },
    )
}

async fn exchange(server: &Server, attempt: &Attempt) -> Result<TokenSet, TokenError> {
    client().exchange(&doorkeeper(server), &Secret::new("canary-code".into()), attempt).await
}

/// The request line, the content type, and the body as JSON.
fn sent(server: &Server) -> (String, String, serde_json::Value) {
    let seen = server.seen();
    assert_eq!(seen.len(), 1, "once");
    let (head, body) = seen[0].split_once("\r\n\r\n").expect("a whole request");
    let field =
        head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-type:")).expect("a content type");
    assert!(!head.to_ascii_lowercase().contains("authorization:"), "T3: the client stands in the body");
    (
        head.lines().next().expect("a request line").to_owned(),
        field["content-type:".len()..].trim().to_owned(),
        serde_json::from_str(body).expect("JSON"),
    )
}

#[tokio::test]
async fn t03_t04_a_code_is_exchanged_in_json_with_client_redirect_and_verifier() {
    let server = Server::start(Act::Answer(json(200, TOKENS))).await;
    let attempt = attempt(true);
    let set = exchange(&server, &attempt).await.expect("tokens");
    assert_eq!(set.user_id, Some(7));
    let (line, kind, body) = sent(&server);
    assert_eq!(line, "POST /oauth/token HTTP/1.1");
    assert_eq!(kind, "application/json", "no charset: the service refuses one");
    let expected = serde_json::json!({
        "grant_type": "authorization_code", "code": "canary-code", "redirect_uri": REDIRECT, "client_id": "till",
        "client_secret": "canary-client", "code_verifier": attempt.verifier().expect("PKCE is on").expose(),
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn t22_without_pkce_no_verifier_is_sent() {
    let server = Server::start(Act::Answer(json(200, TOKENS))).await;
    exchange(&server, &attempt(false)).await.expect("tokens");
    assert!(sent(&server).2.get("code_verifier").is_none());
}

#[tokio::test]
async fn t04_secrets_go_in_json_and_only_the_grant_type_in_the_query() {
    let server = Server::start(Act::Answer(json(200, TOKENS))).await;
    client()
        .password(&doorkeeper(&server), "ayen@example.com", Secret::new("canary \"pass\"\\é".into()))
        .await
        .expect("tokens");
    let (line, _, body) = sent(&server);
    assert_eq!(line, "POST /oauth/token?grant_type=password HTTP/1.1");
    let expected = serde_json::json!({"grant_type": "password", "username": "ayen@example.com", "password": "canary \"pass\"\\é", "client_id": "till", "client_secret": "canary-client"});
    assert_eq!(body, expected);

    let server = Server::start(Act::Answer(json(200, TOKENS))).await;
    client().refresh(&doorkeeper(&server), &Secret::new("canary-refresh".into())).await.expect("tokens");
    let (line, _, body) = sent(&server);
    assert_eq!(line, "POST /oauth/token?grant_type=refresh_token HTTP/1.1");
    assert_eq!(
        body,
        serde_json::json!({"grant_type": "refresh_token", "refresh_token": "canary-refresh", "client_id": "till", "client_secret": "canary-client"})
    );
}

#[tokio::test]
async fn t07_t22_every_refusal_of_a_code_has_its_class_and_none_is_asked_again() {
    let settings = |error, message: &str| TokenError::Settings { error, message: message.into() };
    for (bytes, expected) in [
        (
            json(400, r#"{"error":"invalid_grant","error_description":"The provided authorization grant is invalid"}"#),
            TokenError::Denied {
                kind: DenialKind::InvalidCode,
                message: "The provided authorization grant is invalid".into(),
            },
        ),
        (
            json(400, r#"{"error":"invalid_request","error_description":"Server does not support pkce"}"#),
            settings(SettingsError::Pkce, "Server does not support pkce"),
        ),
        (
            json(401, r#"{"error":"invalid_client","error_description":"Client authentication failed"}"#),
            settings(SettingsError::Client, "Client authentication failed"),
        ),
        (json(400, r#"{"error":"invalid_scope"}"#), settings(SettingsError::Scope, "")),
        (json(400, r#"{"error":"unsupported_grant_type"}"#), settings(SettingsError::Request, "")),
        (json(415, r#"{"status":415}"#), settings(SettingsError::NoSuchPlace, "")),
        (json(404, "{}"), settings(SettingsError::NoSuchPlace, "")),
        (answer(500, "Content-Type: text/html\r\n", "<h1>We're sorry</h1>"), TokenError::Busy { retry_after: None }),
        (answer(200, "Content-Type: text/html\r\n", "<h1>Welcome to the hotel</h1>"), TokenError::Portal),
        (answer(302, "Location: https://hotel.example/\r\n", ""), TokenError::Portal),
    ] {
        let server = Server::start(Act::Answer(bytes)).await;
        let refused = exchange(&server, &attempt(true)).await.expect_err("a refusal");
        assert_eq!(refused, expected);
        assert!(!refused.discards_refresh_token(), "{refused:?}");
        assert_eq!(server.seen().len(), 1, "a code is sent once");
    }
}

#[tokio::test]
async fn g01_an_echo_of_the_request_is_not_in_the_error() {
    let echo = r#"{"error":"invalid_request","error_description":"bad canary-code with canary-client and VERIFIER"}"#;
    let attempt = attempt(true);
    let verifier = attempt.verifier().expect("PKCE is on").expose().to_owned();
    let server = Server::start(Act::Answer(json(400, &echo.replace("VERIFIER", &verifier)))).await;
    let refused = exchange(&server, &attempt).await.expect_err("a refusal");
    for secret in ["canary-code", "canary-client", &verifier] {
        assert!(!format!("{refused:?} {refused}").contains(secret), "{refused:?}");
    }
}
