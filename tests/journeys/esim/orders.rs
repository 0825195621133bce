//! An order from the yes to its end.
//!
//! Also what becomes of it when the service, the till or the network stop on the way.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::esim::{Environment, Options, OrderEnd, Pace, Trouble};
use airtill_tests::world::Shop;

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_accepted_prepared_and_delivered() {
    let pace = Pace { fulfilling: Duration::from_secs(10), ended: Duration::from_secs(60) };
    let shop = Shop::with(Options { pace, ..Options::default() }, vec![Duration::from_secs(1_000_000)]).await;
    let sale = shop.sell("amal@shop.example").await;
    assert_eq!((sale.state, sale.progress), (SaleStateView::Accepted, Some(ProgressView::Accepted)));
    assert!(sale.reference.is_some() && sale.esim.is_none());
    shop.world.clock.advance(Duration::from_secs(20));
    let prepared = shop.ask(&sale).await.unwrap();
    assert_eq!((prepared.state, prepared.progress), (SaleStateView::Accepted, Some(ProgressView::Preparing)));
    shop.world.clock.advance(Duration::from_secs(60));
    let ready = shop.ask(&sale).await.unwrap();
    assert_eq!((ready.state, ready.progress), (SaleStateView::Confirmed, None));
    let esim = ready.esim.clone().expect("the eSIM is told");
    assert_eq!(shop.sim(&esim.iccid).await.unwrap().status, SimStatusView::Released);
    let kinds: Vec<_> = shop.detail(&sale).await.timeline.iter().map(|entry| entry.kind).collect();
    assert_eq!(
        kinds,
        [
            EntryKind::Intended,
            EntryKind::Accepted,
            EntryKind::RequestsNumbered,
            EntryKind::Progressed,
            EntryKind::Confirmed
        ]
    );
    assert_eq!(shop.made().len(), 1);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_its_reason_and_nothing_was_ordered() {
    let shop = Shop::open().await;
    for (customer, reason) in [
        ("quota@practice", DeclineReason::QuotaReached),
        ("limit@practice", DeclineReason::RateLimited),
        ("gateway-limit@practice", DeclineReason::RateLimited),
    ] {
        let sale = shop.sell(customer).await;
        assert_eq!((sale.state, sale.reason), (SaleStateView::Declined, Some(reason)), "{customer}");
    }
    assert!(shop.made().is_empty());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_fails_later_is_declined() {
    let shop = Shop::open().await;
    let sale = shop.sell_to_the_end("fails@practice").await;
    assert_eq!((sale.state, sale.reason), (SaleStateView::Declined, Some(DeclineReason::OrderFailed)));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stuck_order_is_in_doubt_after_a_day_and_may_still_be_delivered() {
    let shop = Shop::open().await;
    let sale = shop.sell("stuck@practice").await;
    shop.world.clock.advance(Duration::from_secs(23 * 60 * 60));
    assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Accepted);
    shop.world.clock.advance(Duration::from_secs(2 * 60 * 60));
    let stuck = shop.ask(&sale).await.unwrap();
    assert_eq!((stuck.state, stuck.doubt), (SaleStateView::InDoubt, Some(DoubtCause::OrderStuck)));
    assert!(shop.service.end_order(sale.reference.as_deref().unwrap(), OrderEnd::Completed));
    assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Confirmed);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_a_wipe_took_is_in_doubt_and_said_to_be_wiped() {
    let shop = Shop::open().await;
    let sale = shop.sell("stuck@practice").await;
    shop.service.wipe(Environment::Production);
    let mut last = sale.clone();
    for _ in 0..5 {
        shop.world.clock.advance(Duration::from_secs(120));
        last = shop.ask(&sale).await.unwrap();
    }
    assert_eq!((last.state, last.doubt), (SaleStateView::InDoubt, Some(DoubtCause::DataWiped)));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn open_orders_are_followed_by_themselves_and_after_a_restart() {
    let gaps = [5, 10, 20].map(Duration::from_millis).to_vec();
    let pace = Pace { fulfilling: Duration::from_secs(10), ended: Duration::from_secs(30) };
    let mut shop = Shop::with(Options { pace, ..Options::default() }, gaps).await;
    let one = shop.sell("one@shop.example").await;
    let other = shop.sell("other@shop.example").await;
    shop.world.shut().await;
    shop.world.clock.advance(Duration::from_secs(60));
    let earlier = shop.world.window.events().len();
    shop.world.clock.boot();
    shop.world.open().await.unwrap();
    for sale in [&one, &other] {
        let done = |event: &Event| matches!(event, Event::SaleChanged { sale: now } if now.id == sale.id && now.state == SaleStateView::Confirmed);
        shop.world.window.wait_after(earlier, "the order ends", done).await;
    }
    assert_eq!(shop.made().len(), 2);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_open_order_is_listed_behind_however_many_newer_sales() {
    let shop = Shop::open().await;
    let stuck = shop.sell("stuck@practice").await;
    for number in 0..51 {
        assert_eq!(shop.sell_to_the_end(&format!("{number}@shop.example")).await.state, SaleStateView::Confirmed);
    }
    let newer = shop.sell("newer@shop.example").await;
    let ids = |sales: Vec<SaleView>| sales.into_iter().map(|sale| sale.id).collect::<Vec<_>>();
    assert_eq!(ids(shop.open_orders().await), [newer.id.clone(), stuck.id.clone()], "newest first");
    shop.world.clock.advance(Duration::from_secs(60));
    shop.ask(&newer).await.unwrap();
    assert_eq!(ids(shop.open_orders().await), [stuck.id], "an order that is over has left");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ends_is_renewed_in_the_middle_of_an_order() {
    let shop = Shop::open().await;
    let confirmation = shop.confirm(shop.order("amal@shop.example").await).await;
    shop.service.expire_access_tokens();
    let sale = shop.send(&confirmation.intent).await.unwrap();
    assert_eq!(sale.state, SaleStateView::Accepted);
    let kinds: Vec<_> = shop.detail(&sale).await.timeline.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [EntryKind::Intended, EntryKind::TurnedAway, EntryKind::Intended, EntryKind::Accepted]);
    shop.service.set_trouble(Trouble::EmptyUnauthorised, Some(1));
    assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Confirmed);
    assert_eq!(shop.made().len(), 1);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_learnt_from_a_gateway_that_answers_in_the_services_place() {
    let shop = Shop::open().await;
    let sale = shop.sell("amal@shop.example").await;
    shop.service.set_trouble(Trouble::BadGateway, None);
    for _ in 0..8 {
        shop.world.clock.advance(Duration::from_secs(600));
        assert!(shop.ask(&sale).await.is_err());
    }
    shop.service.clear_troubles();
    assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Confirmed);
    shop.close().await;
}
