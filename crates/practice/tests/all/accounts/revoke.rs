//! Revoking tokens (RFC 7009), as Doorkeeper 5.5 does.
//!
//! A known client is answered `{}` for every token; the service itself shows the state of the pair.

use std::sync::atomic::Ordering;

use airtill_practice::Endpoint;
use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET, Options};

use super::{INVALID_GRANT, accounts, clock, get, password, post_json, refresh, start};
use crate::client::Got;

const FORM: &str = "application/x-www-form-urlencoded";

async fn revoke(accounts: &airtill_practice::PracticeAccounts, content_type: &str, body: &str) -> Got {
    post_json(accounts.address(), "/oauth/revoke", content_type, body).await
}

fn form(token: &str) -> String {
    format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&token={token}")
}

#[tokio::test]
async fn either_token_ends_both_and_no_other_pair() {
    let accounts = accounts().await;
    for which in ["access_token", "refresh_token"] {
        let (tokens, bystander) = (password(&accounts).await, password(&accounts).await);
        let got = revoke(&accounts, FORM, &form(&tokens.field(which))).await;
        assert_eq!((got.status(), got.body().as_str()), (200, "{}"));
        let got = get(&accounts, "/api/v1/countries", &tokens.field("access_token")).await;
        assert_eq!(got.status(), 401);
        assert!(
            got.header("www-authenticate").unwrap().ends_with("error_description=\"The access token was revoked\"")
        );
        assert_eq!(refresh(&accounts, &tokens.field("refresh_token")).await.body(), INVALID_GRANT);
        assert_eq!(refresh(&accounts, &bystander.field("refresh_token")).await.status(), 200);
    }
    assert_eq!(accounts.hits_on(Endpoint::OAuthRevoke), 2);
}

#[tokio::test]
async fn json_is_read_as_well_as_a_form() {
    let accounts = accounts().await;
    let tokens = password(&accounts).await;
    let body = format!(
        r#"{{"client_id":"{CLIENT_ID}","client_secret":"{CLIENT_SECRET}","token":"{}"}}"#,
        tokens.field("refresh_token")
    );
    assert_eq!(revoke(&accounts, "application/json", &body).await.status(), 200);
    assert_eq!(refresh(&accounts, &tokens.field("refresh_token")).await.body(), INVALID_GRANT);
}

#[tokio::test]
async fn an_unknown_or_ended_token_is_a_success_that_changes_nothing() {
    let (clock, seconds) = clock();
    let accounts = start(Options { clock, ..Options::default() }).await;
    for body in [form(""), form("never-was"), format!("client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}")] {
        let got = revoke(&accounts, FORM, &body).await;
        assert_eq!((got.status(), got.body().as_str()), (200, "{}"), "{body}");
    }
    let tokens = password(&accounts).await;
    seconds.fetch_add(7200, Ordering::SeqCst);
    assert_eq!(revoke(&accounts, FORM, &form(&tokens.field("refresh_token"))).await.body(), "{}");
    assert_eq!(
        refresh(&accounts, &tokens.field("refresh_token")).await.status(),
        200,
        "a pair whose access token has expired is left alone"
    );
}

#[tokio::test]
async fn another_client_is_refused() {
    let accounts = accounts().await;
    let tokens = password(&accounts).await;
    let token = tokens.field("refresh_token");
    for body in [
        format!("token={token}"),
        form(&token).replace(CLIENT_SECRET, "wrong"),
        form(&token).replace(CLIENT_ID, "another"),
    ] {
        let got = revoke(&accounts, FORM, &body).await;
        let refusal =
            r#"{"error":"unauthorized_client","error_description":"You are not authorized to revoke this token"}"#;
        assert_eq!((got.status(), got.body().as_str()), (403, refusal));
    }
    assert_eq!(refresh(&accounts, &token).await.status(), 200);
}
