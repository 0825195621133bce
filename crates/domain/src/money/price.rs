//! A price as a service states it: decimal text and currency, with as many places as it was written with.
//!
//! [`Money`] counts minor units and is what a float holds. A price may have more places than its currency
//! (`4.999`), or a whole one may be written `42.0`; it is given back as it came. Comparing is exact: `42.0` equals
//! `42.00`.

use std::cmp::Ordering;
use std::fmt;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::{Currency, Money, MoneyError};

/// A price in its own currency; never a binary float.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Price {
    amount: Decimal,
    currency: Currency,
}

/// The stored form: `{"amount":"42.0","currency":"EUR"}`.
#[derive(Serialize, Deserialize)]
struct Written {
    amount: String,
    currency: Currency,
}

impl Price {
    /// Reads a JSON number, or the same in a string, by its text.
    ///
    /// # Errors
    /// Not a number, below nothing, or of more digits than can be counted exactly (28).
    pub fn parse(number: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if ![whole, part, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)].into_iter().all(is_digits) {
            return Err(MoneyError::NotANumber);
        }
        let mantissa = Decimal::from_str_exact(mantissa).map_err(|_| MoneyError::TooLarge)?;
        let exponent: i32 = exponent.parse().map_err(|_| MoneyError::TooLarge)?;
        let amount = scaled(mantissa, exponent).ok_or(MoneyError::TooLarge)?;
        Ok(Self { amount, currency })
    }

    /// The number alone, with the places that it was written with.
    pub fn to_decimal_text(self) -> String {
        self.amount.to_string()
    }

    /// The number alone, without zeros behind the point: equal prices have the same one.
    pub fn to_shortest_text(self) -> String {
        self.amount.normalize().to_string()
    }

    /// The currency that it is in.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.amount.is_zero()
    }

    /// The price in minor units; `None` where the currency has fewer places, or beyond what can be counted.
    pub fn to_money(self) -> Option<Money> {
        let scale = Decimal::from(10_u64.checked_pow(self.currency.digits())?);
        let minor = self.amount.checked_mul(scale)?;
        minor.fract().is_zero().then(|| minor.to_i64())?.map(|minor| Money::from_minor(minor, self.currency))
    }

    /// The smallest sum of its currency that it does not exceed; beyond what can be counted, the largest there is.
    pub fn rounded_up(self) -> Money {
        let minor = 10_u64.checked_pow(self.currency.digits()).and_then(|scale| self.amount.checked_mul(scale.into()));
        let minor = minor.and_then(|minor| minor.ceil().to_i64()).unwrap_or(i64::MAX);
        Money::from_minor(minor, self.currency)
    }

    /// Whether no sum of its currency is as exact: [`Price::to_money`] has none then.
    pub fn has_places_beyond_its_currency(self) -> bool {
        self.amount.normalize().scale() > self.currency.digits()
    }
}

/// The number with its point moved, exactly.
fn scaled(mantissa: Decimal, exponent: i32) -> Option<Decimal> {
    if exponent == 0 {
        // Multiplying would take the places from a zero.
        return Some(mantissa);
    }
    if exponent > 0 {
        let mut power = Decimal::ONE;
        for _ in 0..exponent.min(Decimal::MAX_SCALE as i32 + 1) {
            power = power.checked_mul(Decimal::TEN)?;
        }
        return mantissa.checked_mul(power);
    }
    let mut moved = mantissa;
    moved.set_scale(mantissa.scale().checked_add(exponent.unsigned_abs())?).ok()?;
    Some(moved)
}

/// Prices of one currency are ordered; two currencies cannot be compared.
impl PartialOrd for Price {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.amount.cmp(&other.amount))
    }
}

impl From<Money> for Price {
    fn from(money: Money) -> Self {
        Self { amount: Decimal::new(money.minor, money.currency.digits()), currency: money.currency }
    }
}

impl TryFrom<Written> for Price {
    type Error = MoneyError;

    fn try_from(written: Written) -> Result<Self, MoneyError> {
        Self::parse(&written.amount, written.currency)
    }
}

impl From<Price> for Written {
    fn from(price: Price) -> Self {
        Self { amount: price.to_decimal_text(), currency: price.currency }
    }
}

