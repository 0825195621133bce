//! The test of a connection for its administrator: its lines, and everything that a line can say.
//!
//! A line says one thing, named by its fact; the window has a sentence for each. A fact that cannot be known without a
//! sign-in is said to be so, and never taken for good. The use cases decide which line follows from another.

use crate::crossing;

crossing! {
/// The findings about a connection, in the order in which it was looked at.
pub struct ConnectionTestView {
    /// One line for each thing of which something can be said.
    pub lines: Vec<ConnectionTestLine>,
}

/// One thing that was looked at.
pub struct ConnectionTestLine {
    pub check: ConnectionCheck,
    /// How it is.
    pub finding: CheckFinding,
    /// The exact finding.
    pub fact: CheckFact,
    /// The service's own words, or what the fact is about: plain and bounded; may be empty.
    pub detail: String,
}
}

/// The checks of a connection test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ConnectionCheck {
    /// Whether the host is found and answers.
    Host,
    /// Whether it proves who it is.
    Tls,
    /// Whether this computer's clock agrees with it.
    Clock,
    /// Whether a sign-in is at the addresses.
    Service,
    /// Whether the client id, and the secret if there is one, are accepted.
    Client,
    /// Whether PKCE is understood as the connection says.
    Pkce,
    /// Whether the redirect URI is registered.
    Redirect,
    /// Whether the scope is accepted.
    Scope,
    /// The person who came in, where somebody signed in for the test.
    Person,
    /// Whether the service revoked the tokens that it gave for the test.
    Revocation,
}

/// How a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CheckFinding {
    /// As it should be.
    Good,
    /// Not as it should be.
    Wrong,
    /// It cannot be seen from here: the service wants somebody to sign in first.
    NotShown,
}

/// The exact findings, in this order: good, not shown, wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum CheckFact {
    /// The host is found and answers.
    HostAnswers,
    /// It proves who it is.
    HostProven,
    /// This computer's clock agrees with it within five minutes.
    ClocksAgree,
    /// There is a sign-in at the addresses of the connection.
    ServiceThere,
    /// The client id, and the secret where there is one, are accepted.
    ClientAccepted,
    /// The service looks at the challenge.
    PkceKnown,
    /// A wrong verifier was refused, and the right one taken.
    PkceProven,
    /// The redirect URI is registered.
    RedirectRegistered,
    /// The scope is accepted.
    ScopeAccepted,
    /// Somebody came in; `detail` is who.
    PersonSignedIn,
    /// The service revoked the tokens that it gave for the test.
    TokensRevoked,
    /// The connection uses no TLS.
    NoTls,
    /// The service does not say what time it is there.
    ClockNotShown,
    /// The client is not shown without a sign-in.
    ClientNotShown,
    /// PKCE is not shown without a sign-in.
    PkceNotShown,
    /// The service spends a code with the first refusal, so that PKCE cannot be proven.
    PkceUnproven,
    /// The redirect URI is not shown without a sign-in.
    RedirectNotShown,
    /// The scope is not shown without a sign-in.
    ScopeNotShown,
    /// The host's name is not known; `detail` is the host, as for each flaw of reaching it.
    NoName,
    /// Nobody listens at the host, or there is no way to it.
    NotReached,
    /// No connection within the limit.
    ConnectTimeout,
    /// Connected, and no whole answer within the limit.
    NoAnswer,
    /// Connected, and the line broke before the answer was whole.
    LineBroke,
    /// Something in the network answered in the host's place.
    Portal,
    /// The address may not be used.
    AddressNotAllowed,
    /// The proxy of this network cannot be reached; `detail` is the proxy, as for each flaw of one.
    ProxyNotReached,
    /// The proxy did not answer in time.
    ProxySilent,
    /// The proxy wants a user name and a password.
    ProxyWantsSignIn,
    /// The proxy did not let the request through.
    ProxyRefused,
    /// The proxy broke the line before anything was sent.
    ProxyBroke,
    /// The proxy is of a kind that the till cannot use.
    ProxyUnsupported,
    /// The certificate has expired, by this computer's clock.
    CertificateExpired,
    /// The certificate is not valid yet, by this computer's clock.
    CertificateNotYetValid,
    /// The certificate belongs to another name.
    CertificateWrongName,
    /// The certificate is signed by nobody whom this computer trusts.
    CertificateUnknownIssuer,
    /// The certificate was revoked.
    CertificateRevoked,
    /// The certificate is broken in another way.
    CertificateUnacceptable,
    /// The answering server does not speak TLS, or not a version that is safe.
    HandshakeFailed,
    /// This computer has no list of trusted certificates.
    NoTrustStore,
    /// This computer's clock is behind; `detail` is the minutes.
    ClockBehind,
    /// This computer's clock is ahead; `detail` is the minutes.
    ClockAhead,
    /// Nothing is at the token address; `detail` is the status.
    NoTokenAddress,
    /// Nothing is at the authorization address; `detail` is the status.
    NoPageAddress,
    /// The token address answers as no sign-in does.
    NoSignIn,
    /// The service cannot answer now.
    ServiceDown,
    /// The service was asked too often.
    TooManyRequests,
    /// An answer of the service is not understood.
    AnswerOdd,
    /// The service's page is an error that nothing explains; `detail` is what it shows.
    PageUnexplained,
    /// The service's page cannot be shown now; `detail` is the status.
    PageDown,
    /// The service's page leads nowhere.
    PageLeadsNowhere,
    /// The service ended the sign-in with an error of its own.
    ServiceFailed,
    /// The service sent the browser back with something that is no code.
    NoCode,
    /// The service gave a code and did not take it.
    CodeRefused,
    /// The client id or its secret is refused.
    ClientRefused,
    /// The service takes a sign-in without looking at PKCE.
    PkceIgnored,
    /// The service refuses PKCE.
    PkceRefused,
    /// The service wants PKCE, and the connection has none.
    PkceNeeded,
    /// The redirect URI is not registered.
    RedirectUnknown,
    /// The redirect URI is no address.
    RedirectUnreadable,
    /// The scope is refused.
    ScopeRefused,
    /// The service, or the person at its pages, did not allow the sign-in.
    PersonTurnedAway,
    /// Somebody came in, and the service did not say who.
    PersonNotShown,
    /// The service did not revoke the tokens that it gave for the test; `detail` is why.
    TokensNotRevoked,
}
