//! Each row of the rules, on a float of 1,000 pounds that only this till uses unless a test says otherwise.
//!
//! A counter on paper writes entries as a till does, and all that follows from them at once.

mod counter;

use airtill_domain::connection::{Declarations, SecondDebit, UsedBy};
use airtill_domain::{EndOfEpoch, Finding, SaleState};
use airtill_ledger::Fact;

use super::RULES;
use super::chain::Chain;
use counter::{Counter, id, ssp};

#[test]
fn row_1_what_was_sent_before_the_first_float_of_an_epoch_is_not_told() {
    let mut counter = Counter { chain: Chain::default(), written: Vec::new(), at: 0 };
    counter.put(Fact::Declared { declarations: Declarations::practice(), rules: RULES });
    counter.lose(1, 50);
    counter.read(950);
    counter.rest(1);
    counter.read(950);
    assert_eq!((counter.state(1), counter.finding(1)), (None, Some(Finding::NothingToCompare)));
}

#[test]
fn row_2_what_every_explanation_charges_was_charged_also_before_the_rest() {
    let mut counter = Counter::alone();
    counter.lose(1, 50);
    counter.read(950);
    assert_eq!(counter.state(1), Some(SaleState::Charged));
    let Some(Fact::Judged { verdict, .. }) =
        counter.written.iter().map(|entry| &entry.fact).find(|fact| matches!(fact, Fact::Judged { .. }))
    else {
        panic!()
    };
    assert_eq!(
        (verdict.before, verdict.after, verdict.debit, verdict.rest_seconds),
        (ssp(1_000), ssp(950), Some(ssp(50)), 600)
    );
    assert!(verdict.from < verdict.to);
}

#[test]
fn row_2_no_debit_is_told_where_another_sale_may_be_in_it() {
    let mut counter = Counter::alone();
    counter.lose(1, 20);
    counter.lose(2, 20);
    counter.read(983);
    counter.lose(3, 100);
    counter.read(883);
    let debit = counter.written.iter().find_map(|entry| match &entry.fact {
        Fact::Judged { sale, verdict, .. } if *sale == id(3) => Some(verdict.debit),
        _ => None,
    });
    assert_eq!(debit, Some(None), "100 for it alone, or less and the other sale of 20");
}

#[test]
fn row_3_what_no_explanation_charges_was_not_charged_after_the_rest() {
    let mut counter = Counter::alone();
    counter.lose(1, 50);
    counter.read(1_000);
    assert_eq!((counter.state(1), counter.finding(1)), (None, Some(Finding::UnchangedSoFar)));
    counter.rest(1);
    counter.read(1_000);
    assert_eq!(counter.state(1), Some(SaleState::NotCharged));
}

#[test]
fn rows_2_and_3_a_refusal_is_at_rest_when_it_is_answered() {
    let mut counter = Counter::alone();
    counter.refuse(1, 50);
    counter.read(1_000);
    counter.refuse(2, 50);
    counter.read(950);
    assert_eq!((counter.state(1), counter.state(2)), (Some(SaleState::Declined), Some(SaleState::DeclinedButCharged)));
}

#[test]
fn row_4_what_only_some_explanations_charge_stays_in_doubt() {
    let mut counter = Counter::alone();
    counter.lose(1, 50);
    counter.lose(2, 50);
    counter.read(950);
    assert_eq!(
        (counter.state(1), counter.finding(1), counter.finding(2)),
        (None, Some(Finding::FitsBoth), Some(Finding::FitsBoth))
    );
}

#[test]
fn row_5_of_closed_sales_the_number_of_charges_is_told() {
    let mut counter = Counter::alone();
    counter.lose(1, 50);
    counter.lose(2, 50);
    counter.read(950);
    counter.rest(1);
    counter.rest(2);
    counter.read(950);
    let line = counter.line(1).unwrap();
    assert_eq!((line.finding, line.exactly, line.among), (Finding::ExactlySome, Some(1), vec![id(1), id(2)]));
}

#[test]
fn row_6_what_nothing_explains_ends_the_epoch_and_reopens_its_verdicts() {
    let mut counter = Counter::alone();
    counter.lose(1, 50);
    counter.read(950);
    counter.lose(2, 30);
    counter.read(930);
    assert_eq!((counter.ended(), counter.state(1)), (Some(EndOfEpoch::Unexplained), Some(SaleState::Reopened)));
    assert_eq!((counter.state(2), counter.finding(2)), (None, Some(Finding::MovedByOthers)));
    counter.rest(1);
    counter.rest(2);
    counter.read(930);
    counter.lose(3, 50);
    counter.read(880);
    assert_eq!(
        (counter.state(3), counter.finding(3)),
        (None, Some(Finding::WasCharged)),
        "from then on the float only indicates"
    );
}

#[test]
fn row_6_two_falls_of_one_amount_may_both_be_a_strangers() {
    let mut counter = Counter::alone();
    counter.lose(1, 50);
    counter.read(950);
    counter.read(900);
    assert_eq!(counter.state(1), Some(SaleState::Reopened), "either fall may have been the stranger's");
}

#[test]
fn row_6_another_cost_of_the_same_amount_ends_the_epoch() {
    let mut counter = Counter::alone();
    counter.confirm(1, 50, 950);
    counter.confirm(2, 50, 903);
    assert_eq!(counter.ended(), Some(EndOfEpoch::CostChanged));
}

