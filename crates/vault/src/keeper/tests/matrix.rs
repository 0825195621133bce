//! V8 and V13: every pair of a keyring's entries and a folder's files.
//!
//! One table of both, with the outcome of each pair. A file that cannot be opened is set aside under a name that the
//! state gives, and is never deleted.

use super::*;
use crate::{Loss, VaultError};

/// Opens, expects this loss and the file's bytes under another name, then stores a new secret and finds it at the next
/// start.
async fn lost(computer: &Computer, why: Loss) {
    let before = std::fs::read(computer.file()).ok();
    let opened = computer.open().await;
    let VaultState::SetAside { path, why: found } = opened.state.clone() else { panic!("{:?}", opened.state) };
    assert_eq!(found, why);
    assert_eq!(path.as_ref().map(|path| std::fs::read(path).unwrap()), before, "nothing is deleted");
    assert_eq!(shown(&opened.vault, ONE).await, None, "people sign in again");
    assert_eq!(opened.vault.put(&name(ONE), secret("after")).await.unwrap(), Durability::OnDisk);
    assert_eq!(opened.vault.state(), opened.state, "until a person has seen it");
    assert_eq!(opened.vault.acknowledge().await.unwrap(), VaultState::Ready);
    let again = computer.open().await;
    assert_eq!((again.state, shown(&again.vault, ONE).await.as_deref()), (VaultState::Ready, Some("after")));
}

#[tokio::test]
async fn v08_no_key_and_no_file_is_a_first_start() {
    let computer = Computer::new();
    let opened = computer.open().await;
    assert_eq!(opened.state, VaultState::Ready);
    assert_eq!(shown(&opened.vault, ONE).await, None);
    let names = computer.keyring.names();
    assert_eq!(names.len(), 1, "one key and nothing of the self-test: {names:?}");
    assert!(names[0].starts_with("live-") && names[0].len() == "live-".len() + 32);
    assert_eq!(computer.keyring.entry(&names[0]).unwrap().len(), 32);
}

#[tokio::test]
async fn v08_a_good_file_with_its_key_opens() {
    let computer = Computer::new();
    computer.keep(ONE, "kept").await;
    let opened = computer.open().await;
    assert_eq!((opened.state, shown(&opened.vault, ONE).await.as_deref()), (VaultState::Ready, Some("kept")));
    assert!(computer.set_aside().is_empty());
}

#[tokio::test]
async fn v08_a_key_without_its_file_is_a_loss_once_anything_was_stored() {
    let computer = Computer::new();
    drop(computer.open().await);
    std::fs::remove_file(computer.file()).unwrap();
    assert_eq!(computer.open().await.state, VaultState::Ready, "an empty vault is no loss");
    computer.keep(ONE, "gone").await;
    std::fs::remove_file(computer.file()).unwrap();
    lost(&computer, Loss::FileMissing).await;
}

#[tokio::test]
async fn v08_a_file_without_its_key_is_set_aside() {
    let computer = Computer::new();
    computer.keep(ONE, "lost").await;
    let key = computer.keyring.names()[0].clone();
    computer.keyring.set_entry(&key, None);
    lost(&computer, Loss::KeyMissing).await;
    assert_eq!(computer.keyring.names()[0], key, "the same computer, with a new key");
}

#[tokio::test]
async fn v08_an_entry_that_is_no_key_sets_the_file_aside() {
    let computer = Computer::new();
    computer.keep(ONE, "lost").await;
    computer.keyring.set_entry(&computer.keyring.names()[0], Some(b"short"));
    lost(&computer, Loss::KeyUnreadable).await;
}

#[tokio::test]
async fn v08_another_key_sets_the_file_aside() {
    let computer = Computer::new();
    computer.keep(ONE, "lost").await;
    computer.keyring.set_entry(&computer.keyring.names()[0], Some(&[1; 32]));
    lost(&computer, Loss::Damaged).await;
}

#[tokio::test]
async fn v08_a_damaged_or_foreign_file_is_set_aside() {
    let computer = Computer::new();
    computer.keep(ONE, "lost").await;
    let mut file = std::fs::read(computer.file()).unwrap();
    *file.last_mut().unwrap() ^= 1;
    std::fs::write(computer.file(), &file).unwrap();
    lost(&computer, Loss::Damaged).await;
    std::fs::write(computer.file(), b"").unwrap();
    lost(&computer, Loss::Damaged).await;
    std::fs::write(computer.file(), b"something else entirely").unwrap();
    lost(&computer, Loss::Damaged).await;
    assert_eq!(computer.set_aside().len(), 3, "each under a name of its own");
}

