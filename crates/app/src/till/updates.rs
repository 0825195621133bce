//! The commands about updates of the till, and the task that looks for them.
//!
//! A till that was given no source takes no updates. Nothing is begun while the till is at work; a command is work
//! itself, so each asks before it begins, and an installation goes on behind its answer.

use std::sync::Arc;
use std::time::Duration;

use airtill_contract::*;
use airtill_domain::updates::{UpdateChecks, server_address};

use super::{Inner, Till};
use crate::TillError;
use crate::company::UpdateRule;
use crate::update::{NotDone, UpdatePolicy, UpdateSource, Updates};

/// How long an installation at a start waits for the end of what the start itself began: renewals of sign-ins, and what
/// the page asks for. After that the version waits for another start.
const START_PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked whether that has ended.
const START_STEP: Duration = Duration::from_millis(100);
/// The most characters of a language's name.
const MOST_LANGUAGE: usize = 35;

impl Till {
    /// Has this till take its updates from there, and install one that waits for this start. Without this it takes
    /// none. A second source changes nothing.
    pub async fn take_updates_from(&self, source: UpdateSource) {
        let runtime = self.0.runtime.clone();
        let opened = tokio::task::spawn_blocking(move || Updates::open(runtime, source)).await;
        let updates = match opened.unwrap_or_else(|error| Err(std::io::Error::other(error))) {
            Ok(updates) => Arc::new(updates),
            Err(error) => {
                tracing::warn!(%error, "this till takes no updates");
                return;
            }
        };
        if self.0.updates.set(updates.clone()).is_ok() {
            self.0.runtime.tasks.spawn(follow(self.clone(), updates));
        }
    }

    /// How this copy gets new versions, and how far the next one has come.
    ///
    /// # Errors
    /// None that is known.
    pub async fn updates(&self, request: ForLanguage) -> Result<UpdatesView, TillError> {
        self.run(move |till| async move {
            till.speak(&request);
            Ok(till.updates_view().await)
        })
        .await
    }

    /// Checks for updates now.
    ///
    /// # Errors
    /// `TillAtWork`; `UpdatesNotChecked` where the check failed, where this copy takes none, or where it is not known
    /// which server the company wants.
    pub async fn check_for_updates(&self, request: ForLanguage) -> Result<UpdatesView, TillError> {
        self.not_at_work()?;
        self.run(move |till| async move {
            till.speak(&request);
            let updates = till.own_updates(ErrorCode::UpdatesNotChecked).await?;
            let checked = updates.check().await;
            // The reason is shown with everything else.
            till.tell_updates();
            if !checked {
                return Err(TillError::new(ErrorCode::UpdatesNotChecked));
            }
            Ok(till.updates_view().await)
        })
        .await
    }

    /// Begins to fetch a new version, which the next start installs.
    ///
    /// # Errors
    /// `NotFound`: it is not there to be fetched by this copy, or it is not known which server the company wants.
    pub async fn fetch_update(&self, request: ForUpdate) -> Result<UpdatesView, TillError> {
        self.run(move |till| async move {
            let updates = till.own_updates(ErrorCode::NotFound).await?;
            let begun = updates.begin_fetching(&request.version).ok_or(TillError::new(ErrorCode::NotFound))?;
            let telling = till.clone();
            till.runtime.tasks.spawn(async move { updates.fetch(begun, || telling.tell_updates()).await });
            Ok(till.updates_view().await)
        })
        .await
    }

    /// Ends the fetching, and removes a new version that waits for the next start.
    ///
    /// # Errors
    /// `NotFound` where this copy takes none; `TillAtWork` while it is being installed; the disk's, where the package then
    /// goes on waiting.
    pub async fn drop_update(&self) -> Result<UpdatesView, TillError> {
        self.run(move |till| async move {
            let updates = till.own_updates(ErrorCode::NotFound).await?;
            updates.drop_package().await?;
            till.tell_updates();
            Ok(till.updates_view().await)
        })
        .await
    }

    /// Installs the new version that is here: the till closes and starts again. That goes on behind the answer.
    ///
    /// # Errors
    /// `TillAtWork`; `NotFound` where no such version waits.
    pub async fn install_update(&self, request: ForUpdate) -> Result<UpdatesView, TillError> {
        self.not_at_work()?;
        self.run(move |till| async move {
            let updates = till.own_updates(ErrorCode::NotFound).await?;
            let waiting = updates.waiting(&request.version).await.ok_or(TillError::new(ErrorCode::NotFound))?;
            let own = Till(till.clone());
            let install = async move { updates.install(waiting, || own.has_work(), || own.0.tell_updates()).await };
            till.runtime.tasks.spawn(install);
            Ok(till.updates_view().await)
        })
        .await
    }

