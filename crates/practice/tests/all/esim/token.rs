//! The token endpoint: forms only, Keycloak's statuses, lifetimes, and refresh tokens with and without rotation.
//!
//! The secret of practice holds characters that need form encoding, so every good answer here proves that too.

use std::time::Duration;

use airtill_practice::esim::{
    CLIENT_ID, CLIENT_SECRET, Client, GrantType, Keycloak, Options, RefreshTokens, Role, Trouble,
};

use super::{FORM, JSON, TOKEN, advance, api, credentials, esim, is, post, refused, start, token, with_head};
use crate::accounts::{clock, encoded};

fn error(got: &crate::client::Got) -> (u16, String) {
    (got.status(), got.field("error"))
}

#[tokio::test]
async fn credentials_give_both_tokens_and_their_lifetimes() {
    let (esim, _) = esim().await;
    let got = credentials(&esim).await;
    let (access, refresh) = (got.field("access_token"), got.field("refresh_token"));
    assert_eq!(
        got.body(),
        format!(
            r#"{{"access_token":"{access}","expires_in":300,"not-before-policy":0,"refresh_expires_in":1800,"refresh_token":"{refresh}","scope":"profile email","token_type":"Bearer"}}"#
        )
    );
    assert_eq!(got.header("cache-control").as_deref(), Some("no-store"));
    let issued = &esim.issued()[0];
    assert_eq!((issued.grant_type, issued.client_id.as_str()), (GrantType::ClientCredentials, CLIENT_ID));
    assert_eq!((&issued.access_token, issued.refresh_token.as_ref()), (&access, Some(&refresh)));
    assert_eq!(format!("{}{TOKEN}", esim.base_address()), esim.token_address());
}

