//! The limits that a company sets for its tills: the most that one sale may cost, and the most that a till may sell in
//! a day, by currency.
//!
//! An entry is written as `500 SSP`: an amount in plain digits, with a point before the places of the currency, and the
//! code of ISO 4217. An administrator wrote it for many tills, so nothing is guessed: a mark that groups digits, an
//! exponent or another order of the two is refused. A currency without an entry has no limit. Which sales count towards
//! a day is the ledger's to say.

use std::fmt;

use crate::money::MoneyError;
use crate::{Currency, Money, Price, text};

/// How much of a wrong entry is shown.
const SHOWN_CHARACTERS: usize = 40;

/// The most that one sale may cost, and the most that a till may sell in a day. The default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    per_sale: Vec<Money>,
    per_day: Vec<Money>,
}

/// The two lists of limits, by their names in the company's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitsList {
    /// `per_sale`: the most that one sale may cost.
    PerSale,
    /// `per_day`: the most that a till may sell in a day.
    PerDay,
}

/// An entry that is no limit. The lists are taken whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the entry \"{entry}\" of {list} is no limit: {fault}")]
pub struct LimitsError {
    /// The list that the entry stands in.
    pub list: LimitsList,
    /// The entry, as plain text that is short enough to be shown.
    pub entry: String,
    /// The first rule of a limit that it breaks.
    pub fault: LimitFault,
}

/// Why an entry is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitFault {
    /// Other than two words, or a first word that is no plain number.
    #[error("it has to be an amount and a currency, as in \"500 SSP\"")]
    Form,
    /// A second word that is no code of ISO 4217 in capital letters.
    #[error("its currency is not known")]
    Currency,
    /// More places than the currency has.
    #[error("its currency has fewer decimal places")]
    TooManyPlaces,
    /// Nothing, which would be no limit but an end of all sales.
    #[error("it has to be above zero")]
    NotPositive,
    /// Beyond what the till can count.
    #[error("it is too large")]
    TooLarge,
    /// A currency that an earlier entry of the list has.
    #[error("its currency stands in the list twice")]
    Twice,
}

impl Limits {
    /// Reads both lists.
    ///
    /// # Errors
    /// The first entry that is no limit, or whose currency an earlier entry of its list has.
    pub fn read(per_sale: &[String], per_day: &[String]) -> Result<Self, LimitsError> {
        Ok(Self { per_sale: list(LimitsList::PerSale, per_sale)?, per_day: list(LimitsList::PerDay, per_day)? })
    }

    /// Whether there is no limit at all.
    pub fn is_empty(&self) -> bool {
        self.per_sale.is_empty() && self.per_day.is_empty()
    }

    /// The most that one sale may cost, by currency, in the order of the file.
    pub fn per_sale(&self) -> &[Money] {
        &self.per_sale
    }

    /// The most that a till may sell in a day, by currency, in the order of the file.
    pub fn per_day(&self) -> &[Money] {
        &self.per_day
    }

    /// The most that one sale in `currency` may cost.
    pub fn of_a_sale(&self, currency: Currency) -> Option<Money> {
        in_currency(&self.per_sale, currency)
    }

    /// The most that a till may sell in `currency` in a day.
    pub fn of_a_day(&self, currency: Currency) -> Option<Money> {
        in_currency(&self.per_day, currency)
    }
}

fn in_currency(limits: &[Money], currency: Currency) -> Option<Money> {
    limits.iter().copied().find(|limit| limit.currency == currency)
}

fn list(list: LimitsList, entries: &[String]) -> Result<Vec<Money>, LimitsError> {
    let mut limits: Vec<Money> = Vec::with_capacity(entries.len());
    for entry in entries {
        let wrong = |fault| LimitsError { list, entry: text::plain(entry, SHOWN_CHARACTERS), fault };
        let limit = limit(entry).map_err(wrong)?;
        if in_currency(&limits, limit.currency).is_some() {
            return Err(wrong(LimitFault::Twice));
        }
        limits.push(limit);
    }
    Ok(limits)
}

fn limit(entry: &str) -> Result<Money, LimitFault> {
    let mut words = entry.split(' ').filter(|word| !word.is_empty());
    let (Some(amount), Some(code), None) = (words.next(), words.next(), words.next()) else {
        return Err(LimitFault::Form);
    };
    let (whole, part) = amount.split_once('.').unwrap_or((amount, "0"));
    // `Price` reads exponents too, which no person writes for money.
    if ![whole, part].into_iter().all(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())) {
        return Err(LimitFault::Form);
    }
    let currency = Currency::from_code(code).ok_or(LimitFault::Currency)?;
    let price = Price::parse(amount, currency).map_err(|error| match error {
        MoneyError::NotANumber => LimitFault::Form,
        MoneyError::TooLarge => LimitFault::TooLarge,
    })?;
    if price.is_zero() {
        return Err(LimitFault::NotPositive);
    }
    match price.to_money() {
        Some(limit) => Ok(limit),
        None if price.has_places_beyond_its_currency() => Err(LimitFault::TooManyPlaces),
        None => Err(LimitFault::TooLarge),
    }
}

