//! The connection file, format 1: a small TOML text that an administrator hands out.
//!
//! It has no field that could hold a secret, and unknown fields are refused, so a secret cannot be slipped in either.
//! Reading is pure: the caller brings the text and stays below [`MOST_BYTES`]. The README documents the format for
//! people.

mod declared;
mod depth;
mod encoding;
mod error;
mod rate;

pub use encoding::Encoding;
pub use error::{FileError, MOST_BYTES};

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;

use super::address::AddressError;
use super::{
    Api, Connection, ConnectionId, Environment, MOST_CLIENT_ID_BYTES, OAuthSettings, OUT_OF_BAND, Redirect,
    SignInMethod, address, is_one_line, truphone,
};

/// The only format there is.
const FORMAT: i64 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: i64,
    id: String,
    name: String,
    api: Api,
    environment: WrittenEnvironment,
    base_address: String,
    sign_in: Vec<SignInMethod>,
    #[serde(skip_serializing_if = "Option::is_none")]
    colour: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requests_per_second: Option<toml::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_by: Option<toml::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    smallest_deposit: Option<toml::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rest: Option<toml::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    books_one_at_a_time: Option<toml::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    second_debit: Option<toml::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oauth: Option<WrittenOAuth>,
}

/// Practice is built in and cannot be imported.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenEnvironment {
    Live,
    Test,
}

#[derive(Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct WrittenOAuth {
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<Redirect>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pkce: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
}

impl WrittenOAuth {
    /// Whether it says something that only a sign-in of people has.
    fn is_about_a_browser(&self) -> bool {
        self.authorization_address.is_some()
            || self.redirect_uri.is_some()
            || self.issuer.is_some()
            || self.scope.as_deref().is_some_and(|scope| !scope.is_empty())
    }

    /// Whether it says where something is sent, or who asks.
    fn names_a_place(&self) -> bool {
        self.client_id.is_some()
            || self.authorization_address.is_some()
            || self.token_address.is_some()
            || self.redirect_uri.is_some()
            || self.issuer.is_some()
    }
}

/// Reads a connection from the bytes of its file.
///
/// # Errors
/// See [`FileError`]; the sentence names the line or the field.
pub fn read(bytes: &[u8]) -> Result<Connection, FileError> {
    checked(parsed(&text_of(bytes)?)?)
}

/// The text of a file that an administrator wrote: a connection file, or the company's policy.
///
/// # Errors
/// A file that is too large, empty, no text, or nested beyond reason.
pub(crate) fn text_of(bytes: &[u8]) -> Result<Cow<'_, str>, FileError> {
    if bytes.len() > MOST_BYTES {
        return Err(FileError::TooLarge);
    }
    let text = encoding::text(bytes).ok_or(FileError::NotText)?.map_err(|encoding| FileError::Encoding { encoding })?;
    if text.trim().is_empty() {
        return Err(FileError::Empty);
    }
    if depth::is_beyond_reason(&text) {
        return Err(FileError::TooDeep);
    }
    Ok(text)
}

/// The fields of a text in format 1.
///
/// # Errors
/// Another format, or a field that is missing, unknown or of the wrong kind.
pub(crate) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, FileError> {
    #[derive(Deserialize)]
    struct FormatAlone {
        format: i64,
    }
    let format = toml::from_str::<FormatAlone>(text).map_err(|error| unreadable(text, &error))?.format;
    if format != FORMAT {
        return Err(FileError::UnknownFormat { found: format });
    }
    toml::from_str(text).map_err(|error| unreadable(text, &error))
}

/// The number of the line in which a byte of a text stands, counted from 1.
pub(crate) fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// Writes a connection so that [`read`] gives it back: the form in which imported connections are stored.
pub fn write(connection: &Connection) -> String {
    let oauth = &connection.oauth;
    let declared::Lines { used_by, smallest_deposit, rest, books_one_at_a_time, second_debit } =
        declared::write(&connection.declared);
    let written = Written {
        format: FORMAT,
        id: connection.id.to_string(),
        name: connection.name.clone(),
        api: connection.api,
        environment: if connection.environment == Environment::Live {
            WrittenEnvironment::Live
        } else {
            WrittenEnvironment::Test
        },
        base_address: connection.base_address.to_string(),
        sign_in: connection.sign_in.clone(),
        colour: connection.colour.clone(),
        requests_per_second: connection.requests_per_second.map(rate::write),
        used_by,
        smallest_deposit,
        rest,
        books_one_at_a_time,
        second_debit,
        oauth: Some(WrittenOAuth {
            client_id: oauth.client_id.clone(),
            authorization_address: oauth.authorization_address.as_ref().map(ToString::to_string),
            token_address: oauth.token_address.as_ref().map(ToString::to_string),
            redirect: Some(oauth.redirect),
            redirect_uri: oauth.redirect_uri.as_ref().map(ToString::to_string),
            scope: Some(oauth.scope.clone()),
            pkce: Some(oauth.pkce),
            issuer: oauth.issuer.clone(),
        }),
    };
    toml::to_string(&written).expect("every field is a plain value, and tables come last")
}

