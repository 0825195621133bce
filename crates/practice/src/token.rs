//! The handling of tokens that the services share: randomness for new ones, a fingerprint to store, and the reason for
//! a refusal.
//!
//! The shape of a token is each service's own.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The reason for which an access token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// There is none, or not as `Bearer`.
    Missing,
    /// It was not issued here, or was revoked.
    Invalid,
    /// Its lifetime is over.
    Expired,
    /// It was issued here and was revoked. Only the accounts report this; 21 Systems calls it invalid.
    Revoked,
}

/// Random bytes of the system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("a system without randomness cannot run this program at all");
    bytes
}

/// The fingerprint that is stored in place of a token.
pub(crate) fn fingerprint(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes()))
}
