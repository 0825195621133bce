//! The state of both environments, safe to share: changes are journalled first and then applied, under one lock.
//!
//! Before any work on an environment, its data is brought up to the time of day: orders that are due come to their end,
//! and pre-production is wiped. No HTTP here. Calls that change something block for the disk.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::esim::catalogue::Product;
use crate::esim::environment::Environment;
use crate::esim::options::Pace;
use crate::esim::seed::seeded;
use crate::esim::state::{Change, Data};
use crate::journal::{Journal, JournalError};
use crate::lock::lock;

const JOURNAL: &str = "esim.jsonl";

/// The changes of one piece of work; one event is one line of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    environment: Environment,
    changes: Vec<Change>,
}

#[derive(Debug)]
struct Inner {
    environments: HashMap<Environment, Data>,
    journal: Option<Journal>,
    pace: Pace,
}

#[derive(Debug)]
pub(crate) struct Store {
    inner: Mutex<Inner>,
    pub catalogue: Vec<Product>,
    clock: Clock,
}

impl Inner {
    fn data(&mut self, environment: Environment) -> &mut Data {
        self.environments.entry(environment).or_default()
    }

    fn commit(&mut self, environment: Environment, changes: Vec<Change>) -> io::Result<()> {
        if changes.is_empty() {
            return Ok(());
        }
        let event = Event { environment, changes };
        if let Some(journal) = &mut self.journal {
            journal.append(&event, true)?;
        }
        let data = self.data(environment);
        event.changes.into_iter().for_each(|change| data.apply(change));
        Ok(())
    }
}

impl Store {
    /// The store of the folder, or a new one. Blocks.
    pub fn open(
        folder: Option<&Path>,
        catalogue: Vec<Product>,
        pace: Pace,
        clock: Clock,
    ) -> Result<Store, JournalError> {
        let now = clock.now().as_millisecond();
        let mut environments: HashMap<Environment, Data> =
            Environment::ALL.into_iter().map(|environment| (environment, seeded(&catalogue, now))).collect();
        let replay = |event: Event| {
            let data = environments.entry(event.environment).or_default();
            event.changes.into_iter().for_each(|change| data.apply(change));
        };
        let journal = match folder {
            Some(folder) => Some(Journal::open(folder, JOURNAL, replay)?),
            None => None,
        };
        Ok(Store { inner: Mutex::new(Inner { environments, journal, pace }), catalogue, clock })
    }

    /// Works on an environment at this time, Unix milliseconds, and stores the changes. With `wipe_everything` the
    /// daily wipe takes all.
    pub fn change<T>(
        &self,
        environment: Environment,
        wipe_everything: bool,
        work: impl FnOnce(&Data, i64) -> (T, Vec<Change>),
    ) -> io::Result<T> {
        let now = self.clock.now().as_millisecond();
        let mut inner = self.lock();
        let pace = inner.pace;
        let due = inner.data(environment).due(now, pace, &self.catalogue);
        inner.commit(environment, due)?;
        if environment == Environment::PreProduction || wipe_everything {
            let wiped = inner.data(environment).daily_wipe(now, wipe_everything);
            inner.commit(environment, wiped.into_iter().collect())?;
        }
        let (answer, changes) = work(inner.data(environment), now);
        inner.commit(environment, changes)?;
        Ok(answer)
    }

    pub fn set_pace(&self, pace: Pace) {
        self.lock().pace = pace;
    }

    pub fn pace(&self) -> Pace {
        self.lock().pace
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }
}
