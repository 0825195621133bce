//! The fields of an order: the till's reading of a price and a country, and the values that reach the service.
//!
//! A text with two readings is asked about, and nothing is sent that the form does not show.

use airtill_contract::*;
use airtill_practice::esim::Trouble;
use airtill_tests::world::{Shop, refused};
use serde_json::{Value, json};

/// 32 digits whose check digits are wrong, and the same with those that fit.
const WRONG_EID: &str = "8904 9032 0000 0100 0000 0123 4567 8950";
const GOOD_EID: &str = "8904 9032 0000 0100 0000 0123 4567 8954";

fn money(amount: &str, currency: &str) -> MoneyView {
    MoneyView { amount: amount.to_owned(), currency: currency.to_owned() }
}

/// The body of the last order, and the id that was made for its device.
fn last_order(shop: &Shop) -> (Value, String) {
    let mut input = shop.ordered().pop().expect("an order reached the service");
    let id = input["device"].as_object_mut().and_then(|device| device.remove("id")).expect("an id of the device");
    (input, id.as_str().expect("text").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_new_esim_reaches_the_service_as_it_was_confirmed() {
    let shop = Shop::open().await;
    let order = PrepareNewEsim {
        first_name: " Jürgen ".into(),
        last_name: "Groß".into(),
        residence: "de".into(),
        device_kind: DeviceKindView::Ios,
        model: "iPhone 15".into(),
        eid: WRONG_EID.into(),
        activation_date: "2027-02-28".into(),
        price: "4,50".into(),
        currency: "EUR".into(),
        ..shop.order("Jürgen+travel@bücher.example").await
    };
    let digits = WRONG_EID.replace(' ', "");
    let shown = shop.confirm(order.clone()).await;
    assert_eq!(shown.advice, [SimNumberAdvice::CheckDigit], "it warns and forbids nothing");
    assert_eq!(shown.price, Some(money("4.50", "EUR")));
    assert_eq!(
        (shown.country.as_str(), shown.activation_date.as_deref()),
        (order.country.as_str(), Some("2027-02-28"))
    );
    let customer = OrderCustomerView {
        identifier: "Jürgen+travel@bücher.example".into(),
        first_name: Some("Jürgen".into()),
        last_name: Some("Groß".into()),
        residence: Some("DE".into()),
    };
    assert_eq!(shown.customer, Some(customer));
    let (model, eid) = (Some("iPhone 15".into()), Some(digits.clone()));
    assert_eq!(shown.device, Some(OrderDeviceView { device_kind: DeviceKindView::Ios, model, eid }));
    assert_eq!(shop.send(&shown.intent).await.unwrap().state, SaleStateView::Accepted);
    let begins = jiff::civil::date(2027, 2, 28).to_zoned(jiff::tz::TimeZone::system()).unwrap().timestamp();
    let (input, device) = last_order(&shop);
    assert_eq!(
        input,
        json!({
            "operationType": "NEW_ESIM",
            "countryCode": order.country,
            "customer": {
                "email": "Jürgen+travel@bücher.example",
                "firstName": "Jürgen",
                "lastName": "Groß",
                "countryOfResidence": "DE",
            },
            "device": { "type": "ios", "model": "iPhone 15", "eid": digits },
            "subscriptions": [{ "product_id": order.product }],
            "activationDate": begins.to_string(),
            "price": "4.50".parse::<serde_json::Number>().unwrap(),
            "currency": "EUR",
        })
    );
    assert!(uuid::Uuid::parse_str(&device).is_ok(), "{device}");
    shop.service.set_trouble(Trouble::WrongEid, None);
    let second = PrepareNewEsim { customer: "another@shop.example".into(), ..order.clone() };
    let sale = shop.send(&shop.confirm(second.clone()).await.intent).await.unwrap();
    assert_eq!((sale.state, shop.made().len()), (SaleStateView::Declined, 1), "the service decides");
    let right = shop.confirm(PrepareNewEsim { eid: GOOD_EID.into(), ..second }).await;
    assert!(right.advice.is_empty());
    assert_eq!(shop.send(&right.intent).await.unwrap().state, SaleStateView::Accepted);
    assert_ne!(last_order(&shop).1, device, "each order has a device of its own");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_data_is_ordered_with_its_sim_and_without_a_price() {
    let shop = Shop::open().await;
    let order = shop.more("]C18944474000000000008F\r").await;
    let shown = shop.confirm_more(order.clone()).await;
    assert_eq!((shown.iccid.as_deref(), &shown.price), (Some("8944474000000000008"), &None));
    assert!(!shown.list_prices.is_empty(), "the service's own price holds");
    let sale = shop.send(&shown.intent).await.unwrap();
    assert_eq!((sale.state, sale.price), (SaleStateView::Accepted, None));
    let (input, _) = last_order(&shop);
    assert_eq!(
        input,
        json!({
            "operationType": "TOPUP",
            "countryCode": order.country,
            "esim": { "iccid": "8944474000000000008" },
            "device": {},
            "subscriptions": [{ "product_id": order.product }],
        })
    );
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_is_read_as_one_sum_or_not_at_all() {
    use OrderFieldError::{
        Ambiguous, NotPositive, NotReadable, NotWhole, OtherCurrency, TooLarge, TooManyPlaces, Unknown,
    };
    let shop = Shop::open().await;
    let good = shop.order("amal@shop.example").await;
    let priced = |price: &str, currency: &str| PrepareNewEsim {
        price: price.to_owned(),
        currency: currency.to_owned(),
        ..good.clone()
    };
    for (price, currency, amount) in [
        ("4,90", "EUR", "4.90"),
        ("4.9", "EUR", "4.90"),
        ("€ 1.250,00", "EUR", "1250.00"),
        ("1,250.00", "EUR", "1250.00"),
        ("1 250", "EUR", "1250.00"),
        ("1500", "JPY", "1500"),
        ("1.2500", "CLF", "1.2500"),
    ] {
        let shown = shop.confirm(priced(price, currency)).await;
        assert_eq!(shown.price, Some(money(amount, currency)), "{price} {currency}");
    }
    for (price, currency, field, error) in [
        ("5", "", OrderField::Currency, NotWhole),
        ("", "EUR", OrderField::Price, NotWhole),
        ("5", "XXX", OrderField::Currency, Unknown),
        ("0,00", "EUR", OrderField::Price, NotPositive),
        ("-1", "EUR", OrderField::Price, NotPositive),
        ("4.9999", "EUR", OrderField::Price, TooManyPlaces),
        ("1500.5", "JPY", OrderField::Price, TooManyPlaces),
        ("5 USD", "EUR", OrderField::Price, OtherCurrency),
        ("9999999999", "EUR", OrderField::Price, TooLarge),
        ("five", "EUR", OrderField::Price, NotReadable),
        ("1e3", "EUR", OrderField::Price, NotReadable),
        ("1,25.0", "EUR", OrderField::Price, NotReadable),
    ] {
        let prepared = shop.world.shown(shop.world.till().prepare_new_esim(priced(price, currency)).await).unwrap();
        assert_eq!(refused(prepared), [(field, error)], "{price} {currency}");
    }
    for (price, currency, readings) in [
        ("1,250", "EUR", vec!["1250.00", "1.25"]),
        ("1.250", "EUR", vec!["1250.00", "1.25"]),
        ("1.250", "KWD", vec!["1250.000", "1.250"]),
        ("1,500", "JPY", vec!["1500"]),
        ("4.999", "EUR", vec!["4999.00"]),
    ] {
        let order = priced(price, currency);
        let asked = |meant: &str| PrepareNewEsim { price_meant: Some(meant.to_owned()), ..order.clone() };
        let readings: Vec<_> = readings.into_iter().map(|amount| money(amount, currency)).collect();
        for unsaid in [order.clone(), asked("1250.5")] {
            let prepared = shop.world.shown(shop.world.till().prepare_new_esim(unsaid).await).unwrap();
            let PreparedEsimOrder::Invalid { errors } = prepared else { panic!("{price} {currency} was taken") };
            assert_eq!(
                errors,
                [OrderErrorView { field: OrderField::Price, error: Ambiguous, readings: readings.clone() }]
            );
        }
        for reading in readings {
            assert_eq!(shop.confirm(asked(&reading.amount)).await.price, Some(reading), "{price}");
        }
    }
    assert!(shop.ordered().is_empty(), "nothing was ordered");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_is_ordered_only_for_a_country_in_which_it_is_sold() {
    let shop = Shop::open().await;
    shop.service.set_trouble(Trouble::OddCatalogue, None);
    let products = shop.catalogue().await.products;
    let sold = |sold_in: Option<&[&str]>| {
        let wanted = sold_in.map(|codes| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>());
        products.iter().find(|product| product.sold_in == wanted).expect("such a product").id.clone()
    };
    let good = shop.order("amal@shop.example").await;
    let more = shop.more("8944474000000000008").await;
    for (product, country, is_sold) in [
        (sold(Some(&["KE"])), "ke", true),
        (sold(Some(&["KE"])), "UG", false),
        (sold(None), "UG", true),
        (sold(Some(&[])), "KE", false),
    ] {
        let new = PrepareNewEsim { product: product.clone(), country: country.to_owned(), ..good.clone() };
        let more = PrepareEsimTopUp { product: product.clone(), country: country.to_owned(), ..more.clone() };
        for prepared in [
            shop.world.till().prepare_new_esim(new).await.unwrap(),
            shop.world.till().prepare_esim_top_up(more).await.unwrap(),
        ] {
            match shop.world.shown(Ok(prepared)).unwrap() {
                PreparedEsimOrder::Checked { confirmation } => assert!(is_sold, "{country}: {confirmation:?}"),
                invalid => {
                    assert!(!is_sold, "{country}");
                    assert_eq!(refused(invalid), [(OrderField::Country, OrderFieldError::Unknown)]);
                }
            }
        }
    }
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_odd_product_is_shown_with_what_could_not_be_read() {
    let shop = Shop::open().await;
    let whole = shop.catalogue().await;
    shop.service.set_trouble(Trouble::OddCatalogue, None);
    let odd = shop.catalogue().await;
    assert_eq!((odd.left_out, odd.products.len()), (3, whole.products.len() + 7), "twice, without id, and none at all");
    let named = |name: &str| odd.products.iter().find(|product| product.name.ends_with(name)).expect("the product");
    let prices = |name: &str| (named(name).prices.len(), named(name).prices_left_out);
    assert_eq!((prices("without prices"), prices("with odd prices")), ((0, 0), (0, 5)));
    let data = |name: &str| (named(name).bytes.as_deref(), named(name).data_told.as_deref());
    assert_eq!(data("in megabytes"), (Some("500000000"), None));
    assert_eq!(data("in another unit"), (None, Some("8 Gbit")));
    assert_eq!(data("with much data"), (None, None));
    assert_eq!(named("in one word").footprint, ["KE"]);
    assert_eq!(named("sold somewhere").sold_in, Some(Vec::new()), "a list that cannot be read means no country");
    shop.close().await;
}
