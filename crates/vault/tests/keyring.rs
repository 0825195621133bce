//! The real Secret Service in every state that a Linux computer may show: no bus, no keyring, never set up, locked,
//! unlocked, appearing later, silent. Each test starts `dbus-run-session` and, in it, this test program again for one
//! function of [`inside`].
//!
//! Needs the Debian packages `dbus`, `dbus-daemon` and `gnome-keyring`; without them these tests fail and say so.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "other processes are waited for, which have no paused clock")]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::{LIMIT, again, finishes};

/// A bus that starts nothing by itself.
const BARE_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#;

#[derive(Clone, Copy, PartialEq)]
enum Bus {
    None,
    Bare,
    /// As a desktop has it: a keyring and its prompter are started when they are called.
    Activating,
}

/// Runs one function of [`inside`] in a session of its own, with a home of its own and no display.
fn in_session(bus: Bus, function: &str) {
    for program in ["dbus-run-session", "gnome-keyring-daemon"] {
        let found =
            std::env::split_paths(&std::env::var_os("PATH").unwrap()).any(|folder| folder.join(program).is_file());
        assert!(found, "{program} is missing: install the Debian packages dbus, dbus-daemon and gnome-keyring");
    }
    let root = tempfile::tempdir().unwrap();
    let inner = again(function, root.path());
    let mut command =
        if bus == Bus::None { Command::new(inner.get_program()) } else { Command::new("dbus-run-session") };
    if bus == Bus::Bare {
        std::fs::write(root.path().join("bus.conf"), BARE_BUS).unwrap();
        command.arg("--config-file").arg(root.path().join("bus.conf"));
    }
    if bus != Bus::None {
        command.arg("--").arg(inner.get_program());
    }
    command.args(inner.get_args());
    for (key, value) in inner.get_envs() {
        command.env(key, value.unwrap());
    }
    let folder = |name: &str| -> PathBuf {
        let folder = root.path().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        folder
    };
    command.env("HOME", folder("home")).env("XDG_RUNTIME_DIR", folder("run"));
    for variable in [
        "DBUS_SESSION_BUS_ADDRESS",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "GNOME_KEYRING_CONTROL",
    ] {
        command.env_remove(variable);
    }
    let output = finishes(command, LIMIT);
    assert!(output.contains("went well"), "{output}");
}

#[test]
fn v06_without_a_bus_the_keyring_is_absent() {
    in_session(Bus::None, "inside::absent");
}

#[test]
fn v06_on_a_bus_without_a_keyring_it_is_absent() {
    in_session(Bus::Bare, "inside::absent");
}

#[test]
fn v06_a_keyring_that_was_never_set_up_is_absent() {
    in_session(Bus::Activating, "inside::absent");
}

#[test]
fn v05_in_an_unlocked_keyring_secrets_outlive_the_program() {
    in_session(Bus::Bare, "inside::unlocked");
}

#[test]
fn v07_a_locked_keyring_is_locked_and_opens_when_it_is_unlocked() {
    in_session(Bus::Bare, "inside::locked");
}

#[test]
fn v07_a_locked_keyring_whose_prompter_has_no_display_is_locked() {
    in_session(Bus::Activating, "inside::locked");
}

#[test]
fn v04_a_keyring_that_starts_later_is_found_by_trying_again() {
    in_session(Bus::Bare, "inside::appears_later");
}

#[test]
fn v03_a_keyring_that_never_answers_is_given_up_and_the_program_ends() {
    in_session(Bus::Bare, "inside::silent");
}

/// GNOME's keyring, ended with the test.
struct Daemon(Child);

impl Daemon {
    /// Starts it with its login collection open, making one where there is none.
    fn unlocked() -> Self {
        Self::start("printf '\\n' | exec gnome-keyring-daemon --foreground --unlock --components=secrets", true)
    }

    /// Starts it as it stands before anyone has logged in.
    fn locked() -> Self {
        Self::start("exec gnome-keyring-daemon --foreground --components=secrets </dev/null", false)
    }

