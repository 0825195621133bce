//! Subscriptions: of a SIM, one by its id, activation, and the search page by page.
//!
//! Balances are bytes as text, and are missing from the search.

use std::time::Duration;

use airtill_practice::esim::{Environment, Options, Pace, Trouble};

use super::{BUYER, KENYA, advance, api, esim, is, lasting, new_esim, refused, start};
use crate::accounts::encoded;
use crate::client::Got;

fn ids(got: &Got) -> Vec<String> {
    got.body().split(r#""id":""#).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// The ids of the subscriptions of an answer, without those of their products.
fn subscriptions(got: &Got) -> Vec<String> {
    let products = got.body().split(r#""product":{"id":""#).skip(1).count();
    let ids: Vec<String> = ids(got).into_iter().filter(|id| id.starts_with("U3Vic2NyaXB0aW9u")).collect();
    assert_eq!(ids.len(), products);
    ids
}

#[tokio::test]
async fn the_sims_list_shows_every_status_and_bytes_as_text() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let target = format!("/v1/sim/{BUYER}/subscriptions");
    let body = api.get(&target).await.body();
    for part in [
        r#""status":"ACTIVE""#,
        r#""status":"PENDING""#,
        r#""status":"EXPIRED""#,
        r#""status":"DEPLETED""#,
        r#""initialBalance":"1000000000""#,
        r#""spentBalance":"100000000""#,
        r#""createdDate":"2027-01-12T08:00:00"#,
        r#""auto_renew":"false""#,
        r#""auto_renew":false"#,
        r#""period":0"#,
        r#""period_unit":"DAYS","plan_id":"plan-1""#,
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
    esim.set_trouble(Trouble::ListsWithoutBalances, None);
    esim.set_trouble(Trouble::NoCreatedDates, None);
    esim.set_trouble(Trouble::NoDeviceIds, None);
    let body = api.get(&target).await.body();
    assert!(["Balance", "createdDate", "device_id"].iter().all(|part| !body.contains(part)), "{body}");
}

#[tokio::test]
async fn one_subscription_has_balances_and_no_date_of_creation() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let id = subscriptions(&api.get(&format!("/v1/sim/{BUYER}/subscriptions")).await).remove(0);
    assert!(esim.use_data(Environment::Production, &id, 400_000_000));
    let got = api.get(&format!("/v1/subscription/{}", encoded(&id))).await;
    assert_eq!(
        (got.field("initialBalance"), got.field("spentBalance")),
        ("1000000000".to_owned(), "500000000".to_owned())
    );
    assert!(!got.body().contains("createdDate"));
    assert!(esim.use_data(Environment::Production, &id, u64::MAX));
    assert_eq!(api.get(&format!("/v1/subscription/{}", encoded(&id))).await.field("status"), "DEPLETED");
    assert_eq!(api.get("/v1/subscription/unknown").await.status(), 403);
}

#[tokio::test]
async fn a_future_plan_is_pending_until_it_is_activated_or_its_time_comes() {
    let (esim, seconds) = lasting().await;
    let api = api(&esim).await;
    esim.set_pace(Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO });
    let future = new_esim("a@b.example", r#","activationDate":"2027-01-16T08:00:00Z""#);
    let mut orders = Vec::new();
    for _ in 0..2 {
        let order = api.order(&future).await.field("id");
        orders.push(api.get(&format!("/v1/order/{}", encoded(&order))).await.field("subscription_id"));
    }
    let [first, second] = [0, 1].map(|at| format!("/v1/subscription/{}", encoded(&orders[at])));
    assert_eq!(api.get(&first).await.field("status"), "PENDING");
    let started = api.call("POST", &format!("{first}/activate"), "").await;
    assert_eq!((started.status(), started.field("status")), (200, "ACTIVE".to_owned()));
    assert!(started.field("activationDate").starts_with("2027-01-15T08:00:00"));
    assert!(started.field("expirationDate").starts_with("2027-01-22T08:00:00"));
    let again = api.call("POST", &format!("{first}/activate"), "").await;
    assert_eq!(refused(&again), is(400, "INVALID_REQUEST_PARAMS"));
    assert_eq!(api.get(&second).await.field("status"), "PENDING");
    advance(&seconds, 24 * 3600);
    assert_eq!(api.get(&second).await.field("status"), "ACTIVE");
    advance(&seconds, 8 * 24 * 3600);
    assert_eq!(api.get(&second).await.field("status"), "EXPIRED");
}

#[tokio::test]
async fn the_search_has_pages_from_nought_or_one_to_its_end() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let all = subscriptions(&api.get("/v1/subscription?size=100").await);
    for first in [0, 1] {
        if first == 1 {
            esim.set_trouble(Trouble::PagesFromOne, None);
        }
        let mut found = Vec::new();
        let mut target = "/v1/subscription?size=7".to_owned();
        let mut pages = 0;
        loop {
            let got = api.get(&target).await;
            assert!(!got.body().contains("Balance"));
            assert_eq!(got.header("x-previous-page").is_some(), pages > 0);
            found.extend(subscriptions(&got));
            pages += 1;
            let Some(next) = got.header("x-next-page") else { break };
            target = next.strip_prefix(&esim.api_address(Environment::Production)).unwrap().to_owned();
            assert_eq!(target, format!("/v1/subscription?page={}&size=7", first + pages));
        }
        assert_eq!(found, all);
        assert!(pages > 5);
    }
}

#[tokio::test]
async fn the_filters_of_the_search_stay_in_the_next_page() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let full = "/v1/subscription?email=full%40practice&size=10";
    let got = api.get(full).await;
    assert_eq!(subscriptions(&got).len(), 10);
    assert!(got.header("x-next-page").unwrap().ends_with("?email=full%40practice&page=1&size=10"));
    esim.set_trouble(Trouble::WrongPageHost, None);
    let next = api.get(full).await.header("x-next-page").unwrap();
    assert!(next.starts_with("http://connect-internal.practice.example:8443/connect-api/v1/subscription?"), "{next}");
    for (query, count) in [
        (format!("iccid={BUYER}"), 4),
        (format!("iccid={BUYER}&product-id={}", encoded(KENYA)), 1),
        ("email=nobody%40practice".to_owned(), 0),
        (format!("iccid={BUYER}&after=2027-01-12T07:59:59Z&before=2027-01-12T08:00:01Z"), 4),
        (format!("iccid={BUYER}&after=2027-01-12T08:00:00Z"), 0),
        (format!("iccid={BUYER}&before=2027-01-12T08:00:00.000Z"), 0),
    ] {
        assert_eq!(subscriptions(&api.get(&format!("/v1/subscription?{query}")).await).len(), count, "{query}");
    }
    for query in ["size=0", "size=101", "page=x", "after=yesterday"] {
        assert_eq!(refused(&api.get(&format!("/v1/subscription?{query}")).await), is(400, "INVALID_REQUEST_PARAMS"));
    }
}

#[tokio::test]
async fn a_page_has_the_size_of_the_options_unless_it_is_asked_for() {
    let esim = start(Options { page_size: 3, ..Options::default() }).await;
    let api = api(&esim).await;
    assert_eq!(subscriptions(&api.get("/v1/subscription").await).len(), 3);
    assert_eq!(subscriptions(&api.get("/v1/subscription?size=4").await).len(), 4);
}
