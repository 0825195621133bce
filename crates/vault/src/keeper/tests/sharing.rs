//! T9, C4 and V9: two copies of the program on one file, secrets by binding, and the rights of files and folder.
//!
//! Both copies run in this process, over one folder and one keyring. Real processes are in `tests/`.

use super::*;
use crate::VaultError;

#[tokio::test]
async fn t09_two_copies_do_not_lose_each_others_secrets() {
    let computer = Computer::new();
    let (first, second) = (computer.open().await.vault, computer.open().await.vault);
    for round in 0..20 {
        let (one, two) = (name(ONE), name(TWO));
        let text = round.to_string();
        let (a, b) = tokio::join!(first.put(&one, secret(&text)), second.put(&two, secret(&text)));
        assert_eq!((a.unwrap(), b.unwrap()), (Durability::OnDisk, Durability::OnDisk));
        assert_eq!(shown(&second, ONE).await.as_deref(), Some(text.as_str()), "the other copy's secret is read anew");
        assert_eq!(shown(&first, TWO).await.as_deref(), Some(text.as_str()));
    }
    assert!(computer.set_aside().is_empty());
}

#[tokio::test]
async fn t09_one_refresh_lock_at_a_time_for_each_binding() {
    let mut computer = Computer::new();
    computer.limits.refresh = Duration::from_millis(100);
    let (first, second) = (computer.open().await.vault, computer.open().await.vault);
    let held = first.lock(ONE).await.unwrap();
    let _other = second.lock(TWO).await.unwrap();
    assert!(matches!(second.lock(ONE).await, Err(VaultError::RefreshLocked)));
    assert_eq!(first.put(&name(ONE), secret("while locked")).await.unwrap(), Durability::OnDisk, "the holder can save");
    drop(held);
    let _now = second.lock(ONE).await.unwrap();
}

#[tokio::test]
async fn t09_a_waiter_for_the_refresh_lock_gets_it_when_it_is_released() {
    let computer = Computer::new();
    let (first, second) = (computer.open().await.vault, computer.open().await.vault);
    let held = first.lock(ONE).await.unwrap();
    let waiting = tokio::spawn(async move {
        let _lock = second.lock(ONE).await.unwrap();
        shown(&second, ONE).await
    });
    let _ = first.put(&name(ONE), secret("rotated")).await.unwrap();
    drop(held);
    assert_eq!(waiting.await.unwrap().as_deref(), Some("rotated"));
}

#[tokio::test]
async fn t09_the_refresh_lock_works_while_the_keyring_is_away() {
    let computer = Computer::new();
    computer.keyring.set_fault(Fault::Absent);
    let _lock = computer.open().await.vault.lock(ONE).await.unwrap();
}

#[tokio::test]
async fn t09_a_file_that_another_copy_does_not_release_is_busy() {
    let mut computer = Computer::new();
    computer.limits.file = Duration::from_millis(50);
    let vault = computer.open().await.vault;
    let held = std::fs::File::open(computer.folder().join("vault.lock")).unwrap();
    held.lock().unwrap();
    assert_eq!(vault.put(&name(ONE), secret("kept")).await.unwrap(), Durability::InMemory(VaultState::Busy));
    assert_eq!(shown(&vault, ONE).await.as_deref(), Some("kept"));
    drop(held);
    assert_eq!(vault.put(&name(TWO), secret("too")).await.unwrap(), Durability::OnDisk);
    assert_eq!(shown(&computer.open().await.vault, ONE).await.as_deref(), Some("kept"));
}

#[tokio::test]
async fn c04_secrets_of_a_changed_connection_are_dropped() {
    let computer = Computer::new();
    computer.keep(ONE, "one").await;
    computer.keep(TWO, "two").await;
    let vault = computer.open().await.vault;
    let elsewhere = "live|one|https://attacker.example/|till";
    assert_eq!(shown(&vault, elsewhere).await, None, "a changed address finds nothing");
    assert_eq!(vault.keep_only(&[elsewhere.to_owned(), TWO.to_owned()]).await.unwrap(), Durability::OnDisk);
    let vault = computer.open().await.vault;
    assert_eq!((shown(&vault, ONE).await, shown(&vault, TWO).await.as_deref()), (None, Some("two")));
    let (file, calls) = (std::fs::read(computer.file()).unwrap(), computer.keyring.calls());
    assert_eq!(vault.keep_only(&[TWO.to_owned()]).await.unwrap(), Durability::OnDisk);
    assert_eq!(
        (std::fs::read(computer.file()).unwrap(), computer.keyring.calls()),
        (file, calls),
        "nothing to drop is nothing to write"
    );
    assert_eq!(vault.remove_binding("live|two|").await.unwrap(), Durability::OnDisk);
    assert_eq!(shown(&computer.open().await.vault, TWO).await, None);
}

#[tokio::test]
async fn slots_of_one_binding_are_apart() {
    let vault = Computer::new().open().await.vault;
    let other = Name { slot: "client-secret", ..name(ONE) };
    let _ = vault.put(&name(ONE), secret("token")).await.unwrap();
    let _ = vault.put(&other, secret("client")).await.unwrap();
    let _ = vault.remove(&name(ONE)).await.unwrap();
    assert_eq!(vault.get(&other).await.unwrap().unwrap().expose(), "client");
}

#[cfg(unix)]
#[tokio::test]
async fn v09_folder_and_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let computer = Computer::new();
    std::fs::create_dir(computer.folder()).unwrap();
    std::fs::set_permissions(computer.folder(), std::fs::Permissions::from_mode(0o777)).unwrap();
    computer.keep(ONE, "kept").await;
    drop(computer.open().await.vault.lock(ONE).await.unwrap());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&computer.folder()), 0o700);
    let all = files(&computer.folder());
    assert_eq!(all.len(), 4, "{all:?}");
    for file in all {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn v09_no_symbolic_link_is_followed() {
    let computer = Computer::new();
    let bystander = computer.root.path().join("bystander");
    std::fs::write(&bystander, b"not yours").unwrap();
    computer.keep(ONE, "kept").await;
    for at in ["vault.bin", "install-id", "vault.lock"] {
        let path = computer.folder().join(at);
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(&bystander, &path).unwrap();
        let vault = computer.open().await.vault;
        let kept = vault.put(&name(ONE), secret("again")).await.unwrap();
        assert_eq!(kept == Durability::OnDisk, at != "vault.lock", "{at}: {kept:?}");
        assert_eq!(std::fs::read(&bystander).unwrap(), b"not yours", "{at}");
    }
}
