//! The peculiarities of each service's sign-ins: where tokens come from, how a sign-in is ended, how long it may
//! rest.
//!
//! A session asks its provider and never the service's name, so a further service adds an arm here and nothing to the
//! session. Which requests those are on the wire, `oauth` knows.

use std::time::Duration;

use airtill_domain::{Api, Connection};
use airtill_oauth::{Client, TokenEndpoint};
use url::Url;

/// How long GoTrue's refresh tokens live after they were made.
const GOTRUE_REST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How a service is told that a sign-in is over.
pub enum Ending {
    /// By GoTrue's log-out at this address, which ends it on every device.
    EverywhereAt(Url),
    /// By revoking the tokens of this one sign-in (RFC 7009), beside the token endpoint.
    Revocation,
    /// Not at all: the service documents no such request, and its tokens end by themselves within half an hour.
    Nowhere,
}

/// The party that signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// Somebody with a name, whose sign-in is renewed by its refresh token alone.
    Person,
    /// The till itself, by the id and secret of its client, at any time and without a person (RFC 6749 §4.4).
    Client,
}

/// The realm of Truphone's Keycloak.
const TRUPHONE_REALM: &str = "tru-staff";

/// The provider of the sign-ins of one connection: how the till signs in and out there.
pub struct Provider {
    /// The party that signs in.
    pub party: Party,
    /// Where tokens are asked for; the client's secret is stored in the vault and added to each request.
    pub endpoint: TokenEndpoint,
    /// How the service is told that a sign-in is over.
    pub ending: Ending,
    /// How long an unused sign-in can still be renewed, where that is known.
    pub rest: Option<Duration>,
}

impl Provider {
    /// The provider of the connection's service.
    pub fn of(connection: &Connection) -> Self {
        match connection.api {
            Api::TwentyOneSystems => Self::gotrue(&connection.base_address),
            Api::AccountsV1 => Self::doorkeeper(connection),
            Api::TruphoneConnect => Self::keycloak(connection),
        }
    }

    fn gotrue(base: &Url) -> Self {
        Self {
            party: Party::Person,
            endpoint: TokenEndpoint::gotrue(base),
            ending: Ending::EverywhereAt(airtill_oauth::gotrue_sign_out(base)),
            rest: Some(GOTRUE_REST),
        }
    }

    fn doorkeeper(connection: &Connection) -> Self {
        let endpoint = TokenEndpoint::doorkeeper(&connection.base_address, client(connection));
        // Its page names no time after which a sign-in ends by itself.
        Self { party: Party::Person, endpoint: declared(endpoint, connection), ending: Ending::Revocation, rest: None }
    }

    fn keycloak(connection: &Connection) -> Self {
        let endpoint = TokenEndpoint::keycloak(&connection.base_address, TRUPHONE_REALM, client(connection));
        Self { party: Party::Client, endpoint: declared(endpoint, connection), ending: Ending::Nowhere, rest: None }
    }
}

fn client(connection: &Connection) -> Client {
    Client { id: connection.oauth.client_id.clone().unwrap_or_default(), secret: None }
}

/// The endpoint at the address that the connection file declares, where it declares one.
fn declared(endpoint: TokenEndpoint, connection: &Connection) -> TokenEndpoint {
    let address = connection.oauth.token_address.clone().unwrap_or(endpoint.address);
    TokenEndpoint { address, ..endpoint }
}

#[cfg(test)]
mod tests {
    use airtill_domain::connection::file;

    use super::*;

    fn provider(api: &str, method: &str, more: &str) -> Provider {
        let text = format!(
            "format=1\nid=\"a\"\nname=\"N\"\napi=\"{api}\"\nenvironment=\"live\"\nbase_address=\"https://a.example/connect-api\"\nsign_in=[\"{method}\"]\n{more}"
        );
        Provider::of(&file::read(text.as_bytes()).expect("a good file"))
    }

    #[test]
    fn each_service_is_a_provider_of_its_own() {
        let airtime = provider("21-systems", "password", "");
        assert!(matches!(airtime.ending, Ending::EverywhereAt(_)) && airtime.party == Party::Person);
        let accounts = provider("accounts-v1", "browser", "[oauth]\nclient_id=\"till\"");
        assert!(matches!(accounts.ending, Ending::Revocation) && accounts.party == Party::Person);
        let esim = provider("truphone-connect", "client-credentials", "[oauth]\nclient_id=\"reseller\"");
        assert!(matches!(esim.ending, Ending::Nowhere) && esim.party == Party::Client);
        assert_eq!(esim.endpoint.client.expect("a client").id, "reseller");
    }

    #[test]
    fn t20_a_declared_token_address_counts_before_that_of_the_same_origin() {
        let address =
            |more: &str| provider("truphone-connect", "client-credentials", more).endpoint.address.to_string();
        assert_eq!(address(""), "https://a.example/auth/realms/tru-staff/protocol/openid-connect/token");
        assert_eq!(address("[oauth]\ntoken_address=\"https://b.example/token\""), "https://b.example/token");
    }
}
