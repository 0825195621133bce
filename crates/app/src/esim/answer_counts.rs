//! How often, and for how long, this run has seen one kind of answer about an order.
//!
//! A single answer says little: a service may have forgotten an order for a moment, be down for a while, or name the SIM
//! a minute later. So each kind is counted with the time since the first one. Times are monotonic, so a clock that is set
//! moves nothing.

use std::time::Duration;

/// The kind of an answer about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// The service says how it stands.
    Known,
    /// The service says that it is done, and does not name its SIM.
    WithoutSim,
    /// The service answers as if it did not know it.
    NotKnown,
    /// The request left, and no answer about the order came back.
    Failed,
}

/// The answers of one kind so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnswerCount {
    /// How many answers of this kind came.
    pub times: u32,
    /// The time since the first of them.
    pub span: Duration,
    /// The time since the order is followed.
    pub followed: Duration,
}

/// All answers about an order that this run has seen.
#[derive(Clone, Copy, Debug)]
pub struct AnswerCounts {
    since: Duration,
    /// All answers about it, of every kind.
    all: Count,
    without_sim: Count,
    /// Those in a row, without an answer about it between them.
    not_known: Count,
    failed: Count,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    times: u32,
    since: Duration,
}

impl AnswerCounts {
    /// Nothing yet: the order is followed from now on.
    pub fn since(now: Duration) -> Self {
        let [all, without_sim, not_known, failed] = [Count::default(); 4];
        Self { since: now, all, without_sim, not_known, failed }
    }

    /// Counts an answer, and gives how often and for how long its kind was seen; of a known order, how often and for how long any
    /// was.
    pub fn note(&mut self, kind: AnswerKind, now: Duration) -> AnswerCount {
        self.all.note(now);
        let count = match kind {
            AnswerKind::Known | AnswerKind::WithoutSim => {
                (self.not_known, self.failed) = (Count::default(), Count::default());
                if kind == AnswerKind::Known { &self.all } else { self.without_sim.note(now) }
            }
            AnswerKind::NotKnown => self.not_known.note(now),
            AnswerKind::Failed => self.failed.note(now),
        };
        let since = |earlier| now.saturating_sub(earlier);
        AnswerCount { times: count.times, span: since(count.since), followed: since(self.since) }
    }
}

impl Count {
    fn note(&mut self, now: Duration) -> &Self {
        if self.times == 0 {
            self.since = now;
        }
        self.times = self.times.saturating_add(1);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn counted(counts: &mut AnswerCounts, kind: AnswerKind, seconds: u64) -> (u32, Duration) {
        let seen = counts.note(kind, secs(seconds));
        (seen.times, seen.span)
    }

    #[test]
    fn answers_that_tell_nothing_are_counted_until_one_tells() {
        for kind in [AnswerKind::NotKnown, AnswerKind::Failed] {
            let mut counts = AnswerCounts::since(secs(0));
            assert_eq!(counted(&mut counts, kind, 10), (1, secs(0)));
            assert_eq!(counted(&mut counts, kind, 40), (2, secs(30)));
            counts.note(AnswerKind::Known, secs(41));
            assert_eq!(counted(&mut counts, kind, 50), (1, secs(0)), "counted from the first one anew");
        }
    }

    #[test]
    fn failures_between_them_do_not_make_an_order_known() {
        let mut counts = AnswerCounts::since(secs(0));
        counts.note(AnswerKind::NotKnown, secs(10));
        assert_eq!(counted(&mut counts, AnswerKind::Failed, 20), (1, secs(0)));
        assert_eq!(counted(&mut counts, AnswerKind::NotKnown, 70), (2, secs(60)));
    }

    #[test]
    fn a_sim_that_is_not_named_is_counted_from_the_first_time() {
        let mut counts = AnswerCounts::since(secs(0));
        counts.note(AnswerKind::Known, secs(10));
        assert_eq!(counted(&mut counts, AnswerKind::WithoutSim, 20), (1, secs(0)));
        assert_eq!(counted(&mut counts, AnswerKind::WithoutSim, 80), (2, secs(60)));
    }

    #[test]
    fn every_answer_counts_from_the_clock_of_this_run() {
        let mut counts = AnswerCounts::since(secs(100));
        counts.note(AnswerKind::Failed, secs(100));
        assert_eq!(
            counts.note(AnswerKind::Known, secs(160)),
            AnswerCount { times: 2, span: secs(60), followed: secs(60) }
        );
    }
}
