//! Updates of this copy: the setting, the result of the last check, and how far the next version has come.
//!
//! One turn at a time: a check, a download and the beginning of an installation never meet in the folder of updates.
//! Nothing here knows a sale: whether the till is at work is for the caller to say. A package that waits is proven anew
//! by every start, and one whose installation was begun and failed is not begun again by itself, unless a person fetched
//! it again, something that passes was in the way, or its end is not known. A package belongs to the setting under which
//! it was found: when that changes, it goes.

mod installing;
mod policy;
mod source;
mod state;
mod trouble;
mod view;
mod when;

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use airtill_contract::{UpdateTrouble, UpdateWay};
use airtill_domain::{Moment, lock};
use airtill_updates::{
    Choice, Folder, Keys, Memory, Origin, Publisher, Ready, Signed, Step, Till, Version, Web, check, download, known,
    ready,
};
use tokio::sync::OnceCell;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::environment::oldest_ledger;
use crate::ports::Installer;
use crate::runtime::Runtime;

use state::{Course, State};

pub use policy::UpdatePolicy;

/// Longer than a check takes, or the look of the start at what waits.
const TURN: Duration = Duration::from_secs(30);

/// The origin of updates, and the way of a package to the place of this copy.
pub struct UpdateSource {
    /// The publisher's keys.
    pub keys: Keys,
    /// The publisher's manifest.
    pub manifest: Url,
    /// The way to a server.
    pub web: Web,
    /// This copy; its ledgers are looked at anew each time.
    pub till: Till,
    /// The replacement of this copy.
    pub installer: Arc<dyn Installer>,
}

/// The updates of one till.
pub struct Updates {
    runtime: Arc<Runtime>,
    source: UpdateSource,
    folder: Folder,
    start: Moment,
    way: OnceCell<UpdateWay>,
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

/// Why an act of a person was not done.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// A version is being installed.
    #[error("a version is being installed")]
    Installing,
    /// The disk refused.
    #[error("the disk: {0}")]
    Disk(#[from] io::Error),
}

/// A download that has begun.
pub struct Begun {
    publisher: Publisher,
    signed: Signed,
    stop: CancellationToken,
}

impl Updates {
    /// The updates of this data folder; nothing is read but what was set.
    ///
    /// # Errors
    /// The folder of updates cannot be made.
    pub fn open(runtime: Arc<Runtime>, source: UpdateSource) -> io::Result<Self> {
        let folder = Folder::at(&runtime.folder.path().join("updates"))?;
        let state = State::new(UpdatePolicy::read(&runtime.folder.update_policy()));
        let start = runtime.ports.clock.now();
        let (way, turn) = (OnceCell::new(), tokio::sync::Mutex::default());
        Ok(Self { runtime, source, folder, start, way, turn, state: Mutex::new(state) })
    }

    /// How new versions reach this copy.
    pub async fn way(&self) -> UpdateWay {
        *self.way.get_or_init(|| self.source.installer.way()).await
    }

    /// Reads what earlier runs left. The package is given where it is to be installed by this start. The start after an
    /// installation without a known end installs nothing: an installer that could not go on may have made it, and would
    /// close the till again at once. Where it is not known which setting the company wants, everything stays as it is,
    /// and nothing is installed.
    pub async fn begin(&self) -> Option<Ready> {
        let _turn = self.turn.lock().await;
        let till = self.till().await;
        let origin = self.origin(&lock(&self.state))?;
        let (keys, folder, now) = (self.source.keys.clone(), self.folder.clone(), self.runtime.ports.clock.now().wall);
        let look = move || {
            let begun = match Memory::read(&folder.memory()) {
                Ok(memory) => memory.installing(),
                Err(error) => {
                    tracing::warn!(%error, "the memory of updates cannot be read, so nothing is installed");
                    return (None, None, false);
                }
            };
            if begun.is_some_and(|begun| begun <= till.version) {
                forget_installation(&folder);
            }
            if let Err(error) = folder.settle(&origin) {
                tracing::warn!(%error, "a package of another setting cannot be removed, so nothing is installed");
                return (None, None, false);
            }
            let waiting = ready(&keys, &till, &folder, now);
            let version = waiting.as_ref().map(|ready| ready.manifest.version);
            let unfinished = version.filter(|version| begun == Some(*version));
            if let Some(version) = unfinished {
                put_off(&folder, version);
            }
            (known(&keys, &till, &folder, now), waiting, unfinished.is_some())
        };
        let (newer, waiting, is_unfinished) = spawn_blocking(look).await.unwrap_or_default();
        let mut state = lock(&self.state);
        state.newer = newer.filter(|(_, choice)| *choice != Choice::Newest);
        let waiting = waiting?;
        if is_unfinished {
            state.course = Course::Failed { reason: UpdateTrouble::Unfinished, fetched: true };
            return None;
        }
        state.course = Course::Ready;
        Some(waiting)
    }

