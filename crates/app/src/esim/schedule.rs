//! When the service is asked how each open order stands: soon after it was ordered, then at growing gaps.
//!
//! One queue for all orders of a connection, in memory: thousands of orders are that many small entries and no tasks.
//! Nothing here asks, sleeps or reads a clock. Times are monotonic, so a clock that is set moves nothing.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;
use std::time::Duration;

use airtill_domain::SaleId;
use tokio::sync::Notify;

use super::answer_counts::{AnswerCount, AnswerCounts, AnswerKind};

/// The longest pause while the service cannot be reached.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The first pause where the service cannot be reached.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// How long after a ledger that could not be read it is read again.
const READ_AGAIN: Duration = Duration::from_secs(30);

/// The orders of a connection that are followed.
#[derive(Default)]
pub struct Following {
    pub(super) schedule: Mutex<Schedule>,
    /// Something changed: an order came, an outcome waits for the disk, or the connection is out of use.
    pub(super) changed: Notify,
    /// Held by the task that follows.
    pub(super) runs: tokio::sync::Mutex<()>,
}

impl Following {
    /// Has the task that follows look at what changed.
    pub fn wake(&self) {
        self.changed.notify_one();
    }
}

/// The orders that are asked about, with their times.
#[derive(Default)]
pub struct Schedule {
    orders: HashMap<SaleId, Order>,
    by_time: BTreeSet<(Duration, SaleId)>,
    not_before: Duration,
    pauses: u32,
    /// Whether the open orders of the ledger are among them, and when they are to be read otherwise.
    has_read: bool,
    read_at: Duration,
}

struct Order {
    at: Duration,
    /// The gaps that are used up.
    turns: u32,
    seen: AnswerCounts,
}

/// The next step of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Read the open orders from the ledger.
    Read,
    /// No order is open.
    Nothing,
    /// Nothing is to be done before this time, by the monotonic clock.
    At(Duration),
    /// Ask about this order now.
    Ask(SaleId),
}

impl Schedule {
    /// Adds an order, to be asked about after `gap`; one that is there already stays as it is.
    pub fn add(&mut self, id: SaleId, now: Duration, gap: Duration) {
        if let Entry::Vacant(place) = self.orders.entry(id) {
            place.insert(Order { at: now + gap, turns: 0, seen: AnswerCounts::since(now) });
            self.by_time.insert((now + gap, id));
        }
    }

    /// Takes an order out: it ended.
    pub fn remove(&mut self, id: SaleId) {
        if let Some(order) = self.orders.remove(&id) {
            self.by_time.remove(&(order.at, id));
        }
    }

    /// The step that is due at `now`.
    pub fn next(&self, now: Duration) -> Next {
        if !self.has_read && self.read_at <= now {
            return Next::Read;
        }
        let at = match self.by_time.first() {
            None => None,
            Some((at, id)) if *at <= now && self.not_before <= now => return Next::Ask(*id),
            Some((at, _)) => Some((*at).max(self.not_before)),
        };
        let read_at = (!self.has_read).then_some(self.read_at);
        at.into_iter().chain(read_at).min().map_or(Next::Nothing, Next::At)
    }

    /// Notes that the open orders of the ledger are all here.
    pub fn was_read(&mut self) {
        self.has_read = true;
    }

    /// Notes that the ledger could not be read: it is tried again later.
    pub fn was_not_read(&mut self, now: Duration) {
        self.read_at = now + READ_AGAIN;
    }

    /// Notes that the service answered about an order: the next look comes after the gap of its turn, the last of `gaps`
    /// again and again, moved by up to a fifth as `jitter` says (0 to 255).
    pub fn answered(&mut self, id: SaleId, now: Duration, gaps: &[Duration], jitter: u8) {
        self.pauses = 0;
        self.use_turn(id, now, gaps, jitter);
    }

    /// Uses the turn of an order up, whether or not the service answered about it.
    pub fn use_turn(&mut self, id: SaleId, now: Duration, gaps: &[Duration], jitter: u8) {
        if let Some(order) = self.orders.get_mut(&id) {
            order.turns = order.turns.saturating_add(1);
        }
        self.put_off(id, now, gaps, jitter);
    }

