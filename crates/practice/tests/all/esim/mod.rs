//! The practice eSIM service, asked over raw TCP with literal HTTP and JSON.
//!
//! Nothing here shares a struct with the service. The common parts stand in this file: a client with a token and a
//! fresh correlation id for each request, and the bodies of the two kinds of order.

mod customers;
mod folder;
mod orders;
mod products;
mod sims;
mod subscriptions;
mod token;
mod troubles;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use airtill_practice::PracticeEsim;
use airtill_practice::esim::{CLIENT_ID, CLIENT_SECRET, Options, RESELLER_ID};
use tokio::time::timeout;

use crate::accounts::{clock, encoded};
use crate::client::{Got, LIMIT, raw};

pub const TOKEN: &str = "/auth/realms/tru-staff/protocol/openid-connect/token";
pub const JSON: &str = "application/json";
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The id of the first product of the catalogue: one gigabyte in Kenya for seven days.
pub const KENYA: &str = "UHJvZHVjdDpLRToxOjc6MA==";
/// The ICCID of the practice SIM of `buyer@practice`.
pub const BUYER: &str = "8944474000000000008";

pub async fn start(options: Options) -> PracticeEsim {
    PracticeEsim::start(options).await.unwrap()
}

/// A service whose clock stands still until a test moves it, with its seconds.
pub async fn esim() -> (PracticeEsim, Arc<AtomicI64>) {
    let (clock, seconds) = clock();
    (start(Options { clock, ..Options::default() }).await, seconds)
}

/// A service with such a clock whose access tokens last for a month of its clock.
pub async fn lasting() -> (PracticeEsim, Arc<AtomicI64>) {
    let (clock, seconds) = clock();
    let access_token_lifetime = Duration::from_secs(30 * 24 * 3600);
    (start(Options { clock, access_token_lifetime, ..Options::default() }).await, seconds)
}

pub async fn post(esim: &PracticeEsim, target: &str, content_type: &str, body: &str) -> Got {
    with_head(esim, target, &format!("Content-Type: {content_type}\r\n"), body).await
}

/// A POST with these further lines of its head.
pub async fn with_head(esim: &PracticeEsim, target: &str, head: &str, body: &str) -> Got {
    let length = body.len();
    let request = format!(
        "POST {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{head}Content-Length: {length}\r\n\r\n{body}"
    );
    timeout(LIMIT, raw(esim.address(), request.as_bytes())).await.expect("an answer in time")
}

/// A token request with the right client and these further fields of the form.
pub async fn token(esim: &PracticeEsim, fields: &str) -> Got {
    token_of(esim, CLIENT_ID, fields).await
}

pub async fn token_of(esim: &PracticeEsim, client: &str, fields: &str) -> Got {
    let body = format!("client_id={client}&client_secret={}&{fields}", encoded(CLIENT_SECRET));
    post(esim, TOKEN, FORM, &body).await
}

pub async fn credentials(esim: &PracticeEsim) -> Got {
    token(esim, "grant_type=client_credentials").await
}

/// A client with an access token, which asks one environment.
pub struct Api<'a> {
    esim: &'a PracticeEsim,
    pub base: &'static str,
    pub token: String,
}

pub async fn api(esim: &PracticeEsim) -> Api<'_> {
    let token = credentials(esim).await.field("access_token");
    Api { esim, base: "/connect-api", token }
}

pub async fn reseller(esim: &PracticeEsim) -> Api<'_> {
    let token = token_of(esim, RESELLER_ID, "grant_type=client_credentials").await.field("access_token");
    Api { esim, base: "/connect-api", token }
}

static REQUESTS: AtomicU32 = AtomicU32::new(0);

impl<'a> Api<'a> {
    /// This client, at the base path of pre-production.
    pub fn in_preproduction(&self) -> Api<'a> {
        Api { esim: self.esim, base: "/connect-api-preprod", token: self.token.clone() }
    }

    pub async fn call(&self, method: &str, path: &str, body: &str) -> Got {
        let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
        self.named(method, path, &format!("X-Correlation-ID: test-{number}\r\n"), body).await
    }

    /// A call with these lines, or none, for its correlation id and its content type.
    pub async fn named(&self, method: &str, path: &str, name: &str, body: &str) -> Got {
        let (base, token, length) = (self.base, &self.token, body.len());
        let content_type = if name.contains("Content-Type") { "" } else { "Content-Type: application/json\r\n" };
        let request = format!(
            "{method} {base}{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n{name}{content_type}Content-Length: {length}\r\n\r\n{body}"
        );
        timeout(LIMIT, raw(self.esim.address(), request.as_bytes())).await.expect("an answer in time")
    }

    pub async fn get(&self, path: &str) -> Got {
        self.call("GET", path, "").await
    }

    pub async fn order(&self, body: &str) -> Got {
        self.call("POST", "/v1/order", body).await
    }

    /// The id of a new order for this customer.
    pub async fn ordered(&self, customer: &str) -> String {
        let got = self.order(&new_esim(customer, "")).await;
        assert!((200..300).contains(&got.status()), "{}", got.text());
        assert_eq!(got.field("status"), "ACCEPTED");
        got.field("id")
    }

    pub async fn status_of(&self, order: &str) -> String {
        self.get(&format!("/v1/order/{}", encoded(order))).await.field("status")
    }
}

/// The body of an order for a new eSIM, with these further fields.
pub fn new_esim(customer: &str, further: &str) -> String {
    format!(
        r#"{{"input":{{"operationType":"NEW_ESIM","countryCode":"KE","customer":{{"email":"{customer}","firstName":"Amina"}},"device":{{"type":"ios","id":"device-1"}},"subscriptions":[{{"product_id":"{KENYA}"}}]{further}}}}}"#
    )
}

/// The body of a top-up.
pub fn top_up(iccid: &str) -> String {
    format!(
        r#"{{"input":{{"operationType":"TOPUP","countryCode":"KE","esim":{{"iccid":"{iccid}"}},"device":{{"id":"device-2"}},"subscriptions":[{{"product_id":"{KENYA}"}}]}}}}"#
    )
}

/// The status and the type of an error of the service.
pub fn refused(got: &Got) -> (u16, String) {
    (got.status(), got.field("type"))
}

pub fn is(status: u16, kind: &str) -> (u16, String) {
    (status, kind.to_owned())
}

pub fn advance(seconds: &AtomicI64, by: i64) {
    seconds.fetch_add(by, Ordering::SeqCst);
}
