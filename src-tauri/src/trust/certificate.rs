//! The parts that the lists of every system need: the name of our certificates, certificates in a text, and a refusal.
//!
//! Each system's own module changes its list.

use airtill_app::ports::TrustNotChanged;
#[cfg(any(target_os = "linux", target_os = "macos"))]
use base64::Engine;
#[cfg(any(target_os = "linux", target_os = "macos"))]
use base64::engine::general_purpose::STANDARD;

/// The name of our certificates, in themselves and in the browsers' list.
pub const NAME: &str = "Airtill on this computer";

/// The certificates of a text in which each stands between two lines, base64.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub fn certificates(text: &str) -> Vec<Vec<u8>> {
    let blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
    let bodies = blocks.filter_map(|block| block.split_once("-----END CERTIFICATE-----")).map(|(body, _)| body);
    bodies.filter_map(|body| STANDARD.decode(body.split_whitespace().collect::<String>()).ok()).collect()
}

/// A change that was not made, with its reason.
///
/// # Errors
/// Always, with this reason.
pub fn not_changed<T>(reason: impl Into<String>) -> Result<T, TrustNotChanged> {
    Err(TrustNotChanged { reason: reason.into() })
}
