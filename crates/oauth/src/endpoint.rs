//! The address at which tokens are asked for, and the peculiarities of its server.
//!
//! Addresses come from the connection alone, never from a server's description of itself (metadata). Whether an address
//! may be used at all is decided when the request is sent, by the transport.

use airtill_domain::Secret;
use url::Url;

/// A token endpoint.
#[derive(Clone, Debug)]
pub struct TokenEndpoint {
    /// The whole address. No credential is ever added to it; see [`Encoding::Json`] for the one word that is.
    pub address: Url,
    /// Whether an answer without `token_type` means a bearer token; RFC 6749 §5.1 requires one.
    pub assumes_bearer: bool,
    /// The client that asks, for servers that know clients; `None` sends no client at all.
    pub client: Option<Client>,
    /// How the request is written.
    pub encoding: Encoding,
}

/// The client that asks (RFC 6749 §2.3.1, in the body).
#[derive(Clone, Debug)]
pub struct Client {
    /// The public client id.
    pub id: String,
    /// The client secret; `None` for a public client.
    pub secret: Option<Secret>,
}

/// How a token request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// A form, as RFC 6749 has it.
    Form,
    /// One JSON object under exactly `application/json`, as the Accounts documentation has it: there, the grant type of
    /// a password and of a refresh token stands in the query as well.
    Json,
}

impl TokenEndpoint {
    /// The token endpoint of a GoTrue server below `base`, as 21 Systems runs it: `<base>/auth/token`.
    pub fn gotrue(base: &Url) -> Self {
        Self { address: below(base, ["auth", "token"]), assumes_bearer: false, client: None, encoding: Encoding::Form }
    }

    /// The token endpoint of a Doorkeeper server below `base`, as Accounts runs it: `<base>/oauth/token`.
    pub fn doorkeeper(base: &Url, client: Client) -> Self {
        Self {
            address: below(base, ["oauth", "token"]),
            assumes_bearer: false,
            client: Some(client),
            encoding: Encoding::Json,
        }
    }

    /// The token endpoint of a realm of a Keycloak server at the origin of `base`:
    /// `<origin>/auth/realms/<realm>/protocol/openid-connect/token`. Its path begins with `auth`, as Keycloak's did
    /// before version 17, and as Truphone's does.
    pub fn keycloak(base: &Url, realm: &str, client: Client) -> Self {
        let mut address = base.clone();
        address.set_path("/");
        Self {
            address: below(&address, ["auth", "realms", realm, "protocol", "openid-connect", "token"]),
            assumes_bearer: false,
            client: Some(client),
            encoding: Encoding::Form,
        }
    }

    /// The address at which tokens of this endpoint are revoked (RFC 7009): `revoke` in place of `token`. `None` where
    /// the address ends otherwise, because a guess would send a token to an address that the connection does not name.
    pub fn revocation(&self) -> Option<Url> {
        let mut address = self.address.clone();
        let is_usual = address.path_segments()?.next_back() == Some("token");
        address.path_segments_mut().ok()?.pop().push("revoke");
        is_usual.then_some(address)
    }
}

/// The address at which a GoTrue server below `base` ends a sign-in on every device: `<base>/auth/logout`.
pub fn gotrue_sign_out(base: &Url) -> Url {
    below(base, ["auth", "logout"])
}

fn below<const N: usize>(base: &Url, path: [&str; N]) -> Url {
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
            let client = Client { id: "till".into(), secret: None };
            assert_eq!(TokenEndpoint::doorkeeper(&base, client).address.as_str(), token.replace("/auth/", "/oauth/"));
            assert_eq!(gotrue_sign_out(&base).as_str(), token.replace("token", "logout"));
        }
    }

    #[test]
    fn t20_a_realm_lies_at_the_origin_of_the_base_address() {
        for (base, origin) in [
            ("https://services.truphone.com/connect-api", "https://services.truphone.com"),
            ("https://services.truphone.com/connect-api-preprod/", "https://services.truphone.com"),
            ("http://127.0.0.1:4000/connect-api", "http://127.0.0.1:4000"),
        ] {
            let client = Client { id: "till".into(), secret: None };
            let endpoint = TokenEndpoint::keycloak(&Url::parse(base).expect("an address"), "tru-staff", client);
            let path = "/auth/realms/tru-staff/protocol/openid-connect/token";
            assert_eq!(endpoint.address.as_str(), format!("{origin}{path}"));
            assert_eq!(endpoint.encoding, Encoding::Form, "JSON gets 415");
        }
    }

    #[test]
    fn tokens_are_revoked_beside_the_token_endpoint_or_nowhere() {
        for (token, revoke) in [
            ("https://a.example/oauth/token", Some("https://a.example/oauth/revoke")),
            ("https://a.example/v1/token", Some("https://a.example/v1/revoke")),
            ("https://a.example/oauth/token/", None),
            ("https://a.example/oauth/access", None),
            ("https://a.example/", None),
        ] {
            let base = Url::parse(token).expect("an address");
            let endpoint = TokenEndpoint { address: base.clone(), ..TokenEndpoint::gotrue(&base) };
            assert_eq!(endpoint.revocation().as_ref().map(Url::as_str), revoke, "{token}");
        }
    }
}
