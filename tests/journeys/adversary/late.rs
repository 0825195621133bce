//! A service that works on after the declared rest: a late charge, a second debit that is declared impossible, a
//! changed commission.
//!
//! An earlier sentence stays true of its time, and is withdrawn visibly. An event that is declared possible withdraws
//! nothing.

use airtill_practice::Commission;

use super::*;

/// A sale whose charge comes late, found not charged at its rest; a little later.
async fn not_charged_at_rest(world: &World) -> SaleView {
    let sale = world.sell(LATE, "50").await;
    let sale = look_at_rest(world, &sale).await;
    assert_verdict(&sale, false);
    world.clock.advance(Duration::from_secs(80));
    sale
}

#[tokio::test(flavor = "multi_thread")]
async fn e06_a_charge_after_the_rest_reopens_and_is_shown_until_seen() {
    for restarts in [false, true] {
        let mut world = alone().await;
        let sale = not_charged_at_rest(&world).await;
        assert_eq!(world.service().begin_waiting(), 1);
        compare(&world).await;
        if restarts {
            world.restart().await;
        }
        world.clock.advance(Duration::from_secs(1));
        world.float().await.unwrap();
        assert_eq!(alerts(&world).await, [AlertKind::Unexplained, AlertKind::Reopened]);
        assert_proof_ended(&world, Some("50.00")).await;
        assert_reopened(&mut world, &sale).await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e06_a_late_charge_that_a_confirmed_sale_states_reopens_too() {
    let mut world = alone().await;
    let sale = not_charged_at_rest(&world).await;
    assert_eq!(world.service().begin_waiting(), 1);
    world.sell(&number(5), "50").await;
    assert_reopened(&mut world, &sale).await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn e06_a_late_charge_is_anothers_only_under_a_named_declaration() {
    let mut world = alone().await;
    let late = not_charged_at_rest(&world).await;
    let lost = world.sell(LOST_BEFORE, "50").await;
    assert_eq!(world.service().begin_waiting(), 1);
    let lost = look_in_an_untrue_world(&world, &lost).await;
    assert_verdict(&lost, true);
    assert_eq!(float_use(&world).await.declared.rest_seconds, 120, "the declaration that is untrue is named");
    others_move(&world, -7);
    world.float().await.unwrap();
    for sale in [late, lost] {
        assert_eq!(world.sale(&sale.id).await.sale.state, Reopened);
    }
    world.restart().await;
    assert_eq!(alerts(&world).await, [AlertKind::Unexplained, AlertKind::Reopened, AlertKind::Reopened]);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn e06_a_second_debit_that_is_declared_impossible_ends_the_proof() {
    let mut world = alone().await;
    let accepted = world.sell("211925209011", "50").await;
    let sale = world.sell(LOST_AFTER, "50").await;
    let sale = look(&world, &sale).await;
    assert_verdict(&sale, true);
    world.clock.advance(Duration::from_secs(3600));
    world.service().charge_again(&fate_of(&world, &accepted).reference).expect("it was accepted");
    world.float().await.unwrap();
    assert_proof_ended(&world, Some("50.00")).await;
    assert_reopened(&mut world, &sale).await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn e06_a_second_debit_in_its_declared_time_reopens_nothing() {
    let mut world =
        experienced(declaring(|alone| alone.replace("second_debit = \"no\"", "second_debit = \"2 h\""))).await;
    let accepted = world.sell("211925209011", "60").await;
    world.float().await.unwrap();
    world.clock.advance(Duration::from_secs(3600));
    world.service().charge_again(&fate_of(&world, &accepted).reference).expect("it was accepted");
    world.float().await.unwrap();
    assert_eq!(alerts(&world).await, [AlertKind::SecondDebit]);
    assert_eq!(float_use(&world).await.judges, JudgesView::Alone);
    assert!(world.kinds(&accepted.id).await.contains(&EntryKind::UnexplainedDebit));
    world.restart().await;
    assert_eq!(alerts(&world).await, [AlertKind::SecondDebit]);
    see_everything(&world).await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_commission_ends_the_proof_and_costs_are_learnt_anew() {
    let mut world = alone().await;
    let sale = world.sell(LOST_AFTER, "50").await;
    let sale = look(&world, &sale).await;
    assert_verdict(&sale, true);
    world.service().set_commission(Commission::flat(Decimal::new(10, 2)));
    world.sell(&number(5), "50").await;
    world.float().await.unwrap();
    assert!(alerts(&world).await.contains(&AlertKind::CostChanged));
    assert_reopened(&mut world, &sale).await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_alone_withdraws_nothing() {
    let world = alone().await;
    let sale = world.sell(LOST_AFTER, "50").await;
    let sale = look_at_rest(&world, &sale).await;
    assert_verdict(&sale, true);
    world.clock.advance(Duration::from_secs(60));
    assert!(world.service().refund(&fate_of(&world, &sale).reference));
    let sale = look(&world, &sale).await;
    assert_verdict(&sale, true);
    assert_eq!((alerts(&world).await, float_use(&world).await.judges), (vec![], JudgesView::Alone));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_that_was_debited_twice_is_charged_by_an_unknown_sum() {
    for (looked, restarts) in [(false, false), (true, false), (true, true)] {
        let mut world =
            experienced(declaring(|alone| alone.replace("second_debit = \"no\"", "second_debit = \"2 h\""))).await;
        let sale = world.sell("211921209612", "50").await;
        if looked {
            assert_verdict(&look(&world, &sale).await, true);
        }
        if restarts {
            world.restart().await;
        }
        world.clock.advance(Duration::from_secs(600));
        world.service().charge_again(&fate_of(&world, &sale).reference).expect("it was accepted");
        let sale = look(&world, &sale).await;
        assert_verdict(&sale, true);
        assert_eq!(alerts(&world).await, [AlertKind::SecondDebit], "{looked}");
        assert_eq!(float_use(&world).await.judges, JudgesView::Alone);
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentence_about_a_refusal_is_withdrawn_as_well() {
    for (ending, state) in [("9113", SaleStateView::DeclinedButCharged), ("9013", SaleStateView::Declined)] {
        let mut world = alone().await;
        let sale = world.sell(&format!("21192120{ending}"), "50").await;
        let sale = look(&world, &sale).await;
        assert_eq!((sale.state, sale.refused), (state, true), "{ending}");
        world.restart().await;
        others_move(&world, -7);
        world.float().await.unwrap();
        assert_reopened(&mut world, &sale).await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deposit_as_large_as_is_declared_may_hide_a_charge() {
    for (lost, deposit) in [(LOST_AFTER, 600), (LOST_BEFORE, 600), (LOST_AFTER, 5_000), (LOST_AFTER, 500)] {
        let world = alone().await;
        let sale = world.sell(lost, "600").await;
        others_move(&world, deposit);
        let sale = look_at_rest(&world, &sale).await;
        if deposit == 500 {
            // The float is lower all the same, which the deposit alone does not explain.
            assert_verdict(&sale, true);
        } else {
            assert_open(&sale);
            assert_eq!(last_finding(&sale), Finding::FitsBoth, "{lost} {deposit}");
        }
        assert_eq!((alerts(&world).await, float_use(&world).await.judges), (vec![], JudgesView::Alone));
        world.close().await;
    }
}
