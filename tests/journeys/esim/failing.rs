//! Orders about which nothing can be learnt, whatever the reason: no look is answered, or a clock was wrong.
//!
//! An order that is not finished after a day is in doubt, so that a person may speak of it; a network that is away says
//! nothing of any order.

use std::time::Duration;

use airtill_contract::*;
use airtill_tests::world::Shop;

const HOUR: Duration = Duration::from_secs(60 * 60);

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
