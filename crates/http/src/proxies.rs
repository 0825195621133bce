//! The proxy between this computer and a host, by the rules of the HTTP client that goes through it.
//!
//! The environment and the system name it (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`). One that cannot be used is an error
//! and is never passed by: a company that names a proxy does not want its secrets to go another way.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use crate::proxy::{ProxyError, name};

/// The proxies of this computer, as they were when the first request was made.
pub(crate) struct Proxies {
    usable: Matcher,
    /// The setting that names the proxy of HTTPS requests, usable or not.
    written: String,
    /// Matches every address that is not excepted from all proxies.
    excepted: Matcher,
}

impl Proxies {
    /// Reads the environment and the system's settings.
    pub fn of_this_computer() -> Self {
        let first = |names: [&str; 2]| names.into_iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
        let own = first(["HTTPS_PROXY", "https_proxy"]);
        // A program that a web server started takes no proxy from the environment: a visitor could write it.
        let ignored = std::env::var_os("REQUEST_METHOD").is_some();
        Self {
            usable: Matcher::from_system(),
            written: if ignored {
                String::new()
            } else {
                Some(own).filter(|own| !own.is_empty()).unwrap_or_else(|| first(["ALL_PROXY", "all_proxy"]))
            },
            excepted: Matcher::builder().all("http://any.invalid").no(first(["NO_PROXY", "no_proxy"])).build(),
        }
    }

    /// Host and port of the proxy for `url`; `None` where there is none.
    ///
    /// # Errors
    /// A proxy is named that is of a kind that cannot be used.
    pub fn before(&self, url: &Url) -> Result<Option<String>, ProxyError> {
        let Ok(host) = url.as_str().parse() else { return Ok(None) };
        match self.usable.intercept(&host) {
            Some(proxy) => Ok(proxy.uri().authority().map(|authority| name(authority.as_str()))),
            None if self.written.trim().is_empty() || self.excepted.intercept(&host).is_none() => Ok(None),
            None => Err(ProxyError::unsupported(&self.written)),
        }
    }
}
