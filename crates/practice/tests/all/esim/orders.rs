//! Orders: their way by the clock, their output, their refusals, and the customers who cause a trouble.
//!
//! Lost answers and errors are compared with the orders that were really made.

use std::time::Duration;

use airtill_practice::esim::{Environment, Operation, OrderEnd, Pace, Trouble, customers};
use airtill_practice::{Effect, Endpoint, Fault, Gate};
use serde_json::Value;

use super::{BUYER, KENYA, advance, api, esim, is, lasting, new_esim, refused, top_up};
use crate::accounts::encoded;

#[tokio::test]
async fn a_new_esim_is_accepted_fulfilled_and_completed_by_the_clock() {
    let (esim, seconds) = esim().await;
    let api = api(&esim).await;
    let order = api.ordered("new@customer.example").await;
    assert_eq!(api.status_of(&order).await, "ACCEPTED");
    advance(&seconds, 2);
    assert_eq!(api.status_of(&order).await, "FULFILLING");
    let iccid = esim.truth()[0].iccid.clone();
    assert_eq!(refused(&api.get(&format!("/v1/sim/{iccid}")).await), is(403, "ACCESS_DENIED"), "there is none yet");
    advance(&seconds, 4);
    let got = api.get(&format!("/v1/order/{}", encoded(&order))).await;
    let (matching, subscription) = (got.field("matchingId"), got.field("subscription_id"));
    assert_eq!(
        got.body(),
        format!(
            r#"{{"id":"{order}","output":{{"iccid":"{iccid}","lpa_url":"LPA:1$rsp.practice.example${matching}","matchingId":"{matching}","qrcode_url":"https://qr.practice.example/?lpa=LPA:1$rsp.practice.example$SOMEBODY-ELSES-CODE","smdpUrl":"rsp.practice.example","subscription_id":"{subscription}"}},"status":"COMPLETED"}}"#
        )
    );
    let sim = api.get(&format!("/v1/sim/{iccid}")).await;
    assert_eq!((sim.field("matchingId"), sim.field("profileStatus")), (matching, "Released".to_owned()));
    let made = &esim.truth()[0];
    assert_eq!(
        (made.operation, made.end, made.environment),
        (Operation::NewEsim, OrderEnd::Completed, Environment::Production)
    );
}

#[tokio::test]
async fn the_quirks_of_the_samples_come_with_some_orders() {
    let (esim, seconds) = esim().await;
    let api = api(&esim).await;
    let mut orders = Vec::new();
    for at in 0..12 {
        orders.push(api.ordered(&format!("{at}@customer.example")).await);
    }
    let answers = async |status: &str| {
        let mut all = String::new();
        for order in &orders {
            let got = api.get(&format!("/v1/order/{}", encoded(order))).await;
            assert!(got.body().contains(status), "{}", got.body());
            all += &got.body();
        }
        all
    };
    advance(&seconds, 2);
    let open = answers("FULFIL").await;
    assert!(open.contains("\"FULFILING\"") && open.contains("\"FULFILLING\"") && open.contains("externalId"));
    advance(&seconds, 4);
    let done = answers("COMPLETED").await;
    for quirk in ["\"smdpUrl\":\"https://rsp.", "\"smdpUrl\":\"rsp.", "LPA:1$%rsp.practice.example$%"] {
        assert!(done.contains(quirk), "{quirk}");
    }
}

#[tokio::test]
async fn a_top_up_brings_a_subscription_and_no_matching_id() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    esim.set_pace(Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO });
    for body in [top_up(BUYER), top_up(BUYER).replace("TOPUP", "TOPUP_ACTIVATION")] {
        let order = api.order(&body).await.field("id");
        let got = api.get(&format!("/v1/order/{}", encoded(&order))).await;
        assert_eq!((got.field("status"), got.field("iccid")), ("COMPLETED".to_owned(), BUYER.to_owned()));
        assert!(!got.body().contains("matchingId"));
        let list = api.get(&format!("/v1/sim/{BUYER}/subscriptions")).await.body();
        assert!(list.contains(&got.field("subscription_id")) && list.contains("\"device_id\":\"device-2\""));
    }
    assert_eq!(esim.orders_made(KENYA, BUYER, "device-2"), 2, "there is no idempotency key");
}

