//! Odd floats that a service may report, and an account that is another one from one sign-in to the next.
//!
//! Here is their effect on a doubt; the reading of the answers themselves is in `answers`. None of them may settle a
//! doubt.

use airtill_practice::{Effect, Endpoint, Fault, ReportFormat};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_float_that_jumps_a_million_or_below_zero_proves_nothing() {
    for (by, alert) in [
        (-1_000_000, Some(AlertKind::Unexplained)),
        (1_000_000, None),
        (-4_900, Some(AlertKind::Unexplained)),
        (-6_000, Some(AlertKind::Unexplained)),
    ] {
        for lost in [LOST_AFTER, LOST_BEFORE] {
            let world = alone().await;
            let sale = world.sell(lost, "50").await;
            others_move(&world, by);
            for _ in 0..2 {
                assert_open(&look_at_rest(&world, &sale).await);
            }
            assert_eq!(alerts(&world).await, Vec::from_iter(alert), "{by}: a deposit is declared possible");
            world.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_deposit_is_declared_a_rise_ends_the_proof() {
    for by in [500, 1_000_000, 1] {
        let mut world = experienced(declaring(|alone| alone.replace("smallest_deposit = \"500\"\n", ""))).await;
        let sale = world.sell(LOST_AFTER, "50").await;
        let sale = look(&world, &sale).await;
        assert_verdict(&sale, true);
        others_move(&world, by);
        world.float().await.unwrap();
        assert!(alerts(&world).await.contains(&AlertKind::Rose), "{by}");
        assert_reopened(&mut world, &sale).await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_float_in_another_currency_is_none_and_a_later_one_settles() {
    let world = alone().await;
    let sale = world.sell(LOST_AFTER, "50").await;
    world.service().report_float_as(ReportFormat::OtherCurrency);
    let sale = look_at_rest(&world, &sale).await;
    assert_open(&sale);
    assert_eq!(last_finding(&sale), Finding::FloatUnreadable);
    assert_eq!((alerts(&world).await, float_use(&world).await.judges), (vec![], JudgesView::Alone));
    world.service().report_float_as(ReportFormat::Plain);
    assert_verdict(&look(&world, &sale).await, true);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_decimals_of_a_float_move_no_sale() {
    for (lost, charged) in [(LOST_AFTER, true), (LOST_BEFORE, false)] {
        let world = alone().await;
        world.service().report_float_as(ReportFormat::ThirtyDecimals);
        let sale = world.sell(lost, "50").await;
        assert_verdict(&look_at_rest(&world, &sale).await, charged);
        assert_eq!(alerts(&world).await, []);
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_without_a_float_in_its_answer_is_a_known_sale_too() {
    for (lost, charged) in [(LOST_AFTER, true), (LOST_BEFORE, false)] {
        let world = alone().await;
        let sale = world.sell(lost, "50").await;
        world.service().set_fault(
            Endpoint::TopUp,
            Fault::after(Effect::Field { name: "balance".to_owned(), json: "null".to_owned() }),
        );
        let silent = world.sell(&number(5), "50").await;
        assert_eq!((silent.state, silent.float_after), (SaleStateView::Confirmed, None));
        assert_verdict(&look_at_rest(&world, &sale).await, charged);
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_account_id_is_another_float_and_settles_no_old_doubt() {
    for lost in [LOST_AFTER, LOST_BEFORE] {
        let world = alone().await;
        let sale = world.sell(lost, "50").await;
        world.sign_out().await.unwrap();
        world.service().give_account_new_id();
        world.sign_in().await.unwrap();
        world.float().await.unwrap();
        for _ in 0..2 {
            assert_open(&look_at_rest(&world, &sale).await);
        }
        assert_eq!(alerts(&world).await, [], "another float moved nothing of this one");
        let fresh = world.sell("211923209602", "50").await;
        assert_verdict(&look_at_rest(&world, &fresh).await, false);
        assert_open(&world.sale(&sale.id).await.sale);
        world.close().await;
    }
}
