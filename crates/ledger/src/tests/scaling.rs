//! That no search reads all sales, and that none misses one by not doing so.
//!
//! The steps are counted of SQLite's machine, which are the same on every computer.

use airtill_domain::SaleState;

use super::searching::{ids, some_sales};
use super::*;
use crate::{Intent, Query, Sale, Seq};

/// Sixty thousand sales behind the first few, as an append would derive them: numbers without an order, a person in
/// forty, a declined one in fifty, a day of a thousand, one in four of another connection. Of the first third, one in
/// three has what no later one has: a beginning of its number and of its reference, and a price.
pub fn many_sales(ledger: &mut Ledger) {
    sales_apart(ledger, 3);
}

/// The sales of [`many_sales`], with `apart` entries from one to the next.
fn sales_apart(ledger: &mut Ledger, apart: i64) {
    some_sales(ledger);
    let tx = ledger.connection.transaction().unwrap();
    {
        let copied = "SELECT ?1, 's' || ?1, ?8, kind, ?2, product, ?3, currency, ?4, 0, asked_at + ?5, ?6, ?7
            FROM sale WHERE first_seq = 2";
        let mut insert = tx.prepare(&format!("INSERT INTO sale ({}) {copied}", crate::derived::SALE_COLUMNS)).unwrap();
        let body = "INSERT INTO sale_body SELECT ?1, body FROM sale_body WHERE first_seq = 2";
        let mut body = tx.prepare(body).unwrap();
        for i in 0..60_000_i64 {
            let is_old = i < 20_000 && i % 3 == 0;
            let range = if is_old { "955" } else { "92" };
            let subject = format!("211{range}{:07}", 1_000_000 + (i * 7_919) % 9_000_000);
            crate::number_parts::insert(&tx, &subject).unwrap();
            let state = if i % 50 == 0 { "declined" } else { "confirmed" };
            let reference = if is_old { format!("old-{i:06}") } else { format!("ref-{i:06}") };
            let price = if is_old { 777_700 } else { 100 * (i % 900) };
            let connection = if i % 4 == 0 { "other" } else { "juba-shop" };
            let (day, seller) = (i / 1_000, format!("person {}", i % 40));
            let key = 100 + apart * i;
            let time = day * 24 * 60 * 60 * 1_000 + i % 1_000;
            insert.execute((key, subject, price, state, time, seller, reference, connection)).unwrap();
            body.execute([key]).unwrap();
        }
    }
    let days = "INSERT OR REPLACE INTO sale_day
        SELECT asked_at / 86400000, min(first_seq), max(first_seq) FROM sale GROUP BY 1";
    tx.execute(days, []).unwrap();
    tx.commit().unwrap();
}

fn thousands_of_steps(ledger: &mut Ledger, query: &Query) -> (u64, usize) {
    counting(ledger, |ledger| ledger.sales(query).unwrap().len())
}

/// The thousands of steps that SQLite's machine took.
pub fn counting<T>(ledger: &mut Ledger, work: impl FnOnce(&mut Ledger) -> T) -> (u64, T) {
    let steps = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let counted = steps.clone();
    let count = move || {
        counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        false
    };
    ledger.connection.progress_handler(1_000, Some(count)).unwrap();
    let found = work(ledger);
    ledger.connection.progress_handler(0, None::<fn() -> bool>).unwrap();
    (steps.load(std::sync::atomic::Ordering::Relaxed), found)
}

#[test]
fn open_sales_are_found_without_reading_the_rest() {
    let place = Place::new();
    let mut ledger = place.open();
    many_sales(&mut ledger);
    let (steps, _) = counting(&mut ledger, |ledger| {
        let open = ledger.open_sales(None).unwrap().len();
        assert_eq!(ledger.open_sales(Some(&shop())).unwrap().len(), open);
        assert_eq!(ledger.count_doubts(&shop()).unwrap(), open);
        assert!(ledger.under_way(&shop()).unwrap().is_empty());
    });
    assert!(steps < 10, "{steps} thousand steps");
}

