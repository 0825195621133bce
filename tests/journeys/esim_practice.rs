//! Practising eSIMs: the client signs in at the practice Keycloak by itself, and stays signed in whatever a trainer
//! switches on there.
//!
//! No person is asked at any step. What the service gave is what the service itself remembers.

use std::time::Duration;

use airtill_app::{Policy, PracticeEsimPlace};
use airtill_contract::*;
use airtill_practice::esim::{CLIENT_ID, CLIENT_SECRET, Environment, Options, Trouble};
use airtill_practice::{Effect, Endpoint, Fault, Gate, PracticeEsim};
use airtill_tests::world::{Reseller, Setup, Shop, World};

/// The life of an access token.
const LIFE: Duration = Duration::from_secs(300);

/// A till that practises, with an eSIM service beside it.
async fn practising() -> (World, PracticeEsim, Reseller) {
    let world = World::practising().await;
    let service = service(&world).await;
    practise(&world, &service).await;
    (world, service, reseller())
}

/// An eSIM service that shares the clock of a world.
pub async fn service(world: &World) -> PracticeEsim {
    PracticeEsim::start(Options { clock: world.clock.elsewhere(), ..Options::default() }).await.unwrap()
}

/// Begins to practise while that service is the one that runs.
pub async fn practise(world: &World, service: &PracticeEsim) {
    *world.practice_esim.lock().unwrap() = Some(PracticeEsimPlace {
        base_address: service.api_address(Environment::Production).parse().unwrap(),
        client_id: CLIENT_ID.to_owned(),
        client_secret: CLIENT_SECRET.to_owned(),
    });
    world.shown(world.till().practise().await).unwrap();
}

/// The practice connection to the eSIM service.
pub fn reseller() -> Reseller {
    let key = ConnectionKey { environment: EnvironmentView::Practice, id: "practice-esim".to_owned() };
    Reseller { key }
}

fn asked(service: &PracticeEsim) -> usize {
    service.hits_on(Endpoint::KeycloakToken)
}

#[tokio::test(flavor = "multi_thread")]
async fn practising_has_the_client_signed_in_and_asks_nobody() {
    let (world, service, reseller) = practising().await;
    let card = reseller.card(&world).await;
    assert!(matches!(card.session, SessionView::SignedIn { person: None, .. }), "{:?}", card.session);
    assert_eq!((card.client_id.as_deref(), card.client_secret), (Some(CLIENT_ID), Some(true)));
    assert_eq!(asked(&service), 0, "nothing is asked before it is used");
    reseller.look(&world).await.unwrap();
    reseller.look(&world).await.unwrap();
    assert_eq!(asked(&service), 1);
    let other = reseller.sign_in(&world, "another", Some("canary-secret")).await;
    assert_eq!(other.unwrap_err(), ErrorCode::ClientRefused, "practice has one client");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_no_trouble_of_a_practice_sign_in_needs_a_person() {
    // The trouble, and the token requests of the three lives that follow the first.
    for (trouble, requests) in [
        (None, 3),
        (Some(Trouble::NoRefreshToken), 4),
        (Some(Trouble::RefreshRefused), 6),
        (Some(Trouble::ReuseEndsSession), 3),
    ] {
        let (world, service, reseller) = practising().await;
        reseller.look(&world).await.unwrap();
        if let Some(trouble) = trouble {
            service.set_trouble(trouble, None);
        }
        for _ in 0..3 {
            world.clock.advance(LIFE);
            reseller.look(&world).await.unwrap();
        }
        let renewed = asked(&service) - 1;
        // A refresh token from before the trouble is used up first.
        assert!((3..=requests).contains(&renewed), "{trouble:?}: {renewed}");
        assert!(matches!(reseller.card(&world).await.session, SessionView::SignedIn { .. }), "{trouble:?}");
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t17_a_secret_that_is_no_longer_right_is_told_once_and_tried_again() {
    let (world, service, reseller) = practising().await;
    service.set_trouble(Trouble::WrongSecret, None);
    assert_eq!(reseller.look(&world).await.unwrap_err(), ErrorCode::ClientRefused);
    let before = asked(&service);
    assert_eq!(reseller.look(&world).await.unwrap_err(), ErrorCode::SignInAgain);
    assert_eq!(asked(&service), before, "no loop");
    assert_eq!(reseller.card(&world).await.session, SessionView::SignInAgain { person: None });
    service.end_trouble(Trouble::WrongSecret);
    reseller.sign_in(&world, CLIENT_ID, None).await.unwrap();
    assert!(matches!(reseller.card(&world).await.session, SessionView::SignedIn { .. }));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_service_that_moved_is_asked_at_its_new_port_alone() {
    // Orders are asked about again and again.
    let policy = Policy { order_gaps: vec![Duration::ZERO], order_pace: Duration::ZERO, ..Setup::default().policy };
    let world = World::with(Setup { environment: EnvironmentView::Practice, policy, ..Setup::default() }).await;
    let service = service(&world).await;
    practise(&world, &service).await;
    let shop = Shop { world, service, reseller: reseller() };
    shop.sell("stuck@practice").await;
    let moved = self::service(&shop.world).await;
    let looks = Gate::new();
    looks.open();
    moved.set_fault(Endpoint::EsimOrder, Fault::before(Effect::Wait(looks.clone())).standing());
    practise(&shop.world, &moved).await;
    let before = shop.service.hits_on(Endpoint::EsimOrder);
    looks.reached(20).await;
    let late = shop.service.hits_on(Endpoint::EsimOrder) - before;
    assert!(late <= 1, "but for one look that was under way nobody is asked there: {late}");
    shop.world.close().await;
}