#[test]
fn row_6_a_rise_ends_the_epoch_where_no_deposit_is_declared() {
    let mut counter = Counter::with(|declared| declared.smallest_deposit = None);
    counter.read(1_700);
    assert_eq!(counter.ended(), Some(EndOfEpoch::Rose));
    let mut counter = Counter::alone();
    counter.read(1_700);
    assert_eq!(counter.ended(), None, "of 700, where deposits begin at 500");
}

#[test]
fn row_7_a_float_that_others_use_settles_nothing() {
    let mut counter = Counter::with(|declared| declared.used_by = UsedBy::Others);
    counter.lose(1, 50);
    counter.read(950);
    assert_eq!((counter.state(1), counter.finding(1)), (None, Some(Finding::WasCharged)));
    let line = counter.line(1).unwrap();
    assert!(line.from.is_some() && line.to > line.from && line.rest_seconds == Some(600), "{line:?}");
    counter.read(930);
    assert_eq!(counter.ended(), None, "nothing was proven that could end");
}

#[test]
fn row_7_an_indication_supposes_all_floats_that_it_follows_from() {
    let mut counter = Counter::with(|declared| declared.used_by = UsedBy::Others);
    counter.lose(1, 50);
    counter.read(950);
    counter.lose(2, 50);
    counter.read(900);
    let (first, second) = (counter.line(1).unwrap(), counter.line(2).unwrap());
    assert_eq!((first.finding, second.finding), (Finding::WasCharged, Finding::WasCharged));
    assert_eq!(
        second.from, first.from,
        "a stranger took the first 50, and the first sale was charged as the second: then this one was not"
    );
}

#[test]
fn row_8_what_a_person_said_is_no_fact() {
    let mut counter = Counter::alone();
    counter.lose(1, 50);
    let (arrived, charged, reason, adopted, person) =
        (None, Some(false), "the customer says so".to_owned(), false, None);
    counter.put(Fact::Said { sale: id(1), arrived, charged, reason, adopted, person });
    counter.lose(2, 50);
    counter.read(950);
    assert_eq!((counter.state(1), counter.state(2)), (None, None), "either of them was charged, whatever was said");
}

#[test]
fn row_8_a_charged_sale_of_a_person_may_still_be_debited_again() {
    for looks in 0..3 {
        let mut counter = Counter::with(|declared| declared.second_debit = SecondDebit::Unknown);
        counter.lose(1, 50);
        counter.read(950);
        counter.rest(1);
        for _ in 0..looks {
            counter.read(950);
        }
        assert_eq!(counter.state(1), Some(SaleState::Charged));
        let (arrived, charged, reason, adopted, person) =
            (Some(true), None, "the customer says so".to_owned(), false, None);
        counter.put(Fact::Said { sale: id(1), arrived, charged, reason, adopted, person });
        counter.lose(2, 50);
        counter.read(900);
        assert_eq!(counter.state(2), None, "after {looks} looks");
    }
}

#[test]
fn row_9_a_fall_that_a_second_debit_explains_is_told_as_two_possibilities() {
    let mut counter = Counter::with(|declared| declared.second_debit = SecondDebit::Unknown);
    counter.accept(1, 50, 950);
    counter.lose(2, 50);
    counter.read(900);
    assert_eq!((counter.state(2), counter.finding(2)), (None, Some(Finding::MayBeRetry)));
    let mut counter = Counter::with(|declared| declared.second_debit = SecondDebit::Unknown);
    counter.accept(1, 50, 950);
    counter.read(900);
    let told = |fact: &Fact| matches!(fact, Fact::UnexplainedDebit { pending: Some(sale), .. } if *sale == id(1));
    assert!(counter.written.iter().any(|entry| told(&entry.fact)), "with nothing in doubt, it is told by itself");
}

#[test]
fn row_10_where_old_floats_come_back_only_a_lone_sale_is_told() {
    let mut counter = Counter::with(|declared| declared.books_one_at_a_time = false);
    counter.lose(1, 50);
    counter.confirm(2, 20, 980);
    counter.rest(1);
    counter.read(980);
    assert_eq!(
        (counter.state(1), counter.finding(1)),
        (None, Some(Finding::CannotBeTold)),
        "its late booking may have lost the debit of the other"
    );
    let mut counter = Counter::with(|declared| declared.books_one_at_a_time = false);
    counter.lose(1, 50);
    counter.rest(1);
    counter.read(1_000);
    counter.lose(2, 50);
    counter.read(950);
    assert_eq!(
        (counter.state(1), counter.state(2)),
        (Some(SaleState::NotCharged), Some(SaleState::Charged)),
        "one at a time, each is told"
    );
}

#[test]
fn row_11_too_much_to_enumerate_is_said_to_be_so() {
    let mut counter = Counter::alone();
    for n in 1..=40 {
        counter.lose(n, 50);
    }
    counter.read(500);
    assert_eq!((counter.state(1), counter.finding(1)), (None, Some(Finding::CannotBeTold)));
}

#[test]
fn a_fact_in_the_ledger_is_not_due_again() {
    let mut counter = Counter::alone();
    counter.lose(1, 50);
    counter.put(Fact::FloatSeen { balance: ssp(950), run: None, asked_ms: None, turn: None });
    let mut again = Chain::default();
    counter.written.iter().for_each(|entry| again.take(entry));
    assert_eq!(again.due(), counter.chain.due(), "a power cut before the verdict loses nothing");
    counter.settle();
    let mut after = Chain::default();
    counter.written.iter().for_each(|entry| after.take(entry));
    assert_eq!(after.due(), []);
}
