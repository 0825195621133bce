//! V3, V4, V6 and T10: the keyring is away, comes back, or never answers; the disk refuses.
//!
//! A secret that cannot be written is held in memory, the answer says so, and it is written as soon as it can be.

use std::io::ErrorKind;

use tokio::time::Instant;

use super::*;
use crate::{KeyStore, KeyStoreError, Trouble, VaultError};

#[tokio::test]
async fn v06_without_a_keyring_secrets_stay_in_memory_and_the_answer_says_so() {
    let computer = Computer::new();
    computer.keyring.set_fault(Fault::Absent);
    let opened = computer.open().await;
    assert_eq!(opened.state, VaultState::Absent);
    assert_eq!(
        opened.vault.put(&name(ONE), secret("canary-5d1f")).await.unwrap(),
        Durability::InMemory(VaultState::Absent)
    );
    assert_eq!(shown(&opened.vault, ONE).await.as_deref(), Some("canary-5d1f"));
    for file in files(&computer.folder()) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(11).any(|window| window == b"canary-5d1f"), "{}", file.display());
    }
    assert_eq!(shown(&computer.open().await.vault, ONE).await, None, "it ends with the program");
}

#[tokio::test]
async fn v04_a_keyring_that_appears_later_is_found_and_memory_is_written() {
    let computer = Computer::new();
    computer.keyring.set_fault(Fault::Absent);
    let vault = computer.open().await.vault;
    let _ = vault.put(&name(ONE), secret("waited")).await.unwrap();
    assert_eq!(vault.retry().await.unwrap(), VaultState::Absent);
    computer.keyring.set_fault(Fault::None);
    assert_eq!(vault.retry().await.unwrap(), VaultState::Ready);
    assert_eq!(shown(&computer.open().await.vault, ONE).await.as_deref(), Some("waited"));
}

#[tokio::test]
async fn v04_a_change_while_the_keyring_was_locked_is_written_later() {
    let computer = Computer::new();
    computer.keep(ONE, "old").await;
    computer.keep(TWO, "stays").await;
    computer.keyring.set_fault(Fault::Locked);
    let vault = computer.open().await.vault;
    let _ = vault.put(&name(ONE), secret("new")).await.unwrap();
    computer.keyring.set_fault(Fault::None);
    assert_eq!(vault.retry().await.unwrap(), VaultState::Ready);
    let vault = computer.open().await.vault;
    assert_eq!(
        (shown(&vault, ONE).await.as_deref(), shown(&vault, TWO).await.as_deref()),
        (Some("new"), Some("stays"))
    );
}

#[tokio::test]
async fn v04_a_removal_while_the_keyring_was_locked_is_done_later() {
    let computer = Computer::new();
    computer.keep(ONE, "old").await;
    computer.keyring.set_fault(Fault::Locked);
    let vault = computer.open().await.vault;
    assert_eq!(vault.remove(&name(ONE)).await.unwrap(), Durability::InMemory(VaultState::Locked));
    assert_eq!(shown(&vault, ONE).await, None);
    computer.keyring.set_fault(Fault::None);
    vault.retry().await.unwrap();
    assert_eq!(shown(&computer.open().await.vault, ONE).await, None);
}

#[tokio::test]
async fn v07_each_fault_of_the_keyring_has_its_own_state_and_spares_the_file() {
    let computer = Computer::new();
    computer.keep(ONE, "kept").await;
    let file = std::fs::read(computer.file()).unwrap();
    for (error, state) in [
        (Fault::Locked, VaultState::Locked),
        (Fault::Absent, VaultState::Absent),
        (Fault::NeverAnswers, VaultState::NotAnswering),
        (Fault::Ambiguous, VaultState::KeyringTrouble(Trouble::Ambiguous)),
        (Fault::BadEncoding, VaultState::KeyringTrouble(Trouble::BadEncoding)),
        (Fault::TooLong, VaultState::KeyringTrouble(Trouble::TooLong)),
        (Fault::Failed, VaultState::KeyringTrouble(Trouble::Failed)),
        (Fault::HidesWhileLocked, VaultState::Locked),
        (Fault::Forgets, VaultState::KeyringTrouble(Trouble::Failed)),
    ] {
        computer.keyring.set_fault(error);
        let opened = computer.open().await;
        assert_eq!(opened.state, state);
        assert!(
            matches!(opened.vault.get(&name(ONE)).await, Err(VaultError::OutOfReach { state: why }) if why == state),
            "{error:?}: out of reach is not signed out"
        );
        assert_eq!(std::fs::read(computer.file()).unwrap(), file, "{error:?}");
    }
    computer.keyring.set_fault(Fault::None);
    assert_eq!(shown(&computer.open().await.vault, ONE).await.as_deref(), Some("kept"));
}

