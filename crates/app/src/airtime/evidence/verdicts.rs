//! The lines and verdicts about the sales in question once a float was weighed.
//!
//! Rows 1 to 5 and 7 to 11 of the table in the module above. A sale of which nothing more can be learnt leaves the
//! chain here.

use std::collections::BTreeSet;

use airtill_domain::{Finding, Money, SaleId};
use airtill_ledger::Verdict;

use super::chain::{Chain, judged_state};
use super::due::Due;
use super::explain::Set;
use super::open::{Open, Seen};
use super::weigh::Weighed;
use super::{Noted, RULES};

impl Chain {
    /// The conclusions that stand in no entry yet, in the order in which they are to be written.
    pub fn due(&self) -> &[Due] {
        &self.pending
    }

    /// Notes the conclusions on which every explanation agrees, and drops sales of which nothing more can be learnt.
    pub(super) fn conclude(&mut self, seen: Seen, weighed: Weighed, reading: bool) {
        let one_at_a_time = self.epoch.as_ref().is_some_and(|epoch| epoch.declarations.books_one_at_a_time);
        for open in self.open.iter_mut().filter(|open| !open.past) {
            open.disturbed |= weighed.needed.maybe_income || weighed.blind;
            open.again |= weighed.needed.maybe_second_debit;
        }
        self.pass(seen);
        self.conclude_second_debit(weighed, seen);
        let (all, some) = (self.sets.in_all(), self.sets.in_some());
        let mut due = Vec::new();
        for open in self.open.iter().filter(|open| open.is_told()) {
            let set = open.set();
            // The service may have written an old float over this charge, or this request's old float over another one.
            let told = one_at_a_time || !(open.crowded || open.disturbed);
            let finding = match () {
                () if set & all != 0 && told => Finding::WasCharged,
                () if set & some == 0 && open.past && (one_at_a_time || !(open.followed || open.disturbed)) => {
                    Finding::WasNotCharged
                }
                () if set & some == 0 && !open.past => Finding::UnchangedSoFar,
                () if set & all != 0 || set & some == 0 => Finding::CannotBeTold,
                () if open.again => Finding::MayBeRetry,
                () => Finding::FitsBoth,
            };
            due.push((open.sale, self.opinion(open, finding, seen, weighed)));
        }
        for (sale, opinion) in due {
            match opinion {
                Opinion::Verdict(due)
                    if !self
                        .pending
                        .iter()
                        .any(|other| matches!(other, Due::Judged { sale: other, .. } if *other == sale)) =>
                {
                    self.pending.push(due);
                }
                Opinion::Verdict(_) => {}
                Opinion::Line(noted) => {
                    if reading || matches!(noted.finding, Finding::WasCharged | Finding::WasNotCharged) {
                        self.note(sale, noted);
                    }
                }
            }
        }
        let lost: Vec<SaleId> = self
            .open
            .iter()
            .filter(|open| open.lost && open.doubt && !open.foreign && !open.mute)
            .map(|open| open.sale)
            .collect();
        for sale in lost {
            self.note(sale, Noted::of(Finding::CannotBeTold, Some(seen.float)));
        }
        self.conclude_groups(seen, one_at_a_time);
    }

    fn opinion(&self, open: &Open, finding: Finding, seen: Seen, weighed: Weighed) -> Opinion {
        let judges = self.epoch.as_ref().is_some_and(super::chain::Epoch::judges);
        let Some(charged) = finding.says_charged() else {
            return Opinion::Line(self.line(open, finding, seen, weighed));
        };
        let Some(verdict) = self.verdict(open, charged, seen, weighed) else {
            return Opinion::Line(self.line(open, Finding::NothingToCompare, seen, weighed));
        };
        if judges {
            return Opinion::Verdict(Due::Judged {
                sale: open.sale,
                state: judged_state(open.refused, charged),
                verdict,
            });
        }
        let line = self.line(open, finding, seen, weighed);
        // It holds if nothing moved the float since before the oldest sale that decides what is left for this one.
        let from = self.run.map_or(verdict.from, |run| run.at.min(verdict.from));
        Opinion::Line(Noted {
            from: Some(from),
            to: Some(verdict.to),
            rest_seconds: Some(verdict.rest_seconds),
            ..line
        })
    }

