//! The ways in which a token request can fail, by the next step of a person or the program.
//!
//! A variant exists because a caller acts differently on it. Nothing here holds a body, an address or a secret: words
//! of the server are stored plain and short, with every secret of the request taken out.

use std::time::Duration;

use airtill_http::{CertificateError, Failure, OfflineError, ProxyError, Unreached};

/// The reason for which there are no tokens.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The service could not be asked, or its answer did not arrive.
    #[error("{error}")]
    Offline {
        /// How far the request got.
        error: OfflineError,
    },
    /// The proxy of this network kept the request from leaving.
    #[error("{error}")]
    Proxy {
        /// The proxy, and how it failed.
        error: ProxyError,
    },
    /// Something between here and the service answered: a page, or a redirect, where tokens were due.
    #[error("a page or a redirect came in place of the service's answer")]
    Portal,
    /// The certificate of the service was not accepted.
    #[error("the secure connection failed: {error}")]
    Certificate {
        /// The defect of the certificate or of the handshake.
        error: CertificateError,
    },
    /// The service is down or overloaded (5xx).
    #[error("the service cannot answer now")]
    Busy {
        /// When it wants to be asked again, at most ten minutes.
        retry_after: Option<Duration>,
    },
    /// Too many requests (429).
    #[error("too many attempts")]
    RateLimited {
        /// When it wants to be asked again, at most ten minutes.
        retry_after: Option<Duration>,
    },
    /// The connection is described wrongly; trying again cannot help.
    #[error("the connection's settings are wrong: {error}")]
    Settings {
        /// The part that is wrong.
        error: SettingsError,
        /// The server's own words, possibly empty.
        message: String,
    },
    /// The token that was sent is no longer good.
    #[error("the sign-in has ended")]
    SignInAgain,
    /// The service refused the credentials or the grant.
    #[error("the service refused: {kind}")]
    Denied {
        /// The part of the request that was refused.
        kind: DenialKind,
        /// The server's own words, possibly empty.
        message: String,
    },
    /// An answer that fits no known form.
    #[error("the service's answer was not understood: {error}")]
    Odd {
        /// The defect of the answer.
        error: OddError,
    },
    /// An answer of more than 64 KiB.
    #[error("the answer was too big")]
    TooBig,
}

impl TokenError {
    /// Whether the refresh token that was sent can never be used again: only a refresh that was answered by a JSON
    /// `invalid_grant` says so. Pages, 5xx, 429, timeouts and TLS errors never do.
    pub fn discards_refresh_token(&self) -> bool {
        matches!(self, TokenError::Denied { kind: DenialKind::InvalidRefreshToken, .. })
    }
}

impl From<Failure> for TokenError {
    fn from(failure: Failure) -> Self {
        let offline = |error| TokenError::Offline { error };
        match failure {
            Failure::NotSent(Unreached::NoName) => offline(OfflineError::NoName),
            Failure::NotSent(Unreached::NotReached) => offline(OfflineError::NotReached),
            Failure::NotSent(Unreached::ConnectTimeout) => offline(OfflineError::ConnectTimeout),
            Failure::NotSent(Unreached::Proxy(error)) => TokenError::Proxy { error },
            Failure::NotSent(Unreached::Certificate(error)) => TokenError::Certificate { error },
            Failure::NotSent(Unreached::Unsendable) => {
                TokenError::Settings { error: SettingsError::Address, message: String::new() }
            }
            Failure::NoAnswer { timed_out } | Failure::BrokenAnswer { timed_out } => {
                offline(if timed_out { OfflineError::NoAnswer } else { OfflineError::Broken })
            }
        }
    }
}

/// The part of a connection's settings that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// An address that may not be used: no HTTPS, or user information in it.
    #[error("the address may not be used")]
    Address,
    /// There is no such thing at the address (404, 405, 406, 415).
    #[error("there is no sign-in at the address")]
    NoSuchPlace,
    /// The service does not know this client, or does not allow it this grant.
    #[error("the service does not accept this client")]
    Client,
    /// The scope is refused.
    #[error("the scope is refused")]
    Scope,
    /// PKCE is refused or missing.
    #[error("the service and the connection disagree about PKCE")]
    Pkce,
    /// The request is refused in another way.
    #[error("the service does not accept the request")]
    Request,
}

/// The part of a request that the service refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DenialKind {
    /// User name or password.
    #[error("the user name or the password is wrong")]
    WrongPassword,
    /// The person has not confirmed the e-mail address yet.
    #[error("the e-mail address is not confirmed")]
    EmailNotConfirmed,
    /// The authorization code was used, revoked or outlived, or belongs to another redirect URI or verifier.
    #[error("the sign-in's code is not accepted")]
    InvalidCode,
    /// The refresh token was used, revoked or outlived.
    #[error("the sign-in cannot be renewed")]
    InvalidRefreshToken,
    /// The request, without a reason (400, 401, 409, 422, 423): nothing says that the account may not.
    #[error("the request, without a reason")]
    Unexplained,
    /// Anything else; the message gives the reason.
    #[error("not allowed")]
    Other,
}

/// The defect of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OddError {
    /// Not one JSON object: another form, cut off, something after it, a key twice, or not UTF-8.
    #[error("it is not one JSON object")]
    NotJson,
    /// Compressed, although no compression was asked for.
    #[error("it is compressed")]
    Encoded,
    /// There is no access token, or an empty one.
    #[error("there is no access token in it")]
    NoAccessToken,
    /// A token with characters that no token has, or longer than 16 KiB.
    #[error("a token in it is malformed")]
    MalformedToken,
    /// The token is of a kind that the till cannot use.
    #[error("the token is not a bearer token")]
    TokenType,
    /// A status that means nothing here.
    #[error("its status {0} means nothing here")]
    Status(u16),
}