impl fmt::Display for LimitsList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LimitsList::PerSale => "per_sale",
            LimitsList::PerDay => "per_day",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn owned(entries: &[&str]) -> Vec<String> {
        entries.iter().map(|entry| (*entry).to_owned()).collect()
    }

    fn sum(minor: i64, code: &str) -> Money {
        Money::from_minor(minor, Currency::from_code(code).expect("a code"))
    }

    #[test]
    fn m01_limits_are_read_by_currency_and_the_default_has_none() {
        let limits = Limits::read(&owned(&["500 SSP", "30.5 EUR", " 7  KWD "]), &owned(&["20000.00 SSP"]));
        let limits = limits.expect("limits");
        assert_eq!(limits.per_sale(), [sum(50_000, "SSP"), sum(3_050, "EUR"), sum(7_000, "KWD")]);
        assert_eq!(limits.of_a_day(Currency::SSP), Some(sum(2_000_000, "SSP")));
        assert_eq!((limits.of_a_sale(Currency::EUR), limits.of_a_day(Currency::EUR)), (Some(sum(3_050, "EUR")), None));
        assert!(!limits.is_empty());
        assert!(Limits::default().is_empty());
        assert_eq!(Limits::read(&[], &[]), Ok(Limits::default()));
    }

    #[test]
    fn m01_an_entry_that_is_no_limit_is_named_with_its_list_and_its_reason() {
        use LimitFault::{Currency, Form, NotPositive, TooLarge, TooManyPlaces, Twice};
        let many = format!("1.{} SSP", "0".repeat(60));
        for (entry, fault) in [
            ("", Form),
            ("500", Form),
            ("SSP", Form),
            ("SSP 500", Form),
            ("500SSP", Form),
            ("500 SSP a day", Form),
            ("20,000 SSP", Form),
            ("1e3 SSP", Form),
            ("-5 SSP", Form),
            ("+5 SSP", Form),
            ("5. SSP", Form),
            (".5 SSP", Form),
            ("٥ SSP", Form),
            ("500\tSSP", Form),
            ("500\u{a0}SSP", Form),
            ("500 ssp", Currency),
            ("500 XXX", Currency),
            ("0 SSP", NotPositive),
            ("0.00 SSP", NotPositive),
            ("0.001 SSP", TooManyPlaces),
            ("1.5 JPY", TooManyPlaces),
            (&many, TooLarge),
            ("92233720368547758.08 SSP", TooLarge),
            ("99999999999999999999999999999999 SSP", TooLarge),
        ] {
            for (list, read) in [
                (LimitsList::PerSale, Limits::read(&owned(&["1 EUR", entry]), &[])),
                (LimitsList::PerDay, Limits::read(&[], &owned(&["1 EUR", entry]))),
            ] {
                let error = read.expect_err(entry);
                assert_eq!((error.list, error.fault), (list, fault), "{entry}");
                assert_eq!(error.entry, text::plain(entry, SHOWN_CHARACTERS));
            }
        }
        let twice = Limits::read(&owned(&["500 SSP", "30 EUR", "400 SSP"]), &[]).expect_err("twice");
        assert_eq!((twice.entry.as_str(), twice.fault), ("400 SSP", Twice));
        assert_eq!(
            twice.to_string(),
            "the entry \"400 SSP\" of per_sale is no limit: its currency stands in the list twice"
        );
    }

    proptest! {
        #[test]
        fn m01_every_amount_above_zero_is_a_limit_to_its_last_place(minor in 1_i64.., code in prop::sample::select(vec!["SSP", "JPY", "KWD", "CLF"])) {
            let limit = sum(minor, code);
            let read = Limits::read(&[limit.to_string()], &[limit.to_string()]).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!((read.per_sale(), read.per_day()), (&[limit][..], &[limit][..]));
            let finer = format!("{}{}1 {code}", limit.to_decimal_text(), if limit.currency.digits() == 0 { "." } else { "" });
            prop_assert_eq!(Limits::read(&[finer], &[]).map_err(|error| error.fault), Err(LimitFault::TooManyPlaces));
        }

        #[test]
        fn m01_no_entry_crashes_the_reader_or_is_read_as_another_sum(entry in "[0-9]{0,3}[-+.,eE ]{0,3}[0-9]{0,3} ?[A-Z]{0,3}|\\PC{0,60}") {
            if let Ok(limits) = Limits::read(std::slice::from_ref(&entry), &[]) {
                let limit = limits.per_sale()[0];
                let words: Vec<&str> = entry.split_whitespace().collect();
                prop_assert_eq!(words.len(), 2);
                prop_assert_eq!(Money::from_wire(words[0], limit.currency), Ok(limit));
                prop_assert!(limit.is_positive() && words[1] == limit.currency.code());
            }
        }
    }
}
