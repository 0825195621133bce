//! What a sale really costs: the commission, learnt from confirmed sales and never assumed.
//!
//! A confirmed sale that stands directly behind a float that was seen shows its true debit. The debit most of them
//! agree on, as a share of the amount, is the rate; a single odd one (another desk sold in between) is outvoted.

use airtill_domain::Money;

/// A sale whose true debit was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// What was asked for.
    pub amount: Money,
    /// What the float lost.
    pub debit: Money,
}

/// The share of an amount that the float is debited, as the fraction of one sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    sample: Sample,
}

impl Rate {
    /// The rate that most samples agree on, the newest where several are equally common; `None` without a usable
    /// sample. `samples` stand oldest first.
    pub fn learn(samples: &[Sample]) -> Option<Self> {
        let usable: Vec<Sample> =
            samples.iter().copied().filter(|s| s.amount.is_positive() && s.debit.is_positive()).collect();
        usable
            .iter()
            .enumerate()
            .max_by_key(|(at, candidate)| {
                let rate = Rate { sample: **candidate };
                (usable.iter().filter(|other| rate.fits(**other)).count(), *at)
            })
            .map(|(_, sample)| Rate { sample: *sample })
    }

    /// What a sale of `amount` should debit, rounded to the nearest minor unit.
    pub fn debit(self, amount: Money) -> Money {
        let whole = i128::from(amount.minor) * i128::from(self.sample.debit.minor);
        let by = i128::from(self.sample.amount.minor);
        let minor = i64::try_from((2 * whole + by).div_euclid(2 * by)).unwrap_or(i64::MAX);
        Money::from_minor(minor, amount.currency)
    }

    /// How far rounding may move one debit: nothing where the float loses exactly the amount.
    pub fn slack(self) -> i64 {
        i64::from(self.sample.amount != self.sample.debit)
    }

    fn fits(self, sample: Sample) -> bool {
        self.debit(sample.amount).minor.abs_diff(sample.debit.minor) <= u64::try_from(self.slack()).unwrap_or(0)
    }
}
