//! The look at a token endpoint: what it says to a code that nobody was given.
//!
//! A server that gets as far as refusing the code has accepted the client and its secret before it, in the order of RFC 6749
//! §5.2 as Doorkeeper keeps it. It has not looked at the verifier: whether it takes one depends on the code. Whatever else it
//! says is told for what it names and proves nothing more.

use airtill_domain::Secret;
use oauth2::CsrfToken;
use sha2::{Digest, Sha256};
use url::Url;

use super::{Finding, Findings};
use crate::client::TokenClient;
use crate::endpoint::TokenEndpoint;
use crate::error::{DenialKind, SettingsFault, TokenError};
use crate::refusal::{Asked, classify};
use crate::request::{Grant, send};

pub(super) async fn look(client: &TokenClient, endpoint: &TokenEndpoint, redirect_uri: &str, verifier: Option<&Secret>) -> Findings {
    let code = made_up_code();
    // Told as the redirect URI's own fault; the client is looked at all the same.
    let redirect_uri = if Url::parse(redirect_uri).is_ok() { redirect_uri } else { super::NOT_REGISTERED };
    let grant = Grant::Code { code: &code, redirect_uri, verifier };
    let reply = match send(&client.transport, endpoint, &grant).await {
        Ok(reply) => reply,
        Err(error) => return Findings::unanswered(&error),
    };
    let mut found = Findings::answered(client, endpoint.address.scheme() == "https", &reply);
    if matches!(reply.status, 404 | 405 | 406 | 410 | 415) {
        found.host = Finding::wrong(&format!("the host answers, but there is no sign-in at the token address ({})", reply.status));
        return found;
    }
    if (200..=299).contains(&reply.status) && !reply.is_html() {
        found.host = Finding::wrong("the token address answers, but not as a sign-in does");
        return found;
    }
    let mut secrets = vec![code.expose()];
    secrets.extend(verifier.map(Secret::expose));
    secrets.extend(endpoint.client.as_ref().and_then(|client| client.secret.as_ref()).map(Secret::expose));
    let error = classify(&reply, Asked::Code, &secrets);
    let said = |fault: &dyn std::fmt::Display, message: &str| if message.is_empty() { Finding::wrong(&fault.to_string()) } else { Finding::wrong(message) };
    match &error {
        TokenError::Denied { kind: DenialKind::InvalidCode, .. } => {
            if endpoint.client.is_some() {
                found.client = Finding::Good;
            }
        }
        // A body without words: by its status it can only be about who asks.
        TokenError::Denied { message, .. } if reply.status == 401 => found.client = said(&SettingsFault::Client, message),
        TokenError::Settings { fault: fault @ SettingsFault::Client, message } => found.client = said(fault, message),
        TokenError::Settings { fault: fault @ SettingsFault::Pkce, message } => found.pkce = said(fault, message),
        TokenError::Settings { fault: fault @ SettingsFault::Scope, message } => found.scope = said(fault, message),
        // A refusal in the service's own form that is about something else.
        TokenError::Denied { .. } | TokenError::Settings { .. } => {}
        TokenError::Portal => return Findings { clock: Finding::Untold, host: Finding::wrong(&error.to_string()), ..found },
        other => found.host = Finding::wrong(&other.to_string()),
    }
    found
}

/// A code as Doorkeeper makes them, which fits every shape, and which no service has given out.
fn made_up_code() -> Secret {
    let digits = Sha256::digest(CsrfToken::new_random().secret());
    Secret::new(digits.iter().map(|byte| format!("{byte:02x}")).collect())
}
