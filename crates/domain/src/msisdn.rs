//! Subscriber numbers of South Sudan: read as people write them, kept as E.164 digits, shown in groups.
//!
//! The number plan advises and never forbids: plans age and numbers move between networks, and the service's own sample
//! (211965615584) is unknown to public plans. Only the shape, 211 and nine digits, is a rule.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The country calling code of South Sudan (ITU-T E.164).
const COUNTRY: &str = "211";
/// National significant digits after the country code.
const NATIONAL_DIGITS: usize = 9;

/// A subscriber number: `211` and nine digits, without `+`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Msisdn(String);

/// Why a text is not a subscriber number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MsisdnFault {
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
}

/// What the public number plan says of a number.
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
const OPERATORS: [(&str, &str); 5] = [("91", "Zain"), ("92", "MTN"), ("95", "Vivacell"), ("97", "Gemtel"), ("99", "MTN")];
/// Fixed line ranges of libphonenumber's metadata for region SS.
const FIXED: [&str; 2] = ["18", "19"];

impl Msisdn {
    /// Reads a number as people write it: `092…`, `92…`, `211…`, `+211…`, `00211…`, with spaces, dashes, brackets,
    /// invisible marks and Arabic-Indic or Persian digits.
    ///
    /// # Errors
    /// By what is wrong with it; see [`MsisdnFault`].
    pub fn parse(text: &str) -> Result<Self, MsisdnFault> {
        let (international, digits) = digits_of(text)?;
        let (national, country_given) = if let Some(rest) = digits.strip_prefix("00") {
            (rest.strip_prefix(COUNTRY).ok_or(MsisdnFault::OtherCountry)?, true)
        } else if international {
            (digits.strip_prefix(COUNTRY).ok_or(if COUNTRY.starts_with(&digits) { MsisdnFault::TooShort } else { MsisdnFault::OtherCountry })?, true)
        } else if digits.len() > NATIONAL_DIGITS && digits.starts_with(COUNTRY) {
            (&digits[COUNTRY.len()..], true)
        } else {
            (digits.as_str(), false)
        };
        // A trunk zero is written after the country code too, as in +211 (0)92….
        let national = if national.len() > NATIONAL_DIGITS || !country_given { national.strip_prefix('0').unwrap_or(national) } else { national };
        match national.len() {
            n if n < NATIONAL_DIGITS => Err(MsisdnFault::TooShort),
            NATIONAL_DIGITS => Ok(Self(format!("{COUNTRY}{national}"))),
            _ => Err(MsisdnFault::TooLong),
        }
    }

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

    /// What the public number plan says of it.
    pub fn plan_advice(&self) -> PlanAdvice {
        let range = &self.0[COUNTRY.len()..COUNTRY.len() + 2];
        if let Some((_, operator)) = OPERATORS.iter().find(|(prefix, _)| *prefix == range) {
            return PlanAdvice::Operator(operator);
        }
        if FIXED.contains(&range) { PlanAdvice::NotMobile } else { PlanAdvice::Unknown }
    }
}

/// What has been typed so far, grouped as far as it goes; for a field that formats while typing.
/// Text that can never become a number comes back as it was.
pub fn format_while_typing(text: &str) -> String {
    let Ok((international, digits)) = digits_of(text) else { return text.to_owned() };
    let (prefix, rest) = if let Some(rest) = digits.strip_prefix("00211") {
        ("+211", rest)
    } else if let Some(rest) = digits.strip_prefix(COUNTRY).filter(|_| international || digits.len() > NATIONAL_DIGITS + 1) {
        ("+211", rest)
    } else if international {
        return format!("+{digits}");
    } else {
        ("", digits.as_str())
    };
    let first = if prefix.is_empty() && rest.starts_with('0') { 4 } else { 3 };
    let mut groups = vec![prefix.to_owned()];
    let mut rest = rest;
    while !rest.is_empty() {
        let width = if groups.len() == 1 { first } else { 3 }.min(rest.len());
        groups.push(rest[..width].to_owned());
        rest = &rest[width..];
    }
    groups.retain(|group| !group.is_empty());
    groups.join(" ")
}

/// ASCII digits of `text` and whether a plus sign led them.
fn digits_of(text: &str) -> Result<(bool, String), MsisdnFault> {
    let mut international = false;
    let mut digits = String::new();
    for c in text.chars().filter(|c| !crate::text::is_formatting(*c)) {
        match c {
            '+' | '＋' if digits.is_empty() && !international => international = true,
            c if c.is_whitespace() => {}
            '-' | '‐' | '‑' | '–' | '.' | '/' | '(' | ')' => {}
            c => digits.push(ascii_digit(c).ok_or(MsisdnFault::NotDigits)?),
        }
    }
    if digits.is_empty() { Err(if international { MsisdnFault::TooShort } else { MsisdnFault::Empty }) } else { Ok((international, digits)) }
}

