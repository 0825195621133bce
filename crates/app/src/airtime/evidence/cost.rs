//! The real cost of a sale: the commission, learnt from sales and never assumed.
//!
//! A sample is a sale that was the only thing that can have moved the float between two floats that were seen. A cost
//! is a range of minor units, because commissions come in tiers and services round: exact for an amount of which two
//! samples agree; between sampled amounts bounded by the shares of the nearest two, since tiers are monotone; else 70
//! to 100 per cent.

use std::collections::BTreeMap;

/// Minor units from `lo` to `hi`, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    /// The least value, in minor units.
    pub lo: i64,
    /// The greatest value, in minor units.
    pub hi: i64,
}

impl Range {
    /// One value alone.
    pub fn exactly(value: i64) -> Self {
        Self { lo: value, hi: value }
    }

    /// The value, where there is only one.
    pub fn exact(self) -> Option<i64> {
        (self.lo == self.hi).then_some(self.lo)
    }

    /// The sums of a value of each.
    pub fn plus(self, other: Self) -> Self {
        Self { lo: self.lo.saturating_add(other.lo), hi: self.hi.saturating_add(other.hi) }
    }

    /// The differences of a value of this and one of the other.
    pub fn minus(self, other: Self) -> Self {
        Self { lo: self.lo.saturating_sub(other.hi), hi: self.hi.saturating_sub(other.lo) }
    }

    /// Whether they have a value in common.
    pub fn meets(self, other: Self) -> bool {
        self.lo <= other.hi && other.lo <= self.hi
    }

    /// Joins ranges into as few as hold the same values, in order.
    pub fn merged(mut ranges: Vec<Self>) -> Vec<Self> {
        ranges.sort_unstable();
        ranges.dedup_by(|next, before| {
            let touches = next.lo <= before.hi.saturating_add(1);
            if touches {
                before.hi = before.hi.max(next.hi);
            }
            touches
        });
        ranges
    }

    /// Whether it has a value in common with one of these, which are merged.
    pub fn meets_one_of(self, merged: &[Self]) -> bool {
        merged.get(merged.partition_point(|range| range.hi < self.lo)).is_some_and(|range| range.meets(self))
    }
}

/// The costs of the sales of one epoch.
#[derive(Clone, Debug, Default)]
pub struct Costs {
    samples: BTreeMap<i64, Sample>,
}

#[derive(Clone, Copy, Debug)]
struct Sample {
    cost: i64,
    count: u32,
}

/// The least that a sale of `amount` minor units can cost: a commission is at most 30 per cent.
fn least(amount: i64) -> i64 {
    i64::try_from(i128::from(amount) * 7 / 10).unwrap_or(0)
}

/// Whether `cost` can be what a sale of `amount` costs, as far as nobody knows better.
pub fn is_plausible(amount: i64, cost: i64) -> bool {
    amount > 0 && least(amount) <= cost && cost <= amount
}

impl Costs {
    /// Learns from a sample. False if it disagrees with the samples of its amount: the commission has changed.
    pub fn learn(&mut self, amount: i64, cost: i64) -> bool {
        match self.samples.get_mut(&amount) {
            Some(sample) if sample.cost == cost => {
                sample.count = sample.count.saturating_add(1);
                true
            }
            Some(_) => false,
            None => {
                self.samples.insert(amount, Sample { cost, count: 1 });
                true
            }
        }
    }

    /// Whether a sample of this amount is known.
    pub fn knows(&self, amount: i64) -> bool {
        self.samples.contains_key(&amount)
    }

    /// Forgets the samples of an amount that disagree.
    pub fn forget(&mut self, amount: i64) {
        self.samples.remove(&amount);
    }

