//! The lines of a connection test: what was found, in the words of the contract.
//!
//! Each line says one thing. A host that is down, or that cannot prove who it is, hides everything behind it; then
//! nothing is said of that.

use airtill_contract::{CheckFact, CheckFinding, ConnectionCheck, ConnectionTestLine};
use airtill_domain::Connection;
use airtill_domain::connection::SignInMethod;
use airtill_oauth::ProxyTrouble;
use airtill_oauth::probe::{Finding, Findings, Flaw};
use airtill_oauth::{CertificateError, OfflineError};

/// The findings of a look without a sign-in.
pub fn test_lines(connection: &Connection, found: Findings) -> Vec<ConnectionTestLine> {
    let Findings { host, tls, clock, service, client, pkce, redirect, scope } = found;
    let is_wrong = |finding: &Finding| matches!(finding, Finding::Wrong { .. });
    let keeps_the_rest = is_wrong(&host) || is_wrong(&tls) || is_wrong(&service);
    let browser = connection.sign_in.contains(&SignInMethod::Browser);
    let looked = [
        (true, ConnectionCheck::Host, host),
        (true, ConnectionCheck::Tls, tls),
        (true, ConnectionCheck::Clock, clock),
        (true, ConnectionCheck::Service, service),
        (connection.knows_clients(), ConnectionCheck::Client, client),
        (browser && connection.oauth.pkce, ConnectionCheck::Pkce, pkce),
        (browser, ConnectionCheck::Redirect, redirect),
        (browser, ConnectionCheck::Scope, scope),
    ];
    let lines =
        looked.into_iter().filter(|(applies, ..)| *applies).filter_map(|(_, check, finding)| line(check, finding));
    lines.filter(|line| !keeps_the_rest || line.finding != CheckFinding::NotShown).collect()
}

/// One line; `None` where nothing can be said.
fn line(check: ConnectionCheck, finding: Finding) -> Option<ConnectionTestLine> {
    Some(match finding {
        Finding::Good => test_line(check, CheckFinding::Good, good(check), String::new()),
        Finding::Wrong { flaw, message } => test_line(check, CheckFinding::Wrong, self::flaw(flaw), message),
        Finding::NotShown => test_line(check, CheckFinding::NotShown, not_shown(check)?, String::new()),
    })
}

/// One line of a test.
pub fn test_line(check: ConnectionCheck, finding: CheckFinding, fact: CheckFact, detail: String) -> ConnectionTestLine {
    ConnectionTestLine { check, finding, fact, detail }
}

fn good(check: ConnectionCheck) -> CheckFact {
    match check {
        ConnectionCheck::Host => CheckFact::HostAnswers,
        ConnectionCheck::Tls => CheckFact::HostProven,
        ConnectionCheck::Clock => CheckFact::ClocksAgree,
        ConnectionCheck::Service => CheckFact::ServiceThere,
        ConnectionCheck::Client => CheckFact::ClientAccepted,
        ConnectionCheck::Pkce => CheckFact::PkceKnown,
        ConnectionCheck::Redirect => CheckFact::RedirectRegistered,
        ConnectionCheck::Scope => CheckFact::ScopeAccepted,
        ConnectionCheck::Person => CheckFact::PersonSignedIn,
        ConnectionCheck::Revocation => CheckFact::TokensRevoked,
    }
}

fn not_shown(check: ConnectionCheck) -> Option<CheckFact> {
    match check {
        ConnectionCheck::Tls => Some(CheckFact::NoTls),
        ConnectionCheck::Clock => Some(CheckFact::ClockNotShown),
        ConnectionCheck::Client => Some(CheckFact::ClientNotShown),
        ConnectionCheck::Pkce => Some(CheckFact::PkceNotShown),
        ConnectionCheck::Redirect => Some(CheckFact::RedirectNotShown),
        ConnectionCheck::Scope => Some(CheckFact::ScopeNotShown),
        ConnectionCheck::Host | ConnectionCheck::Service | ConnectionCheck::Person | ConnectionCheck::Revocation => {
            None
        }
    }
}

