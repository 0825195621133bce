//! Snapshots of the requests, and the plain good answers.
//!
//! Compared letter for letter, for each way in which a service wants its requests.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_oauth::{ClockSkew, DenialKind, RefreshToken, Settings, SettingsError, TokenClient, TokenError};

use crate::{GOOD, NOW, client, client_with, endpoint, password};
use airtill_domain::{Clock, Environment, Moment, Secret};
use airtill_http::scripted::{Act, Server, answer, json};

/// Head and body, the header lines in lower case and sorted.
fn parts(request: &str) -> (String, Vec<String>, String) {
    let (head, body) = request.split_once("\r\n\r\n").expect("a whole request");
    let mut lines = head.lines();
    let first = lines.next().expect("a request line").to_owned();
    let mut headers: Vec<String> =
        lines.map(str::to_ascii_lowercase).filter(|line| !line.starts_with("host:")).collect();
    headers.sort();
    (first, headers, body.to_owned())
}

#[tokio::test]
async fn t04_a_password_is_sent_in_a_form_body_and_nowhere_else() {
    let server = Server::start(Act::Answer(json(200, GOOD))).await;
    let set =
        client().password(&endpoint(server.url("/auth/token")), "ayen@example.com", password()).await.expect("tokens");
    assert!(matches!(set.refresh_token, RefreshToken::Given(token) if token.expose() == "canary-refresh-2"));
    assert_eq!(set.sent_at, NOW);
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    let (first, headers, body) = parts(&seen[0]);
    assert_eq!(first, "POST /auth/token HTTP/1.1");
    assert_eq!(
        headers,
        [
            "accept: application/json",
            &format!("content-length: {}", body.len()),
            "content-type: application/x-www-form-urlencoded",
            &format!("user-agent: airtill/{}", env!("CARGO_PKG_VERSION")),
        ],
        "no authorization, cookie, referrer or encoding is offered"
    );
    assert_eq!(body, "grant_type=password&username=ayen%40example.com&password=canary+pass%2Bword%26%3D%25%C3%A9");
}

#[tokio::test]
async fn t03_a_server_without_clients_gets_no_client_id() {
    let server = Server::start(Act::Answer(json(200, GOOD))).await;
    client()
        .refresh(&endpoint(server.url("/auth/token")), &Secret::new("canary-refresh-1".to_owned()))
        .await
        .expect("tokens");
    let (first, headers, body) = parts(&server.seen()[0]);
    assert_eq!(first, "POST /auth/token HTTP/1.1");
    assert!(!headers.iter().any(|line| line.starts_with("authorization")));
    assert_eq!(body, "grant_type=refresh_token&refresh_token=canary-refresh-1");
}

#[tokio::test]
async fn t19_a_sign_out_carries_the_access_token_and_expects_204() {
    let server = Server::start(Act::Answer(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())).await;
    client().sign_out(&server.url("/auth/logout"), &Secret::new("canary-access".to_owned())).await.expect("signed out");
    let (first, headers, body) = parts(&server.seen()[0]);
    assert_eq!((first.as_str(), body.as_str()), ("POST /auth/logout HTTP/1.1", ""));
    assert!(headers.iter().any(|line| line == "authorization: bearer canary-access"));
}

