//! Amounts as people type and paste them: the one grammar, read here and nowhere else. The window asks it at every
//! change.
//!
//! Programs and countries do not agree on the marks in a number. A text that two conventions read differently has two
//! readings, and a person is asked; nothing is guessed. Everything that the till shows has one reading, in every
//! locale: `fixtures/shown.table` holds both sides to that. The grammar is the table at [`read`].

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Currency, Money};
use crate::characters::{ascii_digit, is_dash, is_plus};

/// The largest sum a person may type: a billion, far above any float, far below overflow.
pub(crate) const MOST_MINOR: i64 = 100_000_000_000;
/// The marks of Arabic numbers: this one never groups, the next one always does.
const ARABIC_DECIMAL: char = '\u{066B}';
const ARABIC_GROUP: char = '\u{066C}';

/// The readings of a typed amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedAmount {
    /// The text has one reading.
    One(Money),
    /// The readings under each convention that can be paid, at least one, the grouped reading first. A person has to
    /// choose.
    Asked(Vec<Money>),
}

impl TypedAmount {
    /// Every sum that it can mean.
    pub fn readings(self) -> Vec<Money> {
        match self {
            TypedAmount::One(money) => vec![money],
            TypedAmount::Asked(readings) => readings,
        }
    }
}

/// Why a text is no amount that can be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing that can be seen.
    #[error("there is no amount")]
    Empty,
    /// A letter, an exponent, or a sign that no amount holds.
    #[error("this is not a number")]
    NotANumber,
    /// Marks between the digits where no convention writes them.
    #[error("the digits are grouped as no convention groups them")]
    Grouping,
    /// More decimal places than the currency has.
    #[error("the currency has fewer decimal places")]
    TooManyPlaces,
    /// The sign or the code of another currency than the account's.
    #[error("this is another currency")]
    OtherCurrency,
    /// Nothing, or less.
    #[error("the amount must be more than nothing")]
    NotPositive,
    /// Above a billion.
    #[error("the amount is too large")]
    TooLarge,
}

/// Reads a typed amount of an account in `currency`.
///
/// | written | read as |
/// | --- | --- |
/// | `60`, `0060`, `٦٠`, `６０`, `+60` | 60.00 |
/// | `60.5`, `60,5`, `60.`, `.5`, `٦٠٫٥`: one mark, and not three digits behind it | a decimal mark |
/// | `1.250`, `1,250`, `0,500`, `01,250`, `,250`: one point or comma, three digits behind it | **asked**: 1,250.00 or 1.25 |
/// | `1,250.00`, `1.250,00`, `1 250,00`, `1’250.00`, `1,25,000.00`: the last mark is another one | the last mark is the decimal mark |
/// | `1,250,000`, `1.250.000`, `1,25,000`: one mark, more than once | grouping, in threes or as in India |
/// | `1 250`, `1'250`, `١٬٢٥٠`: a space, an apostrophe, U+066C | grouping |
/// | `60.00 SSP`, `SSP 60`: the currency of the account | the same without it |
/// | `12 50`, `1,25.0`, `0,250.00`: groups that no convention writes | refused: grouping |
/// | `1e3`, `60%`, `sixty` | refused: no number |
/// | `60.1234`, `1,250.000` | refused: too many places, whatever digits they are |
/// | `60 USD`, `$60`, `£60` | refused: another currency |
///
/// # Errors
/// By what is wrong with it; see [`AmountError`].
pub fn read(text: &str, currency: Currency) -> Result<TypedAmount, AmountError> {
    let plain = plain(text);
    let (negative, number) = number_in(plain.trim(), currency)?;
    let readings = match readings_of(number, currency.digits() as usize)? {
        Readings::One(value) => vec![value],
        Readings::Two(grouped, decimal) => vec![grouped, decimal],
    };
    let asked = readings.len() > 1 && readings[0] != readings[1];
    if readings.iter().all(Decimal::is_zero) || negative {
        return Err(AmountError::NotPositive);
    }
    let payable: Vec<_> = readings.iter().map(|value| payable(*value, currency)).collect();
    let sums: Vec<Money> = payable.iter().filter_map(|sum| sum.ok()).collect();
    match (asked, sums.first()) {
        (true, Some(_)) => Ok(TypedAmount::Asked(sums)),
        (false, Some(sum)) => Ok(TypedAmount::One(*sum)),
        (_, None) => Err(payable.iter().find_map(|sum| sum.err()).unwrap_or(AmountError::NotANumber)),
    }
}

/// One sign for all signs of one meaning, and none of those that cannot be seen.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !crate::text::is_formatting(*c))
        .map(|c| match c {
            '\u{FF0E}' => '.',
            '\u{FF0C}' | '\u{060C}' => ',',
            '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{FF07}' | '\u{00B4}' | '`' => '\'',
            // A tab divides cells, not digits.
            c if c.is_whitespace() && !c.is_control() => ' ',
            c if is_dash(c) => '-',
            c if is_plus(c) => '+',
            c => ascii_digit(c).unwrap_or(c),
        })
        .collect()
}

