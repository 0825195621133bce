//! The test of a connection with a sign-in: its findings, and that nothing of it is left, here or at the service.
//!
//! The findings of a look without a sign-in are in `accounts`, and in the tables of `oauth`.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::accounts::{Options, Pkce};
use airtill_practice::{Effect, Endpoint, Fault, Gate};
use airtill_tests::browser::Consent;
use airtill_tests::sign_in::pages;
use airtill_tests::world::{ACCOUNTS_FILE, Company, PATIENCE, World};
use url::Url;

use CheckFact::*;

/// Begins a test; returns the address that the browser is asked to open.
async fn begin(world: &World, company: &Company) -> Url {
    let request = BeginBrowserSignIn { connection: company.key.clone(), pages: pages() };
    world.shown(world.till().begin_sign_in_test(request).await).expect("a test begins");
    world.opened.lock().await.recv().await.expect("the browser is asked for")
}

/// Carries a test through, and returns its findings.
async fn tested(world: &World, company: &Company, consent: Consent) -> ConnectionTestView {
    let before = world.window.events().len();
    let address = begin(world, company).await;
    let back = company.walk(&address, consent).await;
    company.come_back(&back).await;
    company.reaches(world, before, |stage| matches!(stage, BrowserSignInStage::Tested { .. })).await;
    match world.till().browser_sign_in(&company.named()).stage {
        BrowserSignInStage::Tested { test } => test,
        other => panic!("a test ends tested: {other:?}"),
    }
}

fn fact(test: &ConnectionTestView, check: ConnectionCheck) -> Option<CheckFact> {
    test.lines.iter().find(|line| line.check == check).map(|line| line.fact)
}

/// Waits until the service has revoked every pair that it issued.
async fn is_revoked(company: &Company, given: usize) {
    let all = || company.service.issued();
    let revoked = async {
        while all().len() != given || all().iter().any(|pair| !pair.revoked) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let is_revoked = tokio::time::timeout(PATIENCE, revoked).await.is_ok();
    assert!(is_revoked, "not revoked: {} of {given}", all().iter().filter(|pair| pair.revoked).count());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_with_a_sign_in_finds_what_a_login_page_hides() {
    let another = Options { client_secret: "another".to_owned(), ..Options::default() };
    let with = |pkce| Options { pkce, ..Options::default() };
    // The service, the person's choice at it; client, PKCE, redirect URI, scope, person; how often tokens were issued.
    #[rustfmt::skip]
    let table = [
        ("all is well", with(Pkce::Supported), Consent::Allow, ClientAccepted, Some(PkceProven), ScopeAccepted, Some(PersonSignedIn), 1),
        ("PKCE is ignored", with(Pkce::Ignored), Consent::Allow, ClientAccepted, Some(PkceIgnored), ScopeAccepted, Some(PersonSignedIn), 1),
        ("PKCE is refused", with(Pkce::Refused), Consent::Allow, ClientAccepted, Some(PkceRefused), ScopeAccepted, None, 0),
        ("another secret", another, Consent::Allow, ClientRefused, Some(PkceNotShown), ScopeAccepted, None, 0),
        ("the person says no", with(Pkce::Supported), Consent::Deny, ClientAccepted, Some(PkceNotShown), ScopeNotShown, Some(PersonTurnedAway), 0),
    ];
    for (name, options, consent, client, pkce, scope, person, given) in table {
        let world = World::test().await;
        let company = Company::with(&world, options, ACCOUNTS_FILE).await;
        let before = world.shown(world.till().test_connection(company.named()).await).unwrap();
        assert_eq!(
            fact(&before, ConnectionCheck::Redirect),
            Some(RedirectNotShown),
            "{name}: a look alone tells it not"
        );
        let test = tested(&world, &company, consent).await;
        assert_eq!(fact(&test, ConnectionCheck::Host), Some(HostAnswers), "{name}");
        assert_eq!(fact(&test, ConnectionCheck::Client), Some(client), "{name}: {test:?}");
        assert_eq!(fact(&test, ConnectionCheck::Pkce), pkce, "{name}: {test:?}");
        assert_eq!(fact(&test, ConnectionCheck::Redirect), Some(RedirectRegistered), "{name}");
        assert_eq!(fact(&test, ConnectionCheck::Scope), Some(scope), "{name}: {test:?}");
        assert_eq!(fact(&test, ConnectionCheck::Person), person, "{name}: {test:?}");
        assert_eq!(fact(&test, ConnectionCheck::Revocation), (given > 0).then_some(TokensRevoked), "{name}: {test:?}");
        let mut checks: Vec<_> = test.lines.iter().map(|line| line.check as u8).collect();
        checks.dedup();
        assert!(
            checks.is_sorted() && checks.len() == test.lines.len(),
            "{name}: each thing once, in its order: {test:?}"
        );
        is_revoked(&company, given).await;
        assert_eq!(company.card(&world).await.session, SessionView::SignedOut, "{name}: nobody is signed in by it");
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_of_the_till_outlives_a_test() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    company.sign_in(&world).await;
    let test = tested(&world, &company, Consent::Allow).await;
    assert_eq!(fact(&test, ConnectionCheck::Person), Some(PersonSignedIn));
    let issued = company.service.issued();
    assert_eq!(
        issued.iter().map(|pair| pair.revoked).collect::<Vec<_>>(),
        [false, true],
        "the test's own tokens alone are revoked"
    );
    assert!(matches!(company.card(&world).await.session, SessionView::SignedIn { .. }));
    world.shown(world.till().refresh_person(company.named()).await).expect("the sign-in is good");
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_test_ends_at_once_and_a_late_sign_in_is_revoked() {
    let world = World::test().await;
    // A service that ignores PKCE gives tokens with the first exchange.
    let company = Company::with(&world, Options { pkce: Pkce::Ignored, ..Options::default() }, ACCOUNTS_FILE).await;
    let address = begin(&world, &company).await;
    let back = company.walk(&address, Consent::Allow).await;
    let gate = Gate::new();
    company.service.set_fault(Endpoint::OAuthToken, Fault::after(Effect::Wait(gate.clone())));
    company.come_back(&back).await;
    gate.reached(1).await;
    let stage = world.till().cancel_browser_sign_in(&company.named()).stage;
    assert!(matches!(stage, BrowserSignInStage::Exchanging | BrowserSignInStage::Cancelled), "{stage:?}");
    company.reaches(&world, 0, |stage| *stage == BrowserSignInStage::Cancelled).await;
    gate.open();
    is_revoked(&company, 1).await;
    assert_eq!(company.card(&world).await.session, SessionView::SignedOut);
    company.close(world).await;
}
