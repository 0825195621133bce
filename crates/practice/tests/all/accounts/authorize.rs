//! The authorization request and its answer.
//!
//! A request that may come from another client ends on a page; only a known client and a known redirect URI are ever
//! answered by a redirect (RFC 6749, 4.1.2.1).

use airtill_practice::accounts::{BlankScope, CLIENT_ID, ErrorPages, Iss, OUT_OF_BAND, Options, Pkce};
use airtill_practice::{Endpoint, Fault};

use super::{Browser, CHALLENGE, REDIRECT, STATE, accounts, answer, between, encoded, exchange, query, start};

/// The codes of Doorkeeper's own generator.
fn is_token(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[tokio::test]
async fn allowing_sends_the_code_and_the_state_back() {
    let accounts = accounts().await;
    let location = Browser::at(&accounts).decide(&query(), "allow").await;
    let code = answer(&location, "code").unwrap();
    assert!(is_token(code), "{code}");
    assert_eq!(location, format!("{REDIRECT}?code={code}&state=s-t_a.t%7Ee"));
    assert_eq!(exchange(&accounts, code).await.status(), 200);
}

#[tokio::test]
async fn denying_sends_access_denied_and_the_state_back() {
    let accounts = accounts().await;
    let location = Browser::at(&accounts).decide(&query(), "deny").await;
    let description = "The+resource+owner+or+authorization+server+denied+the+request.";
    assert_eq!(location, format!("{REDIRECT}?error=access_denied&error_description={description}&state=s-t_a.t%7Ee"));
}

#[tokio::test]
async fn without_a_state_there_is_none_in_the_answer() {
    let accounts = accounts().await;
    let location = Browser::at(&accounts).decide(&query().replace(&format!("&state={STATE}"), ""), "allow").await;
    assert_eq!(answer(&location, "state"), None);
}

#[tokio::test]
async fn any_state_comes_back_as_it_was() {
    let accounts = accounts().await;
    let sent = "a%26b%3D%22%3Cscript%3E%0D%0A%C3%A9%20%2B";
    let location = Browser::at(&accounts).decide(&query().replace(STATE, sent), "allow").await;
    assert_eq!(answer(&location, "state"), Some("a%26b%3D%22%3Cscript%3E%0D%0A%C3%A9+%2B"));
}

#[tokio::test]
async fn a_request_that_is_wrong_ends_on_a_page_and_never_redirects() {
    let first = Options { login_first: false, error_pages: ErrorPages::ByError, ..Options::default() };
    let asks_last = start(first).await;
    let accounts = accounts().await;
    let mut signed_in = Browser::at(&accounts);
    signed_in.consent(&query()).await;
    let redirect = encoded(REDIRECT);
    let with_redirect = |uri: &str| query().replace(&redirect, &encoded(uri));
    for (query, status, words) in [
        (String::new(), 400, "Missing required parameter: client_id."),
        (query().replace(CLIENT_ID, "another"), 401, "Client authentication failed"),
        (query().replace(&format!("redirect_uri={redirect}&"), ""), 400, "The requested redirect uri"),
        (with_redirect("http://localhost:54321/callback"), 400, "The requested redirect uri"),
        (with_redirect("http://127.0.0.1:54321/other"), 400, "The requested redirect uri"),
        (with_redirect("http://127.0.0.1:54321/callback/"), 400, "The requested redirect uri"),
        (with_redirect("http://127.0.0.1:54321/callback?x=1"), 400, "The requested redirect uri"),
        (with_redirect("https://till.example/callback"), 400, "The requested redirect uri"),
        (query().replace("response_type=code", "response_type=token"), 400, "does not support this response type"),
        (query().replace("response_type=code&", ""), 400, "Missing required parameter: response_type."),
        (query().replace("scope=", "scope=everything"), 400, "The requested scope is invalid"),
        (query().replace("S256", "s256"), 400, "must be plain or S256"),
        (query().replace("&code_challenge_method=S256", ""), 400, "must be plain or S256"),
        (format!("{}&state=again", query()), 400, "more than once"),
    ] {
        for (got, status) in [(signed_in.page(&query).await, 200), (Browser::at(&asks_last).page(&query).await, status)]
        {
            assert_eq!((got.status(), got.header("location")), (status, None), "{query}");
            assert_eq!(got.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
            let body = got.body();
            let said = between(&body, "<pre id=\"error-description\">", "<");
            assert!(said.contains(words), "{query}: {said}");
        }
        let nobody = Browser::at(&accounts).page(&query).await;
        assert_eq!(
            (nobody.status(), nobody.header("location").as_deref()),
            (302, Some("/users/sign_in")),
            "the login comes first"
        );
    }
}

#[tokio::test]
async fn consent_is_not_asked_again_while_a_token_of_it_lives() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let code = browser.decide(&query(), "allow").await;
    assert!(browser.page(&query()).await.body().contains("id=\"allow\""), "a code alone is not enough");
    assert_eq!(exchange(&accounts, answer(&code, "code").unwrap()).await.status(), 200);
    let got = browser.page(&query()).await;
    assert_eq!(got.status(), 302);
    let location = got.header("location").unwrap();
    assert_eq!(answer(&location, "state"), Some("s-t_a.t%7Ee"));
    assert_eq!(exchange(&accounts, answer(&location, "code").unwrap()).await.status(), 200);
    accounts.revoke_everything();
    assert!(browser.page(&query()).await.body().contains("id=\"allow\""), "a revoked consent is asked again");
    let always = start(Options { consent_once: false, ..Options::default() }).await;
    super::password(&always).await;
    assert!(Browser::at(&always).consent(&query()).await.body().contains("id=\"allow\""));
}

#[tokio::test]
async fn a_plain_challenge_is_taken_where_pkce_is_known() {
    let accounts = accounts().await;
    let plain = query().replace("S256", "plain").replace(CHALLENGE, super::VERIFIER);
    let location = Browser::at(&accounts).decide(&plain, "allow").await;
    assert_eq!(exchange(&accounts, answer(&location, "code").unwrap()).await.status(), 200);
    for pkce in [Pkce::Ignored, Pkce::Refused] {
        let accounts = start(Options { pkce, ..Options::default() }).await;
        let location = Browser::at(&accounts).decide(&query().replace("S256", "s256"), "allow").await;
        assert!(answer(&location, "code").is_some(), "without the columns nobody looks at the method: {pkce:?}");
    }
}

#[tokio::test]
async fn the_port_of_a_loopback_ip_address_is_free_and_localhost_is_not() {
    let redirect_uris = ["http://127.0.0.1/callback", "https://[::1]/callback", "http://localhost:3000/callback"]
        .map(str::to_owned)
        .to_vec();
    let accounts = start(Options { redirect_uris, ..Options::default() }).await;
    let mut browser = Browser::at(&accounts);
    browser.consent(&query()).await;
    for (uri, status) in [
        ("http://127.0.0.1:1/callback", 200),
        ("http://127.0.0.1:65535/callback", 200),
        ("http://127.0.0.1/callback", 200),
        ("https://[::1]:4000/callback", 200),
        ("https://127.0.0.1:4000/callback", 400),
        ("http://localhost:3000/callback", 200),
        ("http://localhost:3001/callback", 400),
        ("http://localhost/callback", 400),
    ] {
        let got = browser.page(&query().replace(&encoded(REDIRECT), &encoded(uri))).await;
        let refused = got.body().contains("match client redirect URI");
        assert_eq!((got.status(), refused), (200, status != 200), "{uri}");
    }
}

#[tokio::test]
async fn a_blank_scope_can_be_refused_with_a_page() {
    let accounts = start(Options { blank_scope: BlankScope::Refused, ..Options::default() }).await;
    for blank in ["scope=", "scope=+", "s="] {
        let got = Browser::at(&accounts).consent(&query().replace("scope=", blank)).await;
        assert_eq!((got.status(), got.header("location")), (200, None));
        assert!(got.body().contains("Missing required parameter: scope."));
    }
    let location = Browser::at(&accounts).decide(&query().replace("scope=", "scope=public"), "allow").await;
    assert!(answer(&location, "code").is_some());
}

#[tokio::test]
async fn the_issuer_can_be_named_rightly_or_wrongly() {
    let accounts = start(Options { iss: Iss::Own, ..Options::default() }).await;
    for step in ["allow", "deny"] {
        let location = Browser::at(&accounts).decide(&query(), step).await;
        assert_eq!(
            answer(&location, "iss"),
            Some(format!("http%3A%2F%2F127.0.0.1%3A{}", accounts.address().port()).as_str())
        );
    }
    let other = start(Options { iss: Iss::Other("https://other.example".to_owned()), ..Options::default() }).await;
    let location = Browser::at(&other).decide(&query(), "allow").await;
    assert_eq!(answer(&location, "iss"), Some("https%3A%2F%2Fother.example"));
}

#[tokio::test]
async fn without_a_listener_the_code_is_shown_to_be_copied() {
    let accounts = accounts().await;
    let oob = query().replace(&encoded(REDIRECT), &encoded(OUT_OF_BAND));
    let mut browser = Browser::at(&accounts);
    let location = browser.decide(&oob, "allow").await;
    let got = browser.get(&location).await;
    let body = got.body();
    assert_eq!(location.split('?').next(), Some("/oauth/authorize/native"));
    assert_eq!(between(&body, "<h1>", "</h1>"), "Authorization code:");
    let code = between(&body, "<code id=\"authorization_code\">", "<");
    assert_eq!(answer(&location, "code"), Some(code), "it stands in the address bar, too");
    assert!(is_token(code));
    let fields = format!(
        r#""grant_type":"authorization_code","code":"{code}","redirect_uri":"{OUT_OF_BAND}","code_verifier":"{}""#,
        super::VERIFIER
    );
    assert_eq!(super::token(&accounts, &fields).await.status(), 200);
    let nobody = Browser::at(&accounts).get(&location).await;
    assert_eq!((nobody.status(), nobody.header("location").as_deref()), (302, Some("/users/sign_in")));
}

#[tokio::test]
async fn a_denial_without_a_listener_is_shown_as_the_bare_answer() {
    let accounts = accounts().await;
    let mut browser = Browser::at(&accounts);
    let consent = browser.consent(&query().replace(&encoded(REDIRECT), &encoded(OUT_OF_BAND))).await;
    let got = browser.post(&consent, "step=deny").await;
    assert_eq!((got.status(), got.header("location")), (400, None));
    let description = "The resource owner or authorization server denied the request.";
    assert_eq!(
        got.body(),
        format!(r#"{{"error":"access_denied","error_description":"{description}","state":"{STATE}"}}"#)
    );
}

#[tokio::test]
async fn two_browsers_do_not_mix() {
    let accounts = accounts().await;
    let (mut one, mut two) = (Browser::at(&accounts), Browser::at(&accounts));
    let first = one.consent(&query()).await;
    let second = two.sign_in_page(&query().replace(STATE, "other")).await;
    assert!(second.body().contains("id=\"sign-in\""), "the other browser is not signed in");
    assert_eq!(two.post(&first, "step=allow").await.status(), 422, "a form of another session");
    assert_eq!(answer(&one.post(&first, "step=allow").await.header("location").unwrap(), "state"), Some("s-t_a.t%7Ee"));
}

#[tokio::test]
async fn injected_faults_happen_here_too() {
    let accounts = accounts().await;
    accounts.set_fault(Endpoint::OAuthAuthorize, Fault::status(503, "text/html", "<html>"));
    let mut browser = Browser::at(&accounts);
    assert_eq!(browser.page(&query()).await.status(), 503);
    assert_eq!(browser.page(&query()).await.status(), 302);
    assert_eq!(accounts.hits_on(Endpoint::OAuthAuthorize), 2);
    let hit = &accounts.hits()[0];
    assert_eq!((hit.number, hit.method.as_str()), (1, "GET"));
    assert!(hit.target.contains(CHALLENGE));
}
