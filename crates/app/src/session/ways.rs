//! The peculiarities of each service's sign-ins: where tokens come from, how a sign-in is ended, how long it may
//! rest.
//!
//! A session asks its ways and never the service's name, so a further service adds an arm here and nothing to the
//! session. Which requests those are on the wire, `oauth` knows.

use std::time::Duration;

use airtill_domain::{Api, Connection};
use airtill_oauth::{Client, TokenEndpoint};
use url::Url;

use crate::TillError;

/// How long GoTrue's refresh tokens live after they were made.
const GOTRUE_REST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How a service is told that a sign-in is over.
pub enum Ending {
    /// By GoTrue's log-out at this address, which ends it on every device.
    EverywhereAt(Url),
    /// By taking back the tokens of this one sign-in (RFC 7009), beside the token endpoint.
    Revocation,
}

/// How one connection signs in and out.
pub struct Ways {
    /// Where tokens are asked for; the client's secret is kept in the vault and comes to it with each request.
    pub endpoint: TokenEndpoint,
    /// How the service is told that a sign-in is over.
    pub ending: Ending,
    /// How long an unused sign-in can still be renewed, where that is known.
    pub rest: Option<Duration>,
}

impl Ways {
    /// As the connection's service has them.
    ///
    /// # Errors
    /// A service that this version cannot sign in at.
    pub fn of(connection: &Connection) -> Result<Self, TillError> {
        match connection.api {
            Api::TwentyOneSystems => Ok(Self::gotrue(&connection.base_address)),
            Api::AccountsV1 => Ok(Self::doorkeeper(connection)),
            Api::TruphoneConnect => Err(TillError::unsupported_service()),
        }
    }

    fn gotrue(base: &Url) -> Self {
        Self {
            endpoint: TokenEndpoint::gotrue(base),
            ending: Ending::EverywhereAt(airtill_oauth::gotrue_sign_out(base)),
            rest: Some(GOTRUE_REST),
        }
    }

    fn doorkeeper(connection: &Connection) -> Self {
        let client = Client { id: connection.oauth.client_id.clone().unwrap_or_default(), secret: None };
        let mut endpoint = TokenEndpoint::doorkeeper(&connection.base_address, client);
        if let Some(address) = &connection.oauth.token_address {
            endpoint.address = address.clone();
        }
        // Its page names no time after which a sign-in ends by itself.
        Self { endpoint, ending: Ending::Revocation, rest: None }
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::connection::file;

    use super::*;

    fn ways(api: &str, method: &str, more: &str) -> Result<Ways, TillError> {
        let text = format!(
            "format=1\nid=\"a\"\nname=\"N\"\napi=\"{api}\"\nenvironment=\"live\"\nbase_address=\"https://a.example\"\nsign_in=[\"{method}\"]\n{more}"
        );
        Ways::of(&file::read(text.as_bytes()).expect("a good file"))
    }

    #[test]
    fn a_service_that_cannot_be_used_yet_has_no_other_services_ways() {
        let airtime = ways("21-systems", "password", "").expect("it has ways");
        assert!(matches!(airtime.ending, Ending::EverywhereAt(_)));
        let accounts = ways("accounts-v1", "browser", "[oauth]\nclient_id=\"till\"").expect("it has ways");
        assert!(matches!(accounts.ending, Ending::Revocation));
        let truphone = ways("truphone-connect", "client-credentials", "");
        assert_eq!(truphone.err(), Some(TillError::unsupported_service()));
    }
}
