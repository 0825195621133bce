//! The look at a token endpoint: its answer to a code that was never given out.
//!
//! A server that gets as far as refusing the code has accepted the client and its secret before it, in the order of RFC
//! 6749 §5.2 as Doorkeeper follows it. It has not looked at the verifier: whether it takes one depends on the code. Any
//! other answer is reported for the part that it names and proves nothing more.

use airtill_domain::Secret;
use airtill_http::Reply;
use oauth2::CsrfToken;
use sha2::{Digest, Sha256};
use url::Url;

use super::findings::{Finding, Findings, NOT_REGISTERED};
use super::flaw::Flaw;
use crate::client::TokenClient;
use crate::endpoint::TokenEndpoint;
use crate::error::{DenialKind, TokenError};
use crate::refusal::{Asked, classify};
use crate::request::{Grant, send};

pub(super) async fn look(
    client: &TokenClient,
    endpoint: &TokenEndpoint,
    redirect_uri: &str,
    verifier: Option<&Secret>,
) -> Findings {
    let code = made_up_code();
    // Reported as the redirect URI's own error; the client is looked at all the same.
    let redirect_uri = if Url::parse(redirect_uri).is_ok() { redirect_uri } else { NOT_REGISTERED };
    let grant = Grant::Code { code: &code, redirect_uri, verifier };
    let reply = match send(&client.transport, endpoint, &grant).await {
        Ok(reply) => reply,
        Err(error) => return Findings::unanswered(&error, &endpoint.address),
    };
    let mut found = Findings::answered(client, endpoint.address.scheme() == "https", &reply);
    if (200..=299).contains(&reply.status) && !reply.is_html() {
        found.service = Finding::wrong(Flaw::NoSignIn, "");
        return found;
    }
    let mut secrets = vec![code.expose()];
    secrets.extend(verifier.map(Secret::expose));
    secrets.extend(endpoint.client.as_ref().and_then(|client| client.secret.as_ref()).map(Secret::expose));
    refused(found, endpoint, &reply, Asked::Code, &secrets)
}

/// The findings from an answer that brought no tokens.
pub(super) fn refused(
    mut found: Findings,
    endpoint: &TokenEndpoint,
    reply: &Reply,
    asked: Asked,
    secrets: &[&str],
) -> Findings {
    if matches!(reply.status, 404 | 405 | 406 | 410 | 415) {
        found.service = Finding::wrong(Flaw::NoTokenAddress, &reply.status.to_string());
        return found;
    }
    let error = classify(reply, asked, secrets);
    let flaw = Flaw::of(&error);
    // A refusal in the words of RFC 6749 comes from a sign-in endpoint, for any reason.
    if matches!(error, TokenError::Settings { .. } | TokenError::Denied { kind: DenialKind::InvalidCode, .. }) {
        found.service = Finding::Good;
    }
    match &error {
        TokenError::Denied { kind: DenialKind::InvalidCode, .. } if endpoint.client.is_some() => {
            found.client = Finding::Good
        }
        // A body without words: by its status it can only be about the client.
        TokenError::Denied { message, .. } if reply.status == 401 => {
            found.client = Finding::wrong(Flaw::Client, message)
        }
        TokenError::Settings { message, .. } => match flaw {
            Flaw::Client => found.client = Finding::wrong(flaw, message),
            Flaw::PkceRefused => found.pkce = Finding::wrong(flaw, message),
            Flaw::Scope => found.scope = Finding::wrong(flaw, message),
            // A refusal in the service's own form that is about something else.
            _ => {}
        },
        TokenError::Denied { .. } | TokenError::SignInAgain => {}
        TokenError::Portal => {
            return Findings {
                clock: Finding::NotShown,
                host: Finding::wrong(flaw, endpoint.address.authority()),
                ..found
            };
        }
        TokenError::Odd { error } => found.service = Finding::wrong(flaw, &error.to_string()),
        TokenError::Offline { .. }
        | TokenError::Proxy { .. }
        | TokenError::Certificate { .. }
        | TokenError::Busy { .. }
        | TokenError::RateLimited { .. }
        | TokenError::TooBig => {
            found.service = Finding::wrong(flaw, "");
        }
    }
    found
}

/// A code as Doorkeeper makes them, which fits every shape, and which no service has given out.
fn made_up_code() -> Secret {
    let digits = Sha256::digest(CsrfToken::new_random().secret());
    Secret::new(digits.iter().map(|byte| format!("{byte:02x}")).collect())
}
