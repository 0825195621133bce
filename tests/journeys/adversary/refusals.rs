//! A charge is no delivery: refusals and queued recharges that are debited while their answer is lost or not
//! documented.
//!
//! Each comes to a charge whose delivery is open, never to a delivery; the claim names the reference and the code where
//! an answer gave them.

use airtill_tests::sold::AirtimeSale;
use std::path::Path;

use airtill_practice::{Effect, Endpoint, Fault, Gate};
use airtill_tests::world::Ending;

use super::*;

/// Asserts the fate of all of them: charged, and not delivered.
fn assert_charged_and_not_delivered(world: &World, sale: &SaleView) {
    let fate = fate_of(world, sale);
    assert_eq!((fate.charged(), fate.delivered), (Decimal::from(50), None), "{sale:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn e01_a_refusal_behind_a_lost_answer_is_charged_and_not_delivered() {
    for (ending, doubt) in [
        ("9613", DoubtCause::LineBroken),
        ("9713", DoubtCause::Unreadable),
        ("9813", DoubtCause::AnswerCut),
        ("9913", DoubtCause::NoAnswer),
        ("9612", DoubtCause::LineBroken),
        ("9199", DoubtCause::UnknownCode),
    ] {
        for restarts in [false, true] {
            let mut setup = Setup::default();
            if ending == "9913" {
                // The limit of every request: far longer than an ordinary answer takes.
                setup.policy.answer_limit = Duration::from_secs(5);
            }
            let mut world = experienced(setup).await;
            let sale = world.sell(&format!("21192120{ending}"), "50").await;
            assert_open(&sale);
            assert_eq!((sale.doubt, sale.refused), (Some(doubt), false), "{ending}");
            compare(&world).await;
            if restarts {
                world.restart().await;
            }
            let sale = look(&world, &sale).await;
            assert_verdict(&sale, true);
            assert_eq!(
                sale.verdict.as_ref().and_then(|verdict| verdict.debit.as_ref()).map(|debit| debit.amount.as_str()),
                Some("50.00"),
                "{ending}"
            );
            assert!(sale.claim.as_ref().unwrap().contains("Was it delivered?"), "{ending}: {sale:#?}");
            assert_charged_and_not_delivered(&world, &sale);
            assert_eq!(
                world.try_sell(sale.msisdn(), "50").await.unwrap_err().code,
                ErrorCode::DoubtNeedsOverride,
                "{ending}"
            );
            world.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e01_a_refusal_without_a_written_answer_is_no_more_than_a_charge() {
    for ending in ["9113", "9199", "9012"] {
        let mut world = alone().await;
        world.shut().await;
        let gate = Gate::new();
        world.service().set_fault(Endpoint::TopUp, Fault::after(Effect::Wait(gate.clone())));
        let sell = [format!("sell:21192120{ending}:50")];
        let mut child =
            world.headless(Path::new(env!("CARGO_BIN_EXE_headless")), &Ending::Whole, &sell).spawn().unwrap();
        gate.reached(1).await;
        child.kill().unwrap();
        child.wait().unwrap();
        world.let_go().await;
        world.clock.advance(Duration::from_secs(5));
        world.clock.boot();
        world.open().await.unwrap();
        let sale = world.sales().await.remove(0);
        let sale = look(&world, &sale).await;
        assert_eq!(sale.doubt, Some(DoubtCause::Interrupted), "{ending}: nobody wrote down what came back");
        assert_verdict(&sale, true);
        assert_charged_and_not_delivered(&world, &sale);
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e01_an_uncharged_delivery_is_not_charged_and_may_have_arrived() {
    for (ending, delivered) in [("9502", true), ("9501", false), ("9602", false), ("9099", false)] {
        let world = alone().await;
        let sale = world.sell(&format!("21192120{ending}"), "50").await;
        let sale = look(&world, &sale).await;
        assert_open(&sale);
        assert_eq!(last_finding(&sale), Finding::UnchangedSoFar, "{ending}");
        let sale = look_at_rest(&world, &sale).await;
        assert_verdict(&sale, false);
        assert_eq!(fate_of(&world, &sale).delivered.is_some(), delivered, "{ending}");
        assert_eq!(
            world.try_sell(sale.msisdn(), "50").await.unwrap_err().code,
            ErrorCode::RepeatNeedsReason,
            "{ending}: it may have arrived"
        );
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e11_timeline_and_claim_show_a_refusals_reference_and_code() {
    for (ending, code, state) in [
        ("9113", 13, SaleStateView::DeclinedButCharged),
        ("9194", 94, SaleStateView::DeclinedButCharged),
        ("9199", 99, Charged),
    ] {
        let world = alone().await;
        let sale = world.sell(&format!("21192120{ending}"), "50").await;
        let sale = look(&world, &sale).await;
        assert_eq!((sale.state, sale.code), (state, Some(code)), "{ending}: {sale:#?}");
        let reference = fate_of(&world, &sale).reference;
        assert_eq!(sale.reference.as_ref(), Some(&reference), "{ending}");
        let claim = sale.claim.clone().expect("a claim");
        assert!(claim.contains(&reference) && claim.contains(&format!("code {code}")), "{ending}: {claim}");
        assert_in_time_line(&world, &sale, &reference, code).await;
        world.close().await;
    }
    for (ending, code) in [("9013", 13), ("9099", 99), ("9036", 36)] {
        let world = alone().await;
        let sale = world.sell(&format!("21192120{ending}"), "50").await;
        let reference = fate_of(&world, &sale).reference;
        assert_eq!((sale.code, sale.reference.as_ref()), (Some(code), Some(&reference)), "{ending}: {sale:#?}");
        assert_in_time_line(&world, &sale, &reference, code).await;
        world.close().await;
    }
}

async fn assert_in_time_line(world: &World, sale: &SaleView, reference: &str, code: i64) {
    let timeline = world.sale(&sale.id).await.timeline;
    let facts: Vec<(&str, &str)> =
        timeline.iter().flat_map(|entry| &entry.facts).map(|fact| (fact.name.as_str(), fact.value.as_str())).collect();
    assert!(facts.contains(&("reference", reference)), "{facts:?}");
    assert!(
        facts.iter().any(|(name, value)| name.to_lowercase().contains("code") && *value == code.to_string()),
        "{facts:?}"
    );
}
