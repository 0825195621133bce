//! Files of the publisher over HTTPS: small ones into memory, the package piece by piece.
//!
//! A redirect is followed by hand, so that every hop is HTTPS and there are at most five. Every file has a limit of
//! bytes and of time, the hops included. Nothing is asked twice: the next check is another day. Whether a file is
//! believed is for its signature to say, and nothing here reads one.

use std::time::Duration;

use airtill_domain::Environment;
use airtill_http::{Client, Failure, StreamedReply, Timeouts};
use url::Url;

use crate::free_space;
use crate::signature;

/// The most redirects from an address to its file.
const MOST_HOPS: usize = 5;

/// The limits of time and of space on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Name, connection and handshake of one hop.
    pub connect: Duration,
    /// A manifest with its signature, every hop included; and again the signature of a package.
    pub small: Duration,
    /// A package, up to its last byte.
    pub package: Duration,
    /// The bytes that a package leaves free on the disk.
    pub reserve: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let [connect, small, package] = [10, 15, 3600].map(Duration::from_secs);
        Self { connect, small, package, reserve: free_space::RESERVE }
    }
}

/// The reason for which a file could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No answer, or one that broke off: most often there is no network.
    #[error("there is no whole answer: {}", word(.0))]
    Unanswered(Failure),
    /// The time was over.
    #[error("the answer took too long")]
    Slow,
    /// An answer without the file.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// An address, or the target of a redirect, that is not HTTPS or is no address.
    #[error("the way to the file is not safe")]
    Unsafe,
    /// Redirects without an end.
    #[error("there are too many redirects")]
    Redirects,
    /// More bytes than the file may have.
    #[error("the file is too large")]
    TooLarge,
    /// A page for people: most often the network wants a sign-in of its own.
    #[error("the answer is a page for people")]
    Page,
}

fn word(failure: &Failure) -> &'static str {
    match failure {
        Failure::NotSent(unreached) => unreached.word(),
        Failure::NoAnswer { .. } => "no_answer",
        Failure::BrokenAnswer { .. } => "broken_answer",
    }
}

impl From<Failure> for FetchError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NoAnswer { timed_out: true } | Failure::BrokenAnswer { timed_out: true } => Self::Slow,
            failure => Self::Unanswered(failure),
        }
    }
}

/// The way to the publisher's server, or to a company's own.
pub struct Web {
    limits: Limits,
    small: Client,
    package: Client,
}

impl Web {
    /// A way within these limits. The till asks as `Live`; a server on this computer is reached outside it alone.
    pub fn new(environment: Environment, limits: Limits) -> Self {
        let client = |total| Client::new(environment, Timeouts { connect: limits.connect, total });
        Self { limits, small: client(limits.small), package: client(limits.package) }
    }

    /// Two small files, each with its limit of bytes, within one limit of time.
    ///
    /// # Errors
    /// A [`FetchError`].
    pub(crate) async fn pair(&self, first: (&Url, usize), second: (&Url, usize)) -> Result<[Vec<u8>; 2], FetchError> {
        let both = async { Ok([self.read(first.0, first.1).await?, self.read(second.0, second.1).await?]) };
        tokio::time::timeout(self.limits.small, both).await.unwrap_or(Err(FetchError::Slow))
    }

    /// One small file of at most `most` bytes.
    ///
    /// # Errors
    /// A [`FetchError`].
    pub(crate) async fn small(&self, address: &Url, most: usize) -> Result<Vec<u8>, FetchError> {
        tokio::time::timeout(self.limits.small, self.read(address, most)).await.unwrap_or(Err(FetchError::Slow))
    }

    async fn read(&self, address: &Url, most: usize) -> Result<Vec<u8>, FetchError> {
        let reply = followed(&self.small, address, most).await?.read().await?;
        if !reply.whole {
            return Err(FetchError::TooLarge);
        }
        if reply.is_html() {
            return Err(FetchError::Page);
        }
        Ok(reply.body.to_vec())
    }

    /// A package, as it arrives.
    ///
    /// # Errors
    /// A [`FetchError`] where no answer began that has the file.
    pub(crate) async fn package(&self, address: &Url, most: usize) -> Result<StreamedReply, FetchError> {
        followed(&self.package, address, most).await
    }

    /// The time that a package may take.
    pub(crate) fn patience(&self) -> Duration {
        self.limits.package
    }

    /// The bytes that a package leaves free.
    pub(crate) fn reserve(&self) -> u64 {
        self.limits.reserve
    }
}

/// The answer at the end of the redirects.
async fn followed(client: &Client, address: &Url, most: usize) -> Result<StreamedReply, FetchError> {
    let mut address = address.clone();
    for _ in 0..=MOST_HOPS {
        if !is_safe(&address) {
            return Err(FetchError::Unsafe);
        }
        let reply = client.open(&address, most).await?;
        match reply.status {
            200 => return Ok(reply),
            301 | 302 | 303 | 307 | 308 => {
                let target = reply.location().and_then(|target| address.join(target).ok());
                address = target.ok_or(FetchError::Unsafe)?;
            }
            status => return Err(FetchError::Status(status)),
        }
    }
    Err(FetchError::Redirects)
}

/// The address of the signature that lies beside a file.
pub(crate) fn of_signature(address: &Url) -> Url {
    let mut beside = address.clone();
    beside.set_path(&format!("{}{}", address.path(), signature::ENDING));
    beside
}

/// Whether an address may be asked. Plain HTTP never is, not even on this computer.
pub(crate) fn is_safe(address: &Url) -> bool {
    address.scheme() == "https" && address.username().is_empty() && address.password().is_none()
}
