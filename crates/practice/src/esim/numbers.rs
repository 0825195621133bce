//! The identifiers that the service makes and checks: ids, matching ids, ICCIDs and EIDs.
//!
//! Ids are base64url with padding, as the service's are. Check digits are computed here and nowhere shared with the
//! client.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;

use crate::token::random;

/// A new id: 24 characters of base64url, two of them padding.
pub(crate) fn new_id() -> String {
    URL_SAFE.encode(random::<16>())
}

/// A new matching id: a small `p`, then five groups of five capitals and digits. Its case has to be kept.
pub(crate) fn new_matching_id() -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    let groups: Vec<String> = random::<25>().chunks(5).map(|group| group.iter().map(letter).collect()).collect();
    format!("p{}", groups.join("-"))
}

/// The ICCID of the order with this number: 19 digits that pass Luhn. The environment is its eighth digit.
pub(crate) fn new_iccid(environment: u8, number: u64) -> String {
    let body = format!("8944474{environment}{number:010}");
    format!("{body}{}", luhn_digit(&body))
}

/// The digit that makes these digits pass Luhn.
pub(crate) fn luhn_digit(body: &str) -> char {
    let doubled = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let digits = body.chars().rev().filter_map(|digit| digit.to_digit(10)).enumerate();
    let sum: u32 = digits.map(|(at, digit)| if at.is_multiple_of(2) { doubled(digit) } else { digit }).sum();
    char::from_digit((10 - sum % 10) % 10, 10).expect("a remainder of ten is a digit")
}

/// Whether this is an EID: 32 digits that leave the remainder 1 when divided by 97 (GSMA SGP.29).
pub(crate) fn is_eid(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(10)).collect();
    digits
        .is_some_and(|digits| digits.len() == 32 && digits.iter().fold(0, |rest, digit| (rest * 10 + digit) % 97) == 1)
}

#[cfg(test)]
mod tests {
    use super::{is_eid, luhn_digit, new_iccid, new_id, new_matching_id};

    #[test]
    fn check_digits_are_those_of_published_examples() {
        // The example of Luhn's algorithm, and the EID of GSMA SGP.29.
        assert_eq!(luhn_digit("7992739871"), '3');
        assert!(is_eid("89049032123451234512345678901235"));
        for wrong in [
            "89049032123451234512345678901236",
            "8904903212345123451234567890123",
            "",
            "8904903212345123451234567890123x",
        ] {
            assert!(!is_eid(wrong), "{wrong}");
        }
    }

    #[test]
    fn new_identifiers_have_the_shapes_of_the_service() {
        assert_eq!(new_iccid(1, 7), "8944474100000000071");
        assert!(new_id().len() == 24 && new_id().ends_with("=="));
        assert_eq!(new_matching_id().len(), 30);
    }
}
