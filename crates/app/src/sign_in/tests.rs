//! The course of one sign-in against a raw client, without a service: what the window is told, and how often.
//!
//! The answers that a listener takes or refuses are tried in `oauth`; whole sign-ins, with a service and a till, in the journeys.

use std::sync::atomic::{AtomicUsize, Ordering};

use airtill_domain::{Clock, Environment, Moment, Timestamp};
use airtill_oauth::{Client, Settings, Timeouts, TokenClient};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

/// A browser that opens nothing.
struct Nowhere;

impl UserAgent for Nowhere {
    fn is_here(&self) -> bool {
        true
    }

    fn open(&self, _: &Url) -> Promise<'_, Result<(), NotOpened>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn come_back(&self) {}
}

struct StillClock;

impl Clock for StillClock {
    fn now(&self) -> Moment {
        Moment { wall: Timestamp(0), monotonic: Duration::ZERO }
    }
}

fn plan() -> Plan {
    let base: Url = "https://accounts.example/oauth/authorize".parse().expect("an address");
    let words = || "words".to_owned();
    Plan {
        authorization: AuthorizationEndpoint {
            address: base.clone(),
            client_id: "till".into(),
            scope: String::new(),
            pkce: true,
            issuer: None,
            issuer_always: false,
        },
        token: TokenEndpoint::doorkeeper(&base, Client { id: "till".into(), secret: None }),
        way: Way::Listen(Door { path: "/back".into(), port: 0, localhost: false, leaf: None }),
        words: Words { language: "en".into(), right_to_left: false, received: words(), denied: words(), failed: words(), already: words(), not_ours: words() },
        trusted: false,
        proves: false,
        asks: true,
        over: CancellationToken::new(),
    }
}

#[tokio::test]
async fn l05_a_flood_of_answers_that_are_not_ours_is_told_once() {
    let (sign_in, course) = SignIn::begin(plan(), Arc::new(Nowhere), TaskTracker::new()).await.expect("a sign-in begins");
    let redirect: Url = sign_in.attempt.redirect_uri().parse().expect("an address");
    let host = format!("127.0.0.1:{}", redirect.port().expect("its port"));
    let tokens = TokenClient::new(Settings { environment: Environment::Test, timeouts: Timeouts::default(), clock: Arc::new(StillClock) });
    let told = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&told);
    let count = move || {
        counted.fetch_add(1, Ordering::Relaxed);
    };
    let driven = tokio::spawn(async move { course.run(&tokens, count).await });
    for turn in 0..100 {
        // Each time for another reason than before.
        let query = if turn % 2 == 0 { "code=a&state=b" } else { "code=a&code=b" };
        let mut stream = TcpStream::connect(&host).await.expect("somebody listens");
        stream.write_all(format!("GET /back?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).await.expect("it is taken");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("it is answered");
        assert!(answer.starts_with("HTTP/1.0 400 "), "{answer}");
    }
    assert!(matches!(sign_in.stage(), Stage::Waiting { turned_away: true, .. }));
    sign_in.cancel();
    assert!(matches!(driven.await.expect("it ends"), Err(SignInEnd::Cancelled)));
    // At the beginning, when the browser was asked for, and of the first of them.
    assert_eq!(told.load(Ordering::Relaxed), 3);
}
