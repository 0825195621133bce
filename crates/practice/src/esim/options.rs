//! The options with which the practice eSIM service starts.
//!
//! The defaults are those of the service's page: access tokens last five minutes, refresh tokens thirty, and a Keycloak
//! of today answers. An order is fulfilled after a few seconds. The changes that a trainer makes while it runs are in
//! `troubles`.

use std::path::PathBuf;
use std::time::Duration;

use crate::clock::Clock;

/// The client id with the role `ACCOUNT_MANAGER`. It is public, like everything in practice.
pub const CLIENT_ID: &str = "practice-account-manager";

/// The client id with the role `RESELLER`, which has no customers.
pub const RESELLER_ID: &str = "practice-reseller";

/// The client secret of both: no secret at all. Its characters need form encoding.
pub const CLIENT_SECRET: &str = "Practice+8%&=?/ secret";

/// The role of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Orders, products, SIMs, subscriptions, notifications.
    Reseller,
    /// A reseller who also has customers.
    AccountManager,
}

/// A client that the token endpoint knows.
#[derive(Clone, Debug)]
pub struct Client {
    /// The id, as a token request names it.
    pub id: String,
    /// Its secret, in the clear.
    pub secret: String,
    /// Its role at the service.
    pub role: Role,
    /// Whether it is enabled at the token endpoint.
    pub enabled: bool,
    /// Whether it may use its own credentials as a grant.
    pub service_account: bool,
}

impl Client {
    /// An enabled client of this role.
    pub fn new(id: &str, secret: &str, role: Role) -> Client {
        Client { id: id.to_owned(), secret: secret.to_owned(), role, enabled: true, service_account: true }
    }
}

/// The age of the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keycloak {
    /// A wrong client is answered with 401.
    Current,
    /// A wrong client is answered with 400.
    Old,
}

/// The form of an answer that holds no refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshTokens {
    /// There is one.
    Given,
    /// There is none, and `refresh_expires_in` is 0.
    Zero,
    /// There is none, and no field says so.
    Absent,
}

/// The answer about an ICCID or an id that the service does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// 403, as for a resource of another client.
    Forbidden,
    /// 404, which no document has.
    NotFound,
    /// 400, as for a wrong parameter.
    BadRequest,
}

/// The times of an order, from its acceptance on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// When it becomes `FULFILLING`.
    pub fulfilling: Duration,
    /// When it becomes `COMPLETED` or `FAILED`.
    pub ended: Duration,
}

/// How many requests a client may send to one endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The most requests that are answered within the time.
    pub requests: usize,
    /// The length of the time, which may begin at any moment.
    pub within: Duration,
}

/// The behaviour of the practice eSIM service.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder in which orders, SIMs and customers outlive the process; `None` holds them in memory only. Tokens
    /// always end with the process. One process at a time may use a folder.
    pub folder: Option<PathBuf>,
    /// The loopback port; 0 lets the system choose one.
    pub port: u16,
    /// The clients that are registered.
    pub clients: Vec<Client>,
    /// The age of the token endpoint.
    pub keycloak: Keycloak,
    /// Whether token answers hold a refresh token.
    pub refresh_tokens: RefreshTokens,
    /// The lifetime of an access token.
    pub access_token_lifetime: Duration,
    /// The lifetime of an unused refresh token.
    pub refresh_token_lifetime: Duration,
    /// The lifetime of a session: no refresh token outlives it.
    pub session_lifetime: Duration,
    /// The times of an order.
    pub pace: Pace,
    /// The answer about things that the service does not know.
    pub unknown: Unknown,
    /// The least number of products in the catalogue.
    pub products: usize,
    /// How many subscriptions a page holds unless the request says so.
    pub page_size: usize,
    /// The limit that answers with 429; `None` never does.
    pub limit: Option<Limit>,
    /// How many of the last requests, and of the issued tokens, are remembered word for word; 0 remembers none.
    pub keep_hits: usize,
    /// The wall clock.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            folder: None,
            port: 0,
            clients: vec![
                Client::new(CLIENT_ID, CLIENT_SECRET, Role::AccountManager),
                Client::new(RESELLER_ID, CLIENT_SECRET, Role::Reseller),
            ],
            keycloak: Keycloak::Current,
            refresh_tokens: RefreshTokens::Given,
            access_token_lifetime: Duration::from_secs(5 * 60),
            refresh_token_lifetime: Duration::from_secs(30 * 60),
            session_lifetime: Duration::from_secs(10 * 60 * 60),
            pace: Pace { fulfilling: Duration::from_secs(2), ended: Duration::from_secs(6) },
            unknown: Unknown::Forbidden,
            products: 0,
            page_size: 20,
            limit: None,
            keep_hits: 10_000,
            clock: Clock::system(),
        }
    }
}
