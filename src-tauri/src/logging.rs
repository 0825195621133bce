//! The program's log of itself: fields, not sentences, and never a secret.
//!
//! Five files of one mebibyte, readable by their owner alone. `AIRTILL_LOG` raises the level of our own crates; the
//! crates that could print frames, headers or addresses (hyper, reqwest, rustls, zbus) stay at `info` with any value of
//! it. A panic leaves its position and nothing of its payload.

use std::path::Path;
use std::sync::Mutex;

use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate, compression::Compression};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Registry, fmt};

/// The variable that raises the level: `debug`, `airtill_app=trace`, ….
const LEVEL: &str = "AIRTILL_LOG";
/// The targets that the variable can raise. No others: hyper, reqwest, rustls, zbus would print the bytes that they
/// carry.
const OURS: [&str; 9] = [
    "airtill",
    "airtill_app",
    "airtill_http",
    "airtill_oauth",
    "airtill_apis",
    "airtill_vault",
    "airtill_ledger",
    "airtill_practice",
    "airtill_domain",
];
const FILES: usize = 5;
const BYTES: usize = 1024 * 1024;

/// Starts writing the log to `folder`. A folder that cannot be written costs nothing but the log.
pub fn start(folder: &Path) {
    if airtill_files::make_private_folder(folder).is_err() {
        return;
    }
    let limit = ContentLimit::BytesSurpassed(BYTES);
    let file = FileRotate::new(
        folder.join("airtill.log"),
        AppendCount::new(FILES - 1),
        limit,
        Compression::None,
        owner_only(),
    );
    let subscriber = Registry::default()
        .with(fmt::layer().with_ansi(false).with_writer(Mutex::new(file)))
        .with(filter(std::env::var(LEVEL).ok().as_deref()));
    // An existing subscriber stays: only a test has one.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Logs only the position of a panic: its payload may hold data.
pub fn hide_panic_payloads() {
    std::panic::set_hook(Box::new(|panic| {
        let position = panic.location().map_or_else(|| "an unknown position".to_owned(), ToString::to_string);
        tracing::error!(%position, "the program panicked");
    }));
}

/// Everything at `info`; our own crates by the variable, which is a level or a list of them with one each.
fn filter(level: Option<&str>) -> Targets {
    let mut targets = Targets::new().with_default(LevelFilter::INFO);
    for wanted in level.unwrap_or("").split(',').map(str::trim).filter(|wanted| !wanted.is_empty()) {
        let (ours, level) = match wanted.split_once('=') {
            Some((target, level)) if target.starts_with("airtill") => (vec![target], level),
            Some(_) => continue,
            None => (OURS.to_vec(), wanted),
        };
        if let Ok(level) = level.parse::<LevelFilter>() {
            targets = targets.with_targets(ours.into_iter().map(|target| (target.to_owned(), level)));
        }
    }
    targets
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
        for level in [
            None,
            Some(""),
            Some("trace"),
            Some("hyper=trace"),
            Some("hyper::proto=trace,debug"),
            Some("[{}]=trace"),
            Some("not a level ==="),
        ] {
            let filter = filter(level);
            assert_eq!(filter.default_level(), Some(LevelFilter::INFO), "{level:?}");
            assert!(filter.iter().all(|(target, _)| target.starts_with("airtill")), "{level:?} gave {filter}");
            assert!(!filter.would_enable("hyper::proto", &tracing::Level::DEBUG), "{level:?}");
            assert!(filter.would_enable("airtill::window", &tracing::Level::INFO), "{level:?}");
        }
        assert!(filter(Some("debug")).would_enable("airtill_http::client", &tracing::Level::DEBUG));
        assert!(
            filter(Some("airtill_app::session=trace")).would_enable("airtill_app::session", &tracing::Level::TRACE)
        );
        assert!(!filter(Some("airtill_app::session=trace")).would_enable("airtill_app", &tracing::Level::DEBUG));
    }

    #[cfg(unix)]
    #[test]
    fn g05_log_files_are_small_few_and_the_owners() {
        use std::io::Write;
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().expect("a temporary folder");
        let path = temp.path().join("airtill.log");
        let mut log = FileRotate::new(
            &path,
            AppendCount::new(FILES - 1),
            ContentLimit::BytesSurpassed(100),
            Compression::None,
            owner_only(),
        );
        for _ in 0..100 {
            log.write_all(&[b'x'; 60]).expect("written");
        }
        let files: Vec<_> = std::fs::read_dir(temp.path()).expect("the folder").flatten().collect();
        assert_eq!(files.len(), FILES);
        for file in files {
            assert_eq!(file.metadata().expect("a file").permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn g06_a_panic_leaves_its_position_in_the_log_and_no_payload() {
        #[derive(Clone, Default)]
        struct Written(std::sync::Arc<Mutex<Vec<u8>>>);
        impl std::io::Write for Written {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0.lock().expect("nobody panics holding it").extend_from_slice(bytes);
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let written = Written::default();
        let writer = written.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        let before = std::panic::take_hook();
        hide_panic_payloads();
        let panicking =
            std::thread::spawn(|| tracing::subscriber::with_default(subscriber, || panic!("canary-payload")));
        assert!(panicking.join().is_err(), "it panicked");
        std::panic::set_hook(before);
        let log = String::from_utf8(written.0.lock().expect("nobody panics holding it").clone()).expect("text");
        assert!(log.contains("the program panicked") && log.contains("logging.rs:"), "{log}");
        assert!(!log.contains("canary"), "{log}");
    }
}
