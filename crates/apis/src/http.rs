//! The calls of one service below its base address: JSON asked for with a bearer token, each once.
//!
//! The address, the time limits and the single attempt of a request are the rule of `airtill_http`. Here are only the
//! paths and the headers that every service wants. Each service's `map` decides the meaning of an answer.

use airtill_domain::{Environment, Secret};
use airtill_http::{Client, Failure, Reply, Timeouts, Unreached};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use url::Url;
use zeroize::Zeroizing;

/// The base address of one service with its HTTP client.
pub(crate) struct Http {
    base: Url,
    client: Client,
}

impl Http {
    pub fn new(base: &Url, environment: Environment, timeouts: Timeouts) -> Self {
        Self { base: base.clone(), client: Client::new(environment, timeouts) }
    }

    /// Asks once, without a body.
    pub async fn get(&self, path: &[&str], token: &Secret) -> Result<Reply, Failure> {
        let (url, headers) = self.request(path, Some(token)).map_err(Failure::NotSent)?;
        self.client.get(&url, headers).await
    }

    /// Posts JSON once; without a token where the call is open to everybody.
    pub async fn post_json(
        &self,
        path: &[&str],
        token: Option<&Secret>,
        body: Zeroizing<Vec<u8>>,
    ) -> Result<Reply, Failure> {
        let (url, mut headers) = self.request(path, token).map_err(Failure::NotSent)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.client.post(&url, headers, body).await
    }

    /// The address and the headers of a call; a token that is empty or fits no header makes none.
    fn request(&self, path: &[&str], token: Option<&Secret>) -> Result<(Url, HeaderMap), Unreached> {
        let mut url = self.base.clone();
        url.path_segments_mut().map_err(|()| Unreached::Unsendable)?.pop_if_empty().extend(path);
        let mut headers = HeaderMap::new();
        if let Some(token) = token {
            if token.is_empty() {
                return Err(Unreached::Unsendable);
            }
            let mut bearer =
                HeaderValue::try_from(format!("Bearer {}", token.expose())).map_err(|_| Unreached::Unsendable)?;
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ok((url, headers))
    }
}
