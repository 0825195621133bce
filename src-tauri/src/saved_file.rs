//! A file that a person saves where they choose.
//!
//! It is written beside its place and moved there whole, so that a full disk leaves no half of it and takes nothing
//! that was there.

use std::io;

use airtill_files::put_whole;
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

/// Asks where to save, and saves. The name of the file; `None` where the person chose none.
///
/// # Errors
/// The system's, in plain words where it is known.
pub async fn save(app: &AppHandle, name: &str, bytes: Vec<u8>) -> io::Result<Option<String>> {
    let (chosen, choice) = tokio::sync::oneshot::channel();
    app.dialog().file().set_file_name(name).save_file(move |file| {
        let _ = chosen.send(file);
    });
    let Some(path) = choice.await.ok().flatten().and_then(|file| file.into_path().ok()) else { return Ok(None) };
    let saved = path.file_name().map(|name| name.to_string_lossy().into_owned());
    tauri::async_runtime::spawn_blocking(move || put_whole(&path, &bytes))
        .await
        .unwrap_or_else(|_| Err(io::Error::other("saving was interrupted")))?;
    Ok(saved)
}
