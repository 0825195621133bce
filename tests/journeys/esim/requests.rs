//! The correlation ids of requests: each has its own, and an error names that of the request that failed.
//!
//! `support` has the facts that a person hands to the service's support about an order.

use std::collections::BTreeSet;

use airtill_app::TillError;
use airtill_contract::*;
use airtill_practice::esim::{FOREIGN_ICCID, Trouble};
use airtill_practice::{Effect, Endpoint, Fault};
use airtill_tests::world::Shop;
use uuid::Uuid;

const BUYER: &str = "8944474000000000008";
/// Headers of an answer, up to its length.
const JSON: &str = "Content-Type: application/json\r\nConnection: close\r\nContent-Length: ";

/// The target of the one request that carried the id, which must be a random UUID.
fn target_of(shop: &Shop, correlation: Option<&str>) -> String {
    let id = correlation.expect("the request is named");
    assert_eq!(Uuid::try_parse(id).expect("a UUID").get_version_num(), 4, "{id}");
    let hits = shop.service.hits_named(id);
    assert_eq!(hits.len(), 1, "{hits:?}");
    hits[0].target.clone()
}

fn id_of<T: std::fmt::Debug>(answer: Result<T, TillError>) -> Option<String> {
    answer.unwrap_err().view("reference".to_owned()).correlation
}