#[tokio::test]
async fn a_bad_order_is_refused_with_a_message_for_each_fault() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    assert_eq!(refused(&api.order("{").await), is(400, "INVALID_HTTP_MESSAGE"));
    let good = new_esim("a@b.example", "");
    for (from, to, message) in [
        ("NEW_ESIM", "OTHER", "operationType OTHER is unknown"),
        ("input", "output", "input is required"),
        ("\"KE\"", "\"\"", "countryCode is required"),
        ("a@b.example", " ", "customer.email is required"),
        ("\"ios\"", "\"fridge\"", "device.type is unknown"),
        ("\"device-1\"", "null", "device.id is required"),
        (KENYA, "unknown", "subscriptions.product_id is unknown"),
        ("product_id", "product", "subscriptions.product_id is required"),
        ("}]", "}],\"price\":4.5", "currency is required with price"),
        ("}]", "}],\"currency\":\"EUR\"", "price is required with currency"),
        ("}]", "}],\"price\":4.5,\"currency\":\"XXX\"", "currency is not supported"),
        ("}]", "}],\"price\":-4.5,\"currency\":\"EUR\"", "price is no amount"),
        ("}]", "}],\"activationDate\":\"2027-01-15T07:59:59Z\"", "activationDate is in the past"),
        ("}]", "}],\"activationDate\":\"tomorrow\"", "activationDate is no date"),
    ] {
        let got = api.order(&good.replace(from, to)).await;
        assert_eq!(refused(&got), is(400, "INVALID_REQUEST_PARAMS"), "{message}");
        assert!(got.body().contains(&format!("\"{message}\"")), "{}", got.body());
    }
    assert!(esim.truth().is_empty());
    let further = r#","price":4.5,"currency":"EUR","activationDate":"2027-02-01T00:00:00Z""#;
    assert!((200..300).contains(&api.order(&new_esim("a@b.example", further)).await.status()));
}

#[tokio::test]
async fn a_customer_causes_the_trouble_of_the_identifier() {
    let (esim, seconds) = lasting().await;
    let api = api(&esim).await;
    for (word, status, made) in [
        ("fails", 2, 1),
        ("stuck", 2, 1),
        ("lost-before", 0, 0),
        ("lost-after", 0, 1),
        ("undated", 0, 1),
        ("error-before", 500, 0),
        ("error-after", 500, 1),
        ("bad-gateway", 502, 1),
        ("down", 503, 0),
        ("forbidden", 403, 0),
        ("gateway-limit", 429, 0),
        ("limit", 429, 0),
        ("quota", 406, 0),
    ] {
        let customer = format!("{word}+{status}@practice");
        let got = api.order(&new_esim(&customer, "")).await;
        match status {
            0 => assert!(got.bytes.is_empty(), "{word}: {}", got.text()),
            2 => assert!((200..300).contains(&got.status()), "{word}: {}", got.text()),
            status => assert_eq!(got.status(), status, "{word}"),
        }
        assert_eq!(esim.orders_made(KENYA, &customer, "device-1"), made, "{word}");
    }
    advance(&seconds, 3600);
    let ends: Vec<(String, OrderEnd)> = esim.truth().into_iter().map(|made| (made.customer, made.end)).collect();
    for (customer, end) in ends {
        let expected = match customer.split('+').next() {
            Some("fails") => OrderEnd::Failed,
            Some("stuck") => OrderEnd::Open,
            _ => OrderEnd::Completed,
        };
        assert_eq!(end, expected, "{customer}");
    }
    let undated = api.get("/v1/subscription?email=undated%2B0@practice").await.body();
    assert!(undated.contains(KENYA) && !undated.contains("createdDate"), "{undated}");
}