impl fmt::Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal_text(), self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn euros(number: &str) -> Result<Price, MoneyError> {
        Price::parse(number, Currency::EUR)
    }

    #[test]
    fn a_price_keeps_the_places_of_the_wire() {
        for (number, shown) in [
            ("42.0", "42.0 EUR"),
            ("42", "42 EUR"),
            ("4.999", "4.999 EUR"),
            ("0", "0 EUR"),
            ("0.00", "0.00 EUR"),
            ("1e3", "1000 EUR"),
            ("4.2E1", "42.0 EUR"),
            ("425e-2", "4.25 EUR"),
        ] {
            assert_eq!(euros(number).map(|price| price.to_string()), Ok(shown.to_owned()), "{number}");
        }
    }

    #[test]
    fn a_text_that_is_no_price_has_its_reason() {
        use MoneyError::{NotANumber, TooLarge};
        for none in ["", "-1", "-0", "+1", "1,5", "4.", ".5", "NaN", "1e", "1_0", " 1", "٥", "free"] {
            assert_eq!(euros(none), Err(NotANumber), "{none}");
        }
        for large in
            ["1e40", "1e999999999999", "1e-40", "0.00000000000000000000000000001", "99999999999999999999999999999"]
        {
            assert_eq!(euros(large), Err(TooLarge), "{large}");
        }
    }

    #[test]
    fn prices_compare_by_their_value_within_a_currency() {
        let (one, same, more) =
            (euros("42.0").expect("a price"), euros("42.00").expect("a price"), euros("42.001").expect("a price"));
        assert!(one == same && one < more);
        assert_eq!(one.to_shortest_text(), "42");
        let pounds = Price::parse("42.0", Currency::SSP).expect("a price");
        assert_eq!(one.partial_cmp(&pounds), None);
    }

    #[test]
    fn a_price_is_a_sum_of_money_where_its_currency_has_the_places() {
        assert_eq!(euros("4.990").expect("a price").to_money(), Some(Money::from_minor(499, Currency::EUR)));
        assert_eq!(euros("4.999").expect("a price").to_money(), None);
        let yen = Currency::from_code("JPY").expect("a code");
        assert_eq!(Price::parse("500.0", yen).expect("a price").to_money(), Some(Money::from_minor(500, yen)));
        let sum = Money::from_minor(5_000, Currency::SSP);
        assert_eq!((Price::from(sum).to_string(), Price::from(sum).to_money()), ("50.00 SSP".into(), Some(sum)));
    }

    #[test]
    fn a_price_is_rounded_up_to_the_next_sum_of_its_currency() {
        for (number, minor) in [
            ("4.990", 499),
            ("4.991", 500),
            ("0", 0),
            ("0.000000000001", 1),
            ("92233720368547758.07", i64::MAX),
            ("9999999999999999999999999999", i64::MAX),
        ] {
            let price = euros(number).expect("a price");
            assert_eq!(price.rounded_up(), Money::from_minor(minor, Currency::EUR), "{number}");
        }
    }

    #[test]
    fn the_stored_form_holds_the_text_and_the_currency() {
        let json = r#"{"amount":"42.0","currency":"EUR"}"#;
        assert_eq!(serde_json::to_string(&euros("42.0").expect("a price")).expect("text"), json);
        assert_eq!(serde_json::from_str::<Price>(json).ok(), euros("42.0").ok());
        assert!(serde_json::from_str::<Price>(r#"{"amount":"-1","currency":"EUR"}"#).is_err());
    }

    proptest! {
        #[test]
        fn every_price_is_written_back_digit_by_digit(whole in 0_u64..1_000_000_000, part in "(\\.[0-9]{1,12})?") {
            let text = format!("{whole}{part}");
            let price = euros(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(price.to_decimal_text(), text);
            prop_assert_eq!(euros(&price.to_shortest_text()), Ok(price));
        }

        #[test]
        fn sums_and_prices_of_the_same_worth_are_equal(minor in 0_i64.., code in prop::sample::select(vec!["SSP", "JPY", "KWD", "CLF"])) {
            let money = Money::from_minor(minor, Currency::from_code(code).expect("a code"));
            prop_assert_eq!(Price::from(money).to_money(), Some(money));
            prop_assert_eq!(Price::parse(&money.to_decimal_text(), money.currency), Ok(Price::from(money)));
        }

        #[test]
        fn no_number_crashes_the_reader(text in "\\PC{0,40}") {
            let _no_panic = euros(&text);
        }
    }
}
