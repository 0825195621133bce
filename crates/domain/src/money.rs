//! Money in minor units, with its currency; never a binary float.
//!
//! Amounts arrive and leave as decimal text. A balance that a service computed may carry more places than the currency
//! has (it computes in floats), so it is rounded half to even, once, at the border, by all of its digits however many
//! there are. An amount that a person types must be exact: [`typed`] reads it. A [`Price`] of a service has the places
//! that it was written with.

mod currency;
mod price;
pub mod typed;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use currency::Currency;
pub use price::Price;

/// A sum of money; may be negative (a difference).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// In the smallest unit of the currency: hundredths of a pound for SSP.
    pub minor: i64,
    /// The currency of the minor units.
    pub currency: Currency,
}

/// Why a number of a service is not a sum of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Something that is not a decimal number.
    #[error("this is not a decimal number")]
    NotANumber,
    /// Beyond what the till can count.
    #[error("the number is too large")]
    TooLarge,
}

impl Money {
    /// A sum of `minor` units.
    pub fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads a JSON number by its text, exponents included, rounding half to even at the minor unit: a number below
    /// zero rounds as the one above it does.
    ///
    /// # Errors
    /// Not a number, or too large to count.
    pub fn from_wire(number: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (sign, unsigned) = number.strip_prefix('-').map_or((1, number), |rest| (-1, rest));
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if ![whole, part, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)].into_iter().all(is_digits) {
            return Err(MoneyError::NotANumber);
        }
        let digits: Vec<u8> = whole.bytes().chain(part.bytes()).skip_while(|b| *b == b'0').map(|b| b - b'0').collect();
        if digits.is_empty() {
            return Ok(Self { minor: 0, currency });
        }
        // An exponent of more digits than an i32 holds leaves nothing to count, or too much.
        let exponent = exponent.parse::<i32>().unwrap_or(if exponent.starts_with('-') { i32::MIN } else { i32::MAX });
        // How many of the digits stand before the point, once the number counts minor units.
        let before = i64::try_from(digits.len()).unwrap_or(i64::MAX) - i64::try_from(part.len()).unwrap_or(i64::MAX)
            + i64::from(exponent)
            + i64::from(currency.digits());
        let minor = rounded(&digits, before).ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor: sign * minor, currency })
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

/// The whole number of the first `before` digits, rounded half to even by all that follow; `None` where it cannot be
/// counted. The first digit is not 0.
fn rounded(digits: &[u8], before: i64) -> Option<i64> {
    // Below a tenth of a minor unit.
    let Ok(before) = usize::try_from(before) else { return Some(0) };
    // More digits than any i64 has.
    if before > 19 {
        return None;
    }
    let digit = |at: usize| i64::from(digits.get(at).copied().unwrap_or(0));
    let whole = (0..before).try_fold(0_i64, |sum, at| sum.checked_mul(10)?.checked_add(digit(at)))?;
    let rest = digits.get(before + 1..).is_some_and(|rest| rest.iter().any(|digit| *digit > 0));
    let up = match digit(before) {
        0..=4 => false,
        5 => rest || whole % 2 == 1,
        _ => true,
    };
    whole.checked_add(i64::from(up))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_float_computed_by_the_service_is_rounded_once() {
        for (number, minor) in [
            ("940.3000000000001", 94030),
            ("0.125", 12),
            ("0.135", 14),
            ("1e3", 100_000),
            ("1.5E2", 15_000),
            ("-3.2", -320),
        ] {
            assert_eq!(Money::from_wire(number, Currency::SSP).map(|m| m.minor), Ok(minor), "{number}");
        }
        for (number, minor) in [
            ("940.300000000000000000000000000001", 94_030),
            ("0.134999999999999999999999999999999999999999", 13),
            ("0.125000000000000000000000000000000000000001", 13),
            ("-0.125", -12),
            ("-0.125000000000000000000000000000000000000001", -13),
            ("0.000000000000000000000000000000000000000001", 0),
            ("0.004999999999999999999999999999999999999999", 0),
            ("0.005", 0),
            ("0.015", 2),
            ("1e-99999999999999999999", 0),
            ("0e99999999999999999999", 0),
            ("-0", 0),
            ("000940.5", 94_050),
            ("1000940.5", 100_094_050),
            ("92233720368547758.07", i64::MAX),
        ] {
            assert_eq!(Money::from_wire(number, Currency::SSP).map(|m| m.minor), Ok(minor), "{number}");
        }
        for large in ["1e40", "92233720368547758.08", "92233720368547758.075", "1e99999999999999999999", "-1e40"] {
            assert_eq!(Money::from_wire(large, Currency::SSP), Err(MoneyError::TooLarge), "{large}");
        }
        for none in ["NaN", "", "-", ".5", "5.", "1e", "1e+", "--1", "+1", "1,5", "1 ", "1_0", "Infinity", "٥"] {
            assert_eq!(Money::from_wire(none, Currency::SSP), Err(MoneyError::NotANumber), "{none}");
        }
    }

    proptest! {
        #[test]
        fn text_and_back_is_the_same_sum(minor in -100_000_000_000_i64..100_000_000_000) {
            let money = Money::from_minor(minor, Currency::SSP);
            prop_assert_eq!(Money::from_wire(&money.to_decimal_text(), Currency::SSP), Ok(money));
            prop_assert_eq!(Money::from_wire(&money.to_wire(), Currency::SSP), Ok(money));
        }

        #[test]
        fn many_decimals_are_rounded_as_few_are(whole in 0_i64..1_000_000, thousandths in 0_i64..1_000, zeros in 0_usize..40, tail in 0_u8..10) {
            let text = format!("{whole}.{thousandths:03}{}{tail}", "0".repeat(zeros));
            let minor = whole * 100 + thousandths / 10;
            let up = match thousandths % 10 {
                0..=4 => 0,
                5 if tail == 0 => minor % 2,
                _ => 1,
            };
            prop_assert_eq!(Money::from_wire(&text, Currency::SSP).map(|money| money.minor), Ok(minor + up), "{}", text);
        }

        #[test]
        fn no_number_can_crash_the_reader(text in "\\PC{0,40}") {
            let _ = Money::from_wire(&text, Currency::SSP);
        }
    }
}
