//! A client that signs in as itself at Keycloak: its requests, and the class of each answer.
//!
//! The refusals are Keycloak's, version by version; their texts differ, so none is looked at.

use std::time::Duration;

use airtill_domain::Secret;
use airtill_http::scripted::{Act, Server, answer, json};
use airtill_oauth::probe::{Finding, Flaw};
use airtill_oauth::{Client, DenialKind, RefreshToken, SettingsError, TokenEndpoint, TokenError, TokenSet};
use proptest::prelude::*;

use crate::client;

/// An answer of Keycloak before version 12.
const WITH_REFRESH: &str = r#"{"access_token":"canary-access","expires_in":300,"refresh_expires_in":1800,"refresh_token":"canary-refresh","token_type":"bearer","not-before-policy":0,"session_state":"a-1","scope":"profile email"}"#;
/// An answer of Keycloak from version 12 on.
const WITHOUT: &str = r#"{"access_token":"canary-access","expires_in":300,"refresh_expires_in":0,"token_type":"Bearer","not-before-policy":0,"scope":"profile email"}"#;

fn endpoint(server: &Server, id: &str, secret: &str) -> TokenEndpoint {
    let client = Client { id: id.to_owned(), secret: Some(Secret::new(secret.to_owned())) };
    TokenEndpoint::keycloak(&server.url("/connect-api"), "tru-staff", client)
}

async fn asked(bytes: Vec<u8>) -> Result<TokenSet, TokenError> {
    let server = Server::start(Act::Answer(bytes)).await;
    client().client_credentials(&endpoint(&server, "till", "canary-client")).await
}

