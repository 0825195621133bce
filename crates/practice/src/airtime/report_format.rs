//! The format in which the service reports the float: a trainer may make it odd while the float itself is right.
//!
//! Only answers are changed. Nothing here knows a sale, and nothing of it outlives the process.

use rust_decimal::Decimal;
use serde_json::Number;

use crate::json::number;

/// The format in which the service reports the float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReportFormat {
    /// The float in SSP.
    #[default]
    Plain,
    /// The number in SSP, named as US dollars.
    OtherCurrency,
    /// In SSP, with thirty decimals of which the last is a 1.
    ThirtyDecimals,
}

impl ReportFormat {
    pub(crate) fn currency(self) -> &'static str {
        match self {
            ReportFormat::Plain | ReportFormat::ThirtyDecimals => "SSP",
            ReportFormat::OtherCurrency => "USD",
        }
    }

    pub(crate) fn number(self, float: Decimal) -> Number {
        match self {
            ReportFormat::Plain | ReportFormat::OtherCurrency => number(float),
            ReportFormat::ThirtyDecimals => {
                format!("{float:.2}{:028}", 1).parse().expect("more digits leave it a JSON number")
            }
        }
    }
}
