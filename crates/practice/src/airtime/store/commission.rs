//! The cost of a sale: the amount less the commission, which may have tiers and may change while tills run.
//!
//! A commission is data; the trainer or the test changes it, and each change stands in the journal.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::airtime::store::text;

/// Another share of the commission for amounts from `from` on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// The smallest amount of the tier, in SSP.
    #[serde(with = "text")]
    pub from: Decimal,
    /// The share of the amount that the float is not debited, 0 to 1.
    #[serde(with = "text")]
    pub share: Decimal,
}

/// The share of an amount that the float is not debited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commission {
    /// The share where no tier says otherwise, 0 to 1.
    #[serde(with = "text")]
    pub share: Decimal,
    /// The tiers, in any order; the highest that an amount reaches counts.
    pub tiers: Vec<Tier>,
}

impl Commission {
    /// A commission that is one share of every amount.
    pub fn flat(share: Decimal) -> Commission {
        Commission { share, tiers: Vec::new() }
    }

    /// The debit for a sale of `amount`, rounded to piastres.
    pub(crate) fn debit(&self, amount: Decimal) -> Decimal {
        let reached = self.tiers.iter().filter(|tier| tier.from <= amount).max_by_key(|tier| tier.from);
        (amount * (Decimal::ONE - reached.map_or(self.share, |tier| tier.share))).round_dp(2)
    }
}