#[tokio::test]
async fn t03_t17_id_and_secret_are_form_fields_of_both_requests() {
    let server = Server::start(Act::Answer(json(200, WITH_REFRESH))).await;
    let place = endpoint(&server, "reseller 1", "canary client&=+%é");
    client().client_credentials(&place).await.expect("tokens");
    client().refresh(&place, &Secret::new("canary+refresh".to_owned())).await.expect("tokens");
    let bodies = [
        "grant_type=client_credentials&client_id=reseller+1&client_secret=canary+client%26%3D%2B%25%C3%A9",
        "grant_type=refresh_token&refresh_token=canary%2Brefresh&client_id=reseller+1&client_secret=canary+client%26%3D%2B%25%C3%A9",
    ];
    for (seen, body) in server.seen().iter().zip(bodies) {
        let (head, sent) = seen.split_once("\r\n\r\n").expect("a whole request");
        assert!(head.starts_with("POST /auth/realms/tru-staff/protocol/openid-connect/token HTTP/1.1\r\n"), "{head}");
        let head = head.to_ascii_lowercase();
        assert!(
            head.contains("content-type: application/x-www-form-urlencoded\r\n") && !head.contains("authorization")
        );
        assert_eq!(sent, body);
    }
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn t17_the_life_of_the_refresh_token_is_read_where_it_is_told() {
    let set = asked(json(200, WITH_REFRESH)).await.expect("tokens");
    assert!(matches!(&set.refresh_token, RefreshToken::Given(token) if token.expose() == "canary-refresh"));
    assert_eq!((set.lifetime, set.refresh_lifetime), (Some(Duration::from_secs(300)), Some(Duration::from_secs(1800))));
    let set = asked(json(200, WITHOUT)).await.expect("a token");
    assert!(matches!(set.refresh_token, RefreshToken::Absent));
    let least = Some(Duration::from_secs(1));
    assert_eq!(set.refresh_lifetime, least, "0 is nothing that could be used");
    let bare = asked(json(200, r#"{"access_token":"a","token_type":"bearer"}"#)).await.expect("a token");
    assert_eq!(bare.refresh_lifetime, None);
}

#[tokio::test]
async fn t07_each_refusal_of_a_client_has_its_class_by_word_and_status() {
    let settings = |error| TokenError::Settings { error, message: String::new() };
    let page = |status| answer(status, "Content-Type: text/html\r\n", "<html>Forbidden</html>");
    for (bytes, class) in [
        (json(401, r#"{"error":"unauthorized_client"}"#), settings(SettingsError::Client)),
        (json(400, r#"{"error":"unauthorized_client"}"#), settings(SettingsError::Client)),
        (json(401, r#"{"error":"invalid_client"}"#), settings(SettingsError::Client)),
        (json(400, r#"{"error":"invalid_client"}"#), settings(SettingsError::Client)),
        (json(401, r#"{"error":"invalid_request"}"#), settings(SettingsError::Client)),
        (json(400, r#"{"error":"invalid_request"}"#), settings(SettingsError::Request)),
        (json(400, r#"{"error":"unsupported_grant_type"}"#), settings(SettingsError::Request)),
        (json(415, r#"{"error":"RESTEASY003065"}"#), settings(SettingsError::NoSuchPlace)),
        (json(404, r#"{"error":"Realm does not exist"}"#), settings(SettingsError::NoSuchPlace)),
        (json(500, r#"{"error":"unknown_error"}"#), TokenError::Busy { retry_after: None }),
        (answer(503, "Retry-After: 7\r\n", ""), TokenError::Busy { retry_after: Some(Duration::from_secs(7)) }),
        (json(429, r#"{"message":"slow","http_status_code":429}"#), TokenError::RateLimited { retry_after: None }),
        (page(401), TokenError::Portal),
        (page(502), TokenError::Busy { retry_after: None }),
        (page(403), TokenError::Denied { kind: DenialKind::Other, message: String::new() }),
        (answer(401, "", ""), TokenError::Denied { kind: DenialKind::Unexplained, message: String::new() }),
    ] {
        // The description never counts, whatever it speaks of.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let end = asked(bytes).await.map(drop);
        match (end, class) {
            // An unknown word is the only information of such an answer, and is shown.
            (
                Err(TokenError::Settings { error: SettingsError::NoSuchPlace, .. }),
                TokenError::Settings { error: SettingsError::NoSuchPlace, .. },
            ) => {}
            (end, class) => assert_eq!(end, Err(class), "{text}"),
        }
    }
    for words in ["PKCE code_verifier", "Invalid login credentials", "email not confirmed"] {
        let body = format!(r#"{{"error":"unauthorized_client","error_description":"{words}"}}"#);
        let end = asked(json(401, &body)).await.map(drop);
        assert_eq!(end, Err(TokenError::Settings { error: SettingsError::Client, message: words.to_owned() }));
    }
}

#[tokio::test]
async fn a_connection_test_asks_for_tokens_as_the_client() {
    let page = answer(200, "Content-Type: text/html\r\n", "<html>welcome</html>");
    for (bytes, service, of_client) in [
        (json(200, WITHOUT), Finding::Good, Finding::Good),
        (
            json(401, r#"{"error":"unauthorized_client","error_description":"no canary-client"}"#),
            Finding::Good,
            Finding::Wrong { flaw: Flaw::Client, message: String::new() },
        ),
        (json(404, "{}"), Finding::Wrong { flaw: Flaw::NoTokenAddress, message: "404".to_owned() }, Finding::NotShown),
        (page, Finding::NotShown, Finding::NotShown),
    ] {
        let server = Server::start(Act::Answer(bytes)).await;
        let found = client().look_as_client(&endpoint(&server, "till", "canary-client")).await;
        assert_eq!((found.service, found.client), (service, of_client));
        assert_eq!(server.seen().len(), 1, "one request");
    }
}

/// Reads a form as the standard of URLs says (`application/x-www-form-urlencoded` parsing), written apart from the
/// library that writes it.
fn decoded(form: &str) -> Vec<(String, String)> {
    let text = |part: &str| {
        let (mut bytes, mut rest) = (Vec::new(), part.bytes());
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let digits = [rest.next(), rest.next()].map(|digit| char::from(digit.expect("two digits")));
                    u8::from_str_radix(&digits.iter().collect::<String>(), 16).expect("hexadecimal digits")
                }
                byte => byte,
            });
        }
        String::from_utf8(bytes).expect("UTF-8")
    };
    form.split('&')
        .map(|pair| pair.split_once('=').expect("a name and a value"))
        .map(|(n, v)| (text(n), text(v)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// T3: the secret survives form encoding whatever characters it has.
    #[test]
    fn t03_any_secret_arrives_as_it_is(secret in "\\PC{1,60}", odd in "[+%&=;# \"'\\\\/?@:~^|{}<>\u{e9}\u{20ac}\u{1f600}]{0,20}") {
        let secret = format!("canary{secret}{odd}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let body = runtime.block_on(async {
            let server = Server::start(Act::Answer(json(200, WITHOUT))).await;
            client().client_credentials(&endpoint(&server, "till", &secret)).await.expect("a token");
            server.seen()[0].split_once("\r\n\r\n").expect("a whole request").1.to_owned()
        });
        let pairs = decoded(&body);
        let library: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        prop_assert_eq!(&pairs, &library, "both decoders agree");
        let field = |name: &str| pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>();
        prop_assert_eq!(field("client_secret"), [secret.as_str()]);
        prop_assert_eq!(field("client_id"), ["till"]);
        prop_assert_eq!(field("grant_type"), ["client_credentials"]);
    }
}
