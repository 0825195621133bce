//! How a float that was seen is weighed.
//!
//! Its loss since the last one, beyond the known sales in between, must be explained; a fact that every explanation
//! holds is concluded. Where nothing explains it, something that the declarations do not know moved the float, and
//! every verdict of the epoch may be wrong.

use std::collections::BTreeSet;
use std::time::Duration;

use airtill_domain::connection::SecondDebit;
use airtill_domain::{EndOfEpoch, Finding, Money, SaleId};
use airtill_ledger::Reopening;

use super::chain::Chain;
use super::cost::{Range, is_plausible};
use super::due::Due;
use super::explain::{Movement, SecondDebits, Set, TooMuch};
use super::open::Seen;
use super::sets::{Needed, Sets};

/// For how long behind a verdict a contradiction reopens it.
const REOPENED_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The most different costs of which every two are added up to what their refunds may amount to.
const MOST_REFUNDS: usize = 256;

/// The effect of a float that was seen on the sets.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weighed {
    /// The float before it.
    pub before: Option<Seen>,
    /// By how much it fell beyond the known sales.
    pub fell: Range,
    /// The sales that some explanation charged before it.
    pub charged_before: Set,
    /// The sales that every explanation charged before it.
    pub proven_before: Set,
    /// The explanation that was needed.
    pub needed: Needed,
    /// Nothing could be said of the movement.
    pub blind: bool,
}

impl Chain {
    /// Weighs a float; `reading` where it was read, not stated by an answer.
    pub(super) fn see(&mut self, seen: Seen, reading: bool) {
        let Some(epoch) = &mut self.epoch else {
            self.last = Some(seen);
            return self.pass(seen);
        };
        if self.broken {
            return;
        }
        if epoch.since.is_none() {
            // An epoch begins with a reading: a sale that was sent before it may have been charged before it.
            if reading {
                epoch.since = Some(seen.at);
                self.give_up();
                self.note_foreign(seen);
                self.pass(seen);
                (self.last, self.run) = (Some(seen), Some(seen));
            }
            return;
        }
        self.sweep();
        self.pending.retain(|due| matches!(due, Due::Judged { .. } | Due::SecondDebit { .. } | Due::Reopened { .. }));
        let Some(before) = self.last else {
            self.last = Some(seen);
            return;
        };
        if before.float.currency != seen.float.currency {
            return self.contradicted(before, seen, None);
        }
        let movement = self.movement(before, seen);
        match self.explained(&movement) {
            Ok(Some((sets, needed))) => {
                let (charged_before, proven_before) = (self.sets.in_some(), self.sets.in_all());
                let weighed = Weighed {
                    before: Some(before),
                    fell: movement.fell,
                    charged_before,
                    proven_before,
                    needed,
                    blind: false,
                };
                self.learn(&movement, before, seen);
                self.sets = sets;
                self.conclude(seen, weighed, reading);
            }
            Ok(None) => return self.contradicted(before, seen, Some(&movement)),
            Err(TooMuch) => {
                self.lose();
                self.conclude(
                    seen,
                    Weighed { before: Some(before), fell: movement.fell, blind: true, ..Weighed::default() },
                    reading,
                );
            }
        }
        self.last = Some(seen);
        self.known.clear();
    }

    /// Sales of which a float that was asked for now contains the charge, if there was one.
    pub(super) fn pass(&mut self, seen: Seen) {
        for open in &mut self.open {
            open.past |= open.rest.is_some_and(|rest| rest < seen.asked);
        }
        self.accepted.retain(|accepted| accepted.over.is_none_or(|over| over >= seen.asked));
    }

    /// Lets go of sales of which nothing more is to be learnt.
    fn sweep(&mut self) {
        let undecided = self.sets.in_some() & !self.sets.in_all();
        let waiting: Vec<_> = self
            .pending
            .iter()
            .filter_map(|due| if let Due::Judged { sale, .. } = due { Some(*sale) } else { None })
            .collect();
        self.let_go(|open| open.past && open.set() & undecided == 0 && !waiting.contains(&open.sale));
    }

