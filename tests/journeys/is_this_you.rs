//! The person of a sign-in through the browser: PKCE proven, ignored or refused, and the question *Is this you?*
//!
//! Nothing is stored and nobody is named before the answer. The end at the service of a sign-in that is not stored is
//! in `signing_out`.

use airtill_contract::*;
use airtill_practice::accounts::{Options, Pkce};
use airtill_practice::{Endpoint, PracticeAccounts};
use airtill_tests::browser::{Browser, Consent};
use airtill_tests::world::{ACCOUNTS_FILE, Company, World};

async fn with(pkce: Pkce) -> (World, Company) {
    let world = World::test().await;
    let company = Company::with(&world, Options { pkce, ..Options::default() }, ACCOUNTS_FILE).await;
    (world, company)
}

/// Comes back as this person; the reason for the question *Is this you?*, or `None` where it is not asked.
async fn comes(world: &World, company: &Company, person: airtill_practice::Account) -> Option<AskedBecause> {
    let before = world.window.events().len();
    let address = company.begin(world).await;
    let back = Browser::new(None).unwrap().walk_as(person, &address, Consent::Allow).await.unwrap();
    company.come_back(&back).await;
    let there = |stage: &BrowserSignInStage| {
        matches!(stage, BrowserSignInStage::SignedIn | BrowserSignInStage::IsThisYou { .. })
    };
    company.reaches(world, before, there).await;
    let BrowserSignInStage::IsThisYou { because, .. } = world.till().browser_sign_in(&company.named()).stage else {
        return None;
    };
    Some(because)
}

