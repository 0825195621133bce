//! A connection as its card shows it before anything is known of its sign-in and its float, and the key by which
//! requests name it.
//!
//! The parts that only an open connection knows are put over this by the service that it speaks to.

use airtill_contract::{ConnectionKey, ConnectionView, SessionView};
use airtill_domain::{Api, Connection};

use super::Proof;
use crate::learned::Facts;

/// How requests name a connection.
pub fn connection_key(connection: &Connection) -> ConnectionKey {
    ConnectionKey { environment: super::environment(connection.environment), id: connection.id.to_string() }
}

/// What its card says before anybody looked at sign-in and float.
pub fn card(connection: &Connection, usable: bool) -> ConnectionView {
    ConnectionView {
        key: connection_key(connection),
        name: connection.name.clone(),
        api: super::api(connection.api),
        host: connection.host(),
        colour: connection.colour.clone(),
        usable,
        sells: connection.api == Api::TwentyOneSystems,
        sign_in: super::sign_in_ways(connection),
        client_secret: connection.knows_clients().then_some(false),
        https_listener: connection.uses_https_listener(),
        registration: super::registration(connection),
        pkce: super::pkce(connection, &Facts::default()),
        session: SessionView::SignedOut,
        parting: None,
        asker: None,
        float: None,
        float_use: (connection.api == Api::TwentyOneSystems).then(|| {
            let declared = &connection.declared;
            super::float_use(declared, declared, Proof::AccountUnknown, Vec::new())
        }),
        open_doubts: 0,
        alerts: Vec::new(),
        practice_account: None,
    }
}

/// Whether this version can use it.
pub fn usable(api: Api) -> bool {
    matches!(api, Api::TwentyOneSystems | Api::AccountsV1)
}
