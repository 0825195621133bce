//! A till with a package that waits, or with nobody to ask, and an installer that only notes what it was given.
//!
//! No server is asked here but one that refuses each connection. The crate `updates` has servers of every kind.

mod company;
mod turns;
mod unreadable;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use airtill_domain::connection::file;
use airtill_domain::{Timestamp, lock};
use airtill_updates::{Channel, Folder, Keys, Limits, Memory, Origin, Target, Version, Web};
use minisign::KeyPair;
use serde_json::json;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use url::Url;

use super::*;
use crate::environment::StaffAccount;
use crate::person::{Person, Role};
use crate::ports::{Installed, Installer, Ports, Promise, Ready};
use crate::test_machine::{NOW, ports};
use crate::{DataFolder, Policy};

const PACKAGE: &str = "airtill-2.0.0-windows-x64-setup.exe";
const DAY: i64 = 86_400_000;

/// Notes each installation, and answers with `end`.
struct Noting {
    way: UpdateWay,
    end: Result<Installed, UpdateTrouble>,
    installed: Mutex<Vec<(PathBuf, String)>>,
}

impl Installer for Noting {
    fn way(&self) -> Promise<'_, UpdateWay> {
        Box::pin(async { self.way })
    }

    fn install<'a>(&'a self, package: Ready, language: &'a str) -> Promise<'a, Result<Installed, UpdateTrouble>> {
        lock(&self.installed).push((package.file.clone(), language.to_owned()));
        Box::pin(async { self.end })
    }
}

struct Desk {
    temp: TempDir,
    present: KeyPair,
    next: KeyPair,
    installer: Arc<Noting>,
    version: Version,
}

impl Desk {
    fn new(way: UpdateWay, end: Result<Installed, UpdateTrouble>) -> Self {
        let key = || KeyPair::generate_unencrypted_keypair().expect("a key");
        let installer = Arc::new(Noting { way, end, installed: Mutex::default() });
        let temp = tempfile::tempdir().expect("a temporary folder");
        Self { temp, present: key(), next: key(), installer, version: Version::new(1, 0, 0) }
    }

    /// A till on the folder of this desk, once it has looked at what waits there.
    async fn till(&self) -> Till {
        self.till_on(ports()).await
    }

    /// A till on the same folder, with the ports of another machine.
    async fn till_on(&self, ports: Ports) -> Till {
        let folder = DataFolder::open(self.temp.path()).expect("a data folder");
        let till = Till::new(folder, ports, Policy::default(), "1.0.0".to_owned(), false);
        let updates = Arc::new(Updates::open(till.0.runtime.clone(), self.source()).expect("a folder"));
        assert!(till.0.updates.set(updates.clone()).is_ok());
        start(&till, &updates).await;
        till
    }

    fn source(&self) -> UpdateSource {
        UpdateSource {
            keys: Keys::read(&self.present.pk.to_base64(), &self.next.pk.to_base64()).expect("two keys"),
            // Nobody listens at this port.
            manifest: Url::parse("https://127.0.0.1:1/airtill-stable.json").expect("an address"),
            web: Web::new(airtill_domain::Environment::Test, Limits::default()),
            till: crate::ports::UpdatedTill {
                version: self.version,
                built: NOW.minus(Duration::from_secs(86_400)),
                channel: Channel::Stable,
                target: Some(Target::WindowsX64),
                oldest_ledger: None,
            },
            installer: self.installer.clone(),
        }
    }

    fn updates(&self) -> PathBuf {
        self.temp.path().join("updates")
    }

    fn memory(&self) -> Memory {
        Memory::read(&self.updates().join("memory.json")).expect("it is read")
    }

    /// Changes the memory, as of the setting that this desk begins with.
    fn remember(&self, change: impl FnOnce(&mut Memory)) {
        let mut memory = self.memory();
        memory.origin = Some(Origin { list: self.source().manifest.into(), checks: true });
        change(&mut memory);
        Folder::at(&self.updates()).expect("made");
        memory.write(&self.updates().join("memory.json")).expect("written");
    }

