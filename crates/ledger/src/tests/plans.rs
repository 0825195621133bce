//! Orders that finish later: plans on eSIMs, from the intent to the SIM, and the names that they are found by.
//!
//! Airtime stands beside them where both are searched or guarded. The text of each fact is pinned here, as that of
//! airtime is beside it.

use airtill_domain::order::{CustomerIdentifier, Device, DeviceKind, EsimCustomer, OrderedProduct};
use airtill_domain::{CorrelationId, CountryCode, EsimTopUpOrder, Iccid, NewEsimOrder, Order, OrderProgress, Price};

use super::*;
use crate::{Earlier, EsimDelivery, Intent, Query, Sale, SeenSubscription, Trace};

pub const ICCID: &str = "8944501234567890124";

fn plan(id: &str) -> OrderedProduct {
    OrderedProduct { id: id.into(), name: "Kenya 1 GB".into() }
}

pub fn new_esim(customer: &str, product: &str) -> Order {
    NewEsimOrder {
        connection: shop(),
        product: plan(product),
        country: CountryCode::parse("KE").unwrap(),
        customer: EsimCustomer {
            identifier: CustomerIdentifier::parse(customer).unwrap(),
            first_name: Some("Amal".into()),
            last_name: Some("Lado".into()),
            residence: None,
        },
        device: Device { kind: DeviceKind::Ios, id: uuid::Uuid::from_u128(7), make: None, model: None, eid: None },
        activation: None,
        price: Price::parse("42.0", Currency::EUR).ok(),
    }
    .into()
}

pub fn top_up(iccid: &str, product: &str) -> Order {
    EsimTopUpOrder {
        connection: shop(),
        product: plan(product),
        country: CountryCode::parse("KE").unwrap(),
        iccid: Iccid::parse(iccid).unwrap(),
        device_id: uuid::Uuid::from_u128(7),
        price: Price::parse("4.999", Currency::EUR).ok(),
    }
    .into()
}

pub fn ordered(n: u32, order: Order) -> NewEntry {
    entry(0, Fact::Intended(Intended::first(id(n), order, Answers::none())))
}

pub fn taken(n: u32) -> NewEntry {
    let (code, float_after) = (None, None);
    let fact = Fact::Accepted { sale: id(n), reference: "order-1=".into(), code, float_after, message: String::new() };
    entry(1, fact)
}

pub fn further(n: u32, progress: OrderProgress) -> NewEntry {
    entry(2, Fact::Progressed { sale: id(n), progress })
}

pub fn numbered(n: u32, through: u32) -> NewEntry {
    entry(2, Fact::RequestsNumbered { sale: id(n), through })
}

pub fn ready(n: u32) -> NewEntry {
    let esim = Some(EsimDelivery { iccid: Iccid::parse(ICCID).unwrap(), subscription: Some("sub-1=".into()) });
    let message = String::new();
    entry(3, Fact::Confirmed { sale: id(n), reference: "order-1=".into(), float_after: None, message, esim })
}

pub fn silent(n: u32, cause: DoubtCause) -> NewEntry {
    let (refusal_code, code, reference) = Default::default();
    entry(4, Fact::InDoubt { sale: id(n), cause, refusal_code, code, reference, message: String::new() })
}

pub fn traced(n: u32) -> NewEntry {
    let (id_of_it, iccid) = ("sub-9=".to_owned(), Iccid::parse(ICCID).ok());
    let subscription = SeenSubscription { id: id_of_it, iccid, created: Some(at(1)), has_our_device: Some(true) };
    entry(5, Fact::Traced { sale: id(n), trace: Trace { subscription, seen: at(5), rules: 1 } })
}

pub fn ledger_with(entries: Vec<NewEntry>) -> (Place, Ledger) {
    let place = Place::new();
    let mut ledger = place.open();
    ledger.append_all(entries).unwrap();
    (place, ledger)
}