fn checked(written: Written) -> Result<Connection, FileError> {
    let environment = match written.environment {
        WrittenEnvironment::Live => Environment::Live,
        WrittenEnvironment::Test => Environment::Test,
    };
    let field = |field: &'static str, rule: String| FileError::Field { field, rule };
    let name = crate::text::plain(&written.name, 61);
    if name.is_empty() || name.chars().count() > 60 {
        return Err(field("name", "it must have 1 to 60 characters".to_owned()));
    }
    let base_address = address::service(&written.base_address, environment)
        .map_err(|error| field("base_address", error.to_string()))?;
    match written.api {
        Api::TruphoneConnect => {
            truphone::check(&base_address, environment).map_err(|rule| field("base_address", rule.to_owned()))?;
        }
        Api::TwentyOneSystems | Api::AccountsV1 => {}
    }
    let mut sign_in = written.sign_in;
    let mut seen = Vec::new();
    sign_in.retain(|method| {
        !seen.contains(method) && {
            seen.push(*method);
            true
        }
    });
    if sign_in.is_empty() {
        return Err(field("sign_in", "it must name at least one way to sign in".to_owned()));
    }
    check_service(written.api, &sign_in, written.oauth.as_ref())
        .map_err(|(name, rule)| field(name, rule.to_owned()))?;
    if let Some(colour) = &written.colour {
        if environment != Environment::Test {
            return Err(field("colour", "only a test connection has a colour of its own".to_owned()));
        }
        if colour.len() != 7 || !colour.starts_with('#') || !colour[1..].bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(field("colour", "write it as #rrggbb".to_owned()));
        }
    }
    let Written { used_by, smallest_deposit, rest, books_one_at_a_time, second_debit, .. } = written;
    let declared = declared::read(
        written.api,
        declared::Lines { used_by, smallest_deposit, rest, books_one_at_a_time, second_debit },
    )?;
    let requests_per_second =
        written.requests_per_second.as_ref().map(|value| rate::read(written.api, value)).transpose()?;
    let oauth = written.oauth.unwrap_or_default();
    let service = |name: &'static str, text: Option<String>| {
        text.map(|text| address::service(&text, environment).map_err(|error| field(name, error.to_string())))
            .transpose()
    };
    let bounded = |name: &'static str, text: Option<String>, most: usize| match text {
        // Anything else could not be seen, or would be taken for something else.
        Some(text) if !is_one_line(&text, most) => {
            Err(field(name, format!("it must be one line of at most {most} plain letters, digits and signs")))
        }
        text => Ok(text),
    };
    let redirect = oauth.redirect.unwrap_or(Redirect::Loopback);
    let pkce = oauth.pkce.unwrap_or(true);
    let redirect_uri = match oauth.redirect_uri {
        // A written default means the same as an absent line.
        Some(text) if text == OUT_OF_BAND && redirect == Redirect::Paste => None,
        text => text
            .map(|text| checked_redirect(&text, redirect, pkce).map_err(|rule| field("redirect_uri", rule)))
            .transpose()?,
    };
    if oauth.issuer.is_some() && redirect == Redirect::Paste && redirect_uri.is_none() {
        return Err(field(
            "issuer",
            "a page that shows the code alone names no issuer: write redirect_uri, or leave issuer out".to_owned(),
        ));
    }
    let authorization_address = service("authorization_address", oauth.authorization_address)?;
    if sign_in.contains(&SignInMethod::Browser) {
        let (name, opened) = authorization_address
            .as_ref()
            .map_or(("base_address", &base_address), |address| ("authorization_address", address));
        address::for_browsers(opened).map_err(|error| field(name, error.to_string()))?;
    }
    Ok(Connection {
        id: ConnectionId::new(&written.id).map_err(|error| field("id", error.to_string()))?,
        name,
        api: written.api,
        environment,
        base_address,
        sign_in,
        colour: written.colour,
        requests_per_second,
        declared,
        oauth: OAuthSettings {
            client_id: bounded("client_id", oauth.client_id, MOST_CLIENT_ID_BYTES)?,
            authorization_address,
            token_address: service("token_address", oauth.token_address)?,
            redirect,
            redirect_uri,
            scope: bounded("scope", oauth.scope, 1024)?.unwrap_or_default(),
            pkce,
            issuer: oauth.issuer.map(|text| service("issuer", Some(text.clone())).map(|_| text)).transpose()?,
        },
    })
}

