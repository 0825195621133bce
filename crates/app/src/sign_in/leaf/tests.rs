//! The fate of a leaf when the clock, the key or the disk is not as it should be.
//!
//! Each test has a vault in a folder of its own and a keyring in memory; the clock is passed in. How a listener speaks
//! with a leaf is tried in `oauth`.

use std::sync::Arc;

use airtill_domain::Environment;
use airtill_vault::{KeyStore, KeyStoreError, VaultState};

use super::*;

const NOW: Timestamp = Timestamp(1_800_000_000_000);
const YEAR: i64 = 365 * 24 * 60 * 60 * 1000;

/// A keyring in memory, or none.
struct Keys(Option<std::sync::Mutex<std::collections::HashMap<String, Vec<u8>>>>);

impl Keys {
    fn map(&self) -> Result<std::sync::MutexGuard<'_, std::collections::HashMap<String, Vec<u8>>>, KeyStoreError> {
        Ok(self.0.as_ref().ok_or(KeyStoreError::Absent)?.lock().unwrap())
    }
}

impl KeyStore for Keys {
    fn read(&self, name: &str, _: std::time::Duration) -> Result<Zeroizing<Vec<u8>>, KeyStoreError> {
        self.map()?.get(name).cloned().map(Zeroizing::new).ok_or(KeyStoreError::NoEntry)
    }

    fn write(&self, name: &str, value: &[u8], _: std::time::Duration) -> Result<(), KeyStoreError> {
        self.map()?.insert(name.to_owned(), value.to_vec());
        Ok(())
    }

    fn delete(&self, name: &str, _: std::time::Duration) -> Result<(), KeyStoreError> {
        self.map()?.remove(name).map(drop).ok_or(KeyStoreError::NoEntry)
    }
}

/// The leaf, for a test that nobody disturbs.
async fn found(vault: &Vault, now: Timestamp, wish: Wish, names: Names) -> Result<Found, TillError> {
    super::found(vault, &LeafLock::default().lock().await, now, wish, names).await
}

async fn vault(folder: &std::path::Path, keys: Keys) -> Vault {
    Vault::open(folder.to_owned(), Environment::Test, Arc::new(keys)).await.unwrap().vault
}

fn keyring() -> Keys {
    Keys(Some(Default::default()))
}

#[tokio::test]
async fn l25_looking_with_a_wrong_clock_changes_nothing_and_listening_renews() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(folder.path(), keyring()).await;
    let first = found(&vault, NOW, Wish::Look, Names::AddressesAlone).await.unwrap();
    assert!(first.former.is_none());
    for clock in [Timestamp(0), Timestamp(NOW.0 + YEAR)] {
        let looked = found(&vault, clock, Wish::Look, Names::AddressesAlone).await.unwrap();
        assert_eq!((looked.leaf.certificate, looked.former.is_none()), (first.leaf.certificate.clone(), true));
    }
    let renewed = found(&vault, Timestamp(NOW.0 + YEAR), Wish::Listen, Names::AddressesAlone).await.unwrap();
    assert_ne!(renewed.leaf.certificate, first.leaf.certificate);
    assert_eq!(renewed.former.unwrap().certificate, first.leaf.certificate);
    assert_eq!(kept(&vault).await.unwrap().unwrap().certificate, renewed.leaf.certificate);
}

#[tokio::test]
async fn l25_a_leaf_whose_key_cannot_be_used_counts_as_absent() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(folder.path(), keyring()).await;
    let whole = Leaf::make(NOW).unwrap();
    for broken in [
        Leaf { key: Zeroizing::new(vec![1, 2, 3]), ..whole.clone() },
        Leaf { key: Leaf::make(NOW).unwrap().key, ..whole.clone() },
    ] {
        vault.put(&name(SLOT), text(&broken)).await.map(drop).unwrap();
        let found = found(&vault, NOW, Wish::Look, Names::AddressesAlone).await.unwrap();
        assert!(found.leaf.is_usable() && found.leaf.certificate != whole.certificate);
        assert_eq!(
            found.former.unwrap().certificate,
            whole.certificate,
            "nobody can listen with it: nobody should trust it"
        );
    }
    let garbled = text(&whole).expose().replace(&BASE64.encode(&*whole.key), "%");
    assert_eq!(read(&Secret::new(garbled)).unwrap().certificate, whole.certificate);
}