fn found(ledger: &Ledger, search: &str) -> Vec<SaleId> {
    let query = Query { search: search.into(), ..Query::default() };
    ledger.sales(&query).unwrap().into_iter().map(|sale| sale.id).collect()
}

#[test]
fn an_order_is_accepted_prepared_and_confirmed_with_its_sim() {
    let (_place, mut ledger) = ledger_with(vec![ordered(1, new_esim("amal@shop.example", "p")), taken(1)]);
    let open = ledger.open_orders(&shop(), None, 10).unwrap();
    assert_eq!(
        open.iter().map(|sale| (sale.id, sale.progress)).collect::<Vec<_>>(),
        [(id(1), Some(OrderProgress::Accepted))]
    );
    assert!(ledger.open_orders(&shop(), Some(open[0].first), 10).unwrap().is_empty(), "a page begins before the last");
    ledger.append(further(1, OrderProgress::Preparing)).unwrap();
    let sale = ledger.append(ready(1)).unwrap().sale.unwrap();
    assert_eq!((sale.state, sale.progress, sale.reference.as_deref()), (SaleState::Confirmed, None, Some("order-1=")));
    assert_eq!(sale.iccid().map(Iccid::digits), Some(ICCID));
    assert!(ledger.open_orders(&shop(), None, 10).unwrap().is_empty());
}

#[test]
fn progress_is_written_where_it_changes_and_nowhere_else() {
    let (_place, mut ledger) = ledger_with(vec![ordered(1, new_esim("amal@shop.example", "p"))]);
    assert!(ledger.append(further(1, OrderProgress::Preparing)).is_err(), "nobody took it yet");
    ledger.append(taken(1)).unwrap();
    assert!(ledger.append(further(1, OrderProgress::Accepted)).is_err(), "that is where it is");
    ledger.append(further(1, OrderProgress::Preparing)).unwrap();
    assert!(ledger.append(further(1, OrderProgress::Preparing)).is_err());
    ledger.append(ready(1)).unwrap();
    assert!(ledger.append(further(1, OrderProgress::Accepted)).is_err(), "it is finished");
}

#[test]
fn the_ids_of_requests_are_in_the_ledger_before_them_and_never_again() {
    let (_place, mut ledger) = ledger_with(vec![ordered(1, new_esim("amal@shop.example", "p")), taken(1)]);
    let Fact::Intended(intent) = &ledger.timeline(id(1)).unwrap()[0].fact else { panic!("an intent") };
    assert_eq!(intent.correlation, Some(CorrelationId::of_attempt(id(1), 1)));
    assert_eq!(intent.again().correlation, Some(CorrelationId::of_attempt(id(1), 2)), "each attempt has its own");
    assert_eq!(ledger.append(numbered(1, 64)).unwrap().sale.unwrap().requests_through, 64);
    assert!(ledger.append(numbered(1, 64)).is_err(), "these may have been sent");
    assert_eq!(ledger.append(numbered(1, 128)).unwrap().sale.unwrap().requests_through, 128);
}

#[test]
fn a_lost_answer_is_traced_by_a_subscription_and_by_no_name() {
    let (_place, mut ledger) =
        ledger_with(vec![ordered(1, new_esim("amal@shop.example", "p")), silent(1, DoubtCause::NoAnswer)]);
    assert!(ledger.append(ready(1)).is_err(), "a late answer to an order without a name is nobody's");
    let sale = ledger.append(traced(1)).unwrap().sale.unwrap();
    assert_eq!((sale.state, sale.iccid().map(Iccid::digits)), (SaleState::Charged, Some(ICCID)));
    assert_eq!(ledger.append(entry(6, reopened(1))).unwrap().sale.unwrap().state, SaleState::Reopened);
}

