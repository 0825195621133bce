//! One test for each row of the table, and properties that hold for every case.
//!
//! The properties play a service that charges or does not charge, and compare what is settled with what it did: a doubt may stay
//! open, it is never settled wrongly.

use super::*;
use crate::evidence::rate::Sample;
use airtill_domain::Currency;
use proptest::prelude::*;

fn ssp(units: i64) -> Money {
    Money::from_minor(units * 100, Currency::Ssp)
}

fn sale(n: u8) -> SaleId {
    SaleId::parse(&format!("00000000-0000-4000-8000-0000000000{n:02x}")).expect("a UUID")
}

fn doubt(n: u8, amount: i64) -> Doubt {
    Doubt { sale: sale(n), amount: ssp(amount), at_rest: true, overlapped: false }
}

fn full_price() -> Option<Rate> {
    Rate::learn(&[Sample { amount: ssp(10), debit: ssp(10) }])
}

fn case(anchor: i64, seen: i64, doubts: Vec<Doubt>) -> Case {
    Case { anchor: Some(ssp(anchor)), seen: Some(ssp(seen)), doubts, rate: full_price(), ..Case::default() }
}

fn findings(case: &Case) -> Vec<Finding> {
    weigh(case).into_iter().map(|o| o.finding).collect()
}

#[test]
fn row_1_a_float_that_cannot_be_read_says_nothing() {
    assert_eq!(findings(&Case { seen: None, ..case(100, 0, vec![doubt(1, 60)]) }), [Finding::FloatUnreadable]);
}

#[test]
fn row_2_without_a_float_before_there_is_nothing_to_compare() {
    assert_eq!(findings(&Case { anchor: None, ..case(0, 40, vec![doubt(1, 60)]) }), [Finding::NothingToCompare]);
}

#[test]
fn row_3_a_float_that_rose_was_moved_by_others() {
    assert_eq!(findings(&case(100, 140, vec![doubt(1, 60)])), [Finding::MovedByOthers]);
}

#[test]
fn row_4_an_unchanged_float_needs_no_rate() {
    assert_eq!(findings(&Case { rate: None, ..case(100, 100, vec![doubt(1, 60)]) }), [Finding::FitsNotSent]);
}

#[test]
fn row_5_a_fall_proves_nothing_before_the_cost_of_a_sale_is_known() {
    assert_eq!(findings(&Case { rate: None, ..case(100, 40, vec![doubt(1, 60)]) }), [Finding::CostUnknown]);
    assert_eq!(findings(&Case { rate: None, certain: vec![ssp(5)], ..case(100, 100, vec![doubt(1, 60)]) }), [Finding::CostUnknown]);
}

#[test]
fn row_6_a_fall_that_nothing_explains_was_made_by_others() {
    assert_eq!(findings(&case(100, 35, vec![doubt(1, 60)])), [Finding::MovedByOthers]);
    let many = (0..13).map(|n| doubt(n, 60)).collect();
    assert!(findings(&case(100, 40, many)).iter().all(|f| *f == Finding::FitsBoth), "too many to tell apart");
    let different = (0..6).map(|n| doubt(n, 1 << n)).collect();
    assert!(findings(&case(100, 79, different)).iter().all(|f| *f == Finding::FitsBoth), "one of 64 choices fits, which may be chance");
}

#[test]
fn row_9_an_unchanged_float_says_not_sent_of_any_number_of_doubts() {
    let many = (0..100).map(|n| doubt(n, 60)).collect();
    assert!(findings(&case(100, 100, many)).iter().all(|f| *f == Finding::FitsNotSent), "an hour without a line, and nothing was charged");
}

#[test]
fn row_7_a_fall_by_exactly_this_sale_settles_it_as_sent() {
    let opinions = weigh(&case(100, 40, vec![doubt(1, 60)]));
    assert_eq!(opinions[0].finding, Finding::FitsSent);
    assert_eq!(opinions[0].decides(), Some(true));
    assert_eq!((opinions[0].if_sent, opinions[0].if_not_sent, opinions[0].debit), (Some(ssp(40)), Some(ssp(100)), Some(ssp(60))));
}

#[test]
fn row_7_counts_the_sales_in_between() {
    let case = Case { certain: vec![ssp(10), ssp(5)], ..case(100, 25, vec![doubt(1, 60)]) };
    assert_eq!(findings(&case), [Finding::FitsSent]);
}

#[test]
fn row_7_two_doubts_that_both_explain_the_fall_together_were_both_sent() {
    assert_eq!(findings(&case(100, 10, vec![doubt(1, 60), doubt(2, 30)])), [Finding::FitsSent, Finding::FitsSent]);
    assert_eq!(findings(&case(100, 40, vec![doubt(1, 60), doubt(2, 30)])), [Finding::FitsSent, Finding::FitsNotSent]);
}

#[test]
fn row_8_equal_doubts_of_which_one_was_sent_cannot_be_told_apart() {
    assert_eq!(findings(&case(200, 140, vec![doubt(1, 60), doubt(2, 60)])), [Finding::FitsBoth, Finding::FitsBoth]);
}

