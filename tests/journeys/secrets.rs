//! Secrets must not leak: one whole day at the counter, and then a search everywhere for its secrets.
//!
//! Every journey ends with that search ([`World::close`]); this one also brings the secrets that no request shows,
//! looks at the process itself, and has a service that echoes secrets and forges lines.

use airtill_tests::sold::AirtimeSale;
use std::time::Duration;

use airtill_contract::{ErrorCode, SaleStateView, SessionView};
use airtill_practice::{Effect, Endpoint, Fault, Practice};
use airtill_tests::world::{Setup, World, log, number};

const HOUR: Duration = Duration::from_secs(3600);
const PASSWORD: &str = "canary-password-c3d1-é";
const WRONG: &str = "canary-password-9a40-wrong";
const ACCESS: &str = "canary-access-token-2b77.payload.signature";
const ACCESS_AGAIN: &str = "canary-access-token-8e15.payload.signature";
const REFRESH: &str = "canary-refresh-token-f004";
const REFRESH_AGAIN: &str = "canary-refresh-token-61bd";

fn tokens(access: &str, refresh: &str) -> Fault {
    Fault::json(format!(
        r#"{{"access_token":"{access}","token_type":"bearer","expires_in":3600,"refresh_token":"{refresh}"}}"#
    ))
}

