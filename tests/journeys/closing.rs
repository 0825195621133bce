//! Closing the till with outcomes that a full disk did not take: they are written where the disk takes them now, and
//! nothing is waited for without end.
//!
//! How a disk is filled for one process, says `disk`.

use airtill_contract::{DoubtCause, SaleStateView};
use airtill_practice::{Effect, Endpoint, Fault, Gate, Practice};
use airtill_tests::world::{Commanded, World, number};

use super::disk::{after, begin, fill, full_meanwhile, ordered_meanwhile};

/// A till that holds the outcome of its last sale in memory, on a disk that is still full.
async fn holding() -> (World, Commanded) {
    let (world, till) = begin().await;
    let (till, reported) = full_meanwhile(&world, till, Endpoint::TopUp, &format!("{}:60", number(2))).await;
    assert_eq!(reported, "fault OutcomeNotWritten Yes");
    (world, till)
}

/// Closes, opens again and looks at the float: the last sale is as it was answered, or as the float shows.
async fn assert_ends(world: World, till: Commanded, state: SaleStateView, doubt: Option<DoubtCause>) {
    let world = after(world, till).await;
    world.float().await.unwrap();
    let sale = world.sale(&world.sales().await[0].id).await.sale;
    assert_eq!((sale.state, sale.doubt), (state, doubt));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_held_in_memory_is_written_when_the_till_closes() {
    let (world, till) = holding().await;
    fill(&till, false);
    assert_ends(world, till, SaleStateView::Confirmed, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_closes_on_a_full_disk_and_its_sale_is_in_doubt() {
    let (world, till) = holding().await;
    assert_ends(world, till, SaleStateView::Charged, Some(DoubtCause::Interrupted)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_waits_for_a_sign_in_no_longer_than_its_patience() {
    let (world, mut till) = holding().await;
    fill(&till, false);
    // A sign-in keeps sales waiting, and with them what is to be written. The service never answers it.
    let never = Gate::new();
    world.service().set_fault(Endpoint::Token, Fault::before(Effect::Wait(never.clone())));
    let account = Practice::account();
    assert_eq!(till.ask(&format!("enter:{}:{}", account.email, account.password)), "entering");
    never.reached(1).await;
    assert_eq!(till.ask("patience:50"), "patient");
    // Waiting for the end of the sign-in, it would be written behind it.
    assert_ends(world, till, SaleStateView::Charged, Some(DoubtCause::Interrupted)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_order_held_in_memory_is_written_when_the_till_closes() {
    let (mut shop, till) = ordered_meanwhile().await;
    assert!(till.end().success());
    shop.world.let_go().await;
    shop.world.open().await.unwrap();
    let sale = shop.world.sales().await.remove(0);
    assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Confirmed, "the service's name for it is known");
    shop.close().await;
}