#[test]
fn an_error_with_an_id_is_no_name_so_a_subscription_still_tells() {
    for cause in [DoubtCause::ServiceFault, DoubtCause::Unreadable] {
        let mut doubt = silent(1, cause);
        let Fact::InDoubt { reference, .. } = &mut doubt.fact else { unreachable!() };
        *reference = Some("error-1=".into());
        let (_place, mut ledger) = ledger_with(vec![ordered(1, new_esim("amal@shop.example", "p")), doubt]);
        let sale = ledger.append(traced(1)).unwrap().sale.unwrap();
        assert_eq!((sale.state, sale.iccid().map(Iccid::digits)), (SaleState::Charged, Some(ICCID)), "{cause:?}");
    }
}

#[test]
fn a_page_of_open_orders_is_full_whatever_another_till_sold() {
    let place = Place::new();
    let order = |n: u32| vec![ordered(n, new_esim("amal@shop.example", "p")), taken(n)];
    place.open().append_all([order(1), order(2)].concat()).unwrap();
    let another = TillId::from_bits(9);
    let mut ledger = Ledger::open(&place.path, Environment::Practice, another).unwrap();
    ledger.append_all([order(3), order(4)].concat()).unwrap();
    ledger.close().unwrap();
    let ledger = place.open();
    let page = |before, limit| ledger.open_orders(&shop(), before, limit).unwrap();
    let ids = |found: &[Sale]| found.iter().map(|sale| sale.id).collect::<Vec<_>>();
    let first = page(None, 1);
    assert_eq!(ids(&first), [id(2)]);
    assert_eq!(ids(&page(Some(first[0].first), 1)), [id(1)]);
    assert_eq!(ids(&page(None, 10)), [id(2), id(1)]);
}

#[test]
fn an_order_that_was_stuck_may_still_be_finished_by_its_name() {
    let (_place, mut ledger) =
        ledger_with(vec![ordered(1, new_esim("amal@shop.example", "p")), taken(1), silent(1, DoubtCause::OrderStuck)]);
    assert!(ledger.append(traced(1)).is_err(), "an order with a name is asked for by it");
    let sale = ledger.append(ready(1)).unwrap().sale.unwrap();
    assert_eq!((sale.state, sale.reference.as_deref()), (SaleState::Confirmed, Some("order-1=")));
}

#[test]
fn airtime_that_was_accepted_is_no_open_order_and_is_never_traced() {
    let (_place, mut ledger) = ledger_with(vec![entry(0, intended(1)), entry(1, accepted(1)), entry(2, intended(2))]);
    assert!(ledger.open_orders(&shop(), None, 10).unwrap().is_empty());
    ledger.append(entry(3, in_doubt(2))).unwrap();
    assert!(ledger.append(traced(2)).is_err());
    assert!(ledger.append(entry(3, confirmed(2))).is_err(), "a doubt about airtime is left by evidence or a person");
}

#[test]
fn the_same_product_for_the_same_customer_or_sim_asks_for_a_reason() {
    let (_place, mut ledger) = ledger_with(vec![
        ordered(1, new_esim("Amal@shop.example", "p")),
        taken(1),
        ready(1),
        ordered(2, top_up(ICCID, "p")),
        taken(2),
        ready(2),
    ]);
    let mut asks = |n: u32, order: Order| match ledger.intend(ordered(n, order), guard(3_600)).unwrap() {
        Intent::RepeatNeedsReason(sales) => Some(sales.into_iter().map(|sale| sale.id).collect::<Vec<_>>()),
        Intent::Recorded { .. } => {
            ledger.append(taken(n)).unwrap();
            None
        }
        other => panic!("{other:?}"),
    };
    let both = Some(vec![id(2), id(1)]);
    assert_eq!(asks(3, new_esim("amal@SHOP.example", "p")), both, "whatever its letters look like");
    assert_eq!(asks(3, top_up(ICCID, "p")), Some(vec![id(2), id(1)]), "the new eSIM came with it as well");
    assert_eq!(asks(3, new_esim("amal@shop.example", "q")), None, "another product");
    assert_eq!(asks(4, new_esim("nyandeng@shop.example", "p")), None, "another customer");
}

