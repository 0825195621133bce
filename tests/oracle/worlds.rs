//! Worlds in which rules that jump to conclusions say something false, one for each cause that once occurred at a
//! counter.
//!
//! Each begins with a confirmed sale, so that the cost is known; *somebody else* is another till of the same account.
//! The oracle must catch hasty rules where they are false, and find nothing false in the till's present sentences:
//! without declarations, with true ones, and with false ones, but for sentences that name the broken declaration.

use airtill_tests::oracle::hasty;
use airtill_tests::oracle::live;
use airtill_tests::oracle::rules::now;
use airtill_tests::oracle::script::{
    Day, Declared, Kill, MINUTE, Minor, Plan, SECOND, Second, Step, Sum, Tariff, Word,
};

/// A sum of whole pounds in minor units.
const POUND: Minor = 100;

/// Only the rest is declared.
fn nothing() -> Declared {
    Declared {
        this_till: false,
        smallest_deposit: None,
        rest: 2 * MINUTE,
        one_at_a_time: false,
        second_debit: Second::Unknown,
    }
}

/// A world of these steps, behind one confirmed sale of 50.
fn world(steps: Vec<Step>) -> Day {
    let steps = [vec![sell(50, Plan::delivered())], steps].concat();
    Day { seed: 0, kind: "by hand", declared: nothing(), tariff: Tariff::plain(), watch: false, steps }
}

fn sell(pounds: Minor, plan: Plan) -> Step {
    sell_over(0, pounds, plan)
}

fn sell_over(over: usize, pounds: Minor, plan: Plan) -> Step {
    Step::Sell { over, amount: pounds * POUND, plan, kill: None }
}

fn read() -> Step {
    Step::Read { over: 0, snapshot: 100, answered: true, kill: None }
}

fn spend(pounds: Minor) -> Step {
    Step::Other { after: 0, by: Sum::Exactly(-pounds * POUND) }
}

/// Declares that only this till uses the float, and all else by which the till judges alone.
fn everything() -> Declared {
    Declared {
        this_till: true,
        smallest_deposit: Some(500 * POUND),
        one_at_a_time: true,
        second_debit: Second::No,
        ..nothing()
    }
}

/// Hasty rules say this falsely in this world, or nothing false; the present rules never do, with any declarations.
fn caught(cause: &str, day: &Day, sentence: Option<&str>) {
    let outcome = live(day, hasty, true);
    let reported = outcome.story.join("\n");
    println!("== {cause}\n{reported}\n");
    match (outcome.wrong.first(), sentence) {
        (Some(wrong), Some(sentence)) => assert!(wrong.text.contains(sentence), "{cause}: {}", wrong.text),
        (wrong, sentence) => assert_eq!(wrong.map(|wrong| wrong.text.as_str()), sentence, "{cause}:\n{reported}"),
    }
    let outcome = live(day, now, true);
    assert_eq!(outcome.wrong, [], "{cause}: nothing is declared:\n{}", outcome.story.join("\n"));
    assert_eq!(outcome.seen.verdicts, 0, "{cause}: a float of others settles nothing");
    let outcome = live(&Day { declared: everything(), ..day.clone() }, now, true);
    let unexcused: Vec<_> = outcome.wrong.iter().filter(|wrong| wrong.excuse.is_none()).collect();
    assert!(unexcused.is_empty(), "{cause}: {unexcused:?}\n{}", outcome.story.join("\n"));
}

const FELL: Option<&str> = Some("the float went down for it\", and it was never charged");
const NOT_FALLEN: Option<&str> = Some("the float had not gone down for it\", and it was charged");
/// The sentence that the float went down for it is true, and no more is said than that.
const NOTHING: Option<&str> = None;

#[test]
fn a_debited_refusal_that_lost_its_answer_is_not_a_delivery() {
    for code in [13, 10, 93] {
        caught(
            "1, a refusal debited, its answer lost",
            &world(vec![sell(50, Plan::refused(code, true).lost()), read()]),
            NOTHING,
        );
    }
}

