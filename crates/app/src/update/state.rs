//! The state of updates in this run: the setting, the newer version that a check told of, and how far it has come.
//!
//! Nothing here touches the disk or the network. A version that is in its place stays so, whatever is set later; every
//! other one is forgotten with the setting that it was found under.

use airtill_contract::UpdateTrouble;
use airtill_updates::{Choice, Signed, Version};
use tokio_util::sync::CancellationToken;

use super::UpdatePolicy;

/// Everything of one run.
pub(super) struct State {
    /// The setting of a supervisor of this till; the company's word goes before it.
    pub(super) policy: UpdatePolicy,
    /// The language of the window, for news and for the installer.
    pub(super) language: String,
    /// The newest version that a check told of and that is newer than this one.
    pub(super) newer: Option<(Signed, Choice)>,
    pub(super) course: Course,
    /// Why the last check of this run failed; nothing where it did not.
    pub(super) failure: Option<UpdateTrouble>,
}

/// How far the newer version has come.
pub(super) enum Course {
    Still,
    Fetching {
        bytes: u64,
        of: u64,
        stop: CancellationToken,
    },
    Ready,
    Installing,
    /// In its place; this till runs on until it is closed.
    Installed,
    Failed {
        reason: UpdateTrouble,
        fetched: bool,
    },
}

impl State {
    /// At the start of the till.
    pub(super) fn new(policy: UpdatePolicy) -> Self {
        Self { policy, language: "en".to_owned(), newer: None, course: Course::Still, failure: None }
    }

    /// Whether a package waits to be installed.
    pub(super) fn waits(&self) -> bool {
        matches!(self.course, Course::Ready | Course::Failed { fetched: true, .. })
    }

    /// Notes the setting of a supervisor. The versions that were found under another one are forgotten.
    pub(super) fn set(&mut self, policy: UpdatePolicy) {
        if self.policy == policy {
            return;
        }
        (self.policy, self.failure) = (policy, None);
        self.drop_package();
        if !matches!(self.course, Course::Installed) {
            self.newer = None;
        }
    }

    /// Whether a version is being installed.
    pub(super) fn installs(&self) -> bool {
        matches!(self.course, Course::Installing)
    }

    /// Ends a download, which then notes its end itself.
    pub(super) fn end_download(&self) {
        if let Course::Fetching { stop, .. } = &self.course {
            stop.cancel();
        }
    }

    /// Ends a download, and forgets a package that waits.
    pub(super) fn drop_package(&mut self) {
        self.end_download();
        if matches!(self.course, Course::Ready | Course::Failed { .. }) {
            self.course = Course::Still;
        }
    }

    /// Notes what a check told. A package that waits counts as long as it is of the newest version.
    pub(super) fn note(&mut self, signed: Signed, choice: Choice) {
        let before = self.version();
        self.newer = (choice != Choice::Newest).then_some((signed, choice));
        if self.version() != before || choice != Choice::Newer {
            self.course = Course::Still;
        }
    }

    /// The newer version.
    pub(super) fn version(&self) -> Option<Version> {
        self.newer.as_ref().map(|(signed, _)| signed.manifest.version)
    }

    /// Notes how far a download is; whether a bar moves by it.
    pub(super) fn note_received(&mut self, now: u64, size: u64) -> bool {
        let Course::Fetching { bytes, of, .. } = &mut self.course else { return false };
        let hundredth = |bytes: u64| bytes.saturating_mul(100) / size.max(1);
        let moves = hundredth(now) != hundredth(*bytes);
        (*bytes, *of) = (now, size);
        moves
    }
}
