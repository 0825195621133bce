//! The facts for the service's support about an order: the ids of its requests, and a text with its facts.
//!
//! The ids of every other request are in `requests`.

use std::time::Duration;

use airtill_contract::*;
use airtill_domain::{CorrelationId, SaleId};
use airtill_tests::world::Shop;

/// The facts of this name in a timeline, in their order.
fn facts(detail: &SaleDetail, name: &str) -> Vec<String> {
    let facts = detail.timeline.iter().flat_map(|entry| &entry.facts);
    facts.filter(|fact| fact.name == name).map(|fact| fact.value.clone()).collect()
}

fn id_of(sale: &SaleView) -> SaleId {
    SaleId::parse(&sale.id).unwrap()
}

/// A text for support says nothing that only airtime has.
fn assert_no_airtime(claim: &str) {
    for word in ["float", "airtime", "top-up", "operator", "Number:", "Amount:"] {
        assert!(!claim.to_lowercase().contains(&word.to_lowercase()), "{word}: {claim}");
    }
}

async fn gather(shop: &Shop, sale: &SaleView) -> SaleView {
    shop.world.shown(shop.world.till().gather_evidence(shop.named(sale)).await).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_and_last_id_of_each_block_stand_in_the_timeline() {
    let mut shop = Shop::open().await;
    let sale = shop.sell("stuck@practice").await;
    shop.ask(&sale).await.unwrap();
    shop.world.restart().await;
    shop.ask(&sale).await.unwrap();
    let (id, detail) = (id_of(&sale), shop.detail(&sale).await);
    assert_eq!(facts(&detail, "correlation"), [CorrelationId::of_attempt(id, 1).to_string()]);
    let ids = |numbers: [u32; 2]| numbers.map(|number| CorrelationId::of_request(id, number).to_string());
    let first = facts(&detail, "correlationFrom");
    assert_eq!((&first[..], facts(&detail, "correlationThrough")), (&ids([1, 17])[..], ids([16, 32]).to_vec()));
    for named in first.iter().chain(&facts(&detail, "correlation")) {
        assert_eq!(shop.service.hits_named(named).len(), 1, "the service was asked under {named}");
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_order_in_doubt_support_is_asked_with_all_its_ids() {
    let shop = Shop::open().await;
    let confirmation = shop.confirm(shop.order("lost-before@practice").await).await;
    shop.service.expire_access_tokens();
    let sale = shop.send(&confirmation.intent).await.unwrap();
    assert_eq!(sale.state, SaleStateView::InDoubt);
    let (id, claim) = (id_of(&sale), gather(&shop, &sale).await.claim.expect("support is asked"));
    let first =
        ["TEST: no real money. Do not send this claim.", "Question: was this order made, and was it fulfilled?"];
    assert_eq!(claim.lines().take(2).collect::<Vec<_>>(), first);
    let device = facts(&shop.detail(&sale).await, "deviceId").remove(0);
    for line in [
        format!("Product: {} ({})", confirmation.product.name, confirmation.product.id),
        "Customer: lost-before@practice".to_owned(),
        format!("Device id: {device}"),
        format!("X-Correlation-ID: {}", CorrelationId::of_attempt(id, 1)),
        format!("X-Correlation-ID: {}", CorrelationId::of_attempt(id, 2)),
        format!(
            "X-Correlation-ID of later requests: from {} to {}",
            CorrelationId::of_request(id, 1),
            CorrelationId::of_request(id, 16)
        ),
    ] {
        assert!(claim.lines().any(|written| written == line), "{line}: {claim}");
    }
    assert_no_airtime(&claim);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_order_that_was_made_support_is_asked_for_its_delivery() {
    let shop = Shop::open().await;
    let sale = shop.sell("lost-after@practice").await;
    shop.world.clock.advance(Duration::from_secs(60));
    let made = gather(&shop, &sale).await;
    assert_eq!(made.state, SaleStateView::Charged);
    let claim = made.claim.expect("its delivery is open");
    assert!(claim.contains("\nQuestion: this order was made, and its answer was lost. Was it fulfilled?\n"), "{claim}");
    let subscription = made.trace.expect("it was found").subscription.id;
    assert!(claim.lines().any(|line| line.starts_with("Subscription seen at") && line.ends_with(&subscription)));
    assert_no_airtime(&claim);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_for_a_sim_is_asked_about_by_its_iccid() {
    let shop = Shop::open().await;
    let confirmation = shop.confirm_more(shop.more("8944474000000000032").await).await;
    let sale = shop.send(&confirmation.intent).await.unwrap();
    assert_eq!(sale.state, SaleStateView::InDoubt);
    let claim = sale.claim.expect("support is asked");
    assert!(claim.contains("\nICCID: 8944474000000000032\n"), "{claim}");
    assert_no_airtime(&claim);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_asked_of_support_where_the_service_has_answered() {
    let shop = Shop::open().await;
    let accepted = shop.sell("amal@shop.example").await;
    let ready = shop.ask(&accepted).await.unwrap();
    let failed = shop.sell_to_the_end("fails@practice").await;
    let refused = shop.sell("quota@practice").await;
    let settled = shop.settle(&shop.sell("lost-before@practice").await).await;
    let states = [&accepted, &ready, &failed, &refused, &settled].map(|sale| (sale.state, sale.claim.as_deref()));
    use SaleStateView::{Accepted, Confirmed, Declined, Said};
    assert_eq!(states, [Accepted, Confirmed, Declined, Declined, Said].map(|state| (state, None)));
    shop.close().await;
}
