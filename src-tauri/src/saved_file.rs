//! A file that a person saves where they choose.
//!
//! It is written beside its place and moved there whole, so that a full disk leaves no half of it and takes nothing
//! that was there.

use std::io::{self, Write};
use std::path::Path;

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
    tauri::async_runtime::spawn_blocking(move || write(&path, &bytes))
        .await
        .unwrap_or_else(|_| Err(io::Error::other("saving was interrupted")))?;
    Ok(saved)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("code.png");
        std::fs::write(&path, "before").expect("a file");
        write(&path, b"after").expect("it is saved");
        assert_eq!(std::fs::read(&path).expect("the file"), b"after");
        assert!(write(&folder.path().join("nowhere/code.png"), b"x").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside it");
    }
}
