//! Money in minor units, with its currency; never a binary float.
//!
//! Amounts arrive and leave as decimal text. An amount a person types must be exact; a balance a service computed may
//! carry more places than the currency has (it computes in floats), so it is rounded half to even, once, at the border.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency that a service of ours keeps accounts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Currency {
    /// South Sudanese pound, two decimal places.
    #[serde(rename = "SSP")]
    Ssp,
}

impl Currency {
    /// The three letters of ISO 4217.
    pub fn code(self) -> &'static str {
        match self {
            Currency::Ssp => "SSP",
        }
    }

    /// Decimal places of the minor unit (ISO 4217).
    pub fn digits(self) -> u32 {
        match self {
            Currency::Ssp => 2,
        }
    }

    /// The currency of that code, if a service of ours uses it.
    pub fn from_code(code: &str) -> Option<Self> {
        (code == "SSP").then_some(Currency::Ssp)
    }
}

/// A sum of money; may be negative (a difference).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Hundredths of a pound for SSP.
    pub minor: i64,
    /// What the minor units are of.
    pub currency: Currency,
}

/// Why a text is not a sum of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyFault {
    /// Nothing but white space.
    #[error("there is no amount")]
    Empty,
    /// Something that is not a decimal number.
    #[error("this is not a decimal number")]
    NotANumber,
    /// More decimal places than the currency has.
    #[error("the currency has fewer decimal places")]
    TooManyPlaces,
    /// Beyond what the till can count.
    #[error("the number is too large")]
    TooLarge,
}

impl Money {
    /// The largest sum a person may type: a billion, far above any float, far below overflow.
    const MOST_MINOR: i64 = 100_000_000_000;

    /// A sum of `minor` units.
    pub fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads what a person typed: digits of any script the users write in, either decimal mark, spaces and grouping ignored.
    ///
    /// # Errors
    /// Empty, not a number, more places than the currency has, or above a billion.
    pub fn parse_typed(text: &str, currency: Currency) -> Result<Self, MoneyFault> {
        let plain = decimal_text(text)?;
        let value = Decimal::from_str_exact(&plain).map_err(|_| if plain.len() > 28 { MoneyFault::TooLarge } else { MoneyFault::NotANumber })?;
        let minor = scaled(value, currency).ok_or(MoneyFault::TooLarge)?;
        if !minor.fract().is_zero() {
            return Err(MoneyFault::TooManyPlaces);
        }
        let minor = i64::try_from(minor.trunc()).map_err(|_| MoneyFault::TooLarge)?;
        if minor.abs() > Self::MOST_MINOR { Err(MoneyFault::TooLarge) } else { Ok(Self { minor, currency }) }
    }

    /// Reads a JSON number by its text, exponents included, rounding half to even at the minor unit.
    ///
    /// # Errors
    /// Not a number, or too large to count.
    pub fn from_wire(number: &str, currency: Currency) -> Result<Self, MoneyFault> {
        let value = match Decimal::from_str(number) {
            Ok(value) => value,
            Err(_) => Decimal::from_scientific(number).map_err(|_| MoneyFault::NotANumber)?,
        };
        let minor = scaled(value, currency).ok_or(MoneyFault::TooLarge)?.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven);
        Ok(Self { minor: i64::try_from(minor).map_err(|_| MoneyFault::TooLarge)?, currency })
    }

    /// The number alone, with exactly the currency's places: `60.00`.
    pub fn to_decimal_text(self) -> String {
        let digits = self.currency.digits() as usize;
        let sign = if self.minor < 0 { "-" } else { "" };
        let text = format!("{:0width$}", self.minor.unsigned_abs(), width = digits + 1);
        let (whole, part) = text.split_at(text.len() - digits);
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }

    /// The shortest JSON number of the same value: `60`, `60.5`.
    pub fn to_wire(self) -> String {
        let text = self.to_decimal_text();
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    }

    /// Whether it is more than nothing.
    pub fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// The sum, `None` on overflow or different currencies.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.same(other)?;
        Some(Self { minor: self.minor.checked_add(other.minor)?, currency: self.currency })
    }

    /// The difference, `None` on overflow or different currencies.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.same(other)?;
        Some(Self { minor: self.minor.checked_sub(other.minor)?, currency: self.currency })
    }

    fn same(self, other: Self) -> Option<()> {
        (self.currency == other.currency).then_some(())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal_text(), self.currency.code())
    }
}

