//! The limits of the company: what counts towards a day, and that nothing slips past it.
//!
//! Each sale of these tests goes to a number of its own, so no other guard has a question.

use std::collections::HashMap;
use std::sync::Arc;

use airtill_domain::{Limits, Order, Price};

use super::plans::{ICCID, new_esim, ordered, ready, taken, top_up};
use super::scaling::{counting, many_sales};
use super::*;
use crate::{Intent, ListPrices, OverLimit};

const DAY: i64 = 24 * 3_600;

fn limiting(per_sale: &[&str], per_day: &[&str]) -> Limiting {
    let owned = |entries: &[&str]| entries.iter().map(|entry| (*entry).to_owned()).collect::<Vec<_>>();
    Limiting { limits: Limits::read(&owned(per_sale), &owned(per_day)).unwrap(), listed: Arc::default() }
}

fn listing(limiting: Limiting, product: &str, prices: &[(&str, Currency)]) -> Limiting {
    let prices = prices.iter().map(|(price, currency)| Price::parse(price, *currency).unwrap()).collect();
    let of_shop = HashMap::from([(product.to_owned(), prices)]);
    Limiting { listed: Arc::new(ListPrices::from([(shop().as_str().to_owned(), of_shop)])), ..limiting }
}

/// Sale `n` of `minor`.
fn airtime(n: u32, minor: i64) -> Order {
    TopUpOrder { connection: shop(), msisdn: msisdn(n), amount: ssp(minor) }.into()
}

fn unpriced(order: Order) -> Order {
    match order {
        Order::NewEsim(order) => airtill_domain::NewEsimOrder { price: None, ..order }.into(),
        Order::EsimTopUp(order) => airtill_domain::EsimTopUpOrder { price: None, ..order }.into(),
        order @ Order::TopUp(_) => order,
    }
}

/// Asks for sale `n` after `seconds`; the limit that it is over, or none where it is on disk.
fn intend(ledger: &mut Ledger, n: u32, order: Order, seconds: i64, limiting: &Limiting) -> Option<OverLimit> {
    let guard = Guard { limiting: limiting.clone(), ..guard(seconds) };
    let foreseen = ledger.over_limit(&order, guard.now, limiting).unwrap();
    let entry = entry(seconds, Fact::Intended(Intended::first(id(n), order, Answers::none())));
    let found = match ledger.intend(entry, guard).unwrap() {
        Intent::Recorded { .. } => None,
        Intent::OverLimit(limit) => Some(limit),
        other => panic!("{other:?}"),
    };
    assert_eq!(foreseen, found, "a confirmation tells what the record will");
    found
}

/// Sells `n` of `minor`, confirmed.
fn sell(ledger: &mut Ledger, n: u32, minor: i64, seconds: i64, limiting: &Limiting) -> Option<OverLimit> {
    let over = intend(ledger, n, airtime(n, minor), seconds, limiting);
    if over.is_none() {
        ledger.append(entry(seconds, confirmed(n))).unwrap();
    }
    over
}

fn sold(ledger: &Ledger, seconds: i64) -> i64 {
    ledger.sold_today(Currency::SSP, at(seconds), &ListPrices::new()).unwrap().minor
}

#[test]
fn m02_a_sale_may_cost_its_limit_and_no_more() {
    let place = Place::new();
    let mut ledger = place.open();
    let limiting = limiting(&["500 SSP"], &[]);
    assert_eq!(sell(&mut ledger, 1, 50_001, 0, &limiting), Some(OverLimit::Sale { most: ssp(50_000) }));
    assert_eq!(sell(&mut ledger, 1, 50_000, 0, &limiting), None, "the limit itself is allowed");
    assert_eq!(intend(&mut ledger, 2, new_esim("amal", "p"), 0, &limiting), None, "euros have no limit here");
    assert_eq!(ledger.timeline(id(1)).unwrap().len(), 2, "what was refused is not recorded");
}

