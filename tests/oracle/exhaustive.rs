//! Every order of a few events round two sales: random days meet some of them by chance, these tests all.
//!
//! Every declaration is true in them, so no order may have a false sentence.

use airtill_tests::oracle::hasty;
use airtill_tests::oracle::live;
use airtill_tests::oracle::rules::{Makes, now};
use airtill_tests::oracle::script::{Day, Declared, MINUTE, Plan, SECOND, Second, Step, Tariff, Word};
use airtill_tests::oracle::shrink::first_false;

const REST: i64 = 2 * MINUTE;

fn sell(plan: Plan) -> Step {
    Step::Sell { over: 0, amount: 5_000, plan, kill: None }
}

fn read() -> Step {
    Step::Read { over: 0, snapshot: 100, answered: true, kill: None }
}

/// The outcomes that the service can give a sale.
fn sales() -> Vec<Step> {
    [
        Plan::delivered(),
        Plan::delivered().lost(),
        Plan::lost_before(),
        Plan::delivered().booked_after(REST - SECOND).lost(),
        Plan::refused(13, true),
        Plan::refused(13, true).lost(),
    ]
    .map(sell)
    .to_vec()
}

/// The other events where every declaration is true.
fn events() -> Vec<Step> {
    vec![
        read(),
        Step::Rest,
        Step::Restart(SECOND),
        Step::Say(Word { of: 0, yes: false }),
        Step::Deposit { after: 0, by: 50_000 },
        Step::Refund { of: 0, alone: true },
    ]
}

/// Every list of `left` more steps behind `so_far` with `sales` sales among them.
fn orders(so_far: &[Step], left: usize, sales: usize, choices: &[Vec<Step>; 2], each: &mut impl FnMut(&[Step])) {
    if left == 0 {
        return each(so_far);
    }
    let kinds = choices.iter().zip([sales > 0, left > sales]).zip([1, 0]);
    for (step, sold) in
        kinds.filter(|((_, may), _)| *may).flat_map(|((steps, _), sold)| steps.iter().map(move |step| (step, sold)))
    {
        orders(&[so_far, std::slice::from_ref(step)].concat(), left - 1, sales - sold, choices, each);
    }
}

/// Every order of two sales and `others` other events; how many there are, and the first that is not lived through.
fn every(others: usize, declared: &Declared, choices: &[Vec<Step>; 2], rules: Makes) -> (usize, Option<Day>) {
    let (mut count, mut first) = (0, None);
    orders(&[], 2 + others, 2, choices, &mut |steps| {
        count += 1;
        if first.is_some() {
            return;
        }
        // Each begins with a known cost and ends with a float that is read at rest.
        let steps = [&[sell(Plan::delivered()), sell(Plan::delivered())], steps, &[Step::Rest, read()]].concat();
        let day =
            Day { seed: 0, kind: "small", declared: declared.clone(), tariff: Tariff::plain(), watch: false, steps };
        first = first_false(&live(&day, rules, false).wrong).is_some().then_some(day);
    });
    (count, first)
}

fn declared() -> Declared {
    Declared {
        this_till: true,
        smallest_deposit: Some(50_000),
        rest: REST,
        one_at_a_time: true,
        second_debit: Second::No,
    }
}

/// A failing world, step by step.
fn failing(day: &Day, rules: Makes) -> String {
    let outcome = live(day, rules, true);
    format!("{}\n{:?}", outcome.story.join("\n"), outcome.wrong)
}

#[test]
fn hasty_rules_say_something_false_in_a_small_world() {
    let (_, first) = every(3, &declared(), &[sales(), events()], hasty);
    assert!(first.is_some());
}

#[test]
fn no_sentence_is_false_in_any_order_of_two_sales_and_three_events() {
    let (count, first) = every(3, &declared(), &[sales(), events()], now);
    assert!(count > 70_000, "{count} worlds");
    assert_eq!(first.map(|day| failing(&day, now)), None);
}

#[test]
fn no_sentence_is_false_where_the_service_writes_old_floats_back() {
    let declared = Declared { one_at_a_time: false, ..declared() };
    let unlocked = |plan: Plan| sell(plan.unlocked());
    let slow = |plan: Plan| unlocked(plan.booked_after(90 * SECOND).lost());
    let sales = vec![
        unlocked(Plan::delivered()),
        slow(Plan::delivered()),
        slow(Plan::refused(13, false)),
        unlocked(Plan::refused(13, true)),
        sell(Plan::lost_before()),
    ];
    let events = vec![
        read(),
        Step::Wait(MINUTE),
        Step::Rest,
        Step::Deposit { after: 0, by: 50_000 },
        Step::Refund { of: 0, alone: true },
    ];
    let (count, first) = every(3, &declared, &[sales, events], now);
    assert!(count > 30_000, "{count} worlds");
    assert_eq!(first.map(|day| failing(&day, now)), None);
}