    /// The cost of a sale of `amount`.
    pub fn of(&self, amount: i64) -> Range {
        let whole = Range { lo: least(amount), hi: amount };
        if let Some(sample) = self.samples.get(&amount).filter(|sample| sample.count > 1) {
            return Range::exactly(sample.cost);
        }
        let below = self.samples.range(..=amount).next_back();
        let above = self.samples.range(amount..).next();
        let (Some(below), Some(above)) = (below, above) else { return whole };
        let (one, other) = (share(below, amount), share(above, amount));
        Range { lo: one.lo.min(other.lo).max(whole.lo), hi: one.hi.max(other.hi).min(whole.hi) }
    }
}

/// The cost of `amount` at the share of a sample, one minor unit of rounding either way.
fn share((sampled, sample): (&i64, &Sample), amount: i64) -> Range {
    let of = |cost: i64, round_up: bool| {
        let whole = i128::from(cost) * i128::from(amount);
        let by = i128::from(*sampled);
        i64::try_from(if round_up { (whole + by - 1).div_euclid(by) } else { whole.div_euclid(by) }).unwrap_or(i64::MAX)
    };
    Range { lo: of(sample.cost - 1, false), hi: of(sample.cost + 1, true) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn without_a_sample_nothing_but_the_widest_commission_is_assumed() {
        assert_eq!(Costs::default().of(5_000), Range { lo: 3_500, hi: 5_000 });
    }

    #[test]
    fn ranges_that_touch_are_one() {
        let range = |lo, hi| Range { lo, hi };
        let merged = Range::merged(vec![range(8, 9), range(1, 6), range(2, 3), range(20, 20), range(7, 7)]);
        assert_eq!(merged, [range(1, 9), range(20, 20)]);
        let met: Vec<i64> = (0..25).filter(|value| Range::exactly(*value).meets_one_of(&merged)).collect();
        assert_eq!(met, (1..10).chain([20]).collect::<Vec<_>>());
        assert!(
            range(10, 20).meets_one_of(&merged)
                && !range(10, 19).meets_one_of(&merged)
                && !range(1, 9).meets_one_of(&[])
        );
    }

    #[test]
    fn two_samples_of_an_amount_that_agree_make_its_cost_exact() {
        let mut costs = Costs::default();
        assert!(costs.learn(5_000, 4_750));
        assert_eq!(costs.of(5_000), Range { lo: 4_749, hi: 4_751 }, "one may have been rounded");
        assert!(costs.learn(5_000, 4_750));
        assert_eq!(costs.of(5_000), Range::exactly(4_750));
        assert!(!costs.learn(5_000, 5_000), "a third that disagrees shows that the commission changed");
    }

    #[test]
    fn a_tier_that_was_never_seen_is_not_assumed_away() {
        let mut costs = Costs::default();
        for _ in 0..2 {
            costs.learn(2_000, 2_000);
        }
        assert_eq!(costs.of(10_000), Range { lo: 7_000, hi: 10_000 }, "above what was sampled another tier may begin");
        costs.learn(20_000, 19_000);
        assert_eq!(costs.of(10_000), Range { lo: 9_499, hi: 10_000 }, "between two samples one of their shares holds");
    }

    proptest! {
        #[test]
        fn the_true_cost_of_monotone_tiers_is_within_the_range(
            tiers in proptest::collection::btree_map(1_i64..100_000, 0_i64..3_000, 1..4),
            sampled in proptest::collection::vec(1_i64..100_000, 0..6), amount in 1_i64..100_000,
        ) {
            // Larger amounts get a larger commission, in hundredths of a per cent.
            let mut rates: Vec<i64> = tiers.values().copied().collect();
            rates.sort_unstable();
            let tiers: Vec<(i64, i64)> = tiers.keys().copied().zip(rates).collect();
            let cost = |amount: i64| {
                let rate = tiers.iter().rev().find(|(from, _)| *from <= amount).map_or(0, |(_, rate)| *rate);
                (amount * (10_000 - rate) + 5_000) / 10_000
            };
            let mut costs = Costs::default();
            for amount in sampled {
                prop_assert!(costs.learn(amount, cost(amount)));
            }
            let range = costs.of(amount);
            prop_assert!(range.lo <= cost(amount) && cost(amount) <= range.hi, "{range:?} without {}", cost(amount));
        }
    }
}
