//! Accounts that are imported again or removed while work is under way there, and a service that does not name the
//! signed-in person.
//!
//! A removed connection must not come back with a late answer, and a renamed one must stay as it is. Connections that
//! sell are in `connecting`.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::accounts::CLIENT_ID;
use airtill_practice::{Cut, Effect, Endpoint, Fault};
use airtill_tests::browser::Consent;
use airtill_tests::world::{ACCOUNTS_FILE, Company, PATIENCE, World, filled};

fn file(company: &Company) -> String {
    filled(ACCOUNTS_FILE, &company.service, CLIENT_ID)
}

async fn asked(company: &Company, times: usize) {
    let asked = async {
        while company.service.hits_on(Endpoint::UserById) < times {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, asked).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_again_keeps_the_sign_in_and_the_secret() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    company.sign_in(&world).await;
    let card = Company::import(&world, &file(&company).replace("Staff accounts", "Our people"), None).await.unwrap();
    assert_eq!((card.name.as_str(), card.client_secret), ("Our people", Some(true)));
    assert!(matches!(card.session, SessionView::SignedIn { person: Some(_), .. }), "{:?}", card.session);
    world.clock.advance(Duration::from_secs(3 * 60 * 60));
    let renewed = world.till().refresh_person(company.named()).await.unwrap();
    assert!(matches!(renewed.session, SessionView::SignedIn { .. }), "renewed with the kept secret");
    assert!(world.sell("0925415378", "10").await.sold_by.contains("Amina"));
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_that_are_removed_while_they_are_asked_something_stay_away() {
    for effect in [Effect::Hang(Cut::Start), Effect::Unauthorized] {
        let world = World::test().await;
        let company = Company::beside(&world).await;
        company.sign_in(&world).await;
        let gate = airtill_practice::Gate::new();
        company.service.set_fault(Endpoint::UserById, Fault::before(Effect::Wait(gate.clone())));
        let before = company.service.hits_on(Endpoint::UserById);
        let (till, named) = (world.till().clone(), company.named());
        let asking = tokio::spawn(async move { till.refresh_person(named).await });
        asked(&company, before + 1).await;
        world.shown(world.till().remove_connection(company.named()).await).unwrap();
        let reported = world.window.events().len();
        company.service.set_fault(Endpoint::UserById, Fault::before(effect));
        gate.open();
        let _ = tokio::time::timeout(Duration::from_secs(2), asking).await;
        let ghost = world
            .window
            .events()
            .into_iter()
            .skip(reported)
            .any(|event| matches!(event, Event::ConnectionChanged { connection } if connection.key == company.key));
        assert!(!ghost, "what was removed does not come back");
        assert_eq!(world.stored_sign_in(&company.binding).await, None);
        company.close(world).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_whose_service_gives_only_a_number_is_named_by_it() {
    let mut world = World::test().await;
    let company = Company::beside(&world).await;
    company.sign_in(&world).await;
    // The service ends it, and the till is closed: only the number of the last person is remembered.
    company.service.end_refresh_tokens();
    world.clock.advance(Duration::from_secs(3 * 60 * 60));
    assert_eq!(world.till().refresh_person(company.named()).await.unwrap_err().code, ErrorCode::SignInAgain);
    world.restart().await;
    company.service.set_fault(Endpoint::UserById, Fault::status(502, "text/html", "bad gateway").standing());
    let earlier = world.window.events().len();
    company.answer(&world, Consent::Allow).await;
    company.is_they(&world, earlier).await;
    assert_eq!(world.sell("0925415378", "10").await.sold_by, "user 7");
    let card = company.card(&world).await;
    assert!(matches!(card.session, SessionView::SignedIn { person: None, .. }), "nothing is shown that is not known");
    company.service.clear_faults();
    world.shown(world.till().refresh_person(company.named()).await).unwrap();
    assert!(world.sell("0925415379", "10").await.sold_by.contains("Amina"));
    company.close(world).await;
}
