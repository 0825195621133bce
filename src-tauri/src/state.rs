//! The till of this process: opened before the window, closed after it.
//!
//! Here the use cases are given this machine: clock, keyring, browser, practice, window. Opening is fast and leaves the rest
//! to the background; closing waits for a sale under way, within a limit, because what moves money should be heard to its
//! end.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use airtill_app::ports::{OsKeyring, refuse_core_dumps};
use airtill_app::{DataFolder, FolderFault, Policy, Ports, Till};
use tauri::{AppHandle, Manager};

use crate::browser::SystemBrowser;
use crate::clock::SystemClock;
use crate::events::WindowOutlet;
use crate::logging;
use crate::practice::PracticeInside;
use crate::trust::BrowserTrust;

/// How long closing waits for what is neither a sale nor a renewal of a sign-in: a keyring that does not answer, for one.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longer than a sale and the renewal before it can take. After that closing is a power cut like any other.
const CLOSING: Duration = Duration::from_secs(120);

/// Locks the data folder and opens the till on it.
///
/// # Errors
/// Another copy is running on the folder, or it cannot be written.
pub fn open(app: &AppHandle, folder: &Path, practise: bool) -> Result<(), FolderFault> {
    let folder = DataFolder::open(folder)?;
    logging::start(&folder.path().join("logs"));
    if let Err(error) = refuse_core_dumps() {
        tracing::warn!(%error, "core dumps could not be refused");
    }
    let practice = Arc::new(PracticeInside::new(folder.path().join("practice").join("service")));
    app.manage(Arc::clone(&practice));
    let ports = Ports {
        clock: Arc::new(SystemClock::new()),
        outlet: Arc::new(WindowOutlet(app.clone())),
        keyring: Arc::new(OsKeyring::new()),
        practice,
        user_agent: Arc::new(SystemBrowser::new(app.clone())),
        trust: Arc::new(BrowserTrust::new()),
    };
    let till = Till::new(folder, ports, Policy::default(), env!("CARGO_PKG_VERSION").to_owned(), practise);
    // Ledgers and sign-ins are opened while the web view starts: the first screen finds them open.
    let opening = till.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(fault) = opening.start().await {
            tracing::warn!(%fault, "what the first screen shows could not be opened ahead of it");
        }
    });
    app.manage(till);
    Ok(())
}

/// Waits, within a limit, for what is under way.
pub fn close(app: &AppHandle) {
    if let Some(till) = app.try_state::<Till>() {
        let closed = tauri::async_runtime::block_on(async { tokio::time::timeout(CLOSING, till.close(PATIENCE)).await });
        if closed.is_err() {
            tracing::warn!("closing did not wait any longer for a sale");
        }
    }
}