/// The ASCII digit of a Western, Arabic-Indic, Persian or full-width digit.
pub fn ascii_digit(c: char) -> Option<char> {
    let value = match c {
        '0'..='9' => return Some(c),
        '\u{0660}'..='\u{0669}' => c as u32 - 0x0660,
        '\u{06F0}'..='\u{06F9}' => c as u32 - 0x06F0,
        '\u{FF10}'..='\u{FF19}' => c as u32 - 0xFF10,
        _ => return None,
    };
    char::from_digit(value, 10)
}

impl TryFrom<String> for Msisdn {
    type Error = MsisdnFault;

    /// Accepts exactly the kept form, `211` and nine ASCII digits.
    fn try_from(text: String) -> Result<Self, MsisdnFault> {
        let parsed = Self::parse(&text)?;
        if parsed.0 == text { Ok(parsed) } else { Err(MsisdnFault::NotDigits) }
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
    use proptest::prelude::*;

    #[test]
    fn every_way_of_writing_one_number_is_the_same_number() {
        for text in [
            "0925415377",
            "925415377",
            "211925415377",
            "+211925415377",
            "00211925415377",
            "+211 (0)925 415 377",
            "211 0925 415 377",
            " 0925-415-377 ",
            "٠٩٢٥٤١٥٣٧٧",
            "۰۹۲۵۴۱۵۳۷۷",
            "+٢١١ ٩٢٥ ٤١٥ ٣٧٧",
            "\u{202A}+211925415377\u{202C}",
        ] {
            assert_eq!(Msisdn::parse(text).map(|m| m.digits().to_owned()), Ok("211925415377".to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused_with_its_reason() {
        for (text, fault) in [
            ("", MsisdnFault::Empty),
            (" \u{200F}", MsisdnFault::Empty),
            ("+", MsisdnFault::TooShort),
            ("+21", MsisdnFault::TooShort),
            ("09254", MsisdnFault::TooShort),
            ("+211925", MsisdnFault::TooShort),
            ("09254153777", MsisdnFault::TooLong),
            ("+2119254153771", MsisdnFault::TooLong),
            ("+254712345678", MsisdnFault::OtherCountry),
            ("00254712345678", MsisdnFault::OtherCountry),
            ("call me", MsisdnFault::NotDigits),
            ("0925*15377", MsisdnFault::NotDigits),
        ] {
            assert_eq!(Msisdn::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn the_services_own_sample_is_a_number_that_the_plan_does_not_know() {
        let sample = Msisdn::parse("211965615584").expect("the service's sample");
        assert_eq!(sample.plan_advice(), PlanAdvice::Unknown);
        assert_eq!(sample.grouped(), "+211 965 615 584");
    }

    #[test]
    fn the_operator_is_named_where_the_plan_knows_it() {
        for (text, advice) in [("0925415377", PlanAdvice::Operator("MTN")), ("0912345678", PlanAdvice::Operator("Zain")), ("0181234567", PlanAdvice::NotMobile)]
        {
            assert_eq!(Msisdn::parse(text).map(|m| m.plan_advice()), Ok(advice), "{text}");
        }
    }

    #[test]
    fn typing_is_grouped_as_it_goes() {
        for (typed, shown) in [
            ("09", "09"),
            ("09254", "0925 4"),
            ("0925415377", "0925 415 377"),
            ("925415377", "925 415 377"),
            ("+2119254", "+211 925 4"),
            ("00211925415377", "+211 925 415 377"),
            ("211925415377", "+211 925 415 377"),
            ("abc", "abc"),
        ] {
            assert_eq!(format_while_typing(typed), shown, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_can_crash_the_reader(text in "\\PC{0,30}") {
            let _ = Msisdn::parse(&text);
            let _ = format_while_typing(&text);
        }

        #[test]
        fn what_is_shown_reads_back_as_the_same_number(national in "[1-9][0-9]{8}") {
            let msisdn = Msisdn::parse(&national).expect("nine digits");
            prop_assert_eq!(Msisdn::parse(&msisdn.grouped()), Ok(msisdn.clone()));
            prop_assert_eq!(Msisdn::parse(&format_while_typing(&national)), Ok(msisdn));
        }
    }
}
