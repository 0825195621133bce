//! The look at an authorization endpoint: the page that a browser would be sent to, and how it differs when something is wrong
//! on purpose.
//!
//! A service that asks for a sign-in before it looks at the request shows the same to every request, and nothing can be
//! told. One that refuses a redirect URI nobody registered, and goes on with ours, thereby shows that ours is registered;
//! the same holds for a scope.

use std::borrow::Cow;

use airtill_domain::Secret;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};
use url::Url;

use super::page::{Page, Part};
use super::{Finding, Findings, NOT_REGISTERED};
use crate::authorization::{Attempt, AuthorizationEndpoint};
use crate::client::TokenClient;
use crate::error::TokenError;
use crate::transport::Reply;

/// Words that no service knows.
const NO_SCOPE: &str = "airtill-not-a-scope";
const NO_METHOD: &str = "airtill-not-a-method";

pub(super) async fn look(client: &TokenClient, endpoint: &AuthorizationEndpoint, redirect_uri: &str) -> Findings {
    let Some(attempt) = Attempt::new(endpoint, redirect_uri) else {
        return Findings { redirect: Finding::wrong("the redirect URI is not a complete address"), ..Findings::default() };
    };
    let (reply, page) = match ask(client, &attempt, attempt.address()).await {
        Ok(seen) => seen,
        Err(error) => return Findings::unanswered(&error),
    };
    let mut found = Findings::answered(client, endpoint.address.scheme() == "https", &reply);
    match &page {
        Page::Refuses { part, message, sent_back } => {
            let wrong = Finding::wrong(message);
            match part {
                Part::Client => found.client = wrong,
                Part::Redirect => found.redirect = wrong,
                Part::Scope => found.scope = wrong,
                Part::Pkce => found.pkce = wrong,
            }
            if *sent_back && *part != Part::Redirect {
                found.redirect = Finding::Good;
            }
            if *sent_back || matches!(part, Part::Client | Part::Redirect) {
                return found;
            }
        }
        Page::Allows => return Findings { redirect: Finding::Good, scope: Finding::Good, ..found },
        Page::SentBack => found.redirect = Finding::Good,
        Page::Asks => {}
        Page::Fails(message) => {
            found.host = Finding::wrong(message);
            return found;
        }
    }
    // What does it say to a redirect URI that cannot be registered?
    let refused = refuses(client, endpoint, NOT_REGISTERED, Part::Redirect).await;
    if refused && found.redirect == Finding::Untold {
        found.redirect = Finding::Good;
    }
    // It looks at requests before anybody signs in: so it has looked at the scope, if it minds scopes at all.
    if (refused || matches!(page, Page::SentBack)) && found.scope == Finding::Untold && !matches!(page, Page::Refuses { .. }) {
        let other = AuthorizationEndpoint { scope: NO_SCOPE.to_owned(), ..endpoint.clone() };
        if refuses(client, &other, redirect_uri, Part::Scope).await {
            found.scope = Finding::Good;
        }
    }
    // And at the challenge, if it knows PKCE: a method that nobody knows is refused then (RFC 7636 §4.4.1).
    if (refused || matches!(page, Page::SentBack)) && endpoint.pkce && found.pkce == Finding::Untold && !matches!(page, Page::Refuses { .. }) {
        let unknown = with_unknown_method(&attempt);
        match ask(client, &attempt, &unknown).await {
            Ok((_, Page::Refuses { part: Part::Pkce, .. })) => found.pkce = Finding::Good,
            Ok((_, Page::Asks | Page::SentBack)) => found.pkce = Finding::wrong("the service does not look at the challenge: it knows no PKCE"),
            _ => {}
        }
    }
    found
}

/// The address of an attempt with a challenge method that no service knows.
fn with_unknown_method(attempt: &Attempt) -> Url {
    let mut address = attempt.address().clone();
    let changed = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
        let value = if name == "code_challenge_method" { NO_METHOD.to_owned() } else { value.into_owned() };
        (name.into_owned(), value)
    };
    let pairs: Vec<_> = attempt.address().query_pairs().map(changed).collect();
    address.query_pairs_mut().clear().extend_pairs(pairs);
    address
}

/// Whether a request that is wrong in one part is refused for it.
async fn refuses(client: &TokenClient, endpoint: &AuthorizationEndpoint, redirect_uri: &str, wrong: Part) -> bool {
    let Some(attempt) = Attempt::new(endpoint, redirect_uri) else { return false };
    matches!(ask(client, &attempt, attempt.address()).await, Ok((_, Page::Refuses { part, .. })) if part == wrong)
}

/// Asks for the page of an attempt at its address, or at one that is wrong on purpose.
async fn ask(client: &TokenClient, attempt: &Attempt, address: &Url) -> Result<(Reply, Page), TokenError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("text/html"));
    let reply = client.transport.get(address, headers).await?;
    let once: Vec<Secret> = attempt
        .address()
        .query_pairs()
        .filter(|(name, _)| matches!(&**name, "state" | "code_challenge"))
        .map(|(_, value)| Secret::new(value.into_owned()))
        .collect();
    let page = Page::read(&reply, attempt, &once.iter().map(Secret::expose).collect::<Vec<_>>());
    Ok((reply, page))
}