    fn verdict(&self, open: &Open, charged: bool, seen: Seen, weighed: Weighed) -> Option<Verdict> {
        let epoch = self.epoch.as_ref()?;
        // Every explanation charges it in the interval that ends here: then it was charged in no other one.
        let here = charged && weighed.charged_before & open.set() == 0;
        let from = if here { weighed.before? } else { open.before? };
        let others = self
            .open
            .iter()
            .any(|other| other.sale != open.sale && other.set() & self.sets.in_some() & !weighed.proven_before != 0);
        let alone = here && !others && !weighed.needed.maybe_second_debit && !weighed.needed.maybe_income;
        let cost = self.costs.of(open.amount).exact();
        // In some explanation it may have been debited twice.
        let debit = if alone { weighed.fell.exact().or(cost) } else { cost.filter(|_| !open.again) };
        Some(Verdict {
            charged,
            from: from.at,
            to: if charged { seen.until } else { seen.at },
            before: from.float,
            after: seen.float,
            debit: debit.filter(|_| charged).map(|minor| Money::from_minor(minor, seen.float.currency)),
            rest_seconds: epoch.declarations.rest.as_secs(),
            rests_on: vec![epoch.declared, from.seq, seen.seq],
            rules: RULES,
        })
    }

    /// The numbers beside a finding: the floats that would have been seen if it alone was charged, and if it was not.
    fn line(&self, open: &Open, finding: Finding, seen: Seen, weighed: Weighed) -> Noted {
        let expected = weighed.fell.exact().map(|fell| seen.float.minor.saturating_add(fell));
        let if_not = expected.filter(|_| weighed.charged_before & open.set() == 0);
        let if_charged = if_not.zip(self.costs.of(open.amount).exact()).map(|(float, cost)| float.saturating_sub(cost));
        let money = |minor: i64| Money::from_minor(minor, seen.float.currency);
        Noted {
            if_charged: if_charged.map(money),
            if_not_charged: if_not.map(money),
            from: weighed.before.map(|before| before.at),
            ..Noted::of(finding, Some(seen.float))
        }
    }

    /// Notes the number of charges of sales that no later float can separate, where it is known.
    fn conclude_groups(&mut self, seen: Seen, one_at_a_time: bool) {
        let closed = self.open.iter().filter(|open| open.past).fold(0, |set: Set, open| set | open.set());
        if closed & self.sets.in_some() & !self.sets.in_all() == 0 {
            return;
        }
        let judges = self.epoch.as_ref().is_some_and(super::chain::Epoch::judges);
        for group in self.sets.groups(closed) {
            let members: Vec<Open> = self.open.iter().filter(|open| open.set() & group.sales != 0).cloned().collect();
            // A sale from before the epoch may have been charged before it as well.
            let counts = judges && one_at_a_time && members.iter().all(|open| !open.foreign);
            let charged = group.charged.filter(|_| counts);
            for open in members.iter().filter(|open| open.is_told()) {
                let noted = match charged {
                    Some(count) => {
                        let among = members.iter().map(|member| member.sale).collect();
                        Noted { exactly: Some(count), among, ..Noted::of(Finding::ExactlySome, Some(seen.float)) }
                    }
                    None if open.again => Noted::of(Finding::MayBeRetry, Some(seen.float)),
                    None => Noted::of(Finding::FitsBoth, Some(seen.float)),
                };
                self.note(open.sale, noted);
            }
            self.let_go(|open| open.set() & group.sales != 0);
        }
    }

    /// Notes a fall that nothing but a second debit explains, also while other sales are in doubt; on a float that
    /// others use too only where it is as much as one sale costs.
    fn conclude_second_debit(&mut self, weighed: Weighed, seen: Seen) {
        if !weighed.needed.second_debit || weighed.blind || weighed.fell.lo <= 0 {
            return;
        }
        let fits = |(_, amount): &(SaleId, i64)| self.costs.of(*amount).meets(weighed.fell);
        let fitting: BTreeSet<SaleId> = self.may_be_debited_again().filter(fits).map(|(sale, _)| sale).collect();
        if fitting.is_empty() && !self.epoch.as_ref().is_some_and(super::chain::Epoch::judges) {
            return;
        }
        let sale = fitting.first().copied().filter(|_| fitting.len() == 1);
        self.pending.push(Due::SecondDebit { amount: Money::from_minor(weighed.fell.lo, seen.float.currency), sale });
    }

    /// Has a line written, unless it says what the last one said.
    pub(super) fn note(&mut self, sale: SaleId, noted: Noted) {
        self.pending.retain(|due| !matches!(due, Due::Noted { sale: other, .. } if *other == sale));
        let said = self
            .open
            .iter()
            .any(|open| open.sale == sale && open.noted.as_ref().is_some_and(|last| last.says_the_same(&noted)));
        if !said {
            self.pending.push(Due::Noted { sale, noted });
        }
    }
}

enum Opinion {
    Verdict(Due),
    Line(Noted),
}
