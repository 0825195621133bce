//! The decoder of answers that bring no tokens: the class of [`TokenError`] of each.
//!
//! It understands `{error, error_description}` (RFC 6749 §5.2), GoTrue's `{code, msg}`, Truphone's `{type, messages}`,
//! Bearer challenges, empty bodies and pages. The rule with the largest consequence: only a JSON `invalid_grant` with a
//! 4xx status, answering a refresh, says that a refresh token is spent.
//!
//! | status | body | class |
//! | --- | --- | --- |
//! | 3xx, 407, 511; 2xx with a page; 400 and 401 with a page and no Bearer challenge | any | the network's |
//! | 429 / 408, 425, 5xx | any, of any length | too many / down |
//! | other 4xx | JSON | by its words |
//! | other 4xx | empty, a page, packed or endless | by the Bearer challenge, then by the status |

use airtill_domain::text::{SHOWN_CHARACTERS, plain_without};
use airtill_http::Bearer;
use airtill_http::Fields;
use airtill_http::Reply;
use zeroize::Zeroizing;

use crate::error::{DenialKind, OddError, SettingsError, TokenError};

/// The parameters that a request may lack or hold too many of; Doorkeeper says "Missing required parameter:
/// code_verifier."
const PKCE_PARAMETERS: [&str; 4] = ["code_verifier", "code_challenge", "code verifier", "code challenge"];
/// The most characters of a service's word in the log.
const LOGGED_CHARACTERS: usize = 200;

/// The kind of request that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Password,
    Code,
    Refresh,
    Client,
    SignOut,
    Revoke,
}

/// Classes an answer that does not have the form of success. `secrets` are the secrets of the request: a server that
/// echoes one must not get it shown.
pub(crate) fn classify(reply: &Reply, asked: Asked, secrets: &[&str]) -> TokenError {
    let fields = if reply.is_readable() { Fields::read(&reply.body) } else { None };
    for_support(reply.status, asked, fields.as_ref(), secrets);
    let challenge = reply.challenge();
    match reply.status {
        300..=399 | 407 | 511 => return TokenError::Portal,
        429 => return TokenError::RateLimited { retry_after: reply.retry_after() },
        408 | 425 | 500..=599 => return TokenError::Busy { retry_after: reply.retry_after() },
        200..=299 | 400 | 401 if reply.is_html() && !reply.is_encoded() && challenge.is_none() => {
            return TokenError::Portal;
        }
        400..=499 => {}
        _ if reply.is_encoded() => return TokenError::Odd { error: OddError::Encoded },
        200..=299 if !reply.whole => return TokenError::TooBig,
        other => return TokenError::Odd { error: OddError::Status(other) },
    }
    let words = |text: Option<String>| Words::new(&text.unwrap_or_default(), secrets);
    let Some(fields) = fields else {
        if let Some(bearer) = challenge {
            return by_challenge(bearer, reply, asked, secrets);
        }
        let status = by_status(reply.status, asked, String::new());
        return match status {
            // "404 page not found" comes from a server that knows nothing of sign-ins, "Forbidden" from one that does.
            TokenError::Settings { .. }
            | TokenError::SignInAgain
            | TokenError::Denied { kind: DenialKind::Other, .. } => status,
            _ if reply.is_empty() || reply.is_html() && reply.whole && !reply.is_encoded() => status,
            _ if reply.is_encoded() => TokenError::Odd { error: OddError::Encoded },
            _ if !reply.whole => TokenError::TooBig,
            _ => TokenError::Odd { error: OddError::NotJson },
        };
    };
    if let Some(error) = fields.text("error") {
        return by_error(&error, words(fields.text("error_description")), reply, asked, secrets);
    }
    if fields.raw("code").is_some() || fields.raw("msg").is_some() {
        return by_words(words(fields.text("msg")), reply.status, asked);
    }
    if fields.raw("type").is_some() || fields.raw("messages").is_some() {
        return by_status(reply.status, asked, words(fields.texts("messages").map(|all| all.join(" "))).shown);
    }
    by_status(reply.status, asked, String::new())
}

/// Logs the details that a support call needs and no screen has room for: the service's own word for its error, and its
/// number for it.
fn for_support(status: u16, asked: Asked, fields: Option<&Fields<'_>>, secrets: &[&str]) {
    let logged =
        |key| fields.and_then(|fields| fields.text(key)).map(|text| plain_without(&text, secrets, LOGGED_CHARACTERS));
    tracing::info!(
        status,
        ?asked,
        error = logged("error"),
        error_code = logged("error_code"),
        error_id = logged("error_id"),
        "no tokens"
    );
}

