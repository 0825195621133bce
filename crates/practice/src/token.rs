//! What the services do with tokens of any shape: randomness for new ones, a fingerprint to store, and why one is
//! refused.
//!
//! The shape of a token is each service's own.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Why an access token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// There is none, or not as `Bearer`.
    Missing,
    /// It is none of ours, or was taken back.
    Invalid,
    /// Its time is over.
    Expired,
    /// It was ours and was taken back. Only the accounts say so; 21 Systems calls it invalid.
    Revoked,
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("a system without randomness cannot run this program at all");
    bytes
}

/// What is stored of a token instead of itself.
pub(crate) fn fingerprint(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}
