//! What the program writes down about itself: fields, not sentences, and never a secret.
//!
//! Five files of one mebibyte, readable by their owner alone. `AIRTILL_LOG` raises the level of our own crates; what could
//! print frames, headers or addresses (hyper, reqwest, rustls, zbus) stays at `info` whatever it says. A panic leaves its
//! place and nothing of its payload.

use std::path::Path;
use std::sync::Mutex;

use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate, compression::Compression};
use tracing_subscriber::EnvFilter;

/// The variable that raises the level: `debug`, `airtill_app=trace`, ….
const LEVEL: &str = "AIRTILL_LOG";
/// Crates that would print what they carry.
const CAPPED: [&str; 12] = ["hyper", "hyper_util", "h2", "reqwest", "rustls", "zbus", "oauth2", "tokio_util", "tao", "wry", "tauri", "secret_service"];
const FILES: usize = 5;
const BYTES: usize = 1024 * 1024;

/// Starts writing to `folder`. A folder that cannot be written costs the log and nothing else.
pub fn start(folder: &Path) {
    if airtill_app::data_folder::make_private(folder).is_err() {
        return;
    }
    let limit = ContentLimit::BytesSurpassed(BYTES);
    let file = FileRotate::new(folder.join("airtill.log"), AppendCount::new(FILES - 1), limit, Compression::None, owner_only());
    let subscriber =
        tracing_subscriber::fmt().with_ansi(false).with_env_filter(filter(std::env::var(LEVEL).ok().as_deref())).with_writer(Mutex::new(file)).finish();
    // Somebody else's subscriber is kept: only a test has one.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// A panic's payload may hold data: only its place is told.
pub fn hide_panic_payloads() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!(%place, "the program panicked");
    }));
}

/// Our level by the variable, everything chatty capped.
fn filter(level: Option<&str>) -> EnvFilter {
    let ours = level.and_then(|level| EnvFilter::try_new(level).ok()).unwrap_or_else(|| EnvFilter::new("info"));
    CAPPED.iter().fold(ours, |filter, name| filter.add_directive(format!("{name}=info").parse().expect("a crate and a level")))
}

#[cfg(unix)]
fn owner_only() -> Option<std::fs::OpenOptions> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    options.read(true).create(true).append(true).mode(0o600);
    Some(options)
}

#[cfg(not(unix))]
fn owner_only() -> Option<std::fs::OpenOptions> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g03_no_variable_lets_a_carrier_print_frames() {
        for level in [None, Some("trace"), Some("hyper=trace"), Some("not a level ===")] {
            let shown = filter(level).to_string();
            assert!(shown.contains("hyper=info") && !shown.contains("hyper=trace"), "{level:?} gave {shown}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn g05_log_files_are_small_few_and_the_owners() {
        use std::io::Write;
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("airtill.log");
        let mut log = FileRotate::new(&path, AppendCount::new(FILES - 1), ContentLimit::BytesSurpassed(100), Compression::None, owner_only());
        for _ in 0..100 {
            log.write_all(&[b'x'; 60]).expect("written");
        }
        let files: Vec<_> = std::fs::read_dir(temp.path()).expect("the folder").flatten().collect();
        assert_eq!(files.len(), FILES);
        for file in files {
            assert_eq!(file.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
        }
    }
}