    /// Puts the package of version 2.0.0 where a download would have left it.
    fn put_package(&self) {
        let package = b"the program".as_slice();
        let digits: String = Sha256::digest(package).iter().map(|byte| format!("{byte:02x}")).collect();
        let manifest = json!({
            "schema": 1, "channel": "stable", "version": "2.0.0", "smallest_ledger": 3,
            "published": "2026-11-20T00:00:00Z", "expires": "2026-12-20T00:00:00Z",
            "news": { "en": "Faster.", "fr": "Plus rapide." },
            "targets": { "windows-x64": { "url": PACKAGE, "size": package.len(), "sha256": digits } }
        });
        let manifest = manifest.to_string();
        Folder::at(&self.updates()).expect("made");
        let signed = |name: &str, bytes: &[u8], comment: &str| {
            let comment = Some(comment);
            let signature = minisign::sign(None, &self.present.sk, bytes, comment, None).expect("it signs");
            std::fs::write(self.updates().join(name), bytes).expect("written");
            std::fs::write(self.updates().join(format!("{name}.minisig")), signature.into_string()).expect("written");
        };
        signed("manifest.json", manifest.as_bytes(), "file:airtill-stable.json");
        signed(PACKAGE, package, &format!("file:{PACKAGE}\tversion:2.0.0"));
        self.remember(|_| {});
    }

    fn installed(&self) -> Vec<(PathBuf, String)> {
        lock(&self.installer.installed).clone()
    }
}

async fn view(till: &Till, language: &str) -> UpdatesView {
    till.updates(ForLanguage { language: language.to_owned() }).await.expect("it is shown")
}

fn new(news: &str) -> NewVersionView {
    NewVersionView { version: "2.0.0".to_owned(), news: vec![news.to_owned()] }
}

fn second() -> ForUpdate {
    ForUpdate { version: "2.0.0".to_owned() }
}

#[tokio::test]
async fn u03_a_package_that_waits_is_installed_by_the_next_start() {
    let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    desk.put_package();
    let till = desk.till().await;
    assert_eq!(desk.installed(), [(desk.updates().join(PACKAGE), "en".to_owned())]);
    assert_eq!(desk.memory().installing(), Some(Version::new(2, 0, 0)), "it is on disk that this was begun");
    assert_eq!(view(&till, "fr").await.state, UpdateState::Installing { new: new("Plus rapide.") });
}

#[tokio::test]
async fn u07_an_installation_that_failed_is_not_begun_again_by_a_start() {
    let desk = Desk::new(UpdateWay::Itself, Err(UpdateTrouble::DiskFull));
    desk.put_package();
    let till = desk.till().await;
    let failed = |reason| UpdateState::Failed { new: new("Faster."), reason, fetched: true };
    assert_eq!(view(&till, "en").await.state, failed(UpdateTrouble::DiskFull));
    drop(till);
    let till = desk.till().await;
    assert_eq!(desk.installed().len(), 1, "not again");
    assert_eq!(view(&till, "en").await.state, failed(UpdateTrouble::Unfinished));
    till.install_update(second()).await.expect("a person begins it again");
    till.0.runtime.tasks.close();
    till.0.runtime.tasks.wait().await;
    assert_eq!(desk.installed().len(), 2);
}

#[tokio::test]
async fn u07_a_version_that_came_to_its_place_leaves_no_package() {
    let mut desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    desk.put_package();
    desk.remember(|memory| memory.note_installing(Some(Version::new(2, 0, 0))));
    desk.version = Version::new(2, 0, 0);
    let till = desk.till().await;
    assert!(desk.installed().is_empty());
    assert_eq!(desk.memory().installing(), None);
    assert!(!desk.updates().join(PACKAGE).exists());
    assert_eq!(view(&till, "en").await.state, UpdateState::NotChecked {});
}

#[tokio::test]
async fn p06_a_version_in_its_place_knows_nothing_of_another_settings_checks() {
    let mut desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    desk.put_package();
    desk.remember(|memory| {
        memory.note_success(NOW, Version::new(2, 0, 0));
        memory.note_installing(Some(Version::new(2, 0, 0)));
        memory.origin = Some(Origin { list: "https://elsewhere.example/list".to_owned(), checks: true });
    });
    desk.version = Version::new(2, 0, 0);
    let till = desk.till().await;
    assert_eq!(view(&till, "en").await.state, UpdateState::NotChecked {});
    assert_eq!(desk.memory().last_check, None, "the next check is due");
}

#[tokio::test]
async fn u06_a_good_check_whose_list_is_lost_does_not_say_that_nothing_is_newer() {
    let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    for (newest, known) in [(Version::new(2, 0, 0), false), (Version::new(1, 0, 0), true)] {
        desk.remember(|memory| memory.note_success(NOW, newest));
        let state = view(&desk.till().await, "en").await.state;
        assert_eq!(matches!(state, UpdateState::UpToDate { .. }), known, "{newest}: {state:?}");
        assert!(known || state == UpdateState::NotChecked {}, "{state:?}");
    }
}

