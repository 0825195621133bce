//! The number of the chip that an eSIM is installed on (GSMA SGP.29).
//!
//! It has exactly 32 digits. The last two are check digits, which advise: a service that checks them refuses the order,
//! and one that does not takes it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{SimNumberError, digits_of, grouped};

/// Every EID has so many digits.
const DIGITS: usize = 32;

/// The number of a device's eSIM chip: 32 digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Eid(String);

impl Eid {
    /// Reads a number that was typed, pasted or scanned.
    ///
    /// # Errors
    /// By what is wrong with it; see [`SimNumberError`].
    pub fn parse(text: &str) -> Result<Self, SimNumberError> {
        Self::try_from(digits_of(text)?)
    }

    /// The digits, as a service wants them.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// In groups of four, for reading aloud.
    pub fn grouped(&self) -> String {
        grouped(&self.0)
    }

    /// Whether its last two digits are those that the others ask for: the whole number modulo 97 is 1 (SGP.29). Where
    /// they are not, a service may refuse it, so it is a warning.
    pub fn has_its_check_digits(&self) -> bool {
        self.0.bytes().fold(0, |rest, byte| (rest * 10 + u32::from(byte - b'0')) % 97) == 1
    }
}

impl TryFrom<String> for Eid {
    type Error = SimNumberError;

    /// Accepts exactly the stored form: 32 ASCII digits.
    fn try_from(text: String) -> Result<Self, SimNumberError> {
        match text.len() {
            0 => Err(SimNumberError::Empty),
            _ if !text.bytes().all(|byte| byte.is_ascii_digit()) => Err(SimNumberError::NotDigits),
            n if n < DIGITS => Err(SimNumberError::TooShort),
            n if n > DIGITS => Err(SimNumberError::TooLong),
            _ => Ok(Self(text)),
        }
    }
}

impl From<Eid> for String {
    fn from(eid: Eid) -> String {
        eid.0
    }
}

impl fmt::Display for Eid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_check_digits_advise() {
        // The first 30 digits of the second are those of the first; SGP.29 has the arithmetic.
        let good = Eid::parse("8904 9032 0000 0100 0000 0123 4567 8954").expect("32 digits");
        let wrong = Eid::parse("89049032000001000000012345678950").expect("32 digits");
        assert!(good.has_its_check_digits() && !wrong.has_its_check_digits());
        assert_eq!(good.grouped(), "8904 9032 0000 0100 0000 0123 4567 8954");
    }

    #[test]
    fn another_length_or_a_letter_is_an_error() {
        use SimNumberError::{Empty, NotDigits, TooLong, TooShort};
        for (text, error) in [
            ("", Empty),
            ("8904903200000100000001234567895", TooShort),
            ("890490320000010000000123456789542", TooLong),
            ("8904903200000100000001234567895A", NotDigits),
        ] {
            assert_eq!(Eid::parse(text), Err(error), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn one_pair_of_check_digits_fits_and_every_single_slip_is_seen(start in "[0-9]{30}", at in 0_usize..32, by in 1_u8..10) {
            let fitting: Vec<Eid> = (0..97).map(|end| Eid(format!("{start}{end:02}"))).filter(Eid::has_its_check_digits).collect();
            prop_assert_eq!(fitting.len(), 1);
            let mut slipped = fitting[0].0.clone().into_bytes();
            slipped[at] = b'0' + (slipped[at] - b'0' + by) % 10;
            prop_assert!(!Eid(String::from_utf8(slipped).expect("digits")).has_its_check_digits());
        }

        #[test]
        fn no_text_crashes_the_reader(text in "\\PC{0,40}") {
            if let Ok(eid) = Eid::parse(&text) {
                prop_assert_eq!(Eid::parse(&eid.grouped()), Ok(eid));
            }
        }
    }
}
