//! The catalogue: both paths, one product, the currency, and its odd products.
//!
//! Its size and its prices are tested beside the table.

use std::collections::HashSet;

use airtill_practice::esim::{Options, Trouble};
use serde_json::Value;

use super::{KENYA, api, esim, is, refused, start};
use crate::accounts::encoded;

#[tokio::test]
async fn the_catalogue_is_one_array_under_both_spellings_and_paths() {
    let (esim, _) = esim().await;
    let mut api = api(&esim).await;
    let list = api.get("/v1/product").await.body();
    let products: Vec<Value> = serde_json::from_str(&list).unwrap();
    assert!(products.len() >= 60);
    assert!(list.starts_with(&format!(
        r#"[{{"activeCountries":["KE"],"data":{{"unit":"GB","value":1.0}},"description":"1 GB of data for 7 days","footprint":["KE"],"id":"{KENYA}","name":"Kenya 1 GB","period":7,"period_unit":"DAYS","pricing":{{"EUR":4.5,"GBP":3.87,"KES":636.75,"UGX":18225.0,"USD":4.95}},"region":"Africa"}}"#
    )));
    for quirk in [r#""active_countries":["#, r#""activeCountries":["ALL"]"#, r#""period":0"#, r#""EUR":15.0"#] {
        assert!(list.contains(quirk), "{quirk}");
    }
    assert_eq!(api.get("/v1/products").await.body(), list);
    for base in ["/esim", "/connect-api-preprod"] {
        api.base = base;
        assert_eq!(api.get("/v1/product").await.body(), list, "{base}");
    }
}

#[tokio::test]
async fn one_product_is_asked_for_by_its_escaped_id() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let id = encoded(KENYA);
    for target in [format!("/v1/product/{id}?currency=USD"), format!("/v1/product/{id}/?currency=USD")] {
        assert!(api.get(&target).await.body().contains(r#""pricing":{"USD":4.95}"#), "{target}");
    }
    assert_eq!(refused(&api.get("/v1/product/unknown").await), is(403, "ACCESS_DENIED"));
}

#[tokio::test]
async fn a_currency_or_a_plan_narrows_the_catalogue() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let products: Vec<Value> = serde_json::from_str(&api.get("/v1/product?targetCurrency=KWD").await.body()).unwrap();
    let priced: Vec<&Value> = products.iter().filter(|product| product["pricing"] != serde_json::json!({})).collect();
    assert!(!priced.is_empty() && priced.iter().all(|product| product["region"] != "Africa"));
    let planned: Vec<Value> = serde_json::from_str(&api.get("/v1/product?plan_id=plan-2").await.body()).unwrap();
    assert_eq!(planned.len(), 1);
    assert_eq!(refused(&api.get("/v1/product?targetCurrency=euro").await), is(400, "INVALID_REQUEST_PARAMS"));
}

#[tokio::test]
async fn the_catalogue_may_be_large_and_odd() {
    let esim = start(Options { products: 5_000, ..Options::default() }).await;
    let api = api(&esim).await;
    let count = |text: String| serde_json::from_str::<Vec<Value>>(&text).unwrap().len();
    assert_eq!(count(api.get("/v1/product").await.body()), 5_000);
    esim.set_trouble(Trouble::OddCatalogue, None);
    let odd = api.get("/v1/product").await.body();
    assert_eq!(odd.matches(KENYA).count(), 2, "one id comes twice");
    let products: Vec<Value> = serde_json::from_str(&odd).unwrap();
    let ids = products.iter().filter_map(|product| product["id"].as_str()).collect::<HashSet<_>>();
    assert_eq!((products.len(), ids.len()), (5_010, 5_007), "each odd product that has an id can be chosen");
    for part in [r#""XXX":1"#, r#""EUR":-1"#, r#""USD":"4,50""#, r#""unit":"MB""#, r#""unit":"TB""#, r#"["Kenya",7]"#] {
        assert!(odd.contains(part), "{part}");
    }
}
