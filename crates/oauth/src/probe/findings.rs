//! The findings of a look at a connection, one for each part, and how the findings of two looks become one.
//!
//! A part that was not seen is [`Finding::NotShown`]. Nothing here asks a service.

use airtill_domain::text::{SHOWN_CHARACTERS, plain};
use airtill_http::{CertificateError, Reply};
use url::Url;

use super::flaw::Flaw;
use crate::client::TokenClient;
use crate::error::TokenError;
use crate::token_set::ClockSkew;

/// A redirect URI on this computer, where nothing listens; registered nowhere.
pub(super) const NOT_REGISTERED: &str = "https://127.0.0.1/airtill-not-registered";

/// The finding for one part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Finding {
    /// As it should be.
    Good,
    /// Not as it should be.
    Wrong {
        /// The flaw, one thing.
        flaw: Flaw,
        /// The service's own words, or a name or number that belongs to the flaw: plain text of at most 300 characters
        /// without secrets, possibly empty.
        message: String,
    },
    /// The service shows it only at a sign-in, or it cannot be seen from here.
    #[default]
    NotShown,
}

/// The findings of a look at a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Whether the hosts answer.
    pub host: Finding,
    /// Whether they prove their identity; not shown where there is no TLS.
    pub tls: Finding,
    /// Whether the service's clock agrees with this computer's within five minutes.
    pub clock: Finding,
    /// Whether there is a sign-in at the addresses that the connection names.
    pub service: Finding,
    /// Whether the client id, and the secret if there is one, are accepted.
    pub client: Finding,
    /// Whether PKCE is understood; not shown where the connection does without it.
    pub pkce: Finding,
    /// Whether the redirect URI is registered.
    pub redirect: Finding,
    /// Whether the scope is accepted.
    pub scope: Finding,
}

impl Finding {
    pub(super) fn wrong(flaw: Flaw, message: &str) -> Self {
        Finding::Wrong { flaw, message: plain(message, SHOWN_CHARACTERS) }
    }

    /// The findings of two looks at one part: a flaw of either counts first, and then a good finding of either.
    pub(super) fn and(self, other: Finding) -> Finding {
        match (self, other) {
            (wrong @ Finding::Wrong { .. }, _) | (_, wrong @ Finding::Wrong { .. }) => wrong,
            (Finding::Good, _) | (_, Finding::Good) => Finding::Good,
            _ => Finding::NotShown,
        }
    }
}

impl Findings {
    pub(super) fn and(self, other: Findings) -> Findings {
        Findings {
            host: self.host.and(other.host),
            tls: self.tls.and(other.tls),
            clock: self.clock.and(other.clock),
            service: self.service.and(other.service),
            client: self.client.and(other.client),
            pkce: self.pkce.and(other.pkce),
            redirect: self.redirect.and(other.redirect),
            scope: self.scope.and(other.scope),
        }
    }

    /// The findings from the mere fact that an answer arrived.
    pub(super) fn answered(client: &TokenClient, secure: bool, reply: &Reply) -> Findings {
        let mut found = Findings { host: Finding::Good, ..Findings::default() };
        if secure {
            found.tls = Finding::Good;
        }
        if let Some(server) = reply.date() {
            let skew = ClockSkew { seconds: server.saturating_sub(client.clock.now().wall.0) / 1000 };
            found.clock = clock(skew);
        }
        found
    }

    /// The findings from the fact that no answer arrived from `host`.
    pub(super) fn unanswered(error: &TokenError, host: &Url) -> Findings {
        let (flaw, name) = (Flaw::of(error), host.authority());
        let mut found = Findings::default();
        match flaw {
            Flaw::Certificate(error) => {
                found.tls = Finding::wrong(flaw, name);
                // Something answered, but perhaps not the host.
                if !matches!(error, CertificateError::NoTrustStore | CertificateError::WrongName) {
                    found.host = Finding::Good;
                }
            }
            // The proxy, by its own name: the host had no part in it.
            Flaw::Proxy(_) => {
                let named = if let TokenError::Proxy { error } = error { &error.proxy } else { name };
                found.host = Finding::wrong(flaw, named);
            }
            // It answered, with more bytes than are read.
            Flaw::Odd => (found.host, found.service) = (Finding::Good, Finding::wrong(flaw, &error.to_string())),
            _ => found.host = Finding::wrong(flaw, name),
        }
        found
    }
}

fn clock(skew: ClockSkew) -> Finding {
    let flaw = if skew.seconds > 0 { Flaw::ClockBehind } else { Flaw::ClockAhead };
    if skew.matters() {
        Finding::wrong(flaw, &format!("{} min", skew.seconds.unsigned_abs() / 60))
    } else {
        Finding::Good
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use airtill_http::{OfflineError, ProxyError, ProxyTrouble};

    #[test]
    fn an_answer_that_never_arrived_shows_how_far_the_request_got() {
        use CertificateError::{Expired, Handshake, NoTrustStore, NotYetValid, UnknownIssuer, WrongName};
        let certificate = |error| TokenError::Certificate { error };
        let offline = |error| TokenError::Offline { error };
        let host = Url::parse("https://accounts.example:8443/oauth/token").expect("an address");
        // The error; whether the host is good; whether TLS is wrong.
        for (error, host_is_good, tls_is_wrong) in [
            (certificate(Expired), true, true),
            (certificate(NotYetValid), true, true),
            (certificate(UnknownIssuer), true, true),
            (certificate(Handshake), true, true),
            (certificate(WrongName), false, true),
            (certificate(NoTrustStore), false, true),
            (offline(OfflineError::NoName), false, false),
            (offline(OfflineError::ConnectTimeout), false, false),
            (offline(OfflineError::NotReached), false, false),
        ] {
            let found = Findings::unanswered(&error, &host);
            assert_eq!(found.host == Finding::Good, host_is_good, "{error}");
            let line = if tls_is_wrong { &found.tls } else { &found.host };
            assert_eq!(line, &Finding::wrong(Flaw::of(&error), "accounts.example:8443"), "{error}");
            let rest = Findings { host: Finding::NotShown, tls: Finding::NotShown, ..found };
            assert_eq!(rest, Findings::default(), "no other part has a finding");
        }
    }

    #[test]
    fn a_proxy_is_reported_by_its_own_name() {
        let host = Url::parse("https://accounts.example/oauth/token").expect("an address");
        for trouble in [
            ProxyTrouble::NotReached,
            ProxyTrouble::Silent,
            ProxyTrouble::WantsSignIn,
            ProxyTrouble::Refused,
            ProxyTrouble::Unsupported,
        ] {
            let error = TokenError::Proxy { error: ProxyError { proxy: "proxy.example:3128".to_owned(), trouble } };
            let expected =
                Findings { host: Finding::wrong(Flaw::Proxy(trouble), "proxy.example:3128"), ..Findings::default() };
            assert_eq!(Findings::unanswered(&error, &host), expected, "the host and all behind it are not shown");
        }
    }

    #[test]
    fn two_looks_agree_on_the_worse_and_then_on_the_good_finding() {
        let wrong = Finding::wrong(Flaw::Client, "no");
        for (one, other, both) in [
            (Finding::Good, wrong.clone(), wrong.clone()),
            (wrong.clone(), Finding::NotShown, wrong.clone()),
            (Finding::NotShown, Finding::Good, Finding::Good),
            (Finding::NotShown, Finding::NotShown, Finding::NotShown),
        ] {
            assert_eq!(one.clone().and(other.clone()), both);
            assert_eq!(other.and(one), both);
        }
    }
}
