//! Money in minor units, with its currency; never a binary float.
//!
//! Amounts arrive and leave as decimal text. A balance that a service computed may carry more places than the currency has
//! (it computes in floats), so it is rounded half to even, once, at the border. An amount that a person types must be
//! exact: [`typed`] reads it.

pub mod typed;

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

    /// Whether people write it so beside an amount. `£` alone is the sign of other currencies as well.
    pub(crate) fn is_called(self, name: &str) -> bool {
        match self {
            Currency::Ssp => name.eq_ignore_ascii_case("SSP") || name.eq_ignore_ascii_case("SS£"),
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

/// Why a number of a service is not a sum of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyFault {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        fn no_number_can_crash_the_reader(text in "\\PC{0,40}") {
            let _ = Money::from_wire(&text, Currency::Ssp);
        }
    }
}
