//! The fate of one top-up request: the truth against which tests compare every sentence of the till.
//!
//! There is a fate for each top-up whose sign-in was accepted and whose body could be read, also where it was never
//! charged. Its changes are signed and in order, so their sum is the amount by which the float is lower because of this
//! request, at any time.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::airtime::store::text;

/// The reason for which a request made the float lower or higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The request was charged.
    Debit,
    /// It was charged once more, by the service's own retry.
    SecondDebit,
    /// Its charge was refunded.
    Refund,
    /// An old float was written over its debit or its refund, as though that had never been.
    WriteBack,
}

/// One change of the float because of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its number among all movements of the float, from 1.
    pub movement: u64,
    /// The time of the change.
    #[serde(with = "text")]
    pub at: Timestamp,
    /// The sum by which the float is lower because of it, in SSP; negative where it is higher.
    #[serde(with = "text")]
    pub lower_by: Decimal,
    /// The reason for the change.
    pub kind: ChangeKind,
}

/// The true course of one top-up request, with any answer to the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fate {
    /// The service's reference, even if its answer was lost.
    pub reference: String,
    /// When the service took the request.
    #[serde(with = "text")]
    pub at: Timestamp,
    /// The number that was to be topped up.
    pub msisdn: String,
    /// The amount asked for, in SSP.
    #[serde(with = "text")]
    pub amount: Decimal,
    /// The number of the request ([`crate::Hit::number`]) in the process that took it.
    pub hit: u64,
    /// The result code with which it was refused, or 403 where the float was too small; absent where it was not
    /// refused.
    pub refused: Option<u16>,
    /// Whether it was accepted and queued for the service's own retry; it stays so after the retry.
    pub queued: bool,
    /// Whether the service holds it and has not begun yet.
    pub waiting: bool,
    /// When the airtime reached the subscriber; absent where it has not.
    #[serde(with = "text::maybe")]
    pub delivered: Option<Timestamp>,
    /// Its changes of the float, oldest first.
    pub changes: Vec<Change>,
    /// Whether an answer to the request was given to the connection whole.
    pub answered: bool,
}

impl Fate {
    /// A request that has just arrived, with nothing done yet.
    pub(crate) fn new(reference: String, at: Timestamp, msisdn: String, amount: Decimal, hit: u64) -> Fate {
        let (refused, delivered, changes) = Default::default();
        Fate {
            reference,
            at,
            msisdn,
            amount,
            hit,
            refused,
            queued: false,
            waiting: false,
            delivered,
            changes,
            answered: false,
        }
    }

    /// The sum by which the float is lower because of the request now, in SSP.
    pub fn charged(&self) -> Decimal {
        self.lower_by(|_| true)
    }

    /// The sum by which the float was lower because of the request at this time, in SSP.
    pub fn charged_at(&self, at: Timestamp) -> Decimal {
        self.lower_by(|change| change.at <= at)
    }

    pub(crate) fn charged_since(&self, movement: u64) -> Decimal {
        self.lower_by(|change| change.movement > movement)
    }

    fn lower_by(&self, counts: impl Fn(&Change) -> bool) -> Decimal {
        self.changes.iter().filter(|change| counts(change)).map(|change| change.lower_by).sum()
    }
}
