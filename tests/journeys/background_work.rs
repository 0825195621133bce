//! Work that goes on behind a window: a sale while the till closes, and while the page that began it is gone.
//!
//! The answer of the service waits at a gate, so that everything can happen in between. Nothing here may send twice.

use airtill_contract::*;
use airtill_practice::{Effect, Endpoint, Fault, Gate};
use airtill_tests::world::{Company, PATIENCE, Shop, World, number};

/// The latest event about closing.
fn closing(world: &World) -> Option<Option<ClosingView>> {
    let reported = |event: Event| if let Event::ClosingChanged { closing } = event { Some(closing) } else { None };
    world.window.events().into_iter().rev().find_map(reported)
}

async fn under_way(world: &World) -> UnderWay {
    world.till().start().await.expect("it answers").under_way
}

fn sent(world: &World) -> usize {
    world.service().hits().iter().filter(|hit| hit.endpoint == Endpoint::TopUp).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closing_till_names_its_unfinished_work_and_can_stay_open() {
    let world = World::test().await;
    assert!(!world.till().is_busy());
    world.till().finish().await;
    assert_eq!(closing(&world), None, "nothing is under way, so nothing is said");

    let (intent, outcome, gate) = world.sell_behind_a_gate(&number(1), "5").await;
    let finishing = tokio::spawn({
        let till = world.till().clone();
        async move { till.finish().await }
    });
    world.window.wait_for("the closing", |event| matches!(event, Event::ClosingChanged { closing: Some(_) })).await;
    let view = under_way(&world).await;
    assert_eq!(view.closing, Some(ClosingView { number: Some("+211 920 010 000".to_owned()), product: None }));
    assert_eq!(view.sales.iter().map(|sale| sale.confirmation.intent.clone()).collect::<Vec<_>>(), [intent]);
    finishing.abort();
    world.till().goes_on();
    assert_eq!(closing(&world), Some(None));
    assert_eq!(under_way(&world).await.closing, None);

    let again = tokio::spawn({
        let till = world.till().clone();
        async move { till.finish().await }
    });
    gate.open();
    tokio::time::timeout(PATIENCE, again).await.expect("it ends with the sale").expect("well");
    assert_eq!(outcome.await.expect("it ends").expect("well").state, SaleStateView::Confirmed);
    assert!(!world.till().is_busy());
    // It went on after all, and sells.
    world.till().goes_on();
    assert_eq!(world.sell(&number(2), "5").await.state, SaleStateView::Confirmed);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_page_learns_of_the_sale_and_gets_its_outcome_without_sending() {
    let world = World::test().await;
    let (intent, outcome, gate) = world.sell_behind_a_gate(&number(1), "5").await;
    world.till().window_was_lost();
    let view = under_way(&world).await;
    let [sale] = &view.sales[..] else { panic!("{view:?}") };
    assert_eq!((sale.confirmation.intent.as_str(), sale.connection.clone()), (intent.as_str(), world.key.clone()));
    assert_eq!(sale.steps, [SaleStep::Checked, SaleStep::Recorded, SaleStep::Sending]);
    gate.open();
    outcome.await.expect("it ends").expect("well");
    assert_eq!(under_way(&world).await.sales.len(), 1, "it ended while nobody could see it");
    let reported = world.till().await_top_up(ForIntent { intent: intent.clone() }).await.expect("an outcome");
    assert_eq!((reported.id, reported.state), (intent, SaleStateView::Confirmed));
    assert_eq!(under_way(&world).await.sales, [], "and now somebody has");
    assert_eq!(sent(&world), 1);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_an_outcome_sends_nothing() {
    let world = World::test().await;
    let prepared = world.prepare(&number(1), "5").await.expect("a good order");
    for intent in [prepared.intent.clone(), "9f0a3c1e-0000-4000-8000-000000000000".to_owned()] {
        let fault = world.till().await_top_up(ForIntent { intent }).await.expect_err("there is none");
        assert_eq!((fault.code, fault.money_moved), (ErrorCode::IntentExpired, MoneyMoved::No));
    }
    assert_eq!(sent(&world), 0);
    assert_eq!(under_way(&world).await.sales, []);
    assert_eq!(world.send(&prepared.intent).await.expect("the person's own yes").state, SaleStateView::Confirmed);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closing_till_waits_for_no_answer_about_an_order() {
    let mut shop = Shop::open().await;
    let sale = shop.sell("amal@shop.example").await;
    let gate = Gate::new();
    shop.service.set_fault(Endpoint::EsimOrder, Fault::before(Effect::Wait(gate.clone())));
    let (till, named) = (shop.world.till().clone(), shop.named(&sale));
    let asking = tokio::spawn(async move { till.ask_about_order(named).await });
    gate.reached(1).await;
    assert!(!shop.world.till().is_busy());
    shop.world.shut_soon().await;
    assert_eq!(asking.await.unwrap().unwrap().state, SaleStateView::Accepted);
    gate.open();
    shop.world.restart().await;
    assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Confirmed);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installer_finds_a_till_at_work_by_its_sales_and_sign_ins() {
    let world = World::test().await;
    assert!(!world.till().is_at_work(), "an open till in which nothing is under way");
    let (_, outcome, gate) = world.sell_behind_a_gate(&number(1), "5").await;
    assert!(world.till().is_at_work(), "a sale");
    gate.open();
    assert_eq!(outcome.await.expect("it ends").expect("well").state, SaleStateView::Confirmed);
    assert!(!world.till().is_at_work());

    let gate = Gate::new();
    world.service().set_fault(Endpoint::Token, Fault::before(Effect::Wait(gate.clone())));
    let (entered, seen) = tokio::join!(world.sign_in(), async {
        gate.reached(1).await;
        let seen = world.till().is_at_work();
        gate.open();
        seen
    });
    assert!(entered.is_ok() && seen, "a form that waits for its answer");
    assert!(!world.till().is_at_work());

    let company = Company::beside(&world).await;
    company.begin(&world).await;
    assert!(world.till().is_at_work(), "a sign-in that waits for the browser");
    world.till().cancel_browser_sign_in(&company.named());
    let ended = async {
        while world.till().is_at_work() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.expect("it is cancelled");
    company.close(world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closing_till_waits_for_a_sale_whose_turn_has_not_come() {
    let world = World::test().await;
    let intent = world.prepare(&number(1), "5").await.expect("a good order").intent;
    let (reading, gate) = (world.till().clone(), Gate::new());
    world.service().set_fault(Endpoint::Balance, Fault::before(Effect::Wait(gate.clone())));
    let connection = world.key.clone();
    let reading = tokio::spawn(async move { reading.refresh_float(ForConnection { connection }).await });
    gate.reached(1).await;
    assert!(!world.till().is_busy(), "closing waits for no reading of a float");
    let selling = world.till().clone();
    let request = SendTopUp { intent, repeat_reason: None, override_doubts: Vec::new(), number_accepted: false };
    let selling = tokio::spawn(async move { selling.send_top_up(request).await });
    let waits = async {
        while !world.till().is_busy() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waits).await.expect("the sale that waits is work");
    assert_eq!(sent(&world), 0);
    gate.open();
    assert_eq!(selling.await.expect("it ends").expect("well").state, SaleStateView::Confirmed);
    reading.await.expect("it ends").expect("well");
    assert!(!world.till().is_busy());
    world.close().await;
}
