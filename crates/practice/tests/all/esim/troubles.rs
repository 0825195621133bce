//! The switches that happen to any request, the correlation ids, the limit, and the wipe.
//!
//! The switches of orders, SIMs, lists and customers are tested with those.

use std::time::Duration;

use airtill_practice::esim::{Environment, Limit, Options, Pace, Trouble, troubles};
use airtill_practice::{Endpoint, Fault};

use super::{advance, api, esim, is, lasting, new_esim, refused, start, token};
use crate::accounts::{clock, encoded};

#[tokio::test]
async fn each_documented_error_has_its_status_and_its_type() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    for (trouble, status, kind) in [
        (Trouble::InvalidHttpMessage, 400, "INVALID_HTTP_MESSAGE"),
        (Trouble::InvalidRequestParams, 400, "INVALID_REQUEST_PARAMS"),
        (Trouble::Unauthorised, 401, "UNAUTHORISED"),
        (Trouble::AccessDenied, 403, "ACCESS_DENIED"),
        (Trouble::TooManyRequests, 429, "TOO MANY REQUESTS"),
        (Trouble::InternalError, 500, "INTERNAL_ERROR"),
    ] {
        esim.set_trouble(trouble, Some(1));
        assert_eq!(refused(&api.get("/v1/product").await), is(status, kind));
        assert_eq!(api.get("/v1/product").await.status(), 200, "{kind} happened once");
    }
    assert_eq!(refused(&api.get("/v1/unknown").await), is(404, "NOT_FOUND"));
    let as_text = "X-Correlation-ID: text-1\r\nContent-Type: text/plain\r\n";
    let got = api.named("POST", "/v1/order", as_text, &new_esim("a@b.example", "")).await;
    assert_eq!(refused(&got), is(400, "INVALID_HTTP_MESSAGE"), "requests are JSON");
    assert!(esim.switches().iter().all(|switch| !switch.on));
    assert_eq!(esim.switches().len(), troubles().len());
}

#[tokio::test]
async fn the_gateway_answers_pages_and_an_empty_401() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    for (trouble, status) in [(Trouble::GatewayForbidden, 403), (Trouble::BadGateway, 502), (Trouble::GatewayDown, 503)]
    {
        esim.set_trouble(trouble, None);
        for _ in 0..2 {
            let got = api.get("/v1/product").await;
            assert_eq!((got.status(), got.header("content-type").as_deref()), (status, Some("text/html")));
        }
        esim.end_trouble(trouble);
    }
    esim.set_trouble(Trouble::EmptyUnauthorised, None);
    let got = api.get("/v1/product").await;
    assert_eq!((got.status(), got.body().as_str(), got.header("www-authenticate")), (401, "", None));
    assert_eq!(api.get("/v1/product").await.status(), 200, "it happens once");
}

#[tokio::test]
async fn the_gateways_limit_ends_at_the_moment_that_it_names() {
    let (esim, seconds) = esim().await;
    let api = api(&esim).await;
    esim.set_trouble(Trouble::GatewayLimit, Some(7));
    advance(&seconds, 3);
    let got = api.get("/v1/product").await;
    assert_eq!((got.status(), got.header("x-rate-limit-reset").as_deref()), (429, Some("1800000007000")));
    assert_eq!(got.header("x-rate-limit-remaining").as_deref(), Some("0"));
    advance(&seconds, 4);
    assert_eq!(api.get("/v1/product").await.status(), 200);
}

#[tokio::test]
async fn a_limit_counts_each_client_and_endpoint() {
    let (clock, seconds) = clock();
    let limit = Some(Limit { requests: 3, within: Duration::from_secs(1) });
    let esim = start(Options { clock, limit, ..Options::default() }).await;
    let api = api(&esim).await;
    for _ in 0..3 {
        assert_eq!(api.get("/v1/product").await.status(), 200);
    }
    assert_eq!(refused(&api.get("/v1/product").await), is(429, "TOO MANY REQUESTS"));
    assert_eq!(api.get("/v1/subscription").await.status(), 200);
    assert_eq!(super::reseller(&esim).await.get("/v1/product").await.status(), 200);
    advance(&seconds, 1);
    assert_eq!(api.get("/v1/product").await.status(), 200);
}