    /// Sets whether and where the till checks for updates. A version that was found under another setting goes.
    ///
    /// # Errors
    /// `SetByCompany`, `SupervisorOnly`, `BadAddress`, `NotFound` where this copy takes none, `TillAtWork` while a version
    /// is installed, or the disk's.
    pub async fn set_update_policy(&self, request: SetUpdatePolicy) -> Result<UpdatesView, TillError> {
        self.run(move |till| async move {
            let updates = till.own_updates(ErrorCode::NotFound).await?;
            if till.runtime.company().await.updates != UpdateRule::None {
                return Err(TillError::new(ErrorCode::SetByCompany));
            }
            if !till.is_supervised_here() {
                return Err(TillError::new(ErrorCode::SupervisorOnly));
            }
            let checks = if request.checks { UpdateChecks::Daily } else { UpdateChecks::Off };
            let typed = request.server.filter(|typed| !typed.trim().is_empty());
            let server =
                typed.map(|typed| server_address(&typed).ok_or(TillError::new(ErrorCode::BadAddress))).transpose()?;
            updates.set_policy(UpdatePolicy { checks, server }).await?;
            till.tell_updates();
            Ok(till.updates_view().await)
        })
        .await
    }

    fn not_at_work(&self) -> Result<(), TillError> {
        if self.is_at_work() { Err(TillError::new(ErrorCode::TillAtWork)) } else { Ok(()) }
    }

    /// Ends when nothing is under way.
    async fn idle(&self) {
        while self.is_at_work() {
            tokio::time::sleep(START_STEP).await;
        }
    }

    /// Checks for updates where a check is due and nobody works.
    async fn look_if_due(&self, updates: &Updates) {
        if self.is_at_work() || !updates.is_due() {
            return;
        }
        // The log has the reason for a failure, and the next day is another one.
        updates.check().await;
        self.0.tell_updates();
    }
}

/// Installs a version that waits for this start; then looks for another one now and then, until the till closes.
async fn follow(till: Till, updates: Arc<Updates>) {
    if updates.way().await == UpdateWay::Never {
        return;
    }
    till.0.runtime.company().await;
    start(&till, &updates).await;
    let (closing, pace) = (till.0.runtime.closing.clone(), till.0.runtime.policy.update_pace);
    while tokio::time::timeout(pace, closing.cancelled()).await.is_err() {
        till.look_if_due(&updates).await;
    }
}

/// Looks at what earlier runs left, and installs a version that waits for this start, once nobody works.
async fn start(till: &Till, updates: &Updates) {
    let waiting = updates.begin().await;
    // A page that asked before did not see it.
    till.0.tell_updates();
    let Some(mut waiting) = waiting else { return };
    if till.is_at_work() {
        let version = waiting.manifest.version.to_string();
        // On Windows nobody could drop it otherwise.
        drop(waiting);
        if tokio::time::timeout(START_PATIENCE, till.idle()).await.is_err() {
            tracing::info!(version, "a new version waits for another start: the till is at work");
            return;
        }
        // A person may have dropped or installed it meanwhile.
        let Some(still) = updates.waiting(&version).await else { return };
        waiting = still;
    }
    updates.install(waiting, || till.has_work(), || till.0.tell_updates()).await;
}

impl Inner {
    /// The updates of a copy that takes some.
    async fn own_updates(&self, otherwise: ErrorCode) -> Result<Arc<Updates>, TillError> {
        // No server is asked before it is known which one the company wants.
        self.runtime.company().await;
        match self.updates.get() {
            Some(updates) if updates.way().await != UpdateWay::Never => Ok(updates.clone()),
            _ => Err(TillError::new(otherwise)),
        }
    }

    fn speak(&self, request: &ForLanguage) {
        if let Some(updates) = self.updates.get().filter(|_| request.language.len() <= MOST_LANGUAGE) {
            updates.speak(&request.language);
        }
    }

    async fn updates_view(&self) -> UpdatesView {
        match self.updates.get() {
            Some(updates) => {
                updates.way().await;
                self.runtime.company().await;
                updates.view(self.is_supervised_here())
            }
            None => UpdatesView {
                way: UpdateWay::Never,
                state: UpdateState::Off {},
                failure: None,
                policy: UpdatePolicyView { origin: PolicyOrigin::ThisTill, checks: false, server: None },
                publisher: None,
                may_change: false,
            },
        }
    }

    /// Notes that the till goes on, and reports that to the window where it changes the state of a newer version.
    pub(super) fn updates_go_on(&self) {
        if self.updates.get().is_some_and(|updates| updates.go_on()) {
            self.tell_updates();
        }
    }

    fn tell_updates(&self) {
        if let Some(updates) = self.updates.get() {
            let updates = Box::new(updates.view(self.is_supervised_here()));
            self.runtime.emit(Event::UpdatesChanged { updates });
        }
    }
}

impl From<NotDone> for TillError {
    fn from(reason: NotDone) -> Self {
        match reason {
            NotDone::Installing => Self::new(ErrorCode::TillAtWork),
            NotDone::Disk(error) => Self::of_disk(&error),
        }
    }
}

#[cfg(test)]
mod tests;
