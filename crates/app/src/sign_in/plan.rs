//! The plan of a sign-in through the browser, made from a connection: addresses, the way back, and the words of the
//! pages.
//!
//! Nothing is bound and nobody is asked here. The words of a connection file are taken as they stand: PKCE, scope and
//! redirect are never changed for a service that refuses them; PKCE is left out where a person chose so for this
//! connection.

use airtill_contract::{ErrorCode, SignInPages};
use airtill_domain::Connection;
use airtill_domain::connection::{Redirect, SignInMethod};
use airtill_domain::text::plain;
use airtill_oauth::TokenEndpoint;
use airtill_oauth::authorization::AuthorizationEndpoint;
use airtill_oauth::loopback::{Door, Leaf, Words};
use tokio_util::sync::CancellationToken;

use super::{Plan, Way};
use crate::TillError;
use crate::learned::Pkce;

/// The longest sentence of a page.
const SENTENCE: usize = 300;

/// Where the browser is sent to sign in, as the connection and the service's page have it.
///
/// # Errors
/// `ConnectionSettings` where the connection has no client id, or no sign-in through the browser.
pub fn authorization(connection: &Connection) -> Result<AuthorizationEndpoint, TillError> {
    let without = |what: &str| TillError::with(ErrorCode::ConnectionSettings, what);
    if !connection.sign_in.contains(&SignInMethod::Browser) {
        return Err(without("this connection has no sign-in through the browser"));
    }
    let oauth = &connection.oauth;
    let address = oauth.authorization_address.clone().unwrap_or_else(|| {
        let mut address = connection.base_address.clone();
        if let Ok(mut segments) = address.path_segments_mut() {
            segments.pop_if_empty().extend(["oauth", "authorize"]);
        }
        address
    });
    Ok(AuthorizationEndpoint {
        address,
        client_id: oauth.client_id.clone().ok_or_else(|| without("the connection file names no client_id"))?,
        scope: oauth.scope.clone(),
        pkce: oauth.pkce,
        // An administrator who writes it into the file knows that the service sends it. Where nobody did, one that
        // comes is passed over, which RFC 9207 §2.4 leaves to the client.
        issuer: oauth.issuer.clone(),
        issuer_always: oauth.issuer.is_some(),
    })
}

/// The whole plan. `pkce` is what is known of it: switched off, it is left out, and where it can be proven it will be.
/// `leaf` is the listener's certificate, where the connection wants one, and whether the browsers trust it.
///
/// # Errors
/// As [`authorization`]; `Internal` where the connection wants a certificate and there is none.
pub fn plan(
    connection: &Connection,
    pkce: Pkce,
    token: TokenEndpoint,
    leaf: Option<(Leaf, bool)>,
    pages: SignInPages,
    over: CancellationToken,
) -> Result<Plan, TillError> {
    if leaf.is_none() && connection.oauth.redirect == Redirect::HttpsLoopback {
        return Err(TillError::with(ErrorCode::Internal, "no certificate can be made on this computer"));
    }
    let (leaf, trusted) = leaf.unzip();
    let trusted = trusted.unwrap_or(false);
    let way = match connection.oauth.redirect {
        Redirect::Paste => Way::Paste { redirect_uri: connection.redirect_to_register() },
        Redirect::Loopback | Redirect::HttpsLoopback => Way::Listen(Door {
            path: connection.redirect_path(),
            port: connection.redirect_port(),
            localhost: connection.redirects_to_localhost(),
            leaf,
        }),
    };
    let mut authorization = authorization(connection)?;
    authorization.pkce &= pkce != Pkce::SwitchedOff;
    let proves = matches!(pkce, Pkce::Unknown | Pkce::Ignored);
    Ok(Plan { authorization, token, way, words: words(pages), trusted, proves, asks: true, over })
}

fn words(pages: SignInPages) -> Words {
    let sentence = |text: String| plain(&text, SENTENCE);
    Words {
        language: pages.language.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(35).collect(),
        right_to_left: pages.right_to_left,
        received: sentence(pages.received),
        denied: sentence(pages.denied),
        failed: sentence(pages.failed),
        already: sentence(pages.already),
        not_ours: sentence(pages.not_ours),
    }
}
