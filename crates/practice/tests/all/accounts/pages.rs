//! The pages as a browser gets them.
//!
//! They have no script and ask for nothing from elsewhere, and what somebody sent is escaped. The ids are those that driven
//! browsers look for.

use airtill_practice::PracticeAccounts;

use super::{Browser, STATE, accounts, between, query};

#[tokio::test]
async fn the_sign_in_page_shows_the_public_accounts_and_has_stable_ids() {
    let accounts = accounts().await;
    let got = Browser::at(&accounts).page(&query()).await;
    let body = got.body();
    for id in ["email", "password", "sign-in"] {
        assert_eq!(body.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
    for account in [PracticeAccounts::account(), PracticeAccounts::supervisor()] {
        assert!(body.contains(account.email) && body.contains(account.password));
    }
    assert!(got.header("set-cookie").unwrap().ends_with("; Path=/oauth; HttpOnly; SameSite=Lax"));
}

#[tokio::test]
async fn the_consent_page_says_who_is_asked_and_has_stable_ids() {
    let accounts = accounts().await;
    let got = Browser::at(&accounts).consent(&query()).await;
    let body = got.body();
    for id in ["allow", "deny", "switch"] {
        assert_eq!(body.matches(&format!("<button id=\"{id}\"")).count(), 1, "{id}");
    }
    assert_eq!(between(&body, "<strong id=\"who\">", "<"), "amina@practice.example");
    assert!(body.contains("<strong>Airtill</strong>"));
}

#[tokio::test]
async fn no_page_has_script_or_anything_from_elsewhere() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    for got in [browser.page(&query()).await, browser.consent(&query()).await, browser.page("").await, browser.form("step=allow").await] {
        let body = got.body();
        assert!(body.starts_with("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"));
        for part in ["<script", " src=", " href=", "url(", "@import", " onclick", " onload"] {
            assert!(!body.contains(part), "{part} in {body}");
        }
        assert_eq!(got.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
        assert_eq!(got.header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(got.header("referrer-policy").as_deref(), Some("no-referrer"));
        let policy = got.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("form-action"), "the answer leaves for another port");
    }
}

#[tokio::test]
async fn what_comes_in_is_escaped() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let page = browser.page(&query().replace(STATE, "%22%3E%3Cscript%3E&x=%27%3Cimg%3E")).await;
    assert!(!page.body().contains("<script") && !page.body().contains("<img"));
    let got = browser.post(&page, "step=sign_in&email=%22%3E%3Cscript%3E&password=x").await;
    assert!(!got.body().contains("<script"));
    assert!(got.body().contains("value=\"&quot;&gt;&lt;script&gt;\""));
}

#[tokio::test]
async fn a_wrong_password_keeps_the_person_on_the_page() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let page = browser.page(&query()).await;
    for (email, password) in [("amina%40practice.example", "wrong"), ("nobody%40practice.example", "practice"), ("", "")] {
        let got = browser.post(&page, &format!("step=sign_in&email={email}&password={password}")).await;
        assert_eq!((got.status(), got.header("location")), (422, None));
        assert!(got.body().contains("Invalid Email or password."));
    }
    let got = browser.post(&page, "step=sign_in&email=AMINA%40practice.example&password=practice").await;
    assert_eq!(got.status(), 303, "the case of an address does not matter");
}

#[tokio::test]
async fn a_form_without_its_token_is_rejected() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let consent = browser.consent(&query()).await;
    for form in ["", "step=allow", "step=allow&authenticity_token=", "step=allow&authenticity_token=00"] {
        let got = browser.form(form).await;
        assert_eq!((got.status(), got.header("location")), (422, None), "{form}");
    }
    let cookie = std::mem::take(&mut browser.cookie);
    assert_eq!(browser.post(&consent, "step=allow").await.status(), 422, "without the cookie");
    browser.cookie = cookie;
    assert_eq!(browser.post(&consent, "step=dance").await.status(), 422);
    assert_eq!(browser.post(&consent, "step=allow").await.status(), 302);
}

#[tokio::test]
async fn a_forged_request_inside_the_form_is_checked_again() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let consent = browser.consent(&query()).await;
    let token = between(&consent.body(), "name=\"authenticity_token\" value=\"", "\"").to_owned();
    let forged = super::encoded(&query().replace("127.0.0.1%3A54321", "evil.example").replace("127%2E0%2E0%2E1", "evil.example"));
    let got = browser.form(&format!("authenticity_token={token}&step=allow&request={forged}")).await;
    assert_eq!((got.status(), got.header("location")), (400, None));
}

#[tokio::test]
async fn the_browser_stays_signed_in_until_another_account_is_wanted() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let consent = browser.consent(&query()).await;
    assert!(browser.page(&query()).await.body().contains("id=\"allow\""));
    let before = browser.cookie.clone();
    let got = browser.post(&consent, "step=switch").await;
    assert_eq!(got.status(), 303);
    assert_ne!(browser.cookie, before);
    let page = browser.get(&got.header("location").unwrap()).await;
    let got = browser.post(&page, "step=sign_in&email=jose%40practice.example&password=practice").await;
    let consent = browser.get(&got.header("location").unwrap()).await;
    assert_eq!(between(&consent.body(), "<strong id=\"who\">", "<"), "jose@practice.example");
    browser.cookie = before;
    assert!(browser.page(&query()).await.body().contains("id=\"sign-in\""), "a session ends with its account");
}
