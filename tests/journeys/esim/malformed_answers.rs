//! Answers of every shape that a network, a gateway or a broken service can give, at every endpoint.
//!
//! An order whose answer was spoiled is in doubt, or refused where nothing can have been made, and its subscription is
//! found afterwards. A look has one clear error, and the next look is as good as ever.

use std::time::Duration;

use airtill_app::Policy;
use airtill_contract::*;
use airtill_practice::esim::{Options, Pace};
use airtill_practice::{Cut, Effect, Endpoint, Fault};
use airtill_tests::port::Port;
use airtill_tests::world::{Setup, Shop, World};
use tokio::task::JoinSet;

use DoubtCause::{AnswerCut, LineBroken, NoAnswer, ServiceFault, Unreadable};
use ErrorCode::{AnswerLost, CaptivePortal, OddAnswer, ServiceDown};

/// How long the till waits for a service that is silent. Every request of such a shop has this limit, so it is far
/// longer than an ordinary answer takes.
const LIMIT: Duration = Duration::from_secs(5);
/// The endpoints at which a look reads something.
const READ: [Endpoint; 5] = [
    Endpoint::EsimOrder,
    Endpoint::EsimSims,
    Endpoint::EsimSubscriptions,
    Endpoint::EsimCustomers,
    Endpoint::EsimProducts,
];
const BUYER: &str = "8944474000000000008";

fn answer(status: u16, content_type: &str, body: &str) -> Effect {
    Effect::Answer { status, content_type: content_type.to_owned(), body: body.into() }
}

fn json(status: u16, body: &str) -> Effect {
    answer(status, "application/json", body)
}

fn page(status: u16) -> Effect {
    answer(status, "text/html", "<html><body><h1>Sorry</h1></body></html>")
}

/// A shape, the doubt of an order that it answers, and the error of a look that it answers.
type Shape = (Effect, DoubtCause, ErrorCode);

/// The shapes that end by the till's own limit.
fn silences() -> [Shape; 2] {
    [
        (Effect::Hang(Cut::Start), NoAnswer, ErrorCode::NoAnswer),
        (Effect::Hang(Cut::Middle), AnswerCut, ErrorCode::NoAnswer),
    ]
}