#[test]
fn cause_1_a_debited_refusal_is_no_delivery_without_its_answer() {
    let page = Plan { answer: airtill_tests::oracle::script::Answer::Failed, ..Plan::refused(13, true) };
    caught("1, a 502 page", &world(vec![sell(50, page), read()]), NOTHING);
    caught("1, an answer after the limit", &world(vec![sell(50, Plan::refused(13, true).silent()), read()]), NOTHING);
    let killed =
        Step::Sell { over: 0, amount: 50 * POUND, plan: Plan::refused(13, true), kill: Some(Kill::Waiting(MINUTE)) };
    caught("1, killed before the answer was written", &world(vec![killed, read()]), NOTHING);
}

#[test]
fn cause_1_an_undocumented_code_decides_nothing() {
    caught("1, code 99", &world(vec![sell(50, Plan::unknown(99, true, false)), read()]), NOTHING);
}

#[test]
fn cause_1_a_queued_sale_is_not_delivered() {
    caught("1, code 12", &world(vec![sell(50, Plan::queued(12).lost()), read()]), NOTHING);
}

#[test]
fn cause_2_falls_of_others_that_add_up_to_a_sale_are_not_its_charge() {
    caught(
        "2, spent in two parts",
        &world(vec![sell(50, Plan::lost_before()), spend(20), read(), spend(30), read()]),
        FELL,
    );
}

#[test]
fn cause_2_rises_that_cancel_a_charge_do_not_undo_it() {
    let deposit = Step::Deposit { after: 0, by: 80 * POUND };
    let steps = vec![sell(50, Plan::delivered().lost()), spend(30), read(), deposit, Step::Rest, read()];
    caught("2, the mirror: paid back by a deposit", &world(steps), NOTHING);
}

#[test]
fn cause_3_a_stated_float_that_shows_another_till_is_not_forgotten() {
    let confirmed = || sell(50, Plan::delivered());
    // The float is read while the next sale is prepared, as the till does where it is older than two minutes.
    let steps = vec![
        confirmed(),
        confirmed(),
        spend(20),
        confirmed(),
        read(),
        sell(50, Plan::lost_before()),
        spend(50),
        read(),
    ];
    caught("3, a stated float that falls by 70", &world(steps), FELL);
}

#[test]
fn cause_4_two_connections_to_one_account_have_one_float() {
    let steps = vec![sell(50, Plan::lost_before()), sell_over(1, 50, Plan::delivered()), read()];
    caught("4, lost on A, confirmed on B", &world(steps), FELL);
}

#[test]
fn cause_5_an_old_float_that_is_written_back_hides_a_charge() {
    let desk = Step::OtherTill { after: 0, takes: 10 * SECOND, costs: Sum::Exactly(0) };
    caught("5, written back", &world(vec![desk, sell(50, Plan::delivered().lost()), Step::Rest, read()]), NOT_FALLEN);
}

#[test]
fn cause_6_a_service_may_take_longer_than_the_till_believes() {
    let slow = Plan::delivered().booked_after(200 * SECOND).silent();
    let steps = vec![sell(50, slow), Step::Wait(132 * SECOND), read(), Step::Wait(MINUTE)];
    caught("6, charged after 200 s", &world(steps), NOTHING);
}

#[test]
fn cause_7_the_first_movement_of_others_may_have_the_size_of_a_sale() {
    caught("7, the first movement", &world(vec![sell(50, Plan::lost_before()), spend(50), read()]), FELL);
}

#[test]
fn cause_10_a_persons_declaration_is_no_fact_for_later_sales() {
    let not_sent = Step::Say(Word { of: 0, yes: false });
    let steps = vec![sell(50, Plan::delivered().lost()), not_sent, sell(50, Plan::lost_before()), read()];
    caught("10, marked wrongly by a person", &world(steps), FELL);
}
