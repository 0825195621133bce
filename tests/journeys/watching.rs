//! The till looks for evidence by itself: soon after a doubt, again later, and never in the way of closing.
//!
//! Time is the settable clock of the world; a journey waits for an event of the till and never for an hour.

use std::time::Duration;

use airtill_app::Policy;
use airtill_contract::{Event, SaleStateView};
use airtill_practice::{Endpoint, Fault};
use airtill_tests::world::{Setup, World, number};

const SOON: Duration = Duration::from_millis(10);
const HOUR: Duration = Duration::from_secs(3600);

/// A till that looks for evidence at these times after a doubt.
async fn that_looks(evidence_after: &[Duration]) -> World {
    let policy = Policy { evidence_after: evidence_after.to_vec(), ..Setup::default().policy };
    let world = World::with(Setup { policy, ..Setup::default() }).await;
    world.sell(&number(999), "20").await;
    world
}

/// Waits until the window shows the sale in this state.
async fn shows(world: &World, id: &str, state: SaleStateView) {
    world
        .window
        .wait_for(
            "the sale is settled",
            |event| matches!(event, Event::SaleChanged { sale } if sale.id == id && sale.state == state),
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_is_settled_without_anybody_asking() {
    let world = that_looks(&[SOON, HOUR]).await;
    let sale = world.sell("211921209601", "60").await;
    assert_eq!(sale.state, SaleStateView::InDoubt);
    shows(&world, &sale.id, SaleStateView::Charged).await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_says_at_once_that_it_is_checked_and_for_how_long() {
    let world = that_looks(&[HOUR]).await;
    let sale = world.sell("211921209601", "60").await;
    assert_eq!(sale.state, SaleStateView::InDoubt);
    assert!(sale.checking, "before anything was read, nobody has failed to read it");
    assert!(sale.rest_in.is_some_and(|seconds| seconds > 0), "the wait has an end that is shown");
    let shown = world.sale(&sale.id).await.sale;
    assert!(shown.checking && shown.rest_in.is_some(), "its time line tells it too");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_doubt_is_checked_soon_while_an_older_one_waits() {
    let world = that_looks(&[SOON, HOUR]).await;
    // Another till sells in the same moment: this one stays in doubt, and its next look is an hour away.
    let old = world.sell("211921209603", "60").await;
    world
        .window
        .wait_for(
            "a first look",
            |event| matches!(event, Event::SaleChanged { sale } if sale.id == old.id && !sale.evidence.is_empty()),
        )
        .await;
    world.say(&old, Some(true), None, "the other till said so").await.unwrap();
    world.float().await.unwrap();
    let new = world.sell("211922209602", "35").await;
    world
        .window
        .wait_for(
            "a first look",
            |event| matches!(event, Event::SaleChanged { sale } if sale.id == new.id && !sale.evidence.is_empty()),
        )
        .await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_of_the_last_run_is_looked_at_by_itself_after_the_start() {
    let mut world = that_looks(&[SOON, 2 * SOON, 4 * SOON]).await;
    world.service().set_fault(Endpoint::Balance, Fault::status(503, "", "").standing());
    let sale = world.sell("211921209601", "60").await;
    world.shut().await;
    world.service().clear_faults();
    world.open().await.unwrap();
    shows(&world, &sale.id, SaleStateView::Charged).await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_does_not_wait_for_the_next_look() {
    let mut world = that_looks(&[HOUR]).await;
    let sale = world.sell("211921209602", "60").await;
    assert!(sale.state == SaleStateView::InDoubt);
    // An hour is not waited for.
    world.shut_soon().await;
    world.open().await.unwrap();
    world.close().await;
}