#[test]
fn no_search_reads_all_sales() {
    let place = Place::new();
    let mut ledger = place.open();
    many_sales(&mut ledger);
    let (everything, _) = thousands_of_steps(&mut ledger, &Query { search: "٩٩".into(), ..Query::default() });
    assert!(everything < 60, "two digits are near everywhere: {everything}");
    let first = ledger.sale(id(1)).unwrap().unwrap().asked_at.0;
    let day = |days: i64| Timestamp(first + days * 24 * 60 * 60 * 1_000);
    let among = [
        Query::default(),
        Query { connection: Some(shop()), ..Query::default() },
        Query { connection: Some(ConnectionId::new("other").unwrap()), ..Query::default() },
        Query { state: Some(SaleState::Declined), ..Query::default() },
        Query { state: Some(SaleState::Confirmed), ..Query::default() },
        Query { only_in_doubt: true, ..Query::default() },
        Query { before: Some(Seq(60_000)), ..Query::default() },
        Query { asked_from: Some(day(3)), asked_before: Some(day(5)), ..Query::default() },
        Query { asked_from: Some(day(58)), ..Query::default() },
        Query { asked_before: Some(day(5)), ..Query::default() },
        Query { connection: Some(shop()), state: Some(SaleState::Confirmed), ..Query::default() },
        Query { connection: Some(shop()), state: Some(SaleState::Declined), ..Query::default() },
    ];
    let mut most = (0, String::new());
    for phrase in [
        "",
        "0921234567",
        "092",
        "092123",
        "456",
        "4567",
        "45678",
        "9",
        "ref-",
        "ref-0",
        "ref-05555",
        "person 7",
        "60",
        "declined",
        "977415060",
        "nobody at all",
        // What old sales alone have: hundreds or thousands, and none of them near.
        "old-",
        "old-0",
        "0955",
        "211955",
        "1955",
        "955",
        "551",
        "5510",
        "7777.00",
        // A person who sold by the other connection alone.
        "person 4",
    ] {
        for query in &among {
            let query = Query { search: phrase.into(), ..query.clone() };
            let (steps, _) = thousands_of_steps(&mut ledger, &query);
            most = most.max((steps, format!("{query:?}")));
        }
    }
    assert!(most.0 < 150, "{most:?}");
}

/// Thousands of sales have that price in the other currency.
#[test]
fn an_amount_is_looked_up_in_each_currency_by_itself() {
    let place = Place::new();
    let mut ledger = place.open();
    many_sales(&mut ledger);
    let amount = |search: &str| Query { search: search.into(), ..Query::default() };
    let (before, found) = thousands_of_steps(&mut ledger, &amount("7777.00"));
    ledger.append(plans::ordered(9, plans::new_esim("amal@shop.example", "p"))).unwrap();
    let (steps, still) = thousands_of_steps(&mut ledger, &amount("7777.00"));
    assert!(steps <= before + 5, "{steps} thousand steps, {before} without the other currency");
    assert_eq!((found, still), (50, 50));
    assert_eq!(thousands_of_steps(&mut ledger, &amount("42.00 EUR")).1, 1);
}

/// More blocks than a million sales have, of two connections.
#[test]
fn no_search_in_a_state_looks_at_every_block_for_each_meaning() {
    let place = Place::new();
    let mut ledger = place.open();
    sales_apart(&mut ledger, 40);
    // A number, a part of one, an amount, a reference: only for a reference every block is looked at.
    let query = Query { search: "8642".into(), state: Some(SaleState::Declined), ..Query::default() };
    let (steps, found) = thousands_of_steps(&mut ledger, &query);
    assert!(steps < 20 && found == 0, "{steps} thousand steps, {found} found");
}

