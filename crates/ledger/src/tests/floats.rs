//! One float, whichever connections lead to it: its newest balance, its entries, its notices, and its one sale at a
//! time.
//!
//! Two connections, *juba-shop* and *second-file*, name one account.

use super::*;
use crate::{Intent, LedgerError, Verified};

/// An entry of the second connection to the float.
fn beside(seconds: i64, fact: Fact) -> NewEntry {
    NewEntry { connection: ConnectionId::new("second-file").ok(), ..of_clerk(seconds, fact) }
}

fn of_clerk(seconds: i64, fact: Fact) -> NewEntry {
    NewEntry { float: Some(float("clerk")), ..entry(seconds, fact) }
}

/// Sale `n`, asked for at the second connection.
fn intended_beside(n: u32) -> Fact {
    attempt_of(
        n,
        1,
        TopUpOrder { connection: ConnectionId::new("second-file").unwrap(), msisdn: msisdn(n), amount: ssp(6_000) },
    )
}

fn seqs(entries: &[crate::Entry]) -> Vec<i64> {
    entries.iter().map(|entry| entry.seq.0).collect()
}

#[test]
fn the_newest_balance_is_that_of_the_float_and_not_of_the_connection() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(of_clerk(0, float_seen(100))).unwrap();
    ledger.append(beside(1, float_seen(90))).unwrap();
    ledger.append(entry(2, float_seen(7))).unwrap();
    ledger.append(NewEntry { float: Some(float("other")), ..entry(3, float_seen(5)) }).unwrap();
    let (here, there) = (shop(), ConnectionId::new("second-file").unwrap());
    let last = |connection, account: Option<&str>| ledger.last_float(connection, account.map(float).as_ref()).unwrap();
    assert_eq!(last(&here, Some("clerk")), Some((at(1), ssp(90))), "the other connection saw it later");
    assert_eq!(last(&there, Some("clerk")), last(&here, Some("clerk")));
    assert_eq!(last(&here, Some("other")), Some((at(3), ssp(5))), "another account signed in at the same connection");
    assert_eq!(last(&here, None), Some((at(2), ssp(7))), "an account that is not known");
    assert_eq!(last(&there, None), None);
}

#[test]
fn a_sale_on_the_floats_other_connection_keeps_this_one_waiting() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(beside(0, intended_beside(1))).unwrap();
    let busy = |ledger: &mut Ledger, n| matches!(ledger.intend(of_clerk(1, intended(n)), guard(1)).unwrap(), Intent::Busy(sale) if sale.id == id(1));
    assert!(busy(&mut ledger, 2));
    let elsewhere = NewEntry { float: Some(float("other")), ..entry(1, intended(3)) };
    assert!(
        matches!(ledger.intend(elsewhere, guard(1)).unwrap(), Intent::Recorded { .. }),
        "another account has its own turn"
    );
    ledger.append(entry(2, confirmed(3))).unwrap();
    ledger.append(beside(2, turned_away(1, 1))).unwrap();
    assert!(busy(&mut ledger, 2), "its next attempt follows");
    ledger.append(beside(3, in_doubt(1))).unwrap();
    ledger.append(beside(3, float_seen(88))).unwrap();
    let Intent::Recorded { entry, .. } = ledger.intend(of_clerk(4, intended(2)), guard(4)).unwrap() else {
        panic!("a doubt keeps nobody waiting")
    };
    let Fact::Intended(Intended { float_before, .. }) = entry.fact else { unreachable!() };
    assert_eq!(
        (float_before, entry.float),
        (Some(ssp(88)), Some(float("clerk"))),
        "what the other connection saw is known here"
    );
}

#[test]
fn a_sale_keeps_the_float_from_which_it_was_first_asked_for() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append(of_clerk(0, intended(1))).unwrap();
    ledger.append(entry(1, turned_away(1, 1))).unwrap();
    let other = |fact| NewEntry { float: Some(float("other")), ..entry(2, fact) };
    ledger.append(other(attempt(1, 2))).unwrap();
    ledger.append(other(in_doubt(1))).unwrap();
    ledger.append(other(said(1, Some(true), None))).unwrap();
    assert!(ledger.timeline(id(1)).unwrap().iter().all(|entry| entry.float == Some(float("clerk"))));
    assert_eq!(ledger.sale(id(1)).unwrap().unwrap().float, Some(float("clerk")));
    let suspect = ledger.append(other(Fact::UnexplainedDebit { amount: ssp(1), pending: Some(id(1)) })).unwrap();
    assert_eq!(suspect.entry.float, Some(float("other")), "the float that moved, whichever sale is suspected");
    ledger.append(entry(3, intended(2))).unwrap();
    assert_eq!(ledger.append(of_clerk(4, in_doubt(2))).unwrap().entry.float, None, "nobody knew whose it was");
    assert!(
        matches!(ledger.append(beside(5, in_doubt(1))), Err(LedgerError::NotThisSale { .. })),
        "an answer of the other connection"
    );
    ledger.verify().unwrap();
}