#[tokio::test]
async fn u03_an_installation_whose_turn_comes_during_a_sale_does_not_begin() {
    let desk = Desk::new(UpdateWay::Itself, Err(UpdateTrouble::Cancelled));
    desk.put_package();
    let till = desk.till().await;
    let updates = till.0.updates.get().expect("it takes updates");
    for (is_at_work, installed) in [(true, 1), (false, 2)] {
        let before = view(&till, "en").await.state;
        let waiting = updates.waiting("2.0.0").await.expect("it waits");
        updates.install(waiting, || is_at_work, || ()).await;
        assert_eq!(desk.installed().len(), installed, "the first is that of the start");
        assert!(!is_at_work || view(&till, "en").await.state == before, "it goes on waiting");
    }
}

#[tokio::test]
async fn u03_a_package_that_the_disk_does_not_drop_goes_on_waiting() {
    let desk = Desk::new(UpdateWay::Itself, Err(UpdateTrouble::Cancelled));
    desk.put_package();
    let till = desk.till().await;
    let before = view(&till, "en").await.state;
    std::fs::rename(desk.updates(), desk.temp.path().join("away")).expect("a disk that is gone");
    assert!(till.drop_update().await.is_err());
    assert_eq!(view(&till, "en").await.state, before);
    std::fs::rename(desk.temp.path().join("away"), desk.updates()).expect("it is back");
    let shown = till.drop_update().await.expect("it is dropped").state;
    assert_eq!(shown, UpdateState::Newer { new: new("Faster."), can_fetch: true });
    assert!(!desk.updates().join(PACKAGE).exists());
}

#[tokio::test]
async fn u08_a_package_that_cannot_read_a_ledger_of_here_is_not_installed() {
    let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    desk.put_package();
    let practice = desk.temp.path().join("practice");
    std::fs::create_dir_all(&practice).expect("a folder");
    let old = include_bytes!("../../../../ledger/src/tests/golden/version-2.sqlite3");
    std::fs::write(practice.join("ledger.sqlite3"), old).expect("written");
    let till = desk.till().await;
    assert!(desk.installed().is_empty());
    assert_eq!(view(&till, "en").await.state, UpdateState::RecordsTooOld { new: new("Faster.") });
    assert_eq!(till.install_update(second()).await.expect_err("nor now").code, ErrorCode::NotFound);
}

#[tokio::test]
async fn u01_a_copy_that_others_install_only_says_what_there_is() {
    for way in [UpdateWay::SystemUpdate, UpdateWay::Administrator] {
        let desk = Desk::new(way, Ok(Installed::Closes));
        desk.put_package();
        let till = desk.till().await;
        assert!(desk.installed().is_empty(), "{way:?}");
        let shown = view(&till, "en").await;
        assert_eq!(shown.way, way);
        assert_eq!(shown.state, UpdateState::Newer { new: new("Faster."), can_fetch: false });
        assert_eq!(till.fetch_update(second()).await.expect_err("never").code, ErrorCode::NotFound);
        assert_eq!(till.install_update(second()).await.expect_err("never").code, ErrorCode::NotFound);
    }
}

#[tokio::test]
async fn u01_a_package_that_was_changed_on_the_disk_is_not_installed() {
    let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    desk.put_package();
    std::fs::write(desk.updates().join(PACKAGE), b"the progran").expect("written");
    let till = desk.till().await;
    assert!(desk.installed().is_empty());
    assert_eq!(view(&till, "en").await.state, UpdateState::Newer { new: new("Faster."), can_fetch: true });
}

#[tokio::test]
async fn u03_nothing_is_installed_or_looked_for_while_the_till_is_at_work() {
    let desk = Desk::new(UpdateWay::Itself, Err(UpdateTrouble::Cancelled));
    desk.put_package();
    let till = desk.till().await;
    let asked = ForLanguage { language: "en".to_owned() };
    let sale = till.0.runtime.working.token();
    assert_eq!(till.install_update(second()).await.expect_err("at work").code, ErrorCode::TillAtWork);
    assert_eq!(till.check_for_updates(asked.clone()).await.expect_err("at work").code, ErrorCode::TillAtWork);
    assert_eq!((desk.installed().len(), desk.memory().last_check), (1, None), "that of the start");
    drop(sale);
    let end = till.check_for_updates(asked).await.expect_err("nobody is at that address");
    assert_eq!(end.code, ErrorCode::UpdatesNotChecked);
    assert_eq!(view(&till, "en").await.failure, Some(UpdateTrouble::Offline));
    assert_eq!(desk.memory().failing_since, Some(NOW));
}

