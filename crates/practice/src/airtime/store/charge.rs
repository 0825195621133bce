//! One line of the truth log.
//!
//! A charge is a debit that happened, with any answer to the client. Tests compare the till's ledger with these lines;
//! the till itself never sees one.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::airtime::store::text;

/// The reason for which the float went down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeKind {
    /// A top-up request.
    TopUp,
    /// The service's own retry of an accepted one, which charged a second time.
    Retry,
}

/// One debit that the service really made. A refusal without a debit is not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// The reason for which the float went down.
    pub kind: ChargeKind,
    /// The time of the debit.
    #[serde(with = "text")]
    pub at: Timestamp,
    /// The number that was to be topped up.
    pub msisdn: String,
    /// The amount asked for, in SSP.
    #[serde(with = "text")]
    pub amount: Decimal,
    /// The sum that left the float: the amount less the commission.
    #[serde(with = "text")]
    pub debit: Decimal,
    /// The float afterwards.
    #[serde(with = "text")]
    pub float_after: Decimal,
    /// The service's reference, even if its answer was lost.
    pub reference: String,
    /// Whether the airtime has reached the subscriber by now.
    pub delivered: bool,
    /// Whether an answer to the request was given to the connection whole.
    pub answered: bool,
    /// The number of the request ([`crate::Hit::number`]) in the process that made the charge.
    pub hit: u64,
}
