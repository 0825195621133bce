//! Snapshots of the requests to Truphone Connect.
//!
//! Compared letter for letter with the service's page; each carries its correlation id.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use airtill_apis::truphone::{
    AddressForm, Change, CreateCustomerError, CustomerForm, CustomerKind, Notification, NotificationKind, OrderAnswer,
    PagePosition, ProductFilter, SubscriptionFilter, SubscriptionQuery, Truphone,
};
use airtill_apis::{ApiError, Timeouts, Unreached};
use airtill_domain::order::DeviceKind;
use airtill_domain::{CountryCode, Currency, Eid, Environment, Price, Secret, Timestamp};
use airtill_http::scripted::{Act, Server, answer};
use tokio::time::Instant;

use super::{client, correlation, iccid, new_esim, stands_for, top_up, two_ids};
use crate::requests::parts;
use crate::token;

async fn deaf() -> Server {
    Server::start(Act::Answer(answer(200, "", b"[]"))).await
}

/// The first line, the correlation id and the body of each request that a server saw.
fn seen(server: &Server) -> Vec<(String, String, String)> {
    let of = |request: &String| {
        let (first, headers, body) = parts(request);
        let id = headers.iter().find_map(|line| line.strip_prefix("x-correlation-id: ")).unwrap_or_default();
        assert!(headers.contains(&"authorization: bearer canary-access-token".to_owned()), "{headers:?}");
        assert!(headers.contains(&"accept: application/json".to_owned()), "{headers:?}");
        let typed = headers.contains(&"content-type: application/json".to_owned());
        assert_eq!(typed, !body.is_empty(), "{headers:?}");
        (first.trim_end_matches(" HTTP/1.1").to_owned(), stands_for(id), body)
    };
    server.seen().iter().map(of).collect()
}

fn eid() -> Eid {
    Eid::parse("89049032000001000000012345678951").expect("32 digits")
}

#[tokio::test]
async fn an_order_is_the_documented_request_and_nothing_more() {
    let server = deaf().await;
    let _ = client(&server.url("/connect-api/")).order_esim(&token(), &correlation("c-1"), &new_esim()).await;
    let (first, headers, body) = parts(&server.seen()[0]);
    assert_eq!(first, "POST /connect-api/v1/order HTTP/1.1");
    assert_eq!(
        body,
        concat!(
            r#"{"input":{"operationType":"NEW_ESIM","countryCode":"KE","customer":{"email":"ayen+1@example.com"},"#,
            r#""device":{"type":"ios","id":"00000000-0000-0000-0000-000000000007"},"#,
            r#""subscriptions":[{"product_id":"cHJvZHVjdA=="}]}}"#
        )
    );
    assert_eq!(
        headers,
        [
            "accept: application/json",
            "authorization: bearer canary-access-token",
            &format!("content-length: {}", body.len()),
            "content-type: application/json",
            &format!("user-agent: airtill/{}", env!("CARGO_PKG_VERSION")),
            &format!("x-correlation-id: {}", correlation("c-1")),
        ],
        "no cookie, referrer or encoding is offered"
    );
}

#[tokio::test]
async fn an_order_carries_every_field_that_was_given() {
    let server = deaf().await;
    let client = client(&server.url(""));
    let mut order = new_esim();
    order.customer.first_name = Some("Ayen \"A\"".to_owned());
    order.customer.last_name = Some("Müller".to_owned());
    order.customer.residence = CountryCode::parse("SS").ok();
    order.device.kind = DeviceKind::Android;
    order.device.model = Some("Pixel 9".to_owned());
    order.device.make = Some("Google".to_owned());
    order.device.eid = Some(eid());
    order.activation = Some(Timestamp(1_795_982_400_001));
    order.price = Price::parse("42.0", Currency::EUR).ok();
    let _ = client.order_esim(&token(), &correlation("c-1"), &order).await;
    let mut more = top_up();
    more.price = order.price;
    let _ = client.order_top_up(&token(), &correlation("c-2"), &more).await;
    let seen = seen(&server);
    assert_eq!(
        seen[0].2,
        concat!(
            r#"{"input":{"operationType":"NEW_ESIM","countryCode":"KE","customer":{"email":"ayen+1@example.com","#,
            r#""firstName":"Ayen \"A\"","lastName":"Müller","countryOfResidence":"SS"},"#,
            r#""device":{"type":"android","id":"00000000-0000-0000-0000-000000000007","model":"Pixel 9","make":"Google","#,
            r#""eid":"89049032000001000000012345678951"},"subscriptions":[{"product_id":"cHJvZHVjdA=="}],"#,
            r#""activationDate":"2026-11-29T20:00:01Z","price":42.0,"currency":"EUR"}}"#
        ),
        "a price is a number by its digits, and a date never begins earlier"
    );
    assert_eq!(
        seen[1].2,
        concat!(
            r#"{"input":{"operationType":"TOPUP","countryCode":"KE","esim":{"iccid":"8944538532008160222"},"#,
            r#""device":{"id":"00000000-0000-0000-0000-000000000008"},"subscriptions":[{"product_id":"cHJvZHVjdA=="}]}}"#
        )
    );
}