#[tokio::test]
async fn v03_the_state_is_answered_at_once_while_the_keyring_is_silent() {
    let mut computer = Computer::new();
    let vault = computer.open().await.vault;
    computer.limits.keyring = Duration::from_secs(60);
    computer.keyring.set_fault(Fault::NeverAnswers);
    let silent = computer.keyring.clone();
    let patient = Vault::open_within(computer.folder(), Environment::Live, Arc::new(silent), computer.limits);
    let begun = Instant::now();
    assert!(tokio::time::timeout(Duration::from_millis(100), patient).await.is_err(), "a caller may stop waiting");
    assert_eq!(vault.state(), VaultState::Ready);
    assert!(begun.elapsed() < Duration::from_secs(30), "half of the keyring's limit");
    computer.keyring.set_fault(Fault::None);
}

#[tokio::test]
async fn t19_a_secret_in_a_file_out_of_reach_is_not_reported_as_gone() {
    let computer = Computer::new();
    computer.keep(ONE, "kept").await;
    computer.keyring.set_fault(Fault::Locked);
    let vault = computer.open().await.vault;
    assert!(matches!(
        vault.remove_for_good(&name(ONE)).await,
        Err(VaultError::OutOfReach { state: VaultState::Locked })
    ));
    assert_eq!(shown(&vault, ONE).await, None, "nobody uses it any more");
    computer.keyring.set_fault(Fault::None);
    assert_eq!(
        shown(&computer.open().await.vault, ONE).await.as_deref(),
        Some("kept"),
        "a program that ended too early"
    );
    assert_eq!(vault.retry().await.unwrap(), VaultState::Ready);
    assert_eq!(shown(&computer.open().await.vault, ONE).await, None, "the next chance");
    vault.remove_for_good(&name(ONE)).await.unwrap();
    assert_eq!(vault.remember_nothing().await.unwrap(), VaultState::RememberNothing);
    vault.remove_for_good(&name(TWO)).await.expect("the file does not hold it");
}

#[tokio::test]
async fn t19_while_nothing_is_remembered_a_removal_reaches_the_file() {
    let computer = Computer::new();
    computer.keep(ONE, "before").await;
    computer.keep(TWO, "stays").await;
    let vault = computer.open().await.vault;
    assert_eq!(vault.remember_nothing().await.unwrap(), VaultState::RememberNothing);
    let _ = vault.put(&name(ONE), secret("canary-31c7")).await.unwrap();
    computer.keyring.set_fault(Fault::Locked);
    let removed = vault.remove_for_good(&name(ONE)).await;
    assert!(matches!(removed, Err(VaultError::OutOfReach { state: VaultState::Locked })), "{removed:?}");
    computer.keyring.set_fault(Fault::None);
    let _ = vault.put(&name(ONE), secret("canary-31c7")).await.unwrap();
    vault.remove_for_good(&name(ONE)).await.expect("the keyring is there");
    assert_eq!((vault.state(), shown(&vault, ONE).await), (VaultState::RememberNothing, None));
    let _ = vault.put(&name(ONE), secret("canary-31c7")).await.unwrap();
    let later = computer.open().await.vault;
    assert_eq!((shown(&later, ONE).await, shown(&later, TWO).await.as_deref()), (None, Some("stays")));
}

#[tokio::test]
async fn t19_where_there_is_no_file_nothing_is_left_in_one() {
    let computer = Computer::new();
    computer.keyring.set_fault(Fault::Absent);
    let vault = computer.open().await.vault;
    let _ = vault.put(&name(ONE), secret("in memory")).await.unwrap();
    vault.remove_for_good(&name(ONE)).await.unwrap();
    assert_eq!(shown(&vault, ONE).await, None);
}

#[tokio::test]
async fn v06_remember_nothing_holds_secrets_in_memory_until_it_is_undone() {
    let computer = Computer::new();
    computer.keep(ONE, "before").await;
    let file = std::fs::read(computer.file()).unwrap();
    let vault = computer.open().await.vault;
    assert_eq!(vault.remember_nothing().await.unwrap(), VaultState::RememberNothing);
    assert_eq!(shown(&vault, ONE).await, None);
    assert_eq!(
        vault.put(&name(TWO), secret("only here")).await.unwrap(),
        Durability::InMemory(VaultState::RememberNothing)
    );
    assert_eq!(shown(&vault, TWO).await.as_deref(), Some("only here"));
    assert_eq!(std::fs::read(computer.file()).unwrap(), file);
    assert_eq!(vault.retry().await.unwrap(), VaultState::Ready);
    assert_eq!(shown(&vault, ONE).await.as_deref(), Some("before"));
}

