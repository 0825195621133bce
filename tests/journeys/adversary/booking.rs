//! A service that writes an old float back over a debit, and one whose successes are all accepted.
//!
//! Each is played where it is declared possible and where it is declared impossible. A charge is the amount by which
//! the float is lower in the end: a debit that was written over is none.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn e05_an_overwritten_debit_is_no_charge_and_may_have_arrived() {
    for declared in ["true", "false"] {
        let world =
            experienced(declaring(|alone| alone.replace("at_a_time = true", &format!("at_a_time = {declared}")))).await;
        let old = world.service().read_float();
        let sale = world.sell(LOST_AFTER, "50").await;
        world.clock.advance(Duration::from_secs(1));
        world.service().write_back(old);
        let sale = look(&world, &sale).await;
        assert_open(&sale);
        let sale = look_at_rest(&world, &sale).await;
        assert_verdict(&sale, false);
        let fate = fate_of(&world, &sale);
        assert!(
            fate.delivered.is_some() && fate.charged() == Decimal::ZERO,
            "it says nothing of the delivery: {fate:#?}"
        );
        world.close().await;
    }
}

/// The old float of a lost request is written over the debit of a confirmed one, less the lost one's own amount.
#[tokio::test(flavor = "multi_thread")]
async fn e05_with_write_backs_a_doubt_among_sales_is_not_called_not_charged() {
    for declared in ["true", "false"] {
        let world =
            experienced(declaring(|alone| alone.replace("at_a_time = true", &format!("at_a_time = {declared}")))).await;
        let old = world.service().read_float();
        let sale = world.sell(LATE, "50").await;
        assert_eq!(world.sell(&number(5), "50").await.state, SaleStateView::Confirmed);
        world.service().write_back(old);
        assert_eq!(world.service().begin_waiting(), 1);
        world.clock.advance(airtill_tests::world::QUIET);
        let sale = look_in_an_untrue_world(&world, &sale).await;
        assert_eq!(fate_of(&world, &sale).charged(), Decimal::from(50));
        assert_eq!(float_use(&world).await.declared.books_one_at_a_time, declared == "true");
        if declared == "true" {
            assert_verdict(&sale, false);
            others_move(&world, -7);
            world.float().await.unwrap();
            assert_eq!(world.sale(&sale.id).await.sale.state, Reopened);
        } else {
            assert_open(&sale);
            compare(&world).await;
        }
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e05_with_write_backs_no_charge_is_shown_among_other_doubts() {
    let world = experienced(declaring(|alone| alone.replace("at_a_time = true", "at_a_time = false"))).await;
    let sale = world.sell(LOST_AFTER, "50").await;
    assert_verdict(&look(&world, &sale).await, true);
    let one = world.sell("211923209601", "31").await;
    let other = world.sell("211924209602", "17").await;
    for sale in [one, other] {
        let sale = look_at_rest(&world, &sale).await;
        assert_open(&sale);
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn e08_costs_are_learnt_and_charges_found_from_accepted_sales_alone() {
    for commission in [0, 5] {
        let mut setup = with_commission();
        setup.options.commission = Decimal::new(commission, 2);
        let world = World::with(setup).await;
        for of in ["211925209011", "211926209012", "211927209011"] {
            assert_eq!(world.sell(of, "50").await.state, SaleStateView::Accepted);
        }
        let debit = if commission == 0 { "50.00" } else { "47.50" };
        for (number, charged) in
            [("211928209612", true), ("211928209601", true), ("211928209602", false), ("211928209613", true)]
        {
            let sale = world.sell(number, "50").await;
            let sale = if charged { look(&world, &sale).await } else { look_at_rest(&world, &sale).await };
            assert_verdict(&sale, charged);
            let reported = sale.verdict.and_then(|verdict| verdict.debit).map(|debit| debit.amount);
            assert_eq!(reported.as_deref(), charged.then_some(debit), "{number}");
        }
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e08_with_second_debits_a_fall_is_shown_as_two_possibilities() {
    for (lost, again) in [(LOST_AFTER, false), (LOST_BEFORE, true)] {
        let world = World::with(declaring(|alone| alone.replace("second_debit = \"no\"\n", ""))).await;
        let accepted = [world.sell("211925209011", "50").await, world.sell("211926209012", "50").await];
        let sale = world.sell(lost, "50").await;
        if again {
            world.service().charge_again(&fate_of(&world, &accepted[0]).reference).expect("it was accepted");
        }
        let sale = look_at_rest(&world, &sale).await;
        assert_open(&sale);
        assert_eq!(last_finding(&sale), Finding::MayBeRetry, "{sale:#?}");
        assert_eq!(float_use(&world).await.declared.second_debit, SecondDebitView::Unknown);
        world.close().await;
    }
}