#[tokio::test]
async fn l25_without_a_keyring_the_same_leaf_serves_until_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(folder.path(), Keys(None)).await;
    let first = found(&vault, NOW, Wish::Listen, Names::AddressesAlone).await.unwrap();
    for (clock, wish) in [(NOW, Wish::Look), (NOW, Wish::Listen), (Timestamp(NOW.0 + YEAR), Wish::Listen)] {
        let again = found(&vault, clock, wish, Names::AddressesAlone).await.unwrap();
        assert_eq!(
            (again.leaf.certificate, again.former.is_none()),
            (first.leaf.certificate.clone(), true),
            "{wish:?}"
        );
    }
}

#[tokio::test]
async fn l25_one_made_while_nothing_is_kept_does_not_replace_the_one_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(folder.path(), keyring()).await;
    let on_disk = found(&vault, NOW, Wish::Look, Names::AddressesAlone).await.unwrap().leaf;
    vault.remember_nothing().await.unwrap();
    let in_memory = found(&vault, NOW, Wish::Look, Names::AddressesAlone).await.unwrap().leaf;
    assert_ne!(in_memory.certificate, on_disk.certificate, "what is on disk was out of sight");
    assert_eq!(vault.retry().await.unwrap(), VaultState::Ready);
    assert_eq!(
        found(&vault, NOW, Wish::Look, Names::AddressesAlone).await.unwrap().leaf.certificate,
        on_disk.certificate
    );
    crate::environment::turn_to_memory(&vault, Some(&carried())).await.unwrap();
    assert_eq!(
        found(&vault, NOW, Wish::Listen, Names::AddressesAlone).await.unwrap().leaf.certificate,
        on_disk.certificate,
        "carried"
    );
    forget(&vault, &LeafLock::default().lock().await).await.unwrap();
    assert!(kept(&vault).await.unwrap().is_none());
}

#[tokio::test]
async fn l25_a_leaf_that_cannot_be_kept_takes_nobody_s_place() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(folder.path(), keyring()).await;
    let first = found(&vault, NOW, Wish::Look, Names::AddressesAlone).await.unwrap().leaf;
    let lock = folder.path().join("vault.lock");
    std::fs::remove_file(&lock).unwrap();
    std::fs::create_dir(&lock).unwrap();
    let late = Timestamp(NOW.0 + YEAR);
    for _ in 0..2 {
        let again = found(&vault, late, Wish::Listen, Names::AddressesAlone).await.unwrap();
        assert_eq!((again.leaf.certificate, again.former.is_none()), (first.certificate.clone(), true));
        assert!(!vault.state().is_durable(), "the file could not be written");
    }
    std::fs::remove_dir(&lock).unwrap();
    assert_eq!(vault.retry().await.unwrap(), VaultState::Ready);
    assert_eq!(kept(&vault).await.unwrap().unwrap().certificate, first.certificate, "nor later");
    assert_eq!(
        found(&vault, late, Wish::Listen, Names::AddressesAlone).await.unwrap().former.unwrap().certificate,
        first.certificate,
        "until it can be"
    );
}

#[tokio::test]
async fn l25_a_registered_localhost_makes_a_new_leaf_and_ends_the_old_trust() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(folder.path(), keyring()).await;
    let first = found(&vault, NOW, Wish::Listen, Names::AddressesAlone).await.unwrap().leaf;
    assert!(!first.vouches_for(Names::Localhost));
    // Also to be trusted in the settings, before anybody listens with it.
    let second = found(&vault, NOW, Wish::Look, Names::Localhost).await.unwrap();
    assert!(second.leaf.vouches_for(Names::Localhost) && second.leaf.is_usable());
    assert_eq!(second.former.unwrap().certificate, first.certificate);
    for names in [Names::Localhost, Names::AddressesAlone] {
        let kept = found(&vault, NOW, Wish::Listen, names).await.unwrap();
        assert_eq!(
            (kept.leaf.certificate, kept.former.is_none()),
            (second.leaf.certificate.clone(), true),
            "{names:?}"
        );
    }
}

#[test]
fn the_words_that_the_vault_seals_of_a_leaf_are_these_for_ever() {
    let kept = StoredLeaf { certificate: "c".to_owned(), key: "k".to_owned(), ends: Timestamp(5) };
    let text = r#"{"certificate":"c","key":"k","ends":5}"#;
    assert_eq!(serde_json::to_string(&kept).unwrap(), text);
    assert_eq!((LISTENER, SLOT, FOR_NOW), ("listener", "leaf", "leaf-for-now"), "the names of its slots");
}
