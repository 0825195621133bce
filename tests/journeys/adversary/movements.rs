//! Another till of the same account, on a float that is declared this till's alone.
//!
//! Its movements are never taken for a sale of ours without the declaration being named, and the first unexplained
//! movement withdraws every verdict.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn e02_two_foreign_debits_that_add_up_to_a_lost_sale_settle_nothing() {
    for restarts in [false, true] {
        let mut world = alone().await;
        let sale = world.sell(LOST_BEFORE, "50").await;
        others_move(&world, -20);
        let sale = look(&world, &sale).await;
        assert_open(&sale);
        assert_eq!(last_finding(&sale), Finding::MovedByOthers);
        assert_eq!(alerts(&world).await, [AlertKind::Unexplained]);
        assert_proof_ended(&world, Some("20.00")).await;
        if restarts {
            world.restart().await;
        }
        others_move(&world, -30);
        for _ in 0..2 {
            let sale = look_at_rest(&world, &sale).await;
            assert_open(&sale);
            assert_eq!(sale.indication, None, "what it was in was given up");
        }
        assert_eq!(alerts(&world).await, [AlertKind::Unexplained], "it stays until somebody looks");
        see_everything(&world).await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e02_a_charge_that_a_deposit_cancels_is_not_called_not_charged() {
    let world = alone().await;
    let sale = world.sell(LOST_AFTER, "50").await;
    others_move(&world, -30);
    assert_open(&look(&world, &sale).await);
    assert_proof_ended(&world, Some("80.00")).await;
    others_move(&world, 50);
    assert_open(&look_at_rest(&world, &sale).await);
    assert_open(&look_at_rest(&world, &sale).await);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn e02_a_shown_charge_is_reopened_by_the_next_unexplained_movement() {
    for by in [-30, 50, -50, 30] {
        let mut world = alone().await;
        let sale = world.sell(LOST_AFTER, "50").await;
        let sale = look(&world, &sale).await;
        assert_verdict(&sale, true);
        assert_eq!((alerts(&world).await, float_use(&world).await.judges), (vec![], JudgesView::Alone));
        others_move(&world, by);
        world.float().await.unwrap();
        compare(&world).await;
        if by == 50 {
            // As declared, a sale of the till may be refunded.
            assert_verdict(&world.sale(&sale.id).await.sale, true);
            assert_eq!(alerts(&world).await, []);
        } else {
            assert_reopened(&mut world, &sale).await;
        }
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e03_after_a_proven_other_till_a_fitting_debit_settles_nothing() {
    for restarts in [false, true] {
        let mut world = alone().await;
        world.sell(&number(1), "50").await;
        others_move(&world, -20);
        world.sell(&number(2), "50").await;
        assert_eq!(
            alerts(&world).await,
            [AlertKind::Unexplained],
            "a float that an answer states is a float that was seen"
        );
        assert_eq!(float_use(&world).await.judges, JudgesView::Indications);
        if restarts {
            world.restart().await;
        }
        let sale = world.sell(LOST_BEFORE, "50").await;
        others_move(&world, -50);
        for _ in 0..2 {
            let sale = look_at_rest(&world, &sale).await;
            assert_open(&sale);
            assert!(sale.indication.is_none_or(|indication| indication.charged && indication.rest_seconds == 120));
        }
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e03_a_new_declaration_settles_no_doubt_from_before() {
    let world = alone().await;
    let sale = world.sell(LOST_BEFORE, "50").await;
    others_move(&world, -20);
    assert_open(&look(&world, &sale).await);
    let request = ForConnection { connection: world.key.clone() };
    let card = world.shown(world.till().declare_again(request).await).unwrap();
    assert_eq!(card.float_use.unwrap().judges, JudgesView::Alone);
    others_move(&world, -50);
    world.clock.advance(airtill_tests::world::QUIET);
    let sale = look_in_an_untrue_world(&world, &sale).await;
    assert_open(&sale);
    let fresh = world.sell("211923209602", "50").await;
    let fresh = look_at_rest(&world, &fresh).await;
    assert!(matches!(fresh.state, NotCharged | InDoubt), "{fresh:#?}");
    assert_open(&world.sale(&sale.id).await.sale);
    world.close().await;
}

/// The first movement of another till is exactly a lost sale: on a float that is declared ours alone the sentence is
/// untrue, and names the broken declaration.
#[tokio::test(flavor = "multi_thread")]
async fn e07_a_first_fitting_movement_is_shown_as_declared_and_can_reopen() {
    let mut world = alone().await;
    let sale = world.sell(LOST_BEFORE, "50").await;
    others_move(&world, -50);
    let sale = look_in_an_untrue_world(&world, &sale).await;
    assert_verdict(&sale, true);
    let float = float_use(&world).await;
    assert_eq!(
        (float.declared.used_by, float.judges),
        (UsedByView::ThisTill, JudgesView::Alone),
        "the declaration that is untrue is named"
    );
    assert_eq!(fate_of(&world, &sale).charged(), Decimal::ZERO);
    others_move(&world, -7);
    world.float().await.unwrap();
    assert_reopened(&mut world, &sale).await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn e10_a_statement_of_a_person_is_no_fact_for_the_next_doubt() {
    for looked in [false, true] {
        let world = alone().await;
        let first = world.sell(LOST_AFTER, "50").await;
        let first = if looked { look(&world, &first).await } else { first };
        assert_eq!(first.state == Charged, looked);
        let said = world.say(&first, Some(false), Some(false), "the customer says so").await.unwrap();
        assert_eq!(said.state, SaleStateView::Said);
        let second = world.sell("211923209602", "50").await;
        let second = look(&world, &second).await;
        assert_open(&second);
        let second = look_at_rest(&world, &second).await;
        assert_ne!(second.state, Charged, "nothing was charged for it: {second:#?}");
        assert_eq!(
            second.state == NotCharged,
            looked,
            "where the first fall was seen before it, it is known: {second:#?}"
        );
        if !looked {
            let line = second.evidence.last().unwrap();
            assert_eq!((line.finding, line.exactly, line.of), (Finding::ExactlySome, Some(1), Some(2)), "{second:#?}");
        }
        assert_eq!(world.sale(&first.id).await.sale.state, SaleStateView::Said, "the word of a person stands");
        world.close().await;
    }
}
