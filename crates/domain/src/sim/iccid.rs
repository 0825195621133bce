//! The number of a SIM (ITU-T E.118), as it is printed on cards and given by a service.
//!
//! Standards ask for 18 to 20 digits with a check digit; services have others, so both only advise. A text of fewer than
//! ten digits or of more than 24 is no such number.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{SimNumberError, digits_of, grouped};

/// The fewest and the most digits that are taken for an ICCID; a service's samples have 16 to 22.
const FEWEST: usize = 10;
const MOST: usize = 24;

/// The number of a SIM, as digits alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iccid(String);

/// The doubt about an ICCID; it warns and never forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IccidAdvice {
    /// ICCIDs have 18 to 20 digits.
    Length,
    /// The last digit is not the check digit of the others (Luhn).
    CheckDigit,
}

impl Iccid {
    /// Reads a number that was typed, pasted or scanned, with padding (`F`) or without.
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

    /// For logs, which never hold a whole number.
    pub fn masked(&self) -> String {
        format!("…{}", &self.0[self.0.len() - 4..])
    }

    /// The first thing about it that is unusual.
    pub fn advice(&self) -> Option<IccidAdvice> {
        if !(18..=20).contains(&self.0.len()) {
            Some(IccidAdvice::Length)
        } else if !passes_luhn(&self.0) {
            Some(IccidAdvice::CheckDigit)
        } else {
            None
        }
    }
}

/// ISO/IEC 7812-1, annex B: every second digit from the right is doubled, and the sum of all digits ends with 0.
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .map(|byte| u32::from(byte - b'0'))
        .enumerate()
        .map(|(at, digit)| if at % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
}

impl TryFrom<String> for Iccid {
    type Error = SimNumberError;

    /// Accepts exactly the stored form: ASCII digits.
    fn try_from(text: String) -> Result<Self, SimNumberError> {
        match text.len() {
            0 => Err(SimNumberError::Empty),
            _ if !text.bytes().all(|byte| byte.is_ascii_digit()) => Err(SimNumberError::NotDigits),
            n if n < FEWEST => Err(SimNumberError::TooShort),
            n if n > MOST => Err(SimNumberError::TooLong),
            _ => Ok(Self(text)),
        }
    }
}

impl From<Iccid> for String {
    fn from(iccid: Iccid) -> String {
        iccid.0
    }
}

impl fmt::Display for Iccid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: &str = "8944501234567890124";

    #[test]
    fn marks_of_scanners_and_people_around_the_digits_are_left_out() {
        for text in [
            GOOD,
            "]C18944501234567890124\r",
            "]Q18944501234567890124\t",
            "]d28944501234567890124\r\n",
            "8944 5012 3456 7890 124",
            "8944-5012-3456\u{2013}7890-124",
            "8944501234567890124F",
            "8944501234567890124ff",
            " \u{200B}8944501234567890124 F \n",
            "\u{FF18}944501234567890124",
            "\u{0668}944501234567890124",
            "\"8944501234567890124\",",
        ] {
            assert_eq!(Iccid::parse(text).map(|iccid| iccid.0), Ok(GOOD.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn a_text_that_cannot_be_an_iccid_has_its_reason() {
        use SimNumberError::{Empty, NotDigits, TooLong, TooShort};
        for (text, error) in [
            ("", Empty),
            (" \t\r\n", Empty),
            ("F", Empty),
            ("]C1", Empty),
            ("89445O1234567890121", NotDigits),
            ("8944F01234567890121", NotDigits),
            ("8944501234567890124X", NotDigits),
            ("amal@shop.example", NotDigits),
            ("]C", NotDigits),
            ("894450123", TooShort),
            ("8944501234567890121089445012345678901210", TooLong),
            ("89049032000001000000012345678901", TooLong),
        ] {
            assert_eq!(Iccid::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn length_and_check_digit_advise() {
        for (text, advice) in [
            (GOOD, None),
            ("8944501234567890121", Some(IccidAdvice::CheckDigit)),
            ("8944500102198304", Some(IccidAdvice::Length)),
            ("8944500102198304826000", Some(IccidAdvice::Length)),
        ] {
            assert_eq!(Iccid::parse(text).expect("digits").advice(), advice, "{text}");
        }
    }

    #[test]
    fn it_is_shown_in_groups_and_logged_by_its_end() {
        let iccid = Iccid::parse(GOOD).expect("digits");
        assert_eq!((iccid.grouped(), iccid.masked()), ("8944 5012 3456 7890 124".into(), "…0124".into()));
    }

    proptest! {
        #[test]
        fn digits_are_read_however_they_are_divided(digits in "[0-9]{16,22}", marks in proptest::collection::vec("[ \u{A0}\u{2011}-]{0,2}", 22)) {
            let text: String = digits.chars().zip(&marks).flat_map(|(digit, mark)| std::iter::once(digit).chain(mark.chars())).collect();
            let read = Iccid::parse(&format!("]C1{text}F\r\n")).expect("digits");
            prop_assert_eq!(read.digits(), &digits);
            prop_assert_eq!(Iccid::parse(&read.grouped()), Ok(read.clone()));
            let json = serde_json::to_string(&read).expect("text");
            prop_assert_eq!(serde_json::from_str::<Iccid>(&json).ok(), Some(read));
        }

        #[test]
        fn every_scanner_and_every_person_reach_the_same_number(
            digits in "[0-9]{16,22}",
            prefix in "(\\][A-Za-z][0-9A-Za-z])?",
            padding in "[ ]?[Ff]{0,2}",
            end in "[ ]?(\t|\r|\n|\r\n)?",
            groups in 1_usize..6,
            mark in "[ -]?",
        ) {
            let grouped: Vec<&str> = digits.as_bytes().chunks(groups).filter_map(|group| std::str::from_utf8(group).ok()).collect();
            let scanned = format!("{prefix}{}{padding}{end}", grouped.join(&mark));
            prop_assert_eq!(Iccid::parse(&scanned).map(String::from), Ok(digits), "{:?}", scanned);
        }

        #[test]
        fn exactly_one_last_digit_passes_the_check(digits in "[0-9]{17,19}") {
            let passing = (0..10).filter(|last| passes_luhn(&format!("{digits}{last}"))).count();
            prop_assert_eq!(passing, 1);
        }

        #[test]
        fn no_text_crashes_the_reader(text in "\\PC{0,40}") {
            if let Ok(iccid) = Iccid::parse(&text) {
                prop_assert!((FEWEST..=MOST).contains(&iccid.0.len()));
                let _no_panic = (iccid.masked(), iccid.grouped(), iccid.advice());
            }
        }
    }
}
