//! The till of this process: opened before the window, closed after it.
//!
//! Here the use cases are given the parts of this machine: clock, keyring, browser, practice, window. Opening is fast
//! and leaves the rest to the background. Closing is in `closing`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use airtill_app::ports::{OsKeyring, refuse_core_dumps};
use airtill_app::{DataFolder, FolderError, Policy, Ports, Till};
use tauri::{AppHandle, Manager};

use crate::browser::SystemBrowser;
use crate::clock::SystemClock;
use crate::company;
use crate::events::WindowOutlet;
use crate::logging;
use crate::practice::PracticeInside;
use crate::trust::BrowserTrust;
use crate::updates::{self, OwnInstaller};

/// The version as people read it. The program that MinGW links is only for tests: it loads a library that the released
/// one has inside.
const VERSION: &str = if cfg!(all(windows, target_env = "gnu")) {
    concat!(env!("CARGO_PKG_VERSION"), " (test build)")
} else {
    env!("CARGO_PKG_VERSION")
};
/// How long a start waits for a copy that closes, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(3);
const EVERY: Duration = Duration::from_millis(50);

/// Locks the data folder and opens the till on it.
///
/// # Errors
/// Another copy is running on the folder, it cannot be written, or the name of its till is out of reach for now.
pub fn open(app: &AppHandle, folder: &Path, practise: bool) -> Result<(), FolderError> {
    let folder = tauri::async_runtime::block_on(lock(folder))?;
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
        company: Some(company::place()),
    };
    let till = Till::new(folder, ports, Policy::default(), VERSION.to_owned(), practise);
    // Ledgers and sign-ins are opened while the web view starts: the first screen finds them open.
    let (opening, source) = (till.clone(), updates::source(Arc::new(OwnInstaller::new(app))));
    tauri::async_runtime::spawn(async move {
        if let Some(source) = source {
            opening.take_updates_from(source).await;
        }
        if let Err(error) = opening.start().await {
            tracing::warn!(%error, "the parts of the first screen could not be opened ahead of it");
        }
    });
    app.manage(till);
    Ok(())
}

/// Locks the data folder, waiting for a copy that is about to release it.
async fn lock(folder: &Path) -> Result<DataFolder, FolderError> {
    let opened = async {
        loop {
            match DataFolder::open(folder) {
                Err(FolderError::InUse { .. }) => tokio::time::sleep(EVERY).await,
                opened => return opened,
            }
        }
    };
    // The last answer names the process.
    tokio::time::timeout(PATIENCE, opened).await.unwrap_or_else(|_| DataFolder::open(folder))
}