    /// Has an order wait for the gap of its turn once more, so that the others come before it: one order whose looks
    /// all fail holds up none of them. Its turn is not used up.
    pub fn put_off(&mut self, id: SaleId, now: Duration, gaps: &[Duration], jitter: u8) {
        let Some(order) = self.orders.get(&id) else { return };
        let turn = usize::try_from(order.turns).unwrap_or(usize::MAX).min(gaps.len().saturating_sub(1));
        let gap = gaps.get(turn).copied().unwrap_or(LONGEST_PAUSE);
        self.move_to(id, now + gap + gap / 5 * u32::from(jitter) / 255);
    }

    /// Notes a look at an order, whoever asked; nothing has been seen of one that nobody follows.
    pub fn saw(&mut self, id: SaleId, kind: AnswerKind, now: Duration) -> AnswerCount {
        self.orders.get_mut(&id).map_or(AnswerCount::default(), |order| order.seen.note(kind, now))
    }

    /// Nobody is asked for a while, and for longer each time: the service cannot be reached. Turns of orders are not
    /// used up.
    pub fn pause(&mut self, now: Duration) {
        let grown = FIRST_PAUSE.saturating_mul(1 << self.pauses.min(10)).min(LONGEST_PAUSE);
        self.pauses = self.pauses.saturating_add(1);
        self.pace(now, grown);
    }

    /// Has the next request wait at least so long.
    pub fn pace(&mut self, now: Duration, gap: Duration) {
        self.not_before = self.not_before.max(now + gap);
    }

