//! A connection to a service that this version of the till cannot use yet.
//!
//! Its file is imported and shown, and may be replaced or removed. Nothing else is done through it: it is never opened
//! as a connection to another service.

use airtill_app::TillError;
use airtill_contract::*;
use airtill_tests::world::{Setup, World};

const FILE: &[u8] =
    b"format = 1\nid = \"sims\"\nname = \"SIM cards\"\napi = \"truphone-connect\"\nenvironment = \"test\"\n\
    base_address = \"https://sims.example\"\nsign_in = [\"client-credentials\"]\n";

async fn imported(world: &World) -> (ImportPreview, ConnectionView) {
    let preview = world.shown(world.till().read_connection_file("sims.airtill", FILE).await).unwrap();
    let yes = ConfirmImport { token: preview.token.clone(), confirmed_hosts: Vec::new(), client_secret: None };
    let card = world.shown(world.till().confirm_import(yes).await).unwrap();
    (preview, card)
}

fn is_refused<T>(answer: Result<T, TillError>) -> bool {
    let unsupported = |error: TillError| {
        error.code == ErrorCode::ConnectionSettings && error.detail.contains("cannot use this service yet")
    };
    answer.err().is_some_and(unsupported)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsupported_service_is_imported_shown_and_removed() {
    let mut world = World::with(Setup { signed_in: false, ..Setup::default() }).await;
    let (preview, card) = imported(&world).await;
    assert!(!preview.usable && preview.declares.is_none() && preview.same_host.is_empty());
    assert!(!card.usable && !card.sells && card.float_use.is_none());
    world.restart().await;
    let again = imported(&world).await.0;
    assert!(again.replaces && again.declares_anew.is_empty());
    let key = ForConnection { connection: card.key.clone() };
    world.shown(world.till().remove_connection(key).await).unwrap();
    let start = world.shown(world.till().start().await).unwrap();
    assert!(start.connections.iter().all(|other| other.key != card.key));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsupported_service_is_never_opened_as_another_one() {
    let world = World::with(Setup { signed_in: false, ..Setup::default() }).await;
    let key = imported(&world).await.1.key;
    let till = world.till();
    let request = || ForConnection { connection: key.clone() };
    assert!(is_refused(till.test_connection(request()).await));
    assert!(is_refused(till.refresh_float(request()).await));
    assert!(is_refused(till.countries(request()).await));
    assert!(is_refused(till.sign_out(request()).await));
    assert!(is_refused(till.listener_certificate(request()).await));
    let order = PrepareTopUp { connection: key.clone(), number: "0925415377".to_owned(), amount: "5".to_owned() };
    assert!(is_refused(till.prepare_top_up(order).await));
    world.close().await;
}