#[test]
fn m03_a_day_sells_its_limit_and_no_more() {
    let place = Place::new();
    let mut ledger = place.open();
    let limiting = limiting(&[], &["200 SSP"]);
    assert_eq!(sell(&mut ledger, 1, 15_000, 0, &limiting), None);
    let over = Some(OverLimit::Day { most: ssp(20_000), sold: ssp(15_000) });
    assert_eq!(sell(&mut ledger, 2, 5_001, 1, &limiting), over);
    assert_eq!(sell(&mut ledger, 2, 5_000, 1, &limiting), None, "the limit itself is allowed");
    assert!(sell(&mut ledger, 3, 1, 2, &limiting).is_some());
    assert_eq!(sell(&mut ledger, 3, 20_000, DAY, &limiting), None, "the next day begins at nothing");
    assert_eq!(sell(&mut ledger, 4, 1, 2 * DAY - 12 * 3_600 - 1, &limiting).map(|_| ()), Some(()), "until midnight");
    assert_eq!(sell(&mut ledger, 4, 1, 2 * DAY - 12 * 3_600, &limiting), None, "of UTC");
}

#[test]
fn m04_a_day_counts_what_moved_money_or_may_have() {
    let place = Place::new();
    let mut ledger = place.open();
    let outcomes: [(&[Fact], bool); 13] = [
        (&[], true),
        (&[turned_away(2, 1)], true),
        (&[confirmed(3)], true),
        (&[accepted(4)], true),
        (&[in_doubt(5)], true),
        (&[refused(6)], true),
        (&[in_doubt(7), judged(7, SaleState::Charged)], true),
        (&[refused(8), judged(8, SaleState::DeclinedButCharged)], true),
        (&[in_doubt(9), said(9, Some(false), Some(false))], true),
        (&[declined(10)], false),
        (&[never_handed_over(11)], false),
        (&[in_doubt(12), judged(12, SaleState::NotCharged)], false),
        (&[refused(13), judged(13, SaleState::Declined)], false),
    ];
    let mut expected = 0;
    for (n, (outcome, counts)) in (1..).zip(outcomes) {
        let before = sold(&ledger, 1);
        ledger.append(entry(0, intended(n))).unwrap();
        assert_eq!(sold(&ledger, 1), before + 6_000, "{n}: from its intent on, so a crash frees nothing");
        for fact in outcome {
            ledger.append(entry(0, fact.clone())).unwrap();
        }
        expected += if counts { 6_000 } else { 0 };
        assert_eq!(sold(&ledger, 1), expected, "{n}: {outcome:?}");
    }
    ledger.append(entry(2, reopened(12))).unwrap();
    assert_eq!(sold(&ledger, 3), expected + 6_000, "a verdict that was contradicted");
    ledger.rebuild().unwrap();
    assert_eq!(sold(&ledger, 3), expected + 6_000);
}

#[test]
fn m04_a_refusal_is_free_only_where_its_reason_says_uncharged() {
    let place = Place::new();
    let mut ledger = place.open();
    let (mut expected, mut frees) = (0, 0);
    for (n, reason) in (1..).zip(DeclineReason::ALL) {
        ledger.append(entry(0, intended(n))).unwrap();
        let (code, reference, message) = (None, None, "No".to_owned());
        ledger.append(entry(0, Fact::Declined { sale: id(n), reason, code, reference, message })).unwrap();
        expected += if reason.says_uncharged() { 0 } else { 6_000 };
        frees += u32::from(reason.says_uncharged());
        assert_eq!(sold(&ledger, 1), expected, "{reason:?}");
    }
    assert!(frees > 0 && expected > 0);
}

#[test]
fn m04_a_crash_between_intent_and_outcome_frees_nothing() {
    let place = Place::new();
    let limiting = limiting(&[], &["100 SSP"]);
    let mut ledger = place.open();
    assert_eq!(intend(&mut ledger, 1, airtime(1, 6_000), 0, &limiting), None);
    drop(ledger);
    let mut ledger = Ledger::open(&place.path, Environment::Practice, TillId::from_bits(8)).unwrap();
    let over = OverLimit::Day { most: ssp(10_000), sold: ssp(6_000) };
    assert_eq!(intend(&mut ledger, 2, airtime(2, 6_000), 1, &limiting), Some(over), "whichever till began it");
}

