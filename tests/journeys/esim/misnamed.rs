//! Names that may be another order's, in errors and in answers that come twice: the service's word about such a name
//! ends no order by itself.
//!
//! An order that the service named in an error is confirmed where nobody else has that name or that SIM, as `following`
//! shows, and is never declined by it. A top-up is done where its own SIM is named.

use airtill_contract::*;
use airtill_practice::{Endpoint, Fault};
use airtill_tests::world::Shop;

/// A SIM of the practice service.
const SIM: &str = "8944474000000000008";
/// A name that no order of this till has.
const ELSEWHERE: &str = "ZWxzZXdoZXJlLi4uLi4u";

/// An order whose answer is an error of the service with this id; it was not made.
async fn in_doubt_under(shop: &Shop, customer: &str, id: &str) -> SaleView {
    let confirmation = shop.confirm(shop.order(customer).await).await;
    let error = format!(r#"{{"id":"{id}","messages":["no"]}}"#);
    shop.service.set_fault(Endpoint::EsimOrders, Fault::status(500, "application/json", error));
    let sale = shop.send(&confirmation.intent).await.unwrap();
    assert_eq!((sale.state, sale.reference.as_deref()), (SaleStateView::InDoubt, Some(id)));
    sale
}

/// Looks at an order twice; its state, and how often it has ended.
async fn looked_at(shop: &Shop, sale: &SaleView) -> (SaleStateView, usize) {
    for _ in 0..2 {
        shop.ask(sale).await.unwrap();
    }
    let detail = shop.detail(sale).await;
    let is_end = |kind| matches!(kind, EntryKind::Confirmed | EntryKind::Declined);
    (detail.sale.state, detail.timeline.iter().filter(|entry| is_end(entry.kind)).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_under_the_name_of_another_gets_neither_its_end_nor_its_sim() {
    for (customer, end) in
        [("amal@shop.example", SaleStateView::Confirmed), ("fails@practice", SaleStateView::Declined)]
    {
        let shop = Shop::open().await;
        let first = shop.sell_to_the_end(customer).await;
        assert_eq!(first.state, end);
        let second = in_doubt_under(&shop, "deng@shop.example", first.reference.as_deref().unwrap()).await;
        assert_eq!(looked_at(&shop, &second).await, (SaleStateView::InDoubt, 0), "{customer}");
        assert!(shop.detail(&second).await.sale.esim.is_none());
        assert_eq!(shop.made().len(), 1, "the second was never made");
        shop.settle(&second).await;
        // Its name is not true of it, so ledger and truth are not compared.
        shop.world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_gets_the_answer_of_another_is_in_doubt() {
    for ends in [false, true] {
        let shop = Shop::open().await;
        let customer = "amal@shop.example";
        let first = if ends { shop.sell_to_the_end(customer).await } else { shop.sell(customer).await };
        let confirmation = shop.confirm(shop.order("deng@shop.example").await).await;
        let again = format!(r#"{{"id":"{}","status":"ACCEPTED"}}"#, first.reference.as_deref().unwrap());
        shop.service.set_fault(Endpoint::EsimOrders, Fault::status(202, "application/json", again));
        let second = shop.send(&confirmation.intent).await.unwrap();
        assert_eq!(second.state, SaleStateView::InDoubt, "the first has ended: {ends}");
        shop.world.clock.advance(std::time::Duration::from_secs(60));
        assert_eq!(looked_at(&shop, &second).await, (SaleStateView::InDoubt, 0));
        assert_eq!(shop.ask(&first).await.unwrap().state, SaleStateView::Confirmed);
        assert_eq!(looked_at(&shop, &second).await, (SaleStateView::InDoubt, 0));
        assert_eq!((shop.detail(&second).await.sale.esim, shop.made().len()), (None, 1));
        shop.settle(&second).await;
        shop.world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_esim_is_not_confirmed_with_the_sim_of_another_customer() {
    let shop = Shop::open().await;
    let first = shop.sell_to_the_end("amal@shop.example").await;
    let second = in_doubt_under(&shop, "deng@shop.example", ELSEWHERE).await;
    let sim = first.esim.unwrap().iccid;
    let done = format!(r#"{{"id":"{ELSEWHERE}","status":"COMPLETED","output":{{"iccid":"{sim}"}}}}"#);
    shop.service.set_fault(Endpoint::EsimOrder, Fault::json(done).standing());
    assert_eq!(looked_at(&shop, &second).await, (SaleStateView::InDoubt, 0));
    shop.settle(&second).await;
    shop.world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_not_declined_by_a_name_in_an_error() {
    let shop = Shop::open().await;
    let sale = in_doubt_under(&shop, "amal@shop.example", ELSEWHERE).await;
    let failed = format!(r#"{{"id":"{ELSEWHERE}","status":"FAILED"}}"#);
    shop.service.set_fault(Endpoint::EsimOrder, Fault::json(failed).standing());
    assert_eq!(looked_at(&shop, &sale).await, (SaleStateView::InDoubt, 0));
    shop.settle(&sale).await;
    shop.world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_top_up_is_not_confirmed_by_an_answer_about_another_sim() {
    let shop = Shop::open().await;
    let confirmation = shop.confirm_more(shop.more(SIM).await).await;
    let sale = shop.send(&confirmation.intent).await.unwrap();
    assert_eq!(sale.state, SaleStateView::Accepted);
    let other = format!(
        r#"{{"id":"{}","status":"COMPLETED","output":{{"iccid":"8944474000000000016"}}}}"#,
        sale.reference.as_deref().unwrap()
    );
    shop.service.set_fault(Endpoint::EsimOrder, Fault::json(other).times(2));
    assert_eq!(looked_at(&shop, &sale).await, (SaleStateView::Accepted, 0));
    let done = shop.ask(&sale).await.unwrap();
    assert_eq!((done.state, done.esim.map(|esim| esim.iccid).as_deref()), (SaleStateView::Confirmed, Some(SIM)));
    shop.close().await;
}
