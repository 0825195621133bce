//! The look at an authorization endpoint: the page that a browser would be sent to, and its difference from the page of
//! a request that is wrong on purpose.
//!
//! A service that asks for a sign-in before it looks at the request shows the same page to every request, and nothing
//! can be found out. One that refuses a redirect URI that is not registered, and goes on with ours, thereby shows that
//! ours is registered. A scope is examined in the same way. A refusal in unknown words is recognised by its face: where
//! our request and one that is wrong in one part alone show one page, the page is about that part.

use std::borrow::Cow;

use airtill_domain::Secret;
use airtill_http::Reply;
use http::header::ACCEPT;
use http::{HeaderMap, HeaderValue};
use url::Url;

use super::findings::{Finding, Findings, NOT_REGISTERED};
use super::flaw::Flaw;
use super::page::{Face, Page, Part};
use crate::authorization::{Attempt, AuthorizationEndpoint};
use crate::client::TokenClient;
use crate::error::TokenError;

/// Words that no service knows as a scope.
const NO_SCOPE: &str = "airtill-not-a-scope";
const NO_METHOD: &str = "airtill-not-a-method";
const NO_CLIENT: &str = "airtill-not-a-client";

/// The outcome of one request.
struct Seen {
    reply: Reply,
    page: Page,
    face: Face,
}

impl Seen {
    /// Whether a person could go on from here.
    fn goes_on(&self) -> bool {
        matches!(self.page, Page::Asks | Page::SentBack)
    }

    /// Whether this refuses a request that is wrong in `part` alone: by its words, or because the right one goes on and
    /// this one does not. A 403 may come from a gateway before the service.
    fn refuses(&self, part: Part, right: &Seen) -> bool {
        match &self.page {
            Page::Refuses { part: named, .. } => *named == part,
            Page::DeadEnd(_) => right.goes_on() && self.reply.status != 403,
            Page::Asks | Page::SentBack | Page::Allows | Page::Fails(..) => false,
        }
    }
}

/// A connection's authorization endpoint, and the client that looks at it.
struct Look<'a> {
    client: &'a TokenClient,
    endpoint: &'a AuthorizationEndpoint,
    redirect_uri: &'a str,
}

pub(super) async fn look(client: &TokenClient, endpoint: &AuthorizationEndpoint, redirect_uri: &str) -> Findings {
    let Some(attempt) = Attempt::new(endpoint, redirect_uri) else {
        return Findings { redirect: Finding::wrong(Flaw::RedirectUnreadable, ""), ..Findings::default() };
    };
    let right = match ask(client, &attempt, attempt.address()).await {
        Ok(seen) => seen,
        Err(error) => return Findings::unanswered(&error, &endpoint.address),
    };
    let found = Findings::answered(client, endpoint.address.scheme() == "https", &right.reply);
    let look = Look { client, endpoint, redirect_uri };
    match &right.page {
        Page::Allows => Findings { redirect: Finding::Good, scope: Finding::Good, ..found },
        Page::Fails(Flaw::Portal, _) => {
            Findings { host: Finding::wrong(Flaw::Portal, endpoint.address.authority()), ..Findings::default() }
        }
        Page::Fails(flaw, message) => Findings { service: Finding::wrong(*flaw, message), ..found },
        Page::DeadEnd(shown) => look.explain(&right, shown, found).await,
        Page::Refuses { part, message, sent_back } => look.believe(*part, message, *sent_back, found).await,
        Page::Asks | Page::SentBack => look.compare(&right, &attempt, found).await,
    }
}

