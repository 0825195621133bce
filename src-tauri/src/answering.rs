//! Answering the calls that other starts of the program left: their files are shown one after the other.
//!
//! Leaving and reading a call is in `calls`.

use std::fs;
use std::path::PathBuf;

use tauri::{AppHandle, Manager};
use tokio::sync::Mutex;

use crate::calls::{self, Calls};
use crate::closing::Closing;
use crate::connection_file;

/// One reader at a time: two would show a file twice.
static READING: Mutex<()> = Mutex::const_new(());

/// Answers every call that waits, behind those that are answered already. A till that is not open yet, or closes for
/// good, leaves them to the next one.
pub fn answer(app: &AppHandle) {
    answer_also(app, Vec::new());
}

/// The files that another start named on its command line, where it could leave no call for them.
pub fn that_left_none(app: &AppHandle, named: Vec<PathBuf>) -> Vec<PathBuf> {
    let cannot = !named.is_empty() && app.try_state::<Calls>().is_some_and(|calls| calls.cannot_be_left(&named));
    if cannot { named } else { Vec::new() }
}

/// Answers every call that waits, and then shows files for which no call could be left.
pub fn answer_also(app: &AppHandle, files: Vec<PathBuf>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let _alone = READING.lock().await;
        let Some(calls) = app.try_state::<Calls>().map(|calls| calls.inner().clone()) else { return };
        for call in calls.waiting() {
            if app.state::<Closing>().is_over() {
                return;
            }
            match calls::read(&call) {
                Ok(files) => connection_file::open_all(&app, files).await,
                Err(error) => tracing::warn!(%error, "the call of another start cannot be read"),
            }
            if let Err(error) = fs::remove_file(&call) {
                tracing::warn!(%error, "a call that was answered stays");
            }
        }
        connection_file::open_all(&app, files).await;
    });
}