#[test]
fn an_open_doubt_about_a_product_is_overridden_whatever_the_price() {
    let (_place, mut ledger) = ledger_with(vec![ordered(1, top_up(ICCID, "p")), silent(1, DoubtCause::ServiceFault)]);
    let Order::EsimTopUp(mut dearer) = top_up(ICCID, "p") else { panic!("a top-up") };
    dearer.price = Price::parse("5", Currency::EUR).ok();
    let dearer = Order::from(dearer);
    let shown = ledger.earlier(&dearer, &guard(0)).unwrap();
    assert_eq!(shown.open.iter().map(|sale| sale.id).collect::<Vec<_>>(), [id(1)], "a confirmation shows the same");
    let intent = ledger.intend(ordered(2, dearer), guard(0)).unwrap();
    assert!(matches!(intent, Intent::DoubtNeedsOverride(open) if open == shown.open));
}

#[test]
fn a_plan_that_came_with_a_new_esim_counts_for_its_sim() {
    let (_place, mut ledger) = ledger_with(vec![
        ordered(1, new_esim("amal@shop.example", "p")),
        silent(1, DoubtCause::ServiceFault),
        ordered(2, new_esim("nyandeng@shop.example", "q")),
        taken(2),
        ready(2),
    ]);
    let of = |ledger: &Ledger, iccid: &str, product: &str, seconds: i64| {
        let Earlier { recent, open } = ledger.earlier(&top_up(iccid, product), &guard(seconds)).unwrap();
        [recent, open].map(|sales| sales.into_iter().map(|sale| sale.id).collect::<Vec<_>>())
    };
    assert_eq!(of(&ledger, ICCID, "p", 10), [vec![], vec![]], "nobody knows its SIM");
    ledger.append(traced(1)).unwrap();
    assert_eq!(of(&ledger, ICCID, "p", 10), [vec![id(1)], vec![id(1)]], "it is known by its subscription");
    assert_eq!(of(&ledger, ICCID, "q", 10), [vec![id(2)], vec![]]);
    assert_eq!(of(&ledger, ICCID, "q", 25 * 3_600), [vec![], vec![]], "a day later");
    assert_eq!(of(&ledger, &ICCID[4..], "q", 10), [vec![], vec![]], "the end of its number is another SIM");
    let asked = ledger.intend(ordered(3, top_up(&format!("{ICCID}F"), "q")), guard(10)).unwrap();
    assert!(matches!(asked, Intent::RepeatNeedsReason(sales) if sales.len() == 1));
}

#[test]
fn a_doubt_about_a_sim_counts_for_the_customer_who_was_sold_that_sim() {
    let (_place, mut ledger) = ledger_with(vec![
        ordered(1, new_esim("Amal@shop.example", "p")),
        silent(1, DoubtCause::ServiceFault),
        ordered(2, top_up(ICCID, "q")),
        silent(2, DoubtCause::ServiceFault),
        ordered(3, top_up("8944501234567890132", "q")),
        silent(3, DoubtCause::ServiceFault),
    ]);
    let open = |ledger: &Ledger, customer: &str, product: &str| {
        let open = ledger.earlier(&new_esim(customer, product), &guard(0)).unwrap().open;
        open.into_iter().map(|sale| sale.id).collect::<Vec<_>>()
    };
    const NONE: [SaleId; 0] = [];
    assert_eq!(open(&ledger, "amal@shop.example", "q"), NONE, "nobody knows whose SIM it is");
    ledger.append(traced(1)).unwrap();
    assert_eq!(open(&ledger, "amal@SHOP.example", "q"), [id(2)], "not the one of a SIM that others sold");
    assert_eq!(open(&ledger, "amal@shop.example", "r"), NONE, "another product");
    assert_eq!(open(&ledger, "nyandeng@shop.example", "q"), NONE, "another customer");
    let asked = |over| {
        let Fact::Intended(intended) = ordered(4, new_esim("amal@shop.example", "q")).fact else { panic!("an intent") };
        let repeat_reason = Some("a second phone".into());
        entry(9, Fact::Intended(Intended { override_of: over, repeat_reason, ..intended }))
    };
    let refused = ledger.intend(asked(vec![]), guard(9)).unwrap();
    assert!(matches!(&refused, Intent::DoubtNeedsOverride(open) if open[0].id == id(2)), "{refused:?}");
    assert!(matches!(ledger.intend(asked(vec![id(2)]), guard(9)).unwrap(), Intent::Recorded { .. }));
    ledger.append(taken(4)).unwrap();
    ledger.append(traced(2)).unwrap();
    assert_eq!(open(&ledger, "amal@shop.example", "q"), NONE, "the service has it, so nothing is in doubt");
}