#[tokio::test]
async fn prices_are_sent_digit_by_digit() {
    for amount in ["0", "0.10", "4.999", "42.0", "12345678901234567890.123", "0.1234567890123456789012345678"] {
        let server = deaf().await;
        let mut order = new_esim();
        order.price = Price::parse(amount, Currency::EUR).ok();
        let _ = client(&server.url("")).order_esim(&token(), &correlation("c"), &order).await;
        let body = seen(&server).remove(0).2;
        assert!(body.contains(&format!(r#""price":{amount},"currency":"EUR""#)), "{body}");
    }
}

#[tokio::test]
async fn every_reading_call_is_the_documented_request() {
    let server = deaf().await;
    let (client, token, iccid) = (client(&server.url("/connect-api")), token(), iccid());
    let usd = Currency::from_code("USD");
    let filter = ProductFilter { currency: usd, plan_id: Some("plan/1".to_owned()) };
    let _ = client.products(&token, &two_ids(), &ProductFilter::default()).await;
    let _ = client.products(&token, &two_ids(), &filter).await;
    let _ = client.product(&token, &correlation("p1"), "cA==", None).await;
    let _ = client.product(&token, &correlation("p2"), "a/../b?c#d", usd).await;
    let _ = client.order_state(&token, &correlation("o"), "b3JkZXI=").await;
    let _ = client.sim(&token, &correlation("s"), &iccid).await;
    let _ = client.notifications(&token, &correlation("n"), &iccid).await;
    let _ = client.subscription(&token, &correlation("b"), "c3Vi+/==").await;
    let _ = client.customers(&token, &correlation("k"), "ayen+ü&x@example.com").await;
    let _ = client.payment_methods(&token, &correlation("m"), "Y3VzdA==").await;
    let lines = [
        ("GET /connect-api/v1/product", "first-id"),
        ("GET /connect-api/v1/product?targetCurrency=USD&plan_id=plan%2F1", "first-id"),
        ("GET /connect-api/v1/product/cA==", "p1"),
        ("GET /connect-api/v1/product/a%2F..%2Fb%3Fc%23d?currency=USD", "p2"),
        ("GET /connect-api/v1/order/b3JkZXI=", "o"),
        ("GET /connect-api/v1/sim/8944538532008160222", "s"),
        ("GET /connect-api/v1/sim/8944538532008160222/preferences", "n"),
        ("GET /connect-api/v1/subscription/c3Vi+%2F==", "b"),
        ("GET /connect-api/v1/customer?email=ayen%2B%C3%BC%26x%40example.com", "k"),
        ("GET /connect-api/v1/customer/Y3VzdA==/payment-method", "m"),
    ];
    let lines: Vec<_> = lines.iter().map(|(line, id)| ((*line).to_owned(), (*id).to_owned(), String::new())).collect();
    assert_eq!(seen(&server), lines);
}

#[tokio::test]
async fn subscriptions_are_asked_for_with_filter_and_page() {
    let server = deaf().await;
    let (client, token) = (client(&server.url("")), token());
    let all = SubscriptionFilter {
        iccid: Some(iccid()),
        email: Some("a+b@example.com".to_owned()),
        product_id: Some("cA==".to_owned()),
        before: Some(Timestamp(1_795_982_400_001)),
        after: Some(Timestamp(-1)),
        size: Some(20),
    };
    let named = |page, size| PagePosition::Named { page, size };
    let of_sim = SubscriptionQuery::OfSim(iccid());
    for (query, position) in [
        (&of_sim, PagePosition::First),
        (&of_sim, named(1, Some(5))),
        (&SubscriptionQuery::Filtered(SubscriptionFilter::default()), PagePosition::First),
        (&SubscriptionQuery::Filtered(all.clone()), named(0, None)),
        (&SubscriptionQuery::Filtered(all), named(2, Some(7))),
    ] {
        let _ = client.subscriptions(&token, &correlation("x"), query, position).await;
    }
    let filter = concat!(
        "GET /v1/subscription?iccid=8944538532008160222&email=a%2Bb%40example.com&product-id=cA%3D%3D",
        "&before=2026-11-29T20%3A00%3A01Z&after=1969-12-31T23%3A59%3A59Z"
    );
    assert_eq!(
        seen(&server).into_iter().map(|(line, _, _)| line).collect::<Vec<_>>(),
        [
            "GET /v1/sim/8944538532008160222/subscriptions".to_owned(),
            "GET /v1/sim/8944538532008160222/subscriptions?size=5&page=1".to_owned(),
            "GET /v1/subscription".to_owned(),
            format!("{filter}&size=20&page=0"),
            format!("{filter}&size=7&page=2"),
        ]
    );
}

#[tokio::test]
async fn every_change_is_the_documented_request() {
    let server = deaf().await;
    let (client, token, iccid) = (client(&server.url("")), token(), iccid());
    let webhook_url = "https://shop.example/hook?a=1".to_owned();
    let notification = Notification { kind: NotificationKind::UsageThreshold, webhook_url };
    let progress = NotificationKind::Other("DOWNLOAD_PROGRESS".to_owned());
    assert_eq!(client.change_eid(&token, &correlation("e"), &iccid, &eid()).await, Ok(()));
    assert_eq!(client.set_notification(&token, &two_ids(), &iccid, &notification).await, Ok(()));
    assert_eq!(client.remove_notification(&token, &two_ids(), &iccid, &progress).await, Ok(()));
    assert_eq!(client.activate(&token, &correlation("a"), "c3Vi").await, Ok(()));
    assert_eq!(client.remove_payment_method(&token, &correlation("r"), "c/1", "m 1").await, Ok(()));
    let sim = "/v1/sim/8944538532008160222";
    let lines = [
        (format!("PUT {sim}"), "e", r#"{"eid":"89049032000001000000012345678951"}"#),
        (
            format!("POST {sim}/preferences/notifications/USAGE_THRESHOLD"),
            "first-id",
            r#"{"webhook_url":"https://shop.example/hook?a=1"}"#,
        ),
        (format!("DELETE {sim}/preferences/notifications/DOWNLOAD_PROGRESS"), "first-id", ""),
        ("POST /v1/subscription/c3Vi/activate".to_owned(), "a", ""),
        ("DELETE /v1/customer/c%2F1/payment-method/m%201".to_owned(), "r", ""),
    ];
    let lines: Vec<_> = lines.into_iter().map(|(line, id, body)| (line, id.to_owned(), body.to_owned())).collect();
    assert_eq!(seen(&server), lines);
}

#[tokio::test]
async fn a_customer_is_sent_with_set_and_cleared_fields_alone() {
    let server = deaf().await;
    let client = client(&server.url(""));
    let form = CustomerForm {
        email: Change::Set("ayen@example.com".to_owned()),
        kind: Change::Set(CustomerKind::Business),
        last_name: Change::Clear,
        country_of_residence: CountryCode::parse("SS").map_or(Change::Keep, Change::Set),
        default_currency: Change::Set(Currency::EUR),
        company_name: Change::Set("Ayen & Co".to_owned()),
        billing_address: Change::Set(AddressForm {
            city: Change::Set("Juba".to_owned()),
            state: Change::Clear,
            ..AddressForm::default()
        }),
        shipping_address: Change::Clear,
        ..CustomerForm::default()
    };
    let body = concat!(
        r#"{"billingAddress":{"city":"Juba","state":null},"companyName":"Ayen & Co","countryOfResidence":"SS","#,
        r#""defaultCurrency":"EUR","email":"ayen@example.com","lastName":null,"shippingAddress":null,"type":"BUSINESS"}"#
    );
    assert_eq!(client.create_customer(&token(), &correlation("n"), &form).await, Ok(None));
    assert_eq!(client.change_customer(&token(), &two_ids(), "Y3VzdA==", &form).await, Ok(()));
    let line = |line: &str, id: &str| (line.to_owned(), id.to_owned(), body.to_owned());
    assert_eq!(seen(&server), [line("POST /v1/customer", "n"), line("PATCH /v1/customer/Y3VzdA==", "first-id")]);
}

#[tokio::test]
async fn requests_of_every_kind_wait_for_their_turn() {
    let server = deaf().await;
    let client = client(&server.url("")).at_most(NonZeroU32::new(10));
    let begun = Instant::now();
    let _ = client.order_state(&token(), &correlation("a"), "b3JkZXI=").await;
    drop(client.turn().await);
    let _ = client.order_esim(&token(), &correlation("b"), &new_esim()).await;
    let _ = client.sim(&token(), &correlation("c"), &iccid()).await;
    let _ = client.notifications(&token(), &correlation("d"), &iccid()).await;
    assert_eq!(seen(&server).len(), 4);
    assert!(begun.elapsed() >= Duration::from_millis(300), "three of them waited for a tenth of a second each");
}

#[tokio::test]
async fn no_question_goes_out_once_the_till_backs_off() {
    let server = deaf().await;
    let backing_off = || ApiError::BackingOff { left: Duration::from_secs(30), is_down: false };
    let is_limited = Arc::new(AtomicBool::new(false));
    let limited = is_limited.clone();
    let wait = move || if limited.load(SeqCst) { Err(backing_off()) } else { Ok(Duration::ZERO) };
    let client = client(&server.url("")).at_most(NonZeroU32::new(10)).after(wait);
    let turn = client.turn().await;
    let asks = async { client.sim(&token(), &correlation("a"), &iccid()).await };
    let limits = async {
        is_limited.store(true, SeqCst);
        drop(turn);
    };
    let (asked, ()) = tokio::join!(asks, limits);
    assert_eq!(asked.err(), Some(backing_off()), "it stood in line meanwhile");
    let made = client.create_customer(&token(), &correlation("b"), &CustomerForm::default()).await;
    assert_eq!(made, Err(CreateCustomerError::Refused { reason: backing_off() }));
    assert!(server.seen().is_empty());
    let _ = client.order_esim(&token(), &correlation("c"), &new_esim()).await;
    assert_eq!(server.seen().len(), 1, "the intent of an order is recorded, so it goes out");
}

#[tokio::test]
async fn a_forbidden_request_is_not_sent() {
    let server = deaf().await;
    let unsendable = OrderAnswer::NotSent { error: Unreached::Unsendable };
    let live = Truphone::new(&server.url(""), Environment::Live, Timeouts::default());
    assert_eq!(live.order_esim(&token(), &correlation("a"), &new_esim()).await, unsendable, "live is HTTPS only");
    let test = client(&server.url(""));
    let mut late = new_esim();
    late.activation = Some(Timestamp(i64::MAX));
    assert_eq!(test.order_esim(&token(), &correlation("a"), &late).await, unsendable);
    for bad in ["", "a\r\nX-Evil: 1", "a\0"] {
        let bad_token = Secret::new(bad.to_owned());
        assert_eq!(test.order_top_up(&bad_token, &correlation("a"), &top_up()).await, unsendable, "{bad:?}");
        assert_eq!(test.activate(&token(), &correlation("a"), bad).await, Err(ApiError::Settings), "{bad:?}");
    }
    for id in [".", "..", "a\tb", &"x".repeat(401)] {
        assert_eq!(test.order_state(&token(), &correlation("a"), id).await.err(), Some(ApiError::Settings), "{id:?}");
    }
    assert!(server.seen().is_empty());
}
