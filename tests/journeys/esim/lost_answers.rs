//! Orders whose answer was lost.
//!
//! They are in doubt and never repeated; only the subscription that is there proves one.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::esim::Options;
use airtill_practice::{Effect, Endpoint, Fault, Gate};
use airtill_tests::world::{PATIENCE, Shop};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_whose_answer_was_lost_is_told_by_its_subscription() {
    let shop = Shop::open().await;
    let sale = shop.sell("lost-after@practice").await;
    assert_eq!(sale.state, SaleStateView::InDoubt);
    assert!(sale.reference.is_none());
    shop.world.clock.advance(Duration::from_secs(60));
    let told = shop.world.shown(shop.world.till().gather_evidence(shop.named(&sale)).await).unwrap();
    assert_eq!(told.state, SaleStateView::Charged, "{:?}", told.evidence);
    let trace = told.trace.expect("the subscription is named");
    assert!(trace.subscription.iccid.is_some());
    assert_eq!(told.evidence.last().unwrap().finding, Finding::OneSubscription);
    assert_eq!(shop.made().len(), 1);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_with_an_id_of_its_own_leaves_the_order_to_its_subscription() {
    for status in [500, 400] {
        let shop = Shop::open().await;
        let body = r#"{"id":"b3JkZXI=","type":"INTERNAL_ERROR","messages":["Something went wrong"]}"#;
        let error = Effect::Answer { status, content_type: "application/json".to_owned(), body: body.into() };
        shop.service.set_fault(Endpoint::EsimOrders, Fault::after(error));
        let sale = shop.sell("amal@shop.example").await;
        assert_eq!((sale.state, sale.reference.as_deref()), (SaleStateView::InDoubt, Some("b3JkZXI=")), "{status}");
        shop.world.clock.advance(Duration::from_secs(60));
        let told = shop.world.shown(shop.world.till().gather_evidence(shop.named(&sale)).await).unwrap();
        assert_eq!(told.state, SaleStateView::Charged, "{status}: {:?}", told.evidence);
        shop.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_with_an_order_until_evidence_is_read() {
    let shop = Shop::open().await;
    let doubt = shop.sell("lost-after@practice").await;
    shop.world.clock.advance(Duration::from_secs(60));
    let gate = Gate::new();
    shop.service.set_fault(Endpoint::EsimSubscriptions, Fault::before(Effect::Wait(gate.clone())));
    let (till, named) = (shop.world.till().clone(), shop.named(&doubt));
    let gathering = tokio::spawn(async move { till.gather_evidence(named).await });
    gate.reached(1).await;
    let sold = tokio::time::timeout(PATIENCE, shop.sell("amal@shop.example")).await;
    assert_eq!(sold.expect("it is sent while the list is read").state, SaleStateView::Accepted);
    gate.open();
    assert_eq!(gathering.await.unwrap().unwrap().state, SaleStateView::Charged);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_that_ends_while_others_are_weighed_holds_up_none() {
    let shop = Shop::with(Options::default(), vec![Duration::from_secs(1)]).await;
    let more = shop.confirm_more(shop.more("8944474000000000008").await).await;
    let error = Fault::status(500, "application/json", r#"{"id":"b3JkZXI=","messages":["no"]}"#);
    shop.service.set_fault(Endpoint::EsimOrders, error);
    let named = shop.send(&more.intent).await.unwrap();
    // The newest is weighed first.
    let nameless = shop.sell("lost-before@practice").await;
    assert_eq!([named.state, nameless.state], [SaleStateView::InDoubt; 2]);
    let gate = Gate::new();
    shop.service.set_fault(Endpoint::EsimSubscriptions, Fault::before(Effect::Wait(gate.clone())));
    let (till, of) = (shop.world.till().clone(), shop.named(&nameless));
    let gathering = tokio::spawn(async move { till.gather_evidence(of).await });
    gate.reached(1).await;
    let completed = Fault::json(r#"{"id":"b3JkZXI=","status":"COMPLETED"}"#);
    shop.service.set_fault(Endpoint::EsimOrder, completed.standing());
    shop.world.clock.advance(Duration::from_secs(2));
    let ends = |now: &SaleView| now.id == named.id && now.state == SaleStateView::Confirmed;
    let is_ended = |event: &Event| matches!(event, Event::SaleChanged { sale } if ends(sale));
    shop.world.window.wait_for("the named one ends", is_ended).await;
    let before = shop.service.hits_on(Endpoint::EsimSims);
    gate.open();
    let told = gathering.await.unwrap().expect("the other was weighed");
    assert_eq!(told.evidence.last().map(|line| line.finding), Some(Finding::NoSubscription));
    assert_eq!(shop.service.hits_on(Endpoint::EsimSims), before, "nothing is asked for the one that ended");
    // The service of this journey never made the one that it calls done.
    shop.world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_never_arrived_stays_in_doubt() {
    let shop = Shop::open().await;
    let sale = shop.sell("lost-before@practice").await;
    shop.world.clock.advance(Duration::from_secs(60 * 60));
    let told = shop.world.shown(shop.world.till().gather_evidence(shop.named(&sale)).await).unwrap();
    assert_eq!(told.state, SaleStateView::InDoubt);
    assert_eq!(told.evidence.last().unwrap().finding, Finding::NoSubscription);
    assert!(shop.made().is_empty());
    let again = shop.confirm(shop.order("lost-before@practice").await).await;
    assert_eq!(again.doubts.len(), 1);
    assert_eq!(shop.send(&again.intent).await.unwrap_err().code, ErrorCode::DoubtNeedsOverride);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_is_shown_and_overridden_whatever_price_is_named() {
    let shop = Shop::open().await;
    let sale = shop.sell("lost-before@practice").await;
    let priced = |price: &str, order: PrepareNewEsim| PrepareNewEsim {
        price: price.to_owned(),
        currency: "EUR".to_owned(),
        ..order
    };
    let order = shop.order("lost-before@practice").await;
    let again = shop.confirm(priced("10", order.clone())).await;
    assert_eq!(again.doubts.iter().map(|doubt| &doubt.id).collect::<Vec<_>>(), [&sale.id]);
    let refused = shop.send_with(&again.intent, Some("he insists"), Vec::new()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::DoubtNeedsOverride);
    let second = shop.send_with(&again.intent, Some("he insists"), vec![sale.id.clone()]).await.unwrap();
    assert_eq!(second.state, SaleStateView::InDoubt);
    let third = shop.confirm(priced("12", order)).await;
    assert_eq!(third.doubts.iter().map(|doubt| &doubt.id).collect::<Vec<_>>(), [&second.id, &sale.id]);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_without_a_date_decides_nothing() {
    let shop = Shop::open().await;
    let sale = shop.sell("undated@practice").await;
    shop.world.clock.advance(Duration::from_secs(60));
    let told = shop.world.shown(shop.world.till().gather_evidence(shop.named(&sale)).await).unwrap();
    assert_eq!(
        (told.state, told.evidence.last().unwrap().finding),
        (SaleStateView::InDoubt, Finding::UndatedSubscription)
    );
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_service_leaves_an_order_in_doubt() {
    for (customer, made) in
        [("error-before@practice", 0), ("error-after@practice", 1), ("bad-gateway@practice", 1), ("down@practice", 0)]
    {
        let shop = Shop::open().await;
        let sale = shop.sell(customer).await;
        assert_eq!(sale.state, SaleStateView::InDoubt, "{customer}");
        assert_eq!(shop.made().len(), made, "{customer}");
        shop.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_says_what_happened_to_an_order() {
    let shop = Shop::open().await;
    let sale = shop.sell("lost-before@practice").await;
    let told = shop.settle(&sale).await;
    assert_eq!(told.state, SaleStateView::Said);
    shop.close().await;
}
