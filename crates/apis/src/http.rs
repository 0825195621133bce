//! The calls of one service below its base address: JSON asked for with a bearer token, each once.
//!
//! The address, the time limits and the single attempt of a request are the rule of `airtill_http`. Here are only the
//! paths and the headers that every service wants. Each service's `map` decides the meaning of an answer.

use airtill_domain::{Environment, Secret};
use airtill_http::{Client, Failure, MOST_BODY, Reply, Timeouts, Unreached};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;
use zeroize::Zeroizing;

/// The longest part of a path, in bytes; the ids of the services are far shorter.
const MOST_SEGMENT: usize = 400;

/// The base address of one service with its HTTP client.
pub(crate) struct Http {
    base: Url,
    client: Client,
}

/// One call, without its token.
pub(crate) struct Call<'a> {
    pub method: Method,
    /// The parts of the path behind the base address; each is escaped.
    pub path: &'a [&'a str],
    /// The names and values of the query; both are escaped.
    pub query: &'a [(&'a str, &'a str)],
    /// A header beside those that every service wants.
    pub header: Option<(HeaderName, &'a str)>,
    /// The JSON that is sent.
    pub body: Option<Zeroizing<Vec<u8>>>,
    /// The most bytes of answer; see [`Client::send`] for more than [`MOST_BODY`].
    pub most: usize,
}

impl<'a> Call<'a> {
    /// A call with this method and path, and nothing else.
    pub fn new(method: Method, path: &'a [&'a str]) -> Self {
        Self { method, path, query: &[], header: None, body: None, most: MOST_BODY }
    }
}

impl Http {
    pub fn new(base: &Url, environment: Environment, timeouts: Timeouts) -> Self {
        Self { base: base.clone(), client: Client::new(environment, timeouts) }
    }

    /// Asks once, without a body.
    pub async fn get(&self, path: &[&str], token: &Secret) -> Result<Reply, Failure> {
        self.send(Call::new(Method::GET, path), Some(token)).await
    }

    /// Posts JSON once; without a token where the call is open to everybody.
    pub async fn post_json(
        &self,
        path: &[&str],
        token: Option<&Secret>,
        body: Zeroizing<Vec<u8>>,
    ) -> Result<Reply, Failure> {
        self.send(Call { body: Some(body), ..Call::new(Method::POST, path) }, token).await
    }

    /// Makes a call once.
    pub async fn send(&self, call: Call<'_>, token: Option<&Secret>) -> Result<Reply, Failure> {
        let (url, headers) = self.request(&call, token).ok_or(Failure::NotSent(Unreached::Unsendable))?;
        self.client.send(call.method, &url, headers, call.body, call.most).await
    }

    /// The address and the headers of a call. A token or a value that is empty or fits no header makes none, and
    /// neither does a part of a path that would not arrive as it is.
    fn request(&self, call: &Call<'_>, token: Option<&Secret>) -> Option<(Url, HeaderMap)> {
        if !call.path.iter().all(|part| arrives_whole(part)) {
            return None;
        }
        let mut url = self.base.clone();
        url.path_segments_mut().ok()?.pop_if_empty().extend(call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().clear().extend_pairs(call.query);
        }
        let mut headers = HeaderMap::new();
        if let Some(token) = token {
            if token.is_empty() {
                return None;
            }
            let mut bearer = HeaderValue::try_from(format!("Bearer {}", token.expose())).ok()?;
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        if let Some((name, value)) = &call.header {
            headers.insert(name, HeaderValue::try_from(*value).ok()?);
        }
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Some((url, headers))
    }
}

/// Whether a server reads this part of a path as it is written here: an address drops dots that stand alone, tabs and
/// line ends, and an empty part would make another address of it.
fn arrives_whole(part: &str) -> bool {
    !matches!(part, "" | "." | "..") && part.len() <= MOST_SEGMENT && !part.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn url(base: &str, path: &[&str], query: &[(&str, &str)]) -> Option<Url> {
        let base = Url::parse(base).expect("an address");
        let http = Http::new(&base, Environment::Test, Timeouts::default());
        http.request(&Call { query, ..Call::new(Method::GET, path) }, None).map(|(url, _)| url)
    }

    #[test]
    fn ids_and_values_are_escaped_and_stay_below_the_base_address() {
        let base = "https://a.example/connect-api/";
        for (id, arrives) in [
            ("bWF0Y2g_-w==", "bWF0Y2g_-w=="),
            ("a/b", "a%2Fb"),
            ("../..", "..%2F.."),
            ("%2e%2e", "%252e%252e"),
            ("a?b#c", "a%3Fb%23c"),
            ("a\\b", "a%5Cb"),
            ("ä b", "%C3%A4%20b"),
        ] {
            let whole = format!("https://a.example/connect-api/v1/order/{arrives}");
            assert_eq!(url(base, &["v1", "order", id], &[]).map(String::from), Some(whole), "{id}");
        }
        for id in ["", ".", "..", "a\tb", "a\r\nb", "\0", &"x".repeat(401)] {
            assert_eq!(url(base, &["v1", "order", id], &[]), None, "{id:?}");
        }
        let queried = url(base, &["v1", "customer"], &[("email", "a+ü&x=1@b.example"), ("size", "5")]);
        assert_eq!(queried.as_ref().and_then(Url::query), Some("email=a%2B%C3%BC%26x%3D1%40b.example&size=5"));
    }

    proptest! {
        #[test]
        fn a_part_of_a_path_is_read_back_as_it_was(part in "\\PC{0,40}") {
            let read = url("https://a.example/api", &["v1", &part, "end"], &[]);
            prop_assert_eq!(read.is_some(), arrives_whole(&part));
            if let Some(url) = read {
                let parts: Vec<&str> = url.path_segments().expect("a path").collect();
                prop_assert_eq!((parts.len(), parts[0], parts[1], parts[3]), (4, "api", "v1", "end"));
                let query = format!("x={}", parts[2].replace('+', "%2B").replace('&', "%26"));
                let read = url::form_urlencoded::parse(query.as_bytes()).next().map(|(_, value)| value.into_owned());
                prop_assert_eq!(read, Some(part));
            }
        }
    }
}
