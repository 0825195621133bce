//! The course of one sign-in against a raw client, without a service: the events to the window, and how often they
//! come.
//!
//! The answers that a listener takes or refuses are tried in `oauth`; whole sign-ins, with a service and a till, in the
//! journeys.

use std::sync::atomic::{AtomicUsize, Ordering};

use airtill_domain::{Clock, Environment, Moment, Timestamp};
use airtill_oauth::{Client, Settings, Timeouts, TokenClient};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::task::TaskTracker;

use super::*;
use crate::ports::Promise;

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
        words: Words {
            language: "en".into(),
            right_to_left: false,
            received: words(),
            denied: words(),
            failed: words(),
            already: words(),
            not_ours: words(),
        },
        trusted: false,
        proves: false,
        asks: true,
        over: CancellationToken::new(),
    }
}

#[tokio::test]
async fn l05_a_flood_of_answers_that_are_not_ours_is_told_once() {
    let (sign_in, course) =
        SignIn::begin(plan(), Arc::new(Nowhere), TaskTracker::new()).await.expect("a sign-in begins");
    let redirect: Url = sign_in.attempt.redirect_uri().parse().expect("an address");
    let host = format!("127.0.0.1:{}", redirect.port().expect("its port"));
    let tokens = TokenClient::new(Settings {
        environment: Environment::Test,
        timeouts: Timeouts::default(),
        clock: Arc::new(StillClock),
    });
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
        stream
            .write_all(format!("GET /back?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())
            .await
            .expect("it is taken");
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

/// A token endpoint that gives these answers, one each. Counts them.
async fn answering(answers: &'static [(u16, &'static str)]) -> (Url, Arc<AtomicUsize>) {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let base = format!("http://{}", socket.local_addr().expect("its address")).parse().expect("an address");
    // Without answers nobody listens, and the port stays ours: it is bound as long as the test lives.
    let (held, listener) =
        if answers.is_empty() { (Some(socket), None) } else { (None, Some(socket.listen(16).expect("a port"))) };
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    tokio::spawn(async move {
        let _held = held;
        let Some(listener) = listener else { return std::future::pending().await };
        for (status, body) in answers {
            let Ok((mut stream, _)) = listener.accept().await else { return };
            let mut request = Vec::new();
            while !request.ends_with(b"}") && stream.read_buf(&mut request).await.is_ok_and(|count| count > 0) {}
            counted.fetch_add(1, Ordering::Relaxed);
            let head = format!(
                "HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all((head + body).as_bytes()).await;
        }
    });
    (base, asked)
}

#[tokio::test]
async fn b06_a_sign_in_that_ends_with_its_proof_says_so_and_spends_no_code() {
    const TOKENS: (u16, &str) = (200, r#"{"access_token":"a","token_type":"Bearer","refresh_token":"b"}"#);
    const GRANT: (u16, &str) = (400, r#"{"error":"invalid_grant"}"#);
    const OWN_WORD: (u16, &str) =
        (400, r#"{"error":"bad_verifier","error_description":"The verifier is another one."}"#);
    const BUSY: (u16, &str) = (503, "{}");
    const LIMIT: (u16, &str) = (429, "{}");
    let cases: [(&'static [(u16, &'static str)], &str); 12] = [
        (&[TOKENS], "Ignored"),
        (&[GRANT, TOKENS], "Proven"),
        (&[(400, r#"{"error":"invalid_request","error_description":"Invalid code_verifier"}"#), TOKENS], "Proven"),
        (&[OWN_WORD], "after the proof"),
        (&[(403, "{}")], "after the proof"),
        (&[(500, "{}")], "after the proof"),
        (&[(200, "[]")], "after the proof"),
        (&[GRANT, GRANT], "after the proof"),
        (&[GRANT, LIMIT], "after the proof"),
        (&[GRANT, BUSY], "after the proof"),
        (&[(401, r#"{"error":"invalid_client"}"#)], "an error"),
        (&[], "an error"),
    ];
    for (answers, expected) in cases {
        let (base, asked) = answering(answers).await;
        let plan = Plan {
            token: TokenEndpoint::doorkeeper(&base, Client { id: "till".into(), secret: None }),
            proves: true,
            ..plan()
        };
        let (_sign_in, course) =
            SignIn::begin(plan, Arc::new(Nowhere), TaskTracker::new()).await.expect("a sign-in begins");
        let tokens = TokenClient::new(Settings {
            environment: Environment::Test,
            timeouts: Timeouts::default(),
            clock: Arc::new(StillClock),
        });
        let end = course.exchange(&tokens, airtill_domain::Secret::new("code".to_owned()), &|| {}).await;
        let told = match end {
            Ok(exchanged) => format!("{:?}", exchanged.pkce),
            Err(SignInEnd::AfterProof(_)) => "after the proof".to_owned(),
            Err(SignInEnd::Token(_)) => "an error".to_owned(),
            Err(end) => end.to_string(),
        };
        assert_eq!((told.as_str(), asked.load(Ordering::Relaxed)), (expected, answers.len()), "{answers:?}");
    }
}
