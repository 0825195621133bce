//! A till with a publisher of updates, a server that follows a script, and an installer that notes what it was given.
//!
//! The till is that of a usual world, with its clerk signed in: a journey sells before and after, since the version
//! that runs goes on, however an update ends.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use airtill_app::UpdateSource;
use airtill_app::ports::{
    Channel, Installed, Installer, Keys, Limits, Promise, Ready, Target, UpdatedTill, Version, Web,
};
use airtill_contract::*;
use airtill_domain::{Environment, Timestamp};
use airtill_publisher::process::{test_of, trusting};
use airtill_publisher::{Act, Publisher, Site, dated, file, head, manifest, of_manifest, of_package, package};
use airtill_tests::world::{MORNING, PATIENCE, Setup, World, number};
use serde_json::Value;

/// The version of the publisher's package.
pub const SECOND: &str = "2.0.0";
/// The files of a till that knows of the second version and has no package of it.
pub const KNOWN: [&str; 3] = ["manifest.json", "manifest.json.minisig", "memory.json"];
/// How often the till of these journeys asks itself whether a check is due.
pub const PACE: Duration = Duration::from_millis(10);
/// Longer than the first minutes after a start, in which the till looks for nothing.
pub const LATER: Duration = Duration::from_secs(11 * 60);

/// Notes each package that it was given, and answers with its set end.
pub struct Noting {
    end: Mutex<Result<Installed, UpdateTrouble>>,
    installed: Mutex<Vec<(PathBuf, String)>>,
}

impl Installer for Noting {
    fn way(&self) -> Promise<'_, UpdateWay> {
        Box::pin(async { UpdateWay::Itself })
    }

    fn install<'a>(&'a self, package: Ready, language: &'a str) -> Promise<'a, Result<Installed, UpdateTrouble>> {
        self.installed.lock().unwrap_or_else(PoisonError::into_inner).push((package.file.clone(), language.to_owned()));
        let end = *self.end.lock().unwrap_or_else(PoisonError::into_inner);
        Box::pin(async move { end })
    }
}

/// A till whose updates come from a publisher.
pub struct Fixture {
    pub world: World,
    pub publisher: Publisher,
    pub installer: Arc<Noting>,
    /// Servers run as long as the journey.
    sites: Mutex<Vec<Arc<Site>>>,
}

/// Runs a journey in a process that trusts its publisher.
pub fn journey<F: Future<Output = ()>>(body: impl FnOnce(Fixture) -> F) {
    let name = test_of(&body);
    trusting(&name, async |publisher| {
        let policy = airtill_app::Policy { update_pace: PACE, ..Setup::default().policy };
        let world = World::with(Setup { policy, ..Setup::default() }).await;
        let installer = Noting { end: Mutex::new(Ok(Installed::Closes)), installed: Mutex::default() };
        body(Fixture { world, publisher, installer: Arc::new(installer), sites: Mutex::default() }).await;
    });
}

impl Fixture {
    /// Has the till take its updates from this server.
    pub async fn take_from(&self, site: &Site) {
        let [present, next] = self.publisher.public_keys();
        let limits = Limits { reserve: 0, ..Limits::default() };
        let source = UpdateSource {
            keys: Keys::read(&present, &next).expect("two keys"),
            manifest: site.url("airtill-stable.json"),
            web: Web::new(Environment::Test, limits),
            till: UpdatedTill {
                version: Version::new(1, 0, 0),
                built: Timestamp(MORNING - 30 * 86_400_000),
                channel: Channel::Stable,
                target: Some(Target::WindowsX64),
                oldest_ledger: None,
            },
            installer: self.installer.clone(),
        };
        self.world.till().take_updates_from(source).await;
    }

