//! Orders about which nothing can be learnt, whatever the reason: no look is answered, or a clock was wrong.
//!
//! An order that is not finished after a day is in doubt, so that a person may speak of it; a network that is away says
//! nothing of any order.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::esim::Environment;
use airtill_practice::{Cut, Effect, Endpoint, Fault};
use airtill_tests::port::Port;
use airtill_tests::world::Shop;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
/// By so much a clock is wrong.
const DAYS: i64 = 3 * 24 * 60 * 60;

/// Asks about an order, which fails; its sale as the ledger has it then.
async fn not_told(shop: &Shop, sale: &SaleView) -> SaleView {
    assert!(shop.ask(sale).await.is_err());
    shop.detail(sale).await.sale
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_yesterday_whose_looks_fail_for_an_hour_is_in_doubt() {
    let page = "<html><body>Sorry</body></html>";
    for fault in [
        Fault::status(500, "application/json", "{}"),
        Fault::status(502, "text/html", page),
        Fault::status(200, "text/html", page),
        Fault::before(Effect::Reset(Cut::Start)),
    ] {
        let shop = Shop::open().await;
        let sale = shop.sell("amal@shop.example").await;
        shop.service.set_fault(Endpoint::EsimOrder, fault.standing());
        shop.world.clock.advance(23 * HOUR + 30 * MINUTE);
        assert_eq!(not_told(&shop, &sale).await.state, SaleStateView::Accepted);
        shop.world.clock.advance(40 * MINUTE);
        assert_eq!(not_told(&shop, &sale).await.state, SaleStateView::Accepted, "for minutes alone");
        shop.world.clock.advance(40 * MINUTE);
        let stuck = not_told(&shop, &sale).await;
        assert_eq!((stuck.state, stuck.doubt), (SaleStateView::InDoubt, Some(DoubtCause::OrderStuck)));
        assert!(stuck.claim.is_some(), "a person asks the service about it");
        shop.service.clear_faults();
        assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Confirmed, "it is asked about all the same");
        shop.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_is_away_makes_no_order_stuck() {
    let shop = Shop::open().await;
    let sale = shop.sell("amal@shop.example").await;
    let asked = shop.named(&sale);
    let Shop { world, service, .. } = shop;
    let port = service.address().port();
    service.stop().await;
    let _nobody = Port::left(port);
    for _ in 0..30 {
        world.clock.advance(HOUR);
        assert!(world.till().ask_about_order(asked.clone()).await.is_err());
    }
    assert_eq!(world.sales().await[0].state, SaleStateView::Accepted);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_a_clock_dated_ahead_is_stuck_after_a_day_of_this_run() {
    let shop = Shop::open().await;
    shop.world.clock.jump_wall(DAYS);
    let sale = shop.sell("stuck@practice").await;
    shop.world.clock.jump_wall(-DAYS);
    shop.world.clock.advance(23 * HOUR);
    assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Accepted);
    shop.world.clock.advance(2 * HOUR);
    assert_eq!(shop.ask(&sale).await.unwrap().doubt, Some(DoubtCause::OrderStuck));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_a_clock_dated_ahead_and_nobody_shows_is_given_up() {
    let shop = Shop::open().await;
    shop.world.clock.jump_wall(DAYS);
    let sale = shop.sell("stuck@practice").await;
    shop.world.clock.jump_wall(-DAYS);
    shop.service.wipe(Environment::Production);
    for _ in 0..4 {
        shop.world.clock.advance(2 * MINUTE);
        assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Accepted);
    }
    shop.world.clock.advance(2 * MINUTE);
    assert_eq!(shop.ask(&sale).await.unwrap().doubt, Some(DoubtCause::DataWiped));
    shop.close().await;
}

/// An answer that calls an order failed and has this result.
fn failed_with(sale: &SaleView, output: &str) -> Fault {
    let id = sale.reference.as_deref().expect("the service took it");
    Fault::json(format!(r#"{{"id":"{id}","status":"FAILED","output":{{{output}}}}}"#))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_failed_and_names_what_was_made_is_in_doubt() {
    for output in [r#""iccid":"8944474000000000016""#, r#""subscription_id":"c3Vi""#] {
        let shop = Shop::open().await;
        let sale = shop.sell("stuck@practice").await;
        shop.service.set_fault(Endpoint::EsimOrder, failed_with(&sale, output).standing());
        for _ in 0..2 {
            let told = shop.ask(&sale).await.unwrap();
            assert_eq!((told.state, told.doubt), (SaleStateView::InDoubt, Some(DoubtCause::Unreadable)), "{output}");
        }
        let again = shop.confirm(shop.order("stuck@practice").await).await;
        assert_eq!(again.doubts.len(), 1, "it is not ordered again without a question");
        assert_eq!(shop.send(&again.intent).await.unwrap_err().code, ErrorCode::DoubtNeedsOverride);
        shop.settle(&sale).await;
        shop.world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_top_up_that_failed_and_names_the_sim_that_was_asked_for_has_failed() {
    let shop = Shop::open().await;
    let iccid = "8944474000000000024";
    let confirmation = shop.confirm_more(shop.more(iccid).await).await;
    let sale = shop.send(&confirmation.intent).await.unwrap();
    shop.service.set_fault(Endpoint::EsimOrder, failed_with(&sale, &format!(r#""iccid":"{iccid}""#)));
    let failed = shop.ask(&sale).await.unwrap();
    assert_eq!((failed.state, failed.reason), (SaleStateView::Declined, Some(DeclineReason::OrderFailed)));
    // The service of this journey still has it open.
    shop.world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_not_finished_after_a_day_is_ordered_again_by_a_yes() {
    let mut shop = Shop::open().await;
    let sale = shop.sell("stuck@practice").await;
    shop.world.shut().await;
    shop.world.clock.advance(63 * HOUR);
    shop.world.clock.boot();
    shop.world.open().await.unwrap();
    let again = shop.confirm(shop.order("stuck@practice").await).await;
    assert_eq!(again.doubts.iter().map(|doubt| &doubt.id).collect::<Vec<_>>(), [&sale.id]);
    assert_eq!(again.doubts[0].state, SaleStateView::Accepted, "this run has not followed it for long");
    assert_eq!(shop.send(&again.intent).await.unwrap_err().code, ErrorCode::DoubtNeedsOverride);
    let second = shop.send_with(&again.intent, None, vec![sale.id.clone()]).await.unwrap();
    assert_eq!(second.state, SaleStateView::Accepted);
    shop.close().await;
}
