//! The options with which the practice accounts start.
//!
//! The defaults are those of a current Doorkeeper with every column: PKCE works, the scope has a default, the login
//! comes first, consent is asked once. Loopback redirects are registered plain and over TLS, an access token lasts two
//! hours.

use std::path::PathBuf;
use std::time::Duration;

use crate::clock::Clock;

/// The client id that is registered unless another is chosen. It is public, like everything in practice.
pub const CLIENT_ID: &str = "b7c1f0a45d2e4f8c9a6b3e7d1c0f5a28e94d6b7a3c2f1e0d8b9a7c6e5f4d3a21";

/// The client secret that goes with [`CLIENT_ID`]: no secret at all.
pub const CLIENT_SECRET: &str = "3f9e2d1c0b8a7f6e5d4c3b2a190817263544f5e6d7c8b9a0f1e2d3c4b5a69788";

/// The redirect URI of a client that has no listener: the code is shown on a page, to be copied.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// Whether the server's tables have the columns for PKCE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pkce {
    /// A challenge is remembered, and its verifier is then needed.
    Supported,
    /// Neither the challenge nor the verifier is looked at, as Doorkeeper does without the columns since 5.5.
    Ignored,
    /// A challenge is ignored, and a verifier is refused, as Doorkeeper 5.0 to 5.4 does without the columns.
    Refused,
}

/// When the old refresh token ends after it was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// With its use, whether or not the answer arrives.
    AtOnce,
    /// When the new access token is first used: a lost answer may be asked for again.
    AtFirstUse,
}

/// The meaning of a blank `scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlankScope {
    /// The server's default scope.
    Default,
    /// An error page, because the server has no default scope. The scope to ask for is `public`.
    Refused,
}

/// The status of a page that names the error of an authorization request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorPages {
    /// 200, as Doorkeeper has it up to 5.6.6.
    Ok,
    /// 401 for a client and 400 for anything else, as later versions have it.
    ByError,
}

/// The fields of a user in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserFields {
    /// The fields of the service's document.
    All,
    /// The fields that every such service has: id, e-mail, role and dates.
    Sure,
}

/// The `iss` parameter of the authorization answer (RFC 9207).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Iss {
    /// There is none, as in the service's documentation.
    Absent,
    /// The base address of this service.
    Own,
    /// Another one, as in a mix-up.
    Other(String),
}

/// The behaviour of the practice accounts.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder in which its users and tokens outlive the process; `None` holds them in memory only. One process at a
    /// time may use a folder.
    pub folder: Option<PathBuf>,
    /// The loopback port; 0 lets the system choose one.
    pub port: u16,
    /// The id of the one client that is registered.
    pub client_id: String,
    /// The secret of that client.
    pub client_secret: String,
    /// The registered redirect URIs. The port of a loopback IP address is ignored, everything else is compared exactly.
    pub redirect_uris: Vec<String>,
    /// Whether PKCE works.
    pub pkce: Pkce,
    /// The meaning of a blank scope.
    pub blank_scope: BlankScope,
    /// When the old refresh token ends.
    pub rotation: Rotation,
    /// The issuer that the authorization answer names.
    pub iss: Iss,
    /// Whether the login is asked for before the request is checked, as in most such services.
    pub login_first: bool,
    /// Whether consent is skipped where the person has a token of this client already.
    pub consent_once: bool,
    /// The status of the pages that name an error.
    pub error_pages: ErrorPages,
    /// The fields of a user.
    pub user_fields: UserFields,
    /// The lifetime of an access token.
    pub access_token_lifetime: Duration,
    /// The duration of the slow exchange.
    pub slow: Duration,
    /// `GET /users/{id}` answers with the signed-in user for every id, as the real service may.
    pub any_id_is_the_own: bool,
    /// How many of the last requests, and of the issued tokens, are remembered word for word; 0 remembers none.
    pub keep_hits: usize,
    /// The wall clock.
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Options {
        let hosts = ["http://127.0.0.1", "https://127.0.0.1", "http://[::1]", "https://[::1]"];
        let paths = ["/callback", "/oauth/callback"];
        let loopback = hosts.iter().flat_map(|host| paths.iter().map(move |path| format!("{host}{path}")));
        Options {
            folder: None,
            port: 0,
            client_id: CLIENT_ID.to_owned(),
            client_secret: CLIENT_SECRET.to_owned(),
            redirect_uris: loopback.chain([OUT_OF_BAND.to_owned()]).collect(),
            pkce: Pkce::Supported,
            blank_scope: BlankScope::Default,
            rotation: Rotation::AtOnce,
            iss: Iss::Absent,
            login_first: true,
            consent_once: true,
            error_pages: ErrorPages::Ok,
            user_fields: UserFields::All,
            access_token_lifetime: Duration::from_secs(7200),
            slow: Duration::from_secs(8),
            any_id_is_the_own: false,
            keep_hits: 10_000,
            clock: Clock::system(),
        }
    }
}