#[test]
fn orders_are_found_by_customer_sim_and_price_beside_airtime() {
    let (_place, mut ledger) = ledger_with(vec![
        ordered(1, new_esim("Amal+Travel@shop.example", "p")),
        taken(1),
        ready(1),
        ordered(2, top_up("8944501234567890132", "p")),
        entry(5, intended(3)),
    ]);
    for search in
        ["amal+travel@shop", "AMAL+", "lado", "]C18944501234567890124", "8944 5012 3456 7890 124F", "0124", "42 EUR"]
    {
        assert_eq!(found(&ledger, search), [id(1)], "{search}");
    }
    assert_eq!(found(&ledger, "89445012"), [id(2), id(1)]);
    assert_eq!(found(&ledger, "0132"), [id(2)]);
    assert_eq!(found(&ledger, "60 SSP"), [id(3)]);
    let query = Query { search: "89445012".into(), state: Some(SaleState::Confirmed), ..Query::default() };
    assert_eq!(ledger.sales(&query).unwrap().len(), 1);
    let before = ledger.sale(id(2)).unwrap().unwrap().first;
    let query = Query { search: "89445012".into(), before: Some(before), limit: 1, ..Query::default() };
    assert_eq!(ledger.sales(&query).unwrap()[0].id, id(1));
    let rows = derived(&ledger);
    ledger.rebuild().unwrap();
    assert_eq!(derived(&ledger), rows, "a ledger that is derived anew finds the same");
}

#[test]
fn every_fact_about_an_order_is_written_and_read_in_its_first_form() {
    let sale = r#""sale":"00000001-0000-4000-8000-000000000000""#;
    for (entry, text) in [
        (taken(1), format!(r#"{{"accepted":{{{sale},"reference":"order-1=","float_after":null,"message":""}}}}"#)),
        (further(1, OrderProgress::Preparing), format!(r#"{{"progressed":{{{sale},"progress":"preparing"}}}}"#)),
        (numbered(1, 64), format!(r#"{{"requests_numbered":{{{sale},"through":64}}}}"#)),
        (
            ready(1),
            format!(
                r#"{{"confirmed":{{{sale},"reference":"order-1=","float_after":null,"message":"","esim":{{"iccid":"{ICCID}","subscription":"sub-1="}}}}}}"#
            ),
        ),
        (
            traced(1),
            format!(
                r#"{{"traced":{{{sale},"trace":{{"subscription":{{"id":"sub-9=","iccid":"{ICCID}","created":1795262401000,"has_our_device":true}},"seen":1795262405000,"rules":1}}}}}}"#
            ),
        ),
    ] {
        assert_eq!(serde_json::to_string(&entry.fact).unwrap(), text);
        assert_eq!(serde_json::from_str::<Fact>(&text).unwrap(), entry.fact);
    }
    let noted = Noted::of_subscriptions(
        Finding::UndatedSubscription,
        vec![SeenSubscription { id: "s".into(), iccid: None, created: None, has_our_device: None }],
    );
    let text = r#"{"finding":"undated_subscription","if_charged":null,"if_not_charged":null,"seen":null,"subscriptions":[{"id":"s"}]}"#;
    assert_eq!(serde_json::to_string(&noted).unwrap(), text);
    assert_eq!(serde_json::from_str::<Noted>(text).unwrap(), noted);
}
