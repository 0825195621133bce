//! The practice accounts, asked over raw TCP: a browser that holds one cookie, and a client that sends literal JSON.
//!
//! Nothing here shares a struct with the service. The common parts stand in this file: the good request, the pair of
//! RFC 7636, and the walk to a code.

mod authorize;
mod folder;
mod pages;
mod resources;
mod revoke;
mod token;
mod troubles;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use airtill_practice::accounts::{CLIENT_ID, CLIENT_SECRET, Options};
use airtill_practice::{Clock, PracticeAccounts};
use jiff::Timestamp;
use tokio::time::timeout;

use crate::client::{Got, LIMIT, raw};

pub const REDIRECT: &str = "http://127.0.0.1:54321/callback";
pub const STATE: &str = "s-t_a.t~e";
/// The pair of RFC 7636, appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const INVALID_GRANT: &str = r#"{"error":"invalid_grant","error_description":"The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client."}"#;

pub async fn start(options: Options) -> PracticeAccounts {
    PracticeAccounts::start(options).await.unwrap()
}

pub async fn accounts() -> PracticeAccounts {
    start(Options::default()).await
}

/// A clock that stands still until a test moves it, and its seconds.
pub fn clock() -> (Clock, Arc<AtomicI64>) {
    let seconds = Arc::new(AtomicI64::new(1_800_000_000));
    let read = Arc::clone(&seconds);
    (Clock::from_fn(move || Timestamp::from_second(read.load(Ordering::SeqCst)).unwrap()), seconds)
}

pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// The query of a good request with PKCE.
pub fn query() -> String {
    let redirect = encoded(REDIRECT);
    format!(
        "client_id={CLIENT_ID}&redirect_uri={redirect}&response_type=code&scope=&state={STATE}&code_challenge={CHALLENGE}&code_challenge_method=S256"
    )
}

/// The rest of an HTML attribute or element after `start`, up to `end`.
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let at = text.find(start).unwrap_or_else(|| panic!("no {start} in {text}")) + start.len();
    text[at..].split(end).next().unwrap()
}

/// A field of the query of an address, as it was sent.
pub fn answer<'a>(location: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = location.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

pub struct Browser {
    pub address: SocketAddr,
    pub cookie: String,
}

impl Browser {
    pub fn at(accounts: &PracticeAccounts) -> Browser {
        Browser { address: accounts.address(), cookie: String::new() }
    }

    pub async fn get(&mut self, target: &str) -> Got {
        let request = format!(
            "GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: other=1; {}\r\n\r\n",
            self.cookie
        );
        self.send(&request).await
    }

    pub async fn page(&mut self, query: &str) -> Got {
        self.get(&format!("/oauth/authorize?{query}")).await
    }

    /// The sign-in page, to which a browser is sent that wants to go to the authorization page without a session.
    pub async fn sign_in_page(&mut self, query: &str) -> Got {
        let got = self.page(query).await;
        assert_eq!((got.status(), got.header("location").as_deref()), (302, Some("/users/sign_in")), "{}", got.text());
        self.get("/users/sign_in").await
    }

    /// Posts the form of `page` with its hidden fields.
    pub async fn post(&mut self, page: &Got, fields: &str) -> Got {
        let body = page.body();
        let token = between(&body, "name=\"authenticity_token\" value=\"", "\"");
        let request = body.contains("name=\"request\"").then(|| between(&body, "name=\"request\" value=\"", "\""));
        let request = request.unwrap_or_default().replace("&amp;", "&").replace("&quot;", "\"");
        let address = between(&body, "<form method=\"post\" action=\"", "\"");
        self.form(address, &format!("authenticity_token={token}&request={}&{fields}", encoded(&request))).await
    }

    pub async fn form(&mut self, address: &str, form: &str) -> Got {
        let (cookie, length) = (&self.cookie, form.len());
        let head = format!(
            "POST {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        );
        let request = format!("{head}Cookie: {cookie}\r\nContent-Length: {length}\r\n\r\n{form}");
        self.send(&request).await
    }

    async fn send(&mut self, request: &str) -> Got {
        let got = timeout(LIMIT, raw(self.address, request.as_bytes())).await.expect("an answer in time");
        if let Some(cookie) = got.header("set-cookie") {
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        got
    }

    /// Signs the clerk in and returns the page that follows: the consent page.
    pub async fn consent(&mut self, query: &str) -> Got {
        let page = self.sign_in_page(query).await;
        let got = self.post(&page, "email=amina%40practice.example&password=practice").await;
        assert_eq!(got.status(), 302, "{}", got.text());
        self.get(&got.header("location").unwrap()).await
    }

    /// Signs the clerk in, decides, and returns the address to which the browser is sent.
    pub async fn decide(&mut self, query: &str, step: &str) -> String {
        let consent = self.consent(query).await;
        let got = self.post(&consent, &format!("step={step}")).await;
        assert_eq!(got.status(), 302, "{}", got.text());
        got.header("location").unwrap()
    }
}

/// An authorization code for the clerk.
pub async fn code(accounts: &PracticeAccounts) -> String {
    let mut browser = Browser::at(accounts);
    let next = browser.consent(&query()).await;
    // Where the clerk has allowed it before, no question follows.
    let location = match next.header("location") {
        Some(location) => location,
        None => browser.post(&next, "step=allow").await.header("location").unwrap(),
    };
    answer(&location, "code").unwrap().to_owned()
}

pub async fn post_json(address: SocketAddr, target: &str, content_type: &str, body: &str) -> Got {
    let head = format!(
        "POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    timeout(LIMIT, raw(address, format!("{head}{body}").as_bytes())).await.expect("an answer in time")
}

/// A token request with the right client and these further fields.
pub async fn token(accounts: &PracticeAccounts, fields: &str) -> Got {
    let body = format!(r#"{{"client_id":"{CLIENT_ID}","client_secret":"{CLIENT_SECRET}",{fields}}}"#);
    post_json(accounts.address(), "/oauth/token", "application/json", &body).await
}

pub async fn exchange(accounts: &PracticeAccounts, code: &str) -> Got {
    let fields = format!(
        r#""grant_type":"authorization_code","code":"{code}","redirect_uri":"{REDIRECT}","code_verifier":"{VERIFIER}""#
    );
    token(accounts, &fields).await
}

pub async fn password(accounts: &PracticeAccounts) -> Got {
    token(accounts, r#""grant_type":"password","username":"amina@practice.example","password":"practice""#).await
}

pub async fn refresh(accounts: &PracticeAccounts, refresh_token: &str) -> Got {
    token(accounts, &format!(r#""grant_type":"refresh_token","refresh_token":"{refresh_token}""#)).await
}

pub async fn get(accounts: &PracticeAccounts, target: &str, access_token: &str) -> Got {
    let request = format!(
        "GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {access_token}\r\n\r\n"
    );
    timeout(LIMIT, raw(accounts.address(), request.as_bytes())).await.expect("an answer in time")
}
