//! One HTTP exchange with limits: addresses that are allowed, ten seconds to connect, thirty in all, 64 KiB of answer.
//!
//! Never a redirect, a second attempt, a kept connection, a cookie, a referrer, decompression or HTTP/2. Plain HTTP
//! goes to a loopback address alone, outside live connections, and never through a proxy. Certificates are judged by
//! the operating system's trust; there is no switch that accepts others. What an answer means is decided elsewhere.

use std::sync::OnceLock;
use std::time::Duration;

use airtill_domain::Environment;
use airtill_domain::connection::address;
use airtill_domain::proxy::{self, ProxyError};
use airtill_domain::web::{self, Bearer};
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, DATE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, Method};
use reqwest::Client;
use url::Url;
use zeroize::Zeroizing;

use crate::error::{CertificateError, OfflineError, SettingsError, TokenError};
use crate::proxies::Proxies;

/// No token answer comes near it.
const MOST_BODY: usize = 64 * 1024;
/// The longest wait that a server may ask for.
const MOST_RETRY_AFTER: Duration = Duration::from_secs(600);

/// How long an exchange may take.
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

/// An answer, as far as the limits let it in.
pub(crate) struct Reply {
    pub status: u16,
    headers: HeaderMap,
    pub body: Zeroizing<Vec<u8>>,
    /// Whether all of its body is there. The status and the head say what they say all the same.
    pub whole: bool,
}

impl Reply {
    /// Whether it is a page for people where JSON was due, by whatever content type it carries, or by its look.
    pub fn is_html(&self) -> bool {
        web::is_page(self.headers.get_all(CONTENT_TYPE).iter().map(http::HeaderValue::as_bytes), &self.body)
    }

    /// Whether there is a body that can be looked into for JSON.
    pub fn is_readable(&self) -> bool {
        self.whole && !self.is_empty() && !self.is_encoded() && !self.is_html()
    }

    /// The Bearer challenge, if the service made one.
    pub fn challenge(&self) -> Option<Bearer> {
        Bearer::among(self.headers.get_all(WWW_AUTHENTICATE).iter().map(http::HeaderValue::as_bytes))
    }

    pub fn is_encoded(&self) -> bool {
        self.headers
            .get_all(CONTENT_ENCODING)
            .iter()
            .any(|value| !value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
    }

    pub fn is_empty(&self) -> bool {
        self.whole && web::is_empty(&self.body)
    }

    /// Where a redirect leads, as it was sent.
    pub fn location(&self) -> Option<&str> {
        self.headers.get(LOCATION)?.to_str().ok()
    }

    /// Milliseconds since 1970 by the server's clock.
    pub fn date(&self) -> Option<i64> {
        instant(self.headers.get(DATE)?)
    }

    /// `Retry-After` as a span, at most ten minutes; a date counts from the answer's own `Date`, so no clock of ours
    /// matters.
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.headers.get(RETRY_AFTER)?;
        let text = value.to_str().ok()?.trim();
        let asked = if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            Duration::from_secs(text.parse().unwrap_or(u64::MAX))
        } else {
            Duration::from_millis(instant(value)?.saturating_sub(self.date()?).try_into().unwrap_or(0))
        };
        Some(asked.min(MOST_RETRY_AFTER))
    }
}

fn instant(value: &http::HeaderValue) -> Option<i64> {
    let time = httpdate::parse_http_date(value.to_str().ok()?.trim()).ok()?;
    time.duration_since(std::time::UNIX_EPOCH).ok()?.as_millis().try_into().ok()
}

/// The way to a server.
#[derive(Clone, Copy)]
enum Route {
    Secure,
    SecureLoopback,
    PlainLoopback,
}

/// The clients of one connection, each made when it is first needed: reading the trust store takes time.
pub(crate) struct Transport {
    environment: Environment,
    timeouts: Timeouts,
    clients: [OnceLock<Option<Client>>; 3],
    proxies: OnceLock<Proxies>,
}

