//! Joint explanations: which of the sales in question were charged, in every way that fits all that was seen.
//!
//! Each explanation is a set of sales. A sale is charged at most once, so a movement adds sales only to the
//! explanations that do not have them. Sales of which nothing more can be learnt leave the sets, alone or as a group of
//! which the number of charges is known, once what is known of them does not depend on the others.

use super::explain::{MOST, Met, Set, TooMuch};

/// Every joint explanation, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sets(Vec<Set>);

impl Default for Sets {
    /// Nothing was charged.
    fn default() -> Self {
        Self(vec![0])
    }
}

/// The explanation of a movement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needed {
    /// No explanation does without a second debit.
    pub second_debit: bool,
    /// Some explanation needs a second debit.
    pub maybe_second_debit: bool,
    /// Some explanation needs a deposit or a refund.
    pub maybe_income: bool,
}

/// Sales of which all that can be known is how many were charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The sales of the group.
    pub sales: Set,
    /// How many; `None` where even that is open.
    pub charged: Option<u32>,
}

impl Sets {
    /// The explanations that are left when a movement is explained by one of `found`, and what that needed. `None`
    /// where nothing is left.
    ///
    /// # Errors
    /// There are too many.
    pub fn join(&self, found: &[(Set, Met)]) -> Result<Option<(Self, Needed)>, TooMuch> {
        let mut joined = std::collections::BTreeSet::new();
        let mut needed = Needed { second_debit: true, ..Needed::default() };
        for (added, met) in found {
            for set in self.0.iter().filter(|set| *set & added == 0) {
                joined.insert(set | added);
                if joined.len() > MOST {
                    return Err(TooMuch);
                }
                needed.second_debit &= *met == Met::WithSecondDebit;
                needed.maybe_second_debit |= *met == Met::WithSecondDebit;
                needed.maybe_income |= *met == Met::WithIncome;
            }
        }
        Ok((!joined.is_empty()).then(|| (Self(joined.into_iter().collect()), needed)))
    }

    /// The explanations when any of `sales` may have been charged or not.
    ///
    /// # Errors
    /// There are too many.
    pub fn any_of(&self, sales: Set) -> Result<Self, TooMuch> {
        if sales.count_ones() > 10 {
            return Err(TooMuch);
        }
        let mut sets = self.0.clone();
        for bit in bits(sales) {
            let with: Vec<Set> = sets.iter().map(|set| set | bit).collect();
            sets.extend(with);
            sets.sort_unstable();
            sets.dedup();
        }
        if sets.len() > MOST { Err(TooMuch) } else { Ok(Self(sets)) }
    }

    /// The sales that every explanation charges.
    pub fn in_all(&self) -> Set {
        self.0.iter().fold(Set::MAX, |all, set| all & set)
    }

    /// The sales that some explanation charges.
    pub fn in_some(&self) -> Set {
        self.0.iter().fold(0, |some, set| some | set)
    }

    /// The explanations without a word about `sales`.
    pub fn without(&self, sales: Set) -> Self {
        Self(projected(&self.0, !sales))
    }

    /// The groups of `closed` sales that are undecided and do not depend on any other sale.
    pub fn groups(&self, closed: Set) -> Vec<Group> {
        let undecided = self.in_some() & !self.in_all();
        let mut left = undecided;
        let mut groups: Vec<Group> = Vec::new();
        let group = |sales: Set, ours: &[Set]| {
            let count = ours.first().map_or(0, |set| set.count_ones());
            Group { sales, charged: ours.iter().all(|set| set.count_ones() == count).then_some(count) }
        };
        while let Some(first) = bits(left).next() {
            let sales = self.tied_to(first, undecided);
            left &= !sales;
            let ours = projected(&self.0, sales);
            let independent = ours.len() * projected(&self.0, !sales).len() == self.0.len();
            if sales & !closed == 0 && independent {
                groups.push(group(sales, &ours));
            }
        }
        // Floats that look independent in pairs may hang together as a whole.
        if groups.is_empty() && undecided != 0 && undecided & !closed == 0 {
            groups.push(group(undecided, &projected(&self.0, undecided)));
        }
        groups
    }

    /// The undecided sales that hang together with `first`, pair by pair.
    fn tied_to(&self, first: Set, undecided: Set) -> Set {
        let mut group = first;
        let mut todo = vec![first];
        while let Some(one) = todo.pop() {
            for other in bits(undecided & !group) {
                if projected(&self.0, one | other).len() < 4 {
                    group |= other;
                    todo.push(other);
                }
            }
        }
        group
    }
}

/// Each bit of a set as a set of its own.
pub fn bits(set: Set) -> impl Iterator<Item = Set> {
    (0..Set::BITS).map(|bit| 1 << bit).filter(move |bit| set & bit != 0)
}

fn projected(sets: &[Set], onto: Set) -> Vec<Set> {
    let mut projected: Vec<Set> = sets.iter().map(|set| set & onto).collect();
    projected.sort_unstable();
    projected.dedup();
    projected
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(sets: &Sets, found: &[Set]) -> Option<Sets> {
        let found: Vec<_> = found.iter().map(|set| (*set, Met::Alone)).collect();
        sets.join(&found).unwrap().map(|(sets, _)| sets)
    }

    #[test]
    fn a_sale_is_charged_at_most_once() {
        let once = joined(&Sets::default(), &[0b01, 0b10]).unwrap();
        let twice = joined(&once, &[0b01, 0b10]).unwrap();
        assert_eq!(twice, Sets(vec![0b11]));
        assert_eq!(joined(&twice, &[0b01]), None, "nothing explains a third charge of two sales");
    }

    #[test]
    fn of_a_group_that_nothing_else_touches_the_number_of_charges_is_known() {
        let sets = joined(&Sets::default(), &[0b001, 0b010]).unwrap().any_of(0b100).unwrap();
        assert_eq!(sets.groups(0b011), [Group { sales: 0b011, charged: Some(1) }]);
        assert_eq!(sets.groups(0b001), [], "as long as one of them is open, the group is");
        assert_eq!(
            sets.groups(0b111),
            [Group { sales: 0b011, charged: Some(1) }, Group { sales: 0b100, charged: None }]
        );
        assert_eq!(sets.without(0b011), Sets(vec![0, 0b100]));
    }

    #[test]
    fn sales_that_hang_together_only_as_three_are_not_torn_apart() {
        // An even number of them was charged: every two of them look independent.
        let sets = Sets(vec![0b000, 0b011, 0b101, 0b110]);
        assert_eq!(sets.groups(0b111), [Group { sales: 0b111, charged: None }], "none or two: even the number is open");
        assert_eq!(sets.groups(0b011), [], "what is pairwise independent is not told as independent");
    }
}