/// All other shapes.
fn shapes() -> Vec<Shape> {
    let deep = "[".repeat(20_000);
    let long = format!(r#"{{"id":"{}","status":"ACCEPTED"}}"#, "x".repeat(3_000_000));
    let redirect = |status| Effect::Redirect { status, to: "/elsewhere".to_owned() };
    let mut shapes = vec![
        (Effect::Reset(Cut::Start), LineBroken, AnswerLost),
        (Effect::Reset(Cut::Head), AnswerCut, AnswerLost),
        (Effect::Reset(Cut::Middle), AnswerCut, AnswerLost),
        (Effect::Close(Cut::Start), LineBroken, AnswerLost),
        (Effect::Close(Cut::Head), AnswerCut, AnswerLost),
        (Effect::Close(Cut::Middle), AnswerCut, AnswerLost),
        (Effect::Raw(Vec::new()), LineBroken, AnswerLost),
        (Effect::Raw(b"\x16\x03\x01\x02\x00\x01\x00".to_vec()), LineBroken, AnswerLost),
        (Effect::Raw(b"HTTP/1.1 banana\r\n\r\n".to_vec()), LineBroken, AnswerLost),
        (Effect::GzipBomb, Unreadable, OddAnswer),
        (Effect::EndlessBody, Unreadable, OddAnswer),
        (page(200), Unreadable, CaptivePortal),
        (page(403), Unreadable, CaptivePortal),
        (json(200, &long), Unreadable, OddAnswer),
        (json(200, &deep), Unreadable, OddAnswer),
        (json(200, ""), Unreadable, OddAnswer),
        (json(200, "null"), Unreadable, OddAnswer),
        (json(200, "7"), Unreadable, OddAnswer),
        (json(200, r#"{"id":["x"],"status":{"#), Unreadable, OddAnswer),
        (json(200, r#"{"id":"a","id":"b","status":"ACCEPTED"}"#), Unreadable, OddAnswer),
    ];
    shapes.extend([301, 302, 303, 307, 308].map(|status| (redirect(status), Unreadable, CaptivePortal)));
    shapes.extend([500, 501, 502, 503, 504, 520].map(|status| (page(status), ServiceFault, ServiceDown)));
    shapes.extend([500, 503].map(|status| (json(status, "{}"), ServiceFault, ServiceDown)));
    shapes
}

async fn shop() -> Shop {
    shop_that_waits(Policy::default().answer_limit).await
}

async fn shop_that_waits(answer_limit: Duration) -> Shop {
    let policy = Policy {
        order_gaps: vec![Duration::from_secs(60 * 60 * 24 * 365)],
        order_pace: Duration::ZERO,
        answer_limit,
        ..Setup::default().policy
    };
    let world = World::with(Setup { signed_in: false, policy, ..Setup::default() }).await;
    let clock = world.clock.elsewhere();
    let pace = Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO };
    Shop::beside(world, Options { clock, pace, ..Options::default() }).await
}

/// Orders for customer `number` with an answer of this shape, before the order is made or after.
async fn is_sent_once(shop: &Shop, number: usize, (effect, cause, _): Shape, made: bool) {
    let name = format!("{effect:?}, {} the order", if made { "after" } else { "before" });
    let name: String = name.chars().take(100).collect();
    let confirmation = shop.confirm(shop.order(&format!("customer{number}@shop.example")).await).await;
    let (orders, asked) = (shop.made().len(), shop.service.hits_on(Endpoint::EsimOrders));
    let fault = if made { Fault::after(effect) } else { Fault::before(effect) };
    shop.service.set_fault(Endpoint::EsimOrders, fault);
    let sale = shop.send(&confirmation.intent).await.expect("an outcome, whatever it is");
    assert_eq!((sale.state, sale.doubt), (SaleStateView::InDoubt, Some(cause)), "{name}");
    shop.service.clear_faults();
    // The same yes again sends nothing.
    assert_eq!(shop.send(&confirmation.intent).await.unwrap().id, sale.id);
    assert_eq!(shop.service.hits_on(Endpoint::EsimOrders) - asked, 1, "{name}");
    assert_eq!(shop.made().len() - orders, usize::from(made), "{name}");
    shop.world.clock.advance(Duration::from_secs(1));
    let told = shop.world.shown(shop.world.till().gather_evidence(shop.named(&sale)).await).unwrap();
    let truth = if made { SaleStateView::Charged } else { SaleStateView::InDoubt };
    assert_eq!(told.state, truth, "{name}: {:?}", told.evidence);
    if !made {
        shop.settle(&sale).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_an_order_with_a_spoiled_answer_is_sent_once_and_found_if_made() {
    let shop = shop().await;
    for (number, shape) in shapes().into_iter().enumerate() {
        is_sent_once(&shop, 2 * number, shape.clone(), false).await;
        is_sent_once(&shop, 2 * number + 1, shape, true).await;
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t15_an_order_with_no_answer_is_sent_once_and_found_if_made() {
    let mut silent = JoinSet::new();
    for shape in silences() {
        silent.spawn(async move {
            let shop = shop_that_waits(LIMIT).await;
            is_sent_once(&shop, 1, shape.clone(), false).await;
            is_sent_once(&shop, 2, shape, true).await;
            shop.close().await;
        });
    }
    silent.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_the_service_documents_is_one_whatever_its_body() {
    use DeclineReason::{NotPermitted, Other, QuotaReached, RateLimited, RequestUnreadable};
    let shop = shop().await;
    let bodies = ["", "{}", "null", "[1", r#"{"type":7,"messages":{}}"#, r#"{"type":"X","messages":["no"]}"#];
    let mut number = 0;
    for (status, reason) in [(400, RequestUnreadable), (403, NotPermitted), (404, Other), (406, QuotaReached)] {
        for body in bodies {
            number += 1;
            let confirmation = shop.confirm(shop.order(&format!("customer{number}@shop.example")).await).await;
            shop.service.set_fault(Endpoint::EsimOrders, Fault::before(json(status, body)));
            let sale = shop.send(&confirmation.intent).await.unwrap();
            assert_eq!((sale.state, sale.reason), (SaleStateView::Declined, Some(reason)), "{status} {body}");
        }
    }
    let confirmation = shop.confirm(shop.order("limited@shop.example").await).await;
    shop.service.set_fault(Endpoint::EsimOrders, Fault::before(json(429, r#"{"type":"TOO MANY REQUESTS"}"#)));
    let sale = shop.send(&confirmation.intent).await.unwrap();
    assert_eq!((sale.state, sale.reason), (SaleStateView::Declined, Some(RateLimited)));
    assert!(shop.made().is_empty());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t14_an_order_that_is_turned_away_for_ever_is_sent_twice_and_declined() {
    let shop = shop().await;
    let confirmation = shop.confirm(shop.order("amal@shop.example").await).await;
    shop.service.set_fault(Endpoint::EsimOrders, Fault::before(Effect::Unauthorized).standing());
    let sale = shop.send(&confirmation.intent).await.unwrap();
    assert_eq!((sale.state, sale.reason), (SaleStateView::Declined, Some(DeclineReason::ClientRefused)));
    assert_eq!((shop.service.hits_on(Endpoint::EsimOrders), shop.made().len()), (2, 0));
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_without_anybody_at_the_address_was_never_handed_over() {
    let shop = shop().await;
    let confirmation = shop.confirm(shop.order("amal@shop.example").await).await;
    let Shop { world, service, .. } = shop;
    let port = service.address().port();
    service.stop().await;
    let _nobody = Port::left(port);
    let yes = SendEsimOrder { intent: confirmation.intent, repeat_reason: None, override_doubts: Vec::new() };
    let sale = world.shown(world.till().send_esim_order(yes).await).unwrap();
    assert_eq!((sale.state, sale.reason), (SaleStateView::NeverHandedOver, Some(DeclineReason::Unreachable)));
    world.close().await;
}

/// The error of one look, or nothing.
async fn look(shop: &Shop, endpoint: Endpoint, open: &SaleView) -> Option<ErrorCode> {
    let (till, connection) = (shop.world.till(), shop.reseller.key.clone());
    match endpoint {
        Endpoint::EsimOrder => shop.ask(open).await.map(drop).map_err(|error| error.code).err(),
        Endpoint::EsimSims => shop.sim(BUYER).await.map(drop).map_err(|error| error.code).err(),
        Endpoint::EsimSubscriptions => {
            let [customer, iccid, product, after, before] = std::array::from_fn(|_| String::new());
            let search = SearchSubscriptions { connection, customer, iccid, product, after, before, page: None };
            shop.world.shown(till.search_subscriptions(search).await).map_err(|error| error.code).err()
        }
        Endpoint::EsimCustomers => {
            let find = LookUpCustomer { connection, email: "buyer@practice".to_owned() };
            shop.world.shown(till.look_up_customer(find).await).map_err(|error| error.code).err()
        }
        Endpoint::EsimProducts => {
            let asked = ForCatalogue { connection, currency: None, anew: true };
            let shown = shop.world.shown(till.catalogue(asked).await).expect("the last list is shown");
            assert!(shown.products.len() >= 60, "the last list stays");
            shown.error.map(|error| error.code)
        }
        other => panic!("nothing is read at {other:?}"),
    }
}

/// Looks at every endpoint with answers of this shape, and then with good ones.
async fn has_one_clear_error(shop: &Shop, open: &SaleView, (effect, _, error): Shape) {
    for endpoint in READ {
        let name: String = format!("{endpoint:?}: {effect:?}").chars().take(100).collect();
        shop.service.set_fault(endpoint, Fault::before(effect.clone()).standing());
        assert_eq!(look(shop, endpoint, open).await, Some(error), "{name}");
        shop.service.clear_faults();
        assert_eq!(look(shop, endpoint, open).await, None, "{name}");
    }
    assert_eq!(shop.detail(open).await.sale.state, SaleStateView::Accepted, "nothing is learnt from it");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_spoiled_look_has_one_clear_error_and_the_next_one_is_good() {
    let shop = shop().await;
    let open = shop.sell("stuck@practice").await;
    for shape in shapes() {
        has_one_clear_error(&shop, &open, shape).await;
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_without_an_answer_has_one_clear_error_and_the_next_is_good() {
    let mut silent = JoinSet::new();
    for shape in silences() {
        silent.spawn(async move {
            let shop = shop_that_waits(LIMIT).await;
            let open = shop.sell("stuck@practice").await;
            has_one_clear_error(&shop, &open, shape).await;
            shop.close().await;
        });
    }
    silent.join_all().await;
}
