//! V12: forgetting everything, and naming the rest that could not be forgotten.
//!
//! Files that are not the vault's stay. A file that cannot be deleted is named, and looked for again afterwards.

use super::*;
use crate::KeyStoreError;

#[tokio::test]
async fn v12_forgetting_removes_every_file_and_entry_and_looks_again() {
    let computer = Computer::new();
    computer.keep(ONE, "kept").await;
    std::fs::write(computer.folder().join("vault.bin.bad-1"), b"earlier").unwrap();
    std::fs::write(computer.folder().join("vault.bin.unfinished-1"), b"crash").unwrap();
    std::fs::write(computer.folder().join("ledger.db"), b"not the vault's").unwrap();
    let vault = computer.open().await.vault;
    drop(vault.lock(ONE).await.unwrap());
    let forgotten = vault.forget().await.unwrap();
    assert!(forgotten.is_complete(), "{forgotten:?}");
    assert_eq!(files(&computer.folder()), [computer.folder().join("ledger.db")]);
    assert!(computer.keyring.names().is_empty());
    assert_eq!(vault.state(), VaultState::Forgotten);
    assert_eq!(shown(&vault, ONE).await, None);
    assert_eq!(vault.retry().await.unwrap(), VaultState::Ready, "a new beginning");
    assert_eq!(shown(&vault, ONE).await, None);
}

#[tokio::test]
async fn v12_a_locked_keyring_is_reported_and_the_files_are_gone() {
    let computer = Computer::new();
    computer.keep(ONE, "kept").await;
    let vault = computer.open().await.vault;
    computer.keyring.set_fault(Fault::Locked);
    let forgotten = vault.forget().await.unwrap();
    assert!(matches!(forgotten.key_left, Some(KeyStoreError::Locked)));
    assert!(forgotten.files_left.is_empty() && files(&computer.folder()).is_empty());
}

#[tokio::test]
async fn v12_a_file_that_stays_is_reported() {
    let computer = Computer::new();
    computer.keep(ONE, "kept").await;
    // A folder in place of a file cannot be removed as one.
    let stays = computer.folder().join("vault.bin.bad-1");
    std::fs::create_dir(&stays).unwrap();
    let forgotten = computer.open().await.vault.forget().await.unwrap();
    assert_eq!(forgotten.files_left, [stays]);
    assert!(!forgotten.is_complete());
}

#[tokio::test]
async fn v12_changes_that_waited_in_memory_are_forgotten_too() {
    let computer = Computer::new();
    computer.keyring.set_fault(Fault::Absent);
    let vault = computer.open().await.vault;
    let _ = vault.put(&name(ONE), secret("waits")).await.unwrap();
    let _ = vault.forget().await.unwrap();
    computer.keyring.set_fault(Fault::None);
    vault.retry().await.unwrap();
    assert_eq!(shown(&vault, ONE).await, None);
}
