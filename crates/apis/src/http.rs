//! One HTTP exchange with limits: addresses that are allowed, ten seconds to connect, thirty in all, 64 KiB of answer.
//!
//! Money depends on it: never a redirect, never a second attempt by any layer, never a kept connection (one that died
//! unseen would make the layer below send again), no decompression, no cookies, no referrer, no HTTP/2. An error tells
//! exactly one thing: whether the request can have left this computer. What an answer means is decided elsewhere.

use std::sync::OnceLock;
use std::time::Duration;

use airtill_domain::connection::address;
use airtill_domain::proxy::{self, ProxyError};
use airtill_domain::web::{self, Bearer};
use airtill_domain::{Environment, Secret};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, DATE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Method};
use reqwest::Client;
use url::Url;

use crate::error::{ApiError, CertificateError, OfflineError, Unreached};
use crate::proxies::Proxies;

/// No answer of a service comes near it.
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

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The request never left.
    NotSent(Unreached),
    /// It may have arrived, and no answer began.
    NoAnswer { timed_out: bool },
    /// It may have arrived, and the answer broke off.
    BrokenAnswer { timed_out: bool },
}

impl From<Failure> for ApiError {
    fn from(error: Failure) -> Self {
        match error {
            Failure::NotSent(error) => error.into(),
            Failure::NoAnswer { timed_out } | Failure::BrokenAnswer { timed_out } => {
                ApiError::Offline { error: if timed_out { OfflineError::NoAnswer } else { OfflineError::Broken } }
            }
        }
    }
}

/// An answer, as far as the limits let it in.
#[derive(Debug)]
pub(crate) struct Reply {
    pub status: u16,
    headers: HeaderMap,
    pub body: Vec<u8>,
    /// Whether all of its body is there. The status and the head say what they say all the same.
    pub whole: bool,
}

impl Reply {
    /// Whether it is a page for people, by whatever content type it carries, or by its look.
    pub fn is_html(&self) -> bool {
        web::is_page(self.headers.get_all(CONTENT_TYPE).iter().map(HeaderValue::as_bytes), &self.body)
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

    pub fn asks_for_a_token(&self) -> bool {
        self.headers.contains_key(WWW_AUTHENTICATE)
    }

    /// The Bearer challenge, if the service made one.
    pub fn challenge(&self) -> Option<Bearer> {
        Bearer::among(self.headers.get_all(WWW_AUTHENTICATE).iter().map(HeaderValue::as_bytes))
    }

    /// `Retry-After` as a span, at most ten minutes; a date counts from the answer's own `Date`, so no clock of ours
    /// matters.
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.headers.get(RETRY_AFTER)?;
        let text = value.to_str().ok()?.trim();
        let asked = if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            Duration::from_secs(text.parse().unwrap_or(u64::MAX))
        } else {
            instant(value)?.duration_since(instant(self.headers.get(DATE)?)?).unwrap_or(Duration::ZERO)
        };
        Some(asked.min(MOST_RETRY_AFTER))
    }
}

fn instant(value: &HeaderValue) -> Option<std::time::SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?.trim()).ok()
}

/// The way to one service.
pub(crate) struct Http {
    base: Url,
    /// Whether the base address may be used at all in its environment.
    allowed: bool,
    timeouts: Timeouts,
    /// Made when it is first needed: reading the trust store takes time.
    client: OnceLock<Option<Client>>,
    proxies: OnceLock<Proxies>,
}

impl Http {
    pub fn new(base: &Url, environment: Environment, timeouts: Timeouts) -> Self {
        Self {
            base: base.clone(),
            allowed: allowed(base, environment),
            timeouts,
            client: OnceLock::new(),
            proxies: OnceLock::new(),
        }
    }

    /// Asks once, without a body.
    pub async fn get(&self, path: &[&str], token: &Secret) -> Result<Reply, Failure> {
        self.send(self.request(Method::GET, path, Some(token)).map_err(Failure::NotSent)?).await
    }

    /// Posts JSON once; without a token where the call is open to everybody.
    pub async fn post_json(
        &self,
        path: &[&str],
        token: Option<&Secret>,
        body: impl Into<reqwest::Body>,
    ) -> Result<Reply, Failure> {
        let mut request = self.request(Method::POST, path, token).map_err(Failure::NotSent)?;
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.into());
        self.send(request).await
    }

    fn request(&self, method: Method, path: &[&str], token: Option<&Secret>) -> Result<reqwest::Request, Unreached> {
        let mut url = self.base.clone();
        if !self.allowed || token.is_some_and(Secret::is_empty) {
            return Err(Unreached::Unsendable);
        }
        url.path_segments_mut().map_err(|()| Unreached::Unsendable)?.pop_if_empty().extend(path);
        let mut request = reqwest::Request::new(method, url);
        if let Some(token) = token {
            let mut bearer =
                HeaderValue::try_from(format!("Bearer {}", token.expose())).map_err(|_| Unreached::Unsendable)?;
            bearer.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, bearer);
        }
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ok(request)
    }

    async fn send(&self, request: reqwest::Request) -> Result<Reply, Failure> {
        let client = self.client.get_or_init(|| build(&self.base, self.timeouts));
        let client = client.as_ref().ok_or(Failure::NotSent(Unreached::Certificate(CertificateError::NoTrustStore)))?;
        let proxy = self.proxy().map_err(|error| Failure::NotSent(Unreached::Proxy(error)))?;
        let mut response = client.execute(request).await.map_err(|error| before_the_answer(error, proxy.as_deref()))?;
        let (mut body, mut whole) = (Vec::new(), true);
        while let Some(chunk) = response.chunk().await.map_err(in_the_answer)? {
            let room = MOST_BODY - body.len();
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if chunk.len() > room {
                whole = false;
                break;
            }
        }
        Ok(Reply { status: response.status().as_u16(), headers: std::mem::take(response.headers_mut()), body, whole })
    }

    /// The proxy through which requests go.
    fn proxy(&self) -> Result<Option<String>, ProxyError> {
        if address::is_loopback(&self.base) {
            return Ok(None);
        }
        self.proxies.get_or_init(Proxies::of_this_computer).before(&self.base)
    }
}

