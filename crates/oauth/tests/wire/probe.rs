//! The look at a connection: one table of a service's answers, and the findings that an administrator is shown.
//!
//! The service of each row is wrong in one way; a part that a service does not show may not be called good.

use std::sync::Arc;

use airtill_domain::{Environment, Secret};
use airtill_http::scripted::{Act, Nobody, Server, answer, json};
use airtill_oauth::authorization::{AuthorizationEndpoint, OUT_OF_BAND};
use airtill_oauth::probe::{Finding, Findings};
use airtill_oauth::{Client, TokenEndpoint};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use crate::{client, client_with};

const REDIRECT: &str = "http://127.0.0.1/oauth/callback/juba";

const BAD_REDIRECT: &str = "The requested redirect uri is malformed or doesn't match client redirect URI.";
const BAD_SCOPE: &str = "The requested scope is invalid, unknown, or malformed.";
const BAD_CLIENT: &str = "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.";

/// The answers of a service: to the made-up code, to the right request, to an unregistered redirect URI, to an unknown
/// scope.
struct Says(Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);

fn authorization(server: &Server) -> AuthorizationEndpoint {
    AuthorizationEndpoint {
        address: server.url("/oauth/authorize"),
        client_id: "till".into(),
        scope: "public".into(),
        pkce: true,
        issuer: None,
        issuer_always: false,
    }
}

fn token(server: &Server) -> TokenEndpoint {
    TokenEndpoint::doorkeeper(
        &server.url("/"),
        Client { id: "till".into(), secret: Some(Secret::new("canary-client".into())) },
    )
}

/// Doorkeeper's answer to a method that it does not know, and the mark of a service that ignores it.
const BAD_METHOD: &str = "The code_challenge_method must be S256.";
const IGNORES: &str = "<!-- no columns -->";

async fn serving(says: Says) -> Server {
    Server::start(Act::Choose(Arc::new(move |request: &str| {
        let Says(token, right, wrong_redirect, wrong_scope) = &says;
        let looks_at_clients = String::from_utf8_lossy(right).contains("<h1>Ein Fehler")
            && !String::from_utf8_lossy(right).contains(NO_CLIENT);
        let ignores = right.windows(IGNORES.len()).any(|part| part == IGNORES.as_bytes());
        match request {
            _ if request.starts_with("POST ") => token.clone(),
            _ if request.contains("airtill-not-a-client") && looks_at_clients => german(401, NO_CLIENT),
            _ if request.contains("airtill-not-registered") => wrong_redirect.clone(),
            _ if request.contains("airtill-not-a-scope") => wrong_scope.clone(),
            // A service that looks at requests first also looks at the challenge, unless its name says otherwise.
            _ if request.contains("airtill-not-a-method") && !ignores => refused(400, BAD_METHOD),
            _ => right.clone(),
        }
    })))
    .await
}

/// One letter for each finding, in the order of the fields: good, wrong, not shown.
fn letters(found: &Findings) -> String {
    let all = [
        &found.host,
        &found.tls,
        &found.clock,
        &found.service,
        &found.client,
        &found.pkce,
        &found.redirect,
        &found.scope,
    ];
    all.map(|finding| match finding {
        Finding::Good => 'G',
        Finding::Wrong { message, .. } => {
            assert!(message.chars().count() <= 300, "{message}");
            'W'
        }
        Finding::NotShown => '-',
    })
    .iter()
    .collect()
}

fn page(status: u16, body: &str) -> Vec<u8> {
    let html = format!(
        "<!DOCTYPE html><html><head><title>Accounts</title><style>p{{}}</style></head><body><main>{body}</main></body></html>"
    );
    answer(status, "Content-Type: text/html; charset=utf-8\r\n", &html)
}

/// Doorkeeper's page of an error.
fn refused(status: u16, words: &str) -> Vec<u8> {
    page(status, &format!("<h1>An error has occurred</h1><pre>{}</pre>", words.replace('\'', "&#39;")))
}

/// Doorkeeper's page of an error in German.
fn german(status: u16, words: &str) -> Vec<u8> {
    page(status, &format!("<h1>Ein Fehler</h1><pre>{words}</pre>"))
}