#[tokio::test]
async fn v08_a_newer_file_is_refused_and_untouched() {
    let computer = Computer::new();
    computer.keep(ONE, "newer").await;
    let mut file = std::fs::read(computer.file()).unwrap();
    file[9] = 9;
    std::fs::write(computer.file(), &file).unwrap();
    let opened = computer.open().await;
    assert_eq!(opened.state, VaultState::Newer { found: 9 });
    assert!(matches!(
        opened.vault.get(&name(ONE)).await,
        Err(VaultError::OutOfReach { state: VaultState::Newer { found: 9 } })
    ));
    assert_eq!(
        opened.vault.put(&name(ONE), secret("older")).await.unwrap(),
        Durability::InMemory(VaultState::Newer { found: 9 })
    );
    assert_eq!(shown(&opened.vault, ONE).await.as_deref(), Some("older"), "it works from memory");
    assert_eq!(std::fs::read(computer.file()).unwrap(), file);
    assert!(computer.set_aside().is_empty());
}

#[tokio::test]
async fn v08_a_vault_of_another_environment_does_not_open() {
    let computer = Computer::new();
    computer.keep(ONE, "live").await;
    let opened = computer.open_as(Environment::Practice).await;
    assert!(matches!(opened.state, VaultState::SetAside { why: Loss::KeyMissing, .. }));
    assert_eq!(shown(&opened.vault, ONE).await, None);
}

#[tokio::test]
async fn v08_a_file_that_changes_under_a_running_program_is_noticed() {
    let computer = Computer::new();
    let vault = computer.open().await.vault;
    let _ = vault.put(&name(ONE), secret("one")).await.unwrap();
    std::fs::write(computer.file(), b"something else").unwrap();
    assert_eq!(shown(&vault, ONE).await, None);
    assert!(matches!(vault.state(), VaultState::SetAside { path: Some(_), why: Loss::Damaged }));
    std::fs::remove_file(computer.file()).unwrap();
    assert_eq!(vault.put(&name(TWO), secret("two")).await.unwrap(), Durability::OnDisk);
    assert_eq!(shown(&vault, TWO).await.as_deref(), Some("two"));
}

#[tokio::test]
async fn v08_the_install_id_comes_back_from_the_vault() {
    let computer = Computer::new();
    computer.keep(ONE, "kept").await;
    let noted = computer.folder().join("install-id");
    let id = std::fs::read_to_string(&noted).unwrap();
    for damage in [None, Some("nonsense")] {
        std::fs::remove_file(&noted).unwrap();
        if let Some(text) = damage {
            std::fs::write(&noted, text).unwrap();
        }
        let opened = computer.open().await;
        assert_eq!((opened.state, shown(&opened.vault, ONE).await.as_deref()), (VaultState::Ready, Some("kept")));
        assert_eq!(std::fs::read_to_string(&noted).unwrap(), id);
    }
}

#[tokio::test]
async fn v13_an_old_copy_put_back_is_found_out_at_the_next_start() {
    let computer = Computer::new();
    computer.keep(ONE, "spent").await;
    let old = std::fs::read(computer.file()).unwrap();
    computer.keep(ONE, "rotated").await;
    std::fs::write(computer.file(), &old).unwrap();
    lost(&computer, Loss::RolledBack).await;
    std::fs::write(computer.file(), &old).unwrap();
    lost(&computer, Loss::RolledBack).await;
}

#[tokio::test]
async fn v13_an_old_copy_put_back_is_found_out_while_the_program_runs() {
    let computer = Computer::new();
    let vault = computer.open().await.vault;
    let _ = vault.put(&name(ONE), secret("spent")).await.unwrap();
    let old = std::fs::read(computer.file()).unwrap();
    let _ = vault.put(&name(ONE), secret("rotated")).await.unwrap();
    std::fs::write(computer.file(), &old).unwrap();
    assert_eq!(shown(&vault, ONE).await, None);
    assert!(matches!(vault.state(), VaultState::SetAside { why: Loss::RolledBack, .. }));
}

#[tokio::test]
async fn v13_a_removed_secret_does_not_come_back_with_an_old_copy() {
    let computer = Computer::new();
    computer.keep(ONE, "signed out since").await;
    let old = std::fs::read(computer.file()).unwrap();
    assert_eq!(computer.open().await.vault.remove(&name(ONE)).await.unwrap(), Durability::OnDisk);
    std::fs::write(computer.file(), &old).unwrap();
    lost(&computer, Loss::RolledBack).await;
}

#[tokio::test]
async fn v13_a_keyring_that_missed_the_last_counter_is_no_roll_back() {
    let computer = Computer::new();
    let vault = computer.open().await.vault;
    computer.keyring.set_fault(Fault::Locked);
    assert_eq!(vault.put(&name(ONE), secret("kept")).await.unwrap(), Durability::OnDisk, "the file is what counts");
    let calls = computer.keyring.calls();
    assert_eq!(vault.put(&name(TWO), secret("kept too")).await.unwrap(), Durability::OnDisk);
    assert_eq!(computer.keyring.calls(), calls, "a locked keyring is not asked at every write");
    computer.keyring.set_fault(Fault::None);
    let opened = computer.open().await;
    assert_eq!((opened.state, shown(&opened.vault, ONE).await.as_deref()), (VaultState::Ready, Some("kept")));
}
