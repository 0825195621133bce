//! People and countries of the company's accounts, asked for by a person who has signed in there.
//!
//! Looking up and making people, each error at its field, and the countries that are stored for use without an answer.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::{Cut, Effect, Endpoint, Fault};
use airtill_tests::world::{Company, World};

const JSON: &str = "application/json";
const HOUR: Duration = Duration::from_secs(60 * 60);

#[tokio::test(flavor = "multi_thread")]
async fn people_are_looked_up_and_made_with_each_error_at_its_field() {
    let world = World::test().await;
    let company = Company::beside(&world).await;
    company.sign_in(&world).await;
    let look_up =
        |id: &str| world.till().look_up_user(LookUpUser { connection: company.key.clone(), id: id.to_owned() });
    let found = look_up(" 2 ").await.unwrap();
    assert!(found.asked && found.person.role == Some(RoleView::Administrator), "{found:?}");
    for (id, code) in [
        ("99999", ErrorCode::NoSuchUser),
        ("", ErrorCode::BadUserId),
        ("x", ErrorCode::BadUserId),
        ("-2", ErrorCode::BadUserId),
        ("0", ErrorCode::BadUserId),
    ] {
        assert_eq!(look_up(id).await.unwrap_err().code, code, "{id:?}");
    }
    let create = |email: &str, password: &str| {
        let (connection, password) = (company.key.clone(), InwardSecret(password.to_owned()));
        world.till().create_user(CreateUser { connection, email: email.to_owned(), password })
    };
    let made = create("deng@example.com", "a long new password").await.unwrap();
    assert!(matches!(made, CreatedUser::Created { person } if person.email == "deng@example.com"));
    let taken = create("deng@example.com", "a long new password").await.unwrap();
    assert!(
        matches!(taken, CreatedUser::Invalid { errors } if errors.iter().any(|error| error.field == UserFieldView::Email))
    );
    let short = create("garang@example.com", "shorter").await.unwrap();
    assert!(
        matches!(short, CreatedUser::Invalid { errors } if errors.iter().any(|error| error.field == UserFieldView::Password))
    );
    assert_eq!(create("nobody", "a long new password").await.unwrap_err().code, ErrorCode::BadEmail);
    assert_eq!(create("a@example.com", "").await.unwrap_err().code, ErrorCode::BadPassword);
    company.service.set_fault(Endpoint::Users, Fault::after(Effect::Reset(Cut::Start)));
    let lost = create("achol@example.com", "a long new password").await.unwrap();
    assert!(matches!(lost, CreatedUser::Unknown { .. }), "it may have been made: {lost:?}");
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn countries_are_stored_with_their_age_for_use_without_an_answer() {
    let mut world = World::test().await;
    let company = Company::beside(&world).await;
    let nothing = world.till().countries(company.named()).await.unwrap();
    assert!(nothing.countries.is_empty() && nothing.at.is_none() && nothing.error.is_some(), "nobody is signed in");
    company.sign_in(&world).await;
    let list = world.shown(world.till().countries(company.named()).await).unwrap();
    assert_eq!((list.countries.len(), list.error), (249, None));
    assert!(list.countries.iter().any(|country| country.code == "SS"));
    world.clock.advance(HOUR);
    world.restart().await;
    company.service.set_fault(Endpoint::Countries, Fault::status(503, JSON, "").standing());
    let kept = world.till().countries(company.named()).await.unwrap();
    assert_eq!((kept.countries.len(), kept.at), (249, list.at));
    assert!(kept.error.is_some_and(|error| error.code == ErrorCode::ServiceDown));
    company.close(world).await;
}
