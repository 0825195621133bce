//! The two forms of a finding: with the name of a signer or a package, and without one.
//!
//! A name comes from a certificate or a database that nobody of ours wrote, so it is made plain and short here, once
//! for every system.

use airtill_contract::{SignatureFinding, SignatureView};
use airtill_domain::text::plain;

/// The most characters of a name that are shown.
const NAME: usize = 200;

/// A finding without a name.
pub fn only(finding: SignatureFinding) -> SignatureView {
    SignatureView { finding, by: None }
}

/// A finding with a name, which is shown as plain text.
pub fn found(finding: SignatureFinding, by: &str) -> SignatureView {
    let by = plain(by, NAME);
    SignatureView { finding, by: (!by.is_empty()).then_some(by) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_plain_and_bounded() {
        assert_eq!(found(SignatureFinding::Whole, &"x".repeat(5000)).by.map(|by| by.chars().count()), Some(NAME));
        assert_eq!(found(SignatureFinding::Whole, "\u{202e}\u{7}").by, None);
    }
}
