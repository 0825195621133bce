//! The errors on the way: limits, redirects, broken lines, and requests that must not happen twice.
//!
//! Each error ends within the client's own limit, and nothing of a request reaches anybody but its addressee.

use std::time::Duration;

use airtill_domain::{Environment, Secret};
use airtill_http::scripted::{Act, Nobody, Server, answer, json};
use airtill_oauth::{CertificateError, OddError, OfflineError, Timeouts, TokenEndpoint, TokenError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use crate::{GOOD, client, client_with, endpoint, password};

/// For servers that stay silent: long enough for a busy computer's loopback, short enough to wait for.
const SHORT: Timeouts = Timeouts { connect: Duration::from_secs(60), total: Duration::from_secs(5) };
/// For a handshake that never ends.
const SHORT_CONNECT: Timeouts = Timeouts { connect: Duration::from_secs(1), total: Duration::from_secs(60) };
/// Longer than any limit of a client.
const LIMIT: Duration = Duration::from_secs(120);

async fn refresh(place: &TokenEndpoint, timeouts: Timeouts) -> TokenError {
    let client = client_with(Environment::Test, timeouts);
    let end = tokio::time::timeout(LIMIT, client.refresh(place, &Secret::new("canary-refresh-1".to_owned()))).await;
    end.expect("the client's own limit ends it").expect_err("no tokens")
}

fn offline(error: OfflineError) -> TokenError {
    TokenError::Offline { error }
}

#[tokio::test]
async fn t01_a_redirect_is_never_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = Server::start(Act::Answer(json(200, GOOD))).await;
        let server =
            Server::start(Act::Answer(answer(status, &format!("Location: {}\r\n", elsewhere.url("/auth/token")), "")))
                .await;
        let end = client().password(&endpoint(server.url("/auth/token")), "u", password()).await;
        assert!(matches!(end, Err(TokenError::Portal)), "{status}: {end:?}");
        assert_eq!((server.seen().len(), elsewhere.seen().len()), (1, 0), "{status}: the password went nowhere else");
    }
}

#[tokio::test]
async fn t01_a_hang_at_each_stage_ends_by_the_clients_own_limit() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n".to_vec();
    let body = [&head[..], b"\r\n{\"access_token\":"].concat();
    for (stage, bytes) in [("before the answer", Vec::new()), ("in the head", head), ("in the body", body)] {
        let server = Server::start(Act::Hang(bytes)).await;
        assert_eq!(
            refresh(&endpoint(server.url("/auth/token")), SHORT).await,
            offline(OfflineError::NoAnswer),
            "{stage}"
        );
        assert_eq!(server.seen().len(), 1, "{stage}: asked once");
    }
}

#[tokio::test]
async fn t01_a_handshake_that_hangs_ends_by_the_limit_for_connecting() {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let place =
        Url::parse(&format!("https://{}/auth/token", silent.local_addr().expect("an address"))).expect("an address");
    assert_eq!(refresh(&endpoint(place), SHORT_CONNECT).await, offline(OfflineError::ConnectTimeout));
}

#[tokio::test]
async fn t01_an_answer_above_64_kib_is_refused_however_it_is_framed() {
    let padded = |size: usize| format!("{}{}", GOOD, " ".repeat(size - GOOD.len()));
    let server = Server::start(Act::Answer(json(200, &padded(64 * 1024)))).await;
    assert!(client().password(&endpoint(server.url("/")), "u", password()).await.is_ok(), "64 KiB is allowed");
    let over = padded(64 * 1024 + 1);
    let chunked =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{over}\r\n0\r\n\r\n", over.len())
            .into_bytes();
    for act in [
        Act::Answer(json(200, &over)),
        Act::Answer(json(400, &over)),
        Act::Answer(chunked),
        Act::Endless(b"HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\n".to_vec(), vec![b' '; 1024]),
        Act::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; 1024]),
    ] {
        let server = Server::start(act).await;
        assert_eq!(refresh(&endpoint(server.url("/")), Timeouts::default()).await, TokenError::TooBig);
    }
}