#[tokio::test]
async fn t19_every_other_answer_to_a_sign_out_is_an_error() {
    for (bytes, error) in [
        (json(401, r#"{"code":401,"msg":"Invalid token: token is expired"}"#), TokenError::SignInAgain),
        (answer(401, "WWW-Authenticate: Bearer\r\n", ""), TokenError::SignInAgain),
        (json(500, r#"{"code":500,"msg":"Error logging out user"}"#), TokenError::Busy { retry_after: None }),
        (answer(200, "Content-Type: text/html\r\n", "<html>hotel</html>"), TokenError::Portal),
    ] {
        let server = Server::start(Act::Answer(bytes)).await;
        let end = client().sign_out(&server.url("/auth/logout"), &Secret::new("canary-access".to_owned())).await;
        assert_eq!(end, Err(error));
    }
}

#[tokio::test]
async fn t24_the_difference_of_the_clocks_is_reported() {
    for (date, skew) in [
        ("Date: Sat, 21 Nov 2026 20:00:00 GMT\r\n", Some(0)),
        ("Date: Sat, 21 Nov 2026 21:00:00 GMT\r\n", Some(3600)),
        ("Date: Sat, 21 Nov 2026 19:54:59 GMT\r\n", Some(-301)),
        ("Date: yesterday\r\n", None),
        ("", None),
    ] {
        let server = Server::start(Act::Answer(answer(200, date, GOOD))).await;
        let set = client().password(&endpoint(server.url("/auth/token")), "u", password()).await.expect("tokens");
        assert_eq!(set.clock_skew, skew.map(|seconds| ClockSkew { seconds }), "{date}");
    }
}

#[tokio::test]
async fn t01_an_address_that_is_not_allowed_is_never_asked() {
    let server = Server::start(Act::Answer(json(200, GOOD))).await;
    let wrong =
        |end: Result<_, TokenError>| matches!(end, Err(TokenError::Settings { error: SettingsError::Address, .. }));
    let live = client_with(Environment::Live, Default::default());
    assert!(wrong(live.password(&endpoint(server.url("/auth/token")), "u", password()).await), "live is HTTPS only");
    let mut named = server.url("/auth/token");
    named.set_host(Some("localhost")).expect("a host");
    assert!(wrong(client().password(&endpoint(named), "u", password()).await), "a name is no loopback address");
    let mut user = server.url("/auth/token");
    user.set_username("someone").expect("a user name");
    assert!(wrong(client().password(&endpoint(user), "u", password()).await), "no user information in an address");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn g01_no_secret_is_shown_by_anything_public() {
    let echo = r#"{"error":"invalid_grant","error_description":"canary pass+word&=%é canary-refresh-1 is wrong"}"#;
    let server = Server::start(Act::Answer(json(400, echo))).await;
    let place = endpoint(server.url("/auth/token"));
    let error = client().password(&place, "u", password()).await.expect_err("a refusal");
    assert!(matches!(error, TokenError::Denied { kind: DenialKind::WrongPassword, .. }));
    assert!(!format!("{error} {error:?}").contains("pass+word"), "{error:?}");
    let error = client().refresh(&place, &Secret::new("canary-refresh-1".to_owned())).await.expect_err("a refusal");
    assert!(!format!("{error} {error:?}").contains("canary-refresh-1"), "{error:?}");
    let good = Server::start(Act::Answer(json(200, GOOD))).await;
    let set = client().password(&endpoint(good.url("/auth/token")), "u", password()).await.expect("tokens");
    assert!(!format!("{set:?} {place:?}").contains("canary"));
}

/// A clock that goes on by a step with every reading.
struct SteppingClock(Mutex<Moment>, Duration);

impl Clock for SteppingClock {
    fn now(&self) -> Moment {
        let mut now = self.0.lock().expect("no test thread panicked with it");
        let seen = *now;
        *now = Moment { wall: seen.wall.plus(self.1), monotonic: seen.monotonic + self.1 };
        seen
    }
}

#[tokio::test]
async fn t13_a_slow_answer_shortens_what_is_left_of_a_token() {
    let sixty = r#"{"access_token":"a","token_type":"bearer","expires_in":60,"created_at":4102444800}"#;
    let server = Server::start(Act::Answer(json(200, sixty))).await;
    let clock = Arc::new(SteppingClock(Mutex::new(NOW), Duration::from_secs(20)));
    let client = TokenClient::new(Settings { environment: Environment::Test, timeouts: Default::default(), clock });
    let place = endpoint(server.url("/auth/token"));
    // On a thread of the pool: a request may be awaited anywhere.
    let set = tokio::spawn(async move { client.password(&place, "u", password()).await })
        .await
        .expect("no panic")
        .expect("tokens");
    assert_eq!(set.sent_at, NOW, "before the answer, which took twenty seconds");
    let after = |seconds| Moment {
        wall: NOW.wall.plus(Duration::from_secs(seconds)),
        monotonic: NOW.monotonic + Duration::from_secs(seconds),
    };
    assert!(!set.is_stale(after(20)) && !set.is_stale(after(53)));
    assert!(set.is_stale(after(54)), "thirty-four seconds after it arrived");
}
