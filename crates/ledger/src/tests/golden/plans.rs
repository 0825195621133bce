//! A ledger of version 3 with every fact about orders that finish later: eSIMs and further plans on them.
//!
//! `version-3-plans.sqlite3` was made once by [`make`], as its neighbour was, and is never made again.

use std::collections::BTreeSet;

use airtill_domain::{CountryCode, Eid, Iccid, Order, OrderKind, OrderProgress};

use super::super::plans::{ICCID, further, new_esim, numbered, ordered, ready, silent, taken, top_up, traced};
use super::*;
use crate::{EsimDelivery, SeenSubscription};

const PLANS: &[u8] = include_bytes!("version-3-plans.sqlite3");

/// The hash of its last entry, which covers all the others.
const HEAD: &str = "b3755df94321cd8e874400bb0b448db084d5c2e9bae67ba732f9b099d38b0225";

/// A short history of orders that finish later: both kinds, every kind of fact about one, and every end. Sales 31 to 40.
pub fn every_kind_of_a_plan(ledger: &mut Ledger) {
    let Order::NewEsim(mut full) = new_esim("Amal+Travel@bücher.example", "p-31=") else { unreachable!() };
    full.customer.residence = CountryCode::parse("SS").ok();
    full.device.make = Some("Apple".into());
    full.device.model = Some("iPhone 15".into());
    full.device.eid = Some(Eid::parse("89049032000001000000012345678954").unwrap());
    full.activation = Some(at(86_400));
    let first = Intended::first(id(31), full.into(), Answers::none());
    let first =
        Intended { sold_by: Some("Nyandeng Garang".into()), repeat_reason: Some("a second phone".into()), ..first };
    let new = |n: u32| ordered(n, new_esim(&format!("customer{n}@shop.example"), "p-1=")).fact;
    let more = |n: u32| ordered(n, top_up(&format!("89445012345678900{n}"), "p-2=")).fact;
    let doubt = |n, cause| silent(n, cause).fact;
    let seen = |id: &str, created, has_our_device| SeenSubscription {
        id: id.into(),
        iccid: Iccid::parse(ICCID).ok(),
        created,
        has_our_device,
    };
    let line = |n, finding, seen| Fact::EvidenceNoted { sale: id(n), noted: Noted::of_subscriptions(finding, seen) };
    let refused = |n, reason, reference: Option<&str>| Fact::Declined {
        sale: id(n),
        reason,
        code: None,
        reference: reference.map(str::to_owned),
        message: "UNACCEPTABLE".into(),
    };
    let named = Fact::InDoubt {
        sale: id(38),
        cause: DoubtCause::ServiceFault,
        refusal_code: None,
        code: None,
        reference: Some("order-38=".into()),
        message: "INTERNAL_ERROR".into(),
    };
    let delivered_late = Fact::Confirmed {
        sale: id(33),
        reference: "order-1=".into(),
        float_after: None,
        message: String::new(),
        esim: Iccid::parse(ICCID).ok().map(|iccid| EsimDelivery { iccid, subscription: None }),
    };
    let facts = [
        Fact::Intended(first.clone()),
        turned_away(31, 1),
        Fact::Intended(first.again()),
        taken(31).fact,
        numbered(31, 64).fact,
        further(31, OrderProgress::Preparing).fact,
        numbered(31, 128).fact,
        ready(31).fact,
        more(32),
        doubt(32, DoubtCause::NoAnswer),
        numbered(32, 64).fact,
        line(32, Finding::NoSubscription, vec![]),
        line(
            32,
            Finding::SeveralSubscriptions,
            vec![seen("sub-8=", None, None), seen("sub-9=", Some(at(301)), Some(true))],
        ),
        traced(32).fact,
        new(33),
        taken(33).fact,
        doubt(33, DoubtCause::OrderStuck),
        delivered_late,
        new(34),
        taken(34).fact,
        doubt(34, DoubtCause::DataWiped),
        said(34, Some(false), Some(false)),
        more(35),
        taken(35).fact,
        refused(35, DeclineReason::OrderFailed, Some("order-1=")),
        new(36),
        refused(36, DeclineReason::QuotaReached, None),
        more(37),
        never_handed_over(37),
        new(38),
        named,
        more(39),
        taken(39).fact,
        further(39, OrderProgress::Preparing).fact,
        new(40),
        doubt(40, DoubtCause::LineBroken),
        line(40, Finding::UndatedSubscription, vec![seen("sub-7=", None, None)]),
        traced(40).fact,
        reopened(40),
        said(40, Some(true), None),
    ];
    for (second, fact) in (300_i64..).zip(facts) {
        ledger.append(entry(second, fact)).unwrap();
    }
}

