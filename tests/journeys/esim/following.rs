//! Orders that the service took are followed, however the till came to be signed in, and are not given up too soon.
//!
//! A clock that is set, a restart and an answer without its SIM say little; an order of another till is that till's.

use std::fs;
use std::time::Duration;

use airtill_app::Policy;
use airtill_contract::*;
use airtill_domain::order::OrderedProduct;
use airtill_domain::{
    ConnectionId, CountryCode, Currency, EsimTopUpOrder, Iccid, Money, Msisdn, Order, SaleId, TillId, Timestamp,
    TopUpOrder,
};
use airtill_ledger::{Answers, Fact, Intended, Ledger, NewEntry};
use airtill_practice::esim::{CLIENT_ID, CLIENT_SECRET, Environment, Options, Pace, PracticeEsim, RESELLER_ID};
use airtill_practice::{Effect, Endpoint, Fault};
use airtill_tests::world::{ESIM_FILE, PATIENCE, Reseller, Setup, Shop, World};
use uuid::Uuid;

/// Orders end at the first look, and looks follow each other at once, then never more.
const AT_ONCE: Pace = Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO };
const NEVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// A way in which a till comes to be signed in.
#[derive(Clone, Copy, Debug)]
enum Way {
    SignInAfterImport,
    SecretAfterImport,
    SignInAfterRestart,
    AnotherClient,
    LateNetwork,
}

fn gaps() -> Vec<Duration> {
    [vec![Duration::ZERO; 10], vec![NEVER]].concat()
}

async fn waits_for(shop: &Shop, earlier: usize, sale: &SaleView, state: SaleStateView, name: &str) {
    let is_it =
        |event: &Event| matches!(event, Event::SaleChanged { sale: now } if now.id == sale.id && now.state == state);
    shop.world.window.wait_after(earlier, name, is_it).await;
}

/// A shop whose client is signed in by one way.
async fn signed_in_by(way: Way) -> Shop {
    let policy = Policy { order_gaps: gaps(), order_pace: Duration::ZERO, ..Setup::default().policy };
    let mut world = World::with(Setup { signed_in: false, policy, ..Setup::default() }).await;
    let clock = world.clock.elsewhere();
    let service = PracticeEsim::start(Options { pace: AT_ONCE, clock, ..Options::default() }).await.unwrap();
    let text = ESIM_FILE.replace("{port}", &service.address().port().to_string());
    let secret =
        matches!(way, Way::SignInAfterRestart | Way::AnotherClient | Way::LateNetwork).then_some(CLIENT_SECRET);
    if let Way::LateNetwork = way {
        let portal = Effect::Redirect { status: 302, to: "http://portal.example/".to_owned() };
        service.set_fault(Endpoint::KeycloakToken, Fault::before(portal).standing());
    }
    let reseller = Reseller { key: Reseller::import(&world, &text, Some(CLIENT_ID), secret).await.unwrap().key };
    match way {
        Way::SignInAfterImport => drop(reseller.sign_in(&world, CLIENT_ID, Some(CLIENT_SECRET)).await.unwrap()),
        Way::SecretAfterImport => {
            let secret = InwardSecret(CLIENT_SECRET.to_owned());
            let request = SetClientSecret { connection: reseller.key.clone(), secret };
            world.shown(world.till().set_client_secret(request).await).unwrap();
        }
        Way::SignInAfterRestart => {
            world.shown(world.till().sign_out(reseller.named()).await).unwrap();
            world.restart().await;
            reseller.sign_in(&world, CLIENT_ID, Some(CLIENT_SECRET)).await.unwrap();
        }
        Way::AnotherClient => drop(reseller.sign_in(&world, RESELLER_ID, Some(CLIENT_SECRET)).await.unwrap()),
        Way::LateNetwork => {
            let asked = |_: &Event| service.hits_on(Endpoint::KeycloakToken) > 0;
            world.window.wait_for("the first token is asked for", asked).await;
            service.clear_faults();
        }
    }
    let shop = Shop { world, service, reseller };
    if let Way::LateNetwork = way {
        token_is_renewed(&shop).await;
    }
    shop
}

