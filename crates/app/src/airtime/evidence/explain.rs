//! Explanations of the movement of a float between two floats that were seen.
//!
//! A movement must be met by the costs of some of the sales whose charge is not known, by second debits of accepted
//! sales, by refunds, or by a deposit, as far as each is declared possible. Sets of sales are bits; a number that is
//! too large to enumerate is said to be so, and nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};

use super::cost::Range;

/// Sales whose charge is not known, as bits.
pub type Set = u128;

/// The most sales that one set holds.
pub const MOST_SALES: usize = 128;
/// The most explanations and partial sums that are held.
pub const MOST: usize = 4_096;
/// The most steps that one movement is worth.
const MOST_STEPS: usize = 1_000_000;

/// There is too much to enumerate: nothing can be concluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch;

/// A movement of the float beyond what the known sales cost, and what may explain it besides the sales in question.
#[derive(Clone, Debug, Default)]
pub struct Movement {
    /// By how much the float went down; negative where it rose.
    pub fell: Range,
    /// The least deposit that is declared possible.
    pub deposit: Option<i64>,
    /// The amounts that refunds of one or two sales may have, merged. Looked at only where the float rose.
    pub refunds: Vec<Range>,
    /// The amounts that second debits may have; none of them is an empty list.
    pub second_debits: SecondDebits,
    /// One of the sales in question may be in the movement twice.
    pub twice: bool,
}

/// The amounts that second debits of accepted sales may have.
#[derive(Clone, Debug, Default)]
pub struct SecondDebits {
    /// Every sum of some of them, merged.
    pub sums: Vec<Range>,
    /// There are more sums than can be listed: any is possible.
    pub any: bool,
    /// The most that all of them cost together.
    pub all: i64,
}

impl SecondDebits {
    /// Every sum of some of `costs` that is at most `most`.
    pub fn of(costs: &[Range], most: i64) -> Self {
        let mut found =
            Self { all: costs.iter().fold(0, |sum: i64, cost| sum.saturating_add(cost.hi)), ..Self::default() };
        let mut often: BTreeMap<Range, u32> = BTreeMap::new();
        for cost in costs.iter().filter(|cost| cost.lo <= most) {
            *often.entry(*cost).or_default() += 1;
        }
        let mut sums = BTreeSet::new();
        for (cost, count) in often {
            for _ in 0..count {
                let before = sums.len();
                let with: Vec<Range> =
                    sums.iter().map(|sum: &Range| sum.plus(cost)).chain([cost]).filter(|sum| sum.lo <= most).collect();
                sums.extend(with);
                if sums.len() > MOST {
                    return Self { any: true, ..found };
                }
                if sums.len() == before {
                    break;
                }
            }
        }
        found.sums = Range::merged(sums.into_iter().collect());
        found
    }
}

/// How a movement is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// By the sales in question alone.
    Alone,
    /// With a second debit.
    WithSecondDebit,
    /// With a deposit or a refund.
    WithIncome,
}

impl Movement {
    /// Whether sales that cost `charged` together explain it, and what else that needs.
    pub fn met_by(&self, charged: Range) -> Option<Met> {
        if charged.meets(self.fell) {
            return Some(Met::Alone);
        }
        let debits = &self.second_debits;
        if (debits.any && charged.lo < self.fell.hi) || self.fell.minus(charged).meets_one_of(&debits.sums) {
            return Some(Met::WithSecondDebit);
        }
        let hidden = self
            .deposit
            .is_some_and(|least| charged.hi.saturating_add(debits.all).saturating_sub(least) >= self.fell.lo);
        let refunded = self.rose() && charged.minus(self.fell).meets_one_of(&self.refunds);
        (hidden || refunded).then_some(Met::WithIncome)
    }

    /// Whether the float rose beyond doubt.
    pub fn rose(&self) -> bool {
        self.fell.hi < 0
    }

    /// The sets of `sales` (a bit and what it costs) that explain it.
    ///
    /// # Errors
    /// There are too many, or too many to try.
    pub fn explanations(&self, sales: &[(u32, Range)]) -> Result<Vec<(Set, Met)>, TooMuch> {
        let mut sorted = sales.to_vec();
        sorted.sort_unstable_by_key(|(_, cost)| std::cmp::Reverse(cost.hi));
        // Above this no sum is met any more: only a deposit that hides could, and only if all together suffice for it.
        let all = sorted.iter().fold(Range::default(), |sum, (_, cost)| sum.plus(*cost));
        let again = if self.twice { all.hi } else { 0 };
        let unbounded = self.deposit.is_some_and(|least| {
            all.hi.saturating_add(again).saturating_add(self.second_debits.all).saturating_sub(least) >= self.fell.lo
        });
        let income = self.refunds.iter().map(|refund| refund.hi).max().filter(|_| self.rose()).unwrap_or(0);
        let most = if unbounded { i64::MAX } else { self.fell.hi.saturating_add(income) };
        let mut search = Search { movement: self, sales: &sorted, most, steps: 0, found: Vec::new() };
        search.from(0, 0, Range::default())?;
        Ok(search.found)
    }
}

