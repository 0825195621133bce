//! The guards of a new sale, asked and recorded at once.
//!
//! Each test is one question of the guard; that two processes cannot both pass it is in [`super::sharing`].

use airtill_domain::Order;

use super::*;
use crate::{Intent, LedgerError, Seq};

/// Sale `n` of `minor` to number `to`.
fn order(n: u32, to: u32, minor: i64, reason: Option<&str>, override_of: Vec<SaleId>) -> NewEntry {
    let order = TopUpOrder { connection: shop(), msisdn: msisdn(to), amount: ssp(minor) };
    let repeat_reason = reason.map(str::to_owned);
    entry(
        0,
        Fact::Intended(Intended {
            repeat_reason,
            override_of,
            ..Intended::first(id(n), order.into(), Answers::none())
        }),
    )
}

fn ids(sales: &[crate::Sale]) -> Vec<SaleId> {
    sales.iter().map(|sale| sale.id).collect()
}

#[test]
fn the_same_sale_is_recorded_once_whatever_became_of_it() {
    let place = Place::new();
    let mut ledger = place.open();
    let Intent::Recorded { entry: first, .. } = ledger.intend(order(1, 1, 6_000, None, vec![]), guard(0)).unwrap()
    else {
        panic!("nothing speaks against it")
    };
    assert_eq!(first.seq, Seq(1));
    for answer in [None, Some(declined(1))] {
        if let Some(answer) = answer {
            ledger.append(entry(1, answer)).unwrap();
        }
        let again = ledger.intend(order(1, 1, 6_000, None, vec![]), guard(1)).unwrap();
        assert!(matches!(again, Intent::Already(sale) if sale.id == id(1)), "double click");
    }
    assert_eq!(ledger.timeline(id(1)).unwrap().len(), 2);
}

#[test]
fn one_sale_of_a_connection_is_under_way_at_a_time() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.intend(order(1, 1, 6_000, None, vec![]), guard(0)).unwrap();
    let second = ledger.intend(order(2, 2, 6_000, None, vec![]), guard(0)).unwrap();
    assert!(matches!(second, Intent::Busy(sale) if sale.id == id(1)));
    ledger.append(entry(0, in_doubt(1))).unwrap();
    assert!(
        matches!(ledger.intend(order(2, 2, 6_000, None, vec![]), guard(0)).unwrap(), Intent::Recorded { .. }),
        "a lost request keeps nobody waiting"
    );
    let mut elsewhere = order(3, 3, 6_000, None, vec![]);
    let other = ConnectionId::new("other").unwrap();
    elsewhere.connection = Some(other.clone());
    let Fact::Intended(Intended { order: Order::TopUp(order), .. }) = &mut elsewhere.fact else { unreachable!() };
    order.connection = other;
    assert!(
        matches!(ledger.intend(elsewhere, guard(0)).unwrap(), Intent::Recorded { .. }),
        "another connection has its own turn"
    );
}

#[test]
fn a_sale_that_another_till_left_under_way_keeps_nobody_waiting() {
    let place = Place::new();
    let mut there = place.open();
    assert!(matches!(there.intend(order(1, 1, 6_000, None, vec![]), guard(0)).unwrap(), Intent::Recorded { .. }));
    there.close().unwrap();
    let mut here = Ledger::open(&place.path, Environment::Practice, TillId::from_bits(8)).unwrap();
    let same = here.intend(order(2, 1, 6_000, None, vec![]), guard(0)).unwrap();
    assert!(matches!(same, Intent::DoubtNeedsOverride(open) if ids(&open) == [id(1)]), "it may have been charged");
    assert!(matches!(here.intend(order(2, 2, 6_000, None, vec![]), guard(0)).unwrap(), Intent::Recorded { .. }));
    let third = here.intend(order(3, 3, 6_000, None, vec![]), guard(0)).unwrap();
    assert!(matches!(third, Intent::Busy(sale) if sale.id == id(2)), "its own keeps it waiting");
}

#[test]
fn a_sale_that_another_till_left_under_way_waits_for_nobody_here() {
    let place = Place::new();
    let mut there = place.open();
    there.append_all(vec![entry(0, intended(1)), entry(1, in_doubt(1)), entry(2, intended(2))]).unwrap();
    assert_eq!(ids(&there.unsettled_sales(&shop()).unwrap()), [id(2), id(1)]);
    there.close().unwrap();
    let mut here = Ledger::open(&place.path, Environment::Practice, TillId::from_bits(8)).unwrap();
    assert_eq!(ids(&here.unsettled_sales(&shop()).unwrap()), [id(1)], "a person may speak of a doubt");
    here.append(entry(3, said(1, Some(true), None))).unwrap();
    assert!(here.unsettled_sales(&shop()).unwrap().is_empty());
    here.append(entry(4, intended(3))).unwrap();
    assert_eq!(ids(&here.unsettled_sales(&shop()).unwrap()), [id(3)], "its own has an end to come");
}

