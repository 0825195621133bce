//! Learning the truth: how doubts end, and which of them stay until a person declares.
//!
//! The float is the only witness, and these journeys bend it: by others who sell, by commissions, by retries that
//! charge again. The till's own looks are in `watching`.

use std::time::Duration;

use airtill_contract::{AlertKind, EntryKind, ErrorCode, Finding, JudgesView, SaleStateView, SaleView, SeeNotices};
use airtill_practice::{ChargeKind, Effect, Endpoint, Fault, Options};
use airtill_tests::world::{ALONE, Setup, World, number};
use rust_decimal::Decimal;

use SaleStateView::{Accepted, Charged, Confirmed, DeclinedButCharged, InDoubt, NotCharged};

const LOST_AFTER: &str = "211921209601";
const LOST_BEFORE: &str = "211921209602";

/// A world in which the cost of a sale is known.
async fn experienced() -> World {
    let world = World::test().await;
    world.sell(&number(999), "20").await;
    world
}

fn last_finding(sale: &SaleView) -> Finding {
    sale.evidence.last().expect("something is stated").finding
}

#[tokio::test(flavor = "multi_thread")]
async fn declined_but_charged_comes_with_the_facts_of_a_claim() {
    let world = experienced().await;
    let sale = world.sell("211921209113", "60").await;
    assert_eq!(sale.state, DeclinedButCharged);
    let claim = sale.claim.expect("a claim");
    for fact in
        ["211921209113", "60.00 SSP", "clerk@practice.example", "13 REJECTED_TOPUP", "4980.00 SSP", "2026-11-21T08:00"]
    {
        assert!(claim.contains(fact), "{fact} in {claim}");
    }
    assert_eq!(world.kinds(&sale.id).await, [EntryKind::Intended, EntryKind::InDoubt, EntryKind::Judged]);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_is_shown_at_the_first_reading_after_it() {
    let world = experienced().await;
    let sale = world.sell(LOST_AFTER, "60").await;
    assert_eq!(sale.state, InDoubt);
    let sale = world.gather(&sale).await;
    let verdict = sale.verdict.expect("a verdict");
    assert_eq!((sale.state, verdict.charged), (Charged, true));
    assert_eq!(
        [&verdict.before, &verdict.after, &verdict.debit.unwrap()].map(|money| money.amount.clone()),
        ["4980.00", "4920.00", "60.00"]
    );
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_float_says_not_charged_only_after_the_rest() {
    let world = experienced().await;
    let sale = world.sell(LOST_BEFORE, "60").await;
    let sale = world.gather(&sale).await;
    assert_eq!((sale.state, last_finding(&sale)), (InDoubt, Finding::UnchangedSoFar));
    let sale = world.gather_later(&sale).await;
    assert_eq!((sale.state, sale.verdict.map(|verdict| verdict.charged)), (NotCharged, Some(false)));
    let fault = world.try_sell(LOST_BEFORE, "60").await.unwrap_err();
    assert_eq!(fault.code, ErrorCode::RepeatNeedsReason, "it may have arrived all the same: that is asked for");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_float_that_others_moved_settles_nothing_and_ends_the_proof() {
    for by in [-17, 107] {
        let world = experienced().await;
        let sale = world.sell(LOST_AFTER, "60").await;
        world.service().move_float(Decimal::from(by));
        let sale = world.gather_later(&sale).await;
        assert_eq!((sale.state, last_finding(&sale)), (InDoubt, Finding::MovedByOthers), "{by}");
        let card = world.card().await;
        assert_eq!(card.float_use.unwrap().judges, JudgesView::Indications, "{by}");
        assert_eq!(card.alerts.iter().map(|alert| alert.kind).collect::<Vec<_>>(), [AlertKind::Unexplained], "{by}");
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_is_shown_without_a_known_cost_of_a_sale() {
    let options = Options { commission: Decimal::new(5, 2), ..Options::default() };
    let world = World::with(Setup { options, ..Setup::default() }).await;
    let sale = world.sell(LOST_AFTER, "60").await;
    let verdict = world.gather(&sale).await.verdict.expect("nothing else explains it");
    assert_eq!((verdict.charged, verdict.debit.unwrap().amount.as_str()), (true, "57.00"));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_commission_of_five_per_cent_doubts_are_settled_all_the_same() {
    let options = Options { commission: Decimal::new(5, 2), ..Options::default() };
    let world = World::with(Setup { options, ..Setup::default() }).await;
    assert_eq!(world.sell(&number(1), "20").await.state, Confirmed);
    let sent = world.sell(LOST_AFTER, "60").await;
    let sent = world.gather_later(&sent).await;
    assert_eq!(sent.state, Charged, "{sent:#?}");
    let not = world.sell(LOST_BEFORE, "33.33").await;
    assert_eq!(world.gather_later(&not).await.state, NotCharged);
    let refused = world.sell("211921209113", "60").await;
    assert_eq!(refused.state, DeclinedButCharged);
    assert!(refused.claim.unwrap().contains("57.00"), "the claim names the true debit");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_doubts_of_one_amount_exactly_one_is_shown_as_charged() {
    let world = experienced().await;
    let one = world.sell(LOST_AFTER, "60").await;
    let other = world.sell("211922209602", "60").await;
    for sale in [one, other] {
        let sale = world.gather_later(&sale).await;
        let line = sale.evidence.last().expect("something is stated");
        assert_eq!(
            (sale.state, line.finding, line.exactly, line.of),
            (InDoubt, Finding::ExactlySome, Some(1), Some(2)),
            "{sale:#?}"
        );
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_float_is_read_for_a_doubt_before_the_next_confirmation() {
    let world = experienced().await;
    let one = world.sell(LOST_AFTER, "60").await;
    world.clock.advance(Duration::from_secs(300));
    let other = world.sell("211922209602", "60").await;
    assert_eq!(world.sale(&one.id).await.sale.state, Charged);
    assert_eq!(world.gather_later(&other).await.state, NotCharged);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_among_later_sales_is_settled_by_the_whole_chain() {
    let world = experienced().await;
    let sale = world.sell(LOST_AFTER, "60").await;
    world.clock.advance(Duration::from_secs(300));
    world.sell(&number(2), "7").await;
    world.sell(&number(3), "11").await;
    let sale = world.gather_later(&sale).await;
    assert_eq!(sale.state, Charged, "{sale:#?}");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_gathered_after_a_restart() {
    for (number, state) in [(LOST_AFTER, Charged), (LOST_BEFORE, NotCharged)] {
        let mut world = experienced().await;
        let sale = world.sell(number, "60").await;
        world.restart().await;
        world.float().await.unwrap();
        let sale = world.gather_later(&sale).await;
        assert_eq!(sale.state, state);
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_settles_with_a_written_reason_and_only_a_doubt() {
    let world = experienced().await;
    let sale = world.sell("211921209603", "60").await;
    let sale = world.gather_later(&sale).await;
    assert_eq!(sale.state, InDoubt);
    for reason in ["", "  ", "ok", "\u{202e}\u{200b}"] {
        assert_eq!(
            world.say(&sale, Some(true), None, reason).await.unwrap_err().code,
            ErrorCode::ReasonNeeded,
            "{reason:?}"
        );
    }
    let settled = world.say(&sale, Some(true), None, "21 Systems found it, ticket 4711").await.unwrap();
    let said = settled.said.clone().unwrap();
    assert_eq!(
        (settled.state, said.person.as_str(), said.arrived, said.charged),
        (SaleStateView::Said, "clerk@practice.example", Some(true), None)
    );
    let last = world.sale(&sale.id).await.timeline.pop().unwrap();
    assert_eq!((last.kind, last.actor.as_str()), (EntryKind::Said, "clerk@practice.example"));
    assert!(last.facts.iter().any(|fact| fact.value == "21 Systems found it, ticket 4711"));
    let corrected = world.say(&sale, Some(false), None, "it was the sale before").await.unwrap();
    assert_eq!(
        corrected.said.unwrap().arrived,
        Some(false),
        "the last word stands, and the first stays in the time line"
    );
    let confirmed = world.sell(&number(3), "5").await;
    assert_eq!(
        world.say(&confirmed, Some(false), None, "no message came").await.unwrap_err().code,
        ErrorCode::NotInDoubt
    );
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_debit_is_shown_until_a_person_has_looked() {
    let declared = ALONE.replace("second_debit = \"no\"", "second_debit = \"2 h\"");
    let world = World::with(Setup { declared, ..Setup::default() }).await;
    world.sell(&number(999), "20").await;
    let sale = world.sell("211921209111", "60").await;
    assert_eq!(sale.state, Accepted);
    world.float().await.unwrap();
    world.clock.advance(Duration::from_secs(3600));
    assert_eq!(world.service().retry_accepted(), 1);
    assert!(world.service().truth().iter().any(|charge| charge.kind == ChargeKind::Retry));
    world.float().await.unwrap();
    let kinds = world.kinds(&sale.id).await;
    assert!(kinds.contains(&EntryKind::UnexplainedDebit), "{kinds:?}");
    let alerts = world.card().await.alerts;
    assert_eq!(alerts.iter().map(|alert| alert.kind).collect::<Vec<_>>(), [AlertKind::SecondDebit]);
    let request =
        SeeNotices { connection: world.key.clone(), notices: alerts.iter().map(|alert| alert.notice).collect() };
    assert_eq!(world.shown(world.till().see_notices(request).await).unwrap().alerts, []);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubt_that_a_second_debit_may_explain_stays_in_doubt() {
    let declared = ALONE.replace("second_debit = \"no\"\n", "");
    let world = World::with(Setup { declared, ..Setup::default() }).await;
    world.sell(&number(999), "20").await;
    world.sell("211921209111", "60").await;
    let sale = world.sell(LOST_BEFORE, "60").await;
    world.service().retry_accepted();
    let sale = world.gather_later(&sale).await;
    assert_eq!((sale.state, last_finding(&sale)), (InDoubt, Finding::MayBeRetry));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_float_that_cannot_be_read_is_stated_and_a_later_one_settles() {
    let world = experienced().await;
    let sale = world.sell(LOST_AFTER, "60").await;
    world.service().set_fault(Endpoint::Balance, Fault::status(503, "text/html", "<html>down</html>").standing());
    let sale = world.gather_later(&sale).await;
    assert_eq!((sale.state, last_finding(&sale)), (InDoubt, Finding::FloatUnreadable));
    world.service().clear_faults();
    assert_eq!(world.gather(&sale).await.state, Charged);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_balance_in_an_answer_decides_no_later_doubt() {
    // The service loses a debit now and then and answers a wrong balance: here one that is higher by exactly the next
    // sale.
    let world = experienced().await;
    world.service().set_fault(Endpoint::TopUp, Fault::after(Effect::Balance(Decimal::from(5020))));
    assert_eq!(world.sell(&number(2), "20").await.state, Confirmed);
    let sale = world.sell(LOST_BEFORE, "60").await;
    let sale = world.gather_later(&sale).await;
    assert_ne!(sale.state, Charged, "nothing was charged: {sale:#?}");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_ends_during_a_sale_declines_it_and_the_next_sells() {
    let world = experienced().await;
    let sale = world.sell("211921209402", "60").await;
    assert_eq!(sale.state, SaleStateView::Declined);
    assert_eq!(world.kinds(&sale.id).await, [EntryKind::Intended, EntryKind::TurnedAway, EntryKind::Declined]);
    world.sign_in().await.unwrap();
    assert_eq!(world.sell("211921209402", "60").await.state, Confirmed);
    world.close().await;
}
