//! A connection as its card shows it before anything is known of its sign-in and its float, the key by which requests
//! name it, and which services this version supports.
//!
//! The parts that only an open connection knows are put over this by the service that it speaks to.

use airtill_contract::{ApiView, ConnectionKey, ConnectionView, PkceView, RegistrationView, SessionView, SignInWay};
use airtill_domain::connection::SignInMethod;
use airtill_domain::{Api, Connection, ConnectionId, Environment};

use super::Proof;
use crate::learned::{Facts, Pkce};

/// How requests name a connection.
pub fn connection_key(connection: &Connection) -> ConnectionKey {
    ConnectionKey { environment: super::environment(connection.environment), id: connection.id.to_string() }
}

/// Its card before anything is known of sign-in and float.
pub fn card(connection: &Connection) -> ConnectionView {
    let sells = sells_airtime(connection.api);
    ConnectionView {
        key: connection_key(connection),
        name: connection.name.clone(),
        api: self::api(connection.api),
        host: connection.host(),
        base_address: connection.base_address.to_string(),
        colour: connection.colour.clone(),
        usable: is_supported(connection.api),
        sells,
        sign_in: sign_in_ways(connection),
        client_id: connection.oauth.client_id.clone(),
        client_secret: connection.knows_clients().then_some(false),
        https_listener: connection.uses_https_listener(),
        registration: registration(connection),
        pkce: pkce(connection, &Facts::default()),
        session: SessionView::SignedOut,
        revocation: None,
        sold_by: None,
        float: None,
        float_use: sells.then(|| {
            let declared = &connection.declared;
            super::float_use(declared, declared, Proof::AccountUnknown, Vec::new())
        }),
        open_doubts: 0,
        alerts: Vec::new(),
        practice_account: None,
    }
}

/// Whether this version of the till can open a connection to this service. A service that a later version brings is
/// named here, and in the files of this one, before it can be used.
pub fn is_supported(api: Api) -> bool {
    match api {
        Api::TwentyOneSystems | Api::AccountsV1 | Api::TruphoneConnect => true,
    }
}

/// Whether airtime is sold through this service.
pub fn sells_airtime(api: Api) -> bool {
    match api {
        Api::TwentyOneSystems => true,
        Api::AccountsV1 | Api::TruphoneConnect => false,
    }
}

/// The connection that a sale in an environment's ledger belongs to, as a key.
pub fn key_of(environment: Environment, id: &ConnectionId) -> ConnectionKey {
    ConnectionKey { environment: super::environment(environment), id: id.to_string() }
}

/// Whether PKCE protects the sign-in through the browser, where there is one.
pub fn pkce(connection: &Connection, facts: &Facts) -> Option<PkceView> {
    let known = match facts.pkce {
        _ if !connection.oauth.pkce => PkceView::OffByFile,
        Pkce::Unknown | Pkce::Costly => PkceView::Unknown,
        Pkce::Proven => PkceView::Proven,
        Pkce::Ignored => PkceView::Ignored,
        Pkce::SwitchedOff => PkceView::SwitchedOff,
    };
    connection.sign_in.contains(&SignInMethod::Browser).then_some(known)
}

/// The ways to sign in, the one to begin with first: the form where the service lets this client have one, else the
/// browser.
pub fn sign_in_ways(connection: &Connection) -> Vec<SignInWay> {
    let way = |method: &SignInMethod| match method {
        SignInMethod::Password => SignInWay::Password,
        SignInMethod::Browser => SignInWay::Browser,
        SignInMethod::ClientCredentials => SignInWay::ClientCredentials,
    };
    let mut ways: Vec<SignInWay> = connection.sign_in.iter().map(way).collect();
    ways.sort_by_key(|way| *way != SignInWay::Password);
    ways
}

/// The lines that the operator of the service registers for this till, where the browser is used.
pub fn registration(connection: &Connection) -> Option<RegistrationView> {
    connection.sign_in.contains(&SignInMethod::Browser).then(|| RegistrationView {
        client_id: connection.oauth.client_id.clone().unwrap_or_default(),
        redirect_uri: connection.redirect_to_register(),
        scope: connection.oauth.scope.clone(),
    })
}

pub fn api(api: Api) -> ApiView {
    match api {
        Api::TwentyOneSystems => ApiView::TwentyOneSystems,
        Api::AccountsV1 => ApiView::AccountsV1,
        Api::TruphoneConnect => ApiView::TruphoneConnect,
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::connection::file;

    use super::*;

    #[test]
    fn a_float_is_shown_where_airtime_is_sold_and_a_client_where_there_is_one() {
        let text = |api: &str, way: &str, more: &str| {
            format!(
                "format=1\nid=\"a\"\nname=\"N\"\napi=\"{api}\"\nenvironment=\"live\"\nbase_address=\"https://a.example\"\nsign_in=[\"{way}\"]\n{more}"
            )
        };
        let shown =
            |api: &str, way: &str, more: &str| card(&file::read(text(api, way, more).as_bytes()).expect("a good file"));
        let esim = shown("truphone-connect", "client-credentials", "[oauth]\nclient_id=\"reseller\"");
        assert!(esim.usable && !esim.sells && esim.float_use.is_none());
        assert_eq!((esim.client_id.as_deref(), esim.client_secret), (Some("reseller"), Some(false)));
        let airtime = shown("21-systems", "password", "");
        assert!(airtime.usable && airtime.sells && airtime.float_use.is_some());
        assert_eq!((airtime.client_id, airtime.client_secret), (None, None));
    }
}
