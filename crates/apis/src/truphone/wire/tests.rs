//! Property tests of the decoders: no bytes make a panic, a number that was not written, or a secret that shows.
//!
//! The tables beside the fixtures give the meaning of each field; here are bytes that no table lists.

use airtill_domain::{Currency, Price};
use proptest::prelude::*;

use super::*;
use crate::truphone::answer::{Activation, Product};

const CANARY: &str = "canary-token";

fn canary() -> Secret {
    Secret::new(CANARY.to_owned())
}

/// The results of every decoder for one body, as a log could print them.
fn printed(body: &[u8]) -> String {
    let token = canary();
    let one = Object::read(body, &token).map(|object| {
        format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            product(&object),
            order_look(&object),
            order_status(&object),
            sim(&object),
            notification(&object),
            subscription(&object),
            customer(&object),
            payment_method(&object),
        )
    });
    let list = array(body).map(|elements| {
        let products = listed(&elements, &token, product);
        assert_eq!(products.entries.len() + products.left_out, elements.len());
        format!("{products:?} {:?}", listed(&elements, &token, subscription))
    });
    format!("{one:?} {list:?}").to_lowercase()
}

fn read<T>(json: &str, read: impl Fn(&Object<'_>) -> T) -> Option<T> {
    let token = canary();
    Object::read(json.as_bytes(), &token).map(|object| read(&object))
}

/// A value for a field, good or bad, as JSON text.
fn value() -> impl Strategy<Value = String> {
    let values = [
        "7",
        "-1",
        "42.0",
        "1e99",
        "99999999999999999999",
        "\"7\"",
        "\"\"",
        "\"ALL\"",
        "\"ACTIVE\"",
        "\"SUBSCRITPION_END\"",
        "\"8944538532008160222\"",
        "\"89049032000001000000012345678951\"",
        "\"2020-02-19T11:23:21.123Z\"",
        "\"-9999-01-01T00:00:00Z\"",
        "\"LPA:1$rsp.truphone.com$matching-1\"",
        "\"rsp.truphone.com\"",
        "\"\\ud800\"",
        "\"canary-token\"",
        "\"Canary-\\u200bToken, really\"",
        "true",
        "\"false\"",
        "null",
        "{}",
        "[]",
        "[\"KE\",\"ALL\",7]",
        "{\"EUR\":42.0,\"USD\":\"x\",\"canary-token\":1}",
        "{\"value\":1.5,\"unit\":\"canary-token\"}",
        "{\"iccid\":\"8944538532008160222\",\"matchingId\":\"matching-1\",\"lpa_url\":\"matching-1\"}",
        "{\"id\":\"canary-token\",\"name\":\"canary-token\",\"period\":3}",
    ];
    prop_oneof![
        8 => prop::sample::select(values.to_vec()).prop_map(str::to_owned),
        1 => any::<f64>().prop_map(|number| serde_json::json!(number).to_string()),
        1 => "\\PC{0,20}".prop_map(|text| serde_json::json!(text).to_string()),
    ]
}

fn object() -> impl Strategy<Value = String> {
    let keys = [
        "id",
        "externalId",
        "name",
        "status",
        "profileStatus",
        "period",
        "period_unit",
        "data",
        "footprint",
        "activeCountries",
        "active_countries",
        "pricing",
        "region",
        "output",
        "iccid",
        "matchingId",
        "matching_id",
        "lpa_url",
        "smdpUrl",
        "eid",
        "last_modified",
        "type",
        "webhook_url",
        "initialBalance",
        "spentBalance",
        "createdDate",
        "product",
        "device_id",
        "auto_renew",
        "email",
        "billingAddress",
        "token",
        "last_digits",
        "expiry_month",
        "qrcode_url",
    ];
    let field = (prop::sample::select(keys.to_vec()), value()).prop_map(|(key, value)| format!("\"{key}\":{value}"));
    prop::collection::vec(field, 0..10).prop_map(|fields| format!("{{{}}}", fields.join(",")))
}

#[test]
fn a_catalogue_of_five_thousand_products_is_read_whole() {
    let one = |number: usize| {
        let countries: Vec<String> = (b'A'..=b'Z').map(|letter| format!("\"K{}\"", letter as char)).collect();
        let countries = countries.join(",");
        format!(r#"{{"id":"p{number}","pricing":{{"EUR":{number}.0}},"footprint":[{countries}]}}"#)
    };
    let body = format!("[{}]", (0..5_000).map(one).collect::<Vec<_>>().join(","));
    let token = canary();
    let elements = array(body.as_bytes()).expect("a list");
    let list = listed(&elements, &token, product);
    assert_eq!((list.entries.len(), list.left_out), (5_000, 0));
    assert!(list.entries.iter().all(|product| product.footprint.len() == 26 && product.prices.len() == 1));
}

#[test]
fn a_list_or_an_entry_that_is_too_big_is_not_read() {
    let many = format!("[{}]", vec!["1"; MOST_ENTRIES + 1].join(","));
    assert_eq!(array(many.as_bytes()), None);
    let fat = format!(r#"[{{"id":"a","name":"{}"}},{{"id":"b"}}]"#, "x".repeat(MOST_BODY));
    let token = canary();
    let list = listed(&array(fat.as_bytes()).expect("a list"), &token, product);
    assert_eq!((list.entries.len(), list.left_out), (1, 1));
    let long = read(&format!(r#"{{"id":"{}"}}"#, "x".repeat(MOST_ID + 1)), |object| object.id(&["id"]));
    assert_eq!(long, Some(None));
}

#[test]
fn no_part_of_an_activation_code_is_printed() {
    let parts = |smdp: Option<&str>, id: Option<&str>, url: Option<&str>| Activation {
        smdp: smdp.map(str::to_owned),
        matching_id: id.map(|id| Secret::new(id.to_owned())),
        lpa_url: url.map(|url| Secret::new(url.to_owned())),
    };
    let whole = parts(Some("https://rsp.truphone.com"), Some("matching-1"), Some("LPA:1$rsp.truphone.com$matching-1"));
    assert!(!format!("{whole:?}").contains("matching-1"), "{whole:?}");
    let code = |parts: Activation| parts.code().map(|code| code.text().expose().to_owned());
    assert_eq!(code(whole).as_deref(), Some("LPA:1$rsp.truphone.com$matching-1"));
    let broken = Some("LPA:1$rsp%$matching-1");
    assert_eq!(code(parts(Some("not a host"), Some("matching-1"), broken)), None);
    assert_eq!(code(parts(None, None, None)), None);
    let spoilt = code(parts(None, Some("matching-1"), Some("LPA:1$%rsp.truphone.com$%matching-1")));
    assert_eq!(spoilt.as_deref(), Some("LPA:1$rsp.truphone.com$matching-1"), "a SIM names its server there alone");
    let last = code(parts(Some("not a host"), Some("matching-1"), Some("1$rsp.truphone.com$matching-2")));
    assert_eq!(last.as_deref(), Some("LPA:1$rsp.truphone.com$matching-2"), "an unusable part counts as missing");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn arbitrary_bytes_crash_no_decoder(body in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,80}") {
        printed(&body);
        printed(text.as_bytes());
    }

    #[test]
    fn no_field_shows_the_token_or_a_matching_id(object in object(), more in object()) {
        for body in [object.clone(), format!("[{object},{more}]")] {
            let printed = printed(body.as_bytes());
            prop_assert!(!printed.contains("canary"), "{}: {}", body, printed);
        }
        // A text that is no secret of the service may hold the same word: only the fields of the code are looked at.
        let shown = read(&object, |object| format!("{:?} {:?}", order_look(object), sim(object).activation));
        let parts = shown.unwrap_or_default();
        prop_assert!(!parts.contains("matching_id: Some(\"") && !parts.contains("lpa_url: Some(\""), "{}", parts);
    }

    #[test]
    fn a_price_keeps_every_digit_of_the_wire(whole in 0_u64..1_000_000_000_000, part in "(\\.[0-9]{1,9})?", quoted in any::<bool>()) {
        let number = format!("{whole}{part}");
        let written = if quoted { format!("\"{number}\"") } else { number.clone() };
        let product: Option<Product> = read(&format!(r#"{{"id":"a","pricing":{{"EUR":{written}}}}}"#), product).flatten();
        let prices = product.map(|product| product.prices).unwrap_or_default();
        prop_assert_eq!(prices.first().map(|price| price.to_decimal_text()), Some(number.clone()));
        prop_assert_eq!(prices, vec![Price::parse(&number, Currency::EUR).expect("a price")]);
    }

    #[test]
    fn bytes_are_read_as_numbers_and_as_strings(bytes in any::<u64>(), quoted in any::<bool>()) {
        let written = if quoted { format!("\"{bytes}\"") } else { bytes.to_string() };
        let spent = read(&format!(r#"{{"id":"a","spentBalance":{written}}}"#), subscription).flatten();
        prop_assert_eq!(spent.and_then(|subscription| subscription.spent_balance).map(|amount| amount.bytes()), Some(bytes));
    }

    #[test]
    fn an_instant_is_read_with_and_without_fractions_and_offsets(seconds in -30_000_000_000_i64..200_000_000_000, millis in 0_i64..1000) {
        let at = jiff::Timestamp::from_millisecond(seconds * 1000 + millis).expect("within the calendar");
        let civil = at.to_zoned(TimeZone::UTC).datetime();
        for text in [at.to_string(), civil.to_string(), format!("{civil}+00:00")] {
            prop_assert_eq!(instant(&text), Some(Timestamp(seconds * 1000 + millis)), "{}", text);
        }
        let sent = bodies::whole_seconds(Timestamp(seconds * 1000 + millis), true).and_then(|text| instant(&text));
        prop_assert_eq!(sent, Some(Timestamp((seconds + i64::from(millis > 0)) * 1000)));
    }
}