/// Checks the ways to sign in and the lines below `[oauth]` against those that the service has. A line that it does not
/// have is refused by its name and the rule.
fn check_service(
    api: Api,
    sign_in: &[SignInMethod],
    oauth: Option<&WrittenOAuth>,
) -> Result<(), (&'static str, &'static str)> {
    let refused = |name, rule| Err((name, rule));
    match api {
        Api::TwentyOneSystems if sign_in != [SignInMethod::Password] => {
            refused("sign_in", "21 Systems knows the password form only: write [\"password\"]")
        }
        Api::TwentyOneSystems if oauth.is_some_and(WrittenOAuth::names_a_place) => {
            refused("oauth", "21 Systems has no addresses or ids besides base_address")
        }
        Api::AccountsV1 if sign_in.contains(&SignInMethod::ClientCredentials) => refused(
            "sign_in",
            "people sign in to the accounts: write [\"browser\"], [\"password\"] or both, the better one first",
        ),
        Api::AccountsV1 if oauth.and_then(|oauth| oauth.client_id.as_deref()).is_none_or(|id| id.trim().is_empty()) => {
            refused(
                "client_id",
                "the accounts know the till by a client id, which their operator gives out: write it below [oauth]",
            )
        }
        Api::TruphoneConnect if sign_in != [SignInMethod::ClientCredentials] => refused(
            "sign_in",
            "Truphone Connect knows the till by a client id and secret, and no people: write [\"client-credentials\"]",
        ),
        Api::TruphoneConnect if oauth.is_some_and(WrittenOAuth::is_about_a_browser) => refused(
            "oauth",
            "Truphone Connect is signed in to without a browser and without a scope: it has client_id and token_address only",
        ),
        Api::TruphoneConnect
            if oauth.and_then(|oauth| oauth.client_id.as_deref()).is_some_and(|id| id.trim().is_empty()) =>
        {
            refused("client_id", "it is empty: leave the line out, and the import asks for the client id")
        }
        Api::TwentyOneSystems | Api::AccountsV1 | Api::TruphoneConnect => Ok(()),
    }
}

/// A redirect URI that fits how the browser comes back. It is compared letter for letter by the service, so it must
/// stand in the file as browsers write it.
fn checked_redirect(text: &str, redirect: Redirect, pkce: bool) -> Result<Url, String> {
    if text == OUT_OF_BAND {
        return Err(format!(
            "{OUT_OF_BAND} is for redirect = \"paste\": the person copies the code from the service's page"
        ));
    }
    let uri = address::redirect_uri(text).map_err(|error| error.to_string())?;
    // Nobody of ours listens there, so another program that does gets the code; only PKCE makes it useless to that
    // program (RFC 8252 §8.1).
    if redirect == Redirect::Paste && !pkce {
        return Err("with redirect = \"paste\" and pkce = false another program could take the answer there: \
                    leave redirect_uri out, so that the service's page shows the code, or use PKCE"
            .to_owned());
    }
    let expected = match redirect {
        Redirect::Paste => None,
        Redirect::Loopback => Some(("http", "loopback")),
        Redirect::HttpsLoopback => Some(("https", "https-loopback")),
    };
    if let Some((scheme, word)) = expected {
        if uri.scheme() != scheme {
            return Err(format!("with redirect = \"{word}\" it must begin with {scheme}://"));
        }
        let localhost = address::is_localhost(&uri);
        // The listener takes this address and no other, and the service compares the host.
        if !localhost && uri.host_str() != Some("127.0.0.1") {
            return Err(format!("the till listens at 127.0.0.1: write {scheme}://127.0.0.1{}", uri.path()));
        }
        if localhost && uri.port().is_none() {
            return Err(AddressError::NoPort.to_string());
        }
        if uri.path() == "/done" {
            return Err("/done is the till's own page: write another path".to_owned());
        }
    }
    if uri.as_str() != text {
        return Err(format!("write it as browsers do: {uri}"));
    }
    Ok(uri)
}

fn unreadable(text: &str, error: &toml::de::Error) -> FileError {
    let line = error.span().map_or(0, |span| line_at(text, span.start));
    FileError::Unreadable { line, problem: crate::text::plain(error.message(), crate::text::SHOWN_CHARACTERS) }
}

#[cfg(test)]
mod tests;
