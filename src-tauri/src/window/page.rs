//! The process that draws the page, which can be killed or run out of memory while the till goes on.
//!
//! The page then comes back in the same window, and learns from the till which work is under way. A page that crashes
//! again and again is given up with a plain message of the system. On Windows the web view shows a page of its own with
//! a way to reload.

#![cfg_attr(windows, allow(dead_code, reason = "its web view tells the person, and nobody here"))]

use std::sync::Mutex;
use std::time::Duration;

use airtill_app::Till;
use airtill_domain::{Clock, lock};
#[cfg(target_os = "linux")]
use gtk::prelude::*;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

use super::main_window::MAIN;
use crate::clock::SystemClock;

/// How often a page may crash within [`WITHIN`] before it is given up.
const MOST: usize = 3;
/// Two minutes: a page that crashes because of its content crashes again within seconds.
const WITHIN: Duration = Duration::from_secs(120);

/// The times at which the page crashed.
pub struct Falls {
    clock: SystemClock,
    at: Mutex<Vec<Duration>>,
    /// Closes the till.
    close: fn(&AppHandle),
}

impl Falls {
    /// No crash yet. `close` closes the till.
    pub fn new(close: fn(&AppHandle)) -> Self {
        Self { clock: SystemClock::new(), at: Mutex::default(), close }
    }

    /// Counts one more; `false` where it was one too many.
    fn may_come_back(&self) -> bool {
        let now = self.clock.now().monotonic;
        let mut at = lock(&self.at);
        at.retain(|earlier| now.saturating_sub(*earlier) < WITHIN);
        at.push(now);
        at.len() <= MOST
    }
}

/// Reloads the page after a crash.
#[cfg(target_os = "linux")]
pub fn watch(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else { return };
    let app = app.clone();
    let watched = window.with_webview(move |view| {
        view.inner().connect_local("web-process-terminated", false, move |values| {
            fell(&app, &values.get(1).map(|reason| format!("{reason:?}")).unwrap_or_default());
            None
        });
    });
    if let Err(error) = watched {
        tracing::warn!(%error, "a page that falls will not come back");
    }
}

/// Does nothing: macOS notifies the program in another way, and Windows the person.
#[cfg(not(target_os = "linux"))]
pub fn watch(_: &AppHandle) {}

/// Handles a page that is gone: reloads it, or gives it up.
pub fn fell(app: &AppHandle, reason: &str) {
    let may_come_back = app.try_state::<Falls>().is_some_and(|falls| falls.may_come_back());
    tracing::error!(reason, may_come_back, "the process that draws the page has ended");
    if let Some(till) = app.try_state::<Till>() {
        till.window_was_lost();
    }
    let app = app.clone();
    // Not inside the web view's own notification.
    tauri::async_runtime::spawn(async move {
        if !may_come_back {
            give_up(&app);
        } else if let Some(Err(error)) = app.get_webview_window(MAIN).map(|window| window.reload()) {
            tracing::error!(%error, "the page cannot be loaded again");
            give_up(&app);
        }
    });
}

fn give_up(app: &AppHandle) {
    let words = "Airtill's window has stopped several times. A sale that is under way is finished, and every sale is in the history. \
                 Airtill closes now; start it again, and tell your administrator if this goes on.";
    let ending = app.clone();
    app.dialog().message(words).title("Airtill").kind(MessageDialogKind::Error).show(move |_| {
        if let Some(falls) = ending.try_state::<Falls>() {
            (falls.close)(&ending);
        }
    });
}
