//! The table of refusals: status, content type, body, and the class for a password and for a refresh.
//!
//! Literal bytes, without a server. Only one of these classes costs a refresh token.

use super::*;
use airtill_http::Reply;
use proptest::prelude::*;
use std::time::Duration;

fn denied(kind: DenialKind, message: &str) -> TokenError {
    TokenError::Denied { kind, message: message.to_owned() }
}

fn settings(error: SettingsError, message: &str) -> TokenError {
    TokenError::Settings { error, message: message.to_owned() }
}

fn odd(error: OddError) -> TokenError {
    TokenError::Odd { error }
}

const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

#[test]
fn t07_every_refusal_has_its_class() {
    use DenialKind::{EmailNotConfirmed, InvalidRefreshToken, Other, Unexplained, WrongPassword};
    use SettingsError::{Client, NoSuchPlace, Pkce, Request, Scope};
    let busy = TokenError::Busy { retry_after: None };
    let limited = TokenError::RateLimited { retry_after: None };
    // Status, content type, body, the class for a password, the class for a refresh.
    #[rustfmt::skip]
    let table: Vec<(u16, &str, &str, TokenError, TokenError)> = vec![
        (400, JSON, r#"{"error":"invalid_grant","error_description":"Invalid Password"}"#, denied(WrongPassword, "Invalid Password"), denied(InvalidRefreshToken, "Invalid Password")),
        (400, JSON, r#"{"error":"invalid_grant","error_description":"No user found with that email, or password invalid."}"#, denied(WrongPassword, "No user found with that email, or password invalid."), denied(InvalidRefreshToken, "No user found with that email, or password invalid.")),
        (400, JSON, r#"{"error":"invalid_grant","error_description":"Email not confirmed"}"#, denied(EmailNotConfirmed, "Email not confirmed"), denied(InvalidRefreshToken, "Email not confirmed")),
        (400, JSON, r#"{"error":"invalid_grant","error_description":"Invalid Refresh Token"}"#, denied(WrongPassword, "Invalid Refresh Token"), denied(InvalidRefreshToken, "Invalid Refresh Token")),
        (400, TEXT, r#"{"error":"invalid_grant"}"#, denied(WrongPassword, ""), denied(InvalidRefreshToken, "")),
        (401, JSON, r#"{"error":"invalid_grant","error_description":null}"#, denied(WrongPassword, ""), denied(InvalidRefreshToken, "")),
        (401, JSON, r#"{"error":"invalid_client"}"#, settings(Client, ""), settings(Client, "")),
        (400, JSON, r#"{"error":"unauthorized_client"}"#, settings(Client, ""), settings(Client, "")),
        (400, JSON, r#"{"error":"invalid_scope"}"#, settings(Scope, ""), settings(Scope, "")),
        (400, JSON, r#"{"error":"unsupported_grant_type"}"#, settings(Request, ""), settings(Request, "")),
        (400, JSON, r#"{"error":"invalid_request","error_description":"Server does not support pkce"}"#, settings(Pkce, "Server does not support pkce"), settings(Pkce, "Server does not support pkce")),
        (400, JSON, r#"{"error":"invalid_request","error_description":"Missing required parameter: code_verifier."}"#, settings(Pkce, "Missing required parameter: code_verifier."), settings(Pkce, "Missing required parameter: code_verifier.")),
        (400, JSON, r#"{"error":"server_error"}"#, busy.clone(), busy.clone()),
        (403, JSON, r#"{"error":"access_denied","error_description":"locked"}"#, denied(Other, "locked"), denied(Other, "locked")),
        (400, JSON, r#"{"code":400,"msg":"Email not confirmed"}"#, denied(EmailNotConfirmed, "Email not confirmed"), denied(Other, "Email not confirmed")),
        (400, JSON, r#"{"code":400,"error_code":"invalid_credentials","msg":"Invalid login credentials"}"#, denied(WrongPassword, "Invalid login credentials"), denied(Other, "Invalid login credentials")),
        (422, JSON, r#"{"code":422,"msg":"Unprocessable","error_id":"a1"}"#, denied(Other, "Unprocessable"), denied(Other, "Unprocessable")),
        (404, JSON, r#"{"code":404,"msg":"Not found"}"#, settings(NoSuchPlace, "Not found"), settings(NoSuchPlace, "Not found")),
        (429, JSON, r#"{"code":429,"msg":"Rate limit exceeded"}"#, limited.clone(), limited.clone()),
        (429, HTML, "<html>slow down</html>", limited.clone(), limited.clone()),
        (429, JSON, r#"{"error":"invalid_grant"}"#, limited.clone(), limited.clone()),
        (400, JSON, r#"{"type":"INVALID_HTTP_MESSAGE","messages":["no","body"]}"#, denied(Other, "no body"), denied(Other, "no body")),
        (401, JSON, r#"{"type":"UNAUTHORISED","messages":[]}"#, denied(Unexplained, ""), denied(Unexplained, "")),
        (500, JSON, r#"{"error":"invalid_grant","error_description":"Invalid Refresh Token"}"#, busy.clone(), busy.clone()),
        (500, JSON, r#"{"code":500,"msg":"Internal"}"#, busy.clone(), busy.clone()),
        (502, HTML, "<html>bad gateway</html>", busy.clone(), busy.clone()),
        (503, TEXT, "", busy.clone(), busy.clone()),
        (408, TEXT, "", busy.clone(), busy),
        (400, TEXT, "", denied(Unexplained, ""), denied(Unexplained, "")),
        (400, HTML, "", denied(Unexplained, ""), denied(Unexplained, "")),
        (401, HTML, "", denied(Unexplained, ""), denied(Unexplained, "")),
        (401, TEXT, " \r\n", denied(Unexplained, ""), denied(Unexplained, "")),
        (403, HTML, "", denied(Other, ""), denied(Other, "")),
        (403, HTML, "<html>Forbidden</html>", denied(Other, ""), denied(Other, "")),
        (403, TEXT, "Forbidden", denied(Other, ""), denied(Other, "")),
        (404, HTML, "<html>The page you were looking for</html>", settings(NoSuchPlace, ""), settings(NoSuchPlace, "")),
        (405, HTML, "<html>", settings(NoSuchPlace, ""), settings(NoSuchPlace, "")),
        (422, HTML, "<html>The change you wanted was rejected.</html>", denied(Unexplained, ""), denied(Unexplained, "")),
        (403, JSON, r#"{"error":"account_locked"}"#, denied(Other, "account_locked"), denied(Other, "account_locked")),
        (400, JSON, r#"{"error":"account_locked"}"#, denied(Other, "account_locked"), denied(Other, "account_locked")),
        (404, TEXT, "", settings(NoSuchPlace, ""), settings(NoSuchPlace, "")),
        (418, TEXT, "", odd(OddError::Status(418)), odd(OddError::Status(418))),
        (400, HTML, "<html>log in to the hotel</html>", TokenError::Portal, TokenError::Portal),
        (400, HTML, r#"{"error":"invalid_grant"}"#, TokenError::Portal, TokenError::Portal),
        (400, "text/html; title=é", r#"{"error":"invalid_grant"}"#, TokenError::Portal, TokenError::Portal),
        (400, "application/json, text/html", r#"{"error":"invalid_grant"}"#, TokenError::Portal, TokenError::Portal),
        (407, JSON, r#"{"error":"invalid_grant"}"#, TokenError::Portal, TokenError::Portal),
        (400, JSON, "<!doctype html>", TokenError::Portal, TokenError::Portal),
        (400, JSON, "\u{FEFF}<!doctype html>", TokenError::Portal, TokenError::Portal),
        (200, HTML, "<html>log in to the hotel</html>", TokenError::Portal, TokenError::Portal),
        (302, TEXT, "", TokenError::Portal, TokenError::Portal),
        (307, JSON, r#"{"error":"invalid_grant"}"#, TokenError::Portal, TokenError::Portal),
        (511, HTML, "<html>", TokenError::Portal, TokenError::Portal),
        (204, TEXT, "", odd(OddError::Status(204)), odd(OddError::Status(204))),
        (400, JSON, r#"{"error":"invalid_grant""#, odd(OddError::NotJson), odd(OddError::NotJson)),
        (400, JSON, r#"{"error":"invalid_grant"} trailing"#, odd(OddError::NotJson), odd(OddError::NotJson)),
        (400, JSON, r#"{"error":"x","error":"invalid_grant"}"#, odd(OddError::NotJson), odd(OddError::NotJson)),
        (400, JSON, r#"["invalid_grant"]"#, odd(OddError::NotJson), odd(OddError::NotJson)),
        (400, TEXT, "invalid_grant", odd(OddError::NotJson), odd(OddError::NotJson)),
        (400, JSON, r#"{"error":{"code":"invalid_grant"}}"#, denied(Unexplained, ""), denied(Unexplained, "")),
        (400, JSON, "{}", denied(Unexplained, ""), denied(Unexplained, "")),
        (200, HTML, "", odd(OddError::Status(200)), odd(OddError::Status(200))),
        (401, HTML, "<html>log in to the hotel</html>", TokenError::Portal, TokenError::Portal),
        (400, JSON, "\u{FEFF}{\"error\":\"invalid_grant\"}", denied(WrongPassword, ""), denied(InvalidRefreshToken, "")),
    ];
    for (status, kind, body, password, refresh) in table {
        let answer = Reply::made_up(status, &[("Content-Type", kind)], body.as_bytes());
        assert_eq!(classify(&answer, Asked::Password, &[]), password, "password: {status} {body}");
        let class = classify(&answer, Asked::Refresh, &[]);
        assert_eq!(class, refresh, "refresh: {status} {body}");
        let says_spent = (400..=499).contains(&status)
            && !matches!(status, 407 | 429)
            && !kind.contains("html")
            && body.trim_start_matches('\u{FEFF}').starts_with(r#"{"error":"invalid_grant""#)
            && body.ends_with('}');
        assert_eq!(class.discards_refresh_token(), says_spent, "t08: {status} {kind} {body}");
    }
}

#[test]
fn t14_a_bearer_challenge_explains_an_answer_without_json() {
    let client = settings(SettingsError::Client, "Client authentication failed");
    let challenge = |error: &str| {
        format!(r#"Bearer realm="Doorkeeper", error="{error}", error_description="Client authentication failed""#)
    };
    for body in ["", "<html>hotel</html>", "Unauthorized"] {
        for (status, error, expected) in [
            (401, "invalid_client", client.clone()),
            (401, "invalid_grant", denied(DenialKind::Other, "Client authentication failed")),
            (403, "insufficient_scope", denied(DenialKind::Other, "Client authentication failed")),
            (401, "invalid_token", denied(DenialKind::Other, "Client authentication failed")),
        ] {
            let answer = Reply::made_up(
                status,
                &[("Content-Type", HTML), ("WWW-Authenticate", &challenge(error))],
                body.as_bytes(),
            );
            let class = classify(&answer, Asked::Refresh, &[]);
            assert_eq!(class, expected, "{status} {error} {body:?}");
            assert!(!class.discards_refresh_token(), "t08: no header spends a refresh token");
        }
        let ended = Reply::made_up(
            401,
            &[("Content-Type", HTML), ("WWW-Authenticate", &challenge("invalid_token"))],
            body.as_bytes(),
        );
        assert_eq!(classify(&ended, Asked::SignOut, &[]), TokenError::SignInAgain, "{body:?}");
    }
}

#[test]
fn t18_an_answer_of_any_length_keeps_its_status_and_its_retry_after() {
    let long = |status: u16| {
        let mut answer =
            Reply::made_up(status, &[("Retry-After", "40"), ("Content-Type", JSON)], b"{\"error\":\"invalid_grant\"}");
        answer.whole = false;
        classify(&answer, Asked::Refresh, &[])
    };
    let wait = Some(Duration::from_secs(40));
    assert_eq!(long(429), TokenError::RateLimited { retry_after: wait });
    assert_eq!(long(503), TokenError::Busy { retry_after: wait });
    assert_eq!(long(404), settings(SettingsError::NoSuchPlace, ""));
    for status in [200, 400, 401] {
        assert_eq!(long(status), TokenError::TooBig, "half of a body says nothing: {status}");
    }
}

#[test]
fn t08_only_a_refresh_can_spend_a_refresh_token() {
    let answer = Reply::made_up(400, &[("Content-Type", JSON)], br#"{"error":"invalid_grant"}"#);
    for asked in [Asked::Password, Asked::SignOut] {
        assert!(!classify(&answer, asked, &[]).discards_refresh_token(), "{asked:?}");
    }
    for harmless in [
        TokenError::Portal,
        TokenError::TooBig,
        TokenError::SignInAgain,
        TokenError::Busy { retry_after: None },
        TokenError::RateLimited { retry_after: None },
        TokenError::Offline { error: crate::OfflineError::NoAnswer },
        TokenError::Certificate { error: crate::CertificateError::Expired },
    ] {
        assert!(!harmless.discards_refresh_token(), "{harmless}");
    }
}

#[test]
fn t18_a_wait_that_the_server_asks_for_is_reported() {
    let wait = Some(Duration::from_secs(40));
    assert_eq!(
        classify(&Reply::made_up(429, &[("Retry-After", "40")], b""), Asked::Refresh, &[]),
        TokenError::RateLimited { retry_after: wait }
    );
    assert_eq!(
        classify(&Reply::made_up(503, &[("Retry-After", "40")], b""), Asked::Refresh, &[]),
        TokenError::Busy { retry_after: wait }
    );
}

#[test]
fn t19_a_401_to_a_sign_out_means_that_the_access_token_has_ended() {
    for body in [&b""[..], br#"{"code":401,"msg":"Invalid token"}"#, br#"{"error":"unauthorized"}"#, b"Unauthorized"] {
        assert_eq!(classify(&Reply::made_up(401, &[], body), Asked::SignOut, &[]), TokenError::SignInAgain);
    }
}

#[test]
fn a_compressed_refusal_is_odd_because_nothing_asked_for_it() {
    assert_eq!(
        classify(&Reply::made_up(400, &[("Content-Encoding", "gzip")], b"\x1f\x8b"), Asked::Refresh, &[]),
        odd(OddError::Encoded)
    );
}

#[test]
fn w07_the_servers_words_are_made_plain_and_lose_every_secret() {
    let says = |words: &str| format!("{{\"error\":\"invalid_grant\",\"error_description\":\"{words}\"}}");
    let class = |words: &str, secret: &str| {
        classify(&Reply::made_up(400, &[], says(words).as_bytes()), Asked::Password, &[secret])
    };
    assert_eq!(
        class("Wrong \u{202E}password\\u0000\\r\\n!", "hunter2-canary"),
        denied(DenialKind::WrongPassword, "Wrong password !")
    );
    for words in [
        "Wrong: hunter2-canary",
        "Wrong: HUNTER2-Canary",
        "Wrong: hunter2-\u{200B}canary",
        "Wrong: hunter2\\u002dcanary",
    ] {
        assert_eq!(class(words, "hunter2-canary"), denied(DenialKind::WrongPassword, ""), "{words}");
    }
    assert_eq!(class("Wrong: abc", "abc"), denied(DenialKind::WrongPassword, ""), "however short it is");
    assert_eq!(
        class("Email not confirmed", "email"),
        denied(DenialKind::EmailNotConfirmed, ""),
        "a withheld word still decides the class"
    );
    let long = format!(r#"{{"code":400,"msg":"{}"}}"#, "x".repeat(5000));
    let TokenError::Denied { message, .. } = classify(&Reply::made_up(400, &[], long.as_bytes()), Asked::Password, &[])
    else {
        panic!("a denial")
    };
    assert_eq!(message.chars().count(), SHOWN_CHARACTERS);
}

proptest! {
    #[test]
    fn t08_bytes_without_the_words_never_spend_a_refresh_token(status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let class = classify(&Reply::made_up(status, &[], &body), Asked::Refresh, &[]);
        let has_the_words = body.windows(13).any(|part| part == b"invalid_grant");
        prop_assert!(has_the_words || !class.discards_refresh_token());
    }
}
