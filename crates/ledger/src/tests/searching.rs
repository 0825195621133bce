//! The sales that a search phrase finds, how pages follow each other, and that many sales cost little.
//!
//! The table of phrases is the definition of what a search means; add to it before changing the search.

use airtill_domain::SaleState;

use super::*;
use crate::{Query, Sale, Seq};

fn found(ledger: &Ledger, phrase: &str) -> Vec<SaleId> {
    ids(&ledger.sales(&Query { search: phrase.into(), ..Query::default() }).unwrap())
}

pub fn ids(sales: &[Sale]) -> Vec<SaleId> {
    sales.iter().map(|sale| sale.id).collect()
}

/// Sale 1 confirmed, 2 accepted, 3 declined, 4 said to have arrived, 5 in doubt by another person and of 12.50.
pub fn some_sales(ledger: &mut Ledger) {
    every_kind(ledger);
    let order = TopUpOrder { connection: shop(), msisdn: Msisdn::parse("0977 415 060").unwrap(), amount: ssp(1_250) };
    ledger.append(NewEntry { actor: "Čarna O’Neil".into(), ..entry(60, attempt_of(5, 1, order)) }).unwrap();
    ledger.append(entry(61, in_doubt(5))).unwrap();
}

#[test]
fn a_phrase_is_all_that_it_can_be() {
    let place = Place::new();
    let mut ledger = place.open();
    some_sales(&mut ledger);
    let all = [5, 4, 3, 2, 1].map(id);
    for (phrase, expected) in [
        ("", &all[..]),
        (" \u{200F} ", &all),
        // Numbers: whole, their beginning, their end, their middle, in any grouping and script.
        ("0977415060", &all[..1]),
        ("+211 977 415 060", &all[..1]),
        ("00211977415060", &all[..1]),
        ("٠٩٧٧٤١٥٠٦٠", &all[..1]),
        ("۹۷۷ ۴۱۵", &all[..1]),
        ("09 77", &all[..1]),
        ("(0977) 415", &all[..1]),
        ("+2119", &all),
        ("415-060", &all[..1]),
        ("7741", &all[..1]),
        // Everything that the form of a sale takes.
        ("tel:+211977415060", &all[..1]),
        ("０９７７（４１５）０６０", &all[..1]),
        ("0977\u{2012}415\u{2014}060", &all[..1]),
        ("415\u{2212}060", &all[..1]),
        ("+211\u{200B}977", &all[..1]),
        ("0977.415.060", &all[..1]),
        ("97741506.0", &[]),
        ("0920000003", &[id(3)]),
        ("0911", &[]),
        // Amounts; 60 also stands in the first number, which ends in 060.
        ("12.50", &all[..1]),
        ("12,5", &all[..1]),
        ("12.5 SSP", &all[..1]),
        ("12,50\u{A0}SSP", &all[..1]),
        ("SSP 12.50", &all[..1]),
        ("12.500", &all[..1]),
        ("60", &all),
        ("60.00", &all[1..]),
        ("٦٠٫٠٠", &all[1..]),
        // References begin so; people contain it; states too.
        ("ref-0000", &[id(2), id(1)]),
        ("REF-000002", &[id(2)]),
        ("000002", &[id(2)]),
        ("amal", &all[1..]),
        ("Deng", &all[1..]),
        ("čarna o’", &all[..1]),
        ("in doubt", &all[..1]),
        ("in_doubt", &all[..1]),
        ("Declined", &[id(3)]),
        ("arrived", &[id(4)]),
        ("sent", &[]),
        ("00000002-0000-4000-8000-000000000000", &[id(2)]),
        // Nothing of SQL's has a meaning.
        ("%", &[]),
        ("' OR 1=1 --", &[]),
        ("nobody", &[]),
    ] {
        assert_eq!(found(&ledger, phrase), expected, "{phrase:?}");
    }
}