/// Waits until a token was renewed. The request of the one that fails arrives before the till has read its answer, and
/// a question in between shares that end.
async fn token_is_renewed(shop: &Shop) {
    let listed = async { while shop.catalogue().await.products.is_empty() {} };
    tokio::time::timeout(PATIENCE, listed).await.expect("the renewal that fails has an end, and the next one succeeds");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_followed_however_the_till_came_to_be_signed_in() {
    for way in
        [Way::SignInAfterImport, Way::SecretAfterImport, Way::SignInAfterRestart, Way::AnotherClient, Way::LateNetwork]
    {
        let shop = signed_in_by(way).await;
        let earlier = shop.world.window.events().len();
        let sale = shop.sell("amal@shop.example").await;
        waits_for(&shop, earlier, &sale, SaleStateView::Confirmed, &format!("it is followed: {way:?}")).await;
        shop.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_in_doubt_that_the_service_named_is_asked_for_by_itself() {
    let shop = Shop::with(Options { pace: AT_ONCE, ..Options::default() }, gaps()).await;
    let answer = |status, body: &str| {
        let (content_type, body) = ("application/json".to_owned(), body.as_bytes().to_vec());
        Fault::before(Effect::Answer { status, content_type, body })
    };
    shop.service.set_fault(Endpoint::EsimOrders, answer(500, r#"{"id":"b3JkZXI=","messages":["no"]}"#));
    let found = answer(200, r#"{"id":"b3JkZXI=","status":"COMPLETED"}"#);
    shop.service.set_fault(Endpoint::EsimOrder, found.standing());
    let confirmation = shop.confirm_more(shop.more("8944474000000000008").await).await;
    let earlier = shop.world.window.events().len();
    let sale = shop.send(&confirmation.intent).await.unwrap();
    waits_for(&shop, earlier, &sale, SaleStateView::Confirmed, "its name leads to it").await;
    assert_eq!(shop.detail(&sale).await.sale.reference.as_deref(), Some("b3JkZXI="));
    // The service of this journey never made it.
    shop.world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_forward_makes_no_order_stuck() {
    let shop = Shop::open().await;
    let sale = shop.sell("stuck@practice").await;
    shop.world.clock.jump_wall(3 * 24 * 60 * 60);
    for _ in 0..6 {
        shop.world.clock.advance(Duration::from_secs(60));
        assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Accepted);
    }
    shop.world.clock.advance(Duration::from_secs(60 * 60));
    let stuck = shop.ask(&sale).await.unwrap();
    assert_eq!((stuck.state, stuck.doubt), (SaleStateView::InDoubt, Some(DoubtCause::OrderStuck)));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_not_shown_is_given_up_after_minutes_of_each_run() {
    let mut shop = Shop::open().await;
    let sale = shop.sell("stuck@practice").await;
    shop.service.wipe(Environment::Production);
    shop.world.clock.advance(Duration::from_secs(60 * 60));
    shop.world.restart().await;
    for _ in 0..7 {
        shop.world.clock.advance(Duration::from_secs(10));
        assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Accepted, "half a minute tells nothing");
    }
    shop.world.clock.advance(Duration::from_secs(5 * 60));
    assert_eq!(shop.ask(&sale).await.unwrap().doubt, Some(DoubtCause::DataWiped));
    shop.close().await;
}

/// An answer that calls an order done and names no SIM.
fn without_its_sim(sale: &SaleView) -> Fault {
    let body = format!(r#"{{"id":"{}","status":"COMPLETED"}}"#, sale.reference.as_deref().unwrap());
    Fault::json(body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_esim_that_is_done_without_its_sim_is_asked_about_again() {
    let shop = Shop::open().await;
    let sale = shop.sell("amal@shop.example").await;
    shop.service.set_fault(Endpoint::EsimOrder, without_its_sim(&sale).times(3));
    for _ in 0..3 {
        assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Accepted);
    }
    let ready = shop.ask(&sale).await.unwrap();
    assert!(ready.state == SaleStateView::Confirmed && ready.esim.is_some(), "{ready:?}");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_esim_whose_sim_is_never_named_is_confirmed_in_the_end() {
    let shop = Shop::open().await;
    let sale = shop.sell("amal@shop.example").await;
    shop.service.set_fault(Endpoint::EsimOrder, without_its_sim(&sale).standing());
    for _ in 0..6 {
        shop.world.clock.advance(Duration::from_secs(10));
        assert_eq!(shop.ask(&sale).await.unwrap().state, SaleStateView::Accepted, "it may be named a minute later");
    }
    shop.world.clock.advance(Duration::from_secs(5 * 60));
    let ready = shop.ask(&sale).await.unwrap();
    assert_eq!((ready.state, ready.esim), (SaleStateView::Confirmed, None));
    // Without its SIM the service's truth cannot be compared.
    shop.world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_another_till_is_left_to_that_till() {
    let mut shop = Shop::open().await;
    let accepted = shop.sell("amal@shop.example").await;
    let doubt = shop.sell("lost-after@practice").await;
    shop.world.shut().await;
    let another = format!("{{\"till\":\"{}\"}}", TillId::from_bits(8));
    fs::write(shop.world.data().join("till.json"), another).unwrap();
    shop.world.clock.advance(Duration::from_secs(60));
    shop.world.open().await.unwrap();
    let earlier = shop.service.hits_on(Endpoint::EsimOrder) + shop.service.hits_on(Endpoint::EsimSubscriptions);
    for sale in [&accepted, &doubt] {
        let seen = shop.ask(sale).await.unwrap();
        assert_eq!((seen.state, seen.checking), (sale.state, false), "nobody here looks after it");
    }
    let now = shop.service.hits_on(Endpoint::EsimOrder) + shop.service.hits_on(Endpoint::EsimSubscriptions);
    assert_eq!((earlier, now), (0, 0));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_that_lost_its_name_follows_its_orders_on() {
    let mut shop = Shop::open().await;
    let accepted = shop.sell("amal@shop.example").await;
    assert_eq!(accepted.state, SaleStateView::Accepted);
    shop.world.shut().await;
    fs::remove_file(shop.world.data().join("till.json")).unwrap();
    shop.world.clock.advance(Duration::from_secs(60));
    shop.world.open().await.unwrap();
    assert_eq!(shop.ask(&accepted).await.unwrap().state, SaleStateView::Confirmed, "it is its own again");
    shop.close().await;
}

/// The sales that a former till left behind: handed over, with an outcome that nobody knows.
async fn left_by_another_till(shop: &Shop) -> [ConnectionKey; 2] {
    let data = shop.world.folder().await.expect("no till has it open");
    let environment = airtill_domain::Environment::Test;
    let path = data.environment(environment).join("ledger.sqlite3");
    let mut ledger = Ledger::open(&path, environment, TillId::from_bits(8)).expect("the ledger of the till");
    let keys = [shop.reseller.key.clone(), shop.world.key.clone()];
    let [sims, desk] = keys.each_ref().map(|key| ConnectionId::new(&key.id).expect("its id"));
    let plan = EsimTopUpOrder {
        connection: sims,
        product: OrderedProduct { id: "plan".to_owned(), name: "1 GB".to_owned() },
        country: CountryCode::parse("KE").expect("a country"),
        iccid: Iccid::parse("8944474000000000008").expect("a number"),
        device_id: Uuid::new_v4(),
        price: None,
    };
    let (msisdn, amount) = (Msisdn::parse("0925415378").expect("a number"), Money::from_minor(500, Currency::SSP));
    let airtime = TopUpOrder { connection: desk, msisdn, amount };
    for order in [Order::from(plan), Order::from(airtime)] {
        let connection = Some(order.connection().clone());
        let fact = Fact::Intended(Intended::first(SaleId(Uuid::new_v4()), order, Answers::none()));
        let at = Timestamp(shop.world.clock.wall());
        ledger.append(NewEntry { at, actor: "airtill".to_owned(), connection, float: None, fact }).expect("room");
    }
    ledger.close().expect("room on the disk");
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_that_a_former_till_left_under_way_keeps_no_connection() {
    let mut shop = Shop::open().await;
    shop.world.shut().await;
    let keys = left_by_another_till(&shop).await;
    shop.world.open().await.unwrap();
    assert_eq!(shop.world.sales().await.iter().filter(|sale| sale.state == SaleStateView::Intended).count(), 2);
    for connection in keys {
        let removed = shop.world.till().remove_connection(ForConnection { connection: connection.clone() }).await;
        assert!(shop.world.shown(removed).is_ok(), "nobody here can settle it: {connection:?}");
    }
    shop.world.close().await;
}
