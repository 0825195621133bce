//! The one reader of phone numbers, for every place where one is typed, pasted or searched for.
//!
//! Digits may be divided by spaces, dashes of any width, slashes and brackets, and by two or more points between groups
//! (`0925.415.377`). A single point, a comma and an exponent divide quantities, not phone numbers: a spreadsheet has
//! been at work, digits may be lost, and the text is refused. So is whatever stands behind a number.
//!
//! A country code is never guessed: without `+`, `00` or `211` and nine digits, only nine digits are local, or nine
//! behind the trunk zero. `tel:` of RFC 3966 is read, with its escapes and its `phone-context`; an extension is
//! refused.

use super::{COUNTRY, Msisdn, MsisdnError, NATIONAL_DIGITS};
use crate::characters::{ascii_digit, is_dash, is_plus};
use crate::text::{cleaned, unwrapped};

/// The meanings of a search phrase as a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// This very number.
    Whole(Msisdn),
    /// Numbers that begin so, as E.164 digits.
    Beginning(String),
    /// Numbers that hold these digits somewhere.
    Part(String),
}

/// Digits as ASCII, and what was written around them.
#[derive(Default)]
struct Written {
    /// A plus sign stands before them.
    international: bool,
    digits: String,
    /// How many digits stand before each point.
    points: Vec<usize>,
    /// How many digits stand before the last dash, slash or opening bracket.
    divided: usize,
    /// A bracket is not closed yet.
    open: bool,
    /// It ends with one or two digits in brackets, behind others.
    closed: bool,
    /// A control character divides them: two cells or two lines of something else.
    torn: bool,
}

impl Msisdn {
    /// Reads a number as people write and paste it.
    ///
    /// # Errors
    /// By what is wrong with it; see [`MsisdnError`].
    pub fn parse(text: &str) -> Result<Self, MsisdnError> {
        number(text)
    }
}

/// The number that a text is.
fn number(text: &str) -> Result<Msisdn, MsisdnError> {
    let written = written(text)?;
    let digits = written.digits.as_str();
    if written.stands_apart() {
        return Err(MsisdnError::Extension);
    }
    let (national, country_given) = if let Some(rest) = digits.strip_prefix("00") {
        (rest.strip_prefix(COUNTRY).ok_or(MsisdnError::OtherCountry)?, true)
    } else if written.international {
        (
            digits.strip_prefix(COUNTRY).ok_or(if COUNTRY.starts_with(digits) {
                MsisdnError::TooShort
            } else {
                MsisdnError::OtherCountry
            })?,
            true,
        )
    } else if digits.len() >= NATIONAL_DIGITS && digits.starts_with(COUNTRY) {
        // Of nine digits, too: an international number that is not whole looks like that.
        (&digits[COUNTRY.len()..], true)
    } else {
        (digits, false)
    };
    // A trunk zero is written after the country code too, as in +211 (0)92…, and is never a digit of the number.
    let national = if national.len() > NATIONAL_DIGITS || !country_given {
        national.strip_prefix('0').unwrap_or(national)
    } else {
        national
    };
    match national.len() {
        n if n < NATIONAL_DIGITS => Err(MsisdnError::TooShort),
        NATIONAL_DIGITS if national.starts_with('0') => Err(MsisdnError::TooShort),
        NATIONAL_DIGITS => Ok(Msisdn(format!("{COUNTRY}{national}"))),
        _ => Err(MsisdnError::TooLong),
    }
}

/// The meanings of a search phrase as a number: everything that the form takes, and parts of it. Nothing, if it is
/// none.
pub fn sought(text: &str) -> Vec<Sought> {
    if let Ok(whole) = number(text) {
        return vec![Sought::Whole(whole)];
    }
    let Ok(Written { international, digits, .. }) = written(text) else { return Vec::new() };
    if let Some(abroad) = if international {
        Some(digits.as_str())
    } else {
        digits.strip_prefix("00").filter(|rest| rest.starts_with(COUNTRY))
    } {
        return vec![Sought::Beginning(abroad.to_owned())];
    }
    let local = digits.strip_prefix('0').map(|national| Sought::Beginning(format!("{COUNTRY}{national}")));
    local.into_iter().chain([Sought::Part(digits)]).collect()
}