/// Writes the ledger to a path that is free: `cargo test -p airtill-ledger -- --ignored golden::plans::make` with
/// `AIRTILL_GOLDEN` set to it.
#[test]
#[ignore = "made once; never made again"]
fn make() {
    let path = std::path::PathBuf::from(std::env::var_os("AIRTILL_GOLDEN").expect("the path to write to"));
    assert!(!path.exists(), "a ledger that was made is never made again");
    let mut ledger = Ledger::open(&path, Environment::Practice, till()).unwrap();
    ledger.begin_run("airtill", uuid::Uuid::from_u128(9), "0.1.1");
    every_kind_of_a_plan(&mut ledger);
    close_for_good(ledger, &path);
}

#[test]
fn a_ledger_with_plans_is_verified_with_every_fact_about_them() {
    let place = place_with(PLANS);
    let ledger = place.open();
    assert_eq!(ledger.verify().unwrap(), Verified { entries: 41, sales: 10 });
    let entries = ledger.entries(None, Seq(0), 99).unwrap();
    let hash: String = entries[40].hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hash, HEAD);
    let kinds: BTreeSet<_> = entries.iter().map(|entry| entry.fact.kind()).collect();
    for kind in ["progressed", "requests_numbered", "traced"] {
        assert!(kinds.contains(kind), "{kind} is in no other golden ledger: {kinds:?}");
    }
    let orders = entries.iter().filter_map(|entry| match &entry.fact {
        Fact::Intended(intended) => Some((intended.order.kind(), intended.correlation.is_some())),
        _ => None,
    });
    let kinds: BTreeSet<_> = orders.map(|(kind, correlated)| (kind.word(), correlated)).collect();
    assert_eq!(kinds, BTreeSet::from([(OrderKind::NewEsim.word(), true), (OrderKind::EsimTopUp.word(), true)]));
}

#[test]
fn its_orders_stand_where_they_stood() {
    use SaleState::*;
    let place = place_with(PLANS);
    let ledger = place.open();
    let sale = |n| ledger.sale(id(n)).unwrap().unwrap();
    for (n, state) in [
        (31, Confirmed),
        (32, Charged),
        (33, Confirmed),
        (34, Said),
        (35, Declined),
        (36, Declined),
        (37, NeverHandedOver),
        (38, InDoubt),
        (39, Accepted),
        (40, Said),
    ] {
        assert_eq!(sale(n).state, state, "sale {n}");
    }
    let first = sale(31);
    let delivered = first.esim.unwrap();
    assert_eq!((delivered.iccid.digits(), delivered.subscription.as_deref()), ("8944501234567890124", Some("sub-1=")));
    assert_eq!((first.attempt, first.requests_through, first.sold_by.as_str()), (2, 128, "Nyandeng Garang"));
    assert_eq!(first.order.price().unwrap().to_string(), "42.0 EUR");
    assert_eq!(sale(32).trace.unwrap().found.subscription.id, "sub-9=");
    assert_eq!((sale(33).cause, sale(34).cause), (Some(DoubtCause::OrderStuck), Some(DoubtCause::DataWiped)));
    assert_eq!(
        (sale(35).reason, sale(36).reason),
        (Some(DeclineReason::OrderFailed), Some(DeclineReason::QuotaReached))
    );
    assert_eq!((sale(38).reference.as_deref(), sale(39).progress), (Some("order-38="), Some(OrderProgress::Preparing)));
    assert!(sale(40).reopening.is_some());
    let open = ledger.open_orders(&shop(), None, 9).unwrap();
    assert_eq!(open.iter().map(|sale| sale.id).collect::<Vec<_>>(), ids([39]));
}

#[test]
fn its_orders_are_listed_and_found() {
    let place = place_with(PLANS);
    let ledger = place.open();
    let search = |phrase: &str| found(&ledger, Query { search: phrase.into(), ..Query::default() });
    assert_eq!(search(""), ids([40, 39, 38, 37, 36, 35, 34, 33, 32, 31]));
    assert_eq!(search("amal+travel@bücher"), ids([31]));
    assert_eq!(search("lado"), ids([40, 38, 36, 34, 33, 31]));
    assert_eq!(search("customer36@shop.example"), ids([36]));
    assert_eq!(search("8944 5012 3456 7890 039F"), ids([39]));
    assert_eq!(search("order-38"), ids([38]));
    assert_eq!(search("42 EUR"), ids([40, 38, 36, 34, 33, 31]));
    assert_eq!(search("in doubt"), ids([38]));
    assert_eq!(found(&ledger, Query { only_in_doubt: true, ..Query::default() }), ids([38]));
}

#[test]
fn a_ledger_with_plans_goes_on() {
    let place = place_with(PLANS);
    let mut ledger = place.open();
    let (float_after, message, esim) = (None, String::new(), None);
    let ready = Fact::Confirmed { sale: id(39), reference: "order-1=".into(), float_after, message, esim };
    ledger.append(entry(2_000, ready)).unwrap();
    ledger.append(entry(2_001, said(38, Some(false), None))).unwrap();
    assert!(ledger.open_orders(&shop(), None, 9).unwrap().is_empty());
    assert_eq!(ledger.verify().unwrap(), Verified { entries: 43, sales: 10 });
    let rows = derived(&ledger);
    ledger.rebuild().unwrap();
    assert_eq!(derived(&ledger), rows);
}