    /// A server with these acts, from which the till takes its updates.
    pub async fn serve(&self, acts: Vec<Act>) -> Arc<Site> {
        let site = Arc::new(self.publisher.server(acts).await);
        self.sites.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&site));
        self.take_from(&site).await;
        site
    }

    /// The acts of an honest server for one check.
    pub fn list(&self, manifest: &Value) -> Vec<Act> {
        vec![file(manifest.to_string()), file(of_manifest(&self.publisher.present, manifest))]
    }

    /// The acts of an honest server for a check and a download.
    pub fn all(&self) -> Vec<Act> {
        [self.list(&listed()), self.package()].concat()
    }

    /// The acts of an honest server for a download.
    pub fn package(&self) -> Vec<Act> {
        vec![file(of_package(&self.publisher.present, &package(), SECOND)), file(package())]
    }

    /// Presses *Check now*.
    pub async fn check(&self) -> Result<UpdatesView, ErrorCode> {
        let request = ForLanguage { language: "fr".to_owned() };
        self.world.shown(self.world.till().check_for_updates(request).await).map_err(|error| error.code)
    }

    /// Presses *Fetch it*.
    pub async fn fetch(&self) -> Result<UpdatesView, ErrorCode> {
        self.world.shown(self.world.till().fetch_update(second()).await).map_err(|error| error.code)
    }

    /// Presses *Stop*, or *Do not install it*.
    pub async fn drop_it(&self) -> Result<UpdatesView, ErrorCode> {
        self.world.shown(self.world.till().drop_update().await).map_err(|error| error.code)
    }

    /// Presses *Install now*.
    pub async fn install(&self) -> Result<UpdatesView, ErrorCode> {
        self.world.shown(self.world.till().install_update(second()).await).map_err(|error| error.code)
    }

    /// Has a person install the version that waits, until that has begun or ended in a state that fits.
    pub async fn installs(&self, fits: impl Fn(&UpdateState) -> bool) -> UpdateState {
        let earlier = self.events();
        self.install().await.expect("it begins");
        self.shows(earlier, "the installation", fits).await
    }

    /// Starts the till anew with its publisher, until it has looked at what waits and a state fits.
    pub async fn restarts(&mut self, site: &Site, fits: impl Fn(&UpdateState) -> bool) -> UpdateState {
        self.world.restart().await;
        let earlier = self.events();
        self.take_from(site).await;
        self.shows(earlier, "what waits", fits).await
    }

    /// The view as it is now.
    pub async fn view(&self) -> UpdatesView {
        let request = ForLanguage { language: "fr".to_owned() };
        self.world.shown(self.world.till().updates(request).await).expect("it is shown")
    }

    /// Waits until an event shows a state that fits, without the first `earlier` events, and that the till then shows.
    pub async fn shows(&self, earlier: usize, what: &str, fits: impl Fn(&UpdateState) -> bool) -> UpdateState {
        let shown = |event: &Event| matches!(event, Event::UpdatesChanged { updates } if fits(&updates.state));
        self.world.window.wait_after(earlier, what, shown).await;
        self.view().await.state
    }

    /// How many events there were.
    pub fn events(&self) -> usize {
        self.world.window.events().len()
    }

    /// Checks and fetches; the package waits then.
    pub async fn made_ready(&self) {
        assert!(matches!(self.check().await.expect("it is there").state, UpdateState::Newer { can_fetch: true, .. }));
        let earlier = self.events();
        self.fetch().await.expect("it can be fetched");
        let state = self.shows(earlier, "a package", |state| matches!(state, UpdateState::Ready { .. })).await;
        assert_eq!(state, UpdateState::Ready { new: new() });
    }

    /// The end of the installer from now on.
    pub fn ends(&self, end: Result<Installed, UpdateTrouble>) {
        *self.installer.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }

    /// Waits until the installer was given this many packages, and returns them.
    pub async fn given(&self, times: usize) -> Vec<(PathBuf, String)> {
        let given = async {
            while self.installed().len() < times {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(PATIENCE, given).await.expect("the installer was not given so many");
        self.installed()
    }

    /// The packages that the installer was given so far.
    pub fn installed(&self) -> Vec<(PathBuf, String)> {
        self.installer.installed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The file of the package in the data folder.
    pub fn package_file(&self) -> PathBuf {
        self.updates().join(airtill_publisher::PACKAGE)
    }

    /// The folder of updates.
    pub fn updates(&self) -> PathBuf {
        self.world.data().join("updates")
    }

    /// The names of all files in the folder of updates, in order.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.updates()).expect("listed");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("one").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// The version that runs goes on: it sells. Ends the journey.
    pub async fn sells(self) {
        assert_eq!(self.world.sell(&number(1), "5").await.state, SaleStateView::Confirmed);
        self.world.close().await;
    }
}

/// The manifest of the second version, published the day before the journeys.
pub fn listed() -> Value {
    let mut manifest = dated(manifest(&package()), "2026-11-20T08:00:00Z", "2026-12-20T08:00:00Z");
    manifest["news"] = serde_json::json!({ "en": "Faster.", "fr": "Plus rapide." });
    manifest
}

/// Whether it is being installed.
pub fn is_installing(state: &UpdateState) -> bool {
    matches!(state, UpdateState::Installing { .. })
}

/// The second version as the window shows it, in French.
pub fn new() -> NewVersionView {
    NewVersionView { version: SECOND.to_owned(), news: vec!["Plus rapide.".to_owned()] }
}

/// A server that sends half of the package and then nothing, with the line open.
pub fn half_of_a_package() -> Act {
    let package = package();
    Act::Hang([head(200, "", package.len()).as_slice(), &package[..package.len() / 2]].concat())
}

/// Names the second version.
fn second() -> ForUpdate {
    ForUpdate { version: SECOND.to_owned() }
}