/// The digits typed so far, grouped as far as it goes; for a field that formats while typing.
/// Text that can never become a number comes back as it was, and so does one whose marks still say something about what
/// comes next: were the point taken away while `92541537.0` is typed, nine digits would be left.
pub fn format_while_typing(text: &str) -> String {
    let ends_with_a_digit = cleaned(text).ends_with(|c| ascii_digit(c).is_some());
    let is_plain = |read: &Written| ends_with_a_digit && read.points.is_empty() && !read.open && !read.stands_apart();
    let Some(Written { international, digits, .. }) = written(text).ok().filter(is_plain) else {
        return text.to_owned();
    };
    let (prefix, rest) = if let Some(rest) = digits.strip_prefix("00211") {
        ("+211", rest)
    } else if let Some(rest) =
        digits.strip_prefix(COUNTRY).filter(|_| international || digits.len() > NATIONAL_DIGITS + 1)
    {
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

impl Written {
    /// A mark before one last digit, a bracket at the end, or a second cell: digits that may not belong to the number.
    fn stands_apart(&self) -> bool {
        self.torn || self.closed || (self.divided > 0 && self.digits.len() - self.divided == 1)
    }

    /// Points that group digits: at least two of them, with two digits or more between them and behind the last.
    fn is_grouped_by_points(&self) -> bool {
        let ends = self.points.iter().skip(1).copied().chain([self.digits.len()]);
        self.points.len() > 1 && self.points.iter().zip(ends).all(|(from, to)| *from > 0 && to - from > 1)
    }
}

/// The digits of `text`, whatever they add up to.
fn written(text: &str) -> Result<Written, MsisdnError> {
    let seen = unwrapped(text);
    let read = match seen.split_at_checked("tel:".len()) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel:") => of_tel(rest)?,
        _ => of_signs(&seen)?,
    };
    if !read.points.is_empty() && !read.is_grouped_by_points() {
        return Err(MsisdnError::Spreadsheet);
    }
    if !read.digits.is_empty() {
        return Ok(read);
    }
    Err(if read.international { MsisdnError::TooShort } else { MsisdnError::Empty })
}

/// The text behind `tel:`. A local number names its country in a parameter; every other parameter leads elsewhere.
fn of_tel(rest: &str) -> Result<Written, MsisdnError> {
    let plain = unescaped(rest.trim_start_matches('/'));
    let mut parts = plain.split(';');
    let number = of_signs(parts.next().unwrap_or_default())?;
    for parameter in parts {
        match parameter.split_once('=') {
            Some((name, context)) if name.eq_ignore_ascii_case("phone-context") => {
                if context.strip_prefix('+') != Some(COUNTRY) {
                    return Err(MsisdnError::OtherCountry);
                }
            }
            _ => return Err(MsisdnError::Extension),
        }
    }
    Ok(number)
}

/// `%2B` as `+`: the escapes of an address, of ASCII signs alone.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let code = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii);
        match code {
            Some(byte) => plain.push(char::from(byte)),
            None => plain.push('%'),
        }
        rest = if code.is_some() { &after[2..] } else { after };
    }
    plain + rest
}

fn of_signs(text: &str) -> Result<Written, MsisdnError> {
    let mut read = Written::default();
    let mut bracket = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        read.closed &= c.is_whitespace();
        match c {
            c if is_plus(c) && read.digits.is_empty() && !read.international => read.international = true,
            c if c.is_control() => read.torn = true,
            c if c.is_whitespace() => {}
            c if is_dash(c) || matches!(c, '/' | '\u{2044}' | '\u{2215}' | '\u{FF0F}') => {
                read.divided = read.digits.len()
            }
            '(' | '[' | '\u{FE59}' | '\u{FF08}' | '\u{FF3B}' if bracket.is_none() => {
                read.divided = read.digits.len();
                bracket = Some(read.divided);
            }
            ')' | ']' | '\u{FE5A}' | '\u{FF09}' | '\u{FF3D}' => {
                let opened: usize = bracket.take().ok_or(MsisdnError::NotDigits)?;
                read.closed = opened > 0 && read.digits.len() - opened < 3;
            }
            '.' | '\u{FF0E}' | '\u{FE52}' | '\u{2024}' => read.points.push(read.digits.len()),
            ',' | '\u{FF0C}' | '\u{060C}' | '\u{066B}' | '\u{066C}' if !read.digits.is_empty() => {
                return Err(MsisdnError::Spreadsheet);
            }
            'e' | 'E' if is_exponent(rest.as_str()) && !read.digits.is_empty() => return Err(MsisdnError::Spreadsheet),
            ';' | '#' | 'x' | 'X' | 'e' | 'E' if !read.digits.is_empty() => return Err(MsisdnError::Extension),
            c => read.digits.push(ascii_digit(c).ok_or(MsisdnError::NotDigits)?),
        }
    }
    read.open = bracket.is_some();
    Ok(read)
}

/// Digits, with or without a sign.
fn is_exponent(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| is_plus(c) || is_dash(c));
    !digits.is_empty() && digits.chars().all(|c| ascii_digit(c).is_some())
}

#[cfg(test)]
mod tests;
