//! The vault through its public interface, over a keyring with switches. Split by subject.
//!
//! Each test has a computer of its own: a folder, and a keyring that can be locked, emptied or silent. The bytes of the
//! file are tested beside the sealed file.
#![allow(clippy::unwrap_used)]

mod away;
mod forget;
mod matrix;
mod sharing;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use airtill_domain::{Environment, Secret};

use crate::{Durability, Fault, Limits, MemoryStore, Name, Opened, Vault, VaultState};

const ONE: &str = "live|one|https://one.example/|till";
const TWO: &str = "live|two|https://two.example/|";

fn name(binding: &str) -> Name {
    Name { binding: binding.to_owned(), slot: "refresh-token" }
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// A data folder and a keyring, which stay while vaults come and go.
struct Computer {
    root: tempfile::TempDir,
    keyring: MemoryStore,
    limits: Limits,
}

impl Computer {
    fn new() -> Self {
        let limits =
            Limits { keyring: Duration::from_millis(100), mirror: Duration::from_millis(50), ..Limits::default() };
        Self { root: tempfile::tempdir().unwrap(), keyring: MemoryStore::new(), limits }
    }

    fn folder(&self) -> PathBuf {
        self.root.path().join("live")
    }

    fn file(&self) -> PathBuf {
        self.folder().join("vault.bin")
    }

    async fn open(&self) -> Opened {
        self.open_as(Environment::Live).await
    }

    async fn open_as(&self, environment: Environment) -> Opened {
        Vault::open_within(self.folder(), environment, Arc::new(self.keyring.clone()), self.limits).await.unwrap()
    }

    /// One start of the program that stores a secret.
    async fn keep(&self, binding: &str, text: &str) {
        let vault = self.open().await.vault;
        assert_eq!(vault.put(&name(binding), secret(text)).await.unwrap(), Durability::OnDisk);
    }

    fn set_aside(&self) -> Vec<PathBuf> {
        files(&self.folder()).into_iter().filter(|path| path.to_string_lossy().contains("vault.bin.bad-")).collect()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

async fn shown(vault: &Vault, binding: &str) -> Option<String> {
    vault.get(&name(binding)).await.unwrap().map(|secret| secret.expose().to_owned())
}
