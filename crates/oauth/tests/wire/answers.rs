//! Every kind of answer to a refresh, in one table: its class, and the fate of the refresh token that was sent.
//!
//! An answer that is read wrongly gets a row here first.

use airtill_domain::Secret;
use airtill_http::scripted::{Act, Server, answer, json};
use airtill_oauth::{DenialKind, OfflineError, RefreshToken, SettingsError, TokenError, TokenSet};

use crate::{client, endpoint};

/// The class in one word, and `kept`, `replaced` or `dropped`.
fn outcome(end: &Result<TokenSet, TokenError>) -> (&'static str, &'static str) {
    let class = match end {
        Ok(_) => "tokens",
        Err(TokenError::Offline { error: OfflineError::Broken }) => "broken",
        Err(TokenError::Offline { .. }) => "offline",
        Err(TokenError::Proxy { .. }) => "proxy",
        Err(TokenError::Portal) => "portal",
        Err(TokenError::Certificate { .. }) => "certificate",
        Err(TokenError::Busy { .. }) => "busy",
        Err(TokenError::RateLimited { .. }) => "limited",
        Err(TokenError::Settings { error, .. }) => match error {
            SettingsError::Address => "settings: address",
            SettingsError::NoSuchPlace => "settings: place",
            SettingsError::Client => "settings: client",
            SettingsError::Scope => "settings: scope",
            SettingsError::Pkce => "settings: PKCE",
            SettingsError::Request => "settings: request",
        },
        Err(TokenError::SignInAgain) => "sign in again",
        Err(TokenError::Denied { kind: DenialKind::InvalidRefreshToken, .. }) => "spent",
        Err(TokenError::Denied { .. }) => "denied",
        Err(TokenError::Odd { .. }) => "odd",
        Err(TokenError::TooBig) => "too big",
    };
    let token = match end {
        Ok(TokenSet { refresh_token: RefreshToken::Given(_), .. }) => "replaced",
        Err(error) if error.discards_refresh_token() => "dropped",
        _ => "kept",
    };
    (class, token)
}

fn html(status: u16, body: &str) -> Vec<u8> {
    answer(status, "Content-Type: text/html; charset=utf-8\r\n", body)
}

fn text(status: u16, body: &str) -> Vec<u8> {
    answer(status, "Content-Type: text/plain\r\n", body)
}

