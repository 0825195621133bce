//! The poller: it rests while the service cannot be reached, is moved by no clock that a person sets, and has an end for
//! each of a thousand orders.
//!
//! The monotonic time is the journey's, so nothing is asked twice unless the journey lets time pass.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use airtill_contract::*;
use airtill_domain::order::{CustomerIdentifier, Device, DeviceKind, EsimCustomer, OrderedProduct};
use airtill_domain::{ConnectionId, CountryCode, NewEsimOrder, SaleId, Timestamp};
use airtill_ledger::{Answers, Fact, Intended, Ledger, NewEntry};
use airtill_practice::esim::{CLIENT_ID, CLIENT_SECRET, Environment, Options, OrderEnd, Pace};
use airtill_practice::{Cut, Effect, Endpoint, Fault, Hit};
use airtill_tests::world::{ESIM_FILE, PATIENCE, Reseller, Shop};
use tokio::time::Instant;
use uuid::Uuid;

/// By so much a clock is set: more than the day after which an order is late.
const JUMP: i64 = 25 * 60 * 60;
/// The first pause of the poller while the service cannot be reached.
const PAUSE: Duration = Duration::from_secs(5);
const MANY: usize = 1_000;

/// Orders are ready at once, and asked about a second after the look before.
async fn following() -> Shop {
    let pace = Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO };
    Shop::with(Options { pace, ..Options::default() }, vec![Duration::from_secs(1)]).await
}

