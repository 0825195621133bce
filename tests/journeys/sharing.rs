//! Two connections that lead to one float: the notice at the import and at the sign-in that makes it so, and one float
//! from then on.
//!
//! The account is the service's own id and no spelling of an address. The proofs of a shared float are in the journeys
//! of the evidence; here are the connections that share it, and the notices about it.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::{Endpoint, Fault, Practice};
use airtill_tests::world::{Setup, World};

/// A second file for the same service: another id, and the address spelt in another way.
fn second(world: &World, lines: &str) -> String {
    let spelt = format!("HTTP://127.0.0.1:{}/.", world.setup.options.port);
    let file = world.connection_file().replace("\"desk\"", "\"second\"").replace("Test desk", "Second counter");
    file.replace(&format!("http://127.0.0.1:{}", world.setup.options.port), &spelt) + lines
}

fn key() -> ConnectionKey {
    ConnectionKey { environment: EnvironmentView::Test, id: "second".to_owned() }
}

async fn sign_in(world: &World) {
    let account = Practice::account();
    let request = SignInWithPassword {
        connection: key(),
        username: account.email.to_owned(),
        password: InwardSecret(account.password.to_owned()),
    };
    world.shown(world.till().sign_in_with_password(request).await).unwrap();
}

/// The names of the other connections on the two cards: that of the first and that of the second one.
async fn sharing(world: &World) -> (Vec<String>, Vec<String>) {
    let start = world.shown(world.till().start().await).unwrap();
    let of = |id: &str| {
        start
            .connections
            .iter()
            .find(|card| card.key.id == id)
            .and_then(|card| card.float_use.clone())
            .map_or_else(Vec::new, |float| float.shared_with)
    };
    (of("desk"), of("second"))
}

async fn sharing_notices(world: &World) -> Vec<String> {
    let start = world.shown(world.till().start().await).unwrap();
    start
        .notices
        .into_iter()
        .filter(|notice| notice.code == NoticeCode::FloatShared)
        .map(|notice| notice.detail)
        .collect()
}