impl Transport {
    pub fn new(environment: Environment, timeouts: Timeouts) -> Self {
        Self { environment, timeouts, clients: Default::default(), proxies: OnceLock::new() }
    }

    /// Posts once.
    ///
    /// # Errors
    /// Settings (address), Offline, Proxy or Certificate; every answer, whatever its status, is a [`Reply`].
    pub async fn post(&self, url: &Url, headers: HeaderMap, body: Zeroizing<Vec<u8>>) -> Result<Reply, TokenError> {
        let mut request = reqwest::Request::new(Method::POST, url.clone());
        *request.headers_mut() = headers;
        // Wiped when the request is over; what the HTTP library copies into its own buffers to write it out is not.
        *request.body_mut() = Some(Bytes::from_owner(body).into());
        self.exchange(url, request).await
    }

    /// Asks for a page once; what is beyond the limit of a page is not read.
    ///
    /// # Errors
    /// Settings (address), Offline, Proxy or Certificate.
    pub async fn get(&self, url: &Url, headers: HeaderMap) -> Result<Reply, TokenError> {
        let mut request = reqwest::Request::new(Method::GET, url.clone());
        *request.headers_mut() = headers;
        self.exchange(url, request).await
    }

    async fn exchange(&self, url: &Url, request: reqwest::Request) -> Result<Reply, TokenError> {
        let (client, proxy) = self.client(url)?;
        let failed = |error| sending_failed(error, proxy.as_deref());
        let mut response = client.execute(request).await.map_err(failed)?;
        // One allocation, so that no partial copy of a token stays behind in freed memory. The chunks themselves lie in
        // the HTTP library's own buffers, which nobody wipes.
        let mut body = Zeroizing::new(Vec::with_capacity(MOST_BODY));
        let mut whole = true;
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            let room = MOST_BODY - body.len();
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if chunk.len() > room {
                whole = false;
                break;
            }
        }
        Ok(Reply { status: response.status().as_u16(), headers: std::mem::take(response.headers_mut()), body, whole })
    }

    /// The client for `url`, and the proxy through which it goes.
    fn client(&self, url: &Url) -> Result<(&Client, Option<String>), TokenError> {
        let route =
            self.route(url).ok_or(TokenError::Settings { error: SettingsError::Address, message: String::new() })?;
        let proxy = match route {
            Route::Secure => self
                .proxies
                .get_or_init(Proxies::of_this_computer)
                .before(url)
                .map_err(|error| TokenError::Proxy { error })?,
            Route::SecureLoopback | Route::PlainLoopback => None,
        };
        let client = self.clients[route as usize].get_or_init(|| build(route, self.timeouts));
        Ok((client.as_ref().ok_or(TokenError::Certificate { error: CertificateError::NoTrustStore })?, proxy))
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
fn build(route: Route, timeouts: Timeouts) -> Option<Client> {
    // The first to come installs it; a second attempt is refused, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(concat!("Airtill/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        // A kept connection may die unseen, and the layer below would then send the request a second time.
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

/// What went wrong below HTTP, on the way through `proxy` where there is one.
fn sending_failed(error: reqwest::Error, proxy: Option<&str>) -> TokenError {
    let error = error.without_url();
    tracing::info!(causes = proxy::causes(&error), proxy, "a token request has no answer");
    if !error.is_connect() {
        return TokenError::Offline {
            error: if error.is_timeout() { OfflineError::NoAnswer } else { OfflineError::Broken },
        };
    }
    // A certificate on the way to the proxy is the proxy's own.
    if let Some(tls) = tls_error(&error).filter(|_| proxy.is_none() || !proxy::is_on_the_way_to_it(&error)) {
        return TokenError::Certificate { error: certificate_error(tls) };
    }
    if let Some(error) = proxy.and_then(|proxy| ProxyError::of(proxy, &error, error.is_timeout())) {
        return TokenError::Proxy { error };
    }
    TokenError::Offline {
        error: if error.is_dns() || proxy::tells(&error, "dns error") {
            OfflineError::NoName
        } else if error.is_timeout() {
            OfflineError::ConnectTimeout
        } else {
            OfflineError::NotReached
        },
    }
}

/// The error of the handshake below `cause`. I/O errors wrap each other and do not name what they wrap as their source.
fn tls_error<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(found) = cause.downcast_ref() {
        return Some(found);
    }
    match cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(wrapped) => tls_error(wrapped),
        None => tls_error(cause.source()?),
    }
}