    /// By how much the float moved beyond the known sales, and what may explain it.
    fn movement(&self, before: Seen, seen: Seen) -> Movement {
        let known = self.known.iter().fold(Range::default(), |sum, amount| sum.plus(self.costs.of(*amount)));
        let fell = Range::exactly(before.float.minor.saturating_sub(seen.float.minor)).minus(known);
        let declarations = self.epoch.as_ref().map(|epoch| epoch.declarations.clone()).unwrap_or_default();
        let again = declarations.second_debit != SecondDebit::No;
        let costs: Vec<Range> = if again {
            self.may_be_debited_again().map(|(_, amount)| self.costs.of(amount)).collect()
        } else {
            Vec::new()
        };
        Movement {
            fell,
            deposit: declarations.smallest_deposit.map(|deposit| deposit.minor),
            refunds: if fell.hi < 0 { self.refunds() } else { Vec::new() },
            second_debits: SecondDebits::of(&costs, fell.hi),
            twice: again,
        }
    }

    /// The sales that the service took or may have taken, so that it may debit them a second time, and their amounts.
    pub(super) fn may_be_debited_again(&self) -> impl Iterator<Item = (SaleId, i64)> {
        let some = self.sets.in_some();
        let doubts = self
            .open
            .iter()
            .filter(move |open| !open.refused && open.set() & some != 0)
            .map(|open| (open.sale, open.amount));
        let told = self.told.iter().filter(|told| told.charged && !told.refused).map(|told| (told.sale, told.amount));
        self.accepted.iter().map(|accepted| (accepted.sale, accepted.amount)).chain(doubts).chain(told)
    }

    /// The amounts that a refund of one or two sales may have.
    fn refunds(&self) -> Vec<Range> {
        // A charge that is given back between two floats cannot be seen; an earlier charge can be given back.
        let some = self.sets.in_some();
        let charged_before =
            self.open.iter().filter(|open| open.foreign || open.lost || open.set() & some != 0).map(|open| open.amount);
        let amounts: BTreeSet<i64> = self.sold.iter().copied().chain(charged_before).collect();
        let mut one = Range::merged(amounts.iter().map(|amount| self.costs.of(*amount)).collect());
        if let [first, .., last] = one[..]
            && one.len() > MOST_REFUNDS
        {
            // Too many to add up one by one: any sum between the least and the most is possible.
            one = vec![Range { lo: first.lo, hi: last.hi }];
        }
        let two = one.iter().enumerate().flat_map(|(at, first)| one.iter().skip(at).map(|second| first.plus(*second)));
        Range::merged(one.iter().copied().chain(two).collect())
    }

    /// The sets that are left, and what the movement needed.
    fn explained(&self, movement: &Movement) -> Result<Option<(Sets, Needed)>, TooMuch> {
        let touching = self.open.iter().filter(|open| !open.past);
        if touching.clone().any(|open| open.lost) {
            let others = touching.filter(|open| !open.lost).fold(0, |set, open| set | open.set());
            return Ok(Some((self.sets.any_of(others)?, Needed { maybe_income: true, ..Needed::default() })));
        }
        let sales: Vec<(u32, Range)> =
            touching.filter_map(|open| Some((open.bit?, self.costs.of(open.amount)))).collect();
        self.sets.join(&movement.explanations(&sales)?)
    }

    /// A sale that was the only thing that can have moved the float shows what it costs.
    fn learn(&mut self, movement: &Movement, before: Seen, seen: Seen) {
        let [amount] = self.known[..] else { return };
        let cost = before.float.minor.saturating_sub(seen.float.minor);
        let alone = self.open.iter().all(|open| open.past);
        let deposit = movement.deposit.is_some_and(|least| cost.saturating_add(least) <= amount);
        // A second debit that leaves a plausible cost may be in it.
        let again = movement.twice
            && self
                .may_be_debited_again()
                .any(|(_, other)| is_plausible(amount, cost.saturating_sub(self.costs.of(other).lo)));
        if alone && !deposit && !again && is_plausible(amount, cost) && !self.costs.learn(amount, cost) {
            self.costs.forget(amount);
        }
    }

