//! A look at a connection for its administrator: what is right, what is wrong, and what cannot be told from here.
//!
//! The token endpoint is offered a code that was made up, and the authorization endpoint is asked for the page that a browser
//! would be sent to; no redirect is followed, no cookie kept, no form filled in. Nobody is signed in by it and nothing is
//! spent. The rule: what was not seen is [`Finding::Untold`]; a page that may be a sign-in form proves nothing by itself.

mod authorization;
mod page;
mod token;

use airtill_domain::text::{SHOWN_CHARACTERS, plain};

use crate::authorization::{Attempt, AuthorizationEndpoint};
use crate::client::TokenClient;
use crate::endpoint::TokenEndpoint;
use crate::error::{CertificateFault, TokenError};
use crate::token_set::ClockSkew;
use crate::transport::Reply;

/// A redirect URI on this computer, where nobody listens; registered nowhere.
const NOT_REGISTERED: &str = "https://127.0.0.1/airtill-not-registered";

/// What was found of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Finding {
    /// As it should be.
    Good,
    /// Not as it should be.
    Wrong {
        /// The service's own words, or the network's: plain text of 1 to 300 characters without secrets.
        message: String,
    },
    /// It cannot be told from here.
    #[default]
    Untold,
}

/// What was found of a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Whether the hosts answer, at the addresses that the connection names, as such a service does.
    pub host: Finding,
    /// Whether they prove who they are; untold where there is no TLS.
    pub tls: Finding,
    /// Whether the service's clock agrees with this computer's within five minutes.
    pub clock: Finding,
    /// Whether the client id, and the secret if there is one, are accepted.
    pub client: Finding,
    /// Whether PKCE is understood; untold where the connection does without it.
    pub pkce: Finding,
    /// Whether the redirect URI is registered.
    pub redirect: Finding,
    /// Whether the scope is accepted.
    pub scope: Finding,
}

impl TokenClient {
    /// Looks at both endpoints, at the same time: one request to the token endpoint, and at most four to the authorization
    /// endpoint, where there is one. `redirect_uri` is the one that is registered.
    pub async fn look(&self, endpoint: &TokenEndpoint, authorization: Option<&AuthorizationEndpoint>, redirect_uri: &str) -> Findings {
        // Its state and its verifier are thrown away with it.
        let attempt = authorization.map(|authorization| Attempt::new(authorization, redirect_uri));
        let verifier = attempt.as_ref().and_then(Option::as_ref).and_then(Attempt::verifier);
        let at_authorization = async {
            match authorization {
                Some(authorization) => authorization::look(self, authorization, redirect_uri).await,
                None => Findings::default(),
            }
        };
        let (at_token, at_authorization) = tokio::join!(token::look(self, endpoint, redirect_uri, verifier), at_authorization);
        at_token.and(at_authorization)
    }
}

impl Finding {
    fn wrong(message: &str) -> Self {
        Finding::Wrong { message: plain(message, SHOWN_CHARACTERS) }
    }

    /// What two looks found of one thing: whatever is wrong is wrong, and what one of them saw was seen.
    fn and(self, other: Finding) -> Finding {
        match (self, other) {
            (wrong @ Finding::Wrong { .. }, _) | (_, wrong @ Finding::Wrong { .. }) => wrong,
            (Finding::Good, _) | (_, Finding::Good) => Finding::Good,
            _ => Finding::Untold,
        }
    }
}

impl Findings {
    fn and(self, other: Findings) -> Findings {
        Findings {
            host: self.host.and(other.host),
            tls: self.tls.and(other.tls),
            clock: self.clock.and(other.clock),
            client: self.client.and(other.client),
            pkce: self.pkce.and(other.pkce),
            redirect: self.redirect.and(other.redirect),
            scope: self.scope.and(other.scope),
        }
    }

    /// What an answer says by having arrived at all.
    fn answered(client: &TokenClient, secure: bool, reply: &Reply) -> Findings {
        let mut found = Findings { host: Finding::Good, ..Findings::default() };
        if secure {
            found.tls = Finding::Good;
        }
        if let Some(server) = reply.date() {
            let skew = ClockSkew { seconds: server.saturating_sub(client.clock.now().wall.0) / 1000 };
            found.clock = if skew.matters() { Finding::wrong(&skew_in_words(skew)) } else { Finding::Good };
        }
        found
    }

    /// What it says that none arrived.
    fn unanswered(error: &TokenError) -> Findings {
        let mut found = Findings::default();
        match error {
            TokenError::Certificate { fault } => {
                let hint = match fault {
                    CertificateFault::Expired | CertificateFault::NotYetValid => "; or this computer's clock is wrong",
                    _ => "",
                };
                found.tls = Finding::wrong(&format!("{fault}{hint}"));
                // Somebody answered, but perhaps not the host.
                if !matches!(fault, CertificateFault::NoTrustStore | CertificateFault::WrongName) {
                    found.host = Finding::Good;
                }
            }
            TokenError::Offline { fault } => found.host = Finding::wrong(&fault.to_string()),
            other => found.host = Finding::wrong(&other.to_string()),
        }
        found
    }
}

fn skew_in_words(skew: ClockSkew) -> String {
    let minutes = skew.seconds.unsigned_abs() / 60;
    let side = if skew.seconds > 0 { "behind" } else { "ahead of" };
    format!("this computer's clock is {minutes} minutes {side} the service's")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::OfflineFault;

    #[test]
    fn what_never_arrived_tells_how_far_it_got() {
        use CertificateFault::{Expired, Handshake, NoTrustStore, NotYetValid, UnknownIssuer, WrongName};
        let certificate = |fault| TokenError::Certificate { fault };
        let offline = |fault| TokenError::Offline { fault };
        // The error; whether the host is good; what is said of TLS, or else of the host.
        for (error, host_is_good, words) in [
            (certificate(Expired), true, "has expired; or this computer's clock is wrong"),
            (certificate(NotYetValid), true, "not valid yet; or this computer's clock is wrong"),
            (certificate(UnknownIssuer), true, "signed by nobody"),
            (certificate(Handshake), true, "could not be made"),
            (certificate(WrongName), false, "another name"),
            (certificate(NoTrustStore), false, "no list of trusted"),
            (offline(OfflineFault::NoName), false, "name of the host is not known"),
            (offline(OfflineFault::NotReached), false, "no connection"),
            (TokenError::TooBig, false, "too big"),
        ] {
            let found = Findings::unanswered(&error);
            assert_eq!(found.host == Finding::Good, host_is_good, "{error}");
            let told = if matches!(error, TokenError::Certificate { .. }) { &found.tls } else { &found.host };
            assert!(matches!(told, Finding::Wrong { message } if message.contains(words)), "{error}: {told:?}");
            let rest = Findings { host: Finding::Untold, tls: Finding::Untold, ..found };
            assert_eq!(rest, Findings::default(), "nothing else is told");
        }
    }

    #[test]
    fn two_looks_agree_on_the_worse_and_then_on_what_was_seen() {
        let wrong = Finding::wrong("no");
        for (one, other, both) in [
            (Finding::Good, wrong.clone(), wrong.clone()),
            (wrong.clone(), Finding::Untold, wrong.clone()),
            (Finding::Untold, Finding::Good, Finding::Good),
            (Finding::Untold, Finding::Untold, Finding::Untold),
        ] {
            assert_eq!(one.clone().and(other.clone()), both);
            assert_eq!(other.and(one), both);
        }
    }
}