/// A flaw in the words of the contract.
pub fn flaw(found: Flaw) -> CheckFact {
    match found {
        Flaw::Offline(error) => match error {
            OfflineError::NoName => CheckFact::NoName,
            OfflineError::NotReached => CheckFact::NotReached,
            OfflineError::ConnectTimeout => CheckFact::ConnectTimeout,
            OfflineError::NoAnswer => CheckFact::NoAnswer,
            OfflineError::Broken => CheckFact::LineBroke,
        },
        Flaw::Proxy(trouble) => match trouble {
            ProxyTrouble::NotReached => CheckFact::ProxyNotReached,
            ProxyTrouble::Silent => CheckFact::ProxySilent,
            ProxyTrouble::WantsSignIn => CheckFact::ProxyWantsSignIn,
            ProxyTrouble::Refused => CheckFact::ProxyRefused,
            ProxyTrouble::Broke => CheckFact::ProxyBroke,
            ProxyTrouble::Unsupported => CheckFact::ProxyUnsupported,
        },
        Flaw::Portal => CheckFact::Portal,
        Flaw::Address => CheckFact::AddressNotAllowed,
        Flaw::Certificate(error) => match error {
            CertificateError::Expired => CheckFact::CertificateExpired,
            CertificateError::NotYetValid => CheckFact::CertificateNotYetValid,
            CertificateError::WrongName => CheckFact::CertificateWrongName,
            CertificateError::UnknownIssuer => CheckFact::CertificateUnknownIssuer,
            CertificateError::Revoked => CheckFact::CertificateRevoked,
            CertificateError::Unacceptable => CheckFact::CertificateUnacceptable,
            CertificateError::Handshake => CheckFact::HandshakeFailed,
            CertificateError::NoTrustStore => CheckFact::NoTrustStore,
        },
        Flaw::ClockBehind => CheckFact::ClockBehind,
        Flaw::ClockAhead => CheckFact::ClockAhead,
        Flaw::NoTokenAddress => CheckFact::NoTokenAddress,
        Flaw::NoPageAddress => CheckFact::NoPageAddress,
        Flaw::NoSignIn => CheckFact::NoSignIn,
        Flaw::Down => CheckFact::ServiceDown,
        Flaw::TooMany => CheckFact::TooManyRequests,
        Flaw::Odd => CheckFact::AnswerOdd,
        Flaw::PageUnexplained => CheckFact::PageUnexplained,
        Flaw::PageDown => CheckFact::PageDown,
        Flaw::PageLeadsNowhere => CheckFact::PageLeadsNowhere,
        Flaw::Client => CheckFact::ClientRefused,
        Flaw::PkceIgnored => CheckFact::PkceIgnored,
        Flaw::PkceRefused => CheckFact::PkceRefused,
        Flaw::RedirectUnknown => CheckFact::RedirectUnknown,
        Flaw::RedirectUnreadable => CheckFact::RedirectUnreadable,
        Flaw::Scope => CheckFact::ScopeRefused,
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::connection::file;

    use super::*;

    fn connection(pkce: bool) -> Connection {
        let text = format!(
            "format=1\nid=\"one\"\nname=\"N\"\napi=\"accounts-v1\"\nenvironment=\"live\"\nbase_address=\"https://a.example\"\nsign_in=[\"browser\"]\n\
             [oauth]\nclient_id=\"till\"\npkce={pkce}"
        );
        file::read(text.as_bytes()).expect("a good file")
    }

    /// Each line as `check finding`.
    fn shown(found: Findings) -> Vec<String> {
        let lines = test_lines(&connection(true), found);
        lines.iter().map(|line| format!("{:?} {:?}", line.check, line.fact)).collect()
    }

    fn flawed(flaw: Flaw) -> Finding {
        Finding::Wrong { flaw, message: String::new() }
    }

    #[test]
    fn below_what_keeps_the_rest_from_being_told_nothing_is_said_of_it() {
        use Finding::Good;
        let down = Findings { host: flawed(Flaw::Offline(OfflineError::NoName)), ..Findings::default() };
        assert_eq!(shown(down), ["Host NoName"]);
        let proxy = Findings { host: flawed(Flaw::Proxy(ProxyTrouble::WantsSignIn)), ..Findings::default() };
        assert_eq!(shown(proxy), ["Host ProxyWantsSignIn"]);
        let stranger = Findings { tls: flawed(Flaw::Certificate(CertificateError::WrongName)), ..Findings::default() };
        assert_eq!(shown(stranger), ["Tls CertificateWrongName"]);
        let expired =
            Findings { host: Good, tls: flawed(Flaw::Certificate(CertificateError::Expired)), ..Findings::default() };
        assert_eq!(shown(expired), ["Host HostAnswers", "Tls CertificateExpired"]);
        let nothing_there = Findings {
            host: Good,
            tls: Good,
            clock: Good,
            service: flawed(Flaw::NoTokenAddress),
            ..Findings::default()
        };
        assert_eq!(
            shown(nothing_there),
            ["Host HostAnswers", "Tls HostProven", "Clock ClocksAgree", "Service NoTokenAddress"]
        );
        // Findings about another host are said all the same.
        let one_of_two =
            Findings { host: flawed(Flaw::Offline(OfflineError::NotReached)), redirect: Good, ..Findings::default() };
        assert_eq!(shown(one_of_two), ["Host NotReached", "Redirect RedirectRegistered"]);
    }

    #[test]
    fn a_fact_that_only_a_sign_in_tells_is_said_to_be_so() {
        let login_first =
            Findings { host: Finding::Good, service: Finding::Good, client: Finding::Good, ..Findings::default() };
        assert_eq!(
            shown(login_first.clone()),
            [
                "Host HostAnswers",
                "Tls NoTls",
                "Clock ClockNotShown",
                "Service ServiceThere",
                "Client ClientAccepted",
                "Pkce PkceNotShown",
                "Redirect RedirectNotShown",
                "Scope ScopeNotShown"
            ]
        );
        let without = test_lines(&connection(false), login_first);
        assert!(
            without.iter().all(|line| line.check != ConnectionCheck::Pkce),
            "a connection without PKCE has no line of it"
        );
    }
}