#[test]
fn a_state_is_found_by_its_name_on_screen_and_open_finds_all_open() {
    let place = Place::new();
    let mut ledger = place.open();
    // 1 never handed over, 2 charged, 3 not charged, 4 opened again, 5 said, 6 in doubt, 7 under way.
    for n in 1..=7 {
        ledger.append(entry(i64::from(n), intended(n))).unwrap();
        match n {
            1 => drop(ledger.append(entry(8, never_handed_over(1))).unwrap()),
            7 => {}
            _ => drop(ledger.append(entry(8, in_doubt(n))).unwrap()),
        }
    }
    let later = [
        judged(2, SaleState::Charged),
        judged(3, SaleState::NotCharged),
        judged(4, SaleState::Charged),
        reopened(4),
        said(5, Some(true), None),
    ];
    for fact in later {
        ledger.append(entry(9, fact)).unwrap();
    }
    for (phrase, expected) in [
        ("open", &[id(7), id(6), id(4)][..]),
        ("Open again", &[id(4)]),
        ("delivery open", &[id(2)]),
        ("not charged", &[id(3)]),
        ("told by a person", &[id(5)]),
        ("not sent", &[id(1)]),
        ("under way", &[id(7)]),
    ] {
        assert_eq!(found(&ledger, phrase), expected, "{phrase:?}");
    }
}

#[test]
fn the_doubts_alone_are_found_by_their_outcome_and_searched_as_all_are() {
    let place = Place::new();
    let mut ledger = place.open();
    // 1 opened again, 2 in doubt, 3 confirmed, 4 under way, 5 said, 6 in doubt; charged ones are open beside them.
    for n in 1..=6 {
        ledger.append(entry(i64::from(n), intended(n))).unwrap();
        if n != 4 {
            ledger.append(entry(8, if n == 3 { confirmed(n) } else { in_doubt(n) })).unwrap();
        }
    }
    for fact in [judged(1, SaleState::Charged), reopened(1), said(5, Some(true), None)] {
        ledger.append(entry(9, fact)).unwrap();
    }
    for (phrase, expected) in [
        ("", &[id(6), id(2), id(1)][..]),
        ("0920000002", &[id(2)]),
        ("092", &[id(6), id(2), id(1)]),
        ("60.00", &[id(6), id(2), id(1)]),
        ("amal", &[id(6), id(2), id(1)]),
        ("in doubt", &[id(6), id(2)]),
        ("00000006-0000-4000-8000-000000000000", &[id(6)]),
        ("0920000003", &[]),
        ("confirmed", &[]),
        ("under way", &[]),
    ] {
        let query = Query { search: phrase.into(), only_in_doubt: true, ..Query::default() };
        assert_eq!(ids(&ledger.sales(&query).unwrap()), expected, "{phrase:?}");
        let ours = Query { connection: Some(shop()), ..query.clone() };
        assert_eq!(ids(&ledger.sales(&ours).unwrap()), expected, "{phrase:?} of one connection");
        let page = Query { limit: 1, before: Some(ledger.sale(id(6)).unwrap().unwrap().first), ..query };
        let next = expected.iter().copied().filter(|sale| *sale != id(6)).take(1).collect::<Vec<_>>();
        assert_eq!(ids(&ledger.sales(&page).unwrap()), next, "{phrase:?} on the next page");
    }
    assert_eq!(ledger.count_doubts(&shop()).unwrap(), 3, "as many as the till says");
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.connection.pragma_update(None, "synchronous", "off").unwrap();
    for n in 1..=25 {
        ledger.append(entry(i64::from(n), intended(n))).unwrap();
        ledger.append(entry(i64::from(n), if n % 3 == 0 { declined(n) } else { confirmed(n) })).unwrap();
    }
    let mut newcomer = 1_000;
    for (search, state, expected) in [
        ("", None, 25),
        ("092", None, 25),
        ("60", None, 25),
        ("amal", Some(SaleState::Declined), 8),
        ("", Some(SaleState::Confirmed), 17),
    ] {
        for connection in [None, Some(shop())] {
            let mut query =
                Query { connection, search: search.into(), state, before: None, limit: 4, ..Query::default() };
            let mut seen = Vec::new();
            loop {
                let page = ledger.sales(&query).unwrap();
                seen.extend(page.iter().map(|sale| sale.first));
                let Some(last) = page.last() else { break };
                query.before = Some(last.first);
                newcomer += 1;
                ledger.append(entry(99, intended(newcomer))).unwrap();
            }
            let mut sorted = seen.clone();
            sorted.sort_by(|a, b| b.cmp(a));
            sorted.dedup();
            assert_eq!(seen, sorted, "newest first, each once");
            assert!(
                seen.iter().filter(|seq| **seq <= Seq(50)).count() == expected,
                "{search} {state:?}: {}",
                seen.len()
            );
        }
    }
    let elsewhere = Query { connection: Some(ConnectionId::new("other").unwrap()), ..Query::default() };
    assert!(ledger.sales(&elsewhere).unwrap().is_empty());
    assert!(ledger.sales(&Query { limit: 0, search: "60".into(), ..Query::default() }).unwrap().is_empty());
}