#[test]
fn m03_a_clock_that_was_set_back_frees_nothing() {
    let place = Place::new();
    let mut ledger = place.open();
    let limiting = limiting(&[], &["100 SSP"]);
    assert_eq!(sell(&mut ledger, 1, 4_000, -DAY, &limiting), None);
    assert_eq!(sell(&mut ledger, 2, 10_000, 0, &limiting), None);
    let both = Some(OverLimit::Day { most: ssp(10_000), sold: ssp(14_000) });
    assert_eq!(sell(&mut ledger, 3, 1, -DAY, &limiting), both, "today as if it were yesterday");
    assert!(sell(&mut ledger, 3, 1, -30 * DAY, &limiting).is_some(), "or a month ago");
    assert!(sell(&mut ledger, 3, 1, 0, &limiting).is_some(), "and forward again");
    assert_eq!(sell(&mut ledger, 3, 1, DAY, &limiting), None);
}

#[test]
fn m03_a_clock_that_was_ahead_is_forgotten_with_the_next_day() {
    let place = Place::new();
    let mut ledger = place.open();
    let limiting = limiting(&[], &["100 SSP"]);
    assert_eq!(sell(&mut ledger, 1, 6_000, 300 * DAY, &limiting), None);
    assert!(sell(&mut ledger, 2, 6_000, 0, &limiting).is_some(), "it was sold just now");
    assert_eq!(sell(&mut ledger, 2, 4_000, 0, &limiting), None);
    assert_eq!(sell(&mut ledger, 3, 10_000, DAY, &limiting), None, "300 days are not counted short");
    assert!(sell(&mut ledger, 4, 4_001, 300 * DAY, &limiting).is_some(), "the day itself has sold it");
}

#[test]
fn m03_days_that_overlap_are_each_counted_whole() {
    let place = Place::new();
    let mut ledger = place.open();
    for (n, seconds) in [(1, 0), (2, -DAY), (3, 0), (4, -DAY)] {
        ledger.append(entry(seconds, intended(n))).unwrap();
        ledger.append(entry(seconds, confirmed(n))).unwrap();
    }
    assert_eq!(sold(&ledger, 1), 4 * 6_000, "nobody can tell which of the two days it was");
    assert_eq!(sold(&ledger, 1 - DAY), 4 * 6_000, "what is dated later was sold since");
}

#[test]
fn m03_a_clock_that_was_set_back_and_put_right_frees_nothing() {
    for back in [&[-DAY][..], &[-DAY, -2 * DAY], &[-30 * DAY, -30 * DAY], &[DAY, -DAY]] {
        let place = Place::new();
        let mut ledger = place.open();
        let limiting = limiting(&[], &["100 SSP"]);
        assert_eq!(sell(&mut ledger, 1, 5_000, 0, &limiting), None);
        for (n, seconds) in (2..).zip(back) {
            assert_eq!(sell(&mut ledger, n, 1_000, *seconds, &limiting), None);
        }
        let both = ssp(5_000 + 1_000 * i64::try_from(back.len()).unwrap());
        let over = Some(OverLimit::Day { most: ssp(10_000), sold: both });
        assert_eq!(sell(&mut ledger, 9, 5_000, 0, &limiting), over, "{back:?}");
        assert_eq!(sell(&mut ledger, 9, 10_000, DAY * 2, &limiting), None, "{back:?}: a day later");
    }
}

