//! Customers and payment methods: the role, the look-up, creation, changes by both addresses, and removal.
//!
//! All people here are made up.

use airtill_practice::esim::Trouble;

use super::{api, esim, is, new_esim, refused, reseller};
use crate::accounts::encoded;

const LOOK_UP: &str = "/v1/customer?email=buyer%40practice";

#[tokio::test]
async fn customers_are_for_account_managers() {
    let (esim, _) = esim().await;
    assert_eq!(refused(&reseller(&esim).await.get(LOOK_UP).await), is(403, "ACCESS_DENIED"));
    let api = api(&esim).await;
    assert_eq!(api.get(LOOK_UP).await.field("email"), "buyer@practice");
    esim.set_trouble(Trouble::RoleDenied, None);
    assert_eq!(refused(&api.get(LOOK_UP).await), is(403, "ACCESS_DENIED"));
    assert_eq!(api.get("/v1/product").await.status(), 200, "the rest goes on");
}

#[tokio::test]
async fn a_customer_is_created_once_and_found_by_the_identifier() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let body =
        r#"{"email":"a+b@ümlaut.example","type":"BUSINESS","companyName":"Made Up","verified":true,"jobTitle":null}"#;
    let made = api.call("POST", "/v1/customer", body).await;
    assert_eq!(made.status(), 201);
    let found = api.get("/v1/customer?email=a%2Bb%40%C3%BCmlaut.example").await;
    assert_eq!(
        found.body(),
        format!(
            r#"{{"companyName":"Made Up","email":"a+b@ümlaut.example","id":"{}","type":"BUSINESS","verified":false}}"#,
            made.field("id")
        )
    );
    for bad in
        [body, r#"{"type":"PERSONAL"}"#, r#"{"email":"x","type":"OTHER"}"#, r#"{"email":"x","type":"BUSSINESS"}"#]
    {
        assert_eq!(refused(&api.call("POST", "/v1/customer", bad).await), is(400, "INVALID_REQUEST_PARAMS"), "{bad}");
    }
    assert_eq!(api.get("/v1/customer?email=nobody").await.status(), 403);
    assert_eq!(api.get("/v1/customer").await.status(), 400);
}

#[tokio::test]
async fn a_change_leaves_what_is_not_sent_and_deletes_what_is_null() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let id = encoded(&api.get(LOOK_UP).await.field("id"));
    let body = r#"{"firstName":"New","lastName":null,"verified":true}"#;
    for target in [format!("/v1/customer/{id}"), format!("/v1/customer?id={id}")] {
        let changed = api.call("PATCH", &target, body).await;
        assert_eq!((changed.status(), changed.field("firstName")), (200, "New".to_owned()), "{target}");
        assert!(!changed.body().contains("lastName") && changed.body().contains("\"verified\":false"));
        assert_eq!(changed.field("countryOfResidence"), "SS");
    }
    assert_eq!(api.call("PATCH", &format!("/v1/customer/{id}"), r#"{"email":null}"#).await.status(), 400);
    assert_eq!(api.call("PATCH", "/v1/customer/unknown", body).await.status(), 403);
    assert_eq!(api.call("PATCH", "/v1/customer", body).await.status(), 400);
    let other = api.in_preproduction().get(LOOK_UP).await;
    assert_ne!(other.field("firstName"), "New", "the environments have data of their own");
}

#[tokio::test]
async fn payment_methods_are_listed_added_and_removed_by_their_id() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    let id = encoded(&api.get(LOOK_UP).await.field("id"));
    let target = format!("/v1/customer/{id}/payment-method");
    let list = api.get(&target).await;
    assert_eq!((list.body().matches("\"token\"").count(), list.body().matches("\"id\"").count()), (2, 1));
    let added = api.call("POST", &target, r#"{"token":"tok_new","name":"Card","gateway":"practice"}"#).await;
    assert_eq!(added.status(), 201);
    assert_eq!(api.call("POST", &target, "{}").await.status(), 400);
    for method in [added.field("id"), list.field("id")] {
        let target = format!("{target}/{}", encoded(&method));
        assert_eq!(api.call("DELETE", &target, "").await.status(), 204);
        assert_eq!(api.call("DELETE", &target, "").await.status(), 403);
    }
    let left = api.get(&target).await.body();
    assert!(left.contains("tok_practice_0_2") && !left.contains("\"id\""), "{left}");
    esim.set_trouble(Trouble::PaymentMethodsWithoutId, None);
    let other = encoded(&api.get("/v1/customer?email=fails%40practice").await.field("id"));
    assert!(!api.get(&format!("/v1/customer/{other}/payment-method")).await.body().contains("\"id\""));
}

#[tokio::test]
async fn an_order_creates_its_unknown_customer() {
    let (esim, _) = esim().await;
    let api = api(&esim).await;
    api.ordered("walk-in 7").await;
    assert!((200..300).contains(&api.order(&new_esim("walk-in 7", "")).await.status()));
    let found = api.get("/v1/customer?email=walk-in%207").await;
    assert_eq!((found.field("email"), found.field("firstName")), ("walk-in 7".to_owned(), "Amina".to_owned()));
}