#[test]
fn the_sales_of_a_number_are_told_with_those_of_the_future() {
    let to_first = || TopUpOrder { connection: shop(), msisdn: msisdn(1), amount: ssp(6_000) };
    let place = Place::new();
    let mut ledger = place.open();
    for (n, seconds) in [(1, 0), (2, 100), (3, 1_000_000)] {
        let order = to_first();
        ledger.append(entry(seconds, attempt_of(n, 1, order))).unwrap();
    }
    let recent = |order: TopUpOrder, seconds| ids(&ledger.earlier(&order.into(), &guard(seconds)).unwrap().recent);
    let day = 24 * 3_600;
    assert_eq!(recent(to_first(), day + 50), [id(3), id(2)]);
    assert_eq!(recent(to_first(), 0), [id(3), id(2), id(1)]);
    assert_eq!(recent(TopUpOrder { amount: ssp(1), ..to_first() }, 0), [id(3), id(2), id(1)], "whatever the amount");
    assert!(recent(TopUpOrder { msisdn: msisdn(2), ..to_first() }, 0).is_empty());
    assert_eq!(ids(&ledger.open_sales(None).unwrap()), [id(3), id(2), id(1)]);
}

#[test]
fn a_range_of_days_holds_the_sales_that_were_asked_for_in_it() {
    let place = Place::new();
    let mut ledger = place.open();
    let hours = |n: i64| n * 60 * 60;
    // The clock was set back by two days after the third, and is right again at the last.
    for (n, hour) in [(1, 0), (2, 20), (3, 50), (4, 3), (5, 4), (6, 72)] {
        ledger.append(entry(hours(hour), intended(n))).unwrap();
        ledger.append(entry(hours(hour), confirmed(n))).unwrap();
    }
    let found = |from: Option<i64>, before: Option<i64>| {
        let time = |hour: Option<i64>| hour.map(|hour| at(hours(hour)));
        ids(&ledger.sales(&Query { asked_from: time(from), asked_before: time(before), ..Query::default() }).unwrap())
    };
    assert_eq!(found(Some(0), Some(4)), [id(4), id(1)], "the end is not in it");
    assert_eq!(found(Some(3), Some(21)), [id(5), id(4), id(2)]);
    assert_eq!(found(Some(21), Some(51)), [id(3)]);
    assert_eq!(found(Some(51), None), [id(6)]);
    assert_eq!(found(None, Some(4)), [id(4), id(1)]);
    assert_eq!(found(Some(73), Some(999)), []);
    assert_eq!(found(Some(9), Some(9)), []);
}

#[test]
fn digits_are_found_wherever_they_stand_in_a_number() {
    let place = Place::new();
    let mut ledger = place.open();
    let order = TopUpOrder { connection: shop(), msisdn: Msisdn::parse("0977 415 068").unwrap(), amount: ssp(6_000) };
    ledger.append(entry(0, attempt_of(9, 1, order))).unwrap();
    ledger.append(entry(1, intended(1))).unwrap();
    let number = "211977415068";
    for from in 0..number.len() {
        // Nine digits are a whole number.
        for to in (from + 1..=number.len()).filter(|to| to - from < 9) {
            assert!(found(&ledger, &number[from..to]).contains(&id(9)), "{}", &number[from..to]);
        }
    }
    assert_eq!(found(&ledger, "741508"), [], "digits that are in it, but not in a row");
}
