//! Connection files from the disk: chosen, double-clicked, or named on the command line. Each is only read here; the
//! person confirms it on the page that shows where passwords will go.
//!
//! At most one byte more is read than a file may have. What the text means is the business of the use cases.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use airtill_app::{MOST_FILE_BYTES, Till};
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;

/// Shows the given files, the last one on top.
pub fn open_all(app: &AppHandle, files: Vec<PathBuf>) {
    let Some(till) = app.try_state::<Till>().map(|till| till.inner().clone()) else { return };
    tauri::async_runtime::spawn(async move {
        for file in files {
            let name = name_of(&file);
            match read(file).await {
                Ok(bytes) => till.open_connection_file(&name, &bytes).await,
                Err(error) => {
                    tracing::warn!(%error, "a connection file cannot be read");
                    till.refuse_connection_file(&error);
                }
            }
        }
    });
}

/// Lets the person choose a file; `None` if they did not.
///
/// # Errors
/// It cannot be read.
pub async fn choose(app: &AppHandle) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let (chosen, choice) = tokio::sync::oneshot::channel();
    app.dialog().file().add_filter("Airtill", &["airtill"]).pick_file(move |file| {
        let _ = chosen.send(file);
    });
    let Some(path) = choice.await.ok().flatten().and_then(|file| file.into_path().ok()) else { return Ok(None) };
    Ok(Some((name_of(&path), read(path).await?)))
}

/// At most one byte more than a connection file may have, so that a larger one is refused without being read.
async fn read(path: PathBuf) -> std::io::Result<Vec<u8>> {
    let read = move || {
        let mut bytes = Vec::new();
        File::open(path)?.take(MOST_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    tauri::async_runtime::spawn_blocking(read).await.unwrap_or_else(|_| Err(std::io::Error::other("reading was interrupted")))
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
