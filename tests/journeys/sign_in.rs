//! Signing in by the form: every way in which it fails has its code, and the password goes nowhere else.
//!
//! Faults are set at the practice service one at a time, and each is compared with its code. Signing in through a
//! browser has journeys of its own.

use airtill_contract::{ErrorCode, MoneyMoved, NoticeCode, SessionView};
use airtill_practice::{Account, Effect, Endpoint, Fault, Practice};
use airtill_tests::world::{Keyring, Setup, World};

use ErrorCode::{
    AnswerLost, CaptivePortal, ConnectionSettings, EmailNotConfirmed, OddAnswer, Offline, RateLimited, ServiceDown,
    WrongPassword,
};

/// A password that is searched for everywhere afterwards.
const CANARY: &str = "canary-password-7f3a";

async fn nobody() -> World {
    World::with(Setup { signed_in: false, ..Setup::default() }).await
}

/// The faults of the token endpoint, and the code that the clerk is shown.
fn faults() -> Vec<(&'static str, Fault, ErrorCode)> {
    let html = "<html><body>Please log in to the hotel's network</body></html>";
    let moved = |status| Fault::before(Effect::Redirect { status, to: "http://127.0.0.1:9/login".to_owned() });
    let ok = |body: &str| Fault::json(body.to_owned());
    vec![
        ("a page instead of an answer", Fault::status(200, "text/html", html), CaptivePortal),
        ("a page with 511", Fault::status(511, "text/html", html), CaptivePortal),
        ("redirect 302", moved(302), CaptivePortal),
        ("redirect 307", moved(307), CaptivePortal),
        ("redirect 308", moved(308), CaptivePortal),
        ("500", Fault::status(500, "application/json", r#"{"code":500,"msg":"Internal"}"#), ServiceDown),
        ("502 with a page", Fault::status(502, "text/html", html), ServiceDown),
        ("503 with nothing", Fault::status(503, "", ""), ServiceDown),
        ("429", Fault::status(429, "application/json", r#"{"code":429,"msg":"Rate limit exceeded"}"#), RateLimited),
        ("404", Fault::status(404, "text/plain", "404 page not found"), ConnectionSettings),
        ("reset", Fault::before(Effect::Reset(airtill_practice::Cut::Start)), AnswerLost),
        ("half an answer", Fault::after(Effect::Close(airtill_practice::Cut::Middle)), AnswerLost),
        ("nothing in it", ok("{}"), OddAnswer),
        ("not JSON", ok("hello"), OddAnswer),
        (
            "an empty token",
            ok(r#"{"access_token":"","token_type":"bearer","expires_in":60,"refresh_token":"r"}"#),
            OddAnswer,
        ),
        (
            "another kind of token",
            ok(r#"{"access_token":"a","token_type":"mac","expires_in":60,"refresh_token":"r"}"#),
            OddAnswer,
        ),
        ("no refresh token", ok(r#"{"access_token":"a","token_type":"bearer","expires_in":60}"#), OddAnswer),
        ("a bomb", Fault::before(Effect::GzipBomb), OddAnswer),
        ("an endless answer", Fault::before(Effect::EndlessBody), OddAnswer),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_in_which_a_sign_in_fails_has_its_code_and_is_tried_once() {
    for (name, fault, code) in faults() {
        let world = nobody().await;
        world.service().set_fault(Endpoint::Token, fault.standing());
        let reported = world.sign_in_as(Practice::account().email, CANARY).await.expect_err(name);
        assert_eq!((reported.code, reported.money_moved), (code, MoneyMoved::No), "{name}: {reported}");
        assert_eq!(world.hits(Endpoint::Token), 1, "t18: {name}: a password is never tried again by itself");
        assert_eq!(world.card().await.session, SessionView::SignedOut, "{name}");
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_of_the_person_has_its_code() {
    let world = nobody().await;
    let right = Practice::account();
    for (email, password, code) in [
        (right.email, CANARY, WrongPassword),
        ("nobody@practice.example", CANARY, WrongPassword),
        (Account::unconfirmed().email, Account::unconfirmed().password, EmailNotConfirmed),
        (Account::busy().email, Account::busy().password, RateLimited),
    ] {
        assert_eq!(world.sign_in_as(email, password).await.expect_err(email).code, code, "{email}");
    }
    let asked = world.hits(Endpoint::Token);
    for (email, password) in
        [("", "x"), ("  ", "x"), (right.email, ""), (&*"x".repeat(321), "x"), (right.email, &*"x".repeat(1025))]
    {
        assert_eq!(world.sign_in_as(email, password).await.expect_err("no sign-in").code, WrongPassword);
    }
    assert_eq!(world.hits(Endpoint::Token), asked, "what cannot be right is not sent");
    world.sign_in_as(&format!(" {} ", right.email), right.password).await.expect("spaces around a name do not matter");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_no_service_at_the_address_a_clerk_is_offline() {
    let mut world = nobody().await;
    world.cut_off().await;
    world.secrets.lock().unwrap().push(CANARY.to_owned());
    assert_eq!(world.sign_in_as("clerk@practice.example", CANARY).await.expect_err("offline").code, Offline);
    world.bring_back().await;
    world.sign_in().await.expect("back again");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn g01_w01_secrets_of_a_whole_sign_in_are_in_no_answer_file_or_log() {
    let world = nobody().await;
    let canaries = ["canary-access-5b21", "canary-refresh-90cc", CANARY];
    world.secrets.lock().unwrap().extend(canaries.map(str::to_owned));
    let tokens = format!(
        r#"{{"access_token":"{}","token_type":"bearer","expires_in":3600,"refresh_token":"{}"}}"#,
        canaries[0], canaries[1]
    );
    world.service().set_fault(Endpoint::Token, Fault::json(tokens));
    // A service that repeats the request.
    let echo = format!(r#"{{"Error":true,"Message":"Token {} is not good, nor is {}"}}"#, canaries[0], canaries[0]);
    world.service().set_fault(Endpoint::Balance, Fault::status(403, "text/plain", echo.clone()).standing());
    world.service().set_fault(Endpoint::User, Fault::status(403, "text/plain", echo.clone()).standing());
    world.sign_in_as(Practice::account().email, CANARY).await.expect("the service takes it");
    assert_eq!(world.float().await.expect_err("refused").code, ErrorCode::Denied);
    world.service().set_fault(Endpoint::TopUp, Fault::status(403, "text/plain", echo));
    let sale = world.sell(&airtill_tests::world::number(1), "5").await;
    assert!(!sale.service_message.contains("canary"), "{}", sale.service_message);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v06_without_a_keyring_a_sign_in_ends_with_the_till_and_says_so() {
    for keyring in [Keyring::Absent, Keyring::Locked] {
        let mut world = World::with(Setup { signed_in: false, keyring, ..Setup::default() }).await;
        let SessionView::SignedIn { remembered, .. } =
            world.sign_in().await.expect("signing in works all the same").session
        else {
            panic!("signed in")
        };
        assert!(!remembered, "{keyring:?}");
        world.sell(&airtill_tests::world::number(1), "5").await;
        world.restart().await;
        assert_eq!(world.card().await.session, SessionView::SignedOut, "{keyring:?}");
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn v04_a_keyring_that_is_unlocked_later_keeps_the_sign_in() {
    let mut world = World::with(Setup { signed_in: false, keyring: Keyring::Locked, ..Setup::default() }).await;
    world.sign_in().await.expect("signing in works all the same");
    world.keyring.set(Keyring::Works);
    world.shown(world.till().retry_keyring().await).expect("the vault is there");
    world.restart().await;
    world.float().await.expect("still signed in");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_to_remember_nothing_signs_nobody_out_before_the_till_closes() {
    let mut world = World::test().await;
    world.shown(world.till().remember_nothing().await).expect("the vault is there");
    world.clock.advance(std::time::Duration::from_secs(3600));
    world.float().await.expect("the sign-in renews itself from memory");
    world.restart().await;
    assert!(world.float().await.is_err(), "and is forgotten as the till closes");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_to_remember_nothing_takes_the_saved_sign_in_from_the_disk() {
    let mut world = World::test().await;
    world.shown(world.till().remember_nothing().await).expect("the vault is there");
    assert_eq!(world.stored_refresh_token().await, None, "also where it is renewed by nobody");
    world.float().await.expect("the sign-in goes on from memory");
    world.restart().await;
    assert_eq!(world.card().await.session, SessionView::SignedOut);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t19_a_sign_out_reaches_a_file_out_of_use_that_can_be_opened() {
    let mut world = World::test().await;
    world.keyring.set(Keyring::Locked);
    world.restart().await;
    world.shown(world.till().remember_nothing().await).expect("the vault is there");
    world.sign_in().await.expect("signing in works all the same");
    world.keyring.set(Keyring::Works);
    world.sign_out().await.expect("nothing is left behind");
    assert_eq!(world.stored_refresh_token().await, None);
    world.restart().await;
    assert_eq!(world.card().await.session, SessionView::SignedOut);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t24_a_clock_that_differs_by_more_than_five_minutes_is_shown() {
    // The service's `Date` is the real one, and the morning of the tests is not.
    let world = World::test().await;
    let start = world.shown(world.till().start().await).unwrap();
    assert!(start.notices.iter().any(|notice| notice.code == NoticeCode::ClockDiffers), "{:?}", start.notices);
    world.close().await;
}