/// Doorkeeper's German page for an unknown client, with any other flaw beside it.
const NO_CLIENT: &str = "Unbekannter Client.";

fn to(location: &str) -> Vec<u8> {
    answer(
        302,
        &format!("Location: {location}\r\n"),
        "<html><body>You are being <a href=\"x\">redirected</a>.</body></html>",
    )
}

#[tokio::test]
async fn t22_an_administrator_is_shown_what_is_right_wrong_and_unknown() {
    let code =
        || json(400, r#"{"error":"invalid_grant","error_description":"The provided authorization grant is invalid"}"#);
    let form = || {
        page(
            200,
            "<form method=\"post\"><input type=\"hidden\" name=\"code_challenge\" value=\"x\"><input type=\"password\"></form>",
        )
    };
    let login = || to("/users/sign_in");
    let oauth = |error: &str, words: &str| {
        json(
            if error == "invalid_client" { 401 } else { 400 },
            &format!(r#"{{"error":"{error}","error_description":"{words}"}}"#),
        )
    };
    let back = |query: &str| to(&format!("{REDIRECT}?{query}"));
    let same = |token: Vec<u8>, all: Vec<u8>| Says(token, all.clone(), all.clone(), all);
    let dated = |date: &str| {
        answer(400, &format!("Content-Type: application/json\r\nDate: {date}\r\n"), r#"{"error":"invalid_grant"}"#)
    };
    let checks = |token, right, scope| Says(token, right, refused(400, BAD_REDIRECT), scope);
    // The service's answers; host, TLS, clock, service, client, PKCE, redirect, scope; a word of the flaw.
    #[rustfmt::skip]
    let table: Vec<(&str, Says, &str, &str)> = vec![
        ("all is well and looked at first", checks(code(), form(), refused(400, BAD_SCOPE)), "G--GGGGG", ""),
        ("a challenge is ignored", checks(code(), page(200, &format!("<form></form>{IGNORES}")), refused(400, BAD_SCOPE)), "G--GGWGG", "PkceIgnored"),
        ("scopes are not minded", checks(code(), form(), form()), "G--GGGG-", ""),
        ("a sign-in comes first", same(code(), login()), "G--GG---", ""),
        ("a form comes first", same(code(), form()), "G--GG---", ""),
        ("a form for what is right, a sign-in for the rest", Says(code(), form(), login(), login()), "G--GG---", ""),
        ("a sign-in for what is right alone", checks(code(), login(), to(&format!("{REDIRECT}?error=invalid_scope"))), "G--GGGGG", ""),
        // The token endpoint.
        ("unknown client or secret", same(oauth("invalid_client", BAD_CLIENT), login()), "G--GW---", "unknown client"),
        ("a client without words", same(json(401, r#"{"error":"invalid_client"}"#), login()), "G--GW---", "Client"),
        ("401 and nothing else", same(answer(401, "WWW-Authenticate: Bearer\r\n", ""), login()), "G---W---", "Client"),
        ("a client that may not", same(oauth("unauthorized_client", "not you"), login()), "G--GW---", "not you"),
        ("no PKCE columns", same(oauth("invalid_request", "Server does not support pkce"), login()), "G--G-W--", "does not support pkce"),
        ("another request", same(oauth("invalid_request", "Missing required parameter: code."), login()), "G--G----", ""),
        ("another grant", same(oauth("unsupported_grant_type", "no"), login()), "G--G----", ""),
        ("no such path", same(page(404, "The page you were looking for doesn't exist."), login()), "G--W----", "NoTokenAddress, message: \"404\""),
        ("GET only", same(answer(405, "", ""), login()), "G--W----", "405"),
        ("a hotel's page", same(page(200, "Welcome to the hotel"), login()), "W-------", "Portal"),
        ("a hotel's redirect", same(to("https://hotel.example/"), login()), "W-------", "Portal"),
        ("a broken server", same(page(500, "We're sorry"), login()), "G--W----", "Down"),
        ("too many", same(json(429, "{}"), login()), "G--W----", "TooMany"),
        ("no JSON", same(answer(400, "Content-Type: text/plain\r\n", "bad"), login()), "G--W----", "not one JSON object"),
        ("tokens for anything", same(json(200, crate::GOOD), login()), "G--W----", "NoSignIn"),
        ("too much", same(json(400, &" ".repeat(70_000)), login()), "G--W----", "Odd"),
        ("a clock that agrees", same(dated("Sat, 21 Nov 2026 20:04:59 GMT"), login()), "G-GGG---", ""),
        ("a clock ahead", same(dated("Sat, 21 Nov 2026 21:00:00 GMT"), login()), "G-WGG---", "ClockBehind, message: \"60 min\""),
        ("a clock behind", same(dated("Sat, 21 Nov 2026 19:50:00 GMT"), login()), "G-WGG---", "ClockAhead, message: \"10 min\""),
        ("a clock that is none", same(dated("yesterday"), login()), "G--GG---", ""),
        // The authorization endpoint: pages.
        ("not registered", same(code(), refused(400, BAD_REDIRECT)), "G--GG-W-", "doesn't match client redirect URI"),
        ("not registered, as 200", same(code(), refused(200, BAD_REDIRECT)), "G--GG-W-", "doesn't match"),
        ("not registered, by its word", same(code(), page(400, "<code>invalid_redirect_uri</code>")), "G--GG-W-", "invalid_redirect_uri"),
        ("not registered, elsewhere", same(code(), page(400, "Error 400: redirect_uri_mismatch")), "G--GG-W-", "mismatch"),
        ("not registered, as JSON", same(code(), oauth("invalid_redirect_uri", "unknown")), "G--GG-W-", "unknown"),
        ("a scope is required", checks(code(), refused(400, BAD_SCOPE), refused(400, BAD_SCOPE)), "G--GG-GW", "scope is invalid"),
        ("a scope is required, in capitals", same(code(), refused(400, &BAD_SCOPE.to_uppercase())), "G--GG--W", "SCOPE"),
        ("a scope is missing", same(code(), refused(400, "Missing required parameter: scope.")), "G--GG--W", "Missing"),
        ("an unknown client", same(code(), refused(401, BAD_CLIENT)), "G--GW---", "unknown client"),
        ("a client that may not, on a page", same(code(), refused(403, "The client is not authorized to perform this request using this method.")), "G--GW---", "not authorized"),
        ("another challenge", checks(code(), refused(400, "The code challenge method must be plain or S256."), form()), "G--GGWG-", "challenge method"),
        ("a broken page", same(code(), page(500, "We're sorry")), "G--WG---", "PageDown, message: \"500\""),
        ("no page", same(code(), page(404, "Nothing here")), "G--WG---", "NoPageAddress, message: \"404\""),
        ("an error in another language", same(code(), page(400, "<h1>Fehler</h1>")), "G--WG---", "PageUnexplained, message: \"400 Accounts Fehler\""),
        ("a form with 401", same(code(), page(401, "<input type=password>")), "G--GG---", ""),
        ("words in hidden places", same(code(), page(200, "<!-- invalid_scope --><script>'pkce'</script><a href=\"?code_challenge=1\">Sign in</a>")), "G--GG---", ""),
        ("packed", same(code(), answer(200, "Content-Encoding: gzip\r\n", "\u{1f}\u{8b}")), "G--GG---", ""),
        ("a page without end", same(code(), page(200, &"<p>x</p>".repeat(20_000))), "G--GG---", ""),
        // Doorkeeper's own pages in a language that the till does not read, up to 5.6.6 with status 200.
        ("German, all is well", Says(code(), login(), german(200, "Die Redirect-URI ist ungültig."), german(200, "Der Scope ist ungültig.")), "G--GGGGG", ""),
        ("German, as 401, all is well", Says(code(), login(), german(401, "Die Redirect-URI ist ungültig."), german(401, "Der Scope ist ungültig.")), "G--GGGGG", ""),
        ("German, not registered", same(code(), german(200, "Die Redirect-URI ist ungültig.")), "G--GG-W-", "RedirectUnknown, message: \"200 Accounts Ein Fehler Die Redirect-URI"),
        ("German, not registered, as 400", same(code(), german(400, "Die Redirect-URI ist ungültig.")), "G--GG-W-", "RedirectUnknown"),
        ("German, another scope", Says(code(), german(200, "Der Scope ist ungültig."), german(200, "Die Redirect-URI ist ungültig."), german(200, "Der Scope ist ungültig.")), "G--GG-GW", "Scope"),
        ("German, an unknown client", same(oauth("invalid_client", "Unbekannt"), german(200, NO_CLIENT)), "G--WW---", "PageUnexplained"),
        ("German, an unknown client, as 401", same(oauth("invalid_client", "Unbekannt"), german(401, NO_CLIENT)), "G--WW---", "Unbekannt"),
        ("German, a sign-in first", same(code(), page(200, "<a href=\"/anmelden\">Anmelden</a>")), "G--GG---", ""),
        ("German, a wall before the service", Says(code(), login(), page(403, "Verboten"), page(403, "Verboten")), "G--GG---", ""),
        ("a program makes the page", same(code(), page(200, "<script src=\"a.js\"></script>")), "G--GG---", ""),
        // The authorization endpoint: redirects.
        ("sent back for the scope", same(code(), back("error=invalid_scope&error_description=No+such+scope&state=x")), "G--GG-GW", "No such scope"),
        ("sent back without words", same(code(), back("error=invalid_scope")), "G--GG-GW", "invalid_scope"),
        ("sent back for PKCE", same(code(), back("error=invalid_request&error_description=code_challenge+required")), "G--GGWG-", "code_challenge"),
        ("sent back for the client", same(code(), back("error=unauthorized_client")), "G--GW-G-", "unauthorized_client"),
        ("sent back to sign in", checks(code(), back("error=login_required"), back("error=invalid_scope")), "G--GGGGG", ""),
        ("sent back with a code", same(code(), back("code=1")), "G--GG-GG", ""),
        ("sent to an error page", same(code(), to("/error?error=redirect_uri_mismatch")), "G--GG-W-", "redirect_uri_mismatch"),
        ("sent nowhere", same(code(), answer(302, "", "")), "G--WG---", "PageLeadsNowhere"),
        ("sent to somebody like us", same(code(), to("http://127.0.0.1.example/oauth/callback/juba?code=1")), "G--GG---", ""),
    ];
    assert!(table.len() >= 50);
    let mut wrong = Vec::new();
    for (name, says, expected, words) in table {
        let server = serving(says).await;
        let found = client().look(&token(&server), Some(&authorization(&server)), REDIRECT).await;
        if letters(&found) != expected || !words.is_empty() && !format!("{found:?}").contains(words) {
            wrong.push(format!("{name}: {} and not {expected}, {words}: {found:?}", letters(&found)));
        }
        assert!(!format!("{found:?}").contains("canary-client"), "{name}");
        assert!(server.seen().len() <= 6, "{name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_look_sends_nothing_that_could_be_spent_and_nothing_twice() {
    let server = serving(Says(
        json(400, r#"{"error":"invalid_grant"}"#),
        page(200, "<form></form>"),
        refused(400, BAD_REDIRECT),
        refused(400, BAD_SCOPE),
    ))
    .await;
    client().look(&token(&server), Some(&authorization(&server)), REDIRECT).await;
    let mut once = std::collections::HashSet::new();
    for request in server.seen() {
        let (head, body) = request.split_once("\r\n\r\n").expect("a whole request");
        let lower = head.to_ascii_lowercase();
        assert!(
            !lower.contains("\r\ncookie:") && !lower.contains("\r\nauthorization:") && !lower.contains("\r\nreferer:"),
            "{head}"
        );
        if head.starts_with("POST ") {
            let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
            let code = body["code"].as_str().expect("a code");
            assert!(code.len() == 64 && code.bytes().all(|b| b.is_ascii_hexdigit()), "{code}");
            assert_eq!(
                (body["grant_type"].as_str(), body["redirect_uri"].as_str()),
                (Some("authorization_code"), Some(REDIRECT))
            );
            assert!(
                body["code_verifier"].as_str().is_some_and(|verifier| verifier.len() >= 43)
                    && once.insert(code.to_owned())
            );
        } else {
            let target = head.split(' ').nth(1).expect("a target");
            assert!(
                body.is_empty() && target.starts_with("/oauth/authorize?response_type=code&client_id=till&"),
                "{target}"
            );
            let url = server.url(target);
            let state = url.query_pairs().find(|(name, _)| name == "state").expect("a state").1.into_owned();
            assert!(url.query_pairs().any(|(name, _)| name == "code_challenge"));
            // One attempt is looked at twice, the second time with an unknown method.
            once.insert(state);
        }
    }
    assert_eq!(once.len(), 4, "one to the token endpoint, three to the other");
}

#[tokio::test]
async fn a_connection_without_browser_or_pkce_is_examined_as_far_as_it_goes() {
    let says = || {
        Says(
            json(400, r#"{"error":"invalid_grant"}"#),
            page(200, "<form></form>"),
            refused(400, BAD_REDIRECT),
            refused(400, BAD_SCOPE),
        )
    };
    let server = serving(says()).await;
    let found = client().look(&token(&server), None, REDIRECT).await;
    assert_eq!((letters(&found).as_str(), server.seen().len()), ("G--GG---", 1), "no browser");
    let found = client().look(&TokenEndpoint { client: None, ..token(&server) }, None, REDIRECT).await;
    assert_eq!(letters(&found), "G--G----", "no client");
    let found = client()
        .look(&token(&server), Some(&AuthorizationEndpoint { pkce: false, ..authorization(&server) }), REDIRECT)
        .await;
    assert_eq!(letters(&found), "G--GG-GG", "no PKCE");
    let found = client().look(&token(&server), Some(&authorization(&server)), OUT_OF_BAND).await;
    assert_eq!(letters(&found), "G--GGGGG", "out of band");
    let found = client().look(&token(&server), Some(&authorization(&server)), "callback").await;
    assert_eq!(letters(&found), "G--GG-W-", "no address: {found:?}");
}

#[tokio::test]
async fn t21_silent_hosts_and_hosts_that_answer_wrongly_are_distinguished() {
    let server = serving(Says(
        json(400, r#"{"error":"invalid_grant"}"#),
        page(200, "<form></form>"),
        page(200, "<form></form>"),
        page(200, "<form></form>"),
    ))
    .await;
    let held = Nobody::new();
    let nobody = held.address();
    let at = |address: &str| TokenEndpoint { address: Url::parse(address).expect("an address"), ..token(&server) };
    let found =
        client().look(&at(&format!("http://{nobody}/oauth/token")), Some(&authorization(&server)), REDIRECT).await;
    assert_eq!(letters(&found), "W-------", "one host of two: {found:?}");

    let plain = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = plain.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = plain.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let found = client().look(&at(&format!("https://{address}/oauth/token")), None, REDIRECT).await;
    assert_eq!(letters(&found), "GW------", "no TLS: {found:?}");

    let live = client_with(Environment::Live, Default::default());
    let found = live.look(&token(&server), Some(&authorization(&server)), REDIRECT).await;
    assert_eq!(letters(&found), "W-------", "plain HTTP is not even tried: {found:?}");
    assert_eq!(server.seen().len(), 2, "only by the first look");
}

#[tokio::test]
async fn g01_an_echo_of_the_look_is_not_shown() {
    let echo = Arc::new(|request: &str| {
        let target = request.split(' ').nth(1).unwrap_or_default();
        if request.starts_with("POST ") {
            let body = request.split("\r\n\r\n").nth(1).unwrap_or_default().replace(['"', '{', '}'], " ");
            return json(401, &format!(r#"{{"error":"invalid_client","error_description":"{body}"}}"#));
        }
        refused(400, &format!("invalid_scope {}", target.replace('&', " ")))
    });
    let server = Server::start(Act::Choose(echo)).await;
    let found = client().look(&token(&server), Some(&authorization(&server)), REDIRECT).await;
    assert_eq!(letters(&found), "G--GW--W", "{found:?}");
    let shown = format!("{found:?}");
    for request in server.seen() {
        let words: Vec<&str> =
            request.split(['"', '&', '=', ' ']).filter(|word| word.len() == 43 || word.len() == 64).collect();
        assert!(!words.is_empty() && words.iter().all(|secret| !shown.contains(secret)), "{shown}");
    }
    assert!(!shown.contains("canary-client"), "{shown}");
}
