//! The things that another sale has already: a name of the service's, or a SIM that was delivered as a new one.
//!
//! The till asks for it before it believes an answer about a name that stood in an error.

use super::plans::{ICCID, new_esim, ordered, ready, taken, top_up};
use super::*;
use airtill_domain::Iccid;

#[test]
fn a_name_or_a_new_sim_of_another_sale_is_known_and_its_own_is_not() {
    let place = Place::new();
    let mut ledger = place.open();
    let (sim, other_sim) = (Iccid::parse(ICCID).unwrap(), Iccid::parse("8944501234567890132").unwrap());
    ledger.append_all(vec![ordered(1, new_esim("amal@shop.example", "p")), taken(1), ready(1)]).unwrap();
    ledger.append(ordered(2, new_esim("deng@shop.example", "p"))).unwrap();
    let of_another = |n, reference: &str, new| ledger.is_of_another(id(n), reference, new).unwrap();
    assert!(of_another(2, "order-1=", None) && of_another(2, "order-2=", Some(&sim)));
    assert!(!of_another(1, "order-1=", Some(&sim)), "they are its own");
    assert!(!of_another(2, "Order-1=", None), "another case is another name");
    assert!(!of_another(2, "order-2=", Some(&other_sim)) && !of_another(2, &ICCID[..12], None));
}

#[test]
fn a_sim_that_is_topped_up_was_delivered_by_no_top_up() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append_all(vec![ordered(1, top_up(ICCID, "p")), taken(1), ready(1)]).unwrap();
    ledger.append(ordered(2, new_esim("deng@shop.example", "p"))).unwrap();
    assert!(!ledger.is_of_another(id(2), "order-2=", Iccid::parse(ICCID).ok().as_ref()).unwrap());
}

#[test]
fn a_name_of_a_sale_at_another_connection_is_known_as_well() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append_all(vec![ordered(1, new_esim("amal@shop.example", "p")), taken(1), ready(1)]).unwrap();
    assert_eq!(ledger.connection.execute("UPDATE sale SET connection = 'other'", []).unwrap(), 1);
    ledger.append(ordered(2, new_esim("deng@shop.example", "p"))).unwrap();
    assert!(ledger.is_of_another(id(2), "order-1=", None).unwrap());
    assert!(!ledger.is_of_another(id(2), "order-2=", None).unwrap());
}
