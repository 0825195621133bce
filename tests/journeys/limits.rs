//! The limits of the company, followed in practice as everywhere else.
//!
//! Each journey counts the requests that reached the service: a sale over a limit is never sent, and no yes at the till
//! changes that.

use std::time::Duration;

use airtill_contract::*;
use airtill_domain::{Currency, Price};
use airtill_practice::Endpoint;
use airtill_tests::world::{Setup, Shop, World, Yes, number};

use crate::esim_practice::{practise, reseller, service};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn setup(per_sale: &[&str], per_day: &[&str]) -> Setup {
    let company_policy = Some(format!("format = 1\n[limits]\nper_sale = {per_sale:?}\nper_day = {per_day:?}\n"));
    Setup { environment: EnvironmentView::Practice, company_policy, ..Setup::default() }
}

/// A till that practises eSIMs under these limits.
async fn shop(per_sale: &[&str], per_day: &[&str]) -> Shop {
    let world = World::with(setup(per_sale, per_day)).await;
    let service = service(&world).await;
    practise(&world, &service).await;
    Shop { world, service, reseller: reseller() }
}

async fn limits(world: &World) -> LimitsView {
    let request = ForLimits { environment: EnvironmentView::Practice };
    world.shown(world.till().limits(request).await).unwrap()
}

fn money(amount: &str, currency: &str) -> MoneyView {
    MoneyView { amount: amount.to_owned(), currency: currency.to_owned() }
}

fn price(view: &MoneyView) -> Price {
    Price::parse(&view.amount, Currency::from_code(&view.currency).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn m02_m07_a_top_up_over_the_limit_of_a_sale_is_refused_before_its_press() {
    let world = World::with(setup(&["500 SSP"], &[])).await;
    let over = world.prepare(&number(1), "500.01").await.unwrap_err();
    assert_eq!((over.code, over.detail.as_str()), (ErrorCode::OverSaleLimit, "500.00 SSP"));
    assert_eq!(over.money_moved, MoneyMoved::No);
    assert_eq!((world.hits(Endpoint::TopUp), world.sales().await.len()), (0, 0));
    assert_eq!(world.sell(&number(1), "500").await.state, SaleStateView::Confirmed);
    let shown = limits(&world).await;
    assert_eq!((shown.per_sale, shown.per_day), (vec![money("500.00", "SSP")], vec![]));
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m03_m07_a_day_ends_at_its_limit_and_the_next_one_begins_anew() {
    let mut world = World::with(setup(&[], &["130 SSP"])).await;
    let [first, second, third] = [1, 2, 3].map(number);
    let kept = world.prepare(&third, "60").await.unwrap();
    world.sell(&first, "60").await;
    world.sell(&second, "60").await;
    let at_the_press = world.send_with(&kept.intent, Yes { reason: Some("he insists".into()), ..Yes::default() }).await;
    let at_the_press = at_the_press.unwrap_err();
    assert_eq!((at_the_press.code, at_the_press.detail.as_str()), (ErrorCode::OverDayLimit, "130.00 SSP; 120.00 SSP"));
    world.restart().await;
    let over = world.prepare(&third, "10.01").await.unwrap_err();
    assert_eq!((over.code, over.detail.as_str()), (ErrorCode::OverDayLimit, "130.00 SSP; 120.00 SSP"));
    assert_eq!(world.hits(Endpoint::TopUp), 2);
    assert_eq!(
        limits(&world).await.per_day,
        [DayLimitView { most: money("130.00", "SSP"), sold: Some(money("120.00", "SSP")) }]
    );
    world.sell(&third, "10").await;
    world.clock.advance(DAY);
    assert_eq!(limits(&world).await.per_day[0].sold, Some(money("0.00", "SSP")));
    world.sell(&third, "130").await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m03_two_windows_at_once_do_not_pass_a_days_limit_together() {
    let world = World::with(setup(&[], &["100 SSP"])).await;
    let (one, other) = (world.prepare(&number(1), "60").await.unwrap(), world.prepare(&number(2), "60").await.unwrap());
    let (first, second) = tokio::join!(world.send(&one.intent), world.send(&other.intent));
    let (sold, refused): (Vec<_>, Vec<_>) = [first, second].into_iter().partition(Result::is_ok);
    assert_eq!((sold.len(), refused.len()), (1, 1));
    assert_eq!(refused[0].as_ref().unwrap_err().code, ErrorCode::OverDayLimit);
    assert_eq!(world.hits(Endpoint::TopUp), 1);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m06_m07_an_esim_is_held_against_the_limits_by_the_price_of_the_list() {
    let shop = shop(&["0.01 EUR"], &[]).await;
    for (price, currency) in [("", ""), ("0.01", "EUR")] {
        let order = shop.order("amal@shop.example").await;
        let order = PrepareNewEsim { price: price.into(), currency: currency.into(), ..order };
        let over = shop.world.till().prepare_new_esim(order).await.unwrap_err();
        assert_eq!((over.code, over.detail.as_str()), (ErrorCode::OverSaleLimit, "0.01 EUR"), "{price}");
    }
    let over = shop.world.till().prepare_esim_top_up(shop.more("8944501234567890124").await).await.unwrap_err();
    assert_eq!(over.code, ErrorCode::OverSaleLimit);
    assert!(shop.ordered().is_empty());
    shop.world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m03_m06_esims_without_a_price_end_the_day_at_its_limit() {
    let shop = shop(&[], &["100 EUR"]).await;
    let (product, _) = shop.product().await;
    let each = product.prices.iter().find(|price| price.currency == "EUR").map(price).unwrap().rounded_up().minor;
    let fit = usize::try_from(10_000 / each).unwrap();
    assert!((1..100).contains(&fit), "{each}");
    for customer in 0..fit {
        shop.sell(&format!("{customer}@shop.example")).await;
    }
    let order = shop.order("one-more@shop.example").await;
    let over = shop.world.till().prepare_new_esim(order).await.unwrap_err();
    assert_eq!(over.code, ErrorCode::OverDayLimit);
    assert_eq!(shop.ordered().len(), fit);
    let sold = limits(&shop.world).await.per_day[0].sold.clone().unwrap();
    assert_eq!(price(&sold).rounded_up().minor, each * i64::try_from(fit).unwrap());
    shop.world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m08_without_limits_nothing_is_refused_or_shown() {
    let world = World::practising().await;
    world.sell(&number(1), "900").await;
    let shown = limits(&world).await;
    assert!(shown.per_sale.is_empty() && shown.per_day.is_empty());
    world.close().await;
}