    /// Whether the till should check for updates now.
    pub fn is_due(&self) -> bool {
        let memory = self.memory();
        let state = lock(&self.state);
        let memory = memory.under(self.origin(&state).as_ref());
        let is_on = self.policy(&state).checks_daily();
        is_on && when::is_due(&memory, state.checked, self.start, self.runtime.ports.clock.now())
    }

    /// The stored memory of updates, under any setting; it is read before the state is locked. Where the disk does not
    /// give it there is none: a check then says so and asks no server.
    fn memory(&self) -> Memory {
        Memory::read(&self.folder.memory()).unwrap_or_default()
    }

    /// The turn, once a check or the look of the start has ended; none while a version is fetched or installed.
    async fn turn(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        if lock(&self.state).is_under_way() {
            return None;
        }
        tokio::time::timeout(TURN, self.turn.lock()).await.ok()
    }

    /// Checks for updates now; while a version is fetched or installed, that goes on instead. False where it failed, for
    /// a reason that the view then has, and where no server may be asked.
    pub async fn check(&self) -> bool {
        let Some(_turn) = self.turn().await else { return true };
        let Some(publisher) = self.publisher(&lock(&self.state)) else { return false };
        let Some(origin) = self.origin(&lock(&self.state)) else { return false };
        let till = self.till().await;
        let now = self.runtime.ports.clock.now();
        lock(&self.state).checked = Some(now);
        let end = match self.settle(origin).await {
            Ok(()) => check(&self.source.web, &publisher, &till, &self.folder, now.wall).await,
            Err(error) => Err(error.into()),
        };
        let mut state = lock(&self.state);
        match end {
            Ok((signed, choice)) => {
                state.failure = None;
                state.note(signed, choice);
                true
            }
            Err(error) => {
                state.failure = Some(trouble::of_check(&error));
                false
            }
        }
    }

    /// Begins to fetch that version; `None` where it is not there to be fetched, or has been begun.
    pub fn begin_fetching(&self, version: &str) -> Option<Begun> {
        let stop = self.runtime.closing.child_token();
        let mut state = lock(&self.state);
        let publisher = self.publisher(&state)?;
        let (signed, choice) = state.newer.as_ref()?;
        let is_to_be_had = *choice == Choice::Newer && signed.manifest.version.to_string() == version;
        let may_begin = matches!(state.course, Course::Still | Course::Failed { .. });
        let of = signed.manifest.package(self.source.till.target?)?.size;
        let signed = (is_to_be_had && may_begin).then(|| signed.clone())?;
        state.course = Course::Fetching { bytes: 0, of, stop: stop.clone() };
        Some(Begun { publisher, signed, stop })
    }

    /// Fetches the version that was begun, and calls `changed` as it comes.
    pub async fn fetch(&self, Begun { publisher, signed, stop }: Begun, changed: impl Fn() + Send + Sync) {
        let _turn = self.turn.lock().await;
        let Some(target) = self.source.till.target else { return };
        let on = |step| {
            if let Step::Received { bytes, of } = step
                && lock(&self.state).note_received(bytes, of)
            {
                changed();
            }
        };
        let fetching = download(&self.source.web, &publisher, &signed, target, &self.folder, on);
        let end = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            end = fetching => Some(end),
        };
        let course = match end {
            None => {
                if let Err(error) = self.remove_package().await {
                    tracing::warn!(%error, "a download that was stopped cannot be removed");
                }
                Course::Still
            }
            Some(Ok(())) => {
                // A person had it fetched again, so that the next start may try it again.
                if let Err(error) = self.note_installing(None).await {
                    tracing::warn!(%error, "a person has to begin this installation");
                }
                Course::Ready
            }
            Some(Err(error)) => Course::Failed { reason: trouble::of_package(&error), fetched: false },
        };
        lock(&self.state).course = course;
        changed();
    }

