//! The guards that prevent a top-up from being sent twice, or at all.
//!
//! Each journey counts the requests that reached the service, because that is the promise; the ledger is compared with
//! the truth log as every journey ends.

use std::time::Duration;

use airtill_contract::{ErrorCode, MoneyMoved, NumberAdvice, SaleStateView, SendTopUp};
use airtill_practice::Endpoint;
use airtill_tests::world::{Setup, World, Yes, number};
use rust_decimal::Decimal;
use tokio::task::JoinSet;

use SaleStateView::{Confirmed, InDoubt};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn because(reason: &str) -> Yes {
    Yes { reason: Some(reason.to_owned()), ..Yes::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_yes_fifty_times_at_once_is_one_request() {
    let world = World::test().await;
    let confirmation = world.prepare(&number(1), "60").await.unwrap();
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let (till, intent) = (world.till().clone(), confirmation.intent.clone());
        let yes = SendTopUp { intent, repeat_reason: None, override_doubts: Vec::new(), number_accepted: false };
        tasks.spawn(async move { till.send_top_up(yes).await });
    }
    let outcomes = tasks.join_all().await;
    assert!(outcomes.iter().all(|outcome| outcome.as_ref().is_ok_and(|sale| sale.state == Confirmed)), "{outcomes:?}");
    assert_eq!((world.hits(Endpoint::TopUp), world.sales().await.len()), (1, 1));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_with_the_same_number_cause_one_sale_and_a_question() {
    let world = World::test().await;
    let (one, other) = (world.prepare(&number(1), "60").await.unwrap(), world.prepare(&number(1), "60").await.unwrap());
    let (first, second) = tokio::join!(world.send(&one.intent), world.send(&other.intent));
    let (sold, asked): (Vec<_>, Vec<_>) = [first, second].into_iter().partition(Result::is_ok);
    assert_eq!((sold.len(), asked.len()), (1, 1));
    assert_eq!(asked[0].as_ref().unwrap_err().code, ErrorCode::RepeatNeedsReason);
    assert_eq!(world.hits(Endpoint::TopUp), 1);
    // Both windows ask again; the one that was turned away gives a reason.
    let reason = world.sales().await.len();
    assert_eq!(reason, 1);
    for intent in [&one.intent, &other.intent] {
        world.send_with(intent, because("the customer wants another one")).await.unwrap();
    }
    assert_eq!(world.hits(Endpoint::TopUp), 2, "a reason lets the second through, and the first stays as it is");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sales_never_reach_the_service_at_once() {
    let world = World::test().await;
    let mut tasks = JoinSet::new();
    for of in 0..10 {
        let intent = world.prepare(&number(of), "1").await.unwrap().intent;
        let till = world.till().clone();
        tasks.spawn(async move {
            till.send_top_up(SendTopUp {
                intent,
                repeat_reason: None,
                override_doubts: Vec::new(),
                number_accepted: false,
            })
            .await
        });
    }
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
    assert_eq!(world.service().most_at_once(Endpoint::TopUp), 1);
    assert_eq!(world.hits(Endpoint::TopUp), 10);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_was_topped_up_lately_needs_a_reason_which_is_stored() {
    let world = World::test().await;
    world.sell(&number(1), "60").await;
    let confirmation = world.prepare(&number(1), "30").await.unwrap();
    assert_eq!(confirmation.recent.len(), 1, "the earlier sale is shown, whatever its amount");
    for empty in [None, Some(""), Some("   "), Some("\u{200b}")] {
        let yes = Yes { reason: empty.map(str::to_owned), ..Yes::default() };
        assert_eq!(
            world.send_with(&confirmation.intent, yes).await.unwrap_err().code,
            ErrorCode::RepeatNeedsReason,
            "{empty:?}"
        );
    }
    assert_eq!(world.hits(Endpoint::TopUp), 1);
    let sale = world.send_with(&confirmation.intent, because("his brother pays as well")).await.unwrap();
    assert_eq!(sale.state, Confirmed);
    let facts = &world.sale(&sale.id).await.timeline[0].facts;
    assert!(
        facts.iter().any(|fact| fact.name == "repeatReason" && fact.value == "his brother pays as well"),
        "{facts:?}"
    );
    world.clock.advance(DAY + Duration::from_secs(1));
    assert_eq!(world.sell(&number(1), "60").await.state, Confirmed, "a day later nobody is asked");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_sale_needs_no_reason_to_be_tried_again() {
    let world = World::test().await;
    let sale = world.sell("211921209013", "60").await;
    assert_eq!(sale.state, SaleStateView::Declined);
    assert!(world.try_sell("211921209013", "60").await.is_ok());
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_does_not_hide_the_last_sale() {
    let world = World::test().await;
    world.sell(&number(1), "60").await;
    world.clock.jump_wall(-3600);
    assert_eq!(world.try_sell(&number(1), "60").await.unwrap_err().code, ErrorCode::RepeatNeedsReason);
    world.clock.jump_wall(-48 * 3600);
    assert_eq!(world.try_sell(&number(1), "60").await.unwrap_err().code, ErrorCode::RepeatNeedsReason);
    assert_eq!(world.hits(Endpoint::TopUp), 1);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_ahead_settles_no_doubt_and_lifts_no_override() {
    let world = World::test().await;
    world.sell(&number(1), "20").await;
    let sale = world.sell("211921209602", "60").await;
    world.clock.jump_wall(25 * 3600);
    assert_eq!(world.gather(&sale).await.state, InDoubt, "the service may still be working");
    assert_eq!(world.try_sell("211921209602", "60").await.unwrap_err().code, ErrorCode::DoubtNeedsOverride);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_order_in_doubt_needs_an_override_of_exactly_that_doubt() {
    let world = World::test().await;
    world.sell(&number(1), "20").await;
    let sale = world.sell("211921209602", "60").await;
    assert_eq!(sale.state, InDoubt);
    let confirmation = world.prepare("211921209602", "60").await.unwrap();
    assert_eq!(confirmation.doubts.iter().map(|doubt| &doubt.id).collect::<Vec<_>>(), [&sale.id]);
    let sent = world.hits(Endpoint::TopUp);
    let other = uuid::Uuid::new_v4().to_string();
    for doubts in [vec![], vec![other]] {
        let yes = Yes { doubts, reason: Some("he insists".to_owned()), ..Yes::default() };
        assert_eq!(world.send_with(&confirmation.intent, yes).await.unwrap_err().code, ErrorCode::DoubtNeedsOverride);
    }
    assert_eq!(world.hits(Endpoint::TopUp), sent);
    let yes = Yes { doubts: vec![sale.id.clone()], reason: Some("he insists".to_owned()), ..Yes::default() };
    world.send_with(&confirmation.intent, yes).await.unwrap();
    assert_eq!(world.hits(Endpoint::TopUp), sent + 1);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_float_that_is_too_small_refuses_before_anything_is_sent() {
    let world = World::test().await;
    let fault = world.prepare(&number(1), "5000.01").await.unwrap_err();
    assert_eq!((fault.code, fault.money_moved), (ErrorCode::FloatTooSmall, MoneyMoved::No));
    world.service().set_float(Decimal::from(10_000));
    assert!(
        world.try_sell(&number(1), "5000.01").await.is_ok(),
        "a float that was paid in is noticed before anybody is refused"
    );
    assert_eq!(world.hits(Endpoint::TopUp), 1);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_float_that_shrank_behind_the_tills_back_is_declined_by_the_service() {
    let world = World::test().await;
    let confirmation = world.prepare(&number(1), "60").await.unwrap();
    world.service().set_float(Decimal::from(10));
    let sale = world.send(&confirmation.intent).await.unwrap();
    assert_eq!(
        (sale.state, sale.reason),
        (SaleStateView::Declined, Some(airtill_contract::DeclineReason::InsufficientFloat))
    );
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_another_network_needs_a_yes_and_is_not_forbidden() {
    let world = World::test().await;
    // Zain's range, an unassigned range, the service's own sample, a fixed line.
    for (typed, advice) in [
        ("0912345678", NumberAdvice::OtherNetwork),
        ("+211 965 615 584", NumberAdvice::Unknown),
        ("211180000000", NumberAdvice::NotMobile),
    ] {
        let confirmation = world.prepare(typed, "5").await.unwrap();
        assert_eq!((confirmation.advice, confirmation.asks_about_number), (advice, true), "{typed}");
        let sent = world.hits(Endpoint::TopUp);
        world.send(&confirmation.intent).await.expect_err(typed);
        assert_eq!(world.hits(Endpoint::TopUp), sent, "{typed}");
        let sale = world.send_with(&confirmation.intent, Yes { number: true, ..Yes::default() }).await.unwrap();
        assert_eq!(sale.state, Confirmed, "{typed}");
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_numbers_and_amounts_are_refused_in_words_and_nothing_is_sent() {
    let world = World::test().await;
    let long = "9".repeat(400);
    for number in [
        "",
        "12",
        "abc",
        "0921",
        "+254712345678",
        "2119212000001",
        "92123456.0",
        "9.2123456E7",
        "92123456/7",
        "\u{0}",
        long.as_str(),
    ] {
        let code = world.prepare(number, "5").await.expect_err(number).code;
        assert!(matches!(code, ErrorCode::BadNumber | ErrorCode::BadRequest), "{number:?}: {code:?}");
    }
    for amount in [
        "",
        "0",
        "-5",
        "1e3",
        "0.001",
        "five",
        "NaN",
        "1.250",
        "0,500",
        "60 USD",
        long.as_str(),
        "99999999999999999999",
    ] {
        let code = world.prepare(&number(1), amount).await.expect_err(amount).code;
        assert!(matches!(code, ErrorCode::BadAmount | ErrorCode::BadRequest), "{amount:?}: {code:?}");
    }
    for intent in ["", "x", "00000000-0000-0000-0000-000000000000"] {
        assert!(world.send(intent).await.is_err());
    }
    assert_eq!((world.hits(Endpoint::TopUp), world.sales().await.len()), (0, 0));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_as_people_write_them_are_one_number() {
    let world = World::test().await;
    world.sell("0921 000 000", "5").await;
    for typed in ["+211921000000", "00211 921-000-000", "921000000", "٠٩٢١٠٠٠٠٠٠", "211 (921) 000000"] {
        assert_eq!(world.try_sell(typed, "5").await.expect_err(typed).code, ErrorCode::RepeatNeedsReason, "{typed}");
    }
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_stops_waiting_does_not_stop_the_sale() {
    let world = World::test().await;
    let (intent, caller, gate) = world.sell_behind_a_gate(&number(1), "60").await;
    caller.abort();
    assert!(caller.await.is_err(), "nobody waits any more");
    gate.open();
    let sale = world.send(&intent).await.expect("the same yes finds its outcome");
    assert_eq!((sale.state, world.hits(Endpoint::TopUp)), (Confirmed, 1));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_waits_for_a_sale_that_is_under_way() {
    let mut world = World::test().await;
    let (_, sale, gate) = world.sell_behind_a_gate(&number(1), "60").await;
    let opener = tokio::spawn(async move { gate.open() });
    world.shut().await;
    opener.await.unwrap();
    assert_eq!(sale.await.unwrap().unwrap().state, Confirmed, "its outcome was written before the end");
    world.restart().await;
    assert_eq!(world.sales().await[0].state, Confirmed);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_that_comes_after_the_computer_slept_is_too_late() {
    let world = World::test().await;
    let confirmation = world.prepare(&number(1), "60").await.unwrap();
    world.clock.sleep(Duration::from_secs(9 * 60));
    world.clock.advance(Duration::from_secs(59));
    world.clock.sleep(Duration::from_secs(1));
    assert_eq!(world.send(&confirmation.intent).await.unwrap_err().code, ErrorCode::IntentExpired);
    assert_eq!(world.hits(Endpoint::TopUp), 0);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_does_not_outlive_the_program() {
    let mut world = World::test().await;
    let confirmation = world.prepare(&number(1), "60").await.unwrap();
    world.restart().await;
    assert_eq!(world.send(&confirmation.intent).await.unwrap_err().code, ErrorCode::IntentExpired);
    assert_eq!(world.hits(Endpoint::TopUp), 0);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charged_sale_without_an_answer_is_named_before_a_second_one() {
    let world = World::test().await;
    let lost = world.sell("211921209601", "60").await;
    let charged = world.gather(&lost).await;
    assert_eq!(charged.state, SaleStateView::Charged);
    let confirmation = world.prepare("211921209601", "60").await.unwrap();
    assert_eq!(
        confirmation.doubts.iter().map(|sale| sale.id.as_str()).collect::<Vec<_>>(),
        [charged.id.as_str()],
        "it may have arrived"
    );
    let reason = Some("she asks for more".to_owned());
    let without = Yes { reason: reason.clone(), ..Yes::default() };
    assert_eq!(world.send_with(&confirmation.intent, without).await.unwrap_err().code, ErrorCode::DoubtNeedsOverride);
    world.say(&charged, Some(false), None, "the customer shows that nothing came").await.unwrap();
    let confirmation = world.prepare("211921209601", "60").await.unwrap();
    assert_eq!((confirmation.doubts, confirmation.recent), (vec![], vec![]), "what did not arrive is no repetition");
    world.send(&confirmation.intent).await.unwrap();
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sale_may_be_sent_again_while_its_charge_is_open() {
    let world = World::with(Setup { declared: String::new(), ..Setup::default() }).await;
    let refused = world.sell("211921209013", "60").await;
    assert_eq!(
        (refused.state, refused.refused),
        (SaleStateView::InDoubt, true),
        "others use the float: nothing proves that it was not charged"
    );
    let confirmation = world.prepare("211921209013", "60").await.unwrap();
    assert_eq!((confirmation.doubts, confirmation.recent), (vec![], vec![]));
    world.send(&confirmation.intent).await.unwrap();
    world.close().await;
}
