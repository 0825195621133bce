//! How often, and for how long, this run has seen one kind of answer about an order.
//!
//! A single answer says little: a service may have forgotten an order for a moment, be down for a while, or name the SIM
//! a minute later. So each kind is counted with the time since the first one. Times are monotonic, so a clock that is set
//! moves nothing.

use std::time::Duration;

/// A look at an order, by the kind of its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
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
pub struct Seen {
    /// How many answers of this kind came.
    pub times: u32,
    /// The time since the first of them.
    pub span: Duration,
    /// The time since the order is followed.
    pub followed: Duration,
}

/// All that this run has seen of an order.
#[derive(Clone, Copy, Debug)]
pub struct Looks {
    since: Duration,
    /// All answers about it, of every kind.
    all: Kind,
    without_sim: Kind,
    /// Those in a row, without an answer about it between them.
    not_known: Kind,
    failed: Kind,
}

#[derive(Clone, Copy, Debug, Default)]
struct Kind {
    times: u32,
    since: Duration,
}

impl Looks {
    /// Nothing yet: the order is followed from now on.
    pub fn since(now: Duration) -> Self {
        let [all, without_sim, not_known, failed] = [Kind::default(); 4];
        Self { since: now, all, without_sim, not_known, failed }
    }

    /// Notes a look, and how often and for how long its kind was seen; of a known order, how often and for how long any
    /// was.
    pub fn note(&mut self, look: Look, now: Duration) -> Seen {
        self.all.note(now);
        let kind = match look {
            Look::Known | Look::WithoutSim => {
                (self.not_known, self.failed) = (Kind::default(), Kind::default());
                if look == Look::Known { &self.all } else { self.without_sim.note(now) }
            }
            Look::NotKnown => self.not_known.note(now),
            Look::Failed => self.failed.note(now),
        };
        let since = |earlier| now.saturating_sub(earlier);
        Seen { times: kind.times, span: since(kind.since), followed: since(self.since) }
    }
}

impl Kind {
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

    fn counted(looks: &mut Looks, look: Look, seconds: u64) -> (u32, Duration) {
        let seen = looks.note(look, secs(seconds));
        (seen.times, seen.span)
    }

    #[test]
    fn answers_that_tell_nothing_are_counted_until_one_tells() {
        for look in [Look::NotKnown, Look::Failed] {
            let mut looks = Looks::since(secs(0));
            assert_eq!(counted(&mut looks, look, 10), (1, secs(0)));
            assert_eq!(counted(&mut looks, look, 40), (2, secs(30)));
            looks.note(Look::Known, secs(41));
            assert_eq!(counted(&mut looks, look, 50), (1, secs(0)), "counted from the first one anew");
        }
    }

    #[test]
    fn failures_between_them_do_not_make_an_order_known() {
        let mut looks = Looks::since(secs(0));
        looks.note(Look::NotKnown, secs(10));
        assert_eq!(counted(&mut looks, Look::Failed, 20), (1, secs(0)));
        assert_eq!(counted(&mut looks, Look::NotKnown, 70), (2, secs(60)));
    }

    #[test]
    fn a_sim_that_is_not_named_is_counted_from_the_first_time() {
        let mut looks = Looks::since(secs(0));
        looks.note(Look::Known, secs(10));
        assert_eq!(counted(&mut looks, Look::WithoutSim, 20), (1, secs(0)));
        assert_eq!(counted(&mut looks, Look::WithoutSim, 80), (2, secs(60)));
    }

    #[test]
    fn every_answer_counts_from_the_clock_of_this_run() {
        let mut looks = Looks::since(secs(100));
        looks.note(Look::Failed, secs(100));
        assert_eq!(looks.note(Look::Known, secs(160)), Seen { times: 2, span: secs(60), followed: secs(60) });
    }
}