    fn move_to(&mut self, id: SaleId, at: Duration) {
        if let Some(order) = self.orders.get_mut(&id) {
            self.by_time.remove(&(order.at, id));
            order.at = at;
            self.by_time.insert((at, id));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAPS: [Duration; 4] =
        [Duration::from_secs(2), Duration::from_secs(3), Duration::from_secs(5), Duration::from_secs(60)];

    fn id(number: u128) -> SaleId {
        SaleId(uuid::Uuid::from_u128(number))
    }

    /// A schedule whose ledger was read, and holds no open order.
    fn read() -> Schedule {
        Schedule { has_read: true, ..Schedule::default() }
    }

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn an_order_is_asked_about_soon_and_then_at_growing_gaps() {
        let mut schedule = read();
        assert_eq!(schedule.next(secs(0)), Next::Nothing);
        schedule.add(id(1), secs(10), GAPS[0]);
        schedule.add(id(1), secs(11), GAPS[0]);
        let mut times = Vec::new();
        let mut now = secs(10);
        for _ in 0..6 {
            match schedule.next(now) {
                Next::At(at) => now = at,
                next => assert_eq!(next, Next::Ask(id(1))),
            }
            times.push(now.as_secs());
            schedule.answered(id(1), now, &GAPS, 0);
        }
        assert_eq!(times, [12, 15, 20, 80, 140, 200], "the last gap stays");
        schedule.remove(id(1));
        assert_eq!(schedule.next(now), Next::Nothing);
    }

    #[test]
    fn a_pause_holds_all_orders_and_uses_no_turn_up() {
        let mut schedule = read();
        schedule.add(id(1), secs(0), secs(2));
        schedule.add(id(2), secs(0), secs(3));
        schedule.pause(secs(2));
        assert_eq!(schedule.next(secs(4)), Next::At(secs(7)));
        assert_eq!(schedule.next(secs(7)), Next::Ask(id(1)));
        let mut until = secs(7);
        for _ in 0..40 {
            schedule.pause(until);
            until = match schedule.next(until) {
                Next::At(at) => at,
                next => panic!("{next:?}"),
            };
        }
        schedule.pause(until);
        assert_eq!(schedule.next(until), Next::At(until + secs(60)), "never longer");
        schedule.pace(until, secs(600));
        assert_eq!(schedule.next(until), Next::At(until + secs(600)), "as the service says");
        assert_eq!(schedule.next(until + secs(600)), Next::Ask(id(1)));
    }

    #[test]
    fn an_order_whose_looks_all_fail_holds_up_no_other() {
        let mut schedule = read();
        (1..=3).for_each(|number| schedule.add(id(number), secs(0), Duration::ZERO));
        let (mut now, mut asked) = (secs(0), Vec::new());
        while asked.len() < 4 {
            match schedule.next(now) {
                Next::Ask(order) => {
                    asked.push(order);
                    if order == id(1) {
                        schedule.put_off(order, now, &GAPS, 0);
                        schedule.pause(now);
                    } else {
                        schedule.remove(order);
                    }
                }
                Next::At(at) => now = at,
                next => panic!("{next:?}"),
            }
        }
        assert_eq!(asked, [id(1), id(2), id(3), id(1)]);
    }

    #[test]
    fn jitter_only_lengthens_a_gap_and_by_a_fifth_at_most() {
        for jitter in [0, 1, 128, 255] {
            let mut schedule = read();
            schedule.add(id(1), secs(0), secs(0));
            schedule.answered(id(1), secs(0), &[secs(10), secs(10)], jitter);
            let Next::At(at) = schedule.next(secs(1)) else { panic!("nothing is due") };
            assert!(at >= secs(10) && at <= secs(12), "{at:?}");
        }
    }

    #[test]
    fn a_thousand_orders_are_asked_about_within_the_pace() {
        let mut schedule = read();
        (0..1000).for_each(|number| schedule.add(id(number), secs(0), Duration::from_millis(number as u64)));
        let pace = Duration::from_millis(65);
        let (mut now, mut asked) = (secs(0), 0);
        while now < secs(60) {
            match schedule.next(now) {
                Next::Ask(id) => {
                    schedule.answered(id, now, &GAPS, 0);
                    schedule.pace(now, pace);
                    asked += 1;
                }
                Next::At(at) => now = at,
                next => panic!("{next:?}"),
            }
        }
        assert!((900..=1001).contains(&asked), "{asked} in a minute");
    }

    #[test]
    fn an_order_that_answers_with_errors_comes_round_less_and_less_often() {
        let mut schedule = read();
        schedule.add(id(1), secs(0), secs(0));
        let (mut now, mut times) = (secs(0), Vec::new());
        while times.len() < 5 {
            match schedule.next(now) {
                Next::Ask(order) => {
                    times.push(now.as_secs());
                    schedule.use_turn(order, now, &GAPS, 0);
                    // Another order is answered, so no pause grows.
                    schedule.answered(id(2), now, &GAPS, 0);
                }
                Next::At(at) => now = at,
                next => panic!("{next:?}"),
            }
        }
        assert_eq!(times, [0, 3, 8, 68, 128]);
    }

    #[test]
    fn a_ledger_that_could_not_be_read_is_read_again() {
        let mut schedule = Schedule::default();
        assert_eq!(schedule.next(secs(1)), Next::Read);
        schedule.was_not_read(secs(1));
        assert_eq!(schedule.next(secs(1)), Next::At(secs(31)));
        schedule.add(id(1), secs(2), secs(2));
        assert_eq!(schedule.next(secs(4)), Next::Ask(id(1)), "a new order is followed meanwhile");
        schedule.answered(id(1), secs(4), &[secs(90)], 0);
        assert_eq!(schedule.next(secs(4)), Next::At(secs(31)));
        assert_eq!(schedule.next(secs(31)), Next::Read);
        schedule.was_read();
        assert_eq!(schedule.next(secs(31)), Next::At(secs(94)));
    }

    #[test]
    fn a_look_is_noted_of_the_order_that_it_was_about() {
        let mut schedule = read();
        schedule.add(id(1), secs(100), secs(0));
        let seen = schedule.saw(id(1), AnswerKind::Known, secs(160));
        assert_eq!((seen.times, seen.followed), (1, secs(60)));
        assert_eq!(schedule.saw(id(2), AnswerKind::Known, secs(160)), AnswerCount::default(), "nobody follows it");
    }
}
