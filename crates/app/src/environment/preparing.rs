//! Reports to the window how far the records of an environment are prepared, where another version of the program wrote
//! them: with a million sales that takes minutes.
//!
//! Short work is not reported. Longer work is reported at most ten times a second, and its end once.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_contract::{EnvironmentView, Event, RecordsProgress};
use airtill_domain::{Clock, Environment, lock};
use airtill_ledger::Rebuilding;

use crate::ports::Outlet;

/// How long the work goes on before it is reported.
const SHORT: Duration = Duration::from_millis(300);
/// How much time is at least between two events.
const EVERY: Duration = Duration::from_millis(100);

/// The preparing of one environment.
pub struct Preparing {
    environment: Environment,
    clock: Arc<dyn Clock>,
    outlet: Arc<dyn Outlet>,
    told: Mutex<Told>,
}

#[derive(Default)]
struct Told {
    began: Option<Duration>,
    last: Option<Duration>,
}

impl Preparing {
    /// Of this environment, which is not prepared yet.
    pub fn new(environment: Environment, clock: Arc<dyn Clock>, outlet: Arc<dyn Outlet>) -> Self {
        Self { environment, clock, outlet, told: Mutex::default() }
    }

    /// Reports how far it is, if it is time to.
    pub fn reached(&self, so_far: Rebuilding) {
        let now = self.clock.now().monotonic;
        let mut told = lock(&self.told);
        let began = *told.began.get_or_insert(now);
        if now < told.last.map_or(began + SHORT, |last| last + EVERY) {
            return;
        }
        told.last = Some(now);
        drop(told);
        let [done, entries] = [so_far.done, so_far.entries].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
        self.emit(Some(RecordsProgress { done, entries }));
    }

    /// Reports that it is over, if anything was reported.
    pub fn ended(&self) {
        if std::mem::take(&mut *lock(&self.told)).last.is_some() {
            self.emit(None);
        }
    }

    fn emit(&self, progress: Option<RecordsProgress>) {
        let environment = match self.environment {
            Environment::Live => EnvironmentView::Live,
            Environment::Test => EnvironmentView::Test,
            Environment::Practice => EnvironmentView::Practice,
        };
        self.outlet.emit(Event::RecordsPreparing { environment, progress });
    }
}

#[cfg(test)]
mod tests {
    use airtill_domain::{Moment, Timestamp};

    use super::*;

    #[derive(Default)]
    struct Machine {
        now: Mutex<Duration>,
        events: Mutex<Vec<Option<u32>>>,
    }

    impl Clock for Machine {
        fn now(&self) -> Moment {
            Moment { wall: Timestamp(0), monotonic: *lock(&self.now) }
        }
    }

    impl Outlet for Machine {
        fn emit(&self, event: Event) {
            let Event::RecordsPreparing { progress, .. } = event else { panic!("{event:?}") };
            lock(&self.events).push(progress.map(|progress| progress.done));
        }
    }

    /// The numbers that are reported for calls at these milliseconds, each with its number.
    fn told(calls: &[(u64, i64)]) -> Vec<Option<u32>> {
        let machine = Arc::new(Machine::default());
        let preparing = Preparing::new(Environment::Live, machine.clone(), machine.clone());
        for (at, done) in calls {
            *lock(&machine.now) = Duration::from_millis(*at);
            preparing.reached(Rebuilding { done: *done, entries: 9_000 });
        }
        preparing.ended();
        std::mem::take(&mut *lock(&machine.events))
    }

    #[test]
    fn a_long_preparing_is_told_ten_times_a_second_and_a_short_one_never() {
        assert_eq!(told(&[(0, 0), (299, 9_000)]), []);
        let long = [(7, 0), (306, 1), (307, 2), (406, 3), (407, 4), (1_000, 5), (1_099, 6), (1_100, i64::MAX)];
        assert_eq!(told(&long), [Some(2), Some(4), Some(5), Some(u32::MAX), None]);
        assert_eq!(told(&[]), []);
    }
}
