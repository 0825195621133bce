//! The real Credential Manager of Windows: entries that outlive a program, their longest length, and a vault on it.
//!
//! Wine has a Credential Manager of its own, so these run there, too. Each test has entries of its own names, because all
//! of them share the person's one keyring, and removes them.
#![cfg(windows)]
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "other processes are waited for, which have no paused clock")]

mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use airtill_domain::Secret;
use airtill_vault::{Durability, KeyStore, KeyStoreError, OsKeyring, VaultState};
use support::{LIMIT, again, finishes, folder_given, name, open, say, shown};

const SOON: Duration = Duration::from_secs(60);
const CANARY: &str = "canary-19c4";

/// A name that no other run of these tests has.
fn entry(what: &str) -> String {
    format!("test-{what}-{}", std::process::id())
}

#[test]
fn v05_an_entry_is_made_read_replaced_and_removed() {
    let (keyring, name) = (OsKeyring::new(), entry("whole"));
    assert!(matches!(keyring.read(&name, SOON), Err(KeyStoreError::NoEntry)));
    assert!(matches!(keyring.delete(&name, SOON), Err(KeyStoreError::NoEntry)));
    for value in [&b"first"[..], &[0, 255, 0], b""] {
        keyring.write(&name, value, SOON).unwrap();
        assert_eq!(keyring.read(&name, SOON).unwrap().as_slice(), value);
    }
    keyring.delete(&name, SOON).unwrap();
    assert!(matches!(keyring.read(&name, SOON), Err(KeyStoreError::NoEntry)));
}

#[test]
fn v05_the_longest_entry_is_kept_and_a_longer_one_refused() {
    let (keyring, name) = (OsKeyring::new(), entry("long"));
    // 2,560 bytes of UTF-16 are 1,280 letters of base64, which are 960 bytes.
    let longest = vec![7; 960];
    keyring.write(&name, &longest, SOON).unwrap();
    let refused = keyring.write(&name, &[7; 961], SOON);
    assert!(matches!(refused, Err(KeyStoreError::TooLong)), "{refused:?}");
    assert_eq!(keyring.read(&name, SOON).unwrap().as_slice(), longest, "the earlier one stays");
    keyring.delete(&name, SOON).unwrap();
}

#[test]
fn v05_in_the_credential_manager_secrets_outlive_the_program() {
    let root = tempfile::tempdir().unwrap();
    let said = finishes(again("inside::stores", root.path()), LIMIT);
    assert!(said.contains("stored OnDisk"), "{said}");
    let said = finishes(again("inside::reads_and_forgets", root.path()), LIMIT);
    assert!(said.contains("went well"), "{said}");
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// The functions that run in another process.
mod inside {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn stores() {
        let Some(root) = folder_given() else { return };
        let opened = open(&root, Arc::new(OsKeyring::new())).await;
        assert_eq!(opened.state, VaultState::Ready);
        let stored = opened.vault.put(&name("one"), Secret::new(CANARY.to_owned())).await.unwrap();
        say(&format!("stored {stored:?}"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn reads_and_forgets() {
        let Some(root) = folder_given() else { return };
        let opened = open(&root, Arc::new(OsKeyring::new())).await;
        assert_eq!(shown(&opened.vault, "one").await.as_deref(), Some(CANARY));
        // V2 and V6: in no file.
        let all = files(&root);
        assert!(all.iter().any(|path| path.ends_with("vault.bin")), "{all:?}");
        for path in &all {
            let bytes = std::fs::read(path).unwrap_or_default();
            assert!(!bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes()), "{}", path.display());
        }
        let forgotten = opened.vault.forget().await.unwrap();
        assert!(forgotten.is_complete(), "{forgotten:?}");
        assert_eq!(opened.vault.retry().await.unwrap(), VaultState::Ready);
        assert_eq!(shown(&opened.vault, "one").await, None);
        assert_eq!(
            opened.vault.put(&name("one"), Secret::new("again".to_owned())).await.unwrap(),
            Durability::OnDisk,
            "it goes on with a new entry"
        );
        assert!(opened.vault.forget().await.unwrap().is_complete());
        say("went well");
    }
}