#[test]
fn row_8_an_accepted_sale_of_the_same_amount_may_have_been_retried() {
    let case = Case { pending: vec![(sale(9), ssp(60))], ..case(100, 40, vec![doubt(1, 60)]) };
    assert_eq!(findings(&case), [Finding::MayBeRetry]);
}

#[test]
fn row_9_an_unchanged_float_settles_only_after_the_quiet_period() {
    assert_eq!(findings(&case(100, 100, vec![doubt(1, 60)])), [Finding::FitsNotSent]);
    let soon = Doubt { at_rest: false, ..doubt(1, 60) };
    assert_eq!(findings(&case(100, 100, vec![soon])), [Finding::UnchangedSoFar]);
}

#[test]
fn a_commission_is_counted_with_one_minor_unit_of_rounding() {
    let rate = Rate::learn(&[Sample { amount: ssp(100), debit: ssp(95) }]);
    let with = |seen: i64| Case { rate, seen: Some(Money::from_minor(seen, Currency::Ssp)), ..case(100, 0, vec![doubt(1, 60)]) };
    assert_eq!(findings(&with(4300)), [Finding::FitsSent]);
    assert_eq!(findings(&with(4301)), [Finding::FitsSent]);
    assert_eq!(findings(&with(4302)), [Finding::MovedByOthers]);
    assert_eq!(findings(&with(4000)), [Finding::MovedByOthers], "the full amount is not what this account pays");
}

#[test]
fn an_unexplained_debit_equal_to_a_pending_sale_is_named() {
    let base = Case { pending: vec![(sale(9), ssp(60))], ..case(100, 40, vec![]) };
    assert_eq!(unexplained_debit(&base), Some((ssp(60), sale(9))));
    assert_eq!(unexplained_debit(&Case { seen: Some(ssp(41)), ..base.clone() }), None);
    assert_eq!(unexplained_debit(&Case { seen: Some(ssp(100)), ..base }), None);
}

#[test]
fn row_7_a_fit_settles_nothing_where_another_desk_uses_the_account() {
    assert_eq!(findings(&Case { shared: true, ..case(100, 40, vec![doubt(1, 60)]) }), [Finding::FitsBoth]);
    assert_eq!(findings(&Case { shared: true, ..case(100, 100, vec![doubt(1, 60)]) }), [Finding::FitsNotSent]);
}

#[test]
fn row_10_a_lost_debit_cannot_be_told_from_a_sale_that_was_not_sent() {
    let both = Case { certain: vec![ssp(20)], ..case(500, 480, vec![Doubt { overlapped: true, ..doubt(1, 60) }]) };
    assert_eq!(findings(&both), [Finding::FitsBoth]);
    assert_eq!(findings(&Case { seen: Some(ssp(420)), ..both }), [Finding::FitsSent], "both debits are there");
}

#[test]
fn row_11_the_float_of_another_person_proves_nothing() {
    let other = Case { other_account: true, ..case(100, 40, vec![doubt(1, 60)]) };
    assert_eq!(findings(&other), [Finding::OtherAccount]);
    assert_eq!(findings(&Case { seen: None, ..other }), [Finding::FloatUnreadable]);
}

#[test]
fn a_charge_that_comes_after_its_sale_was_settled_is_named() {
    let late = Case { late: vec![(sale(3), ssp(60))], ..case(100, 40, vec![]) };
    assert_eq!(unexplained_debit(&late), Some((ssp(60), sale(3))));
    let either = Case { pending: vec![(sale(9), ssp(60))], ..late };
    assert_eq!(unexplained_debit(&either), None, "which of two it was cannot be told");
}

proptest! {
    /// Whatever really happened, the rules never settle a doubt the wrong way when the till was alone at the account.
    #[test]
    fn alone_at_the_account_no_doubt_is_ever_settled_wrongly(
        anchor in 1_000_i64..100_000, amounts in proptest::collection::vec((1_i64..500, any::<bool>()), 1..6),
        certain in proptest::collection::vec(1_i64..500, 0..4), percent in 80_i64..=100,
    ) {
        let rate = Rate::learn(&[Sample { amount: ssp(100), debit: Money::from_minor(percent * 100, Currency::Ssp) }]);
        let debit = |units: i64| Money::from_minor(units * percent, Currency::Ssp);
        let lost = amounts.iter().filter(|(_, sent)| *sent).map(|(a, _)| debit(*a).minor).sum::<i64>() + certain.iter().map(|a| debit(*a).minor).sum::<i64>();
        let case = Case {
            anchor: Some(ssp(anchor)),
            seen: Some(Money::from_minor(anchor * 100 - lost, Currency::Ssp)),
            certain: certain.iter().map(|a| ssp(*a)).collect(),
            doubts: amounts.iter().enumerate().map(|(n, (a, _))| doubt(u8::try_from(n).unwrap(), *a)).collect(),
            rate,
            ..Case::default()
        };
        for (opinion, (_, sent)) in weigh(&case).into_iter().zip(&amounts) {
            if let Some(charged) = opinion.decides() {
                prop_assert_eq!(charged, *sent, "settled wrongly: {:?}", opinion);
            }
        }
    }
}
