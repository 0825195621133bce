//! Two who act on one order at the same moment: the poller and a person, a look and a statement, or a look and the
//! order of a connection that has taken its place.
//!
//! The end of an order is written once, and an end that came too late is in nobody's way.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::esim::OrderEnd;
use airtill_practice::{Effect, Endpoint, Fault, Gate};
use airtill_tests::world::{ESIM_FILE, Reseller, Shop};
use tokio::task::JoinSet;

const STUCK: Duration = Duration::from_secs(25 * 60 * 60);

/// Asks about an order as often as `looks`, and holds all answers back until `meanwhile` is done.
async fn looks_with(shop: &Shop, sale: &SaleView, looks: u32, meanwhile: impl Future<Output = ()>) -> Vec<SaleView> {
    let gate = Gate::new();
    shop.service.set_fault(Endpoint::EsimOrder, Fault::after(Effect::Wait(gate.clone())).times(looks));
    let mut asking = JoinSet::new();
    for _ in 0..looks {
        let (till, named) = (shop.world.till().clone(), shop.named(sale));
        asking.spawn(async move { till.ask_about_order(named).await.map_err(|error| error.code) });
    }
    gate.reached(looks as usize).await;
    meanwhile.await;
    gate.open();
    asking.join_all().await.into_iter().map(|look| look.expect("a look that comes late is no error")).collect()
}

/// Nothing of an earlier order holds up the next one.
async fn sells_on(shop: &Shop) {
    assert_eq!(shop.sell_to_the_end("next@shop.example").await.state, SaleStateView::Confirmed);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_looks_at_one_order_at_once_write_its_end_once() {
    for (customer, end, kind) in [
        ("amal@shop.example", SaleStateView::Confirmed, EntryKind::Confirmed),
        ("fails@practice", SaleStateView::Declined, EntryKind::Declined),
    ] {
        let shop = Shop::open().await;
        let sale = shop.sell(customer).await;
        shop.world.clock.advance(Duration::from_secs(60));
        let looks = looks_with(&shop, &sale, 2, async {}).await;
        assert!(looks.iter().all(|look| look.state == end), "{customer}: {looks:#?}");
        let ends = shop.detail(&sale).await.timeline.into_iter().filter(|entry| entry.kind == kind).count();
        assert_eq!(ends, 1, "{customer}");
        sells_on(&shop).await;
        shop.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_behind_a_persons_word_changes_nothing_and_blocks_nothing() {
    let shop = Shop::open().await;
    let sale = shop.sell("stuck@practice").await;
    // The first look learns that it is being prepared, the next that it stays so.
    shop.ask(&sale).await.unwrap();
    shop.world.clock.advance(STUCK);
    assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::InDoubt);
    assert!(shop.service.end_order(sale.reference.as_deref().unwrap(), OrderEnd::Completed));
    let meanwhile = async { drop(shop.settle(&sale).await) };
    let looks = looks_with(&shop, &sale, 1, meanwhile).await;
    assert_eq!(looks[0].state, SaleStateView::Said);
    sells_on(&shop).await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_of_a_former_connection_leaves_its_successors_order_alone() {
    let shop = Shop::open().await;
    let error = Fault::status(500, "application/json", r#"{"id":"b3JkZXI=","messages":["no"]}"#);
    shop.service.set_fault(Endpoint::EsimOrders, error);
    let doubt = shop.sell("amal@shop.example").await;
    assert_eq!((doubt.state, doubt.reference.as_deref()), (SaleStateView::InDoubt, Some("b3JkZXI=")));
    let (looked, ordered) = (Gate::new(), Gate::new());
    shop.service.set_fault(Endpoint::EsimOrder, Fault::before(Effect::Wait(looked.clone())));
    let (till, named) = (shop.world.till().clone(), shop.named(&doubt));
    let looking = tokio::spawn(async move { till.ask_about_order(named).await });
    looked.reached(1).await;
    let port = shop.service.address().port().to_string();
    let renamed = ESIM_FILE.replace("{port}", &port).replace("\"eSIMs\"", "\"Front desk\"");
    Reseller::import(&shop.world, &renamed, None, None).await.expect("a new name is no move");
    let intent = shop.confirm(shop.order("other@shop.example").await).await.intent;
    shop.service.set_fault(Endpoint::EsimOrders, Fault::after(Effect::Wait(ordered.clone())));
    let request = SendEsimOrder { intent, repeat_reason: None, override_doubts: Vec::new() };
    let till = shop.world.till().clone();
    let sending = tokio::spawn(async move { till.send_esim_order(request).await });
    ordered.reached(1).await;
    looked.open();
    assert_eq!(looking.await.unwrap().unwrap().state, SaleStateView::InDoubt);
    ordered.open();
    assert_eq!(sending.await.unwrap().expect("it is sent").state, SaleStateView::Accepted);
    sells_on(&shop).await;
    assert_eq!(shop.made().len(), 2, "each once");
    // The name in the error is no order's, so ledger and truth are not compared.
    shop.world.close().await;
}
