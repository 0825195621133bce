//! The ways in which a reading call (a balance, a user) can fail, and in which a request can fail before it has left.
//!
//! A variant exists because a caller acts differently on it. Nothing here holds a body, an address or a token. Calls
//! that move money have answers of their own, since for them an error after sending means doubt.

use std::time::Duration;

use airtill_http::{CertificateError, Failure, OfflineError, ProxyError, Unreached};

/// The reason for which there is no answer to a reading call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The access token is not accepted (401): renew it once and ask once more.
    #[error("the access token is not accepted")]
    Unauthorised,
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
    /// A page or a redirect came in place of an answer, most often of something between here and the service.
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
    #[error("too many requests")]
    RateLimited {
        /// When it wants to be asked again, at most ten minutes.
        retry_after: Option<Duration>,
    },
    /// Nothing was asked: the service had said until when it wants a backoff.
    #[error("the service asked for a wait")]
    BackingOff {
        /// How long that still is.
        left: Duration,
        /// Whether it was down; otherwise there were too many requests.
        is_down: bool,
    },
    /// The address may not be used, or there is nothing at it (404, 405, 410).
    #[error("the connection's address is wrong")]
    Settings,
    /// The service refused.
    #[error("the service refused with status {status}")]
    Denied {
        /// The HTTP status.
        status: u16,
        /// The service's own words, plain and short, possibly empty.
        message: String,
    },
    /// An answer that fits no known form.
    #[error("the service's answer was not understood: {error}")]
    Odd {
        /// The defect of the answer.
        error: OddError,
    },
    /// An answer of more bytes than its call allows, most often 64 KiB.
    #[error("the answer was too big")]
    TooBig,
}

impl ApiError {
    /// Whether a change that was asked for may have been made all the same: the request may have arrived, and no answer
    /// of the service says that it refused.
    pub fn leaves_it_open(&self) -> bool {
        match self {
            Self::Offline { error: OfflineError::NoAnswer | OfflineError::Broken }
            | Self::Portal
            | Self::Busy { .. }
            | Self::Odd { .. }
            | Self::TooBig => true,
            Self::Offline { error: OfflineError::NoName | OfflineError::NotReached | OfflineError::ConnectTimeout }
            | Self::Unauthorised
            | Self::Proxy { .. }
            | Self::Certificate { .. }
            | Self::RateLimited { .. }
            | Self::BackingOff { .. }
            | Self::Settings
            | Self::Denied { .. } => false,
        }
    }
}

impl From<Unreached> for ApiError {
    fn from(error: Unreached) -> Self {
        match error {
            Unreached::NoName => ApiError::Offline { error: OfflineError::NoName },
            Unreached::NotReached => ApiError::Offline { error: OfflineError::NotReached },
            Unreached::ConnectTimeout => ApiError::Offline { error: OfflineError::ConnectTimeout },
            Unreached::Proxy(error) => ApiError::Proxy { error },
            Unreached::Certificate(error) => ApiError::Certificate { error },
            Unreached::Unsendable => ApiError::Settings,
        }
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotSent(unreached) => unreached.into(),
            Failure::NoAnswer { timed_out } | Failure::BrokenAnswer { timed_out } => {
                ApiError::Offline { error: if timed_out { OfflineError::NoAnswer } else { OfflineError::Broken } }
            }
        }
    }
}

/// The defect of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OddError {
    /// Not one JSON object: another form, cut off, something after it, a key twice, or not UTF-8.
    #[error("it is not one JSON object")]
    NotJson,
    /// Not one JSON array: another form, cut off, something after it, too many entries, or not UTF-8.
    #[error("it is not one JSON array")]
    NotAList,
    /// Compressed, although no compression was asked for.
    #[error("it is compressed")]
    Encoded,
    /// A status that means nothing here.
    #[error("its status {0} means nothing here")]
    Status(u16),
    /// A field that must be there is missing or of another kind.
    #[error("its field {0} is missing or unreadable")]
    Field(&'static str),
    /// The service's own result code says that this is no answer to the question.
    #[error("its result code is {0}")]
    ResultCode(i64),
}