pub(crate) fn certificate_error(error: &rustls::Error) -> CertificateError {
    use rustls::CertificateError as Rustls;
    let rustls::Error::InvalidCertificate(error) = error else { return CertificateError::Handshake };
    match error {
        Rustls::Expired | Rustls::ExpiredContext { .. } => CertificateError::Expired,
        Rustls::NotValidYet | Rustls::NotValidYetContext { .. } => CertificateError::NotYetValid,
        Rustls::NotValidForName | Rustls::NotValidForNameContext { .. } => CertificateError::WrongName,
        Rustls::UnknownIssuer => CertificateError::UnknownIssuer,
        Rustls::Revoked => CertificateError::Revoked,
        _ => CertificateError::Unacceptable,
    }
}

#[cfg(test)]
pub(crate) fn reply(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(
            http::HeaderName::from_bytes(name.as_bytes()).expect("a header name"),
            http::HeaderValue::from_bytes(value.as_bytes()).expect("a header value"),
        );
    }
    Reply { status, headers: map, body: Zeroizing::new(body.to_vec()), whole: true }
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
            ("ftp://127.0.0.1/auth/token", false, false),
        ] {
            let url = Url::parse(address).expect("an address");
            let allowed = |environment| Transport::new(environment, Timeouts::default()).route(&url).is_some();
            assert_eq!(
                (allowed(Environment::Live), allowed(Environment::Test), allowed(Environment::Practice)),
                (live, test, test),
                "{address}"
            );
        }
    }

    #[test]
    fn t18_retry_after_is_read_as_seconds_or_date_up_to_ten_minutes() {
        let date = ("Date", "Sat, 21 Nov 2026 20:00:00 GMT");
        for (value, seconds) in [
            ("30", Some(30)),
            (" 30 ", Some(30)),
            ("0", Some(0)),
            ("601", Some(600)),
            ("99999999999999999999999", Some(600)),
            ("Sat, 21 Nov 2026 20:01:30 GMT", Some(90)),
            ("Saturday, 21-Nov-26 20:01:30 GMT", Some(90)),
            ("Sat Nov 21 20:01:30 2026", Some(90)),
            ("Sun, 22 Nov 2026 20:01:30 GMT", Some(600)),
            ("Sat, 21 Nov 2026 19:00:00 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
            ("", None),
        ] {
            let waiting = reply(429, &[date, ("Retry-After", value)], b"").retry_after();
            assert_eq!(waiting, seconds.map(Duration::from_secs), "{value:?}");
        }
        assert_eq!(
            reply(429, &[("Retry-After", "Sat, 21 Nov 2026 20:01:30 GMT")], b"").retry_after(),
            None,
            "a date without a date to count from"
        );
    }

    #[test]
    fn t21_each_certificate_error_has_its_own_class() {
        use rustls::{CertificateError as Rustls, Error};
        for (error, class) in [
            (Error::InvalidCertificate(Rustls::Expired), CertificateError::Expired),
            (Error::InvalidCertificate(Rustls::NotValidYet), CertificateError::NotYetValid),
            (Error::InvalidCertificate(Rustls::NotValidForName), CertificateError::WrongName),
            (Error::InvalidCertificate(Rustls::UnknownIssuer), CertificateError::UnknownIssuer),
            (Error::InvalidCertificate(Rustls::Revoked), CertificateError::Revoked),
            (Error::InvalidCertificate(Rustls::BadEncoding), CertificateError::Unacceptable),
            (Error::DecryptError, CertificateError::Handshake),
        ] {
            assert_eq!(certificate_error(&error), class);
        }
    }
}
