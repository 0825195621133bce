//! The token endpoint, grant by grant.
//!
//! Requests are literal JSON, and answers are compared with the service's page word for word. Where a lifetime ends, a
//! test moves the clock by hand.

use std::sync::atomic::Ordering;

use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET, GrantType, Options, Pkce, Rotation};
use airtill_practice::{Cut, Effect, Endpoint, Fault};

use super::{
    Browser, INVALID_GRANT, REDIRECT, VERIFIER, accounts, answer, clock, code, exchange, get, password, post_json,
    query, refresh, start, token,
};

const INVALID_CLIENT: &str = r#"{"error":"invalid_client","error_description":"Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method."}"#;
const NO_PKCE: &str = r#"{"error":"invalid_request","error_description":"Invalid code_verifier parameter. Server does not support pkce."}"#;

fn missing(name: &str) -> String {
    format!(r#"{{"error":"invalid_request","error_description":"Missing required parameter: {name}."}}"#)
}

#[tokio::test]
async fn a_code_gives_the_documented_token_set() {
    let (clock, _) = clock();
    let accounts = start(Options { clock, ..Options::default() }).await;
    let got = exchange(&accounts, &code(&accounts).await).await;
    assert_eq!((got.status(), got.header("content-type").as_deref()), (200, Some("application/json; charset=utf-8")));
    assert_eq!(got.header("cache-control").as_deref(), Some("no-store"));
    let (access, refresh) = (got.field("access_token"), got.field("refresh_token"));
    let rest = r#""scope":"public","created_at":1800000000,"user_id":7}"#;
    assert_eq!(
        got.body(),
        format!(
            r#"{{"access_token":"{access}","token_type":"Bearer","expires_in":7200,"refresh_token":"{refresh}",{rest}"#
        )
    );
    assert!([&access, &refresh].iter().all(|token| token.len() == 43));
    let issued = accounts.issued();
    assert_eq!((issued.len(), issued[0].grant_type, issued[0].user_id), (1, GrantType::AuthorizationCode, 7));
    assert_eq!((&issued[0].access_token, &issued[0].refresh_token, issued[0].revoked), (&access, &refresh, false));
}

#[tokio::test]
async fn t04_only_json_under_exactly_its_name_is_read() {
    let accounts = accounts().await;
    let body = format!(
        r#"{{"grant_type":"password","username":"amina@practice.example","password":"practice","client_id":"{CLIENT_ID}","client_secret":"{CLIENT_SECRET}"}}"#
    );
    for content_type in [
        "application/json; charset=utf-8",
        "application/json;charset=utf-8",
        "application/x-www-form-urlencoded",
        "text/plain",
        "",
    ] {
        let got = post_json(accounts.address(), "/oauth/token", content_type, &body).await;
        assert_eq!(
            (got.status(), got.body().as_str()),
            (415, r#"{"status":415,"error":"Unsupported Media Type"}"#),
            "{content_type}"
        );
    }
    assert_eq!(post_json(accounts.address(), "/oauth/token", "application/json", &body).await.status(), 200);
    for body in ["", "{", "[]", "\"x\"", "grant_type=password"] {
        let got = post_json(accounts.address(), "/oauth/token", "application/json", body).await;
        assert_eq!((got.status(), got.body().as_str()), (400, r#"{"status":400,"error":"Bad Request"}"#), "{body}");
    }
}

#[tokio::test]
async fn the_grant_type_is_read_from_the_address_and_nothing_else_is() {
    let accounts = accounts().await;
    let client = format!(r#""client_id":"{CLIENT_ID}","client_secret":"{CLIENT_SECRET}""#);
    let person = r#""username":"amina@practice.example","password":"practice""#;
    let at = accounts.address();
    for (target, body, status) in [
        ("/oauth/token?grant_type=password", format!("{{{client},{person}}}"), 200),
        ("/oauth/token?grant_type=password", format!("{{{client},{person},\"grant_type\":\"password\"}}"), 200),
        ("/oauth/token?grant_type=refresh_token", format!("{{{client},{person},\"grant_type\":\"password\"}}"), 200),
        ("/oauth/token", format!("{{{client},{person}}}"), 400),
        (
            "/oauth/token?grant_type=password&username=amina%40practice.example&password=practice",
            format!("{{{client}}}"),
            400,
        ),
    ] {
        assert_eq!(post_json(at, target, "application/json", &body).await.status(), status, "{target} {body}");
    }
}

#[tokio::test]
async fn a_wrong_client_is_401_and_every_other_error_400() {
    let accounts = accounts().await;
    let code = code(&accounts).await;
    let grant = format!(
        r#""grant_type":"authorization_code","code":"{code}","redirect_uri":"{REDIRECT}","code_verifier":"{VERIFIER}""#
    );
    let person = r#""grant_type":"password","username":"amina@practice.example","password":"practice""#;
    for client in [
        "",
        r#""client_id":"x","client_secret":"x","#,
        &format!(r#""client_id":"{CLIENT_ID}","#),
        &format!(r#""client_id":"{CLIENT_ID}","client_secret":"x","#),
    ] {
        for grant in [&grant, person, r#""grant_type":"refresh_token","refresh_token":"x""#] {
            let got =
                post_json(accounts.address(), "/oauth/token", "application/json", &format!("{{{client}{grant}}}"))
                    .await;
            assert_eq!((got.status(), got.body().as_str()), (401, INVALID_CLIENT), "{client}{grant}");
            assert!(
                got.header("www-authenticate")
                    .unwrap()
                    .starts_with("Bearer realm=\"Doorkeeper\", error=\"invalid_client\"")
            );
        }
    }
    for (fields, body) in [
        (r#""x":1"#, missing("grant_type")),
        (
            r#""grant_type":"client_credentials""#,
            r#"{"error":"unsupported_grant_type","error_description":"The authorization grant type is not supported by the authorization server."}"#.to_owned(),
        ),
        (r#""grant_type":"refresh_token""#, missing("refresh_token")),
        (r#""grant_type":"refresh_token","refresh_token":"x""#, INVALID_GRANT.to_owned()),
        (r#""grant_type":"authorization_code","code":"x""#, missing("redirect_uri")),
        (r#""grant_type":"authorization_code","code":"x","redirect_uri":"x""#, INVALID_GRANT.to_owned()),
        (r#""grant_type":"password","username":"amina@practice.example","password":"wrong""#, INVALID_GRANT.to_owned()),
        (r#""grant_type":"password","username":"amina@practice.example""#, INVALID_GRANT.to_owned()),
        (r#""grant_type":"password","username":"x","password":"practice""#, INVALID_GRANT.to_owned()),
    ] {
        let got = token(&accounts, fields).await;
        assert_eq!((got.status(), got.body()), (400, body), "{fields}");
    }
    assert_eq!(exchange(&accounts, &code).await.status(), 200, "none of these used the code up");
}

#[tokio::test]
async fn a_code_wants_the_identical_redirect_uri() {
    let accounts = accounts().await;
    let code = code(&accounts).await;
    for uri in ["http://127.0.0.1/callback", "http://127.0.0.1:54322/callback", "http://127.0.0.1:54321/callback/"] {
        let fields = format!(
            r#""grant_type":"authorization_code","code":"{code}","redirect_uri":"{uri}","code_verifier":"{VERIFIER}""#
        );
        assert_eq!(token(&accounts, &fields).await.body(), INVALID_GRANT, "{uri}");
    }
}

#[tokio::test]
async fn a_code_wants_the_verifier_of_its_challenge() {
    let accounts = accounts().await;
    let code = code(&accounts).await;
    let grant = format!(r#""grant_type":"authorization_code","code":"{code}","redirect_uri":"{REDIRECT}""#);
    assert_eq!(token(&accounts, &grant).await.body(), missing("code_verifier"));
    for wrong in ["wrong", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"] {
        assert_eq!(
            token(&accounts, &format!(r#"{grant},"code_verifier":"{wrong}""#)).await.body(),
            INVALID_GRANT,
            "{wrong}"
        );
    }
    assert_eq!(token(&accounts, &format!(r#"{grant},"code_verifier":"{VERIFIER}""#)).await.status(), 200);
}

#[tokio::test]
async fn a_code_without_a_challenge_wants_no_verifier() {
    let accounts = accounts().await;
    let plain = query().split("&code_challenge").next().unwrap().to_owned();
    for (verifier, status) in [(r#","code_verifier":"x""#, 400), ("", 200)] {
        let location = Browser::at(&accounts).decide(&plain, "allow").await;
        let code = answer(&location, "code").unwrap();
        let fields =
            format!(r#""grant_type":"authorization_code","code":"{code}","redirect_uri":"{REDIRECT}"{verifier}"#);
        assert_eq!(token(&accounts, &fields).await.status(), status, "{verifier}");
    }
}

#[tokio::test]
async fn t22_without_pkce_columns_only_the_verifier_is_refused() {
    let accounts = start(Options { pkce: Pkce::Refused, ..Options::default() }).await;
    let code = code(&accounts).await;
    let got = exchange(&accounts, &code).await;
    assert_eq!((got.status(), got.body().as_str()), (400, NO_PKCE));
    let fields = format!(r#""grant_type":"authorization_code","code":"{code}","redirect_uri":"{REDIRECT}""#);
    assert_eq!(token(&accounts, &fields).await.status(), 200, "the refusal used nothing up");
}

#[tokio::test]
async fn t22_a_server_that_ignores_pkce_looks_at_neither_half() {
    let accounts = start(Options { pkce: Pkce::Ignored, ..Options::default() }).await;
    for verifier in ["", r#","code_verifier":"another""#] {
        let code = code(&accounts).await;
        let fields =
            format!(r#""grant_type":"authorization_code","code":"{code}","redirect_uri":"{REDIRECT}"{verifier}"#);
        assert_eq!(token(&accounts, &fields).await.status(), 200, "{verifier}");
    }
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes() {
    let (clock, seconds) = clock();
    let accounts = start(Options { clock, ..Options::default() }).await;
    let (one, two) = (code(&accounts).await, code(&accounts).await);
    seconds.fetch_add(599, Ordering::SeqCst);
    assert_eq!(exchange(&accounts, &one).await.status(), 200);
    seconds.fetch_add(1, Ordering::SeqCst);
    assert_eq!(exchange(&accounts, &two).await.body(), INVALID_GRANT);
}

#[tokio::test]
async fn l24_a_code_used_twice_revokes_every_token_that_came_from_it() {
    let accounts = accounts().await;
    let code = code(&accounts).await;
    let first = exchange(&accounts, &code).await;
    let second = refresh(&accounts, &first.field("refresh_token")).await;
    let bystander = password(&accounts).await;
    let access = second.field("access_token");
    assert_eq!(get(&accounts, "/api/v1/users/7", &access).await.status(), 200);
    assert_eq!(exchange(&accounts, &code).await.body(), INVALID_GRANT);
    let got = get(&accounts, "/api/v1/users/7", &access).await;
    assert_eq!(got.status(), 401);
    assert!(got.header("www-authenticate").unwrap().ends_with("error_description=\"The access token was revoked\""));
    assert_eq!(refresh(&accounts, &second.field("refresh_token")).await.body(), INVALID_GRANT);
    assert_eq!(get(&accounts, "/api/v1/users/7", &bystander.field("access_token")).await.status(), 200);
    assert_eq!(accounts.issued().iter().map(|issued| issued.revoked).collect::<Vec<_>>(), [true, true, false]);
}

#[tokio::test]
async fn the_same_code_twice_at_once_is_exchanged_once() {
    let accounts = accounts().await;
    let code = code(&accounts).await;
    let (one, two) = tokio::join!(exchange(&accounts, &code), exchange(&accounts, &code));
    let mut statuses = [one.status(), two.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    assert_eq!(accounts.issued().len(), 1);
}

#[tokio::test]
async fn a_refresh_ends_the_old_pair_at_once() {
    let accounts = accounts().await;
    let old = password(&accounts).await;
    let new = refresh(&accounts, &old.field("refresh_token")).await;
    assert_eq!(new.status(), 200);
    assert_ne!(new.field("refresh_token"), old.field("refresh_token"));
    assert_eq!(get(&accounts, "/api/v1/countries", &old.field("access_token")).await.status(), 401);
    let got = refresh(&accounts, &old.field("refresh_token")).await;
    assert_eq!((got.status(), got.body().as_str()), (400, INVALID_GRANT));
    assert_eq!(get(&accounts, "/api/v1/countries", &new.field("access_token")).await.status(), 200);
}

#[tokio::test]
async fn a_refresh_can_leave_the_old_pair_until_the_new_one_is_first_used() {
    let accounts = start(Options { rotation: Rotation::AtFirstUse, ..Options::default() }).await;
    let old = password(&accounts).await.field("refresh_token");
    accounts.set_fault(Endpoint::OAuthToken, Fault::after(Effect::Reset(Cut::Start)));
    assert!(refresh(&accounts, &old).await.bytes.is_empty());
    let new = refresh(&accounts, &old).await;
    assert_eq!(new.status(), 200, "a lost answer may be asked for again");
    assert_eq!(refresh(&accounts, &old).await.status(), 200);
    assert_eq!(get(&accounts, "/api/v1/countries", &new.field("access_token")).await.status(), 200);
    assert_eq!(refresh(&accounts, &old).await.body(), INVALID_GRANT);
    assert_eq!(refresh(&accounts, &new.field("refresh_token")).await.status(), 200);
}

#[tokio::test]
async fn an_access_token_ends_with_its_lifetime_and_the_refresh_token_does_not() {
    let (clock, seconds) = clock();
    let accounts = start(Options { clock, ..Options::default() }).await;
    let tokens = password(&accounts).await;
    seconds.fetch_add(7199, Ordering::SeqCst);
    assert_eq!(get(&accounts, "/api/v1/countries", &tokens.field("access_token")).await.status(), 200);
    seconds.fetch_add(1, Ordering::SeqCst);
    let got = get(&accounts, "/api/v1/countries", &tokens.field("access_token")).await;
    assert_eq!((got.status(), got.body().as_str()), (401, ""));
    for (name, value) in
        [("content-type", "text/html"), ("content-length", "0"), ("cache-control", "no-store"), ("pragma", "no-cache")]
    {
        assert_eq!(got.header(name).as_deref(), Some(value), "an empty answer that Rails calls a page");
    }
    let challenge = r#"Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token expired""#;
    assert_eq!(got.header("www-authenticate").as_deref(), Some(challenge));
    seconds.fetch_add(90 * 86_400, Ordering::SeqCst);
    assert_eq!(refresh(&accounts, &tokens.field("refresh_token")).await.status(), 200);
}

#[tokio::test]
async fn each_switch_ends_only_the_tokens_that_it_names() {
    let accounts = accounts().await;
    let tokens = password(&accounts).await;
    accounts.expire_access_tokens();
    assert_eq!(get(&accounts, "/api/v1/countries", &tokens.field("access_token")).await.status(), 401);
    let tokens = refresh(&accounts, &tokens.field("refresh_token")).await;
    accounts.end_refresh_tokens();
    assert_eq!(get(&accounts, "/api/v1/countries", &tokens.field("access_token")).await.status(), 200);
    assert_eq!(refresh(&accounts, &tokens.field("refresh_token")).await.status(), 400);
    accounts.revoke_everything();
    assert_eq!(get(&accounts, "/api/v1/countries", &tokens.field("access_token")).await.status(), 401);
    assert_eq!(password(&accounts).await.status(), 200);
    assert_eq!((accounts.hits_on(Endpoint::OAuthToken), accounts.hits_on(Endpoint::Countries)), (4, 3));
}

#[tokio::test]
async fn every_fault_can_be_put_on_the_token_endpoint() {
    let accounts = accounts().await;
    accounts.set_fault(Endpoint::OAuthToken, Fault::before(Effect::Unauthorized));
    accounts.set_fault(Endpoint::OAuthToken, Fault::json(r#"{"access_token":""}"#));
    accounts.set_fault(Endpoint::OAuthToken, Fault::after(Effect::Close(Cut::Middle)));
    assert_eq!(password(&accounts).await.body(), INVALID_CLIENT);
    assert_eq!(password(&accounts).await.body(), r#"{"access_token":""}"#);
    let half = password(&accounts).await;
    let said: usize = half.header("content-length").unwrap().parse().unwrap();
    assert_eq!(half.body().len(), said / 2);
    assert_eq!(accounts.issued().len(), 1, "only the last of them did its work");
}