async fn says_yes(world: &World, company: &Company) {
    let before = world.window.events().len();
    world.till().confirm_sign_in(&ConfirmSignIn { connection: company.key.clone(), yes: true });
    company.reaches(world, before, |stage| *stage == BrowserSignInStage::SignedIn).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b06_the_next_person_is_asked_and_named_only_after_the_yes() {
    let (mut world, company) = with(Pkce::Supported).await;
    let clerk = PracticeAccounts::account;
    let new = Some(AskedBecause::SomebodyNew);
    assert_eq!(comes(&world, &company, clerk()).await, new, "the first one");
    assert_eq!(company.card(&world).await.pkce, Some(PkceView::Proven));
    says_yes(&world, &company).await;
    assert_eq!(comes(&world, &company, clerk()).await, None, "the same person again");
    assert_eq!(comes(&world, &company, PracticeAccounts::supervisor()).await, new, "somebody else");
    assert!(world.sell("0925415378", "10").await.sold_by.contains("Amina"), "nobody else is named yet");
    world.till().confirm_sign_in(&ConfirmSignIn { connection: company.key.clone(), yes: false });
    company.sign_out(&world).await;
    assert_eq!(comes(&world, &company, clerk()).await, new, "after a sign-out");
    assert_eq!(company.card(&world).await.session, SessionView::SignedOut);
    assert!(!world.sell("0925415379", "10").await.sold_by.contains("Amina"), "no sale carries a name before the yes");
    says_yes(&world, &company).await;
    world.restart().await;
    assert_eq!(comes(&world, &company, clerk()).await, None, "the last person is known after a restart");
    company.sign_out(&world).await;
    world.shown(world.till().remember_nothing().await).unwrap();
    assert_eq!(comes(&world, &company, clerk()).await, new);
    says_yes(&world, &company).await;
    world.restart().await;
    assert_eq!(comes(&world, &company, clerk()).await, new, "unless nothing is remembered");
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b06_a_service_without_pkce_is_found_out_before_anybody_is_signed_in() {
    let (world, company) = with(Pkce::Ignored).await;
    for _ in 0..2 {
        assert_eq!(
            comes(&world, &company, PracticeAccounts::supervisor()).await,
            Some(AskedBecause::NotProven),
            "each time"
        );
        assert_eq!(world.stored_sign_in(&company.binding).await, None);
        assert_eq!(company.card(&world).await.pkce, Some(PkceView::Ignored));
        world.till().confirm_sign_in(&ConfirmSignIn { connection: company.key.clone(), yes: false });
        assert_eq!(company.card(&world).await.session, SessionView::SignedOut);
    }
    assert_eq!(company.service.hits_on(Endpoint::OAuthToken), 2, "the code was used with the first request");
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t22_where_pkce_is_refused_the_persons_choice_holds_until_undone() {
    let (mut world, company) = with(Pkce::Refused).await;
    let refused = |stage: &BrowserSignInStage| matches!(stage, BrowserSignInStage::PkceRefused { message, seconds_left } if !message.is_empty() && *seconds_left > 0);
    company.answer(&world, Consent::Allow).await;
    company.reaches(&world, 0, refused).await;
    assert!(company.service.issued().is_empty(), "nothing is left out by itself");
    world.till().cancel_browser_sign_in(&company.named());
    company.reaches(&world, 0, |stage| *stage == BrowserSignInStage::Cancelled).await;
    assert_eq!(company.card(&world).await.pkce, Some(PkceView::Unknown), "a choice that was not made is not kept");
    let before = world.window.events().len();
    company.answer(&world, Consent::Allow).await;
    company.reaches(&world, before, refused).await;
    world.shown(world.till().go_on_without_pkce(company.named()).await).unwrap();
    assert_eq!(company.asked_because(&world, before).await, AskedBecause::NotProven);
    assert_eq!(company.service.issued().len(), 1, "the same code was good");
    says_yes(&world, &company).await;
    world.restart().await;
    assert_eq!(company.card(&world).await.pkce, Some(PkceView::SwitchedOff));
    let address = company.begin(&world).await;
    assert!(!address.as_str().contains("code_challenge"));
    let sent = company.service.hits_on(Endpoint::OAuthToken);
    let before = world.window.events().len();
    company.come_back(&company.walk(&address, Consent::Allow).await).await;
    assert_eq!(company.asked_because(&world, before).await, AskedBecause::NotProven, "each time");
    assert_eq!(company.service.hits_on(Endpoint::OAuthToken), sent + 1);
    let card = world.shown(world.till().switch_pkce_on(company.named()).await).unwrap();
    assert_eq!(card.pkce, Some(PkceView::Unknown));
    assert!(company.begin(&world).await.as_str().contains("code_challenge"));
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t22_a_yes_that_nobody_asked_for_switches_nothing_off() {
    let (world, company) = with(Pkce::Supported).await;
    company.begin(&world).await;
    world.till().go_on_without_pkce(company.named()).await.unwrap();
    assert_eq!(company.card(&world).await.pkce, Some(PkceView::Unknown));
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn w04_the_services_page_is_opened_by_its_connection_alone() {
    let (world, company) = with(Pkce::Supported).await;
    world.till().open_service_page(company.named()).await.unwrap();
    let opened = world.opened.lock().await.recv().await.unwrap();
    assert_eq!(opened.as_str(), format!("http://{}/", company.service.address()));
    let unknown = ConnectionKey { id: "nobody".to_owned(), ..company.key.clone() };
    assert_eq!(
        world.till().open_service_page(ForConnection { connection: unknown }).await.unwrap_err().code,
        ErrorCode::NotFound
    );
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b06_a_service_that_fails_at_a_wrong_verifier_works_at_the_next_try() {
    for fault in [
        airtill_practice::Fault::status(500, "application/json", "{}"),
        airtill_practice::Fault::status(
            400,
            "application/json",
            r#"{"error":"bad_verifier","error_description":"It is another one."}"#,
        ),
        airtill_practice::Fault::status(403, "application/json", "{}"),
    ] {
        let (world, company) = with(Pkce::Supported).await;
        company.service.set_fault(Endpoint::OAuthToken, fault.standing());
        let address = company.begin(&world).await;
        let back = company.walk(&address, Consent::Allow).await;
        company.come_back(&back).await;
        company.reaches(&world, 0, |stage| matches!(stage, BrowserSignInStage::Failed { .. })).await;
        assert_eq!(company.service.hits_on(Endpoint::OAuthToken), 1, "the code is sent nowhere again");
        company.service.clear_faults();
        let because = comes(&world, &company, PracticeAccounts::account()).await;
        assert_eq!(because, Some(AskedBecause::NotProven));
        assert_eq!(
            company.service.hits_on(Endpoint::OAuthToken),
            2,
            "without the proof, which may have been the reason"
        );
        says_yes(&world, &company).await;
        company.close(world).await;
    }
}
