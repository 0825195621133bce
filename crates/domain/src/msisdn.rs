//! Subscriber numbers of South Sudan: stored as E.164 digits, shown in groups. Its part `read` reads them as people
//! write them.
//!
//! The number plan advises and never forbids: plans age and numbers move between networks, and the service's own sample
//! (211965615584) is unknown to public plans. Only the shape, 211 and nine digits, is a rule.

mod read;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use read::{Sought, format_while_typing, sought};

/// The country calling code of South Sudan (ITU-T E.164).
pub const COUNTRY: &str = "211";
/// National significant digits after the country code.
const NATIONAL_DIGITS: usize = 9;

/// A subscriber number: `211` and nine digits, without `+`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Msisdn(String);

/// Why a text is not a subscriber number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MsisdnError {
    /// Nothing but white space.
    #[error("there is no number")]
    Empty,
    /// A letter or sign that no phone number holds.
    #[error("there is something in it that is not a digit")]
    NotDigits,
    /// Fewer than nine digits after the country code.
    #[error("digits are missing")]
    TooShort,
    /// More than nine digits after the country code.
    #[error("there are too many digits")]
    TooLong,
    /// An international number of another country.
    #[error("this number belongs to another country")]
    OtherCountry,
    /// A decimal mark or an exponent: a program took it for a quantity, and digits may be lost.
    #[error("this looks like a number from a spreadsheet")]
    Spreadsheet,
    /// An extension, a second number, or a digit that stands apart.
    #[error("there is something behind the number")]
    Extension,
}

/// The public number plan's judgement of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanAdvice {
    /// A range of this mobile operator.
    Operator(&'static str),
    /// A range that the plan knows, but not as a mobile one.
    NotMobile,
    /// A range that the plan does not know.
    Unknown,
}

/// Mobile ranges by their first two national digits: libphonenumber `resources/carrier/en/211.txt`; 99 is MTN's by the
/// service's own documents.
const OPERATORS: [(&str, &str); 5] =
    [("91", "Zain"), ("92", "MTN"), ("95", "Vivacell"), ("97", "Gemtel"), ("99", "MTN")];
/// Fixed line ranges of libphonenumber's metadata for region SS.
const FIXED: [&str; 2] = ["18", "19"];

impl Msisdn {
    /// E.164 digits without `+`, as the service wants them.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// For reading aloud: `+211 925 415 377`.
    pub fn grouped(&self) -> String {
        let national = &self.0[COUNTRY.len()..];
        format!("+{COUNTRY} {} {} {}", &national[..3], &national[3..6], &national[6..])
    }

    /// For logs, which never hold a whole number: `211…377`.
    pub fn masked(&self) -> String {
        format!("{COUNTRY}…{}", &self.0[self.0.len() - 3..])
    }

    /// The public number plan's judgement of it.
    pub fn plan_advice(&self) -> PlanAdvice {
        let range = &self.0[COUNTRY.len()..COUNTRY.len() + 2];
        if let Some((_, operator)) = OPERATORS.iter().find(|(prefix, _)| *prefix == range) {
            return PlanAdvice::Operator(operator);
        }
        if FIXED.contains(&range) { PlanAdvice::NotMobile } else { PlanAdvice::Unknown }
    }
}

impl TryFrom<String> for Msisdn {
    type Error = MsisdnError;

    /// Accepts exactly the stored form, `211` and nine ASCII digits.
    fn try_from(text: String) -> Result<Self, MsisdnError> {
        let national = text.strip_prefix(COUNTRY).ok_or(MsisdnError::OtherCountry)?;
        match national.len() {
            _ if !national.bytes().all(|b| b.is_ascii_digit()) => Err(MsisdnError::NotDigits),
            n if n < NATIONAL_DIGITS => Err(MsisdnError::TooShort),
            NATIONAL_DIGITS => Ok(Self(text)),
            _ => Err(MsisdnError::TooLong),
        }
    }
}

impl From<Msisdn> for String {
    fn from(msisdn: Msisdn) -> String {
        msisdn.0
    }
}

impl fmt::Display for Msisdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.grouped())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_own_sample_is_a_number_that_the_plan_does_not_know() {
        let sample = Msisdn::parse("211965615584").expect("the service's sample");
        assert_eq!(sample.plan_advice(), PlanAdvice::Unknown);
        assert_eq!(sample.grouped(), "+211 965 615 584");
    }

    #[test]
    fn the_operator_is_named_where_the_plan_knows_it() {
        for (text, advice) in [
            ("0925415377", PlanAdvice::Operator("MTN")),
            ("0912345678", PlanAdvice::Operator("Zain")),
            ("0181234567", PlanAdvice::NotMobile),
        ] {
            assert_eq!(Msisdn::parse(text).map(|m| m.plan_advice()), Ok(advice), "{text}");
        }
    }

    #[test]
    fn only_the_kept_form_is_taken_from_a_record() {
        let kept = |text: &str| Msisdn::try_from(text.to_owned()).is_ok();
        assert!(kept("211925415377") && kept("211092541537"), "whatever was once kept stays readable");
        for text in ["0925415377", "+211925415377", "21192541537", "2119254153777", "211٩٢٥٤١٥٣٧٧", ""] {
            assert!(!kept(text), "{text:?}");
        }
    }
}
