//! V9 and V3 with real processes: the vault's file under sudden ends, an open umask and a full disk, and an exit while
//! the keyring is silent.
//!
//! Each test starts this same test program again for one of the functions in [`inside`], which do nothing without a
//! folder of theirs. Windows has no umask, and no limit that makes one process's disk full.
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "other processes are waited for, which have no paused clock")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use airtill_vault::VaultState;
use support::{FileKeys, LIMIT, again, finishes, name, open, shown};

#[test]
fn v09_two_hundred_kills_while_writing_leave_the_old_or_the_new_file() {
    let root = tempfile::tempdir().unwrap();
    let mut acknowledged: Option<u64> = None;
    for round in 0..200_u32 {
        let mut child = again("inside::writes_without_end", root.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // A few writes, then a part of one, another part each time.
        for _ in 0..=round % 3 {
            let line =
                lines.by_ref().map(Result::unwrap).find_map(|line| line.strip_prefix("kept ").map(str::to_owned));
            acknowledged = Some(line.expect("the child writes until it is killed").parse().unwrap());
        }
        let until = Instant::now() + Duration::from_micros(u64::from(round) * 23);
        while Instant::now() < until {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines.map_while(Result::ok) {
            if let Some(number) = line.strip_prefix("kept ").and_then(|number| number.parse().ok()) {
                acknowledged = Some(number);
            }
        }
        let (state, found) = tokio::runtime::Runtime::new().unwrap().block_on(async {
            let opened = open(root.path(), Arc::new(FileKeys::new(root.path()))).await;
            (opened.state, shown(&opened.vault, "one").await)
        });
        assert_eq!(state, VaultState::Ready, "round {round}");
        let number: u64 = found.expect("a kept secret is never lost").trim_start_matches('x').parse().unwrap();
        let least = acknowledged.unwrap();
        assert!(
            number == least || number == least + 1,
            "round {round}: {number} is neither {least} nor the one that was being written"
        );
    }
    let left: Vec<_> =
        std::fs::read_dir(root.path().join("live")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        !left
            .iter()
            .any(|name| name.to_string_lossy().contains("unfinished") || name.to_string_lossy().contains("bad")),
        "{left:?}"
    );
}

#[test]
fn v03_the_program_ends_at_once_while_the_keyring_is_silent() {
    let root = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let output = finishes(again("inside::waits_for_a_silent_keyring", root.path()), LIMIT);
    assert!(output.contains("gave up waiting"), "{output}");
    // The keyring is silent for a minute.
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;
    use std::process::Command;

    use super::*;

    #[test]
    fn v09_an_open_umask_opens_nothing() {
        let root = tempfile::tempdir().unwrap();
        let output = through_shell("umask 000", "inside::writes_once", root.path());
        assert!(output.contains("small OnDisk"), "{output}");
        let folder = root.path().join("live");
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode(&folder), 0o700);
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }

    #[test]
    fn v09_a_full_disk_leaves_the_old_file_and_is_reported() {
        let root = tempfile::tempdir().unwrap();
        // No file may grow beyond 4 KiB; the signal that would end the program is ignored, as a full disk sends none.
        let output = through_shell("trap '' XFSZ; ulimit -f 8", "inside::writes_once", root.path());
        assert!(output.contains("small OnDisk"), "{output}");
        assert!(output.contains("large InMemory(Disk { kind: FileTooLarge })"), "{output}");
        assert!(output.contains("large is here"), "{output}");
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let opened = open(root.path(), Arc::new(FileKeys::new(root.path()))).await;
            assert_eq!(opened.state, VaultState::Ready);
            assert_eq!(shown(&opened.vault, "one").await.as_deref(), Some("small"));
            assert_eq!(shown(&opened.vault, "two").await, None);
        });
        let left: Vec<_> =
            std::fs::read_dir(root.path().join("live")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().contains("unfinished")), "{left:?}");
    }

    fn through_shell(first: &str, function: &str, root: &Path) -> String {
        let inner = again(function, root);
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{first}; exec \"$0\" \"$@\"")).arg(inner.get_program()).args(inner.get_args());
        for (key, value) in inner.get_envs() {
            shell.env(key, value.unwrap());
        }
        finishes(shell, LIMIT)
    }
}

/// The functions that run in the other process.
mod inside {
    use super::*;
    use airtill_domain::Secret;
    use airtill_vault::{Durability, KeyStore, KeyStoreError};

    use support::{folder_given, say};

    #[tokio::test(flavor = "multi_thread")]
    async fn writes_without_end() {
        let Some(root) = folder_given() else { return };
        let vault = open(&root, Arc::new(FileKeys::new(&root))).await.vault;
        let last = shown(&vault, "one").await.map_or(0, |text| text.trim_start_matches('x').parse::<u64>().unwrap());
        for number in last + 1.. {
            // Several pages, so that a torn write would show.
            let text = format!("{}{number}", "x".repeat(20_000));
            assert_eq!(vault.put(&name("one"), Secret::new(text)).await.unwrap(), Durability::OnDisk);
            say(&format!("kept {number}"));
        }
    }

    #[tokio::test]
    async fn writes_once() {
        let Some(root) = folder_given() else { return };
        let vault = open(&root, Arc::new(FileKeys::new(&root))).await.vault;
        drop(vault.lock("one").await.unwrap());
        let small = vault.put(&name("one"), Secret::new("small".to_owned())).await.unwrap();
        say(&format!("small {small:?}"));
        let large = vault.put(&name("two"), Secret::new("l".repeat(16_000))).await.unwrap();
        say(&format!("large {large:?}"));
        if shown(&vault, "two").await.is_some() {
            say("large is here");
        }
    }

    struct Silent;

    impl KeyStore for Silent {
        fn read(&self, _: &str, limit: Duration) -> Result<zeroize::Zeroizing<Vec<u8>>, KeyStoreError> {
            std::thread::park_timeout(limit);
            Err(KeyStoreError::TimedOut)
        }
        fn write(&self, name: &str, _: &[u8], limit: Duration) -> Result<(), KeyStoreError> {
            self.read(name, limit).map(drop)
        }
        fn delete(&self, name: &str, limit: Duration) -> Result<(), KeyStoreError> {
            self.read(name, limit).map(drop)
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn waits_for_a_silent_keyring() {
        let Some(root) = folder_given() else { return };
        let opened = tokio::time::timeout(Duration::from_millis(300), open(&root, Arc::new(Silent))).await;
        assert!(opened.is_err());
        say("gave up waiting");
    }
}
