//! Sales that are under way, for a window that was not there when they began.
//!
//! A sale is told again while it is sent and, where the window's page was lost meanwhile, until a page has asked for
//! its outcome. Nothing here sends.

use std::sync::{Mutex, PoisonError};

use airtill_contract::{SaleStep, SaleUnderWay};
use airtill_domain::SaleId;

use super::{Intents, Pending};
use crate::connections;

/// How far a confirmed sale has come.
#[derive(Default)]
pub struct Progress(Mutex<State>);

#[derive(Default)]
struct State {
    steps: Vec<SaleStep>,
    /// Whether it is being sent now.
    runs: bool,
    /// Whether the page that began it is gone, and none has asked for its outcome since.
    unseen: bool,
}

/// Ends the running of a sale when it is dropped.
pub struct Running<'a>(&'a Progress);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.lock().runs = false;
    }
}

impl Progress {
    /// It is being sent until the guard is dropped.
    pub fn runs(&self) -> Running<'_> {
        self.lock().runs = true;
        Running(self)
    }

    /// It was asked for by a page that is there.
    pub fn seen(&self) {
        self.lock().unseen = false;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    /// Notes a step and tells it.
    pub fn step(&self, id: SaleId, step: SaleStep) {
        self.progress.lock().steps.push(step);
        self.desk.step(id, step);
    }
}

impl Intents {
    /// The sales that a window which comes anew shows, the oldest first.
    pub fn under_way(&self) -> Vec<SaleUnderWay> {
        let open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told = |id: &SaleId| {
            let pending = open.by_id.get(id)?;
            let progress = pending.progress.lock();
            (progress.runs || progress.unseen).then(|| SaleUnderWay {
                connection: connections::key(&pending.desk.connection),
                confirmation: pending.confirmation.clone(),
                steps: progress.steps.clone(),
            })
        };
        open.oldest_first.iter().filter_map(told).collect()
    }

    /// The page that began what runs now is gone.
    pub fn window_was_lost(&self) {
        let open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for pending in open.by_id.values() {
            let mut progress = pending.progress.lock();
            progress.unseen |= progress.runs;
        }
    }
}