#[test]
fn the_entries_of_a_float_are_read_by_pages_in_order_from_both_ends() {
    let place = Place::new();
    let mut ledger = place.open();
    for n in 1..=9 {
        let fact = float_seen(n);
        ledger
            .append(match n % 3 {
                0 => entry(n, fact),
                1 => of_clerk(n, fact),
                _ => beside(n, fact),
            })
            .unwrap();
    }
    let here = float("clerk");
    assert_eq!(seqs(&ledger.entries_of(&here, Seq(0), 99).unwrap()), [1, 2, 4, 5, 7, 8]);
    assert_eq!(seqs(&ledger.entries_of(&here, Seq(2), 2).unwrap()), [4, 5]);
    assert_eq!(seqs(&ledger.entries_before(&here, Seq(8), 3).unwrap()), [4, 5, 7]);
    assert!(ledger.entries_of(&float("cler"), Seq(0), 99).unwrap().is_empty(), "letter for letter");
}

#[test]
fn a_sale_that_was_opened_again_knows_whether_somebody_has_looked_since() {
    let place = Place::new();
    let mut ledger = place.open();
    for fact in [intended(1), in_doubt(1), judged(1, SaleState::Charged)] {
        ledger.append(of_clerk(0, fact)).unwrap();
    }
    let looked = |ledger: &Ledger| ledger.is_looked_at(&ledger.sale(id(1)).unwrap().unwrap()).unwrap();
    assert!(looked(&ledger), "there is nothing to look at");
    let opened = ledger.append(of_clerk(1, reopened(1))).unwrap().entry.seq;
    assert!(!looked(&ledger));
    ledger.append(of_clerk(2, Fact::Seen { notices: vec![opened], person: None })).unwrap();
    assert!(looked(&ledger));
}

#[test]
fn the_sales_of_a_float_that_may_have_taken_money_are_read_newest_first() {
    let place = Place::new();
    let mut ledger = place.open();
    for (n, end) in (1..).zip([confirmed(1), in_doubt(2), declined(3), never_handed_over(4), accepted(5)]) {
        ledger.append(of_clerk(0, intended(n))).unwrap();
        ledger.append(of_clerk(0, end)).unwrap();
    }
    ledger.append(NewEntry { float: Some(float("other")), ..entry(1, intended(6)) }).unwrap();
    ledger.append(NewEntry { float: Some(float("other")), ..entry(1, confirmed(6)) }).unwrap();
    let sold = |before, limit| {
        ledger.sold_before(&float("clerk"), Seq(before), limit).unwrap().iter().map(|sale| sale.id).collect::<Vec<_>>()
    };
    assert_eq!(sold(i64::MAX, 9), [id(5), id(2), id(1)]);
    assert_eq!((sold(i64::MAX, 1), sold(9, 4), sold(9, 3)), (vec![id(5)], vec![id(2), id(1)], vec![id(2)]));
}

#[test]
fn a_notice_waits_until_somebody_has_looked() {
    let place = Place::new();
    let mut ledger = place.open();
    let debit = || Fact::UnexplainedDebit { amount: ssp(1), pending: None };
    ledger.append(of_clerk(0, debit())).unwrap();
    ledger.append(NewEntry { float: Some(float("other")), ..entry(1, ended()) }).unwrap();
    ledger.append(entry(2, debit())).unwrap();
    ledger.append(beside(3, ended())).unwrap();
    let told = |ledger: &Ledger| (seqs(&ledger.notices().unwrap()), seqs(&ledger.notices_of(&float("clerk")).unwrap()));
    assert_eq!(
        told(&ledger),
        (vec![1, 2, 4], vec![1, 4]),
        "the one without a float concerns nobody that could be told"
    );
    let seen = |notices: &[i64]| Fact::Seen { notices: notices.iter().copied().map(Seq).collect(), person: None };
    ledger.append(beside(4, seen(&[1]))).unwrap();
    assert_eq!(told(&ledger), (vec![2, 4], vec![4]), "seen at one connection is seen at both");
    ledger.append(of_clerk(5, seen(&[1, 3, 77, -1, 4]))).unwrap();
    ledger.append(of_clerk(5, seen(&[]))).unwrap();
    assert_eq!(told(&ledger), (vec![2], vec![]), "twice, of no notice and of no entry at all is no harm");
    ledger.append(of_clerk(6, seen(&[9]))).unwrap();
    ledger.append(of_clerk(7, debit())).unwrap();
    assert_eq!(told(&ledger), (vec![2, 9], vec![9]), "nobody has looked at what was not there yet");
    assert_eq!(ledger.verify().unwrap(), Verified { entries: 9, sales: 0 });
    let rows = derived(&ledger);
    ledger.rebuild().unwrap();
    assert_eq!(derived(&ledger), rows);
}