fn scaled(value: Decimal, currency: Currency) -> Option<Decimal> {
    value.checked_mul(Decimal::from(10_i64.checked_pow(currency.digits())?))
}

/// ASCII digits with at most one `.`; Arabic-Indic and Persian digits and the Arabic decimal mark are understood.
/// A comma is a decimal mark when one or two digits follow it at the end and no point is there, grouping otherwise.
fn decimal_text(typed: &str) -> Result<String, MoneyFault> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !crate::text::is_formatting(*c) && *c != '\u{066C}')
        .map(|c| crate::msisdn::ascii_digit(c).unwrap_or(if c == '\u{066B}' { '.' } else { c }))
        .collect();
    if plain.is_empty() {
        return Err(MoneyFault::Empty);
    }
    if !plain.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') || !plain.chars().any(|c| c.is_ascii_digit()) {
        return Err(MoneyFault::NotANumber);
    }
    let (whole, part) = match (plain.rsplit_once('.'), plain.rsplit_once(',')) {
        (Some(parts), _) => parts,
        (None, Some((whole, part))) if part.len() <= 2 && !whole.contains(',') => (whole, part),
        _ => (plain.as_str(), ""),
    };
    if !grouped_well(whole) || !part.chars().all(|c| c.is_ascii_digit()) {
        return Err(MoneyFault::NotANumber);
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    Ok(format!("{}.{}", if whole.is_empty() { "0" } else { &whole }, if part.is_empty() { "0" } else { part }))
}

/// Commas, if any, stand before every three digits.
fn grouped_well(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let rest: Vec<_> = groups.collect();
    first.chars().all(|c| c.is_ascii_digit())
        && (rest.is_empty() || (1..=3).contains(&first.len()))
        && rest.iter().all(|g| g.len() == 3 && g.chars().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(text: &str) -> Result<i64, MoneyFault> {
        Money::parse_typed(text, Currency::Ssp).map(|m| m.minor)
    }

    #[test]
    fn people_type_amounts_in_many_ways() {
        for (text, minor) in [
            ("60", 6000),
            ("60.5", 6050),
            ("60,50", 6050),
            ("1,250", 125_000),
            ("1 250.00", 125_000),
            ("٦٠", 6000),
            ("۶۰٫۵", 6050),
            (".5", 50),
            ("12,500.25", 1_250_025),
        ] {
            assert_eq!(typed(text), Ok(minor), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_its_reason() {
        for (text, fault) in [
            ("", MoneyFault::Empty),
            ("  ", MoneyFault::Empty),
            ("abc", MoneyFault::NotANumber),
            ("-5", MoneyFault::NotANumber),
            ("1e3", MoneyFault::NotANumber),
            ("1.2.3", MoneyFault::NotANumber),
            ("12,50,0", MoneyFault::NotANumber),
            ("0.001", MoneyFault::TooManyPlaces),
            ("1000000001", MoneyFault::TooLarge),
            ("99999999999999999999999999999999999", MoneyFault::TooLarge),
        ] {
            assert_eq!(typed(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_float_computed_by_the_service_is_rounded_once() {
        for (number, minor) in [("940.3000000000001", 94030), ("0.125", 12), ("0.135", 14), ("1e3", 100_000), ("1.5E2", 15_000), ("-3.2", -320)] {
            assert_eq!(Money::from_wire(number, Currency::Ssp).map(|m| m.minor), Ok(minor), "{number}");
        }
        assert!(Money::from_wire("1e40", Currency::Ssp).is_err());
        assert!(Money::from_wire("NaN", Currency::Ssp).is_err());
    }

    proptest! {
        #[test]
        fn text_and_back_is_the_same_sum(minor in -100_000_000_000_i64..100_000_000_000) {
            let money = Money::from_minor(minor, Currency::Ssp);
            prop_assert_eq!(Money::from_wire(&money.to_decimal_text(), Currency::Ssp), Ok(money));
            prop_assert_eq!(Money::from_wire(&money.to_wire(), Currency::Ssp), Ok(money));
        }

        #[test]
        fn nothing_typed_can_crash_the_reader(text in "\\PC{0,40}") {
            let _ = typed(&text);
            let _ = Money::from_wire(&text, Currency::Ssp);
        }
    }
}
