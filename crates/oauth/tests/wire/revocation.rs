//! Tokens that are revoked (RFC 7009), and a verifier that is wrong on purpose: the requests, and the class of each
//! answer.
//!
//! Compared letter for letter, for a service that reads JSON and for one that reads forms.

use airtill_domain::Secret;
use airtill_http::scripted::{Act, Server, answer, json};
use airtill_oauth::authorization::{Attempt, AuthorizationEndpoint};
use airtill_oauth::{Client, Encoding, Proof, SettingsError, TokenEndpoint, TokenError};

use crate::client;

fn endpoint(server: &Server, encoding: Encoding) -> TokenEndpoint {
    let client = Client { id: "till".into(), secret: Some(Secret::new("canary client&".into())) };
    TokenEndpoint { encoding, ..TokenEndpoint::doorkeeper(&server.url("/"), client) }
}

async fn revoke(server: &Server, encoding: Encoding) -> Result<(), TokenError> {
    client().revoke(&endpoint(server, encoding), &Secret::new("canary+token".into())).await
}

#[tokio::test]
async fn a_token_is_revoked_with_the_client_that_it_was_given_to() {
    for (encoding, kind, body) in [
        (
            Encoding::Json,
            "application/json",
            r#"{"token":"canary+token","client_id":"till","client_secret":"canary client&"}"#,
        ),
        (
            Encoding::Form,
            "application/x-www-form-urlencoded",
            "token=canary%2Btoken&client_id=till&client_secret=canary+client%26",
        ),
    ] {
        let server = Server::start(Act::Answer(json(200, "{}"))).await;
        revoke(&server, encoding).await.expect("revoked");
        let seen = server.seen();
        let (head, sent) = seen[0].split_once("\r\n\r\n").expect("a whole request");
        assert!(head.starts_with("POST /oauth/revoke HTTP/1.1\r\n"), "{head}");
        assert!(head.to_ascii_lowercase().contains(&format!("content-type: {kind}\r\n")), "{head}");
        assert!(!head.to_ascii_lowercase().contains("authorization:"), "the client stands in the body");
        assert_eq!(sent, body);
    }
}

#[tokio::test]
async fn every_answer_to_a_revocation_has_its_meaning() {
    let client_fault =
        |message: &str| Err(TokenError::Settings { error: SettingsError::Client, message: message.into() });
    for (bytes, end) in [
        (json(200, "{}"), Ok(())),
        (answer(200, "", ""), Ok(())),
        (answer(204, "", ""), Ok(())),
        (
            json(403, r#"{"error":"unauthorized_client","error_description":"You are not authorized"}"#),
            client_fault("You are not authorized"),
        ),
        (
            json(401, r#"{"error":"invalid_client","error_description":"unknown client"}"#),
            client_fault("unknown client"),
        ),
        (json(404, "{}"), Err(TokenError::Settings { error: SettingsError::NoSuchPlace, message: String::new() })),
        (answer(503, "", ""), Err(TokenError::Busy { retry_after: None })),
        (answer(200, "Content-Type: text/html\r\n", "<html>hotel</html>"), Err(TokenError::Portal)),
    ] {
        let server = Server::start(Act::Answer(bytes)).await;
        assert_eq!(revoke(&server, Encoding::Json).await, end);
        assert_eq!(server.seen().len(), 1, "once");
    }
}

#[tokio::test]
async fn a_service_whose_words_repeat_a_token_gets_it_shown_to_nobody() {
    let echo = r#"{"error":"unauthorized_client","error_description":"canary+token of canary client& is not yours"}"#;
    let server = Server::start(Act::Answer(json(403, echo))).await;
    let error = revoke(&server, Encoding::Json).await.expect_err("refused");
    assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
}

#[tokio::test]
async fn t22_a_wrong_verifier_differs_each_time_and_is_only_sent_with_pkce() {
    let place = AuthorizationEndpoint {
        address: "https://accounts.example/oauth/authorize".parse().expect("an address"),
        client_id: "till".into(),
        scope: String::new(),
        pkce: true,
        issuer: None,
        issuer_always: false,
    };
    let attempt = Attempt::new(&place, "http://127.0.0.1:49152/back").expect("a redirect URI");
    let server = Server::start(Act::Answer(json(400, r#"{"error":"invalid_grant"}"#))).await;
    for proof in [Proof::WrongVerifier, Proof::WrongVerifier, Proof::Verifier, Proof::Nothing] {
        let end = client()
            .exchange_with(proof, &endpoint(&server, Encoding::Json), &Secret::new("canary-code".into()), &attempt)
            .await;
        assert!(end.is_err());
    }
    let verifier = |request: &String| {
        let body: serde_json::Value =
            serde_json::from_str(request.split_once("\r\n\r\n").expect("a whole request").1).expect("JSON");
        assert_eq!(body["code"], "canary-code");
        body.get("code_verifier").and_then(|sent| sent.as_str()).map(str::to_owned)
    };
    let sent: Vec<_> = server.seen().iter().map(verifier).collect();
    let own = attempt.verifier().map(|own| own.expose().to_owned());
    assert_eq!((&sent[2], &sent[3]), (&own, &None));
    assert!(sent[0] != own && sent[1] != own && sent[0] != sent[1]);
    assert!(
        sent[..2].iter().all(|wrong| wrong.as_ref().is_some_and(|wrong| wrong.len() == 43)),
        "of the form of a right one: {sent:?}"
    );
}