struct Search<'a> {
    movement: &'a Movement,
    sales: &'a [(u32, Range)],
    most: i64,
    steps: usize,
    found: Vec<(Set, Met)>,
}

impl Search<'_> {
    /// Whether some of the sales of `set` are in the movement twice.
    fn met_with_some_twice(&mut self, set: Set, cost: Range) -> Option<Met> {
        if !self.movement.twice || set == 0 {
            return None;
        }
        let mut sums = vec![cost];
        for (_, one) in self.sales.iter().filter(|(bit, _)| set & (1 << bit) != 0) {
            let with: Vec<Range> = sums.iter().map(|sum| sum.plus(*one)).filter(|sum| sum.lo <= self.most).collect();
            sums.extend(with);
            self.steps += sums.len();
            // More than can be tried is taken as possible.
            if sums.len() > MOST {
                return Some(Met::WithSecondDebit);
            }
        }
        sums.iter().any(|sum| self.movement.met_by(*sum).is_some()).then_some(Met::WithSecondDebit)
    }

    /// Tries every way to go on with the sales from `next`.
    fn from(&mut self, next: usize, set: Set, cost: Range) -> Result<(), TooMuch> {
        self.steps += 1;
        if self.steps > MOST_STEPS || self.found.len() > MOST {
            return Err(TooMuch);
        }
        if let Some(met) = self.movement.met_by(cost).or_else(|| self.met_with_some_twice(set, cost)) {
            self.found.push((set, met));
        }
        for (at, (bit, one)) in self.sales.iter().enumerate().skip(next) {
            let with = cost.plus(*one);
            if with.lo <= self.most {
                self.from(at + 1, set | (1 << bit), with)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fell(minor: i64) -> Movement {
        Movement { fell: Range::exactly(minor), ..Movement::default() }
    }

    fn sales(costs: &[i64]) -> Vec<(u32, Range)> {
        (0_u32..).zip(costs).map(|(bit, cost)| (bit, Range::exactly(*cost))).collect()
    }

    fn sets(movement: &Movement, costs: &[i64]) -> Vec<Set> {
        let mut sets: Vec<Set> =
            movement.explanations(&sales(costs)).unwrap().into_iter().map(|(set, _)| set).collect();
        sets.sort_unstable();
        sets
    }

    #[test]
    fn a_fall_is_met_by_every_set_that_costs_as_much() {
        assert_eq!(sets(&fell(50), &[50, 30, 20]), [0b001, 0b110]);
        assert_eq!(sets(&fell(0), &[50, 30, 20]), [0]);
        assert_eq!(sets(&fell(10), &[50, 30, 20]), [] as [Set; 0]);
    }

    #[test]
    fn a_deposit_hides_only_behind_charges_as_large_as_itself() {
        let movement = Movement { deposit: Some(60), ..fell(0) };
        assert_eq!(sets(&movement, &[50, 30]), [0b00, 0b11], "80 charged and 80 paid in");
        assert_eq!(sets(&movement, &[50]), [0]);
        assert_eq!(
            sets(&Movement { deposit: Some(60), ..fell(-60) }, &[50]),
            [0, 1],
            "behind a rise of a deposit anything may hide"
        );
    }

    #[test]
    fn a_refund_is_looked_for_only_where_the_float_rose() {
        let refunds = vec![Range::exactly(50)];
        assert_eq!(sets(&Movement { refunds: refunds.clone(), ..fell(0) }, &[50]), [0]);
        assert_eq!(sets(&Movement { refunds, ..fell(-50) }, &[50]), [0]);
    }

    #[test]
    fn a_second_debit_is_told_apart_from_the_sale() {
        let movement = Movement { second_debits: SecondDebits::of(&[Range::exactly(50)], 50), ..fell(50) };
        assert_eq!(movement.explanations(&sales(&[50])).unwrap(), [(0, Met::WithSecondDebit), (1, Met::Alone)]);
    }

    #[test]
    fn sales_that_were_taken_may_each_be_debited_twice_in_one_movement() {
        let movement = Movement { twice: true, ..fell(140) };
        assert_eq!(sets(&movement, &[50, 20]), [0b11], "50 and 20, and both again");
        assert_eq!(sets(&Movement { twice: true, ..fell(120) }, &[50, 20]), [0b11], "50 twice, 20 once");
        assert_eq!(sets(&fell(140), &[50, 20]), [] as [Set; 0]);
    }

    #[test]
    fn too_many_explanations_to_enumerate_are_said_to_be_so() {
        let many = vec![50; 40];
        assert_eq!(fell(1_000).explanations(&sales(&many)), Err(TooMuch));
        assert_eq!(sets(&fell(0), &many), [0], "nothing is tried where nothing fits");
    }
}