/// Waits until the poller has written the end of an order.
async fn ends(shop: &Shop, sale: &SaleView, state: SaleStateView) {
    let is_end =
        |event: &Event| matches!(event, Event::SaleChanged { sale: now } if now.id == sale.id && now.state == state);
    shop.world.window.wait_for("the order ends", is_end).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t18_the_poller_rests_while_the_service_is_away_and_goes_on_by_itself() {
    let shop = following().await;
    let mut open = Vec::new();
    for number in 0..8 {
        open.push(shop.sell(&format!("stuck+{number}@practice")).await);
    }
    let away = Fault::before(Effect::Reset(Cut::Start)).standing();
    let so_far = || shop.service.hits_on(Endpoint::EsimOrder);
    shop.service.set_fault(Endpoint::EsimOrder, away);
    shop.world.clock.advance(Duration::from_secs(2));
    // Many look-ups of a SIM: the poller would have asked about all eight orders meanwhile, again and again.
    asked(&shop, 1).await;
    for _ in 0..100 {
        shop.sim("8944474000000000008").await.expect("only orders cannot be asked about");
    }
    assert_eq!(so_far(), 1, "all orders rest behind the first that found nobody");
    shop.service.clear_faults();
    for sale in &open {
        assert!(shop.service.end_order(sale.reference.as_deref().unwrap(), OrderEnd::Completed));
    }
    // Before its pause is over nothing is asked, though the service is there again.
    shop.world.clock.advance(PAUSE / 2);
    for _ in 0..20 {
        shop.sim("8944474000000000008").await.expect("the service answers");
    }
    assert_eq!(so_far(), 1);
    shop.world.clock.advance(PAUSE);
    for sale in &open {
        ends(&shop, sale, SaleStateView::Confirmed).await;
    }
    assert_eq!(so_far(), 1 + open.len(), "each was asked about once more");
    shop.close().await;
}

/// Asks about an order that is seconds old: the first look learns that it is being prepared, the next that it stays so.
async fn stays_accepted(shop: &Shop, sale: &SaleView) {
    for _ in 0..3 {
        assert_eq!(shop.ask(sale).await.unwrap().state, SaleStateView::Accepted, "it is seconds old");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t12_a_clock_set_forth_and_back_loses_and_repeats_nothing() {
    let shop = following().await;
    let before = shop.sell("stuck+before@practice").await;
    shop.world.clock.jump_wall(JUMP);
    let ahead = shop.sell("stuck+ahead@practice").await;
    // A second passes by the clock that nobody sets: both are asked about.
    shop.world.clock.advance(Duration::from_secs(2));
    stays_accepted(&shop, &before).await;
    shop.world.clock.jump_wall(-2 * JUMP);
    let behind = shop.sell("stuck+behind@practice").await;
    shop.world.clock.advance(Duration::from_secs(2));
    for sale in [&before, &ahead, &behind] {
        stays_accepted(&shop, sale).await;
        assert!(shop.service.end_order(sale.reference.as_deref().unwrap(), OrderEnd::Completed));
    }
    shop.world.clock.jump_wall(JUMP);
    shop.world.clock.advance(Duration::from_secs(2));
    for sale in [&before, &ahead, &behind] {
        ends(&shop, sale, SaleStateView::Confirmed).await;
        let kinds: Vec<_> = shop.detail(sale).await.timeline.iter().map(|entry| entry.kind).collect();
        let ends = kinds.iter().filter(|kind| **kind == EntryKind::Confirmed).count();
        assert!(ends == 1 && !kinds.contains(&EntryKind::InDoubt), "{kinds:?}");
    }
    assert_eq!((shop.made().len(), shop.service.hits_on(Endpoint::EsimOrders)), (3, 3), "nothing was sent twice");
    shop.close().await;
}

/// Waits until the service was asked so often about orders.
async fn asked(shop: &Shop, times: usize) {
    let asked = async {
        while shop.service.hits_on(Endpoint::EsimOrder) < times {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, asked).await.is_ok(), "orders are not asked about {times} times");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_goes_out_sooner_than_the_connection_file_allows() {
    let shop = Shop::with(Options::default(), vec![Duration::ZERO]).await;
    let file = ESIM_FILE.replace("{port}", &shop.service.address().port().to_string());
    let file = format!("{file}requests_per_second = 50\n");
    Reseller::import(&shop.world, &file, Some(CLIENT_ID), Some(CLIENT_SECRET)).await.unwrap();
    let requests = || {
        let of_the_api = |hit: &&Hit| hit.endpoint != Endpoint::KeycloakToken;
        u32::try_from(shop.service.hits().iter().filter(of_the_api).count()).unwrap()
    };
    let (before, begun) = (requests(), Instant::now());
    shop.sell("stuck@practice").await;
    asked(&shop, 25).await;
    let (came, took) = (requests() - before, begun.elapsed());
    assert!(took >= Duration::from_millis(20) * (came - 1), "{came} requests in {took:?}");
    shop.close().await;
}

/// Writes the orders that the service took into the ledger, as a till of an earlier run left them.
async fn left_open(shop: &Shop, product: &ProductView, orders: &[String]) {
    let data = shop.world.folder().await.expect("no till has it open");
    let environment = airtill_domain::Environment::Test;
    let path = data.environment(environment).join("ledger.sqlite3");
    let mut ledger = Ledger::open(&path, environment, data.till()).expect("the ledger of the till");
    let connection = ConnectionId::new(&shop.reseller.key.id).expect("its id");
    let mut entries = Vec::new();
    for (number, reference) in orders.iter().enumerate() {
        let sale = SaleId(Uuid::new_v4());
        let order = NewEsimOrder {
            connection: connection.clone(),
            product: OrderedProduct { id: product.id.clone(), name: product.name.clone() },
            country: CountryCode::parse(&product.footprint[0]).expect("a country"),
            customer: EsimCustomer {
                identifier: CustomerIdentifier::parse(&customer(number)).expect("an identifier"),
                first_name: None,
                last_name: None,
                residence: None,
            },
            device: Device { kind: DeviceKind::Android, id: Uuid::new_v4(), make: None, model: None, eid: None },
            activation: None,
            price: None,
        };
        let intended = Fact::Intended(Intended::first(sale, order.into(), Answers::none()));
        let (reference, message) = (reference.clone(), String::new());
        let accepted = Fact::Accepted { sale, reference, code: None, float_after: None, message };
        entries.extend([intended, accepted].map(|fact| NewEntry {
            at: Timestamp(shop.world.clock.wall()),
            actor: "airtill".to_owned(),
            connection: Some(connection.clone()),
            float: None,
            fact,
        }));
    }
    ledger.append_all(entries).expect("room on the disk");
    ledger.close().expect("room on the disk");
}

fn customer(number: usize) -> String {
    format!("customer{number}@shop.example")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_open_orders_are_each_asked_about_once_and_end() {
    let pace = Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO };
    let options = Options { pace, keep_hits: 4 * MANY, ..Options::default() };
    let mut shop = Shop::with(options, vec![Duration::from_secs(60)]).await;
    let (product, _) = shop.product().await;
    shop.world.shut().await;
    let order = |number| shop.service.order_elsewhere(Environment::Production, &product.id, &customer(number), None);
    let orders: Vec<String> = (0..MANY).map(|number| order(number).expect("it is taken")).collect();
    left_open(&shop, &product, &orders).await;
    shop.world.clock.advance(Duration::from_secs(1));
    shop.world.clock.boot();
    let earlier = shop.world.window.events().len();
    shop.world.open().await.expect("the lock ended with its owner");
    let ended = Mutex::new(BTreeSet::new());
    // In parts: a slow computer may take its time for all of them, and never stands still.
    for part in (0..=MANY).step_by(MANY / 20) {
        let has_so_many = |event: &Event| {
            let mut ended = ended.lock().unwrap();
            if let Event::SaleChanged { sale } = event
                && sale.state == SaleStateView::Confirmed
            {
                ended.extend(sale.reference.clone());
            }
            ended.len() >= part
        };
        shop.world.window.wait_after(earlier, &format!("{part} orders end"), has_so_many).await;
    }
    assert_eq!(ended.into_inner().unwrap(), orders.into_iter().collect::<BTreeSet<_>>(), "none is forgotten");
    assert_eq!(shop.service.hits_on(Endpoint::EsimOrder), MANY, "and each was asked about once");
    assert_eq!(shop.service.most_at_once(Endpoint::EsimOrder), 1, "one after the other");
    assert!(shop.service.badly_named().is_empty(), "each under a correlation id of its own");
    assert_eq!(shop.service.hits_on(Endpoint::EsimOrders), 0, "nothing was ordered again");
    // They were made without this till, so the ledger is not compared with what this till ordered.
    shop.world.close().await;
}
