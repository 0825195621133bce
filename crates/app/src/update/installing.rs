//! The installation of a package that waits: begun on disk first, ended by the word of the installer.
//!
//! A version whose installation failed is begun again by a person alone. Where something that passes was in the way and
//! nothing was changed, or where the till closed and nobody knows the end, a later start begins it again, a few times.

use std::io;

use airtill_contract::UpdateTrouble;
use airtill_domain::lock;
use airtill_updates::{Memory, Ready, Version, ready};
use tokio::task::spawn_blocking;

use super::{Course, Updates, trouble};

impl Updates {
    /// The package of that version, proven anew, where it waits to be installed.
    pub async fn waiting(&self, version: &str) -> Option<Ready> {
        let _turn = self.turn().await?;
        if !lock(&self.state).waits() {
            return None;
        }
        let (keys, till, folder) = (self.source.keys.clone(), self.till().await, self.folder.clone());
        let now = self.runtime.ports.clock.now().wall;
        let found = spawn_blocking(move || ready(&keys, &till, &folder, now)).await.ok().flatten();
        found.filter(|ready| ready.manifest.version.to_string() == version)
    }

    /// Installs a package that was proven, once it is on disk that this was begun, and calls `changed` at its beginning
    /// and its end. Returns where the till is about to close, and where this version goes on. Where `is_at_work` says so
    /// when its turn comes, the package goes on waiting.
    pub async fn install(&self, ready: Ready, is_at_work: impl Fn() -> bool, changed: impl Fn() + Send + Sync) {
        let _turn = self.turn.lock().await;
        if is_at_work() {
            tracing::info!("a new version waits: the till is at work");
            return;
        }
        let language = {
            let mut state = lock(&self.state);
            // Since it was proven, another task may have installed it, or a person may have dropped it.
            if !state.waits() || state.version() != Some(ready.manifest.version) {
                return;
            }
            state.course = Course::Installing;
            state.went_on = false;
            state.language.clone()
        };
        changed();
        let version = ready.manifest.version;
        let end = match self.note_installing(Some(version)).await {
            Ok(()) => self.source.installer.install(ready, &language).await,
            Err(error) => Err(trouble::of_disk(&error)),
        };
        if let Err(reason) = end {
            tracing::warn!(?reason, %version, "a new version was not installed");
            let note = if passes(reason) { Memory::note_put_off } else { Memory::note_failed };
            if let Err(error) = self.change_memory(move |memory| note(memory, version)).await {
                tracing::warn!(%error, "the end of this installation is not stored");
            }
        }
        lock(&self.state).note_installed(end);
        changed();
    }

    /// Notes that the till does not close after all; whether its next start is one of a newer version.
    pub fn go_on(&self) -> bool {
        lock(&self.state).go_on()
    }

    pub(super) async fn note_installing(&self, version: Option<Version>) -> io::Result<()> {
        self.change_memory(move |memory| memory.note_installing(version)).await
    }

    async fn change_memory(&self, change: impl FnOnce(&mut Memory) + Send + 'static) -> io::Result<()> {
        self.on_disk(move |folder| Memory::change(&folder.memory(), change)).await
    }
}

/// Whether something was in the way of an installation that is gone without a person's help, and nothing was changed.
fn passes(reason: UpdateTrouble) -> bool {
    matches!(reason, UpdateTrouble::TillAtWork | UpdateTrouble::AnotherInstaller | UpdateTrouble::FileInUse)
}
