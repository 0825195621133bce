//! The catalogue as it is asked for: in another currency, and without the service after a restart.
//!
//! Searching it is the window's business, and tested there.

use std::time::Duration;

use airtill_app::TillError;
use airtill_contract::*;
use airtill_practice::Endpoint;
use airtill_tests::port::Port;
use airtill_tests::world::{Shop, World, new_for};

async fn asked(world: &World, connection: &ConnectionKey, currency: Option<&str>) -> Result<CatalogueView, TillError> {
    let (connection, currency) = (connection.clone(), currency.map(str::to_owned));
    world.shown(world.till().catalogue(ForCatalogue { connection, currency, anew: false }).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_asked_for_in_the_currency_that_is_wanted() {
    let shop = Shop::open().await;
    let asked = async |currency| asked(&shop.world, &shop.reseller.key, currency).await;
    let usual = asked(None).await.unwrap();
    assert!(usual.currencies.len() > 1, "{:?}", usual.currencies);
    let requests = || shop.service.hits_on(Endpoint::EsimProducts);
    let before = requests();
    // The usual list is fresh, and another one all the same.
    let shillings = asked(Some("UGX")).await.unwrap();
    assert_eq!((requests(), shillings.currencies.as_slice()), (before + 1, &["UGX".to_owned()][..]));
    let last = shop.service.hits().into_iter().rfind(|hit| hit.endpoint == Endpoint::EsimProducts).expect("a request");
    assert!(last.target.ends_with("?targetCurrency=UGX"), "{}", last.target);
    assert!(shillings.sells && shillings.products.iter().all(|product| product.prices.len() <= 1));
    assert_eq!(asked(Some("UGX")).await.unwrap(), shillings, "it is minutes old at most");
    assert_eq!(requests(), before + 1);
    assert_eq!(asked(Some("shillings")).await.unwrap_err().code, ErrorCode::BadRequest);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_computer_that_slept_sells_nothing_of_the_day_before() {
    let shop = Shop::open().await;
    let order = shop.order("amal@shop.example").await;
    let intent = shop.confirm(order.clone()).await.intent;
    shop.world.clock.sleep(Duration::from_secs(8 * 60 * 60));
    let refused = shop.world.shown(shop.world.till().prepare_new_esim(order).await).unwrap_err();
    assert_eq!((refused.code, refused.money_moved), (ErrorCode::CatalogueOld, MoneyMoved::No));
    assert_eq!(shop.send(&intent).await.unwrap_err().code, ErrorCode::IntentExpired, "nor by an earlier yes");
    let before = shop.service.hits_on(Endpoint::EsimProducts);
    assert!(asked(&shop.world, &shop.reseller.key, None).await.unwrap().sells);
    assert_eq!(shop.service.hits_on(Endpoint::EsimProducts), before + 1, "it is asked for anew");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_service_the_last_catalogue_is_shown_and_not_sold_from() {
    let shop = Shop::open().await;
    let (product, country) = shop.product().await;
    let last = shop.catalogue().await;
    assert!(last.sells && last.at.is_some() && last.error.is_none());
    let Shop { mut world, service, reseller } = shop;
    let port = service.address().port();
    service.stop().await;
    let _nobody = Port::left(port);
    world.clock.advance(Duration::from_secs(3 * 60 * 60));
    world.restart().await;
    let shown = asked(&world, &reseller.key, None).await.unwrap();
    assert_eq!((&shown.products, &shown.currencies), (&last.products, &last.currencies));
    assert_eq!(shown.at, last.at, "its age is that of the answer");
    assert!(!shown.sells, "nothing is sold from it");
    assert_eq!(shown.error.expect("the reason").code, ErrorCode::Offline);
    let order = new_for(reseller.key.clone(), product.id, country, "amal@shop.example");
    let refused = world.shown(world.till().prepare_new_esim(order).await).unwrap_err();
    assert_eq!((refused.code, refused.money_moved), (ErrorCode::CatalogueOld, MoneyMoved::No));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_catalogue_that_cannot_be_read_is_asked_for_anew() {
    let mut shop = Shop::open().await;
    let last = shop.catalogue().await;
    shop.world.shut().await;
    let file = shop.world.environment_folder().join(format!("catalogue-{}.json", shop.reseller.key.id));
    assert!(!std::fs::read(&file).unwrap().is_empty(), "it is kept");
    for other in [r#"{"at":5,"currency":null,"products":[],"left_out":2}"#, "{", ""] {
        std::fs::write(&file, other).unwrap();
        shop.world.open().await.unwrap();
        let again = asked(&shop.world, &shop.reseller.key, None).await.unwrap();
        assert_eq!((&again.products, again.error, again.sells), (&last.products, None, true), "{other}");
        let kept = std::fs::read_to_string(&file).unwrap();
        assert!(kept.starts_with(r#"{"version":2,"at":"#), "it is kept in the form of now: {kept}");
        shop.world.shut().await;
    }
    shop.world.open().await.unwrap();
    shop.close().await;
}
