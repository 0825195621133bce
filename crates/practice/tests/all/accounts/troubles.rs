//! The trainer's troubles, each switched on and off again.
//!
//! Each acts as its words in the window promise, and no longer once it is off again.

use std::sync::Arc;
use std::time::Duration;

use airtill_practice::accounts::{Options, Rotation, Trouble};
use tokio::task::yield_now;
use tokio::time::timeout;

use super::{Browser, INVALID_GRANT, accounts, answer, code, exchange, get, password, query, refresh, start};
use crate::client::LIMIT;

#[tokio::test]
async fn denied_consent_denies_after_any_decision() {
    let accounts = accounts().await;
    accounts.set_trouble(Trouble::DeniedConsent);
    let location = Browser::at(&accounts).decide(&query(), "allow").await;
    assert_eq!((answer(&location, "error"), answer(&location, "code")), (Some("access_denied"), None));
    assert_eq!(answer(&location, "state"), Some("s-t_a.t%7Ee"));
    accounts.end_trouble(Trouble::DeniedConsent);
    assert!(answer(&Browser::at(&accounts).decide(&query(), "allow").await, "code").is_some());
}

#[tokio::test]
async fn wrong_state_answers_with_a_state_that_was_not_sent() {
    let accounts = accounts().await;
    accounts.set_trouble(Trouble::WrongState);
    let mut browser = Browser::at(&accounts);
    let consent = browser.consent(&query()).await;
    for step in ["allow", "deny"] {
        let location = browser.post(&consent, &format!("step={step}")).await.header("location").unwrap();
        let state = answer(&location, "state").unwrap();
        assert_eq!(state.len(), 43);
    }
    accounts.clear_troubles();
    let location = browser.post(&consent, "step=allow").await.header("location").unwrap();
    assert_eq!(answer(&location, "state"), Some("s-t_a.t%7Ee"), "the person can go back and allow again");
}

#[tokio::test]
async fn a_slow_exchange_has_happened_before_its_answer_comes() {
    let accounts = start(Options { slow: Duration::from_secs(3600), ..Options::default() }).await;
    let code = code(&accounts).await;
    accounts.set_trouble(Trouble::SlowExchange);
    let accounts = Arc::new(accounts);
    let asking = tokio::spawn({
        let accounts = Arc::clone(&accounts);
        async move { exchange(&accounts, &code).await }
    });
    let exchanged = async {
        while accounts.issued().is_empty() {
            yield_now().await;
        }
    };
    timeout(LIMIT, exchanged).await.unwrap();
    assert!(!asking.is_finished(), "the tokens are there, and the answer is not");
    assert_eq!(password(&accounts).await.status(), 200, "the other grants are as quick as ever");
    asking.abort();
}

#[tokio::test]
async fn the_html_error_page_never_sends_the_browser_back() {
    let accounts = accounts().await;
    accounts.set_trouble(Trouble::HtmlErrorPage);
    let got = Browser::at(&accounts).page(&query()).await;
    assert_eq!((got.status(), got.header("location")), (500, None));
    assert!(got.body().contains("something went wrong"));
    accounts.clear_troubles();
    assert_eq!(Browser::at(&accounts).page(&query()).await.status(), 302);
}

#[tokio::test]
async fn pkce_refused_is_a_server_without_the_columns() {
    let accounts = accounts().await;
    let before = code(&accounts).await;
    accounts.set_trouble(Trouble::PkceRefused);
    for code in [before, code(&accounts).await] {
        let got = exchange(&accounts, &code).await;
        assert_eq!((got.status(), got.field("error").as_str()), (400, "invalid_request"));
        assert!(got.body().contains("Server does not support pkce"));
    }
}

#[tokio::test]
async fn short_tokens_last_sixty_seconds() {
    let accounts = accounts().await;
    accounts.set_trouble(Trouble::ShortTokens);
    assert!(password(&accounts).await.body().contains(r#""expires_in":60,"#));
    accounts.clear_troubles();
    assert!(password(&accounts).await.body().contains(r#""expires_in":7200,"#));
}

#[tokio::test]
async fn t10_a_lost_refresh_has_happened() {
    for (rotation, again) in [(Rotation::AtOnce, 400), (Rotation::AtFirstUse, 200)] {
        let accounts = start(Options { rotation, ..Options::default() }).await;
        let old = password(&accounts).await;
        accounts.set_trouble(Trouble::RefreshLost);
        assert!(refresh(&accounts, &old.field("refresh_token")).await.bytes.is_empty());
        assert_eq!(accounts.issued().len(), 2);
        assert_eq!(refresh(&accounts, "never was").await.body(), INVALID_GRANT, "only what is done is lost");
        accounts.end_trouble(Trouble::RefreshLost);
        assert_eq!(refresh(&accounts, &old.field("refresh_token")).await.status(), again, "{rotation:?}");
        assert_eq!(get(&accounts, "/api/v1/countries", &accounts.issued()[1].access_token).await.status(), 200);
    }
}

#[tokio::test]
async fn the_switches_list_the_troubles_that_are_on() {
    let accounts = accounts().await;
    assert_eq!(accounts.troubles_on(), []);
    accounts.set_trouble(Trouble::RefreshLost);
    accounts.set_trouble(Trouble::WrongState);
    accounts.set_trouble(Trouble::WrongState);
    assert_eq!(accounts.troubles_on(), [Trouble::WrongState, Trouble::RefreshLost]);
    accounts.end_trouble(Trouble::WrongState);
    assert_eq!(accounts.troubles_on(), [Trouble::RefreshLost]);
}