#[tokio::test]
async fn the_answers_of_the_gateway_are_not_those_of_the_service() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let page = api.order(&new_esim("forbidden@practice", "")).await;
    assert_eq!(page.header("content-type").as_deref(), Some("text/html"));
    assert!(page.body().starts_with("<html>"));
    let limited = api.order(&new_esim("gateway-limit@practice", "")).await;
    assert_eq!(limited.body(), r#"{"http_status_code":429,"message":"API rate limit exceeded"}"#);
    assert_eq!(limited.header("x-rate-limit-reset").as_deref(), Some("1800000005000"), "Unix milliseconds");
    assert_eq!(limited.header("retry-after"), None);
    let documented = api.order(&new_esim("limit@practice", "")).await;
    assert_eq!(documented.body(), r#"{"type":"TOO MANY REQUESTS","messages":["Too many requests"]}"#);
}

#[tokio::test]
async fn every_practice_sim_is_found_and_topped_up_by_its_trouble() {
    let (esim, seconds) = esim().await;
    let api = api(&esim).await;
    for customer in customers() {
        assert!(api.get(&format!("/v1/sim/{}", customer.iccid)).await.body().contains(customer.iccid));
    }
    let iccid = |word: &str| {
        let identifier = format!("{word}@practice");
        customers().iter().find(|customer| customer.identifier == identifier).unwrap().iccid
    };
    let full = api.order(&top_up(iccid("full"))).await;
    assert_eq!((refused(&full), full.body().contains("15 active")), (is(400, "INVALID_REQUEST_PARAMS"), true));
    let list = api.get(&format!("/v1/sim/{}/subscriptions", iccid("full"))).await.body();
    assert_eq!(list.matches(r#""initialBalance":"#).count(), 15);
    for word in ["full-late", "deactivated"] {
        let order = api.order(&top_up(iccid(word))).await.field("id");
        advance(&seconds, 6);
        assert_eq!(api.status_of(&order).await, "FAILED", "{word}");
    }
    assert!(api.order(&top_up(iccid("lost-after"))).await.bytes.is_empty());
    assert_eq!(esim.orders_made(KENYA, iccid("lost-after"), "device-2"), 1);
}

#[tokio::test]
async fn a_switch_causes_a_trouble_for_any_customer() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    esim.set_trouble(Trouble::OrderLostAfter, Some(1));
    assert!(api.order(&new_esim("a@b.example", "")).await.bytes.is_empty());
    assert!((200..300).contains(&api.order(&new_esim("a@b.example", "")).await.status()), "once was enough");
    esim.set_trouble(Trouble::Quota, None);
    assert_eq!(refused(&api.order(&new_esim("a@b.example", "")).await), is(406, "UNACCEPTABLE"));
    assert!((200..300).contains(&api.order(&top_up(BUYER)).await.status()), "new eSIMs only");
    esim.clear_troubles();
    esim.set_trouble(Trouble::ActiveLimitRefused, None);
    assert_eq!(api.order(&top_up(BUYER)).await.status(), 400);
    assert!((200..300).contains(&api.order(&new_esim("a@b.example", "")).await.status()), "top-ups only");
}

#[tokio::test]
async fn an_eid_with_wrong_check_digits_is_refused_where_it_is_checked() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let with_eid = |customer: &str, eid: &str| {
        new_esim(customer, "").replace("\"device-1\"", &format!("\"device-1\",\"eid\":\"{eid}\""))
    };
    let (right, wrong) = ("89049032123451234512345678901235", "89049032123451234512345678901236");
    for (customer, eid, status) in
        [("a@b.example", wrong, 2), ("wrong-eid@practice", wrong, 4), ("wrong-eid@practice", right, 2)]
    {
        assert_eq!(api.order(&with_eid(customer, eid)).await.status() / 100, status, "{customer} {eid}");
    }
    esim.set_trouble(Trouble::WrongEid, None);
    assert_eq!(api.order(&with_eid("a@b.example", wrong)).await.status(), 400);
}

#[tokio::test]
async fn a_stuck_order_can_be_ended_and_each_order_is_its_clients_own() {
    let (esim, seconds) = esim().await;
    let (api, reseller) = (api(&esim).await, super::reseller(&esim).await);
    let order = api.ordered("stuck@practice").await;
    advance(&seconds, 3);
    assert_eq!(api.status_of(&order).await, "FULFILLING");
    assert_eq!(reseller.get(&format!("/v1/order/{}", encoded(&order))).await.status(), 403);
    assert_eq!(api.in_preproduction().get(&format!("/v1/order/{}", encoded(&order))).await.status(), 403);
    assert!(esim.end_order(&order, OrderEnd::Completed) && !esim.end_order(&order, OrderEnd::Failed));
    assert_eq!(api.status_of(&order).await, "COMPLETED");
}

#[tokio::test]
async fn another_till_of_the_same_client_can_order_the_same() {
    let (esim, seconds) = esim().await;
    let api = api(&esim).await;
    let (mine, production) = (api.ordered("a@b.example").await, Environment::Production);
    let other = esim.order_elsewhere(production, KENYA, "a@b.example", None).unwrap();
    assert_ne!(mine, other);
    assert!(esim.order_elsewhere(production, KENYA, "", Some(BUYER)).is_some());
    assert_eq!(esim.order_elsewhere(production, KENYA, "", Some("unknown")), None);
    advance(&seconds, 6);
    assert_eq!(
        (api.status_of(&mine).await, api.status_of(&other).await),
        ("COMPLETED".to_owned(), "COMPLETED".to_owned())
    );
    assert_eq!(api.get("/v1/subscription?email=a%40b.example").await.body().matches(r#""product":"#).count(), 2);
    assert_eq!(esim.orders_made(KENYA, "a@b.example", "device-1"), 1, "each has a device id of its own");
}

#[tokio::test]
async fn a_sim_that_came_back_is_topped_up_again() {
    let (esim, seconds) = esim().await;
    let api = api(&esim).await;
    let iccid = "8944474000000000198";
    let outcome = async || {
        let order = api.order(&top_up(iccid)).await.field("id");
        advance(&seconds, 6);
        api.status_of(&order).await
    };
    assert_eq!(outcome().await, "FAILED");
    api.get(&format!("/v1/sim/{iccid}")).await;
    advance(&seconds, 30);
    assert_eq!(outcome().await, "COMPLETED");
}

#[tokio::test]
async fn an_order_that_is_abandoned_by_its_client_is_made_later() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let gate = Gate::new();
    esim.set_fault(Endpoint::EsimOrders, Fault::before(Effect::Abandon(gate.clone())));
    assert!(api.order(&new_esim("a@b.example", "")).await.bytes.is_empty());
    assert_eq!(esim.orders_made(KENYA, "a@b.example", "device-1"), 0);
    esim.set_fault(Endpoint::EsimOrder, Fault::after(Effect::Unauthorized));
    gate.open();
    while esim.truth().is_empty() {
        tokio::task::yield_now().await;
    }
    let made: Vec<Value> = esim.truth().iter().map(|made| made.customer.as_str().into()).collect();
    assert_eq!(made, ["a@b.example"]);
    assert_eq!(refused(&api.get("/v1/order/x").await), is(401, "UNAUTHORISED"));
}