#[tokio::test]
async fn t05_t06_t07_t08_t11_every_answer_has_its_class_and_refresh_token() {
    let long = format!(r#"{{"access_token":"{}","token_type":"bearer"}}"#, "a".repeat(16 * 1024 + 1));
    #[rustfmt::skip]
    let table: Vec<(Vec<u8>, &str, &str)> = vec![
        // Answers with tokens.
        (json(200, r#"{"access_token":"a","token_type":"bearer","expires_in":3600,"refresh_token":"b"}"#), "tokens", "replaced"),
        (json(201, r#"{"access_token":"a","token_type":"Bearer","refresh_token":"b"}"#), "tokens", "replaced"),
        (text(200, r#"{"access_token":"a","token_type":"BEARER","refresh_token":"b","expires_in":"60"}"#), "tokens", "replaced"),
        (answer(200, "", r#"{"access_token":"a","token_type":"bearer","refresh_token":"b","expires_in":60.5}"#), "tokens", "replaced"),
        (json(200, r#"{"access_token":"a","token_type":"bearer","refresh_token":"b","expires_in":"soon"}"#), "tokens", "replaced"),
        (json(200, r#"{"access_token":"a","token_type":"bearer","refresh_token":"b","user":{"x":1},"created_at":0,"user_id":7}"#), "tokens", "replaced"),
        (json(200, r#"{"access_token":"a","token_type":"bearer","refresh_token":"b","error":"invalid_grant"}"#), "tokens", "replaced"),
        (json(200, r#"{"access_token":"a","token_type":"bearer"}"#), "tokens", "kept"),
        (json(200, r#"{"access_token":"a","token_type":"bearer","refresh_token":null}"#), "tokens", "kept"),
        (json(200, r#"{"access_token":"a","token_type":"bearer","refresh_token":""}"#), "tokens", "kept"),
        (json(200, r#"{"access_token":"a","token_type":"bearer","refresh_token":" "}"#), "tokens", "kept"),
        // A success without a usable token.
        (json(200, r#"{"access_token":"a","refresh_token":"b"}"#), "odd", "kept"),
        (json(200, r#"{"access_token":"a","token_type":"mac","refresh_token":"b"}"#), "odd", "kept"),
        (json(200, r#"{"access_token":"","token_type":"bearer"}"#), "odd", "kept"),
        (json(200, r#"{"access_token":7,"token_type":"bearer"}"#), "odd", "kept"),
        (json(200, r#"{"access_token":"a\r\nX: y","token_type":"bearer"}"#), "odd", "kept"),
        (json(200, r#"{"access_token":"a","token_type":"bearer","refresh_token":"b\n"}"#), "odd", "kept"),
        (json(200, r#"{"access_token":"a","token_type":"bearer","refresh_token":5}"#), "odd", "kept"),
        (json(200, &long), "odd", "kept"),
        (json(200, r#"{"access_token":"a","access_token":"b","token_type":"bearer"}"#), "odd", "kept"),
        (json(200, r#"{"access_token":"a","access\u005ftoken":"b","token_type":"bearer"}"#), "odd", "kept"),
        (json(200, "\u{FEFF}{\"access_token\":\"a\",\"token_type\":\"bearer\"}"), "tokens", "kept"),
        (json(200, "\u{FEFF}\u{FEFF}{\"access_token\":\"a\",\"token_type\":\"bearer\"}"), "odd", "kept"),
        (json(200, r#"{"access_token":"a","token_type":"bearer"}{}"#), "odd", "kept"),
        (json(200, r#"{"access_token":"a","token_type":"bea"#), "odd", "kept"),
        (json(200, r#"{"error":"invalid_grant"}"#), "odd", "kept"),
        (json(200, "[]"), "odd", "kept"),
        (json(200, ""), "odd", "kept"),
        (answer(204, "", ""), "odd", "kept"),
        (answer(200, "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", "\u{1f}"), "odd", "kept"),
        (json(200, &" ".repeat(64 * 1024 + 1)), "too big", "kept"),
        // The token endpoint says in JSON that the refresh token is spent.
        (json(400, r#"{"error":"invalid_grant"}"#), "spent", "dropped"),
        (json(401, r#"{"error":"invalid_grant","error_description":"revoked"}"#), "spent", "dropped"),
        (text(400, r#"{"error":"invalid_grant","error_description":"Invalid Refresh Token"}"#), "spent", "dropped"),
        (json(403, r#"{"error":"invalid_grant","error_description":"Stale token"}"#), "spent", "dropped"),
        (json(400, r#"{"error_description":"Token is not active","error":"invalid_grant","extra":[1]}"#), "spent", "dropped"),
        // Refusals in places where they do not count.
        (html(400, r#"{"error":"invalid_grant"}"#), "portal", "kept"),
        (html(400, "<html>invalid_grant</html>"), "portal", "kept"),
        (answer(400, "Content-Type: TEXT/HTML; title=\u{E9}\r\n", r#"{"error":"invalid_grant"}"#), "portal", "kept"),
        (answer(400, "Content-Type: application/json\r\nContent-Type: text/html\r\n", r#"{"error":"invalid_grant"}"#), "portal", "kept"),
        (answer(400, "", "\u{FEFF}<html>invalid_grant</html>"), "portal", "kept"),
        (json(407, r#"{"error":"invalid_grant"}"#), "portal", "kept"),
        (json(400, "\u{FEFF}{\"error\":\"invalid_grant\"}"), "spent", "dropped"),
        (json(400, r#"{"error":"x","\u0065rror":"invalid_grant"}"#), "odd", "kept"),
        (json(400, "<html>invalid_grant</html>"), "portal", "kept"),
        (json(500, r#"{"error":"invalid_grant"}"#), "busy", "kept"),
        (json(503, r#"{"error":"invalid_grant"}"#), "busy", "kept"),
        (json(429, r#"{"error":"invalid_grant"}"#), "limited", "kept"),
        (json(302, r#"{"error":"invalid_grant"}"#), "portal", "kept"),
        (text(400, "invalid_grant"), "odd", "kept"),
        (json(400, r#"{"error":"invalid_grant"} trailing"#), "odd", "kept"),
        (json(400, r#"{"error":"x","error":"invalid_grant"}"#), "odd", "kept"),
        (json(400, r#"{"error":{"code":"invalid_grant"}}"#), "denied", "kept"),
        (json(400, r#"{"code":400,"msg":"invalid_grant"}"#), "denied", "kept"),
        (json(400, r#"{"error":"INVALID_GRANT"}"#), "denied", "kept"),
        (json(418, r#"{"err":"invalid_grant"}"#), "odd", "kept"),
        // Other refusals.
        (json(401, r#"{"error":"invalid_client"}"#), "settings: client", "kept"),
        (json(400, r#"{"error":"unauthorized_client"}"#), "settings: client", "kept"),
        (json(400, r#"{"error":"invalid_scope"}"#), "settings: scope", "kept"),
        (json(400, r#"{"error":"invalid_request"}"#), "settings: request", "kept"),
        (json(400, r#"{"error":"unsupported_grant_type"}"#), "settings: request", "kept"),
        (json(400, r#"{"error":"invalid_request","error_description":"Server does not support PKCE"}"#), "settings: PKCE", "kept"),
        (json(404, r#"{"code":404,"msg":"Not found"}"#), "settings: place", "kept"),
        (text(404, "404 page not found"), "settings: place", "kept"),
        (json(405, ""), "settings: place", "kept"),
        (json(415, "{}"), "settings: place", "kept"),
        (json(401, ""), "denied", "kept"),
        (html(401, ""), "denied", "kept"),
        (html(401, "<html>hotel</html>"), "portal", "kept"),
        (answer(401, "Content-Type: text/html\r\nWWW-Authenticate: Bearer realm=\"Doorkeeper\", error=\"invalid_client\"\r\n", ""), "settings: client", "kept"),
        (answer(401, "Content-Type: text/html\r\nWWW-Authenticate: Bearer realm=\"Doorkeeper\", error=\"invalid_grant\"\r\n", ""), "denied", "kept"),
        (html(403, "<html>Forbidden</html>"), "denied", "kept"),
        (html(404, "<html>The page you were looking for</html>"), "settings: place", "kept"),
        (html(200, ""), "odd", "kept"),
        (json(401, r#"{"type":"UNAUTHORISED","messages":["no"]}"#), "denied", "kept"),
        (json(403, r#"{"error":"access_denied"}"#), "denied", "kept"),
        (json(422, r#"{"code":422,"msg":"Unprocessable"}"#), "denied", "kept"),
        (json(400, "{}"), "denied", "kept"),
        // Down, busy, or not the service at all.
        (json(400, r#"{"error":"temporarily_unavailable"}"#), "busy", "kept"),
        (json(400, r#"{"error":"server_error"}"#), "busy", "kept"),
        (answer(408, "", ""), "busy", "kept"),
        (html(502, "<html>bad gateway</html>"), "busy", "kept"),
        (answer(503, "Retry-After: 30\r\n", ""), "busy", "kept"),
        (answer(429, "Retry-After: 30\r\n", ""), "limited", "kept"),
        (answer(429, "", " ".repeat(64 * 1024 + 1)), "limited", "kept"),
        (answer(503, "", " ".repeat(64 * 1024 + 1)), "busy", "kept"),
        (html(200, "<html>log in to the hotel</html>"), "portal", "kept"),
        (answer(302, "Location: http://127.0.0.1:9/\r\n", ""), "portal", "kept"),
        (answer(307, "Location: http://127.0.0.1:9/\r\n", ""), "portal", "kept"),
        (html(511, "<html>"), "portal", "kept"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"access_token\":\"a\"".to_vec(), "broken", "kept"),
        (b"HTTP/1.1 200 OK\r\nContent-".to_vec(), "broken", "kept"),
        (b"SSH-2.0-OpenSSH\r\n".to_vec(), "broken", "kept"),
        (Vec::new(), "broken", "kept"),
    ];
    assert!(table.len() >= 60, "{}", table.len());
    for (bytes, class, token) in table {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
        let server = Server::start(Act::Answer(bytes)).await;
        let end =
            client().refresh(&endpoint(server.url("/auth/token")), &Secret::new("canary-refresh-1".to_owned())).await;
        assert_eq!(outcome(&end), (class, token), "{shown}: {end:?}");
        assert_eq!(server.seen().len(), 1, "once: {shown}");
    }
}