/// Waits until the second card names these connections.
async fn second_says(world: &World, earlier: usize, names: &[&str]) {
    let says = |event: &Event| {
        matches!(event, Event::ConnectionChanged { connection } if connection.key == key()
            && connection.float_use.as_ref().is_some_and(|float| float.shared_with == names)
            && matches!(&connection.session, SessionView::SignedIn { person: Some(person), .. } if !person.id.is_empty()))
    };
    world.window.wait_after(earlier, "who shares the float", says).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_connections_to_one_account_are_shown_at_import_and_sign_in() {
    let mut world = World::test().await;
    let text = second(&world, "");
    let preview = world.shown(world.till().read_connection_file("second.airtill", text.as_bytes()).await).unwrap();
    assert_eq!((preview.same_host.clone(), preview.replaces), (vec!["Test desk".to_owned()], false));
    world.import(&text).await.unwrap();
    assert_eq!(sharing(&world).await, (vec![], vec![]), "a file alone makes nobody share");
    let earlier = world.window.events().len();
    sign_in(&world).await;
    second_says(&world, earlier, &["Test desk"]).await;
    let both = (vec!["Second counter".to_owned()], vec!["Test desk".to_owned()]);
    assert_eq!(sharing(&world).await, both);
    assert_eq!(sharing_notices(&world).await, ["Second counter \u{b7} Test desk"]);
    let changed = |event: &Event| {
        matches!(event, Event::ConnectionChanged { connection } if connection.key == world.key
            && connection.float_use.as_ref().is_some_and(|float| float.shared_with == ["Second counter"]))
    };
    world.window.wait_after(earlier, "the card of the desk", changed).await;
    world.restart().await;
    assert_eq!(
        (sharing(&world).await, sharing_notices(&world).await),
        (both, vec![]),
        "it is so still, and the notice was shown"
    );
    world.shown(world.till().remove_connection(ForConnection { connection: key() }).await).unwrap();
    assert_eq!(sharing(&world).await.0, Vec::<String>::new());
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_with_another_id_at_the_next_sign_in_has_another_float() {
    let world = World::test().await;
    world.import(&second(&world, "")).await.unwrap();
    sign_in(&world).await;
    second_says(&world, 0, &["Test desk"]).await;
    assert_eq!(sharing_notices(&world).await, ["Second counter \u{b7} Test desk"]);
    let other = r#"{"id":"00000000-0000-4000-8000-00000000000a","email":"clerk@practice.example","created_at":"2026-01-01T00:00:00Z"}"#;
    world.service().set_fault(Endpoint::User, Fault::json(other).standing());
    let earlier = world.window.events().len();
    sign_in(&world).await;
    second_says(&world, earlier, &[]).await;
    assert_eq!(sharing(&world).await, (vec![], vec![]));
    assert_eq!(sharing_notices(&world).await, Vec::<String>::new(), "it is not so any more");
    world.service().clear_faults();
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_reading_the_service_is_asked_whose_float_it_is() {
    let world = World::with(Setup { signed_in: false, ..Setup::default() }).await;
    world.service().set_fault(Endpoint::User, Fault::status(502, "text/html", "bad gateway"));
    world.sign_in().await.unwrap();
    // After the sign-in the question fails, and the reading that follows asks it again.
    world.asked(Endpoint::Balance, 1).await;
    assert_eq!(world.hits(Endpoint::User), 2);
    world.float().await.unwrap();
    assert_eq!(world.hits(Endpoint::User), 2, "once it is known it is not asked at a reading");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_names_no_account_delays_no_second_reading() {
    let world = World::with(Setup { signed_in: false, ..Setup::default() }).await;
    world.service().set_fault(Endpoint::User, Fault::status(502, "text/html", "bad gateway").standing());
    world.sign_in().await.unwrap();
    world.asked(Endpoint::Balance, 1).await;
    world.float().await.unwrap();
    assert_eq!(world.hits(Endpoint::User), 2);
    world.clock.advance(Duration::from_secs(61));
    world.float().await.unwrap();
    assert_eq!(world.hits(Endpoint::User), 3, "it is asked again later");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_files_for_one_float_hold_by_the_weaker_lines_and_name_the_file() {
    let world = World::with(Setup { declared: String::new(), ..Setup::default() }).await;
    let alone = "used_by = \"this till\"\nrest = \"2 min\"\nbooks_one_at_a_time = true\n";
    let card = world.import(&(world.connection_file() + alone)).await.unwrap();
    let float = card.float_use.unwrap();
    assert_eq!((float.declared.used_by, float.declared.rest_seconds), (UsedByView::ThisTill, 120));
    world.import(&second(&world, "rest = \"1 h\"\n")).await.unwrap();
    sign_in(&world).await;
    second_says(&world, 0, &["Test desk"]).await;
    let float = world.card().await.float_use.unwrap();
    assert_eq!(
        (float.declared.used_by, float.declared.rest_seconds, float.declared.books_one_at_a_time),
        (UsedByView::Others, 3600, false)
    );
    assert_eq!(float.why_not, Some(WhyNotView::DeclaredShared { by: Some("Second counter".to_owned()) }));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_declarations_of_a_file_hold_while_nobody_is_signed_in_by_it() {
    let world = World::with(Setup { declared: String::new(), ..Setup::default() }).await;
    world.import(&(world.connection_file() + "used_by = \"this till\"\nbooks_one_at_a_time = true\n")).await.unwrap();
    world.import(&second(&world, "rest = \"1 h\"\n")).await.unwrap();
    sign_in(&world).await;
    second_says(&world, 0, &["Test desk"]).await;
    let declared = |float: Option<FloatUseView>| {
        float.map(|float| (float.declared.used_by, float.declared.rest_seconds, float.judges, float.shared_with))
    };
    let weaker = Some((UsedByView::Others, 3600, JudgesView::Indications, vec!["Second counter".to_owned()]));
    assert_eq!(declared(world.card().await.float_use), weaker);
    world.shown(world.till().sign_out(ForConnection { connection: key() }).await).unwrap();
    world.float().await.unwrap();
    assert_eq!(
        declared(world.card().await.float_use),
        weaker,
        "others use the float, by the word of a file that is still there"
    );
    world.shown(world.till().remove_connection(ForConnection { connection: key() }).await).unwrap();
    let alone = declared(world.card().await.float_use).unwrap();
    assert_eq!((alone.0, alone.3), (UsedByView::ThisTill, vec![]), "the file is gone");
    world.close().await;
}
