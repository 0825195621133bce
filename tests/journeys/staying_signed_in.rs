//! Staying signed in: renewal, its errors, restarts, the end of a sign-in, signing out.
//!
//! Requests are counted at the service and both clocks are moved by hand. The service's answers to renewals are in
//! `renewing`.

use std::time::Duration;

use airtill_contract::{ErrorCode, RevocationView, SaleStateView, SessionView};
use airtill_practice::{Cut, Effect, Endpoint, Fault, Options};
use airtill_tests::world::{Setup, World, number};

const HOUR: Duration = Duration::from_secs(3600);

/// The refresh tokens that were sent, in their order.
fn refresh_tokens(world: &World) -> Vec<String> {
    let hits = world.service().hits();
    let token = |body: &str| body.split('&').find_map(|field| field.strip_prefix("refresh_token=").map(str::to_owned));
    hits.iter().filter(|hit| hit.endpoint == Endpoint::Token).filter_map(|hit| token(&hit.body)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_keeps_the_sign_in_and_asks_nobody() {
    let mut world = World::test().await;
    for _ in 0..3 {
        world.restart().await;
        world.float().await.expect("signed in as before");
        assert_eq!(world.sell(&number(world.sales().await.len() as u32), "1").await.state, SaleStateView::Confirmed);
    }
    let passwords = world.service().hits().iter().filter(|hit| hit.body.contains("grant_type=password")).count();
    assert_eq!(passwords, 1, "the password was typed once");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t08_only_invalid_grant_discards_the_refresh_token() {
    let page = || "<html>log in</html>";
    let faults = [
        ("page", Fault::status(200, "text/html", page())),
        ("page with 400", Fault::status(400, "text/html", page())),
        ("redirect", Fault::before(Effect::Redirect { status: 302, to: "/elsewhere".to_owned() })),
        ("500", Fault::status(500, "application/json", r#"{"error":"invalid_grant"}"#)),
        ("503", Fault::status(503, "text/html", page())),
        ("429", Fault::status(429, "application/json", r#"{"code":429,"msg":"Rate limit exceeded"}"#)),
        ("404", Fault::status(404, "text/plain", "404 page not found")),
        ("empty 400", Fault::status(400, "", "")),
        ("empty 401", Fault::status(401, "", "")),
        ("another error", Fault::status(400, "application/json", r#"{"error":"invalid_request"}"#)),
        ("not JSON", Fault::status(400, "application/json", "invalid_grant")),
        ("reset", Fault::before(Effect::Reset(Cut::Start))),
        ("half", Fault::before(Effect::Close(Cut::Middle))),
        ("endless", Fault::before(Effect::EndlessBody)),
    ];
    for (name, fault) in faults {
        let world = World::test().await;
        world.clock.advance(HOUR);
        world.service().set_fault(Endpoint::Token, fault.standing());
        world.float().await.expect_err(name);
        assert!(matches!(world.card().await.session, SessionView::SignedIn { .. }), "{name}");
        world.service().clear_faults();
        // The wait that the service asked for is observed.
        world.clock.advance(Duration::from_secs(120));
        world.float().await.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let tokens = refresh_tokens(&world);
        assert!(
            tokens.len() >= 2 && tokens.iter().all(|token| *token == tokens[0]),
            "{name}: the same token is used again"
        );
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t09_two_hundred_tasks_at_expiry_cause_one_renewal() {
    let world = World::test().await;
    let before = world.hits(Endpoint::Token);
    world.clock.advance(HOUR);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let (till, connection) = (world.till().clone(), world.key.clone());
        tasks.spawn(async move { till.refresh_float(airtill_contract::ForConnection { connection }).await.map(drop) });
    }
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    assert_eq!(world.hits(Endpoint::Token) - before, 1);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t11_an_answer_without_a_refresh_token_keeps_the_one_before() {
    for rest in ["", r#","refresh_token":"""#] {
        let world = World::test().await;
        world.clock.advance(HOUR);
        let short = format!(r#"{{"access_token":"not-known-there","token_type":"bearer","expires_in":3600{rest}}}"#);
        world.service().set_fault(Endpoint::Token, Fault::json(short));
        world.float().await.expect("the made-up token is turned away, and the kept refresh token gives a real one");
        let tokens = refresh_tokens(&world);
        assert_eq!(tokens.len(), 2);
        assert_eq!(tokens[0], tokens[1], "the one before is still good");
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_a_token_is_renewed_when_either_clock_says_so() {
    // (wall is set by seconds, time passes, computer sleeps, renewals that follow)
    for (jump, passes, sleeps, renewals) in [
        (0, 60, 0, 0),
        (-3600, 60, 0, 0),
        (-3600, 3580, 0, 1),
        (3600, 0, 0, 1),
        (0, 0, 8 * 3600, 1),
        (25 * 3600, 0, 0, 1),
    ] {
        let world = World::test().await;
        let before = world.hits(Endpoint::Token);
        world.clock.jump_wall(jump);
        world.clock.advance(Duration::from_secs(passes));
        world.clock.sleep(Duration::from_secs(sleeps));
        world.float().await.expect("renewed or not, it works");
        assert_eq!(
            world.hits(Endpoint::Token) - before,
            renewals,
            "set by {jump} s, {passes} s later, {sleeps} s asleep"
        );
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_a_401_for_ever_is_two_requests_and_one_renewal() {
    let world = World::test().await;
    world.service().set_fault(Endpoint::Balance, Fault::before(Effect::Unauthorized).standing());
    let (balance, token) = (world.hits(Endpoint::Balance), world.hits(Endpoint::Token));
    assert_eq!(world.float().await.expect_err("turned away").code, ErrorCode::SignInAgain);
    assert_eq!((world.hits(Endpoint::Balance) - balance, world.hits(Endpoint::Token) - token), (2, 1));
    for _ in 0..40 {
        assert_eq!(world.float().await.expect_err("turned away").code, ErrorCode::SignInAgain);
        assert_eq!(world.try_sell(&number(1), "5").await.expect_err("turned away").code, ErrorCode::SignInAgain);
    }
    assert_eq!(
        (world.hits(Endpoint::Balance) - balance, world.hits(Endpoint::Token) - token),
        (2, 1),
        "a look costs nothing any more"
    );
    assert!(matches!(world.card().await.session, SessionView::SignInAgain { .. }), "the card says so too");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_a_top_up_with_an_unknown_outcome_is_never_sent_again() {
    let mut world = World::test().await;
    world.sell(&number(1), "20").await;
    let before = world.hits(Endpoint::TopUp);
    let sale = world.sell("211921209601", "60").await;
    assert_eq!(sale.state, SaleStateView::InDoubt);
    world.gather(&sale).await;
    world.restart().await;
    world.float().await.unwrap();
    world.gather_later(&sale).await;
    assert_eq!(world.hits(Endpoint::TopUp) - before, 1);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t16_a_long_day_on_short_tokens_ends_cleanly_with_the_sign_in() {
    let options = Options { access_token_lifetime: Duration::from_secs(60), ..Options::default() };
    let world = World::with(Setup { options, ..Setup::default() }).await;
    for of in 0..20 {
        world.clock.advance(Duration::from_secs(25));
        assert_eq!(world.sell(&number(of), "1").await.state, SaleStateView::Confirmed);
    }
    world.service().revoke_everything();
    world.clock.advance(Duration::from_secs(60));
    let sent = world.hits(Endpoint::TopUp);
    assert_eq!(world.try_sell(&number(20), "1").await.expect_err("the sign-in ended").code, ErrorCode::SignInAgain);
    assert_eq!((world.hits(Endpoint::TopUp), world.sales().await.len()), (sent, 20), "nothing was sent or written");
    world.sign_in().await.unwrap();
    assert_eq!(world.sell(&number(20), "1").await.state, SaleStateView::Confirmed);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t18_a_service_that_asks_for_a_wait_is_not_asked_until_it_is_over() {
    let world = World::test().await;
    world.clock.advance(HOUR);
    world.service().set_fault(
        Endpoint::Token,
        Fault::status(429, "application/json", r#"{"code":429,"msg":"Rate limit exceeded"}"#).standing(),
    );
    let before = world.hits(Endpoint::Token);
    for _ in 0..10 {
        assert_eq!(world.float().await.expect_err("limited").code, ErrorCode::RateLimited);
    }
    assert_eq!(world.hits(Endpoint::Token) - before, 1, "asked once, then waited");
    world.service().clear_faults();
    world.clock.advance(Duration::from_secs(120));
    world.float().await.expect("asked again");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_ended_by_the_service_is_asked_for_again_by_name() {
    let mut world = World::test().await;
    world.service().revoke_everything();
    assert_eq!(world.float().await.expect_err("ended").code, ErrorCode::SignInAgain);
    let SessionView::SignInAgain { person: Some(person) } = world.card().await.session else { panic!("asked again") };
    assert_eq!(person.email, "clerk@practice.example");
    let sent = world.hits(Endpoint::TopUp);
    assert_eq!(world.try_sell(&number(1), "5").await.expect_err("nobody is signed in").code, ErrorCode::SignInAgain);
    assert_eq!(world.hits(Endpoint::TopUp), sent);
    world.restart().await;
    assert!(!matches!(world.card().await.session, SessionView::SignedIn { .. }), "the spent token was forgotten");
    world.sign_in().await.expect("the password helps");
    assert_eq!(world.sell(&number(1), "5").await.state, SaleStateView::Confirmed);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t19_signing_out_forgets_everything_local_with_any_answer() {
    let answers: [(&str, Option<Fault>, bool); 5] = [
        ("204", None, false),
        ("401", Some(Fault::before(Effect::Unauthorized).standing()), false),
        ("500", Some(Fault::status(500, "text/plain", "oh").standing()), false),
        ("reset", Some(Fault::before(Effect::Reset(Cut::Start)).standing()), false),
        ("offline", None, true),
    ];
    for (name, fault, offline) in answers {
        let mut world = World::with(Setup { service_remembers: true, ..Setup::default() }).await;
        match fault {
            Some(fault) => world.service().set_fault(Endpoint::Logout, fault),
            None if offline => world.cut_off().await,
            None => {}
        }
        let card = world.sign_out().await.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let revocation = world.card().await.revocation;
        assert_eq!(matches!(revocation, Some(RevocationView::Revoked)), name == "204", "{name}: {revocation:?}");
        assert_eq!(
            matches!(revocation, Some(RevocationView::NotRevoked { .. })),
            name != "204",
            "{name}: {revocation:?}"
        );
        assert_eq!((card.session, card.float), (SessionView::SignedOut, None), "{name}");
        if offline {
            world.bring_back().await;
        } else {
            let asked = if name == "401" { 2 } else { 1 };
            assert_eq!(world.hits(Endpoint::Logout), asked, "{name}: once more only with a token that is surely live");
        }
        world.restart().await;
        assert_eq!(world.float().await.expect_err(name).code, ErrorCode::SignInAgain, "{name}");
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t19_a_stale_token_is_renewed_for_the_sign_out() {
    let world = World::test().await;
    world.clock.advance(2 * HOUR);
    world.sign_out().await.unwrap();
    assert_eq!(world.hits(Endpoint::Logout), 1);
    assert_eq!(world.hits(Endpoint::Token), 2, "the sign-in and one renewal");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_the_last_float_is_shown_with_its_age() {
    let mut world = World::with(Setup { service_remembers: true, ..Setup::default() }).await;
    let seen = world.float().await.unwrap().float.unwrap();
    assert!(seen.fresh);
    world.cut_off().await;
    world.clock.advance(Duration::from_secs(600));
    assert_eq!(world.float().await.expect_err("offline").code, ErrorCode::Offline);
    let float = world.card().await.float.expect("the last one");
    assert_eq!((float.balance, float.at, float.fresh), (seen.balance.clone(), seen.at.clone(), false));
    world.restart().await;
    world.float().await.expect_err("still offline");
    let float = world.card().await.float.expect("the last one survives a restart");
    assert_eq!((float.at, float.fresh), (seen.at, false));
    world.bring_back().await;
    world.float().await.expect("back");
    assert!(world.card().await.float.unwrap().fresh);
    world.close().await;
}