#[test]
fn m03_days_that_passed_since_a_clock_was_ahead_count_by_their_dates() {
    let place = Place::new();
    let mut ledger = place.open();
    let dates = [30 * DAY, 28 * DAY, 29 * DAY, 30 * DAY, 29 * DAY, 30 * DAY, 31 * DAY];
    for (n, seconds) in (1..).zip(dates) {
        ledger.append(entry(seconds, intended(n))).unwrap();
    }
    assert_eq!(sold(&ledger, 30 * DAY), 5 * 6_000, "all but the two days that passed");
    assert_eq!(sold(&ledger, 31 * DAY), 6_000, "the next day begins at nothing");
}

#[test]
fn m03_m08_a_limit_reads_the_sales_of_its_day_and_no_limit_reads_none() {
    let place = Place::new();
    let mut ledger = place.open();
    many_sales(&mut ledger);
    let newest = "SELECT asked_at FROM sale ORDER BY first_seq DESC LIMIT 1";
    let newest = Timestamp(ledger.connection.query_row(newest, [], |row| row.get(0)).unwrap());
    let ask = |limiting: Limiting| move |ledger: &mut Ledger| ledger.over_limit(&airtime(1, 100), newest, &limiting);
    let (steps, found) = counting(&mut ledger, ask(limiting(&[], &["99999999 SSP"])));
    assert_eq!(found.unwrap(), None);
    assert!((1..60).contains(&steps), "{steps} thousand steps for a thousand sales");
    ledger.connection.execute_batch("DROP TABLE sale_day; DROP TABLE sale").unwrap();
    assert!(ask(limiting(&[], &["99999999 SSP"]))(&mut ledger).is_err());
    assert_eq!(ask(limiting(&[], &["1 EUR"]))(&mut ledger).unwrap(), None, "nothing is read for another currency");
    assert_eq!(ask(Limiting::default())(&mut ledger).unwrap(), None);
}

#[test]
fn m05_a_next_attempt_is_asked_for_no_limit() {
    let place = Place::new();
    let mut ledger = place.open();
    let limiting = limiting(&["60 SSP"], &["60 SSP"]);
    assert_eq!(intend(&mut ledger, 1, airtime(1, 6_000), 0, &limiting), None);
    ledger.append(entry(0, turned_away(1, 1))).unwrap();
    let again = Guard { limiting, ..guard(1) };
    let attempt = attempt_of(1, 2, TopUpOrder { connection: shop(), msisdn: msisdn(1), amount: ssp(6_000) });
    assert!(matches!(ledger.intend(entry(1, attempt), again).unwrap(), Intent::Recorded { .. }));
}

#[test]
fn m06_an_order_without_a_price_is_compared_by_the_list() {
    let place = Place::new();
    let mut ledger = place.open();
    let euros = |minor| Money::from_minor(minor, Currency::EUR);
    let bare = |product: &str| unpriced(top_up(ICCID, product));
    let unlisted = limiting(&["500 SSP"], &[]);
    assert_eq!(intend(&mut ledger, 1, bare("p"), 0, &unlisted), Some(OverLimit::Unpriced), "it may be in pounds");
    let per_sale = |price| listing(limiting(&["5 EUR"], &[]), "p", &[(price, Currency::EUR)]);
    let over = Some(OverLimit::Sale { most: euros(500) });
    assert_eq!(intend(&mut ledger, 1, bare("p"), 0, &per_sale("5.001")), over, "compared with all its places");
    assert_eq!(intend(&mut ledger, 1, bare("q"), 0, &per_sale("5")), Some(OverLimit::Unpriced), "of another product");
    assert_eq!(intend(&mut ledger, 1, bare("p"), 0, &per_sale("5.000")), None);
    ledger.append(taken(1)).unwrap();
    let per_day = listing(limiting(&[], &["10 EUR"]), "p", &[("5.001", Currency::EUR), ("6", Currency::SSP)]);
    let over = Some(OverLimit::Day { most: euros(1_000), sold: euros(501) });
    assert_eq!(intend(&mut ledger, 2, bare("p"), 1, &per_day), over, "a part of a cent counts as one");
    let cheap = listing(limiting(&[], &["10 EUR"]), "p", &[("4.99", Currency::EUR)]);
    assert_eq!(intend(&mut ledger, 2, unpriced(new_esim("amal", "p")), 1, &cheap), None);
}

