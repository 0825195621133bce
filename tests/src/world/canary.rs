//! Secrets must not leak: every secret that a journey typed, sent or got is looked for wherever it must not be.
//!
//! The log of the whole test binary is stored in memory at the highest level of our own crates; the crates that could
//! print frames are capped as the till caps them.

use std::io;
use std::path::Path;
use std::sync::{Mutex, Once, PoisonError};

use airtill_practice::Hit;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Registry, fmt};

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static STARTED: Once = Once::new();

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Records the log from now on.
pub fn listen() {
    STARTED.call_once(|| {
        let others = ["hyper", "hyper_util", "h2", "reqwest", "rustls", "oauth2", "tokio_util"];
        let filter = Targets::new()
            .with_default(LevelFilter::TRACE)
            .with_targets(others.map(|other| (other, LevelFilter::INFO)));
        let subscriber = Registry::default().with(fmt::layer().with_ansi(false).with_writer(|| Log)).with(filter);
        tracing::subscriber::set_global_default(subscriber).expect("no other test sets one");
    });
}

/// Everything that was logged in this process so far.
pub fn log() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}

/// The codes, verifiers, passwords and tokens that these requests carried in JSON.
pub fn secrets_of_json(hits: &[Hit]) -> Vec<String> {
    let bodies = hits.iter().filter_map(|hit| serde_json::from_str::<serde_json::Value>(&hit.body).ok());
    let names = ["code", "code_verifier", "client_secret", "password", "refresh_token"];
    let fields = bodies.flat_map(|body| {
        names.map(|name| {
            body.get(name).or_else(|| body.get("user")?.get(name)).and_then(|value| value.as_str()).map(str::to_owned)
        })
    });
    fields.flatten().filter(|value| is_secret(value)).collect()
}

/// The password of the made-up clerk is public, and the name of a mode.
fn is_secret(value: &str) -> bool {
    value != "practice" && !value.is_empty()
}

/// The tokens and passwords that these requests carried.
pub fn secrets_of(hits: &[Hit]) -> Vec<String> {
    let mut secrets: Vec<String> = Vec::new();
    for hit in hits {
        if let Some(token) = hit.header("authorization").and_then(|value| value.strip_prefix("Bearer ")) {
            secrets.push(token.to_owned());
        }
        for (name, value) in url::form_urlencoded::parse(hit.body.as_bytes()) {
            if matches!(&*name, "refresh_token" | "password") && is_secret(&value) {
                secrets.push(value.into_owned());
            }
        }
    }
    secrets.sort();
    secrets.dedup();
    secrets
}

/// Fails if one of `secrets` stands in the log, in `shown`, or in a file below `folder`.
///
/// # Panics
/// One of them does.
pub fn search(secrets: &[String], shown: &str, folder: &Path) {
    let log = log();
    for (at, secret) in secrets.iter().enumerate() {
        assert!(!shown.contains(secret.as_str()), "secret {at} was shown in the window");
        assert!(!log.contains(secret.as_str()), "secret {at} is in the log");
    }
    in_files(secrets, folder);
}

fn in_files(secrets: &[String], folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("the data folder can be listed").flatten() {
        let path = entry.path();
        if path.is_dir() {
            in_files(secrets, &path);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        for (at, secret) in secrets.iter().enumerate() {
            assert!(!text.contains(secret.as_str()), "secret {at} is in {}", path.display());
        }
    }
}