#[tokio::test]
async fn u03_a_download_that_is_dropped_is_not_installed_by_a_start() {
    let desk = Desk::new(UpdateWay::Itself, Err(UpdateTrouble::Cancelled));
    desk.put_package();
    let till = desk.till().await;
    let shown = till.drop_update().await.expect("it is dropped");
    assert_eq!(shown.state, UpdateState::Newer { new: new("Faster."), can_fetch: true });
    assert!(!desk.updates().join(PACKAGE).exists());
    drop(till);
    desk.till().await;
    assert_eq!(desk.installed().len(), 1, "that of the first start");
}

#[tokio::test]
async fn u06_only_a_supervisor_is_told_that_no_check_tells_anything() {
    let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    desk.remember(|memory| {
        memory.note_success(Timestamp(NOW.0 - 20 * DAY), Version::new(1, 0, 0));
        memory.note_failure(Timestamp(NOW.0 - 14 * DAY));
    });
    let till = desk.till().await;
    let since = "2026-11-07T20:00:00.000Z".to_owned();
    assert_eq!(view(&till, "en").await.state, UpdateState::CannotCheck { since });
    add_accounts(&till);
    let at = "2026-11-01T20:00:00.000Z".to_owned();
    assert_eq!(view(&till, "en").await.state, UpdateState::UpToDate { at }, "a clerk");
}

#[tokio::test]
async fn u03_only_a_supervisor_sets_whether_and_where_the_till_looks() {
    let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    let till = desk.till().await;
    let set = |checks, server: Option<&str>| {
        till.set_update_policy(SetUpdatePolicy { checks, server: server.map(str::to_owned) })
    };
    for bad in ["http://files.company.example/", "company"] {
        assert_eq!(set(true, Some(bad)).await.expect_err("no address").code, ErrorCode::BadAddress);
    }
    let own = "https://files.company.example/airtill/";
    let shown = set(false, Some(own)).await.expect("it is set").policy;
    let origin = PolicyOrigin::ThisTill;
    assert_eq!(shown, UpdatePolicyView { origin, checks: false, server: Some(own.to_owned()) });
    assert_eq!(view(&till, "en").await.state, UpdateState::Off {});
    add_accounts(&till);
    assert_eq!(set(true, None).await.expect_err("nobody is signed in").code, ErrorCode::SupervisorOnly);
    let shown = view(&till, "en").await;
    assert!(!shown.may_change);
    assert_eq!(shown.policy, UpdatePolicyView { origin, checks: false, server: Some(own.to_owned()) }, "as it was");
    drop(till);
    assert_eq!(view(&desk.till().await, "en").await.policy.server.as_deref(), Some(own), "it lasts");
}

#[tokio::test]
async fn a_till_without_a_source_takes_no_updates() {
    let temp = tempfile::tempdir().expect("a temporary folder");
    let folder = DataFolder::open(temp.path()).expect("a data folder");
    let till = Till::new(folder, ports(), Policy::default(), "1.0.0".to_owned(), false);
    assert_eq!(view(&till, "en").await.way, UpdateWay::Never);
    assert_eq!(till.fetch_update(second()).await.expect_err("never").code, ErrorCode::NotFound);
    assert!(!temp.path().join("updates").exists());
}

/// Connects the company's accounts, at which nobody is signed in.
fn add_accounts(till: &Till) {
    let text = "format = 1\nid = \"people\"\nname = \"N\"\napi = \"accounts-v1\"\nenvironment = \"test\"\n\
                base_address = \"http://127.0.0.1:9\"\nsign_in = [\"password\"]\n[oauth]\nclient_id = \"till\"\n";
    till.0.connections.registry.put(file::read(text.as_bytes()).expect("a good file"));
}

/// Somebody who is signed in at these accounts.
struct SignedIn(Role);

impl StaffAccount for SignedIn {
    fn signed_in(&self) -> Option<(Timestamp, Person)> {
        Some((NOW, Person { role: Some(self.0), ..Person::known_as(Some(7), "jose@company.example") }))
    }
}

#[tokio::test]
async fn u03_an_administrator_of_the_accounts_is_a_supervisor() {
    let desk = Desk::new(UpdateWay::Itself, Ok(Installed::Closes));
    let till = desk.till().await;
    add_accounts(&till);
    let environment = till.0.environments.open(airtill_domain::Environment::Test).await.expect("it opens");
    for (role, may) in [(Role::Staff, false), (Role::Other, false), (Role::Administrator, true)] {
        let person = Arc::new(SignedIn(role));
        environment.staff.add(&person);
        let set = till.set_update_policy(SetUpdatePolicy { checks: true, server: None }).await;
        assert_eq!((set.is_ok(), view(&till, "en").await.may_change), (may, may), "{role:?}");
    }
}
