//! One HTTP exchange with limits: addresses that are allowed, ten seconds to connect, thirty in all, 64 KiB of answer
//! where the caller sets no other limit.
//!
//! Money depends on it: never a redirect, never a second attempt by any layer, never a connection twice (one that died
//! unseen would make the layer below send again), no cookies, no referrer, no decompression, no HTTP/2. Plain HTTP goes
//! to a loopback address alone, outside live connections, and never through a proxy. Certificates are judged by the
//! operating system's trust; there is no switch that accepts others.

use std::sync::OnceLock;
use std::time::Duration;

use airtill_domain::Environment;
use airtill_domain::connection::address;
use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;
use zeroize::Zeroizing;

use crate::failure::{CertificateError, Failure, Unreached, before_the_answer};
use crate::proxies::Proxies;
use crate::reply::{MOST_BODY, Reply};
use crate::streamed_reply::StreamedReply;

/// The time limits of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// Name, connection and TLS handshake; shorter than `total`.
    pub connect: Duration,
    /// Everything, up to the last byte of the answer.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(30) }
    }
}

/// The way to a server: with TLS, or plainly to this computer alone.
#[derive(Clone, Copy)]
enum Route {
    Secure,
    SecureLoopback,
    PlainLoopback,
}

/// The way to the servers of one connection. Each of its clients is made when it is first needed: reading the trust
/// store takes time.
pub struct Client {
    environment: Environment,
    timeouts: Timeouts,
    clients: [OnceLock<Option<reqwest::Client>>; 3],
    proxies: OnceLock<Proxies>,
}

impl Client {
    /// The client of a connection of that environment.
    pub fn new(environment: Environment, timeouts: Timeouts) -> Self {
        Self { environment, timeouts, clients: Default::default(), proxies: OnceLock::new() }
    }

    /// Asks once, without a body.
    ///
    /// # Errors
    /// A [`Failure`] where there is no answer; every answer, of any status, is a [`Reply`].
    pub async fn get(&self, url: &Url, headers: HeaderMap) -> Result<Reply, Failure> {
        self.send(Method::GET, url, headers, None, MOST_BODY).await
    }

    /// Posts once. The body is wiped when the request is over; the library's own buffers are not.
    ///
    /// # Errors
    /// A [`Failure`] where there is no answer; every answer, of any status, is a [`Reply`].
    pub async fn post(&self, url: &Url, headers: HeaderMap, body: Zeroizing<Vec<u8>>) -> Result<Reply, Failure> {
        self.send(Method::POST, url, headers, Some(body), MOST_BODY).await
    }

    /// Sends one request of any method, with at most `most` bytes of answer.
    ///
    /// # Errors
    /// A [`Failure`] where there is no answer; every answer, of any status, is a [`Reply`].
    pub async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: Option<Zeroizing<Vec<u8>>>,
        most: usize,
    ) -> Result<Reply, Failure> {
        self.begin(method, url, headers, body, most).await?.read().await
    }

    /// Asks once, without headers of its own or a body, and gives the answer as soon as its head is there. The body of
    /// the answer may have at most `most` bytes and arrives within the time of this client.
    ///
    /// # Errors
    /// A [`Failure`] where no answer began; every answer, of any status, is an [`StreamedReply`].
    pub async fn open(&self, url: &Url, most: usize) -> Result<StreamedReply, Failure> {
        self.begin(Method::GET, url, HeaderMap::new(), None, most).await
    }

    async fn begin(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: Option<Zeroizing<Vec<u8>>>,
        most: usize,
    ) -> Result<StreamedReply, Failure> {
        let (client, proxy) = self.client(url).map_err(Failure::NotSent)?;
        let mut request = reqwest::Request::new(method, url.clone());
        *request.headers_mut() = headers;
        *request.body_mut() = body.map(|body| Bytes::from_owner(body).into());
        let response = client.execute(request).await.map_err(|error| before_the_answer(error, proxy.as_deref()))?;
        Ok(StreamedReply::new(response, most))
    }

    /// The client for `url`, and the proxy through which it goes.
    fn client(&self, url: &Url) -> Result<(&reqwest::Client, Option<String>), Unreached> {
        let route = self.route(url).ok_or(Unreached::Unsendable)?;
        let proxy = match route {
            Route::Secure => {
                self.proxies.get_or_init(Proxies::of_this_computer).before(url).map_err(Unreached::Proxy)?
            }
            Route::SecureLoopback | Route::PlainLoopback => None,
        };
        let client = self.clients[route as usize].get_or_init(|| build(route, self.timeouts));
        Ok((client.as_ref().ok_or(Unreached::Certificate(CertificateError::NoTrustStore))?, proxy))
    }

    fn route(&self, url: &Url) -> Option<Route> {
        if !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        match (url.scheme(), address::is_loopback(url)) {
            ("https", false) => Some(Route::Secure),
            ("https", true) if self.environment != Environment::Live => Some(Route::SecureLoopback),
            ("http", true) if self.environment != Environment::Live => Some(Route::PlainLoopback),
            _ => None,
        }
    }
}

/// `None` where this computer's trust store cannot be read.
fn build(route: Route, timeouts: Timeouts) -> Option<reqwest::Client> {
    // The first call installs it; a later attempt is refused and changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("Airtill/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        // A pooled connection may die unseen, and the layer below would then send the request a second time.
        .pool_max_idle_per_host(0)
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.total);
    let builder = match route {
        Route::Secure => builder.https_only(true),
        Route::SecureLoopback => builder.https_only(true).no_proxy(),
        // No TLS, so no trust store is read.
        Route::PlainLoopback => builder.no_proxy().tls_certs_only([]),
    };
    builder.build().map_err(|error| tracing::warn!(cause = %error.without_url(), "no HTTP client")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t01_plain_http_is_for_loopback_outside_live_alone() {
        for (address, live, test) in [
            ("https://airtime.example.com/auth/token", true, true),
            ("https://127.0.0.1/auth/token", false, true),
            ("http://127.0.0.1:8080/auth/token", false, true),
            ("http://[::1]:8080/auth/token", false, true),
            ("http://localhost:8080/auth/token", false, false),
            ("http://airtime.example.com/auth/token", false, false),
            ("http://10.0.0.1/auth/token", false, false),
            ("http://127.0.0.1.example.com/auth/token", false, false),
            ("https://user:password@airtime.example.com/auth/token", false, false),
            ("https://user@airtime.example.com", false, false),
            ("ftp://127.0.0.1/auth/token", false, false),
        ] {
            let url = Url::parse(address).expect("an address");
            let allowed = |environment| Client::new(environment, Timeouts::default()).route(&url).is_some();
            assert_eq!(
                (allowed(Environment::Live), allowed(Environment::Test), allowed(Environment::Practice)),
                (live, test, test),
                "{address}"
            );
        }
    }
}
