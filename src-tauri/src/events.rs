//! Events on their way to the window.
//!
//! They go to the one window by its label and to no other. A window that is not there yet, or is gone, misses nothing:
//! it asks for the state when it opens.

use airtill_app::Outlet;
use airtill_contract::{EVENT_NAME, Event};
use tauri::{AppHandle, Emitter};

use crate::window::MAIN;

/// Sends events to the main window.
pub struct WindowOutlet(pub AppHandle);

impl Outlet for WindowOutlet {
    fn emit(&self, event: Event) {
        if let Err(error) = self.0.emit_to(MAIN, EVENT_NAME, event) {
            tracing::debug!(%error, "an event found no window");
        }
    }
}
