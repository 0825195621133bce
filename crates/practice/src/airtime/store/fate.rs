//! The fate of one top-up request: the truth that a test compares every sentence of the till with.
//!
//! There is a fate for each top-up whose sign-in was accepted and whose body could be read, also where nothing was
//! charged. Its changes are signed and in order, so their sum is what the float is lower by because of this request, at
//! any time.

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
    /// Money that it was charged came back.
    Refund,
    /// An old float was written over its debit or its refund, as though that had never been.
    WriteBack,
}

/// One change of the float because of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its place among all movements of the float, from 1.
    pub movement: u64,
    /// When.
    #[serde(with = "text")]
    pub at: Timestamp,
    /// The sum by which the float is lower because of it, in SSP; negative where it is higher.
    #[serde(with = "text")]
    pub lower_by: Decimal,
    /// Why.
    pub kind: ChangeKind,
}

/// The true course of one top-up request, whatever the client was told about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fate {
    /// The service's reference, told to the client or not.
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
    /// Whether the service has it and has not begun yet.
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
    /// One that is taken, with nothing done yet.
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

    /// The sum by which the float is lower because of it now, in SSP.
    pub fn charged(&self) -> Decimal {
        self.lower_by(|_| true)
    }

    /// The sum by which the float was lower because of it at this time, in SSP.
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
