//! Looking back: the last sales, the history and its pages, and the timeline of one sale; and that the comparison with
//! the truth log can fail.
//!
//! Nothing is asked of the service here: all of it comes from the ledger, after a restart as well.

use airtill_contract::{EntryKind, ErrorCode, ForSale, LastSales, Only, SaleStateView, SearchHistory};
use airtill_tests::sold::AirtimeSale;
use airtill_tests::world::{World, disagreements, number};

async fn search(world: &World, search: &str, before: Option<i64>, limit: u32) -> (Vec<String>, Option<i64>) {
    let request = SearchHistory {
        environment: world.setup.environment,
        connection: Some(world.key.clone()),
        search: search.to_owned(),
        only: Only::All,
        before,
        limit,
    };
    let page = world.shown(world.till().search_history(request).await).unwrap();
    (page.sales.into_iter().map(|sale| sale.msisdn().to_owned()).collect(), page.next)
}

#[tokio::test(flavor = "multi_thread")]
async fn sales_are_found_by_number_reference_amount_and_state_after_a_restart() {
    let mut world = World::test().await;
    world.sell(&number(1), "11").await;
    let second = world.sell(&number(2), "22").await;
    world.sell("211923009013", "33").await;
    world.restart().await;
    for (asked, found) in [
        ("", vec!["211923009013", "211920020000", "211920010000"]),
        ("20020", vec!["211920020000"]),
        ("092 002", vec!["211920020000"]),
        (second.reference.as_deref().unwrap(), vec!["211920020000"]),
        (second.id.as_str(), vec!["211920020000"]),
        ("33", vec!["211923009013"]),
        ("declined", vec!["211923009013"]),
        ("clerk@practice", vec!["211923009013", "211920020000", "211920010000"]),
        ("nothing like it", vec![]),
        ("%", vec![]),
        ("'; DROP TABLE sale; --", vec![]),
    ] {
        assert_eq!(search(&world, asked, None, 10).await.0, found, "{asked:?}");
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hold_every_sale_once_also_while_more_are_sold() {
    let world = World::test().await;
    for of in 1..=7 {
        world.sell(&number(of), "1").await;
    }
    let (mut found, mut next) = search(&world, "", None, 3).await;
    world.sell(&number(8), "1").await;
    while let Some(before) = next {
        let (page, further) = search(&world, "", Some(before), 3).await;
        found.extend(page);
        next = further;
    }
    let all: Vec<String> = (1..=7).rev().map(number).collect();
    assert_eq!(found, all);
    let last =
        world.shown(world.till().last_sales(LastSales { connection: world.key.clone(), limit: 2 }).await).unwrap();
    assert_eq!(last.sales.into_iter().map(|sale| sale.msisdn().to_owned()).collect::<Vec<_>>(), [number(8), number(7)]);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doubts_alone_are_listed_until_a_person_has_declared_each() {
    let world = World::test().await;
    world.sell(&number(1), "11").await;
    let doubt = world.sell("211921209603", "22").await;
    assert_eq!(doubt.state, SaleStateView::InDoubt);
    let doubts = async |search: &str| {
        let request = SearchHistory {
            environment: world.setup.environment,
            connection: None,
            search: search.to_owned(),
            only: Only::InDoubt,
            before: None,
            limit: 10,
        };
        let page = world.shown(world.till().search_history(request).await).unwrap();
        page.sales.into_iter().map(|sale| sale.id).collect::<Vec<_>>()
    };
    assert_eq!(doubts("").await, std::slice::from_ref(&doubt.id));
    assert_eq!(doubts("9603").await, std::slice::from_ref(&doubt.id), "a search goes on among them");
    assert_eq!(doubts(&number(1)).await, Vec::<String>::new());
    world.say(&doubt, Some(true), None, "The customer has it").await.unwrap();
    assert_eq!(doubts("").await, Vec::<String>::new());
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_of_a_sale_shows_everything_in_its_order() {
    let world = World::test().await;
    world.sell(&number(1), "20").await;
    let sale = world.sell("211921209401", "60").await;
    let detail = world.sale(&sale.id).await;
    let kinds: Vec<EntryKind> = detail.timeline.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [EntryKind::Intended, EntryKind::TurnedAway, EntryKind::Intended, EntryKind::Confirmed]);
    assert!(detail.timeline.windows(2).all(|two| two[0].seq < two[1].seq && two[0].at <= two[1].at));
    assert!(detail.timeline.iter().all(|entry| entry.actor == "clerk@practice.example" && entry.hash.len() == 8));
    for unknown in ["", "x", "00000000-0000-0000-0000-000000000000"] {
        let request = ForSale { environment: world.setup.environment, sale: unknown.to_owned() };
        assert_eq!(
            world.shown(world.till().sale_detail(request).await).unwrap_err().code,
            ErrorCode::NotFound,
            "{unknown:?}"
        );
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_comparison_with_the_truth_log_notices_a_sale_that_is_missing() {
    let mut world = World::test().await;
    assert_eq!(world.sell(&number(1), "5").await.state, SaleStateView::Confirmed);
    assert!(disagreements(&world).await.is_empty());
    world.shut().await;
    std::fs::remove_file(world.environment_folder().join("ledger.sqlite3")).unwrap();
    world.open().await.unwrap();
    assert!(!disagreements(&world).await.is_empty(), "the service charged what no ledger knows");
}
