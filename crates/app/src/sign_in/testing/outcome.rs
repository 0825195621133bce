//! The findings of a sign-in about a connection, as lines that take the place of those of a look alone.
//!
//! A browser that came back with our state has shown that the redirect URI is registered; a code, that the scope is
//! taken; an exchange, that client and secret are. How far a sign-in came before it ended shows the fault.

use airtill_contract::{CheckFact, CheckFinding, ConnectionCheck, ConnectionTestLine, PersonView};
use airtill_domain::Connection;
use airtill_oauth::authorization::Denial;
use airtill_oauth::probe::Flaw;
use airtill_oauth::{DenialKind, SettingsError, TokenError};

use crate::TillError;
use crate::session::Revoked;
use crate::sign_in::{PkceFound, SignInEnd};
use crate::view::{flaw, test_line};

/// A sign-in that was carried through.
pub struct SignedIn {
    /// The behaviour of the service in regard to PKCE.
    pub pkce: PkceFound,
    /// The person who came in.
    pub person: Result<PersonView, TillError>,
    /// The result of revoking the tokens that the service gave; `None` where it was not asked to.
    pub revoked: Option<Result<Revoked, TillError>>,
}

/// The lines of a sign-in that was carried through.
pub fn of_a_sign_in(connection: &Connection, signed_in: SignedIn) -> Vec<ConnectionTestLine> {
    let mut lines = vec![
        good(ConnectionCheck::Host, CheckFact::HostAnswers),
        good(ConnectionCheck::Service, CheckFact::ServiceThere),
        good(ConnectionCheck::Client, CheckFact::ClientAccepted),
        good(ConnectionCheck::Redirect, CheckFact::RedirectRegistered),
        good(ConnectionCheck::Scope, CheckFact::ScopeAccepted),
    ];
    if connection.oauth.pkce {
        lines.extend(match signed_in.pkce {
            PkceFound::Proven => Some(good(ConnectionCheck::Pkce, CheckFact::PkceProven)),
            PkceFound::Ignored => Some(bad(ConnectionCheck::Pkce, CheckFact::PkceIgnored, "")),
            PkceFound::LeftOut => Some(bad(ConnectionCheck::Pkce, CheckFact::PkceRefused, "")),
            PkceFound::Nothing => None,
        });
    }
    lines.push(match signed_in.person {
        Ok(person) => test_line(ConnectionCheck::Person, CheckFinding::Good, CheckFact::PersonSignedIn, person.email),
        Err(error) => {
            test_line(ConnectionCheck::Person, CheckFinding::NotShown, CheckFact::PersonNotShown, error.detail)
        }
    });
    lines.extend(signed_in.revoked.map(|revoked| match revoked {
        Ok(Revoked::Now | Revoked::Before) => good(ConnectionCheck::Revocation, CheckFact::TokensRevoked),
        Err(error) => bad(ConnectionCheck::Revocation, CheckFact::TokensNotRevoked, &error.detail),
    }));
    lines
}

/// The lines of a sign-in that ended before it was carried through; `None` where its end says nothing of the
/// connection.
pub fn of_an_end(end: &SignInEnd) -> Option<Vec<ConnectionTestLine>> {
    let came_back = good(ConnectionCheck::Redirect, CheckFact::RedirectRegistered);
    let with_code = good(ConnectionCheck::Scope, CheckFact::ScopeAccepted);
    Some(match end {
        SignInEnd::Cancelled | SignInEnd::TimedOut | SignInEnd::Settings | SignInEnd::NotSafe => return None,
        SignInEnd::PkceNeeded(message) => vec![came_back, bad(ConnectionCheck::Pkce, CheckFact::PkceNeeded, message)],
        SignInEnd::Denied(denial) => vec![came_back, denied(denial)],
        SignInEnd::NoCode => vec![came_back, bad(ConnectionCheck::Service, CheckFact::NoCode, "")],
        SignInEnd::AfterProof(TokenError::Denied { kind: DenialKind::InvalidCode, .. }) => {
            let unproven =
                test_line(ConnectionCheck::Pkce, CheckFinding::NotShown, CheckFact::PkceUnproven, String::new());
            vec![came_back, with_code, unproven]
        }
        SignInEnd::Token(error) | SignInEnd::AfterProof(error) => vec![came_back, with_code, not_exchanged(error)],
    })
}

/// The lines of a look with those of a sign-in over them, in the order of the checks.
pub fn over(looked: Vec<ConnectionTestLine>, shown: Vec<ConnectionTestLine>) -> Vec<ConnectionTestLine> {
    let mut lines: Vec<_> =
        looked.into_iter().filter(|line| shown.iter().all(|other| other.check != line.check)).collect();
    lines.extend(shown);
    lines.sort_by_key(|line| line.check as u8);
    lines
}

