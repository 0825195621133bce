//! The authorization request: the parameters of the address, and whether it may be shown to a person.
//!
//! Every error here ends on an error page. The browser is sent back only after a person has decided, because only then
//! is the redirect URI known to be good.

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::accounts::options::{BlankScope, Pkce};
use crate::accounts::shared::Shared;
use crate::accounts::store::Challenge;

/// The one scope of this service, which is also its default.
pub(crate) const SCOPE: &str = "public";

/// The reason for which a request is refused: the code of RFC 6749 or Doorkeeper, and its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub error: &'static str,
    pub description: &'static str,
}

const UNSUPPORTED_RESPONSE_TYPE: Refusal = Refusal {
    error: "unsupported_response_type",
    description: "The authorization server does not support this response type.",
};
const INVALID_CLIENT: Refusal = Refusal {
    error: "invalid_client",
    description: "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
};
const INVALID_REDIRECT_URI: Refusal = Refusal {
    error: "invalid_redirect_uri",
    description: "The requested redirect uri is malformed or doesn't match client redirect URI.",
};
const INVALID_SCOPE: Refusal =
    Refusal { error: "invalid_scope", description: "The requested scope is invalid, unknown, or malformed." };
const INVALID_METHOD: Refusal =
    Refusal { error: "invalid_code_challenge_method", description: "The code challenge method must be plain or S256." };
const NO_CLIENT: Refusal = Refusal { error: "invalid_request", description: "Missing required parameter: client_id." };
const NO_RESPONSE_TYPE: Refusal =
    Refusal { error: "invalid_request", description: "Missing required parameter: response_type." };
const NO_SCOPE: Refusal = Refusal { error: "invalid_request", description: "Missing required parameter: scope." };
/// Doorkeeper reads the last one; the till never sends two.
const REPEATED: Refusal = Refusal { error: "invalid_request", description: "A parameter is there more than once." };

/// A request that may be shown.
#[derive(Clone, Debug)]
pub(crate) struct AuthorizationRequest {
    /// The query, written anew so that it fits an address and a form.
    pub query: String,
    pub redirect_uri: String,
    pub state: Option<String>,
    /// The PKCE challenge; `None` where the server ignores it.
    pub challenge: Option<Challenge>,
}

impl AuthorizationRequest {
    pub fn read(query: &str, shared: &Shared) -> Result<AuthorizationRequest, Refusal> {
        let options = &shared.options;
        let mut fields: HashMap<String, String> = HashMap::new();
        let mut anew = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            anew.append_pair(&name, &value);
            if fields.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(REPEATED);
            }
        }
        let mut field = |name: &str| fields.remove(name).filter(|value| !value.is_empty());
        if field("client_id").ok_or(NO_CLIENT)? != options.client_id {
            return Err(INVALID_CLIENT);
        }
        let redirect_uri =
            field("redirect_uri").filter(|uri| options.redirect_uris.iter().any(|registered| is_same(uri, registered)));
        let redirect_uri = redirect_uri.ok_or(INVALID_REDIRECT_URI)?;
        let response_type = field("response_type").ok_or(NO_RESPONSE_TYPE)?;
        let scope = field("scope").unwrap_or_default();
        if scope.trim().is_empty() && options.blank_scope == BlankScope::Refused {
            return Err(NO_SCOPE);
        }
        if response_type != "code" {
            return Err(UNSUPPORTED_RESPONSE_TYPE);
        }
        if scope.split_whitespace().any(|scope| scope != SCOPE) {
            return Err(INVALID_SCOPE);
        }
        let (challenge, method) = (field("code_challenge"), field("code_challenge_method"));
        let challenge = match challenge.filter(|_| shared.pkce() == Pkce::Supported) {
            None => None,
            Some(challenge) => match method.as_deref() {
                Some("S256") => Some(Challenge::S256(challenge)),
                Some("plain") => Some(Challenge::Plain(challenge)),
                _ => return Err(INVALID_METHOD),
            },
        };
        let state = field("state");
        Ok(AuthorizationRequest { query: anew.finish(), redirect_uri, state, challenge })
    }
}

/// Whether a redirect URI is the registered one: letter for letter, but for the port of a loopback IP address.
fn is_same(given: &str, registered: &str) -> bool {
    given == registered || (without_port(given).is_some() && without_port(given) == without_port(registered))
}

/// The scheme, the host and the rest of a URI on a loopback IP address.
fn without_port(uri: &str) -> Option<(&str, &str, &str)> {
    let (scheme, after) = uri.split_once("://")?;
    let (authority, rest) = after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
    let host_end = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (host, port) = authority.split_at(host_end);
    let is_port =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    if !port.is_empty() && !port.strip_prefix(':').is_some_and(is_port) {
        return None;
    }
    let six = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_loopback = match six {
        Some(six) => six.parse().is_ok_and(|ip: Ipv6Addr| ip.is_loopback()),
        None => host.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback()),
    };
    is_loopback.then_some((scheme, host, rest))
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn only_the_port_of_a_loopback_ip_address_is_ignored() {
        for (given, registered, same) in [
            ("http://127.0.0.1:8123/callback", "http://127.0.0.1/callback", true),
            ("http://127.0.0.1/callback", "http://127.0.0.1:80/callback", true),
            ("https://[::1]:8123/callback", "https://[::1]/callback", true),
            ("http://127.0.0.1:8123/callback/", "http://127.0.0.1/callback", false),
            ("http://127.0.0.1:8123/Callback", "http://127.0.0.1/callback", false),
            ("http://127.0.0.1:8123/callback?x=1", "http://127.0.0.1/callback", false),
            ("http://127.0.0.1:8123/callback#x", "http://127.0.0.1/callback", false),
            ("http://127.0.0.1:8123/a/../callback", "http://127.0.0.1/callback", false),
            ("https://127.0.0.1:8123/callback", "http://127.0.0.1/callback", false),
            ("http://127.0.0.2:8123/callback", "http://127.0.0.1/callback", false),
            ("http://127.0.0.1:0/callback", "http://127.0.0.1/callback", false),
            ("http://127.0.0.1:65536/callback", "http://127.0.0.1/callback", false),
            ("http://127.0.0.1:+1/callback", "http://127.0.0.1/callback", false),
            ("http://127.0.0.1:8123@evil.example/callback", "http://127.0.0.1/callback", false),
            ("http://evil.example@127.0.0.1:8123/callback", "http://127.0.0.1/callback", false),
            ("http://127.0.0.1.evil.example/callback", "http://127.0.0.1/callback", false),
            ("http://localhost:8123/callback", "http://localhost/callback", false),
            ("http://localhost:8123/callback", "http://localhost:8123/callback", true),
            ("http://localhost:8123/callback", "http://127.0.0.1/callback", false),
            ("http://till.example:8123/callback", "http://till.example/callback", false),
            ("com.example.till:/callback", "com.example.till:/callback", true),
            ("urn:ietf:wg:oauth:2.0:oob", "urn:ietf:wg:oauth:2.0:oob", true),
            ("", "http://127.0.0.1/callback", false),
        ] {
            assert_eq!(is_same(given, registered), same, "{given} for {registered}");
        }
    }
}
