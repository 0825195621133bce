//! Where tokens are asked for, and what is peculiar to that place.
//!
//! Addresses come from the connection alone, never from what a server says about itself (metadata). Whether an address
//! may be used at all is decided when the request is sent, by the transport.

use url::Url;

/// A token endpoint that takes forms and knows no client id (client authentication: none).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenEndpoint {
    /// The whole address; nothing is ever added to it, no query above all.
    pub address: Url,
    /// Whether an answer without `token_type` means a bearer token; RFC 6749 §5.1 requires one.
    pub assumes_bearer: bool,
}

impl TokenEndpoint {
    /// The token endpoint of a GoTrue server below `base`, as 21 Systems runs it: `<base>/auth/token`.
    pub fn gotrue(base: &Url) -> Self {
        Self { address: below(base, ["auth", "token"]), assumes_bearer: false }
    }
}

/// Where a GoTrue server below `base` ends a sign-in on every device: `<base>/auth/logout`.
pub fn gotrue_sign_out(base: &Url) -> Url {
    below(base, ["auth", "logout"])
}

fn below(base: &Url, path: [&str; 2]) -> Url {
    let mut url = base.clone();
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t20_the_endpoints_lie_below_the_base_address_with_or_without_a_path() {
        for (base, token) in [
            ("https://airtime.example.com", "https://airtime.example.com/auth/token"),
            ("https://airtime.example.com/", "https://airtime.example.com/auth/token"),
            ("https://airtime.example.com/v1", "https://airtime.example.com/v1/auth/token"),
            ("https://airtime.example.com:8443/v1/", "https://airtime.example.com:8443/v1/auth/token"),
        ] {
            let base = Url::parse(base).expect("an address");
            assert_eq!(TokenEndpoint::gotrue(&base).address.as_str(), token);
            assert_eq!(gotrue_sign_out(&base).as_str(), token.replace("token", "logout"));
        }
    }
}