#[tokio::test]
async fn t08_a_broken_line_keeps_the_refresh_token_and_is_not_asked_again() {
    let part = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"access".to_vec();
    for act in [
        Act::Answer(Vec::new()),
        Act::Reset(Vec::new()),
        Act::Answer(part.clone()),
        Act::Reset(part),
        Act::Answer(b"SSH-2.0-x\r\n".to_vec()),
    ] {
        let server = Server::start(act).await;
        let error = refresh(&endpoint(server.url("/auth/token")), Timeouts::default()).await;
        assert_eq!(error, offline(OfflineError::Broken));
        assert!(!error.discards_refresh_token());
        assert_eq!(server.seen().len(), 1, "a refresh token may be spent by now: asked once");
    }
}

#[tokio::test]
async fn t08_no_connection_is_pooled_so_no_request_is_sent_twice() {
    // Each connection is answered once and stays open; a second request on it would wait for ever.
    let server = Server::start(Act::Hang(answer(200, "Connection: keep-alive\r\n", GOOD))).await;
    let client = client_with(Environment::Test, Timeouts::default());
    for _ in 0..2 {
        client
            .refresh(&endpoint(server.url("/auth/token")), &Secret::new("canary-refresh-1".to_owned()))
            .await
            .expect("tokens");
    }
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn t08_after_any_error_the_same_refresh_token_still_works() {
    let errors: [Vec<u8>; 6] = [
        answer(200, "Content-Type: text/html\r\n", "<html>hotel</html>"),
        answer(400, "Content-Type: text/html\r\n", "<html>invalid_grant</html>"),
        json(500, r#"{"error":"invalid_grant"}"#),
        json(429, r#"{"code":429,"msg":"Rate limit exceeded"}"#),
        answer(401, "", ""),
        answer(200, "", ""),
    ];
    for bytes in errors {
        let bad = Server::start(Act::Answer(bytes)).await;
        assert!(!refresh(&endpoint(bad.url("/auth/token")), Timeouts::default()).await.discards_refresh_token());
        let good = Server::start(Act::Answer(json(200, GOOD))).await;
        assert!(
            client()
                .refresh(&endpoint(good.url("/auth/token")), &Secret::new("canary-refresh-1".to_owned()))
                .await
                .is_ok()
        );
    }
}

#[tokio::test]
async fn t18_a_password_is_never_tried_again_by_itself() {
    for (bytes, error) in [
        (json(429, r#"{"code":429,"msg":"Rate limit exceeded"}"#), TokenError::RateLimited { retry_after: None }),
        (answer(503, "Retry-After: 7\r\n", ""), TokenError::Busy { retry_after: Some(Duration::from_secs(7)) }),
    ] {
        let server = Server::start(Act::Answer(bytes)).await;
        let end = client().password(&endpoint(server.url("/auth/token")), "u", password()).await;
        assert_eq!(end.expect_err("no tokens"), error);
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn nobody_listening_differs_from_a_silent_server() {
    let nobody = Nobody::new();
    let place = Url::parse(&format!("http://{}/auth/token", nobody.address())).expect("an address");
    assert_eq!(refresh(&endpoint(place), Timeouts::default()).await, offline(OfflineError::NotReached));
}

#[tokio::test]
async fn t21_a_peer_without_tls_is_an_error_of_the_secure_connection() {
    let garbage = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = garbage.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = garbage.accept().await {
            // Bytes that are left unread would reset the line before the answer is seen.
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let place = Url::parse(&format!("https://{address}/auth/token")).expect("an address");
    assert_eq!(
        refresh(&endpoint(place), Timeouts::default()).await,
        TokenError::Certificate { error: CertificateError::Handshake }
    );
}

#[tokio::test]
async fn a_compressed_answer_is_not_unpacked() {
    let server = Server::start(Act::Answer(answer(200, "Content-Encoding: gzip\r\n", GOOD))).await;
    assert_eq!(
        refresh(&endpoint(server.url("/")), Timeouts::default()).await,
        TokenError::Odd { error: OddError::Encoded }
    );
}