#[tokio::test(flavor = "multi_thread")]
async fn t25_an_error_names_the_request_that_failed() {
    let shop = Shop::open().await;
    let mut named = BTreeSet::new();
    for _ in 0..2 {
        let id = id_of(shop.sim(FOREIGN_ICCID).await);
        assert!(target_of(&shop, id.as_deref()).contains(&format!("/v1/sim/{FOREIGN_ICCID}")));
        assert!(named.insert(id), "two requests share an id");
    }
    assert_eq!(id_of(shop.sim("12AB").await), None, "nothing was asked");
    shop.service.set_trouble(Trouble::GatewayDown, None);
    let kept = shop.catalogue().await.error.expect("the gateway is down");
    assert!(target_of(&shop, kept.correlation.as_deref()).contains("/v1/product"));
    shop.service.clear_troubles();
    shop.service.set_trouble(Trouble::EmptyUnauthorised, Some(2));
    let twice = id_of(shop.sim(FOREIGN_ICCID).await);
    assert!(target_of(&shop, twice.as_deref()).contains(FOREIGN_ICCID));
    let last = shop.service.hits().into_iter().rfind(|hit| hit.target.contains("/v1/sim/")).expect("it was asked");
    assert_eq!(last.header("x-correlation-id"), twice.as_deref(), "the second request failed for good");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t25_an_order_that_was_refused_or_lost_names_its_request() {
    let shop = Shop::open().await;
    for customer in ["quota@practice", "lost-after@practice", "bad-gateway@practice"] {
        let sale = shop.sell(customer).await;
        assert!(target_of(&shop, sale.correlation.as_deref()).ends_with("/v1/order"), "{customer}");
        let recorded = shop.detail(&sale).await.timeline.into_iter().flat_map(|entry| entry.facts);
        let recorded: Vec<_> =
            recorded.filter(|fact| fact.name == "correlation").map(|fact| Some(fact.value)).collect();
        assert_eq!(recorded, [sale.correlation], "{customer}");
    }
    let sale = shop.sell("amal@shop.example").await;
    assert_eq!(sale.correlation, None, "nothing failed");
    shop.service.set_trouble(Trouble::BadGateway, None);
    let asked = id_of(shop.ask(&sale).await);
    assert!(target_of(&shop, asked.as_deref()).contains("/v1/order/"));
    shop.service.clear_troubles();
    assert_eq!(shop.ask(&sale).await.unwrap().correlation, None);
    shop.close().await;
}

/// The practice customer.
async fn buyer(shop: &Shop) -> CustomerView {
    let find = LookUpCustomer { connection: shop.reseller.key.clone(), email: "buyer@practice".to_owned() };
    let found = shop.world.shown(shop.world.till().look_up_customer(find).await).unwrap();
    found.customer.expect("the practice customer")
}

/// The outcomes of making a customer and of changing one.
async fn kept(shop: &Shop, before: CustomerView, email: &str) -> [KeptCustomer; 2] {
    let (till, connection) = (shop.world.till(), shop.reseller.key.clone());
    let fields = CustomerFields { email: email.to_owned(), ..before.fields.clone() };
    let create = CreateCustomer { connection: connection.clone(), fields: fields.clone() };
    let change = ChangeCustomer { connection, before, after: fields };
    [
        shop.world.shown(till.create_customer(create).await).unwrap(),
        shop.world.shown(till.change_customer(change).await).unwrap(),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn t25_a_customer_who_was_refused_or_lost_names_the_request() {
    let shop = Shop::open().await;
    let before = buyer(&shop).await;
    shop.service.set_trouble(Trouble::BadGateway, None);
    let find = LookUpCustomer { connection: shop.reseller.key.clone(), email: "buyer@practice".to_owned() };
    let id = id_of(shop.world.shown(shop.world.till().look_up_customer(find).await));
    assert!(target_of(&shop, id.as_deref()).contains("/v1/customer"));
    for kept in kept(&shop, before, "new@shop.example").await {
        let KeptCustomer::Unknown { error } = kept else { panic!("nobody knows: {kept:?}") };
        assert!(target_of(&shop, error.correlation.as_deref()).contains("/v1/customer"));
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t25_a_customer_who_is_not_accepted_names_the_request() {
    let shop = Shop::open().await;
    let before = buyer(&shop).await;
    for (body, message) in [(r#"{"type":"INVALID_REQUEST_PARAMS","messages":["Taken"]}"#, "Taken"), ("", "")] {
        let no = Fault::status(400, "application/json", body);
        shop.service.set_fault(Endpoint::EsimCustomers, no.times(2));
        for kept in kept(&shop, before.clone(), "new@shop.example").await {
            let KeptCustomer::Invalid { errors, refusal: Some(refusal) } = kept else { panic!("no: {kept:?}") };
            let said = errors.iter().map(|error| (error.field, error.message.as_str())).collect::<Vec<_>>();
            assert_eq!(said, [(CustomerField::Whole, message)]);
            assert!(target_of(&shop, refusal.correlation.as_deref()).contains("/v1/customer"));
            assert!(!refusal.reference.is_empty(), "it stands in the log");
        }
    }
    for kept in kept(&shop, before, "").await {
        assert!(matches!(kept, KeptCustomer::Invalid { refusal: None, .. }), "nobody was asked: {kept:?}");
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t25_a_part_of_a_sim_that_cannot_be_read_names_its_request() {
    let shop = Shop::open().await;
    let more = shop.more(BUYER).await;
    let as_it_is = || Fault::after(Effect::ContentType("application/json".to_owned()));
    let set = |fault| shop.service.set_fault(Endpoint::EsimSims, fault);
    set(as_it_is().times(2));
    set(Fault::status(403, "application/json", r#"{"type":"ACCESS_DENIED","messages":["Access is denied"]}"#));
    let sim = shop.sim(BUYER).await.unwrap();
    assert_eq!(sim.notifications, None);
    let error = sim.notifications_error.expect("why they could not be read");
    assert_eq!(error.code, ErrorCode::Denied);
    assert!(target_of(&shop, error.correlation.as_deref()).contains("/preferences"));
    assert_eq!(shop.sim(BUYER).await.unwrap().notifications_error, None);

    // One that cannot be read may be active, so nobody can say how many are.
    set(as_it_is());
    set(Fault::json("[7]"));
    let error = shop.confirm_more(more.clone()).await.sim_error.expect("one could not be read");
    assert!(target_of(&shop, error.correlation.as_deref()).contains("/subscriptions"));

    // A list without an end.
    set(as_it_is());
    for page in 1..=40 {
        let answer = format!("HTTP/1.1 200 OK\r\nX-Next-Page: ?page={page}\r\n{JSON}2\r\n\r\n[]");
        set(Fault::before(Effect::Raw(answer.into_bytes())));
    }
    let error = shop.confirm_more(more).await.sim_error.expect("it has no end");
    assert!(target_of(&shop, error.correlation.as_deref()).contains("page=39"));
    shop.close().await;
}
