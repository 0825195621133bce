//! The pages as a browser gets them.
//!
//! They have no script and load nothing from elsewhere, and every value from a request is escaped. The ids are those
//! that driven browsers look for.

use airtill_practice::PracticeAccounts;

use super::{Browser, STATE, accounts, between, query};

#[tokio::test]
async fn the_sign_in_page_shows_the_public_accounts_and_has_stable_ids() {
    let accounts = accounts().await;
    let got = Browser::at(&accounts).sign_in_page(&query()).await;
    let body = got.body();
    for id in ["email", "password", "sign-in"] {
        assert_eq!(body.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
    for account in [PracticeAccounts::account(), PracticeAccounts::supervisor()] {
        assert!(body.contains(account.email) && body.contains(account.password));
    }
    let fresh = Browser::at(&accounts).page(&query()).await;
    assert!(fresh.header("set-cookie").unwrap().ends_with("; Path=/; HttpOnly; SameSite=Lax"));
}

#[tokio::test]
async fn the_consent_page_names_the_person_and_has_stable_ids() {
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
    let pages = [
        browser.sign_in_page(&query()).await,
        browser.get("/").await,
        browser.consent(&query()).await,
        browser.get("/").await,
        browser.page("").await,
        browser.form("/oauth/authorize", "step=allow").await,
        browser.get("/oauth/authorize/native?code=x").await,
    ];
    for got in pages {
        let body = got.body();
        assert!(body.starts_with("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"));
        for part in ["<script", " src=", " href=", "url(", "@import", " onclick", " onload"] {
            assert!(!body.contains(part), "{part} in {body}");
        }
        assert_eq!(got.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
        assert_eq!(got.header("cache-control").as_deref(), Some("no-store"));
        assert_eq!(got.header("referrer-policy").as_deref(), Some("no-referrer"));
        let policy = got.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none';") && !policy.contains("form-action"),
            "the answer leaves for another port"
        );
    }
}

#[tokio::test]
async fn every_value_from_a_request_is_escaped() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let page = browser.consent(&query().replace(STATE, "%22%3E%3Cscript%3E&x=%27%3Cimg%3E")).await;
    assert!(page.body().contains("id=\"allow\"") && !page.body().contains("<script") && !page.body().contains("<img"));
    let code = browser.get("/oauth/authorize/native?code=%3Cscript%3E").await;
    assert!(code.body().contains("&lt;script&gt;") && !code.body().contains("<script"));
    let mut browser = Browser::at(&accounts);
    let page = browser.sign_in_page(&query()).await;
    let got = browser.post(&page, "email=%22%3E%3Cscript%3E&password=x").await;
    assert!(!got.body().contains("<script"));
    assert!(got.body().contains("value=\"&quot;&gt;&lt;script&gt;\""));
}

#[tokio::test]
async fn after_a_wrong_password_the_page_stays() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let page = browser.sign_in_page(&query()).await;
    for (email, password) in
        [("amina%40practice.example", "wrong"), ("nobody%40practice.example", "practice"), ("", "")]
    {
        let got = browser.post(&page, &format!("email={email}&password={password}")).await;
        assert_eq!((got.status(), got.header("location")), (422, None));
        assert!(got.body().contains("Invalid Email or password."));
    }
    let got = browser.post(&page, "email=AMINA%40practice.example&password=practice").await;
    assert_eq!(got.status(), 302, "the case of an address does not matter");
}

#[tokio::test]
async fn a_form_without_its_token_is_rejected() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let consent = browser.consent(&query()).await;
    for form in ["", "step=allow", "step=allow&authenticity_token=", "step=allow&authenticity_token=00"] {
        for address in ["/oauth/authorize", "/users/sign_in", "/users/sign_out"] {
            let got = browser.form(address, form).await;
            assert_eq!((got.status(), got.header("location")), (422, None), "{address} {form}");
        }
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
    let forged = super::encoded(
        &query().replace("127.0.0.1%3A54321", "evil.example").replace("127%2E0%2E0%2E1", "evil.example"),
    );
    let got =
        browser.form("/oauth/authorize", &format!("authenticity_token={token}&step=allow&request={forged}")).await;
    assert_eq!((got.status(), got.header("location")), (200, None));
    assert!(got.body().contains("match client redirect URI"), "{}", got.body());
}

#[tokio::test]
async fn the_browser_stays_signed_in_until_another_account_is_wanted() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let consent = browser.consent(&query()).await;
    assert!(browser.page(&query()).await.body().contains("id=\"allow\""));
    let before = browser.cookie.clone();
    let got = browser.post(&consent, "step=switch").await;
    assert_eq!(got.status(), 302);
    assert_ne!(browser.cookie, before);
    let page = browser.get(&got.header("location").unwrap()).await;
    let got = browser.post(&page, "email=jose%40practice.example&password=practice").await;
    let consent = browser.get(&got.header("location").unwrap()).await;
    assert_eq!(between(&consent.body(), "<strong id=\"who\">", "<"), "jose@practice.example");
    browser.cookie = before;
    assert!(browser.sign_in_page(&query()).await.body().contains("id=\"sign-in\""), "a session ends with its account");
}

#[tokio::test]
async fn the_services_own_page_names_the_person_and_signs_them_out() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    assert!(browser.get("/").await.body().contains("Nobody is signed in at this browser."));
    browser.consent(&query()).await;
    let home = browser.get("/").await;
    assert_eq!(between(&home.body(), "<strong id=\"who\">", "<"), "amina@practice.example");
    let got = browser.post(&home, "").await;
    assert_eq!((got.status(), got.header("location").as_deref()), (302, Some("/")));
    assert!(browser.get("/").await.body().contains("Nobody is signed in at this browser."));
    assert!(browser.sign_in_page(&query()).await.body().contains("id=\"sign-in\""));
}
