//! The reasons for which there is no answer: how far the request came, and what stopped it.
//!
//! The one question that money asks is whether the request can have left this computer: [`Failure::NotSent`] says that
//! it did not. The library's errors are read here alone, and their addresses are taken out first.

use crate::proxy::{self, ProxyError};

/// The reason for which there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request never left this computer.
    NotSent(Unreached),
    /// It may have arrived, and no answer began.
    NoAnswer {
        /// Whether the time ran out; otherwise the line broke.
        timed_out: bool,
    },
    /// It may have arrived, and the answer broke off.
    BrokenAnswer {
        /// Whether the time ran out; otherwise the line broke.
        timed_out: bool,
    },
}

/// The reason for which a request never left this computer: nothing that it asked for has happened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreached {
    /// The host's name is not known (DNS): most often there is no network.
    #[error("the name of the host is not known")]
    NoName,
    /// No connection: refused, or no way there.
    #[error("no connection")]
    NotReached,
    /// No connection within the limit.
    #[error("no connection in time")]
    ConnectTimeout,
    /// The proxy of this network did not let it through.
    #[error("{0}")]
    Proxy(ProxyError),
    /// The certificate of the service was not accepted.
    #[error("the secure connection failed: {0}")]
    Certificate(CertificateError),
    /// The request may not be made: an address that is not allowed, a token that fits no header, an amount of nothing.
    #[error("the request cannot be made")]
    Unsendable,
}

impl Unreached {
    /// A short name that never changes, for records.
    pub fn word(&self) -> &'static str {
        match self {
            Unreached::NoName => "no_name",
            Unreached::NotReached => "not_reached",
            Unreached::ConnectTimeout => "connect_timeout",
            Unreached::Proxy(error) => error.word(),
            Unreached::Certificate(_) => "certificate",
            Unreached::Unsendable => "unsendable",
        }
    }
}

/// How far a request got that was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfflineError {
    /// The host's name is not known (DNS): most often there is no network.
    #[error("the name of the host is not known")]
    NoName,
    /// No connection: refused, or no way there.
    #[error("no connection")]
    NotReached,
    /// No connection within the limit.
    #[error("no connection in time")]
    ConnectTimeout,
    /// Connected, and no whole answer within the limit.
    #[error("no answer in time")]
    NoAnswer,
    /// Connected, and the line broke before the answer was whole.
    #[error("the line broke before the answer was whole")]
    Broken,
}

/// The reason for which a service's certificate, or the handshake around it, was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Out of date; or this computer's clock is wrong.
    #[error("the certificate has expired")]
    Expired,
    /// Not valid yet; most often this computer's clock is wrong.
    #[error("the certificate is not valid yet")]
    NotYetValid,
    /// Made for another name: typical of a captive portal.
    #[error("the certificate belongs to another name")]
    WrongName,
    /// Signed by no authority that this computer trusts.
    #[error("the certificate is signed by nobody this computer trusts")]
    UnknownIssuer,
    /// Withdrawn by its issuer.
    #[error("the certificate was revoked")]
    Revoked,
    /// Broken in another way.
    #[error("the certificate is not acceptable")]
    Unacceptable,
    /// The peer does not speak TLS, or only a version that is not safe.
    #[error("the secure connection could not be made")]
    Handshake,
    /// This computer has no list of trusted roots.
    #[error("this computer has no list of trusted certificates")]
    NoTrustStore,
}

/// The failure before an answer began, on the way through `proxy` where there is one.
pub(crate) fn before_the_answer(error: reqwest::Error, proxy: Option<&str>) -> Failure {
    let error = error.without_url();
    tracing::info!(causes = proxy::causes(&error), proxy, "a request has no answer");
    if error.is_builder() {
        return Failure::NotSent(Unreached::Unsendable);
    }
    if !error.is_connect() {
        return Failure::NoAnswer { timed_out: error.is_timeout() };
    }
    // A certificate on the way to the proxy is the proxy's own.
    if let Some(tls) = tls_error(&error).filter(|_| proxy.is_none() || !proxy::is_on_the_way_to_it(&error)) {
        return Failure::NotSent(Unreached::Certificate(certificate_error(tls)));
    }
    if let Some(error) = proxy.and_then(|proxy| ProxyError::of(proxy, &error, error.is_timeout())) {
        return Failure::NotSent(Unreached::Proxy(error));
    }
    Failure::NotSent(if error.is_dns() || proxy::tells(&error, "dns error") {
        Unreached::NoName
    } else if error.is_timeout() {
        Unreached::ConnectTimeout
    } else {
        Unreached::NotReached
    })
}

pub(crate) fn in_the_answer(error: reqwest::Error) -> Failure {
    let error = error.without_url();
    tracing::info!(causes = proxy::causes(&error), "an answer broke off");
    Failure::BrokenAnswer { timed_out: error.is_timeout() }
}

/// The error of the handshake below `cause`. I/O errors wrap each other and do not name the wrapped error as their
/// source.
fn tls_error<'a>(cause: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(found) = cause.downcast_ref() {
        return Some(found);
    }
    match cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(wrapped) => tls_error(wrapped),
        None => tls_error(cause.source()?),
    }
}

/// The class of a handshake that failed.
pub fn certificate_error(error: &rustls::Error) -> CertificateError {
    use rustls::CertificateError as Broken;
    let rustls::Error::InvalidCertificate(broken) = error else { return CertificateError::Handshake };
    match broken {
        Broken::Expired | Broken::ExpiredContext { .. } => CertificateError::Expired,
        Broken::NotValidYet | Broken::NotValidYetContext { .. } => CertificateError::NotYetValid,
        Broken::NotValidForName | Broken::NotValidForNameContext { .. } => CertificateError::WrongName,
        Broken::UnknownIssuer => CertificateError::UnknownIssuer,
        Broken::Revoked => CertificateError::Revoked,
        _ => CertificateError::Unacceptable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t21_each_certificate_error_has_its_own_class() {
        use rustls::{CertificateError as Rustls, Error};
        for (error, class) in [
            (Error::InvalidCertificate(Rustls::Expired), CertificateError::Expired),
            (Error::InvalidCertificate(Rustls::NotValidYet), CertificateError::NotYetValid),
            (Error::InvalidCertificate(Rustls::NotValidForName), CertificateError::WrongName),
            (Error::InvalidCertificate(Rustls::UnknownIssuer), CertificateError::UnknownIssuer),
            (Error::InvalidCertificate(Rustls::Revoked), CertificateError::Revoked),
            (Error::InvalidCertificate(Rustls::BadEncoding), CertificateError::Unacceptable),
            (Error::DecryptError, CertificateError::Handshake),
        ] {
            assert_eq!(certificate_error(&error), class);
        }
    }
}