/// HTTPS, or a loopback IP address outside live connections; never user information.
fn allowed(url: &Url, environment: Environment) -> bool {
    let own_computer = address::is_loopback(url) && environment != Environment::Live;
    let scheme = match url.scheme() {
        "https" => own_computer || !address::is_loopback(url),
        "http" => own_computer,
        _ => false,
    };
    scheme && url.username().is_empty() && url.password().is_none()
}

/// `None` where this computer's trust store cannot be read.
fn build(base: &Url, timeouts: Timeouts) -> Option<Client> {
    // The first to come installs it; a second attempt is refused, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let secure = base.scheme() == "https";
    let builder = Client::builder()
        .user_agent(concat!("Airtill/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        .https_only(secure)
        .pool_max_idle_per_host(0)
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.total);
    let builder = if address::is_loopback(base) { builder.no_proxy() } else { builder };
    // Plain HTTP needs no trust store, so none is read.
    let builder = if secure { builder } else { builder.tls_certs_only([]) };
    builder.build().map_err(|error| tracing::warn!(cause = %error.without_url(), "no HTTP client")).ok()
}

/// What went wrong before an answer began, on the way through `proxy` where there is one.
fn before_the_answer(error: reqwest::Error, proxy: Option<&str>) -> Failure {
    let error = error.without_url();
    tracing::info!(causes = proxy::causes(&error), proxy, "a request has no answer");
    if error.is_builder() {
        return Failure::NotSent(Unreached::Unsendable);
    }
    if !error.is_connect() {
        return Failure::NoAnswer { timed_out: error.is_timeout() };
    }
    // A certificate on the way to the proxy is the proxy's own.
    if let Some(tls) = tls_error(&error).filter(|_| proxy.is_none() || !proxy::is_on_the_way_to_it(&error)) {
        return Failure::NotSent(Unreached::Certificate(certificate_error(tls)));
    }
    if let Some(error) = proxy.and_then(|proxy| ProxyError::of(proxy, &error, error.is_timeout())) {
        return Failure::NotSent(Unreached::Proxy(error));
    }
    Failure::NotSent(if error.is_dns() || proxy::tells(&error, "dns error") {
        Unreached::NoName
    } else if error.is_timeout() {
        Unreached::ConnectTimeout
    } else {
        Unreached::NotReached
    })
}

fn in_the_answer(error: reqwest::Error) -> Failure {
    let error = error.without_url();
    tracing::info!(causes = proxy::causes(&error), "an answer broke off");
    Failure::BrokenAnswer { timed_out: error.is_timeout() }
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

fn certificate_error(error: &rustls::Error) -> CertificateError {
    use rustls::CertificateError as Broken;
    let rustls::Error::InvalidCertificate(broken) = error else { return CertificateError::Handshake };
    match broken {
        Broken::Expired | Broken::ExpiredContext { .. } => CertificateError::Expired,
        Broken::NotValidYet | Broken::NotValidYetContext { .. } => CertificateError::NotYetValid,
        Broken::NotValidForName | Broken::NotValidForNameContext { .. } => CertificateError::WrongName,
        Broken::UnknownIssuer => CertificateError::UnknownIssuer,
        Broken::Revoked => CertificateError::Revoked,
        _ => CertificateError::Unacceptable,
    }
}

#[cfg(test)]
pub(crate) fn reply(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(
            http::HeaderName::from_bytes(name.as_bytes()).expect("a header name"),
            value.parse().expect("a header value"),
        );
    }
    Reply { status, headers: map, body: body.to_vec(), whole: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t01_plain_http_is_for_loopback_outside_live_alone() {
        for (base, live, test) in [
            ("https://airtime.example.com/v1/", true, true),
            ("https://127.0.0.1:8443", false, true),
            ("http://127.0.0.1:8080", false, true),
            ("http://[::1]:8080", false, true),
            ("http://localhost:8080", false, false),
            ("http://airtime.example.com", false, false),
            ("https://user@airtime.example.com", false, false),
            ("ftp://127.0.0.1", false, false),
        ] {
            let url = Url::parse(base).expect("an address");
            assert_eq!(
                (
                    allowed(&url, Environment::Live),
                    allowed(&url, Environment::Test),
                    allowed(&url, Environment::Practice)
                ),
                (live, test, test),
                "{base}"
            );
        }
    }

    #[test]
    fn t18_retry_after_is_read_as_seconds_or_date_up_to_ten_minutes() {
        let date = ("Date", "Sat, 21 Nov 2026 20:00:00 GMT");
        for (value, seconds) in [
            ("30", Some(30)),
            ("601", Some(600)),
            ("99999999999999999999999", Some(600)),
            ("Sat, 21 Nov 2026 20:01:30 GMT", Some(90)),
            ("Sat, 21 Nov 2026 19:00:00 GMT", Some(0)),
            ("soon", None),
        ] {
            assert_eq!(
                reply(429, &[date, ("Retry-After", value)], b"").retry_after(),
                seconds.map(Duration::from_secs),
                "{value:?}"
            );
        }
    }
}