/// A world in which nobody is signed in, with the secrets to look for.
async fn nobody(secrets: &[&str]) -> World {
    let world = World::with(Setup { signed_in: false, ..Setup::default() }).await;
    world.secrets.lock().unwrap().extend(secrets.iter().map(|secret| (*secret).to_owned()));
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn w01_v02_g01_no_secret_of_a_day_is_in_an_answer_event_file_or_log() {
    let world = nobody(&[PASSWORD, WRONG, ACCESS, ACCESS_AGAIN, REFRESH, REFRESH_AGAIN]).await;
    // A service that repeats the request.
    let echo = format!(r#"{{"error":"invalid_grant","error_description":"Invalid Password {WRONG}"}}"#);
    world.service().set_fault(Endpoint::Token, Fault::status(400, "application/json", echo));
    assert_eq!(
        world.sign_in_as("clerk@practice.example", WRONG).await.expect_err("wrong").code,
        ErrorCode::WrongPassword
    );

    world.service().set_fault(Endpoint::Token, tokens(ACCESS, REFRESH));
    world.service().set_fault(
        Endpoint::User,
        Fault::json(r#"{"id":"1","email":"clerk@practice.example","created_at":"2026-01-05T08:30:00Z"}"#).standing(),
    );
    world.service().set_fault(
        Endpoint::Balance,
        Fault::json(r#"{"statusCode":0,"statusMessage":"","currency":"SSP","balance":5000}"#).standing(),
    );
    world.sign_in_as("clerk@practice.example", PASSWORD).await.unwrap();
    world.asked(Endpoint::Balance, 1).await;
    world.float().await.unwrap();
    assert_eq!(world.stored_refresh_token().await.as_deref(), Some(REFRESH), "sealed in the vault, and nowhere else");

    world.clock.advance(HOUR);
    world.service().set_fault(Endpoint::Token, tokens(ACCESS_AGAIN, REFRESH_AGAIN));
    world.float().await.unwrap();
    let echo = format!(r#"{{"Error":true,"Message":"not with {ACCESS_AGAIN}"}}"#);
    world.service().set_fault(Endpoint::TopUp, Fault::status(403, "text/plain", echo));
    let asked = world.hits(Endpoint::Balance);
    let sale = world.sell(&number(1), "5").await;
    assert_eq!(sale.state, SaleStateView::Declined);
    assert!(!sale.service_message.contains("canary"), "{}", sale.service_message);

    // After a refusal the till reads the float again in the background; that has to be over.
    world.asked(Endpoint::Balance, asked + 1).await;
    world.float().await.unwrap();

    // A renewal that fails and echoes, then the end of the sign-in, which echoes too.
    world.clock.advance(HOUR);
    let echo = format!(r#"{{"error":"invalid_request","error_description":"{REFRESH_AGAIN} is odd"}}"#);
    world.service().set_fault(Endpoint::Token, Fault::status(400, "application/json", echo));
    let reported = world.float().await.expect_err("refused");
    assert!(!reported.detail.contains("canary"), "{reported}");
    world.service().set_fault(Endpoint::Token, tokens(ACCESS, REFRESH));
    let echo = format!(r#"{{"code":500,"msg":"cannot end {ACCESS}"}}"#);
    world.service().set_fault(Endpoint::Logout, Fault::status(500, "application/json", echo));
    world.sign_out().await.unwrap();
    assert_eq!(world.hits(Endpoint::Logout), 1);

    // And a real sign-in with a real sale.
    world.service().clear_faults();
    let asked = world.hits(Endpoint::Balance);
    world.sign_in().await.unwrap();
    // The signed-in person is noted before the float is read: the vault is at rest then.
    world.asked(Endpoint::Balance, asked + 1).await;
    assert_eq!(world.sell(&number(2), "5").await.state, SaleStateView::Confirmed);
    world.clock.advance(HOUR);
    world.stored_refresh_token().await.unwrap();
    world.sign_out().await.unwrap();
    of_the_process(&world);
    world.close().await;
}

/// Neither the arguments nor the environment of the process hold a secret.
fn of_the_process(world: &World) {
    let about: Vec<_> = std::env::args_os().chain(std::env::vars_os().map(|(_, value)| value)).collect();
    let mut about = about.iter().map(|part| part.to_string_lossy().into_owned()).collect::<Vec<_>>().join("\n");
    if cfg!(target_os = "linux") {
        for file in ["/proc/self/cmdline", "/proc/self/environ"] {
            about += &String::from_utf8_lossy(&std::fs::read(file).unwrap());
        }
    }
    for secret in world.secrets.lock().unwrap().iter() {
        assert!(!about.contains(secret.as_str()), "a secret is in the arguments or the environment");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn v02_an_access_token_is_never_written_also_by_a_till_that_closes() {
    let mut world = World::test().await;
    for _ in 0..2 {
        world.clock.advance(HOUR);
        world.float().await.unwrap();
        world.restart().await;
        world.float().await.unwrap();
        let bearers = world
            .service()
            .hits()
            .iter()
            .filter_map(|hit| hit.header("authorization").map(str::to_owned))
            .collect::<Vec<_>>();
        assert!(bearers.iter().any(|bearer| bearer.starts_with("Bearer ")));
    }
    // Closing the journey looks for each of them in every file.
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g02_no_whole_number_of_a_customer_is_in_the_log() {
    let world = World::test().await;
    // No other journey sells to these.
    let confirmed = number(731);
    assert_eq!(world.sell(&confirmed, "5").await.state, SaleStateView::Confirmed);
    let declined = number(732);
    let words = format!(r#"{{"Error":true,"Message":"not to {declined}"}}"#);
    world.service().set_fault(Endpoint::TopUp, Fault::status(403, "text/plain", words));
    assert_eq!(world.sell(&declined, "5").await.state, SaleStateView::Declined);
    let doubtful = number(733);
    world.service().set_fault(Endpoint::TopUp, Fault::after(Effect::Reset(airtill_practice::Cut::Start)));
    let sale = world.sell(&doubtful, "5").await;
    assert_eq!(sale.state, SaleStateView::InDoubt);
    world.gather_later(&sale).await;
    let log = log();
    for number in [&confirmed, &declined, &doubtful] {
        let sale = world.sales().await.into_iter().find(|sale| sale.msisdn() == number.as_str()).unwrap();
        for shown in [number.as_str(), &number[3..], sale.grouped()] {
            assert!(!log.contains(shown), "{shown} is in the log");
        }
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g04_the_words_of_a_service_cannot_forge_or_flood_the_log() {
    let mut world = World::test().await;
    let words = format!("odd\\r\\n2026-11-21T08:00:00Z FORGED-LINE\\u001b[31m\\u202e {}", "flood-".repeat(5000));
    for (endpoint, status) in [
        (Endpoint::Balance, 403),
        (Endpoint::User, 403),
        (Endpoint::TopUp, 403),
        (Endpoint::TopUp, 500),
        (Endpoint::Token, 403),
        (Endpoint::Logout, 403),
    ] {
        for body in [
            format!(r#"{{"Error":true,"Message":"{words}"}}"#),
            format!(r#"{{"code":403,"msg":"{words}"}}"#),
            format!(r#"{{"error":"odd","error_description":"{words}"}}"#),
        ] {
            world.service().set_fault(endpoint, Fault::status(status, "application/json", body));
        }
    }
    for _ in 0..3 {
        // The outcome of each does not matter: the test looks at the log.
        let refused = [
            world.float().await.err(),
            world.sign_in_as(Practice::account().email, "canary-password-05fb").await.err(),
        ];
        for reported in refused.into_iter().flatten() {
            assert!(
                reported.detail.chars().count() <= 300 && !reported.detail.chars().any(char::is_control),
                "{reported}"
            );
        }
    }
    // A start renews the sign-in in the background, and notes in the service's words why it was refused.
    let asked = world.hits(Endpoint::Balance);
    let body = format!(r#"{{"error":"odd","error_description":"{words}"}}"#);
    world.service().set_fault(Endpoint::Token, Fault::status(403, "application/json", body));
    world.restart().await;
    world.asked(Endpoint::Balance, asked + 1).await;
    world.float().await.unwrap();
    world.sell(&number(1), "5").await;
    world.sign_out().await.unwrap();
    assert_eq!(world.card().await.session, SessionView::SignedOut);
    let log = log();
    assert!(
        log.lines().any(|line| line.contains("FORGED-LINE") && line.contains("flood-")),
        "the service's words are in the log, made plain"
    );
    assert!(
        !log.contains('\u{1b}') && !log.contains('\u{202e}') && !log.contains('\r'),
        "control characters are in the log"
    );
    assert!(!log.lines().any(|line| line.contains("FORGED-LINE") && !line.contains("odd")), "a line was forged");
    let floods = log.lines().filter_map(|line| line.find("FORGED-LINE").map(|at| line[at..].chars().count()));
    assert!(
        floods.max().unwrap_or_default() < 200,
        "no more than 200 characters of somebody else's words are in a line"
    );
    world.close().await;
}
