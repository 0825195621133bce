//! Signing out: this computer forgets first, with any answer of the service, and the outcome at the service is shown.
//!
//! Sign-ins that are given up, replaced or removed are revoked as well. The session's own state meanwhile is tried
//! beside it.

use std::path::Path;
use std::time::Duration;

use airtill_contract::*;
use airtill_practice::accounts::{CLIENT_SECRET, Options, Rotation};
use airtill_practice::{Cut, Effect, Endpoint, Fault, PracticeAccounts};
use airtill_tests::browser::Consent;
use airtill_tests::world::{ACCOUNTS_FILE, Commanded, Company, Ending, PATIENCE, World, filled};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Waits until every token that the service issued is revoked: at least so many pairs.
async fn all_revoked(service: &PracticeAccounts, pairs: usize) {
    let revoked = async {
        while service.issued().len() < pairs || service.issued().iter().any(|pair| !pair.revoked) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    assert!(
        tokio::time::timeout(PATIENCE, revoked).await.is_ok(),
        "{:?}",
        service.issued().iter().map(|pair| pair.revoked).collect::<Vec<_>>()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn t19_a_silent_service_delays_no_sign_out_and_closing_leaves_nothing() {
    let mut world = World::test().await;
    world.service().set_fault(Endpoint::Logout, Fault::before(Effect::Hang(Cut::Start)).standing());
    let named = ForConnection { connection: world.key.clone() };
    let left = tokio::time::timeout(PATIENCE / 2, world.till().sign_out(named))
        .await
        .expect("no network is waited for")
        .unwrap();
    assert_eq!((left.session, left.revocation), (SessionView::SignedOut, Some(RevocationView::Revoking)));
    assert_eq!(world.stored_refresh_token().await, None, "at once");
    // Closing waits for it only briefly.
    world.shut_soon().await;
    world.restart().await;
    let card = world.card().await;
    assert_eq!(
        (card.session, card.revocation),
        (SessionView::SignedOut, Some(RevocationView::NotKnown)),
        "and says at the next start what is not known"
    );
    world.service().clear_faults();
    world.sign_in().await.unwrap();
    world.restart().await;
    assert_eq!(world.card().await.revocation, None, "until somebody signs in");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t19_a_till_that_is_killed_right_after_a_sign_out_is_signed_out() {
    let mut world = World::test().await;
    world.service().set_fault(Endpoint::Logout, Fault::before(Effect::Hang(Cut::Start)).standing());
    world.shut().await;
    let mut till =
        Commanded::start(world.headless(Path::new(env!("CARGO_BIN_EXE_headless")), &Ending::Whole, &["-".to_owned()]));
    tokio::task::block_in_place(|| {
        assert_eq!(till.ask("float"), "float 5000.00");
        assert_eq!(till.ask("leave"), "left SignedOut");
        till.child.kill().unwrap();
        till.child.wait().unwrap();
    });
    world.let_go().await;
    assert_eq!(world.stored_refresh_token().await, None);
    world.open().await.unwrap();
    let card = world.card().await;
    assert_eq!((card.session, card.revocation), (SessionView::SignedOut, Some(RevocationView::NotKnown)));
    world.service().clear_faults();
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_the_accounts_are_revoked_after_the_access_token_ended_too() {
    for (rotation, stale) in [(Rotation::AtOnce, false), (Rotation::AtOnce, true), (Rotation::AtFirstUse, true)] {
        let mut world = World::test().await;
        let company = Company::with(&world, Options { rotation, ..Options::default() }, ACCOUNTS_FILE).await;
        company.sign_in(&world).await;
        world.restart().await;
        if stale {
            world.clock.advance(3 * HOUR);
        }
        let earlier = world.window.events().len();
        company.sign_out(&world).await;
        assert_eq!(world.stored_sign_in(&company.binding).await, None);
        company.revocation_ends(&world, earlier, |revocation| *revocation == RevocationView::Revoked).await;
        all_revoked(&company.service, 1).await;
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_notice_of_a_sign_out_is_named_with_the_reason() {
    for (fault, code) in [
        (Fault::status(404, "application/json", "{}"), ErrorCode::NotRevocable),
        (Fault::status(403, "application/json", r#"{"error":"unauthorized_client"}"#), ErrorCode::ClientRefused),
        (Fault::status(503, "text/plain", "no"), ErrorCode::ServiceDown),
    ] {
        let world = World::test().await;
        let company = Company::beside(&world).await;
        company.sign_in(&world).await;
        company.service.set_fault(Endpoint::OAuthRevoke, fault.standing());
        let earlier = world.window.events().len();
        company.sign_out(&world).await;
        company
            .revocation_ends(
                &world,
                earlier,
                |revocation| matches!(revocation, RevocationView::NotRevoked { error } if error.code == code),
            )
            .await;
        assert_eq!(company.card(&world).await.session, SessionView::SignedOut);
        company.service.clear_faults();
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_the_service_had_ended_is_over_already() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    company.sign_in(&world).await;
    company.service.end_refresh_tokens();
    world.clock.advance(3 * HOUR);
    let earlier = world.window.events().len();
    company.sign_out(&world).await;
    company.revocation_ends(&world, earlier, |revocation| *revocation == RevocationView::EndedBefore).await;
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sign_in_that_is_not_stored_is_revoked() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    let asked = |stage: &BrowserSignInStage| matches!(stage, BrowserSignInStage::IsThisYou { .. });
    // Answered with *No*, cancelled at the question, and replaced there by a newer one.
    for turn in 0..3 {
        let before = world.window.events().len();
        company.answer(&world, Consent::Allow).await;
        company.reaches(&world, before, asked).await;
        match turn {
            0 => drop(world.till().confirm_sign_in(&ConfirmSignIn { connection: company.key.clone(), yes: false })),
            1 => drop(world.till().cancel_browser_sign_in(&company.named())),
            _ => drop(company.begin(&world).await),
        }
        all_revoked(&company.service, turn + 1).await;
    }
    // Cancelled while the service was asked.
    let before = world.window.events().len();
    let gate = airtill_practice::Gate::new();
    let back = company.walk(&company.begin(&world).await, Consent::Allow).await;
    company.service.set_fault(Endpoint::OAuthToken, Fault::after(Effect::Wait(gate.clone())));
    company.come_back(&back).await;
    while company.service.issued().len() < 4 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    world.till().cancel_browser_sign_in(&company.named());
    company.reaches(&world, before, |stage| *stage == BrowserSignInStage::Cancelled).await;
    gate.open();
    all_revoked(&company.service, 4).await;
    assert_eq!(world.stored_sign_in(&company.binding).await, None);
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_or_removed_sign_in_is_revoked_and_a_failure_is_a_notice() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    company.sign_in(&world).await;
    company.sign_in(&world).await;
    let first_gone = async {
        while !company.service.issued()[0].revoked {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(PATIENCE, first_gone).await.unwrap();
    assert!(!company.service.issued()[1].revoked, "the newer one lives");
    Company::import(&world, &filled(ACCOUNTS_FILE, &company.service, "another-client"), None).await.unwrap();
    all_revoked(&company.service, 2).await;
    Company::import(
        &world,
        &filled(ACCOUNTS_FILE, &company.service, airtill_practice::accounts::CLIENT_ID),
        Some(CLIENT_SECRET),
    )
    .await
    .unwrap();
    company.sign_in(&world).await;
    assert!(world.till().forget_this_computer().await.unwrap().left.is_empty());
    all_revoked(&company.service, 3).await;
    world.shown(world.till().retry_keyring().await).unwrap();
    world
        .till()
        .set_client_secret(SetClientSecret {
            connection: company.key.clone(),
            secret: InwardSecret(CLIENT_SECRET.to_owned()),
        })
        .await
        .unwrap();
    company.sign_in(&world).await;
    company.service.set_fault(Endpoint::OAuthRevoke, Fault::status(503, "text/plain", "no").standing());
    let earlier = world.window.events().len();
    world.till().remove_connection(company.named()).await.unwrap();
    // Other notices come in the same way, and may come first.
    let expected = Notice { code: NoticeCode::SignInNotRevoked, detail: "Staff accounts".to_owned() };
    let mut events = earlier;
    while !world.till().start().await.unwrap().notices.contains(&expected) {
        world.window.wait_after(events, "the notice", |event| matches!(event, Event::StartChanged {})).await;
        events += 1;
    }
    company.service.clear_faults();
    company.close(world).await;
}