#[test]
fn a_number_that_was_topped_up_lately_needs_a_reason() {
    let place = Place::new();
    let mut ledger = place.open();
    let day = 24 * 3_600;
    ledger.append(entry(0, intended(1))).unwrap();
    ledger.append(entry(1, confirmed(1))).unwrap();
    for blank in [None, Some(""), Some(" \t")] {
        let Intent::RepeatNeedsReason(found) = ledger.intend(order(2, 1, 500, blank, vec![]), guard(10)).unwrap()
        else {
            panic!("{blank:?}")
        };
        assert_eq!(ids(&found), [id(1)]);
    }
    assert!(
        matches!(ledger.intend(order(2, 1, 500, None, vec![]), guard(day - 1)).unwrap(), Intent::RepeatNeedsReason(_)),
        "just within"
    );
    let set_back = ledger.intend(order(2, 1, 500, None, vec![]), guard(-5 * day)).unwrap();
    assert!(matches!(set_back, Intent::RepeatNeedsReason(_)), "a clock that was set back hides nothing");
    assert!(matches!(
        ledger.intend(order(2, 1, 500, Some("lost phone"), vec![]), guard(10)).unwrap(),
        Intent::Recorded { .. }
    ));
    ledger.append(entry(11, declined(2))).unwrap();
    assert!(
        matches!(ledger.intend(order(3, 1, 500, None, vec![]), guard(day)).unwrap(), Intent::Recorded { .. }),
        "a day later, and a declined one is none"
    );
}

#[test]
fn a_sale_never_handed_over_or_refused_is_no_repetition() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(entry(0, intended(1))).unwrap();
    ledger.append(entry(0, declined(1))).unwrap();
    ledger.append(entry(0, order(2, 1, 6_000, None, vec![]).fact)).unwrap();
    ledger
        .append(entry(
            0,
            Fact::NeverHandedOver { sale: id(2), reason: DeclineReason::Unreachable, message: String::new() },
        ))
        .unwrap();
    assert!(matches!(ledger.intend(order(3, 1, 6_000, None, vec![]), guard(1)).unwrap(), Intent::Recorded { .. }));
}

#[test]
fn a_sale_not_charged_may_have_arrived_and_wants_a_reason() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(entry(0, intended(2))).unwrap();
    ledger.append(entry(0, in_doubt(2))).unwrap();
    ledger.append(entry(0, judged(2, SaleState::NotCharged))).unwrap();
    assert!(matches!(ledger.intend(order(3, 2, 6_000, None, vec![]), guard(1)).unwrap(), Intent::RepeatNeedsReason(_)));
}

#[test]
fn an_open_sale_of_the_same_number_and_amount_must_be_overridden_by_name() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(entry(0, intended(1))).unwrap();
    ledger.append(entry(1, in_doubt(1))).unwrap();
    let year = 365 * 24 * 3_600;
    for given in [vec![], vec![id(7)]] {
        let Intent::DoubtNeedsOverride(found) =
            ledger.intend(order(2, 1, 6_000, Some("again"), given), guard(year)).unwrap()
        else {
            panic!("a doubt never grows old")
        };
        assert_eq!(ids(&found), [id(1)]);
    }
    let overridden = ledger.intend(order(2, 1, 6_000, None, vec![id(1)]), guard(2)).unwrap();
    assert!(matches!(overridden, Intent::RepeatNeedsReason(_)), "the number was also topped up lately, perhaps");
    assert!(matches!(
        ledger.intend(order(2, 1, 6_000, Some("risk taken"), vec![id(1)]), guard(2)).unwrap(),
        Intent::Recorded { .. }
    ));
    ledger.append(entry(3, in_doubt(2))).unwrap();
    assert!(matches!(
        ledger.intend(order(3, 1, 6_001, Some("other amount"), vec![]), guard(4)).unwrap(),
        Intent::Recorded { .. }
    ));
    assert_eq!(ledger.sale(id(2)).unwrap().unwrap().override_of, [id(1)]);
}

#[test]
fn the_next_attempt_follows_a_refusal_at_the_door_and_nothing_else() {
    let place = Place::new();
    let mut ledger = place.open();
    let illegal = |result| matches!(result, Err(LedgerError::IllegalTransition { .. }));
    assert!(illegal(ledger.intend(entry(0, attempt(1, 2)), guard(0))), "no first attempt");
    ledger.intend(entry(0, intended(1)), guard(0)).unwrap();
    assert!(illegal(ledger.intend(entry(0, attempt(1, 2)), guard(0))), "the first is under way");
    ledger.append(entry(1, turned_away(1, 1))).unwrap();
    assert!(illegal(ledger.intend(entry(2, attempt(1, 3)), guard(2))), "none is left out");
    assert!(matches!(ledger.intend(entry(2, attempt(1, 2)), guard(2)).unwrap(), Intent::Recorded { .. }));
    assert!(matches!(ledger.intend(entry(2, attempt(1, 2)), guard(2)).unwrap(), Intent::Already(_)));
    assert!(illegal(ledger.intend(entry(2, confirmed(1)), guard(2))), "only an intent is intended");
    assert!(ledger.verify().is_ok());
}
