//! The guards of an order of a plan that look beyond the order itself: at its age, and at the SIMs of its customer.
//!
//! The guards of plans that compare orders alone are in [`super::plans`], and those of airtime in [`super::guarding`].

use airtill_domain::{Order, OrderProgress};

use super::plans::{ICCID, further, ledger_with, new_esim, ordered, ready, taken, top_up};
use super::*;
use crate::{Earlier, Intent};

/// The sales that want a reason for an order, and those that want the risk accepted.
fn of(ledger: &Ledger, order: Order, seconds: i64) -> [Vec<SaleId>; 2] {
    let Earlier { recent, open } = ledger.earlier(&order, &guard(seconds)).unwrap();
    [recent, open].map(|sales| sales.into_iter().map(|sale| sale.id).collect())
}

#[test]
fn a_plan_for_a_sim_asks_the_customer_who_was_sold_that_sim_for_a_reason() {
    let days_ago = |entry: NewEntry| NewEntry { at: at(-2 * 24 * 3_600), ..entry };
    let (_place, mut ledger) = ledger_with(vec![
        days_ago(ordered(1, new_esim("amal@shop.example", "p"))),
        days_ago(taken(1)),
        days_ago(ready(1)),
        ordered(2, top_up(ICCID, "p")),
        taken(2),
        ready(2),
        ordered(3, top_up("8944501234567890132", "p")),
        taken(3),
    ]);
    let hour = 3_600;
    assert_eq!(of(&ledger, new_esim("amal@SHOP.example", "p"), hour), [vec![id(2)], vec![]], "not of another SIM");
    assert_eq!(of(&ledger, new_esim("amal@shop.example", "q"), hour), [vec![], vec![]], "another product");
    assert_eq!(of(&ledger, new_esim("nyandeng@shop.example", "p"), hour), [vec![], vec![]], "another customer");
    assert_eq!(of(&ledger, new_esim("amal@shop.example", "p"), 25 * hour), [vec![], vec![]], "a day later");
    let asked = ledger.intend(ordered(4, new_esim("amal@shop.example", "p")), guard(hour)).unwrap();
    assert!(matches!(asked, Intent::RepeatNeedsReason(sales) if sales[0].id == id(2)));
}

#[test]
fn an_order_that_is_not_finished_after_a_day_is_overridden_by_name() {
    let day = 24 * 3_600;
    let (_place, mut ledger) = ledger_with(vec![
        ordered(1, new_esim("amal@shop.example", "p")),
        taken(1),
        further(1, OrderProgress::Preparing),
        ordered(2, top_up(ICCID, "q")),
        taken(2),
        entry(0, intended(3)),
        entry(1, accepted(3)),
    ]);
    let again = || new_esim("amal@shop.example", "p");
    assert_eq!(of(&ledger, again(), day - 1), [vec![id(1)], vec![]], "its end is awaited, and a reason will do");
    assert_eq!(of(&ledger, again(), day), [vec![], vec![id(1)]]);
    assert_eq!(of(&ledger, top_up(ICCID, "q"), 3 * day), [vec![], vec![id(2)]]);
    let refused = ledger.intend(ordered(4, again()), guard(3 * day)).unwrap();
    assert!(matches!(&refused, Intent::DoubtNeedsOverride(open) if open[0].id == id(1)), "{refused:?}");
    let airtime = ledger.sale(id(3)).unwrap().unwrap().order;
    assert_eq!(of(&ledger, airtime, day), [vec![], vec![]], "airtime that was accepted is finished");
    ledger.append(ready(1)).unwrap();
    assert_eq!(of(&ledger, again(), 3 * day), [vec![], vec![]], "it was delivered days ago");
}