#[tokio::test]
async fn t10_a_disk_that_refuses_leaves_the_new_token_in_memory_and_says_so() {
    let computer = Computer::new();
    let vault = computer.open().await.vault;
    let _ = vault.put(&name(ONE), secret("old")).await.unwrap();
    // A file in place of the folder: nothing can be written, even by the administrator.
    let away = computer.root.path().join("away");
    std::fs::rename(computer.folder(), &away).unwrap();
    std::fs::write(computer.folder(), b"").unwrap();
    let Durability::InMemory(VaultState::Disk { kind }) = vault.put(&name(ONE), secret("new")).await.unwrap() else {
        panic!("{:?}", vault.state())
    };
    assert!(kind == ErrorKind::NotADirectory || cfg!(windows), "{kind:?}");
    assert_eq!(shown(&vault, ONE).await.as_deref(), Some("new"));
    assert!(matches!(vault.get(&name(TWO)).await, Err(VaultError::OutOfReach { .. })));
    std::fs::remove_file(computer.folder()).unwrap();
    std::fs::rename(&away, computer.folder()).unwrap();
    assert_eq!(
        vault.put(&name(TWO), secret("next")).await.unwrap(),
        Durability::OnDisk,
        "the next write takes all with it"
    );
    assert_eq!(vault.state(), VaultState::Ready);
    assert_eq!(shown(&computer.open().await.vault, ONE).await.as_deref(), Some("new"));
}

#[tokio::test]
async fn a_secret_that_is_too_long_is_refused_and_the_earlier_one_stays() {
    let computer = Computer::new();
    let vault = computer.open().await.vault;
    let _ = vault.put(&name(ONE), secret("good")).await.unwrap();
    let refused = vault.put(&name(ONE), secret(&"x".repeat(64 * 1024 + 1))).await;
    assert!(matches!(refused, Err(VaultError::TooLong { what: "a secret", .. })));
    assert_eq!(shown(&vault, ONE).await.as_deref(), Some("good"));
}

#[tokio::test]
async fn v11_debug_shows_no_secret_and_no_path() {
    let computer = Computer::new();
    let opened = computer.open().await;
    let _ = opened.vault.put(&name(ONE), secret("canary-77aa")).await.unwrap();
    let shown = format!("{opened:?} {:?} {:?}", computer.keyring, crate::OsKeyring::new());
    assert!(!shown.contains("canary") && !shown.contains("/"), "{shown}");
}

/// A keyring that stores its first key too late: after its caller gave up, and after the caller's next step.
struct Late {
    keyring: MemoryStore,
    first: std::sync::Mutex<Option<(String, Vec<u8>)>>,
}

impl KeyStore for Late {
    fn read(&self, name: &str, limit: Duration) -> Result<zeroize::Zeroizing<Vec<u8>>, KeyStoreError> {
        self.keyring.read(name, limit)
    }

    fn write(&self, name: &str, value: &[u8], limit: Duration) -> Result<(), KeyStoreError> {
        let mut first = self.first.lock().unwrap();
        if value.len() == 32 && first.is_none() {
            *first = Some((name.to_owned(), value.to_vec()));
            return Err(KeyStoreError::TimedOut);
        }
        self.keyring.write(name, value, limit)
    }

    fn delete(&self, name: &str, limit: Duration) -> Result<(), KeyStoreError> {
        self.keyring.delete(name, limit)
    }
}

#[tokio::test]
async fn v03_a_key_that_arrives_late_does_not_lock_the_vault() {
    let computer = Computer::new();
    let late = Arc::new(Late { keyring: computer.keyring.clone(), first: std::sync::Mutex::default() });
    let opened = Vault::open_within(computer.folder(), Environment::Live, late.clone(), computer.limits).await.unwrap();
    assert_eq!(opened.state, VaultState::NotAnswering);
    assert_eq!(opened.vault.retry().await.unwrap(), VaultState::Ready);
    assert_eq!(opened.vault.put(&name(ONE), secret("kept")).await.unwrap(), Durability::OnDisk);
    let (entry, key) = late.first.lock().unwrap().clone().unwrap();
    computer.keyring.set_entry(&entry, Some(&key));
    assert_eq!(shown(&computer.open().await.vault, ONE).await.as_deref(), Some("kept"));
}
