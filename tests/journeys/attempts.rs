//! Several sign-ins through the browser, and one that is ended: an attempt that is begun twice, replaced, cancelled,
//! closed or forgotten mixes with no other, holds no port, and leaves nothing behind.
//!
//! One sign-in from its beginning to a good or bad end is in `accounts`, and the attacks on the listener are beside it.

#[cfg(unix)]
use std::sync::Arc;
use std::time::Duration;

use airtill_contract::*;
#[cfg(unix)]
use airtill_domain::Environment;
use airtill_practice::accounts::{CLIENT_SECRET, Options, Pkce};
use airtill_practice::{Cut, Effect, Endpoint, Fault, PracticeAccounts};
use airtill_tests::browser::{Browser, Consent};
use airtill_tests::port::Port;
use airtill_tests::world::{ACCOUNTS_FILE, Company, Keyring, World};
#[cfg(unix)]
use airtill_vault::Vault;

/// Sooner than a service, a keyring or another program is given up.
const SOON: Duration = Duration::from_secs(20);

/// The connection file with a redirect URI at this port and no other.
fn at_port(port: u16) -> String {
    ACCOUNTS_FILE.replace("http://127.0.0.1/oauth", &format!("http://127.0.0.1:{port}/oauth"))
}

#[tokio::test(flavor = "multi_thread")]
async fn l04_a_newer_attempt_ends_the_older_and_no_other_connections() {
    let world = World::test().await;
    let other = Company::with(&world, Options::default(), &ACCOUNTS_FILE.replace("\"staff\"", "\"other\"")).await;
    let held = Port::free();
    let port = held.as_u16();
    let company = Company::with(&world, Options::default(), &at_port(port)).await;
    let elsewhere = other.begin(&world).await;
    let older = company.begin(&world).await;
    let stale = company.walk(&older, Consent::Allow).await;
    let newer = company.begin(&world).await;
    assert_eq!(stale.port(), Some(port));
    assert_eq!(company.come_back(&stale).await, 400, "the older answer is nobody's");
    let back = company.walk(&newer, Consent::Allow).await;
    assert_eq!((back.port(), company.come_back(&back).await), (Some(port), 303));
    company.is_they(&world, 0).await;
    let back = other.walk(&elsewhere, Consent::Allow).await;
    other.come_back(&back).await;
    other.is_they(&world, 0).await;
    assert_eq!((company.service.issued().len(), other.service.issued().len()), (1, 1));
    other.hide(&world);
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l04_two_clicks_at_once_are_one_sign_in_at_the_same_fixed_port() {
    let world = World::test().await;
    let port = Port::free();
    let company = Company::with(&world, Options::default(), &at_port(port.as_u16())).await;
    let (first, second) = tokio::join!(company.click(&world), company.click(&world));
    assert!(first.is_ok() && second.is_ok());
    let stage = world.till().browser_sign_in(&company.named()).stage;
    assert!(
        matches!(stage, BrowserSignInStage::Waiting { paste_only: None, .. }),
        "the port was free for the newer: {stage:?}"
    );
    let newer = world.till().sign_in_address(&company.named()).unwrap().address;
    let back = company.walk(&newer.parse().unwrap(), Consent::Allow).await;
    assert_eq!(company.come_back(&back).await, 303);
    company.is_they(&world, 0).await;
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l22_cancelling_and_closing_the_till_end_a_sign_in_at_once() {
    let mut world = World::test().await;
    let company = Company::beside(&world).await;
    let address = company.begin(&world).await;
    let back = company.walk(&address, Consent::Allow).await;
    company.service.set_fault(Endpoint::OAuthToken, Fault::before(Effect::Hang(Cut::Start)));
    company.come_back(&back).await;
    company.reaches(&world, 0, |stage| *stage == BrowserSignInStage::Exchanging).await;
    let cancelled = tokio::time::timeout(SOON, async {
        world.till().cancel_browser_sign_in(&company.named());
        company.reaches(&world, 0, |stage| *stage == BrowserSignInStage::Cancelled).await;
    });
    assert!(cancelled.await.is_ok());
    company.service.clear_faults();
    company.begin(&world).await;
    // Closing waits for no browser.
    world.shut_soon().await;
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v12_a_sign_in_stored_while_the_computer_is_forgotten_goes_too() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    for _ in 0..10 {
        let address = company.begin(&world).await;
        let back = company.walk(&address, Consent::Allow).await;
        let mut browser = Browser::new(None).unwrap();
        // It is chance whether the answer still arrives; nothing may be left of it in either case.
        let (_, forgotten) = tokio::join!(browser.go(&back), world.till().forget_this_computer());
        assert!(forgotten.unwrap().left.is_empty());
        assert_eq!(company.card(&world).await.session, SessionView::SignedOut);
        world.shown(world.till().retry_keyring().await).unwrap();
        assert_eq!(company.card(&world).await.session, SessionView::SignedOut, "nothing came back");
        world
            .till()
            .set_client_secret(SetClientSecret {
                connection: company.key.clone(),
                secret: InwardSecret(CLIENT_SECRET.to_owned()),
            })
            .await
            .unwrap();
    }
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l22_cancelling_before_the_listener_acts_at_once_and_opens_nothing() {
    let mut world = World::test().await;
    let company = Company::beside(&world).await;
    world.keyring.set(Keyring::Asks);
    // Starting does not wait for the keyring.
    world.setup.policy.start_patience = Duration::ZERO;
    world.restart().await;
    let till = world.till().clone();
    let cancelled = async {
        // The attempt may not have begun when the button is first pressed.
        loop {
            till.cancel_browser_sign_in(&company.named());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let begun = tokio::select! {
        begun = company.click(&world) => begun.unwrap(),
        () = cancelled => unreachable!("it is pressed until something comes of it"),
        () = tokio::time::sleep(SOON) => panic!("the keyring was waited for"),
    };
    assert_eq!(begun.stage, BrowserSignInStage::Cancelled);
    world.keyring.set(Keyring::Works);
    company.sign_in(&world).await;
    assert!(world.opened.lock().await.try_recv().is_err(), "the cancelled one asked for no browser");
    company.close(world).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn l22_cancelling_while_another_program_has_the_lock_stores_nothing() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    let other =
        Vault::open(world.environment_folder(), Environment::Test, Arc::new(world.keyring.clone())).await.unwrap();
    let lock = other.vault.lock(&company.binding).await.unwrap();
    company.answer(&world, Consent::Allow).await;
    while company.service.issued().is_empty() {
        tokio::task::yield_now().await;
    }
    let cancelled = tokio::time::timeout(SOON, async {
        world.till().cancel_browser_sign_in(&company.named());
        company.reaches(&world, 0, |stage| *stage == BrowserSignInStage::Cancelled).await;
    });
    assert!(cancelled.await.is_ok());
    drop(lock);
    assert_eq!(company.card(&world).await.session, SessionView::SignedOut);
    assert_eq!(world.stored_sign_in(&company.binding).await, None);
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l22_cancelling_at_the_last_question_and_signing_out_store_nothing() {
    let world = World::test().await;
    let file = format!("{ACCOUNTS_FILE}pkce = false\n");
    let company = Company::with(&world, Options { pkce: Pkce::Refused, ..Options::default() }, &file).await;
    for out in [false, true] {
        let before = world.window.events().len();
        company.answer(&world, Consent::Allow).await;
        company.reaches(&world, before, |stage| matches!(stage, BrowserSignInStage::IsThisYou { .. })).await;
        if out {
            world.shown(world.till().sign_out(company.named()).await).unwrap();
        } else {
            world.till().cancel_browser_sign_in(&company.named());
        }
        company.reaches(&world, before, |stage| *stage == BrowserSignInStage::Cancelled).await;
        assert_eq!(world.stored_sign_in(&company.binding).await, None);
    }
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b06_without_pkce_a_foreign_port_ends_the_sign_in_before_the_browser() {
    let world = World::test().await;
    let theirs = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let file = at_port(theirs.local_addr().unwrap().port());
    let plain = Company::with(&world, Options::default(), &format!("{file}pkce = false\n")).await;
    assert_eq!(plain.click(&world).await.unwrap_err().code, ErrorCode::AnswerNotSafe);
    assert!(world.opened.lock().await.try_recv().is_err(), "no code goes to their port");
    let with = Company::with(&world, Options::default(), &file.replace("\"staff\"", "\"other\"")).await;
    let begun = with.click(&world).await.unwrap();
    assert!(
        matches!(begun.stage, BrowserSignInStage::Waiting { paste_only: Some(PasteOnlyView::NoPort), .. }),
        "L3: with PKCE a code is no use to them"
    );
    plain.hide(&world);
    with.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_sign_in_sells_and_nobody_once_its_connection_is_gone() {
    let mut world = World::test().await;
    let first = Company::beside(&world).await;
    let second = Company::with(&world, Options::default(), &ACCOUNTS_FILE.replace("\"staff\"", "\"other\"")).await;
    first.sign_in(&world).await;
    world.clock.advance(Duration::from_secs(60));
    let earlier = world.window.events().len();
    let person = PracticeAccounts::supervisor();
    let request = SignInWithPassword {
        connection: second.key.clone(),
        username: person.email.into(),
        password: InwardSecret(person.password.into()),
    };
    world.shown(world.till().sign_in_with_password(request).await).unwrap();
    second.is_known(&world, earlier).await;
    let sold_by = |card: ConnectionView| card.sold_by.map(|sold_by| sold_by.id);
    assert_eq!(sold_by(world.card().await).as_deref(), Some("2"));
    world.restart().await;
    assert_eq!(sold_by(world.card().await).as_deref(), Some("2"), "in whatever order they are opened");
    world.till().remove_connection(second.named()).await.unwrap();
    assert_eq!(sold_by(world.card().await).as_deref(), Some("7"));
    first.service.end_refresh_tokens();
    world.clock.advance(Duration::from_secs(3 * 60 * 60));
    let earlier = world.window.events().len();
    assert_eq!(
        world.till().look_up_user(LookUpUser { connection: first.key.clone(), id: "2".into() }).await.unwrap_err().code,
        ErrorCode::SignInAgain
    );
    let reported = |event: &Event| matches!(event, Event::ConnectionChanged { connection } if connection.key == world.key && connection.sold_by.is_none());
    world.window.wait_after(earlier, "nobody is named any more", reported).await;
    second.hide(&world);
    first.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l21_a_fixed_port_is_free_at_once_after_a_sign_in_ends() {
    let world = World::test().await;
    let port = Port::free();
    let company = Company::with(&world, Options::default(), &at_port(port.as_u16())).await;
    for consent in [Consent::Deny, Consent::Allow, Consent::Allow] {
        let before = world.window.events().len();
        let address = company.begin(&world).await;
        assert!(
            matches!(
                world.till().browser_sign_in(&company.named()).stage,
                BrowserSignInStage::Waiting { paste_only: None, .. }
            ),
            "{consent:?}"
        );
        let back = company.walk(&address, consent).await;
        company.come_back(&back).await;
        match consent {
            Consent::Deny => {
                company.reaches(&world, before, |stage| matches!(stage, BrowserSignInStage::Failed { .. })).await
            }
            Consent::Allow => company.is_they(&world, before).await,
        }
        // The window asks for the outcome, and the person tries again at once.
        assert_ne!(world.till().browser_sign_in(&company.named()).stage, BrowserSignInStage::None);
        assert_eq!(world.till().browser_sign_in(&company.named()).stage, BrowserSignInStage::None, "shown once");
    }
    company.close(world).await;
}