/// Whether it is below nothing, and the digits with their marks, without sign and currency.
fn number_in(text: &str, currency: Currency) -> Result<(bool, &str), AmountError> {
    let word = |c: char| c.is_alphabetic() || is_currency_sign(c);
    let (sign, rest) = signed(text);
    let before = rest.trim_start_matches(word);
    let front = &rest[..rest.len() - before.len()];
    let (sign, rest) = if sign.is_none() { signed(before.trim_start()) } else { (sign, before.trim_start()) };
    let number = rest.trim_end_matches(word);
    let back = &rest[number.len()..];
    match (front, back) {
        ("", "") => {}
        (name, "") | ("", name) if Currency::called(name) == Some(currency) => {}
        (name, "") | ("", name) if name.contains(is_currency_sign) || (name.len() == 3 && name.is_ascii()) => {
            return Err(AmountError::OtherCurrency);
        }
        _ => return Err(AmountError::NotANumber),
    }
    let number = number.trim_end();
    if number.is_empty() && sign.is_none() {
        return Err(AmountError::Empty);
    }
    Ok((sign == Some('-'), number))
}

fn signed(text: &str) -> (Option<char>, &str) {
    let sign = text.chars().next().filter(|c| matches!(c, '-' | '+'));
    (sign, if sign.is_some() { text[1..].trim_start() } else { text })
}

/// Unicode's currency symbols, as far as a keyboard or a program writes them.
fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '\u{00A2}'..='\u{00A5}' | '\u{058F}' | '\u{060B}' | '\u{09F2}' | '\u{09F3}' | '\u{0E3F}' | '\u{20A0}'..='\u{20CF}' | '\u{FDFC}'
        | '\u{FE69}' | '\u{FF04}' | '\u{FFE0}' | '\u{FFE1}' | '\u{FFE5}' | '\u{FFE6}')
}

enum Readings {
    One(Decimal),
    /// The mark groups; the mark is the decimal mark.
    Two(Decimal, Decimal),
}

/// The readings of digits and marks, by the table above.
fn readings_of(number: &str, places: usize) -> Result<Readings, AmountError> {
    let is_mark = |c: char| matches!(c, '.' | ',' | ' ' | '\'' | ARABIC_DECIMAL | ARABIC_GROUP);
    if !number.contains(|c: char| c.is_ascii_digit()) || !number.chars().all(|c| c.is_ascii_digit() || is_mark(c)) {
        return Err(AmountError::NotANumber);
    }
    let marks: Vec<char> = number.chars().filter(|c| is_mark(*c)).collect();
    let groups: Vec<&str> = number.split(is_mark).collect();
    let (Some(last), Some((behind, before))) = (marks.last(), groups.split_last()) else {
        return Ok(Readings::One(value(&groups, "")?));
    };
    let earlier = &marks[..marks.len() - 1];
    match last {
        '.' | ',' if earlier.is_empty() && behind.len() == 3 => {
            Ok(Readings::Two(value(&groups, "")?, value(before, behind)?))
        }
        '.' | ',' | &ARABIC_DECIMAL if !earlier.contains(last) => {
            in_groups(earlier, before)?;
            if behind.len() > places {
                Err(AmountError::TooManyPlaces)
            } else {
                Ok(Readings::One(value(before, behind)?))
            }
        }
        _ => {
            in_groups(&marks, &groups)?;
            Ok(Readings::One(value(&groups, "")?))
        }
    }
}

/// That the marks are one and the same, and stand before every three digits, or as in India before every two and the
/// last three.
fn in_groups(marks: &[char], groups: &[&str]) -> Result<(), AmountError> {
    let Some(mark) = marks.first() else { return Ok(()) };
    let one_mark = *mark != ARABIC_DECIMAL && marks.iter().all(|other| other == mark);
    let (Some((first, rest)), true) = (groups.split_first(), one_mark) else { return Err(AmountError::Grouping) };
    let in_threes = (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    let in_twos = *mark == ','
        && (1..=2).contains(&first.len())
        && rest
            .split_last()
            .is_some_and(|(last, middle)| last.len() == 3 && middle.iter().all(|group| group.len() == 2));
    if first.starts_with('0') || !(in_threes || in_twos) { Err(AmountError::Grouping) } else { Ok(()) }
}

fn value(whole: &[&str], part: &str) -> Result<Decimal, AmountError> {
    let whole = whole.concat();
    let digits = whole.trim_start_matches('0');
    if digits.len() > 18 {
        return Err(AmountError::TooLarge);
    }
    Decimal::from_str_exact(&format!("0{digits}.{part}0")).map_err(|_| AmountError::NotANumber)
}

/// The sum, if it can be paid in that currency to the last digit.
fn payable(value: Decimal, currency: Currency) -> Result<Money, AmountError> {
    let scale = 10_i64.checked_pow(currency.digits()).ok_or(AmountError::TooLarge)?;
    let minor = value.checked_mul(Decimal::from(scale)).ok_or(AmountError::TooLarge)?;
    if !minor.fract().is_zero() {
        return Err(AmountError::TooManyPlaces);
    }
    let minor = minor.to_i64().filter(|minor| *minor <= MOST_MINOR).ok_or(AmountError::TooLarge)?;
    if minor > 0 { Ok(Money::from_minor(minor, currency)) } else { Err(AmountError::NotPositive) }
}

#[cfg(test)]
mod tests;