    /// There was too much to enumerate: nothing more is concluded of the sales that are open.
    fn lose(&mut self) {
        self.sets = Sets::default();
        self.open.retain(|open| !open.past || open.is_told());
        for open in &mut self.open {
            open.lost = true;
        }
    }

    /// Nothing explains the movement. Where the till judged alone, the epoch ends and its verdicts are reopened;
    /// elsewhere the run begins anew from here.
    fn contradicted(&mut self, before: Seen, seen: Seen, movement: Option<&Movement>) {
        let fell = movement.map(|movement| movement.fell);
        let moved = fell.and_then(Range::exact).map(|minor| Money::from_minor(minor, seen.float.currency));
        self.note_contradiction(before, seen, moved);
        if self.epoch.as_ref().is_some_and(super::chain::Epoch::judges) {
            let cause = self.cause(before, seen, movement);
            let suspects = fell.map(|fell| self.suspects(fell)).unwrap_or_default();
            let reopening = Reopening { moved, from: before.at, to: seen.until };
            let recent = |told: &&super::chain::Told| seen.until.since(told.at) <= REOPENED_FOR;
            let mut reopened: Vec<_> = self.told.iter().filter(recent).map(|told| told.sale).collect();
            reopened.sort_by_key(|sale| !suspects.contains(sale));
            let declarations = self.epoch.as_ref().map(|epoch| epoch.declarations.clone()).unwrap_or_default();
            self.pending.retain(|due| matches!(due, Due::Noted { .. }));
            self.pending.insert(0, Due::Ended { cause, declarations, moved, from: before.seq, to: seen.seq, suspects });
            self.pending.extend(reopened.into_iter().map(|sale| Due::Reopened { sale, reopening: reopening.clone() }));
            self.broken = true;
        } else {
            self.pass(seen);
            self.give_up();
            if let [amount] = self.known[..] {
                self.costs.forget(amount);
            }
        }
        (self.last, self.run) = (Some(seen), Some(seen));
        self.known.clear();
    }

    fn cause(&self, before: Seen, seen: Seen, movement: Option<&Movement>) -> EndOfEpoch {
        let Some(movement) = movement else { return EndOfEpoch::Unexplained };
        let cost = before.float.minor.saturating_sub(seen.float.minor);
        match self.known[..] {
            [amount] if self.costs.knows(amount) && is_plausible(amount, cost) => EndOfEpoch::CostChanged,
            _ if movement.rose() && movement.deposit.is_none() => EndOfEpoch::Rose,
            _ => EndOfEpoch::Unexplained,
        }
    }

    /// Sales that would explain a fall by a charge that came too late, or by a second debit. This settles nothing.
    fn suspects(&self, fell: Range) -> Vec<SaleId> {
        let late = self
            .told
            .iter()
            .filter(|told| !told.charged && self.costs.of(told.amount).meets(fell))
            .map(|told| told.sale);
        let again = self
            .accepted
            .iter()
            .filter(|accepted| self.costs.of(accepted.amount).meets(fell))
            .map(|accepted| accepted.sale);
        late.chain(again).take(20).collect()
    }

    /// Notes that nothing can be compared for a sale that was sent before the epoch began.
    fn note_foreign(&mut self, seen: Seen) {
        let foreign: Vec<_> =
            self.open.iter().filter(|open| open.foreign && open.doubt && !open.mute).map(|open| open.sale).collect();
        for sale in foreign {
            self.note(sale, super::Noted::of(Finding::NothingToCompare, Some(seen.float)));
        }
    }

    fn note_contradiction(&mut self, before: Seen, seen: Seen, moved: Option<Money>) {
        // That a number of some sales was charged stands no longer either.
        let doubts = self.open.iter().filter(|open| open.is_told()).map(|open| open.sale);
        let doubts: BTreeSet<_> = doubts.chain(self.counted.iter().copied()).collect();
        for sale in doubts {
            let noted = super::Noted {
                moved,
                from: Some(before.at),
                to: Some(seen.until),
                ..super::Noted::of(Finding::MovedByOthers, Some(seen.float))
            };
            self.note(sale, noted);
        }
    }
}
