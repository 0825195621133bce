//! The look at an authorization endpoint: the page that a browser would be sent to, and how it differs when something is wrong
//! on purpose.
//!
//! A service that asks for a sign-in before it looks at the request shows the same to every request, and nothing can be
//! told. One that refuses a redirect URI nobody registered, and goes on with ours, thereby shows that ours is registered;
//! the same holds for a scope.

use airtill_domain::Secret;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};

use super::page::{Page, Part};
use super::{Finding, Findings, NOT_REGISTERED};
use crate::authorization::{Attempt, AuthorizationEndpoint};
use crate::client::TokenClient;
use crate::error::TokenError;
use crate::transport::Reply;

/// A word that no service knows.
const NO_SCOPE: &str = "airtill-not-a-scope";

pub(super) async fn look(client: &TokenClient, endpoint: &AuthorizationEndpoint, redirect_uri: &str) -> Findings {
    let Some(attempt) = Attempt::new(endpoint, redirect_uri) else {
        return Findings { redirect: Finding::wrong("the redirect URI is not a complete address"), ..Findings::default() };
    };
    let (reply, page) = match ask(client, &attempt).await {
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
    found
}

/// Whether a request that is wrong in one part is refused for it.
async fn refuses(client: &TokenClient, endpoint: &AuthorizationEndpoint, redirect_uri: &str, wrong: Part) -> bool {
    let Some(attempt) = Attempt::new(endpoint, redirect_uri) else { return false };
    matches!(ask(client, &attempt).await, Ok((_, Page::Refuses { part, .. })) if part == wrong)
}

/// Asks for the page of an attempt.
async fn ask(client: &TokenClient, attempt: &Attempt) -> Result<(Reply, Page), TokenError> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("text/html"));
    let reply = client.transport.get(attempt.address(), headers).await?;
    let once: Vec<Secret> = attempt
        .address()
        .query_pairs()
        .filter(|(name, _)| matches!(&**name, "state" | "code_challenge"))
        .map(|(_, value)| Secret::new(value.into_owned()))
        .collect();
    let page = Page::read(&reply, attempt, &once.iter().map(Secret::expose).collect::<Vec<_>>());
    Ok((reply, page))
}