#[test]
fn m06_a_price_below_the_list_counts_as_the_list_says() {
    let place = Place::new();
    let mut ledger = place.open();
    let listed = |limits| listing(limits, "p", &[("42.0", Currency::EUR)]);
    let cheap = || top_up(ICCID, "p");
    assert_eq!(cheap().price().map(|price| price.to_string()).as_deref(), Some("4.999 EUR"));
    let per_sale = intend(&mut ledger, 1, cheap(), 0, &listed(limiting(&["41.99 EUR"], &[])));
    assert!(matches!(per_sale, Some(OverLimit::Sale { .. })));
    assert_eq!(intend(&mut ledger, 1, cheap(), 0, &listed(limiting(&["42 EUR"], &["42 EUR"]))), None);
    ledger.append_all(vec![taken(1), ready(1)]).unwrap();
    let sold = |ledger: &Ledger, listed: &ListPrices| ledger.sold_today(Currency::EUR, at(1), listed).unwrap().minor;
    assert_eq!(sold(&ledger, &listed(limiting(&[], &[])).listed), 4_200);
    assert_eq!(sold(&ledger, &ListPrices::new()), 500, "its own price, where the product is in no list any more");
    ledger.append(ordered(2, new_esim("deng", "q"))).unwrap();
    assert_eq!(sold(&ledger, &ListPrices::new()), 4_700);
}

#[test]
fn m06_the_list_of_another_connection_says_nothing_of_a_product() {
    let place = Place::new();
    let mut ledger = place.open();
    let listed = listing(limiting(&["5 EUR"], &[]), "p", &[("9", Currency::EUR)]);
    let elsewhere = HashMap::from([("elsewhere".to_owned(), listed.listed[shop().as_str()].clone())]);
    let elsewhere = Limiting { listed: Arc::new(elsewhere), ..listed.clone() };
    let bare = || unpriced(top_up(ICCID, "p"));
    assert_eq!(intend(&mut ledger, 1, bare(), 0, &elsewhere), Some(OverLimit::Unpriced));
    assert!(matches!(intend(&mut ledger, 1, bare(), 0, &listed), Some(OverLimit::Sale { .. })));
    assert_eq!(intend(&mut ledger, 1, top_up(ICCID, "p"), 0, &elsewhere), None, "its own price is small");
    let sold = |limiting: &Limiting| ledger.sold_today(Currency::EUR, at(1), &limiting.listed).unwrap().minor;
    assert_eq!((sold(&elsewhere), sold(&listed)), (500, 900));
}

#[test]
fn m03_two_copies_at_once_do_not_pass_a_days_limit_together() {
    let place = Place::new();
    place.open();
    let recorded = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for n in 1..=6 {
            let (recorded, path) = (&recorded, &place.path);
            scope.spawn(move || {
                let mut ledger = Ledger::open(path, Environment::Practice, till()).unwrap();
                let connection = ConnectionId::new(&format!("shop-{n}")).unwrap();
                let order = TopUpOrder { connection: connection.clone(), msisdn: msisdn(n), amount: ssp(6_000) };
                let fact = Fact::Intended(Intended::first(id(n), order.into(), Answers::none()));
                let entry = NewEntry { connection: Some(connection), ..entry(0, fact) };
                let guard = Guard { limiting: limiting(&[], &["130 SSP"]), ..guard(0) };
                match ledger.intend(entry, guard).unwrap() {
                    Intent::Recorded { .. } => _ = recorded.fetch_add(1, std::sync::atomic::Ordering::SeqCst),
                    Intent::OverLimit(OverLimit::Day { sold, .. }) => assert_eq!(sold, ssp(12_000)),
                    other => panic!("{other:?}"),
                }
            });
        }
    });
    assert_eq!(recorded.into_inner(), 2);
}
