//! The limits that a company sets for its tills, as a person reads them.
//!
//! They are read here and changed nowhere in the window: the company's file has them.

use crate::{EnvironmentView, MoneyView, crossing};

crossing! {
/// Asks for the limits of the company.
pub struct ForLimits {
    /// The environment whose sales of today are counted.
    pub environment: EnvironmentView,
}

/// The limits of the company; both lists are empty where it set none.
pub struct LimitsView {
    /// The most that one sale may cost: one amount a currency.
    pub per_sale: Vec<MoneyView>,
    /// The most that a day may sell: one amount a currency.
    pub per_day: Vec<DayLimitView>,
    /// When today began for these limits, RFC 3339 in UTC.
    pub day_began: String,
}

/// The most that a day may sell in one currency.
pub struct DayLimitView {
    pub most: MoneyView,
    /// The sum of today's sales, as the limit counts it; absent where the ledger was not opened or cannot be read.
    pub sold: Option<MoneyView>,
}
}
