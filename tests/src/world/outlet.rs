//! The window that a journey has instead of a screen: it records every event and lets a test wait for one.
//!
//! Waiting is for an event and has a limit; nothing here sleeps for a time. Events count from the beginning, so a
//! journey that wants a later one gives the number of earlier ones.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use airtill_app::Outlet;
use airtill_contract::{Event, SaleStep};
use tokio::sync::watch;

/// How long a test waits for something that must happen: far longer than it takes on a busy computer.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Every event so far.
#[derive(Debug)]
pub struct Window {
    events: Mutex<Vec<Event>>,
    count: watch::Sender<usize>,
}

impl Default for Window {
    fn default() -> Self {
        Self { events: Mutex::default(), count: watch::Sender::new(0) }
    }
}

impl Window {
    /// The events so far, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The steps of the sales so far.
    pub fn steps(&self) -> Vec<SaleStep> {
        let step = |event: &Event| if let Event::SaleStep { step, .. } = event { Some(*step) } else { None };
        self.events().iter().filter_map(step).collect()
    }

    /// Waits until an event fits, now or among those that came before.
    ///
    /// # Panics
    /// None came in time.
    pub async fn wait_for(&self, what: &str, fits: impl Fn(&Event) -> bool) {
        self.wait_after(0, what, fits).await;
    }

    /// Waits until an event fits, without the first `earlier` events. Each of the others is looked at once.
    ///
    /// # Panics
    /// None came in time.
    pub async fn wait_after(&self, earlier: usize, what: &str, fits: impl Fn(&Event) -> bool) {
        let (mut next, mut count) = (earlier, self.count.subscribe());
        // Copied, because what fits may look at the events itself; and only the new ones, because there may be many.
        let found = count.wait_for(|_| {
            let new = self.since(next);
            next += new.len();
            new.iter().any(&fits)
        });
        assert!(matches!(tokio::time::timeout(PATIENCE, found).await, Ok(Ok(_))), "no event in time: {what}");
    }

    /// The events without the first `earlier` ones.
    fn since(&self, earlier: usize) -> Vec<Event> {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        events.get(earlier..).unwrap_or_default().to_vec()
    }
}

impl Outlet for Window {
    fn emit(&self, event: Event) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(event);
        self.count.send_modify(|count| *count += 1);
    }
}