    /// Ends a download, and removes a package that waits.
    ///
    /// # Errors
    /// A [`NotDone`]; a package that waits then goes on waiting.
    pub async fn drop_package(&self) -> Result<(), NotDone> {
        let _turn = self.turn_without_download().await.ok_or(NotDone::Installing)?;
        self.remove_package().await?;
        lock(&self.state).drop_package();
        Ok(())
    }

    /// The turn, once a download that was under way has ended; none while a version is installed.
    async fn turn_without_download(&self) -> Option<tokio::sync::MutexGuard<'_, ()>> {
        let free = |state: &State| {
            state.end_download();
            !state.installs()
        };
        if !free(&lock(&self.state)) {
            return None;
        }
        let turn = self.turn.lock().await;
        // Another download may have begun meanwhile, or an installation may be about to close the till.
        free(&lock(&self.state)).then_some(turn)
    }

    /// Sets whether and where the till checks. Versions that were found under another setting go.
    ///
    /// # Errors
    /// A [`NotDone`]; the setting of before then holds.
    pub async fn set_policy(&self, policy: UpdatePolicy) -> Result<(), NotDone> {
        let _turn = self.turn_without_download().await.ok_or(NotDone::Installing)?;
        let (file, written) = (self.runtime.folder.update_policy(), policy.clone());
        spawn_blocking(move || written.write(&file)).await.map_err(io::Error::other)??;
        let origin = {
            let mut state = lock(&self.state);
            let before = self.origin(&state);
            (state.policy, state.is_unreadable) = (policy, false);
            let origin = self.origin(&state);
            // Two ways to write one address are one setting.
            if origin != before {
                state.forget();
            }
            origin
        };
        if let Some(origin) = origin
            && let Err(error) = self.settle(origin).await
        {
            tracing::warn!(%error, "a package of another setting stays until the next start or check removes it");
        }
        Ok(())
    }

    /// Takes the language of the window for news and the installer.
    pub fn speak(&self, language: &str) {
        language.clone_into(&mut lock(&self.state).language);
    }

    /// This copy as a manifest is chosen for it, with its ledgers as they are now.
    async fn till(&self) -> Till {
        let target = self.source.till.target;
        let target = if self.way().await == UpdateWay::Itself { target } else { None };
        Till { target, oldest_ledger: oldest_ledger(&self.runtime.folder), ..self.source.till }
    }

    /// Has the folder belong to this setting alone.
    async fn settle(&self, origin: Origin) -> io::Result<()> {
        if self.on_disk(move |folder| folder.settle(&origin)).await? {
            lock(&self.state).drop_package();
        }
        Ok(())
    }

    async fn remove_package(&self) -> io::Result<()> {
        self.on_disk(|folder| folder.drop_package()).await
    }

    /// Works in the folder on a thread that may block.
    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Folder) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let folder = self.folder.clone();
        spawn_blocking(move || work(&folder)).await.map_err(io::Error::other)?
    }
}

/// Notes that an installation of this version has no known end.
fn put_off(folder: &Folder, version: Version) {
    if let Err(error) = Memory::change(&folder.memory(), |memory| memory.note_put_off(version)) {
        tracing::warn!(%error, "no start begins this installation again until the disk takes a note of it");
    }
}

/// Forgets an installation that has come to its end, with the package that it came from.
fn forget_installation(folder: &Folder) {
    let forgotten = Memory::change(&folder.memory(), |memory| memory.note_installing(None));
    if let Err(error) = forgotten.and_then(|()| folder.empty()) {
        tracing::warn!(%error, "a package that was installed cannot be removed");
    }
}
