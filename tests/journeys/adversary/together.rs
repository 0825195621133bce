//! Many sales at once: doubts among later sales, and many open doubts at the same time.
//!
//! Where no float separates the doubts, the number of the charged ones is shown and must be true; it stands as long as
//! the declaration does.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn e09_a_lost_sale_that_others_follow_at_once_is_settled_at_its_rest() {
    for (lost, charged) in [(LOST_BEFORE, false), (LOST_AFTER, true)] {
        for restarts in [false, true] {
            let mut world = alone().await;
            let sale = world.sell(lost, "50").await;
            for of in 1..5 {
                world.clock.advance(Duration::from_secs(10));
                assert_eq!(world.sell(&number(of), "50").await.state, SaleStateView::Confirmed);
                compare(&world).await;
            }
            if restarts {
                world.restart().await;
            }
            let sale = look_at_rest(&world, &sale).await;
            assert_verdict(&sale, charged);
            world.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e09_a_float_that_fits_exactly_settles_despite_seven_open_doubts() {
    let world = alone().await;
    for (of, amount) in [(1, "10"), (2, "10"), (3, "100"), (4, "100")] {
        world.sell(&number(of), amount).await;
    }
    // No other subset of them adds up to 74.
    let doubts = [(11, false), (13, true), (29, false), (37, false), (61, true), (83, false), (97, false)];
    let mut sales = Vec::new();
    for (at, (amount, charged)) in doubts.iter().enumerate() {
        let number = format!("21192{:03}{}", at + 20, if *charged { "9601" } else { "9602" });
        sales.push((world.sell(&number, &amount.to_string()).await, *charged));
    }
    for (sale, _) in &sales {
        assert_open(sale);
    }
    look(&world, &sales[0].0).await;
    for (sale, charged) in &sales {
        let sale = world.sale(&sale.id).await.sale;
        if *charged {
            assert_verdict(&sale, true);
        } else {
            assert_open(&sale);
        }
    }
    look_at_rest(&world, &sales[0].0).await;
    for (sale, charged) in &sales {
        assert_verdict(&world.sale(&sale.id).await.sale, *charged);
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_doubts_that_no_float_separates_the_number_of_charges_is_true() {
    for charged in 0..=4_usize {
        let world = alone().await;
        let mut sales = Vec::new();
        for at in 0..4 {
            let number = format!("21192{:03}{}", at + 20, if at < charged { "9601" } else { "9602" });
            sales.push(world.sell(&number, "50").await);
        }
        look(&world, &sales[0]).await;
        for sale in &sales {
            let sale = look_at_rest(&world, sale).await;
            match charged {
                0 => assert_verdict(&sale, false),
                4 => assert_verdict(&sale, true),
                _ => {
                    assert_open(&sale);
                    let line = sale.evidence.last().expect("something is stated");
                    let reported = (line.exactly.map(|exactly| exactly as usize), line.of);
                    assert_eq!((line.finding, reported), (Finding::ExactlySome, (Some(charged), Some(4))), "{sale:#?}");
                }
            }
        }
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_charges_falls_with_the_declaration_it_rests_on() {
    for restarts in [false, true] {
        let mut world = alone().await;
        let sales = [world.sell(LOST_AFTER, "50").await, world.sell("211922209602", "50").await];
        look(&world, &sales[0]).await;
        let reported = look_at_rest(&world, &sales[0]).await;
        assert_eq!(last_finding(&reported), Finding::ExactlySome, "{reported:#?}");
        if restarts {
            world.restart().await;
        }
        others_move(&world, -7);
        world.float().await.unwrap();
        for sale in &sales {
            let sale = world.sale(&sale.id).await.sale;
            assert_open(&sale);
            let line = sale.evidence.last().expect("something is stated");
            assert_eq!((line.finding, line.exactly), (Finding::MovedByOthers, None), "{sale:#?}");
        }
        world.close().await;
    }
}
