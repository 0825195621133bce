//! The query of a search for subscriptions: each field reaches the service as the filter that it names.
//!
//! The service compares the days with the date on which a subscription was made.

use std::time::Duration;

use airtill_contract::*;
use airtill_practice::Endpoint;
use airtill_tests::world::Shop;
use jiff::{SignedDuration, tz::TimeZone};

const BUYER: &str = "8944474000000000008";

/// The subscriptions of all pages.
async fn found(shop: &Shop, mut request: SearchSubscriptions) -> Vec<SubscriptionView> {
    let mut all = Vec::new();
    loop {
        let page = shop.world.shown(shop.world.till().search_subscriptions(request.clone()).await).unwrap();
        all.extend(page.subscriptions);
        request.page = page.next;
        if request.page.is_none() {
            return all;
        }
    }
}

/// The query of the last search that reached the service.
fn asked(shop: &Shop) -> Vec<(String, String)> {
    let hits = shop.service.hits();
    let last = hits.iter().rev().find(|hit| hit.endpoint == Endpoint::EsimSubscriptions).expect("a search");
    let (_, query) = last.target.split_once('?').unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn pair(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_are_found_by_customer_sim_and_product() {
    let shop = Shop::open().await;
    let customer = "amal+1@bücher.example";
    let sale = shop.sell_to_the_end(customer).await;
    let iccid = sale.esim.expect("a new eSIM").iccid;

    let of_customer =
        found(&shop, SearchSubscriptions { customer: format!(" {customer} "), ..shop.every_subscription() }).await;
    assert_eq!(asked(&shop), [pair("email", customer)]);
    assert!(of_customer.len() == 1 && of_customer[0].iccid.as_deref() == Some(iccid.as_str()), "{of_customer:?}");
    let none = SearchSubscriptions { customer: "nobody@shop.example".to_owned(), ..shop.every_subscription() };
    assert!(found(&shop, none).await.is_empty());

    let of_sim = found(&shop, SearchSubscriptions { iccid: format!("]C1{BUYER}F"), ..shop.every_subscription() }).await;
    assert_eq!(asked(&shop), [pair("iccid", BUYER)]);
    assert!(!of_sim.is_empty() && of_sim.iter().all(|one| one.iccid.as_deref() == Some(BUYER)), "{of_sim:?}");

    let product = of_customer[0].product_id.clone().expect("the product is named");
    let of_product = found(&shop, SearchSubscriptions { product: product.clone(), ..shop.every_subscription() }).await;
    assert_eq!(asked(&shop), [pair("product-id", product.clone())]);
    assert!(of_product.iter().any(|one| one.id == of_customer[0].id));
    assert!(of_product.iter().all(|one| one.product_id.as_ref() == Some(&product)), "{of_product:?}");
    assert!(of_product.len() < found(&shop, shop.every_subscription()).await.len());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn days_bound_a_search_from_the_first_on_and_before_the_last() {
    let shop = Shop::open().await;
    // The subscriptions that the practice service begins with are older than this sale.
    shop.world.clock.advance(Duration::from_secs(4 * 24 * 60 * 60));
    let sale = shop.sell_to_the_end("amal@shop.example").await;
    let iccid = sale.esim.expect("a new eSIM").iccid;
    let of_sale = |all: &[SubscriptionView]| all.iter().any(|one| one.iccid.as_deref() == Some(iccid.as_str()));
    let made = found(&shop, SearchSubscriptions { iccid: iccid.clone(), ..shop.every_subscription() }).await;
    let made: jiff::Timestamp = made[0].created_at.as_ref().expect("the service says when").parse().unwrap();
    let zone = TimeZone::system();
    let day_before = made.to_zoned(zone.clone()).date() - SignedDuration::from_hours(24);
    let (whole, day) = (found(&shop, shop.every_subscription()).await.len(), day_before.to_string());
    let begins = day_before.to_zoned(zone).unwrap().timestamp();

    let since = found(&shop, SearchSubscriptions { after: day.clone(), ..shop.every_subscription() }).await;
    assert!(of_sale(&since) && since.len() < whole, "{}", since.len());
    let (name, instant) = asked(&shop).remove(0);
    assert_eq!((name.as_str(), instant.parse::<jiff::Timestamp>().unwrap()), ("after", begins), "where the person is");

    let until = found(&shop, SearchSubscriptions { before: day.clone(), ..shop.every_subscription() }).await;
    assert!(!of_sale(&until) && !until.is_empty(), "{}", until.len());
    assert_eq!(asked(&shop).remove(0), pair("before", instant));
    assert_eq!(since.len() + until.len(), whole);

    let both = SearchSubscriptions { after: "2000-01-01".to_owned(), before: day, ..shop.every_subscription() };
    assert_eq!(found(&shop, both).await, until);
    let no_day = SearchSubscriptions { after: "29.11.2026".to_owned(), ..shop.every_subscription() };
    assert_eq!(shop.world.till().search_subscriptions(no_day).await.unwrap_err().code, ErrorCode::BadRequest);
    shop.close().await;
}