#[tokio::test]
async fn a_correlation_id_that_is_missing_or_used_twice_is_found() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let missing = api.named("GET", "/v1/product", "", "").await;
    assert_eq!(refused(&missing), is(400, "INVALID_HTTP_MESSAGE"));
    let got = api.named("GET", "/v1/product", "X-Correlation-ID: mine-1\r\n", "").await;
    assert_eq!((got.status(), got.header("x-correlation-id").as_deref()), (200, Some("mine-1")));
    assert_eq!(esim.badly_named().len(), 1);
    let order = new_esim("a@b.example", "");
    assert!(
        (200..300).contains(&api.named("POST", "/v1/order", "X-Correlation-ID: mine-1\r\n", &order).await.status())
    );
    let bad = esim.badly_named();
    assert_eq!(bad.iter().map(|hit| hit.method.as_str()).collect::<Vec<_>>(), ["GET", "POST"]);
    assert_eq!((esim.hits_named("mine-1").len(), esim.truth()[0].correlation_id.as_str()), (2, "mine-1"));
}

#[tokio::test]
async fn preproduction_forgets_every_day_what_was_unused_for_three() {
    let (esim, seconds) = lasting().await;
    let api = api(&esim).await;
    esim.set_pace(Pace { fulfilling: Duration::ZERO, ended: Duration::ZERO });
    let test = api.in_preproduction();
    let (live_order, test_order) = (api.ordered("a@b.example").await, test.ordered("a@b.example").await);
    assert_eq!(
        (api.status_of(&live_order).await, test.status_of(&test_order).await),
        ("COMPLETED".to_owned(), "COMPLETED".to_owned())
    );
    // From 08:00 to 03:59 of the fourth day, and two minutes on.
    advance(&seconds, 4 * 24 * 3600 - 4 * 3600 - 60);
    let target = format!("/v1/order/{}", encoded(&test_order));
    assert_eq!(api.in_preproduction().get(&target).await.status(), 200);
    advance(&seconds, 120);
    assert_eq!(api.in_preproduction().get(&target).await.status(), 403);
    assert_eq!(api.in_preproduction().get("/v1/customer?email=a%40b.example").await.status(), 403);
    assert_eq!(api.get(&format!("/v1/order/{}", encoded(&live_order))).await.status(), 200);
    assert_eq!(esim.truth().len(), 2, "the truth is not wiped");
}

#[tokio::test]
async fn a_wipe_can_be_switched_on_and_leaves_the_practice_sims() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let order = api.ordered("a@b.example").await;
    esim.set_trouble(Trouble::Wipe, None);
    assert_eq!(api.get(&format!("/v1/order/{}", encoded(&order))).await.status(), 403);
    assert_eq!(api.get(&format!("/v1/sim/{}", super::BUYER)).await.status(), 200);
    assert_eq!(esim.truth().len(), 1);
    esim.clear_troubles();
    let order = api.ordered("a@b.example").await;
    assert_eq!(api.status_of(&order).await, "ACCEPTED");
    esim.wipe(Environment::Production);
    assert_eq!(api.get(&format!("/v1/order/{}", encoded(&order))).await.status(), 403);
}

#[tokio::test]
async fn a_fault_and_the_end_of_tokens_can_be_set_by_a_test() {
    let (esim, _) = esim().await;
    let mut api = api(&esim).await;
    esim.set_fault(Endpoint::EsimProducts, Fault::json("[]"));
    assert_eq!(api.get("/v1/product").await.body(), "[]");
    assert_eq!(esim.hits_on(Endpoint::EsimProducts), 1);
    let first = super::credentials(&esim).await;
    esim.expire_access_tokens();
    assert_eq!(api.get("/v1/product").await.status(), 401);
    let refresh = format!("grant_type=refresh_token&refresh_token={}", first.field("refresh_token"));
    api.token = token(&esim, &refresh).await.field("access_token");
    esim.end_refresh_tokens();
    assert_eq!(api.get("/v1/product").await.status(), 200);
    assert_eq!(token(&esim, &refresh).await.status(), 400);
}