impl Look<'_> {
    /// The findings from the service's own words.
    async fn believe(&self, part: Part, message: &str, sent_back: bool, mut found: Findings) -> Findings {
        match part {
            Part::Client => found.client = Finding::wrong(Flaw::Client, message),
            Part::Redirect => found.redirect = Finding::wrong(Flaw::RedirectUnknown, message),
            Part::Scope => found.scope = Finding::wrong(Flaw::Scope, message),
            Part::Pkce => found.pkce = Finding::wrong(Flaw::PkceRefused, message),
        }
        if matches!(part, Part::Client | Part::Redirect) {
            if sent_back && part == Part::Client {
                found.redirect = Finding::Good;
            }
            return found;
        }
        // It came to the step behind the redirect URI, if it checks redirect URIs.
        let minds = sent_back
            || self
                .unregistered()
                .await
                .is_some_and(|seen| matches!(seen.page, Page::Refuses { part: Part::Redirect, .. }));
        if minds {
            found.redirect = Finding::Good;
        }
        found
    }

    /// The findings from a page on which nobody can go on: it is about the part in which another request with the same
    /// page is wrong.
    async fn explain(&self, right: &Seen, shown: &str, mut found: Findings) -> Findings {
        let same = |other: &Option<Seen>| other.as_ref().is_some_and(|other| other.face == right.face);
        let unregistered = self.unregistered().await;
        if same(&unregistered) {
            let unknown =
                self.with(&AuthorizationEndpoint { client_id: NO_CLIENT.to_owned(), ..self.endpoint.clone() }).await;
            // Where an unknown client gets it too, it is about the client or about everything: the token endpoint shows
            // which.
            if unknown.is_some() && !same(&unknown) {
                found.redirect = Finding::wrong(Flaw::RedirectUnknown, shown);
                return found;
            }
        } else if same(&self.with(&AuthorizationEndpoint { scope: NO_SCOPE.to_owned(), ..self.endpoint.clone() }).await)
        {
            (found.redirect, found.scope) = (Finding::Good, Finding::wrong(Flaw::Scope, shown));
            return found;
        }
        found.service = Finding::wrong(Flaw::PageUnexplained, shown);
        found
    }

    /// The service would go on with our request: does it with one that is wrong?
    async fn compare(&self, right: &Seen, attempt: &Attempt, mut found: Findings) -> Findings {
        let refuses = |seen: Option<Seen>, part| seen.is_some_and(|seen| seen.refuses(part, right));
        let minds = refuses(self.unregistered().await, Part::Redirect);
        let sent_back = right.page == Page::SentBack;
        if minds || sent_back {
            found.redirect = Finding::Good;
        } else {
            return found;
        }
        // It looks at requests before anybody signs in: so it has looked at the scope, if it checks scopes at all.
        if refuses(
            self.with(&AuthorizationEndpoint { scope: NO_SCOPE.to_owned(), ..self.endpoint.clone() }).await,
            Part::Scope,
        ) {
            found.scope = Finding::Good;
        }
        // And at the challenge, if it knows PKCE: an unknown method is refused then (RFC 7636 §4.4.1).
        if self.endpoint.pkce
            && let Ok(seen) = ask(self.client, attempt, &with_unknown_method(attempt)).await
        {
            found.pkce = match seen.refuses(Part::Pkce, right) {
                true => Finding::Good,
                false if seen.goes_on() => Finding::wrong(Flaw::PkceIgnored, ""),
                false => Finding::NotShown,
            };
        }
        found
    }

    /// The answer to a redirect URI that cannot be registered.
    async fn unregistered(&self) -> Option<Seen> {
        let attempt = Attempt::new(self.endpoint, NOT_REGISTERED)?;
        ask(self.client, &attempt, attempt.address()).await.ok()
    }

    /// The answer to a request that is wrong in one part.
    async fn with(&self, endpoint: &AuthorizationEndpoint) -> Option<Seen> {
        let attempt = Attempt::new(endpoint, self.redirect_uri)?;
        ask(self.client, &attempt, attempt.address()).await.ok()
    }
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

/// Asks for the page of an attempt at its address, or at one that is wrong on purpose.
async fn ask(client: &TokenClient, attempt: &Attempt, address: &Url) -> Result<Seen, TokenError> {
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
    let face = Face::of(&reply, attempt);
    Ok(Seen { reply, page, face })
}