#[tokio::test]
async fn only_a_form_is_read() {
    let (esim, _) = esim().await;
    let body =
        format!(r#"{{"grant_type":"client_credentials","client_id":"{CLIENT_ID}","client_secret":"{CLIENT_SECRET}"}}"#);
    for content_type in [JSON, "text/plain", ""] {
        assert_eq!(post(&esim, TOKEN, content_type, &body).await.status(), 415, "{content_type}");
    }
    let form = format!("grant_type=client_credentials&client_id={CLIENT_ID}&client_secret={}", encoded(CLIENT_SECRET));
    assert_eq!(post(&esim, TOKEN, "application/x-www-form-urlencoded; charset=UTF-8", &form).await.status(), 200);
}

#[tokio::test]
async fn the_fields_of_the_form_win_over_basic() {
    use base64::Engine;
    let (esim, _) = esim().await;
    let basic = |text: &str| {
        let credentials = base64::engine::general_purpose::STANDARD.encode(text);
        format!("Content-Type: {FORM}\r\nAuthorization: Basic {credentials}\r\n")
    };
    for secret in [CLIENT_SECRET.to_owned(), encoded(CLIENT_SECRET)] {
        let head = basic(&format!("{CLIENT_ID}:{secret}"));
        assert_eq!(with_head(&esim, TOKEN, &head, "grant_type=client_credentials").await.status(), 200, "{secret}");
    }
    let wrong = format!("client_id={CLIENT_ID}&client_secret=wrong&grant_type=client_credentials");
    let got = with_head(&esim, TOKEN, &basic(&format!("{CLIENT_ID}:{CLIENT_SECRET}")), &wrong).await;
    assert_eq!(error(&got), is(401, "unauthorized_client"));
}

#[tokio::test]
async fn a_wrong_client_is_refused_as_keycloak_does() {
    let mut off = Client::new("off", "x", Role::Reseller);
    off.enabled = false;
    let mut no_account = Client::new("no-account", "x", Role::Reseller);
    no_account.service_account = false;
    for (keycloak, status) in [(Keycloak::Current, 401), (Keycloak::Old, 400)] {
        let mut options = Options { keycloak, ..Options::default() };
        options.clients.extend([off.clone(), no_account.clone()]);
        let esim = start(options).await;
        for (fields, expected) in [
            (format!("client_id={CLIENT_ID}&client_secret=wrong"), is(status, "unauthorized_client")),
            (format!("client_id={CLIENT_ID}"), is(status, "unauthorized_client")),
            ("client_id=nobody&client_secret=x".to_owned(), is(status, "invalid_client")),
            ("x=y".to_owned(), is(status, "invalid_client")),
            ("client_id=off&client_secret=x".to_owned(), is(401, "invalid_request")),
            ("client_id=no-account&client_secret=x".to_owned(), is(401, "unauthorized_client")),
            (format!("client_id={CLIENT_ID}&client_id={CLIENT_ID}"), is(400, "invalid_request")),
        ] {
            let got = post(&esim, TOKEN, FORM, &format!("grant_type=client_credentials&{fields}")).await;
            assert_eq!(error(&got), expected, "{fields}");
        }
        assert_eq!(error(&token(&esim, "grant_type=password").await), is(400, "unsupported_grant_type"));
        assert_eq!(error(&token(&esim, "grant_type=refresh_token").await), is(400, "invalid_request"));
        assert_eq!(error(&token(&esim, "x=y").await), is(400, "invalid_request"));
    }
}

#[tokio::test]
async fn an_access_token_ends_after_its_life_and_a_refresh_gives_another() {
    let (esim, seconds) = esim().await;
    let got = credentials(&esim).await;
    let mut api = api(&esim).await;
    api.token = got.field("access_token");
    advance(&seconds, 299);
    assert_eq!(api.get("/v1/product").await.status(), 200);
    advance(&seconds, 1);
    assert_eq!(refused(&api.get("/v1/product").await), is(401, "UNAUTHORISED"));
    let refresh = format!("grant_type=refresh_token&refresh_token={}", got.field("refresh_token"));
    api.token = token(&esim, &refresh).await.field("access_token");
    assert_eq!(api.get("/v1/product").await.status(), 200);
    assert_eq!(token(&esim, &refresh).await.status(), 200, "without rotation it may be used again");
    advance(&seconds, 1500);
    assert_eq!(error(&token(&esim, &refresh).await), is(400, "invalid_grant"));
}

#[tokio::test]
async fn no_refresh_token_outlives_its_session() {
    let (clock, seconds) = clock();
    let session_lifetime = Duration::from_secs(2000);
    let esim = start(Options { clock, session_lifetime, ..Options::default() }).await;
    let first = credentials(&esim).await;
    advance(&seconds, 1500);
    let refresh = |token: String| format!("grant_type=refresh_token&refresh_token={token}");
    let second = token(&esim, &refresh(first.field("refresh_token"))).await;
    assert!(second.body().contains(r#""refresh_expires_in":500,"#), "{}", second.body());
    advance(&seconds, 500);
    assert_eq!(error(&token(&esim, &refresh(second.field("refresh_token"))).await), is(400, "invalid_grant"));
}

#[tokio::test]
async fn with_rotation_a_second_use_ends_the_session_with_its_good_token() {
    let (esim, _) = esim().await;
    esim.set_trouble(Trouble::ReuseEndsSession, None);
    let refresh =
        |got: &crate::client::Got| format!("grant_type=refresh_token&refresh_token={}", got.field("refresh_token"));
    let first = credentials(&esim).await;
    let second = token(&esim, &refresh(&first)).await;
    let third = token(&esim, &refresh(&second)).await;
    assert_eq!(third.status(), 200);
    assert_eq!(error(&token(&esim, &refresh(&second)).await), is(400, "invalid_grant"));
    assert_eq!(error(&token(&esim, &refresh(&third)).await), is(400, "invalid_grant"), "the good one is gone too");
    assert_eq!(credentials(&esim).await.status(), 200);
}

#[tokio::test]
async fn there_may_be_no_refresh_token_in_two_forms() {
    for (refresh_tokens, says_zero) in [(RefreshTokens::Zero, true), (RefreshTokens::Absent, false)] {
        let got = credentials(&start(Options { refresh_tokens, ..Options::default() }).await).await;
        assert!(!got.body().contains("\"refresh_token\""));
        assert_eq!(got.body().contains(r#""refresh_expires_in":0"#), says_zero);
    }
}

#[tokio::test]
async fn the_troubles_of_a_sign_in_can_be_switched() {
    let (esim, _) = esim().await;
    let refresh = format!("grant_type=refresh_token&refresh_token={}", credentials(&esim).await.field("refresh_token"));
    esim.set_trouble(Trouble::RefreshRefused, Some(2));
    let texts = [token(&esim, &refresh).await, token(&esim, &refresh).await];
    assert_eq!(texts.each_ref().map(error), [is(400, "invalid_grant"), is(400, "invalid_grant")]);
    assert_ne!(texts[0].field("error_description"), texts[1].field("error_description"));
    assert_eq!(token(&esim, &refresh).await.status(), 200);
    esim.set_trouble(Trouble::WrongSecret, Some(1));
    assert_eq!(error(&credentials(&esim).await), is(401, "unauthorized_client"));
    esim.set_trouble(Trouble::ShortTokens, None);
    esim.set_trouble(Trouble::NoRefreshToken, None);
    let got = credentials(&esim).await;
    assert!(got.body().contains(r#""expires_in":10,"#) && got.body().contains(r#""refresh_expires_in":0,"#));
    esim.clear_troubles();
    assert!(credentials(&esim).await.body().contains(r#""refresh_token":"#));
}

#[tokio::test]
async fn the_token_requests_in_a_tokens_life_are_counted() {
    let (esim, seconds) = esim().await;
    credentials(&esim).await;
    advance(&seconds, 300);
    credentials(&esim).await;
    advance(&seconds, 299);
    credentials(&esim).await;
    super::token_of(&esim, airtill_practice::esim::RESELLER_ID, "grant_type=client_credentials").await;
    let counts: Vec<usize> = esim.issued().iter().map(|issued| issued.requests_in_its_life).collect();
    assert_eq!(counts, [0, 1, 0, 0]);
}