#[test]
fn nothing_that_a_sale_waits_for_reads_all_sales() {
    type Question = fn(&mut Ledger) -> usize;
    let place = Place::new();
    let mut ledger = place.open();
    many_sales(&mut ledger);
    let subject: airtill_domain::Order =
        TopUpOrder { connection: shop(), msisdn: msisdn(1), amount: ssp(6_000) }.into();
    for n in [77, 78] {
        let order = TopUpOrder { connection: shop(), msisdn: msisdn(n), amount: ssp(6_000) };
        let asked = NewEntry { float: Some(float("clerk")), ..entry(90, attempt_of(n, 1, order)) };
        let (steps, recorded) = counting(&mut ledger, |ledger| ledger.intend(asked, guard(90)).unwrap());
        assert!(steps < 20, "an intent takes {steps} thousand steps");
        assert_eq!(matches!(recorded, Intent::Recorded { .. }), n == 77);
    }
    for (name, question, found) in [
        ("open sales", (|ledger| ledger.open_sales(None).unwrap().len()) as Question, 2),
        ("open sales of a connection", |ledger| ledger.open_sales(Some(&shop())).unwrap().len(), 2),
        ("under way", |ledger| ledger.under_way(&shop()).unwrap().len(), 1),
        ("doubts", |ledger| ledger.count_doubts(&shop()).unwrap(), 1),
        ("at work", |ledger| ledger.at_work(&float("clerk")).unwrap().len(), 1),
        ("sold before", |ledger| ledger.sold_before(&float("clerk"), Seq(i64::MAX), 9).unwrap().len(), 0),
        ("one sale", |ledger| usize::from(ledger.sale(id(77)).unwrap().is_some()), 1),
        // The row has this reference, and the whole of the sale another one.
        ("a name of another", |ledger| usize::from(ledger.is_of_another(id(77), "ref-059999", None).unwrap()), 0),
        ("timeline", |ledger| ledger.timeline(id(77)).unwrap().len(), 1),
    ] {
        let (steps, answer) = counting(&mut ledger, question);
        assert!(steps < 20, "{name}: {steps} thousand steps");
        assert_eq!(answer, found, "{name}");
    }
    let (steps, recent) = counting(&mut ledger, |ledger| ledger.earlier(&subject, &guard(0)).unwrap().recent.len());
    assert!(steps < 20 && recent == 1, "recent: {steps} thousand steps, {recent}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 24, ..Default::default() })]

    /// The table of phrases says what a search means; this says that no way of looking up misses or adds any sale.
    #[test]
    fn a_search_finds_what_a_look_at_every_sale_finds(
        sales in proptest::collection::vec((0_u32..40, 0_u8..3, 0_i64..400), 1..60),
        phrase in "[0-9]{1,7}",
        limit in 1_usize..9,
        before in 1_i64..130,
        (from, length) in (0_i64..400, 1_i64..200),
    ) {
        let place = Place::new();
        let mut ledger = place.open();
        ledger.connection.pragma_update(None, "synchronous", "off").unwrap();
        for (n, (number, end, hour)) in (1..).zip(sales) {
            let msisdn = Msisdn::parse(&format!("092{:07}", number * 111_317 % 10_000_000)).unwrap();
            let order = TopUpOrder { connection: shop(), msisdn, amount: ssp(7) };
            ledger.append(entry(hour * 3_600, attempt_of(n, 1, order))).unwrap();
            match end {
                0 => ledger.append(entry(hour * 3_600, confirmed(n))).map(|_| ()).unwrap(),
                1 => ledger.append(entry(hour * 3_600, declined(n))).map(|_| ()).unwrap(),
                _ => {}
            }
        }
        let all = ledger.sales(&Query { limit: 999, ..Query::default() }).unwrap();
        for state in [None, Some(SaleState::Confirmed), Some(SaleState::Declined), Some(SaleState::Intended)] {
            let query = Query {
                search: format!("+211{phrase}"),
                state,
                before: Some(Seq(before)),
                asked_from: Some(at(from * 3_600)),
                asked_before: Some(at((from + length) * 3_600)),
                limit,
                ..Query::default()
            };
            let fits = |sale: &&Sale| {
                sale.order.subject().starts_with(&format!("211{phrase}"))
                    && state.is_none_or(|state| sale.state == state)
                    && sale.first < Seq(before)
                    && (at(from * 3_600)..at((from + length) * 3_600)).contains(&sale.asked_at)
            };
            let expected: Vec<_> = all.iter().filter(fits).take(limit).map(|sale| sale.id).collect();
            proptest::prop_assert_eq!(ids(&ledger.sales(&query).unwrap()), expected);
            let anywhere = Query { search: phrase.clone(), before: None, asked_from: None, asked_before: None, limit: 999, ..query };
            let found = ids(&ledger.sales(&anywhere).unwrap());
            for sale in all.iter().filter(|sale| state.is_none_or(|state| sale.state == state)) {
                let has_it = sale.order.subject().contains(&phrase);
                proptest::prop_assert!(!has_it || found.contains(&sale.id), "{} in {}", phrase, sale.order.subject());
            }
        }
    }
}