/// The errors of RFC 6749 §4.1.2.1, and what servers put in their place.
fn denied(denial: &Denial) -> ConnectionTestLine {
    let words = if denial.description.is_empty() { &denial.error } else { &denial.description };
    match denial.error.as_str() {
        "access_denied" => bad(ConnectionCheck::Person, CheckFact::PersonTurnedAway, words),
        "invalid_scope" => bad(ConnectionCheck::Scope, CheckFact::ScopeRefused, words),
        "unauthorized_client" | "invalid_client" => bad(ConnectionCheck::Client, CheckFact::ClientRefused, words),
        _ if crate::sign_in::is_about_pkce(denial) => bad(ConnectionCheck::Pkce, CheckFact::PkceRefused, words),
        _ => bad(ConnectionCheck::Service, CheckFact::ServiceFailed, words),
    }
}

/// Why a code did not become tokens.
fn not_exchanged(error: &TokenError) -> ConnectionTestLine {
    match error {
        TokenError::Settings { error: SettingsError::Client, message } => {
            bad(ConnectionCheck::Client, CheckFact::ClientRefused, message)
        }
        TokenError::Settings { error: SettingsError::Pkce, message } => {
            bad(ConnectionCheck::Pkce, CheckFact::PkceRefused, message)
        }
        TokenError::Settings { error: SettingsError::Scope, message } => {
            bad(ConnectionCheck::Scope, CheckFact::ScopeRefused, message)
        }
        // Without a word nothing says that it is about the account: what stands before the service refuses so too.
        TokenError::Denied { kind: DenialKind::Other, message } if !message.is_empty() => {
            bad(ConnectionCheck::Person, CheckFact::PersonTurnedAway, message)
        }
        TokenError::Settings { error: SettingsError::NoSuchPlace | SettingsError::Address, .. } => {
            bad(ConnectionCheck::Service, flaw(Flaw::of(error)), "")
        }
        TokenError::Denied { message, .. } | TokenError::Settings { message, .. } => {
            bad(ConnectionCheck::Service, CheckFact::CodeRefused, message)
        }
        TokenError::Certificate { .. } => bad(ConnectionCheck::Tls, flaw(Flaw::of(error)), ""),
        TokenError::Offline { .. } | TokenError::Portal => bad(ConnectionCheck::Host, flaw(Flaw::of(error)), ""),
        TokenError::Proxy { error: proxy } => bad(ConnectionCheck::Host, flaw(Flaw::of(error)), &proxy.proxy),
        TokenError::Busy { .. }
        | TokenError::RateLimited { .. }
        | TokenError::SignInAgain
        | TokenError::Odd { .. }
        | TokenError::TooBig => bad(ConnectionCheck::Service, flaw(Flaw::of(error)), ""),
    }
}

fn good(check: ConnectionCheck, fact: CheckFact) -> ConnectionTestLine {
    test_line(check, CheckFinding::Good, fact, String::new())
}

fn bad(check: ConnectionCheck, fact: CheckFact, detail: &str) -> ConnectionTestLine {
    test_line(check, CheckFinding::Wrong, fact, detail.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_that_failed_is_told_by_what_failed() {
        let settings = |error| TokenError::Settings { error, message: String::new() };
        let denied = |kind, message: &str| TokenError::Denied { kind, message: message.to_owned() };
        for (error, check, fact) in [
            (settings(SettingsError::Client), ConnectionCheck::Client, CheckFact::ClientRefused),
            (settings(SettingsError::NoSuchPlace), ConnectionCheck::Service, CheckFact::NoTokenAddress),
            (settings(SettingsError::Address), ConnectionCheck::Service, CheckFact::AddressNotAllowed),
            (settings(SettingsError::Request), ConnectionCheck::Service, CheckFact::CodeRefused),
            (denied(DenialKind::InvalidCode, ""), ConnectionCheck::Service, CheckFact::CodeRefused),
            (
                denied(DenialKind::Other, "Your account is not activated yet"),
                ConnectionCheck::Person,
                CheckFact::PersonTurnedAway,
            ),
            (denied(DenialKind::Other, ""), ConnectionCheck::Service, CheckFact::CodeRefused),
        ] {
            let line = not_exchanged(&error);
            assert_eq!((line.check, line.finding, line.fact), (check, CheckFinding::Wrong, fact), "{error}");
        }
    }
}
