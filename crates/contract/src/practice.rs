//! The float of the practice service, and the things that a trainer can do to it.
//!
//! It moves behind the till's back, as a real float may: the till learns of nothing here before it reads the float.
//! The trouble list says the effects of the practice numbers; nothing here reaches a company's service.

use crate::{MoneyView, crossing};

/// The cost of a sale at the practice service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PracticeCommission {
    /// Exactly the amount, without commission.
    None,
    /// The amount less 5 %.
    Flat,
    /// The amount less 3 %, from 100 SSP on 5 %, from 500 SSP on 6 %.
    Tiers,
}

/// The format in which the practice service reports the float, which itself stays right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum FloatFormat {
    /// The float in its own currency and format.
    Plain,
    /// The float in US dollars.
    OtherCurrency,
    /// The float with thirty decimals.
    ThirtyDecimals,
}

/// One thing that a trainer does to the float.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum FloatTrouble {
    /// Another till of the account sells this amount, more than the float holds as well.
    OtherTillSells {
        /// As typed, at most 100 bytes.
        amount: String,
    },
    /// Somebody pays this amount in.
    Deposit {
        /// As typed, at most 100 bytes.
        amount: String,
    },
    /// The latest sale that is charged is given back.
    RefundLastSale {},
    /// The refused request of another till writes the float back that was there before that sale.
    WriteBack {},
    /// The latest accepted sale is delivered and charged once more.
    ChargeAgain {},
    /// The sales that the service holds back are charged and delivered now.
    ChargeLateNow {},
    /// The sales that the service holds back are charged by themselves this long after they were sent.
    ChargeLateAfter {
        /// 1 to 3,600.
        seconds: u32,
    },
    /// Sales cost something else from the next one on.
    Commission {
        /// The new cost.
        commission: PracticeCommission,
    },
    /// The service reports the float in another format.
    Report {
        /// The new format.
        format: FloatFormat,
    },
    /// The service gives its account another id at the next sign-in.
    NewAccountId {},
}

crossing! {
/// Does something to the float of the practice service.
pub struct CauseFloatTrouble {
    /// The thing to do.
    pub trouble: FloatTrouble,
}

/// A sale as the practice service knows it.
pub struct PracticeSaleView {
    /// The number, grouped for reading.
    pub number: String,
    /// The amount asked for.
    pub amount: MoneyView,
}

/// The float of the practice service as it really is.
pub struct FloatTroubles {
    /// The sum that is there, whatever the till knows.
    pub float: MoneyView,
    /// The latest sale that is charged, for a refund or an old float written over it.
    pub last_charged: Option<PracticeSaleView>,
    /// The latest sale that was accepted, for a second debit.
    pub last_accepted: Option<PracticeSaleView>,
    /// The number of sales that the service holds back.
    pub late: u32,
    /// After how many seconds it begins with one; absent where it never does by itself.
    pub late_after: Option<u32>,
    /// The cost of a sale.
    pub commission: PracticeCommission,
    /// The form in which the float is reported.
    pub format: FloatFormat,
}
}