    fn start(line: &str, unlocks: bool) -> Self {
        let daemon =
            Self(Command::new("sh").args(["-c", line]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        wait_for("the keyring is on the bus", || asks(&["ListNames"]).contains("org.freedesktop.secrets"));
        if unlocks {
            wait_for("the login collection is there", || read_alias().contains("collection/login"));
        }
        daemon
    }

    fn signal(&self, signal: &str) {
        // The pipe's last program has replaced the shell, except where dash keeps it: then it is its only child.
        let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", self.0.id())).unwrap_or_default();
        let ids = format!("{} {children}", self.0.id());
        assert!(Command::new("sh").args(["-c", &format!("kill -{signal} {ids}")]).status().unwrap().success());
    }

    fn end(mut self) {
        self.stop();
        wait_for("the keyring has left the bus", || {
            let names = asks(&["ListNames"]);
            names.contains("org.freedesktop.DBus") && !names.contains("org.freedesktop.secrets")
        });
    }

    fn stop(&mut self) {
        if self.0.try_wait().unwrap().is_none() {
            self.signal("KILL");
            self.0.wait().unwrap();
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.stop();
    }
}

fn wait_for(what: &str, mut condition: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(60);
    while !condition() {
        assert!(Instant::now() < until, "not within a minute: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The answer of the bus itself.
fn asks(arguments: &[&str]) -> String {
    let mut command = Command::new("dbus-send");
    command.args([
        "--session",
        "--print-reply",
        "--reply-timeout=60000",
        "--dest=org.freedesktop.DBus",
        "/org/freedesktop/DBus",
    ]);
    command.arg(format!("org.freedesktop.DBus.{}", arguments[0])).args(&arguments[1..]);
    String::from_utf8_lossy(&command.output().unwrap().stdout).into_owned()
}

fn read_alias() -> String {
    let mut command = Command::new("dbus-send");
    command.args([
        "--session",
        "--print-reply",
        "--reply-timeout=60000",
        "--dest=org.freedesktop.secrets",
        "/org/freedesktop/secrets",
    ]);
    command.args(["org.freedesktop.Secret.Service.ReadAlias", "string:default"]);
    String::from_utf8_lossy(&command.output().unwrap().stdout).into_owned()
}

/// The functions that run inside the session.
mod inside {
    use std::sync::Arc;

    use airtill_domain::{Environment, Secret};
    use airtill_vault::{Durability, Limits, Opened, OsKeyring, Vault, VaultError, VaultState};

    use super::support::{folder_given, name, say, shown};
    use super::*;

    const CANARY: &str = "canary-19c4";

    async fn open_within(root: &Path, keyring: Duration) -> Opened {
        let limits = Limits { keyring, ..Limits::default() };
        let begun = Instant::now();
        let opened =
            Vault::open_within(root.join("live"), Environment::Live, Arc::new(OsKeyring::new()), limits).await.unwrap();
        say(&format!("{:?} after {:?}", opened.state, begun.elapsed()));
        opened
    }

    /// Opens with a limit that no state but *silent* may reach.
    async fn open(root: &Path) -> Opened {
        open_within(root, Duration::from_secs(60)).await
    }

    async fn put(vault: &Vault) -> Durability {
        vault.put(&name("one"), Secret::new(CANARY.to_owned())).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn absent() {
        let Some(root) = folder_given() else { return };
        let opened = open(&root).await;
        assert_eq!(opened.state, VaultState::Absent);
        assert_eq!(put(&opened.vault).await, Durability::InMemory(VaultState::Absent));
        assert_eq!(shown(&opened.vault, "one").await.as_deref(), Some(CANARY));
        assert_eq!(opened.vault.retry().await.unwrap(), VaultState::Absent);
        say("went well");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn unlocked() {
        let Some(root) = folder_given() else { return };
        let daemon = Daemon::unlocked();
        let opened = open(&root).await;
        assert_eq!(opened.state, VaultState::Ready);
        assert_eq!(put(&opened.vault).await, Durability::OnDisk);
        let again = open(&root).await;
        assert_eq!((again.state, shown(&again.vault, "one").await.as_deref()), (VaultState::Ready, Some(CANARY)));
        // V2 and V6: in no file, neither ours nor the keyring's.
        let found = Command::new("grep").args(["-rl", CANARY]).arg(&root).output().unwrap();
        assert!(found.stdout.is_empty(), "{}", String::from_utf8_lossy(&found.stdout));
        let forgotten = again.vault.forget().await.unwrap();
        assert!(forgotten.is_complete(), "{forgotten:?}");
        assert_eq!(again.vault.retry().await.unwrap(), VaultState::Ready);
        assert_eq!(shown(&again.vault, "one").await, None);
        daemon.end();
        assert_eq!(
            again.vault.retry().await.unwrap(),
            VaultState::Absent,
            "a keyring that ended is absent, not broken"
        );
        say("went well");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn locked() {
        let Some(root) = folder_given() else { return };
        let daemon = Daemon::unlocked();
        assert_eq!(put(&open(&root).await.vault).await, Durability::OnDisk);
        daemon.end();
        let daemon = Daemon::locked();
        let begun = Instant::now();
        let opened = open(&root).await;
        assert_eq!(opened.state, VaultState::Locked);
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody can answer a prompt here, and nobody waits for it");
        assert!(matches!(
            opened.vault.get(&name("one")).await,
            Err(VaultError::OutOfReach { state: VaultState::Locked })
        ));
        let kept = opened.vault.put(&name("two"), Secret::new("meanwhile".to_owned())).await.unwrap();
        assert_eq!(kept, Durability::InMemory(VaultState::Locked));
        daemon.end();
        let _daemon = Daemon::unlocked();
        assert_eq!(opened.vault.retry().await.unwrap(), VaultState::Ready);
        let again = open(&root).await.vault;
        assert_eq!(
            (shown(&again, "one").await.as_deref(), shown(&again, "two").await.as_deref()),
            (Some(CANARY), Some("meanwhile"))
        );
        say("went well");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn appears_later() {
        let Some(root) = folder_given() else { return };
        let opened = open(&root).await;
        assert_eq!(opened.state, VaultState::Absent);
        assert_eq!(put(&opened.vault).await, Durability::InMemory(VaultState::Absent));
        let _daemon = Daemon::unlocked();
        assert_eq!(opened.vault.retry().await.unwrap(), VaultState::Ready);
        assert_eq!(shown(&open(&root).await.vault, "one").await.as_deref(), Some(CANARY));
        say("went well");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn silent() {
        let Some(root) = folder_given() else { return };
        let daemon = Daemon::unlocked();
        assert_eq!(put(&open(&root).await.vault).await, Durability::OnDisk);
        daemon.signal("STOP");
        let opened = open_within(&root, Duration::from_secs(5)).await;
        assert_eq!(opened.state, VaultState::NotAnswering);
        let begun = Instant::now();
        let output = finishes(again("inside::gives_up", &root), LIMIT);
        assert!(output.contains("gave up"), "{output}");
        // It would wait for a minute.
        assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
        daemon.signal("CONT");
        // Its answers have the short limit too, and a busy computer may miss it once.
        let mut state = opened.vault.retry().await.unwrap();
        for _ in 0..10 {
            if state == VaultState::NotAnswering {
                state = opened.vault.retry().await.unwrap();
            }
        }
        assert_eq!(state, VaultState::Ready);
        assert_eq!(shown(&opened.vault, "one").await.as_deref(), Some(CANARY));
        say("went well");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn gives_up() {
        let Some(root) = folder_given() else { return };
        let opening = open_within(&root, Duration::from_secs(60));
        assert!(tokio::time::timeout(Duration::from_millis(300), opening).await.is_err());
        say("gave up");
    }
}
