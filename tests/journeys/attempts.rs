//! Several sign-ins through the browser, and one that is ended: what is begun twice, replaced, cancelled, closed or forgotten
//! neither mixes, nor keeps a port, nor leaves anything behind.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::accounts::{CLIENT_SECRET, Options};
use airtill_practice::{Cut, Effect, Endpoint, Fault};
use airtill_tests::browser::{Browser, Consent};
use airtill_tests::world::{ACCOUNTS_FILE, Company, World};

async fn end(world: World, company: Company) {
    company.hide(&world);
    world.close().await;
}

async fn free_port() -> u16 {
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    socket.local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread")]
async fn l04_a_newer_attempt_ends_the_older_even_at_a_fixed_port_and_another_connection_goes_on() {
    let world = World::test().await;
    let other = Company::with(&world, Options::default(), &ACCOUNTS_FILE.replace("\"staff\"", "\"other\"")).await;
    let port = free_port().await;
    let fixed = ACCOUNTS_FILE.replace("http://127.0.0.1/oauth", &format!("http://127.0.0.1:{port}/oauth"));
    let company = Company::with(&world, Options::default(), &fixed).await;
    let elsewhere = other.begin(&world).await;
    let older = company.begin(&world).await;
    let stale = company.walk(&older, Consent::Allow).await;
    let newer = company.begin(&world).await;
    assert_eq!(stale.port(), Some(port));
    assert_eq!(company.come_back(&stale).await, 400, "the older answer is nobody's");
    let back = company.walk(&newer, Consent::Allow).await;
    assert_eq!((back.port(), company.come_back(&back).await), (Some(port), 303));
    company.reaches(&world, 0, |stage| *stage == BrowserSignInStage::SignedIn).await;
    let back = other.walk(&elsewhere, Consent::Allow).await;
    other.come_back(&back).await;
    other.reaches(&world, 0, |stage| *stage == BrowserSignInStage::SignedIn).await;
    assert_eq!((company.service.hits_on(Endpoint::OAuthToken), other.service.hits_on(Endpoint::OAuthToken)), (1, 1));
    other.hide(&world);
    end(world, company).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l04_two_clicks_at_once_are_one_sign_in_at_the_same_fixed_port() {
    let world = World::test().await;
    let port = free_port().await;
    let company = Company::with(&world, Options::default(), &ACCOUNTS_FILE.replace("http://127.0.0.1/oauth", &format!("http://127.0.0.1:{port}/oauth"))).await;
    let (first, second) = tokio::join!(company.click(&world), company.click(&world));
    assert!(first.is_ok() && second.is_ok());
    let stage = world.till().browser_sign_in(&company.named()).stage;
    assert!(matches!(stage, BrowserSignInStage::Waiting { paste_only: None, .. }), "the port was free for the newer: {stage:?}");
    let newer = world.till().sign_in_address(&company.named()).unwrap().address;
    let back = company.walk(&newer.parse().unwrap(), Consent::Allow).await;
    assert_eq!(company.come_back(&back).await, 303);
    company.reaches(&world, 0, |stage| *stage == BrowserSignInStage::SignedIn).await;
    end(world, company).await;
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
    let cancelled = tokio::time::timeout(Duration::from_secs(1), async {
        world.till().cancel_browser_sign_in(&company.named());
        company.reaches(&world, 0, |stage| *stage == BrowserSignInStage::Cancelled).await;
    });
    assert!(cancelled.await.is_ok());
    company.service.clear_faults();
    company.begin(&world).await;
    assert!(tokio::time::timeout(Duration::from_secs(3), world.shut()).await.is_ok(), "closing waits for no browser");
    end(world, company).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v12_a_sign_in_that_is_being_kept_while_the_computer_is_forgotten_is_forgotten_too() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    for _ in 0..10 {
        let address = company.begin(&world).await;
        let back = company.walk(&address, Consent::Allow).await;
        let mut browser = Browser::new(None).unwrap();
        // Whether the answer still arrives is a matter of luck; what is left of it is not.
        let (_, forgotten) = tokio::join!(browser.go(&back), world.till().forget_this_computer());
        assert!(forgotten.unwrap().left.is_empty());
        assert_eq!(company.card(&world).await.session, SessionView::SignedOut);
        world.told(world.till().retry_keyring().await).unwrap();
        assert_eq!(company.card(&world).await.session, SessionView::SignedOut, "nothing came back");
        world.till().set_client_secret(SetClientSecret { connection: company.key.clone(), secret: InwardSecret(CLIENT_SECRET.to_owned()) }).await.unwrap();
    }
    end(world, company).await;
}
