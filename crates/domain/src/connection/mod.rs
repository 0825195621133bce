//! One service that a company uses, as an administrator describes it in a connection file.
//!
//! A connection holds addresses and ids, never secrets: no field here could hold one. [`mod@file`] reads the file
//! format; [`address`] decides which addresses are allowed where; `redirect` says where the browser comes back to;
//! `declared` holds what an administrator says of the float.

pub mod address;
mod declared;
mod environment;
pub mod file;
mod redirect;
mod truphone;

use std::fmt;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use url::Url;

pub use declared::{Declarations, SecondDebit, UsedBy};
pub use environment::Environment;
pub use redirect::OUT_OF_BAND;

/// The longest client id.
const MOST_CLIENT_ID_BYTES: usize = 256;

/// Names a connection in files, ledgers and vaults: 1 to 40 of `a-z`, `0-9` and `-`, starting and ending without `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ConnectionId(String);

/// A text that cannot name a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to 40 of a-z, 0-9 and -, and no name that Windows keeps for itself")]
pub struct IdError;

impl ConnectionId {
    /// Checks the alphabet, the length, and the device names of Windows, since ids become file names.
    ///
    /// # Errors
    /// Any text that is not such an id.
    pub fn new(text: &str) -> Result<Self, IdError> {
        let shaped = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        let device = matches!(text, "con" | "prn" | "aux" | "nul")
            || (text.len() == 4
                && (text.starts_with("com") || text.starts_with("lpt"))
                && text.as_bytes()[3].is_ascii_digit());
        if shaped && !device { Ok(Self(text.to_owned())) } else { Err(IdError) }
    }

    /// The id itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ConnectionId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        Self::new(&text)
    }
}

impl From<ConnectionId> for String {
    fn from(id: ConnectionId) -> String {
        id.0
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which of the three services a connection speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    /// 21 Systems airtime API v1.2.
    #[serde(rename = "21-systems")]
    TwentyOneSystems,
    /// The company's RESTful API v1.
    #[serde(rename = "accounts-v1")]
    AccountsV1,
    /// Truphone Connect API v1.
    #[serde(rename = "truphone-connect")]
    TruphoneConnect,
}

/// Whether a text can be a client id: 1 to 256 visible ASCII characters and spaces (RFC 6749 appendix A.1), not all of
/// them spaces.
pub fn is_client_id(text: &str) -> bool {
    !text.trim().is_empty() && is_one_line(text, MOST_CLIENT_ID_BYTES)
}

/// Whether a text is at most `most` characters that can be seen, or spaces (RFC 6749 appendix A.1 and A.4).
fn is_one_line(text: &str, most: usize) -> bool {
    text.len() <= most && text.bytes().all(|b| (b' '..=b'~').contains(&b))
}

/// How a person signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInMethod {
    /// First-party form for user name and password (RFC 6749 §4.3).
    Password,
    /// Authorization code through the system browser (RFC 6749 §4.1, RFC 8252).
    Browser,
    /// Client id and secret that the administrator gave (RFC 6749 §4.4).
    ClientCredentials,
}

/// How the browser's answer comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Redirect {
    /// `http://127.0.0.1:<port>/…`.
    Loopback,
    /// `https://127.0.0.1:<port>/…` with a leaf certificate of our own.
    HttpsLoopback,
    /// The person pastes the address, or the code where the redirect URI is [`OUT_OF_BAND`].
    Paste,
}

/// One service, ready to be used. Equal fields mean the same connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Unique within its environment.
    pub id: ConnectionId,
    /// The name that people see, at most 60 characters.
    pub name: String,
    /// Which service it is.
    pub api: Api,
    /// Whether money is real.
    pub environment: Environment,
    /// Where the service's own paths begin; no query, no fragment.
    pub base_address: Url,
    /// The ways to sign in, best first, at least one.
    pub sign_in: Vec<SignInMethod>,
    /// `#rrggbb` for a test connection that an administrator wants to mark.
    pub colour: Option<String>,
    /// The most requests that the service takes from this client in a second, where its operator says so.
    pub requests_per_second: Option<NonZeroU32>,
    /// The administrator's declarations of its float; [`Declarations::default`] for a service without one.
    pub declared: Declarations,
    /// The OAuth settings that signing in by browser or with client credentials needs.
    pub oauth: OAuthSettings,
}

/// The OAuth settings of a connection; 21 Systems needs none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthSettings {
    /// The public id of the client, if the service gives one. Never its secret.
    pub client_id: Option<String>,
    /// Where the browser is sent, if not below the base address.
    pub authorization_address: Option<Url>,
    /// Where tokens are asked for, if not below the base address.
    pub token_address: Option<Url>,
    /// How the browser's answer comes back.
    pub redirect: Redirect,
    /// The registered redirect URI, if it is not the till's own; see [`Connection::redirect_to_register`].
    pub redirect_uri: Option<Url>,
    /// The scope to ask for; empty sends none.
    pub scope: String,
    /// Whether PKCE S256 is used (RFC 7636); on unless the file says otherwise.
    pub pkce: bool,
    /// How the service names itself in its answers (RFC 9207), letter for letter as in the file: an answer without it
    /// is refused. `None` where nobody knows that it does.
    pub issuer: Option<String>,
}

impl Connection {
    /// The host that passwords and orders go to, IDN in punycode, with its port if it is not the scheme's own.
    pub fn host(&self) -> String {
        address::host_and_port(&self.base_address)
    }

    /// Every other host that would be spoken to; each needs a confirmation of its own.
    pub fn other_hosts(&self) -> Vec<String> {
        let own = self.host();
        let mut others: Vec<String> = [&self.oauth.authorization_address, &self.oauth.token_address]
            .into_iter()
            .flatten()
            .map(address::host_and_port)
            .filter(|h| *h != own)
            .collect();
        others.sort();
        others.dedup();
        others
    }

    /// Whether the service knows the till as a client with an id, and perhaps a secret.
    pub fn knows_clients(&self) -> bool {
        match self.api {
            Api::TwentyOneSystems => false,
            Api::AccountsV1 | Api::TruphoneConnect => true,
        }
    }

    /// Whether the till signs in as a client of its own, without a person (RFC 6749 §4.4).
    pub fn signs_in_as_client(&self) -> bool {
        self.sign_in.contains(&SignInMethod::ClientCredentials)
    }

    /// Whether the browser comes back over HTTPS, to a certificate of this computer's own.
    pub fn uses_https_listener(&self) -> bool {
        self.sign_in.contains(&SignInMethod::Browser) && self.oauth.redirect == Redirect::HttpsLoopback
    }

    /// Where secrets are good for, every address that could ever get one included: they are dropped when any part
    /// changes.
    pub fn secret_binding(&self) -> String {
        let token = self.oauth.token_address.as_ref().map_or("", Url::as_str);
        format!(
            "{}|{}|{}|{token}|{}",
            self.environment.word(),
            self.id,
            self.base_address,
            self.oauth.client_id.as_deref().unwrap_or("")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c06_an_id_is_safe_as_a_file_name_everywhere() {
        let long = "a".repeat(41);
        for bad in [
            "",
            "../x",
            "a/b",
            "CON",
            "con",
            "nul",
            "com1",
            "lpt9",
            "A",
            "a b",
            "a\0",
            "-a",
            "a-",
            ".",
            "é",
            long.as_str(),
        ] {
            assert!(ConnectionId::new(bad).is_err(), "{bad:?}");
        }
        for good in ["a", "21-systems", "juba-shop-2"] {
            assert!(ConnectionId::new(good).is_ok(), "{good:?}");
        }
    }
}
