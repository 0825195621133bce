//! Worlds in which the rules of before said something false, one for each cause that was seen at a counter.
//!
//! Each begins with a confirmed sale, so that the cost is known; *somebody else* is another desk of the same account.
//! The oracle must catch the rules of before in each, and find nothing false in what the till says now: where nothing
//! is declared, where all that is declared is true, and where it is not, but for sentences that name the declaration
//! which is broken.

use airtill_tests::oracle::live;
use airtill_tests::oracle::rules::{before, now};
use airtill_tests::oracle::script::{
    Day, Declared, Kill, MINUTE, Minor, Plan, SECOND, Second, Step, Sum, Tariff, Word,
};

/// A sum of whole pounds in minor units.
const POUND: Minor = 100;

/// Nothing is declared but the rest.
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

/// That only this till uses the float, and all else that makes the till judge alone.
fn everything() -> Declared {
    Declared {
        this_till: true,
        smallest_deposit: Some(500 * POUND),
        one_at_a_time: true,
        second_debit: Second::No,
        ..nothing()
    }
}

/// The rules of before say something false in this world, and it is this; those of now do not, whatever is declared.
fn caught(cause: &str, day: &Day, sentence: &str) {
    let outcome = live(day, before, true);
    let told = outcome.told.join("\n");
    println!("== {cause}\n{told}\n");
    let wrong = outcome.wrong.first().unwrap_or_else(|| panic!("{cause}: nothing false was said:\n{told}"));
    println!("   FALSE: sale {:?}: {}\n", wrong.sale, wrong.text);
    assert!(wrong.text.contains(sentence), "{cause}: {}", wrong.text);
    let outcome = live(day, now, true);
    assert_eq!(outcome.wrong, [], "{cause}: nothing is declared:\n{}", outcome.told.join("\n"));
    assert_eq!(outcome.seen.verdicts, 0, "{cause}: a float of others settles nothing");
    let outcome = live(&Day { declared: everything(), ..day.clone() }, now, true);
    let unexcused: Vec<_> = outcome.wrong.iter().filter(|wrong| wrong.excuse.is_none()).collect();
    assert!(unexcused.is_empty(), "{cause}: {unexcused:?}\n{}", outcome.told.join("\n"));
}

const SENT: &str = "\"It was sent\"";
const NOT_SENT: &str = "\"It was not sent.";

#[test]
fn cause_1_a_refusal_that_was_debited_and_lost_its_answer_is_not_a_delivery() {
    for code in [13, 10, 93] {
        caught(
            "1, a refusal debited, its answer lost",
            &world(vec![sell(50, Plan::refused(code, true).lost()), read()]),
            SENT,
        );
    }
}

#[test]
fn cause_1_nor_with_any_other_way_to_lose_the_answer() {
    let page = Plan { answer: airtill_tests::oracle::script::Answer::Failed, ..Plan::refused(13, true) };
    caught("1, a 502 page", &world(vec![sell(50, page), read()]), SENT);
    caught("1, an answer after the limit", &world(vec![sell(50, Plan::refused(13, true).silent()), read()]), SENT);
    let killed =
        Step::Sell { over: 0, amount: 50 * POUND, plan: Plan::refused(13, true), kill: Some(Kill::Waiting(MINUTE)) };
    caught("1, killed before the answer was written", &world(vec![killed, read()]), SENT);
}

#[test]
fn cause_1_a_code_that_nobody_documented_decides_nothing() {
    caught("1, code 99", &world(vec![sell(50, Plan::unknown(99, true, false)), read()]), SENT);
}

#[test]
fn cause_1_a_queued_sale_is_not_delivered() {
    caught("1, code 12", &world(vec![sell(50, Plan::queued(12).lost()), read()]), SENT);
}

#[test]
fn cause_2_falls_of_others_that_add_up_to_a_sale_are_not_its_charge() {
    caught(
        "2, spent in two parts",
        &world(vec![sell(50, Plan::lost_before()), spend(20), read(), spend(30), read()]),
        SENT,
    );
}

#[test]
fn cause_2_rises_that_cancel_a_charge_do_not_undo_it() {
    let deposit = Step::Deposit { after: 0, by: 80 * POUND };
    let steps = vec![sell(50, Plan::delivered().lost()), spend(30), read(), deposit, Step::Rest, read()];
    caught("2, the mirror: paid back by a deposit", &world(steps), NOT_SENT);
}

#[test]
fn cause_3_a_stated_float_that_shows_another_desk_is_not_forgotten() {
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
    caught("3, a stated float that falls by 70", &world(steps), SENT);
}

#[test]
fn cause_4_two_connections_to_one_account_have_one_float() {
    let steps = vec![sell(50, Plan::lost_before()), sell_over(1, 50, Plan::delivered()), read()];
    caught("4, lost on A, confirmed on B", &world(steps), SENT);
}

#[test]
fn cause_5_an_old_float_that_is_written_back_hides_a_charge() {
    let desk = Step::OtherDesk { after: 0, takes: 10 * SECOND, costs: Sum::Exactly(0) };
    caught("5, written back", &world(vec![desk, sell(50, Plan::delivered().lost()), Step::Rest, read()]), NOT_SENT);
}

#[test]
fn cause_6_a_service_may_take_longer_than_the_till_believes() {
    let slow = Plan::delivered().booked_after(200 * SECOND).silent();
    let steps = vec![sell(50, slow), Step::Wait(132 * SECOND), read(), Step::Wait(MINUTE)];
    caught("6, charged after 200 s", &world(steps), NOT_SENT);
}

#[test]
fn cause_7_the_first_movement_of_others_may_have_the_size_of_a_sale() {
    caught("7, the first movement", &world(vec![sell(50, Plan::lost_before()), spend(50), read()]), SENT);
}

#[test]
fn cause_10_what_a_person_said_is_no_fact_for_later_sales() {
    let not_sent = Step::Say(Word { of: 0, yes: false });
    let steps = vec![sell(50, Plan::delivered().lost()), not_sent, sell(50, Plan::lost_before()), read()];
    caught("10, marked wrongly by a person", &world(steps), SENT);
}
