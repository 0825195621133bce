//! Countries and users.
//!
//! Status and body are compared with the service's page, with the errors at their fields. The client's reading of them
//! is tested with the client.

use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET, Options};
use airtill_practice::{Effect, Endpoint, Fault};

use super::{Browser, accounts, answer, clock, exchange, get, password, post_json, query, start, token};
use crate::client::raw;

const CLERK: &str = concat!(
    r#"{"id":7,"name":"Amina Deng","nickname":"Mina","email":"amina@practice.example","#,
    r#""created_at":"2026-01-12T08:00:00.123Z","updated_at":"2026-07-25T17:20:00.045Z","role":"default","gold_to_send":20,"gold_received":45}"#
);
const SUPERVISOR: &str = concat!(
    r#"{"id":2,"name":"José Lado","nickname":"Zé","email":"jose@practice.example","#,
    r#""created_at":"2026-01-07T08:00:00.123Z","updated_at":"2026-07-25T17:20:00.045Z","role":"admin","gold_to_send":100,"gold_received":205}"#
);

#[tokio::test]
async fn the_countries_are_249_with_the_letters_that_their_names_have() {
    let accounts = accounts().await;
    let access = password(&accounts).await.field("access_token");
    let got = get(&accounts, "/api/v1/countries", &access).await;
    assert_eq!((got.status(), got.header("content-type").as_deref()), (200, Some("application/json; charset=utf-8")));
    let body = got.body();
    assert!(body.starts_with(r#"{"countries":[{"name":"Andorra","code":"AD"},"#));
    assert!(body.ends_with(r#"{"name":"Zimbabwe","code":"ZW"}]}"#));
    assert_eq!(body.matches(r#"{"name":""#).count(), 249);
    for entry in [
        r#"{"name":"Côte d'Ivoire","code":"CI"}"#,
        r#"{"name":"Curaçao","code":"CW"}"#,
        r#"{"name":"Åland Islands","code":"AX"}"#,
        r#"{"name":"São Tomé and Príncipe","code":"ST"}"#,
        r#"{"name":"Türkiye","code":"TR"}"#,
        r#"{"name":"South Sudan","code":"SS"}"#,
    ] {
        assert!(body.contains(entry), "{entry}");
    }
}

#[tokio::test]
async fn users_are_answered_by_their_id() {
    let accounts = accounts().await;
    let access = password(&accounts).await.field("access_token");
    for (id, status, body) in [
        ("7", 200, CLERK),
        ("2", 200, SUPERVISOR),
        ("3", 404, r#"{"status":404,"error":"Not Found"}"#),
        ("-7", 404, r#"{"status":404,"error":"Not Found"}"#),
        ("x", 404, r#"{"status":404,"error":"Not Found"}"#),
        ("99999999999999999999999", 404, r#"{"status":404,"error":"Not Found"}"#),
    ] {
        let got = get(&accounts, &format!("/api/v1/users/{id}"), &access).await;
        assert_eq!((got.status(), got.body().as_str()), (status, body), "{id}");
    }
    assert_eq!(accounts.hits_on(Endpoint::UserById), 6);
    let whatever = start(Options { any_id_is_the_own: true, ..Options::default() }).await;
    let access = password(&whatever).await.field("access_token");
    assert_eq!(get(&whatever, "/api/v1/users/2", &access).await.body(), CLERK);
}

#[tokio::test]
async fn without_a_good_token_the_answer_is_401_and_empty() {
    let accounts = accounts().await;
    let access = password(&accounts).await.field("access_token");
    let challenge =
        r#"Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token is invalid""#;
    for target in ["/api/v1/countries", "/api/v1/users/7"] {
        for header in [
            "X-None: 1".to_owned(),
            "Authorization: Bearer x".to_owned(),
            format!("Authorization: Basic {access}"),
            format!("Authorization: {access}"),
        ] {
            let got = raw(
                accounts.address(),
                format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n").as_bytes(),
            )
            .await;
            assert_eq!((got.status(), got.body().as_str()), (401, ""), "{header}");
            assert_eq!(got.header("www-authenticate").as_deref(), Some(challenge));
        }
        let got = raw(
            accounts.address(),
            format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: bearer {access}\r\n\r\n")
                .as_bytes(),
        )
        .await;
        assert_eq!(got.status(), 200, "the scheme is compared without case");
    }
    accounts.set_fault(Endpoint::Countries, Fault::before(Effect::Unauthorized));
    let got = get(&accounts, "/api/v1/countries", &access).await;
    let expired = r#"Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token expired""#;
    assert_eq!(
        (got.status(), got.body().as_str(), got.header("www-authenticate").as_deref()),
        (401, "", Some(expired))
    );
}

#[tokio::test]
async fn a_user_is_made_without_a_token_and_can_sign_in() {
    let (clock, _) = clock();
    let accounts = start(Options { clock, ..Options::default() }).await;
    let body = r#"{"user":{"email":"New@Practice.example","password":"long enough"}}"#;
    let got = post_json(accounts.address(), "/api/v1/users", "application/json", body).await;
    let new = concat!(
        r#"{"id":1001,"name":null,"nickname":null,"email":"new@practice.example","created_at":"2027-01-15T08:00:00.000Z","#,
        r#""updated_at":"2027-01-15T08:00:00.000Z","role":"default","gold_to_send":0,"gold_received":0}"#
    );
    assert_eq!((got.status(), got.body().as_str()), (201, new));
    let tokens =
        token(&accounts, r#""grant_type":"password","username":"new@practice.example","password":"long enough""#).await;
    assert_eq!(get(&accounts, "/api/v1/users/1001", &tokens.field("access_token")).await.body(), new);
    let mut browser = Browser::at(&accounts);
    let page = browser.sign_in_page(&query()).await;
    let got = browser.post(&page, "email=new%40practice.example&password=long+enough").await;
    let allowed = browser.get(&got.header("location").unwrap()).await;
    let location = allowed.header("location").expect("the password was allowed enough");
    assert!(exchange(&accounts, answer(&location, "code").unwrap()).await.body().ends_with(r#""user_id":1001}"#));
}

#[tokio::test]
async fn an_error_of_a_new_user_stands_at_its_field() {
    let accounts = accounts().await;
    let long = "x".repeat(129);
    for (user, errors) in [
        (
            r#""email":"amina@practice.example","password":"short""#,
            r#""email":["has already been taken"],"password":["is too short (minimum is 8 characters)"]"#,
        ),
        (r#""email":"AMINA@PRACTICE.EXAMPLE","password":"long enough""#, r#""email":["has already been taken"]"#),
        (r#""email":"","password":"""#, r#""email":["can't be blank"],"password":["can't be blank"]"#),
        (r#""x":1"#, r#""email":["can't be blank"],"password":["can't be blank"]"#),
        (r#""email":"no address","password":"long enough""#, r#""email":["is invalid"]"#),
        (r#""email":"a@b@c","password":"long enough""#, r#""email":["is invalid"]"#),
        (r#""email":"@b","password":"long enough""#, r#""email":["is invalid"]"#),
        (r#""email":"a@b","password":"ééééééé""#, r#""password":["is too short (minimum is 8 characters)"]"#),
        (&format!(r#""email":"a@b","password":"{long}""#), r#""password":["is too long (maximum is 128 characters)"]"#),
    ] {
        let got =
            post_json(accounts.address(), "/api/v1/users", "application/json", &format!("{{\"user\":{{{user}}}}}"))
                .await;
        assert_eq!((got.status(), got.body()), (422, format!("{{{errors}}}")), "{user}");
    }
    for body in ["", "[]"] {
        assert_eq!(
            post_json(accounts.address(), "/api/v1/users", "application/json", body).await.status(),
            400,
            "{body}"
        );
    }
    for body in ["{}", r#"{"user":"x"}"#, r#"{"email":"a@b","password":"long enough"}"#] {
        let got = post_json(accounts.address(), "/api/v1/users", "application/json", body).await;
        assert_eq!(
            (got.status(), got.body().as_str()),
            (422, r#"{"errors":[{"user":["parameter is required"]}]}"#),
            "{body}"
        );
    }
    let body = r#"{"user":{"email":"a@b","password":"long enough"}}"#;
    assert_eq!(
        post_json(accounts.address(), "/api/v1/users", "application/json; charset=utf-8", body).await.status(),
        415
    );
    assert_eq!(post_json(accounts.address(), "/api/v1/users", "application/json", body).await.status(), 201);
}

#[tokio::test]
async fn the_role_of_the_supervisor_is_admin() {
    let accounts = accounts().await;
    let fields = format!(
        r#"{{"client_id":"{CLIENT_ID}","client_secret":"{CLIENT_SECRET}","username":"jose@practice.example","password":"practice"}}"#
    );
    let tokens = post_json(accounts.address(), "/oauth/token?grant_type=password", "application/json", &fields).await;
    assert!(tokens.body().ends_with(r#""user_id":2}"#));
    assert_eq!(get(&accounts, "/api/v1/users/2", &tokens.field("access_token")).await.body(), SUPERVISOR);
}

#[tokio::test]
async fn other_paths_and_methods_are_refused() {
    let accounts = accounts().await;
    let got = get(&accounts, "/api/v1/other", "x").await;
    assert_eq!((got.status(), got.body().as_str()), (404, r#"{"status":404,"error":"Not Found"}"#));
    assert_eq!(get(&accounts, "/oauth/token", "x").await.status(), 405);
    assert_eq!(accounts.hits_on(Endpoint::Any), 1);
}
