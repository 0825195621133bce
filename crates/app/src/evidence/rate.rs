//! What a sale really costs: the commission, learnt from confirmed sales and never assumed.
//!
//! A confirmed sale that stands directly behind a float that was seen shows its true debit. The debit most of them agree
//! on, as a share of the amount, is the rate; a single odd one (another desk sold in between) is outvoted.

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
    /// The rate that most samples agree on, the newest where several are equally common; `None` without a usable sample.
    /// `samples` stand oldest first.
    pub fn learn(samples: &[Sample]) -> Option<Self> {
        let usable: Vec<Sample> = samples.iter().copied().filter(|s| s.amount.is_positive() && s.debit.is_positive()).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use airtill_domain::Currency;

    fn ssp(minor: i64) -> Money {
        Money::from_minor(minor, Currency::Ssp)
    }

    fn sample(amount: i64, debit: i64) -> Sample {
        Sample { amount: ssp(amount), debit: ssp(debit) }
    }

    #[test]
    fn without_a_confirmed_sale_no_rate_is_assumed() {
        assert_eq!(Rate::learn(&[]), None);
        assert_eq!(Rate::learn(&[sample(6000, 0), sample(6000, -100)]), None, "a float that rose shows no debit");
    }

    #[test]
    fn a_commission_is_learnt_and_applied_with_rounding() {
        let rate = Rate::learn(&[sample(10_000, 9_500)]).expect("one sample");
        assert_eq!(rate.debit(ssp(6_000)), ssp(5_700));
        assert_eq!(rate.debit(ssp(333)), ssp(316), "316.35 is rounded to the nearest");
        assert_eq!(rate.slack(), 1);
    }

    #[test]
    fn one_odd_sale_does_not_change_what_most_agree_on() {
        let rate = Rate::learn(&[sample(6000, 6000), sample(2000, 2000), sample(6000, 16_000)]).expect("samples");
        assert_eq!(rate.debit(ssp(5000)), ssp(5000));
        assert_eq!(rate.slack(), 0);
    }

    #[test]
    fn the_newest_rate_wins_where_none_is_more_common() {
        let rate = Rate::learn(&[sample(10_000, 10_000), sample(10_000, 9_500)]).expect("samples");
        assert_eq!(rate.debit(ssp(10_000)), ssp(9_500));
    }
}
