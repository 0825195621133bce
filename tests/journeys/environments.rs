//! Live, test and practice beside each other: no ledger, no vault, no token and no sale is shared.
//!
//! One till has connections of all three, two of them with the same id.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::Endpoint;
use airtill_tests::sold::AirtimeSale;
use airtill_tests::world::{World, number};

#[tokio::test(flavor = "multi_thread")]
async fn n08_live_test_and_practice_share_no_ledger_no_vault_and_no_sale() {
    let mut world = World::test().await;
    world.sell(&number(1), "5").await;
    let live = world
        .connection_file()
        .replace("\"test\"", "\"live\"")
        .replace(&format!("http://127.0.0.1:{}", world.setup.options.port), "https://desk.example");
    let card = world.import(&live).await.unwrap();
    assert_eq!((card.key.environment, card.session), (EnvironmentView::Live, SessionView::SignedOut));
    assert!(
        matches!(world.card().await.session, SessionView::SignedIn { .. }),
        "the test connection of the same id is another one"
    );

    let test = world.key.clone();
    world.key = world.shown(world.till().practise().await).unwrap().key;
    world.setup.environment = EnvironmentView::Practice;
    world.sell(&number(2), "7").await;
    let numbers = |sales: Vec<SaleView>| sales.into_iter().map(|sale| sale.msisdn().to_owned()).collect::<Vec<_>>();
    assert_eq!(numbers(world.sales().await), [number(2)]);
    world.setup.environment = EnvironmentView::Live;
    assert_eq!(numbers(world.sales().await), [""; 0]);
    world.key = test;
    world.setup.environment = EnvironmentView::Test;
    assert_eq!(numbers(world.sales().await), [number(1)]);

    let live = ConnectionKey { environment: EnvironmentView::Live, id: world.key.id.clone() };
    world.shown(world.till().remove_connection(ForConnection { connection: live }).await).unwrap();
    world.float().await.expect("the sign-in of the test connection is its own");
    assert_eq!(world.hits(Endpoint::Logout), 0);
    let is_there = |path: &str| world.data().join(path).exists();
    assert!(["live", "test", "practice"].iter().all(|name| is_there(&format!("{name}/ledger.sqlite3"))));
    assert!(
        is_there("test/vault.bin") && !is_there("practice/vault.bin"),
        "the made-up account is not worth a keyring"
    );
    // Truth holds the sales of two environments here, so the ledgers are not compared with it.
    world.shut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_another_version_derived_are_prepared_in_sight() {
    let mut world = World::practising().await;
    world.shut().await;
    let written = include_bytes!("../../crates/ledger/src/tests/golden/version-3.sqlite3");
    std::fs::write(world.environment_folder().join("ledger.sqlite3"), written).unwrap();
    for seen in [vec![Some((38, 38)), None], vec![]] {
        let earlier = world.window.events().len();
        // Long enough to be reported at the end.
        world.clock.creep(Duration::from_millis(400));
        world.restart().await;
        world.clock.creep(Duration::ZERO);
        let prepared = |event: Event| match event {
            Event::RecordsPreparing { environment: EnvironmentView::Practice, progress } => Some(progress),
            _ => None,
        };
        let told = world.window.events().into_iter().skip(earlier).filter_map(prepared);
        let told: Vec<_> = told.map(|progress| progress.map(|progress| (progress.done, progress.entries))).collect();
        assert_eq!(told, seen, "once");
    }
    // The sales of that file are of other tills, so it is not compared with the truth.
    world.shut().await;
}
