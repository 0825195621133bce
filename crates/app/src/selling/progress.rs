//! How far a confirmed sale has come, for a window that was not there when it began.
//!
//! A sale is shown again while it is sent and, where the window's page was lost meanwhile, until a page has asked for
//! its outcome. Nothing here sends.

use std::sync::Mutex;

use airtill_contract::SaleStep;
use airtill_domain::lock;

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

    /// Notes a step.
    pub fn note(&self, step: SaleStep) {
        self.lock().steps.push(step);
    }

    /// The page that began the sale is gone, if it is being sent now.
    pub fn page_was_lost(&self) {
        let mut state = self.lock();
        state.unseen |= state.runs;
    }

    /// The steps so far, for a window that comes anew; `None` where the outcome was seen.
    pub fn steps_to_show(&self) -> Option<Vec<SaleStep>> {
        let state = self.lock();
        (state.runs || state.unseen).then(|| state.steps.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        lock(&self.0)
    }
}
