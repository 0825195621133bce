//! Sums, times and environments as the contract writes them.
//!
//! A sum is a decimal text with its currency, never a float; a time is RFC 3339 in UTC.

use airtill_contract::{EnvironmentView, MoneyView};
use airtill_domain::{Environment, Money, Price, Timestamp};

pub fn environment(environment: Environment) -> EnvironmentView {
    match environment {
        Environment::Live => EnvironmentView::Live,
        Environment::Test => EnvironmentView::Test,
        Environment::Practice => EnvironmentView::Practice,
    }
}

pub fn environment_from(view: EnvironmentView) -> Environment {
    match view {
        EnvironmentView::Live => Environment::Live,
        EnvironmentView::Test => Environment::Test,
        EnvironmentView::Practice => Environment::Practice,
    }
}

pub fn money(money: Money) -> MoneyView {
    MoneyView { amount: money.to_decimal_text(), currency: money.currency.code().to_owned() }
}

/// A price with the decimal places that it was written with.
pub fn price(price: Price) -> MoneyView {
    MoneyView { amount: price.to_decimal_text(), currency: price.currency().code().to_owned() }
}

/// RFC 3339 in UTC, milliseconds.
pub fn time(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(|_| "1970-01-01T00:00:00Z".to_owned(), |at| format!("{at:.3}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc_with_milliseconds() {
        assert_eq!(time(Timestamp(1_800_000_000_005)), "2027-01-15T08:00:00.005Z");
    }
}