/// By the `error` word of RFC 6749 §5.2.
fn by_error(error: &str, words: Words, reply: &Reply, asked: Asked, secrets: &[&str]) -> TokenError {
    let (kind, about_pkce) =
        (words.kind(), words.have(&["pkce"]) || error == "invalid_request" && words.have(&PKCE_PARAMETERS));
    let message = words.shown;
    if asked == Asked::Client {
        return by_client_error(error, message, reply);
    }
    let settings = |error| TokenError::Settings { error, message: message.clone() };
    match error {
        "invalid_grant" if asked == Asked::Refresh => {
            TokenError::Denied { kind: DenialKind::InvalidRefreshToken, message }
        }
        "invalid_grant" if asked == Asked::Code => TokenError::Denied { kind: DenialKind::InvalidCode, message },
        "invalid_grant" if asked == Asked::Password => match kind {
            DenialKind::Other => TokenError::Denied { kind: DenialKind::WrongPassword, message },
            kind => TokenError::Denied { kind, message },
        },
        _ if about_pkce => settings(SettingsError::Pkce),
        "invalid_client" | "unauthorized_client" => settings(SettingsError::Client),
        "invalid_scope" => settings(SettingsError::Scope),
        "invalid_request" | "unsupported_grant_type" => settings(SettingsError::Request),
        "temporarily_unavailable" | "server_error" => TokenError::Busy { retry_after: reply.retry_after() },
        // An undocumented word is the only information of this answer.
        unknown if message.is_empty() => by_status(reply.status, asked, Words::new(unknown, secrets).shown),
        _ => by_status(reply.status, asked, message),
    }
}

/// By the word and the status of an answer to a client that asks for itself, never by the text: Keycloak's texts differ
/// from version to version. It says 401 `unauthorized_client` (400 in old versions) of a wrong secret,
/// `invalid_client` of an unknown client, and 401 `invalid_request` of one that was disabled.
fn by_client_error(error: &str, message: String, reply: &Reply) -> TokenError {
    let settings = |error, message| TokenError::Settings { error, message };
    match (error, reply.status) {
        ("invalid_client" | "unauthorized_client", _) | (_, 401) => settings(SettingsError::Client, message),
        ("invalid_scope", _) => settings(SettingsError::Scope, message),
        ("invalid_request" | "unsupported_grant_type", _) => settings(SettingsError::Request, message),
        ("temporarily_unavailable" | "server_error", _) => TokenError::Busy { retry_after: reply.retry_after() },
        (_, status) => by_status(status, Asked::Client, message),
    }
}

/// A challenge where no JSON came: the word in it counts like one in the body, except that it never spends a refresh
/// token.
fn by_challenge(bearer: Bearer, reply: &Reply, asked: Asked, secrets: &[&str]) -> TokenError {
    let words = Words::new(&bearer.description.unwrap_or_default(), secrets);
    match bearer.error {
        Some(error) if error != "invalid_grant" && asked != Asked::SignOut => {
            by_error(&error, words, reply, asked, secrets)
        }
        _ => by_status(reply.status, asked, words.shown),
    }
}

/// A refusal in the second shape of GoTrue, where only the words distinguish a wrong password from the rest.
fn by_words(words: Words, status: u16, asked: Asked) -> TokenError {
    match words.kind() {
        DenialKind::Other => by_status(status, asked, words.shown),
        kind if asked == Asked::Password => TokenError::Denied { kind, message: words.shown },
        _ => by_status(status, asked, words.shown),
    }
}

/// The words of the server, twice.
struct Words {
    /// In lower case, for matching, and never shown: a person may have typed `invalid password` for theirs.
    said: Zeroizing<String>,
    /// Fit for a screen; empty where a secret of the request stands in it.
    shown: String,
}

impl Words {
    fn new(text: &str, secrets: &[&str]) -> Self {
        Self { said: Zeroizing::new(text.to_ascii_lowercase()), shown: plain_without(text, secrets, SHOWN_CHARACTERS) }
    }

    fn have(&self, known: &[&str]) -> bool {
        known.iter().any(|known| self.said.contains(known))
    }

    fn kind(&self) -> DenialKind {
        if self.have(&["not confirmed"]) {
            DenialKind::EmailNotConfirmed
        } else if self.have(&[
            "invalid password",
            "invalid login",
            "invalid credentials",
            "no user found",
            "user not found",
        ]) {
            DenialKind::WrongPassword
        } else {
            DenialKind::Other
        }
    }
}

fn by_status(status: u16, asked: Asked, message: String) -> TokenError {
    match status {
        401 if asked == Asked::SignOut => TokenError::SignInAgain,
        404 | 405 | 406 | 410 | 415 => TokenError::Settings { error: SettingsError::NoSuchPlace, message },
        400 | 401 | 409 | 422 | 423 if message.is_empty() => {
            TokenError::Denied { kind: DenialKind::Unexplained, message }
        }
        400 | 401 | 403 | 409 | 422 | 423 => TokenError::Denied { kind: DenialKind::Other, message },
        other => TokenError::Odd { error: OddError::Status(other) },
    }
}

#[cfg(test)]
mod tests;
