//! The state of updates in this run: the setting, the newer version that a check found, and how far it has come.
//!
//! Nothing here touches the disk or the network. A version that is in its place stays so, whatever is set later; every
//! other one is forgotten with the setting that it was found under.

use airtill_contract::UpdateTrouble;
use airtill_domain::Moment;
use airtill_updates::{Choice, Signed, Version};
use tokio_util::sync::CancellationToken;

use super::UpdatePolicy;
use crate::ports::Installed;

/// Everything of one run.
pub(super) struct State {
    /// The setting of a supervisor of this till; the company's word goes before it.
    pub(super) policy: UpdatePolicy,
    /// Whether that setting could not be read, so that it is *off* until it is set again.
    pub(super) is_unreadable: bool,
    /// The language of the window, for news and for the installer.
    pub(super) language: String,
    /// The newest version that a check found and that is newer than this one.
    pub(super) newer: Option<(Signed, Choice)>,
    pub(super) course: Course,
    /// Why the last check of this run failed; nothing where it did not.
    pub(super) failure: Option<UpdateTrouble>,
    /// When this run last began a check, also where the disk took no word of it.
    pub(super) checked: Option<Moment>,
    /// Whether the till was to close and went on, since the last installation began.
    pub(super) went_on: bool,
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
    /// In its place; this till is about to close and start again.
    Closing,
    /// In its place; this till runs on until it is closed.
    Installed,
    Failed {
        reason: UpdateTrouble,
        fetched: bool,
    },
}

impl State {
    /// At the start of the till, with the setting as it was read.
    pub(super) fn new(read: Option<UpdatePolicy>) -> Self {
        let (is_unreadable, policy) = (read.is_none(), read.unwrap_or_else(UpdatePolicy::off));
        Self {
            policy,
            is_unreadable,
            language: "en".to_owned(),
            newer: None,
            course: Course::Still,
            failure: None,
            checked: None,
            went_on: false,
        }
    }

    /// Whether a package waits to be installed.
    pub(super) fn waits(&self) -> bool {
        matches!(self.course, Course::Ready | Course::Failed { fetched: true, .. })
    }

    /// Forgets all that was found, because another setting holds now.
    pub(super) fn forget(&mut self) {
        (self.failure, self.checked) = (None, None);
        self.drop_package();
        if !matches!(self.course, Course::Installed) {
            self.newer = None;
        }
    }

    /// Whether a version is being installed, or the till is about to close for one.
    pub(super) fn installs(&self) -> bool {
        matches!(self.course, Course::Installing | Course::Closing)
    }

    /// Whether a version is fetched or installed.
    pub(super) fn is_under_way(&self) -> bool {
        self.installs() || matches!(self.course, Course::Fetching { .. })
    }

    /// Notes the end of an installation.
    pub(super) fn note_installed(&mut self, end: Result<Installed, UpdateTrouble>) {
        self.course = match end {
            // It may have gone on already, before the installer's word came.
            Ok(Installed::Closes) if !self.went_on => Course::Closing,
            Ok(_) => Course::Installed,
            Err(reason) => Course::Failed { reason, fetched: true },
        };
    }

    /// Notes that the till does not close after all; whether that changes the course.
    pub(super) fn go_on(&mut self) -> bool {
        self.went_on = true;
        let was_closing = matches!(self.course, Course::Closing);
        if was_closing {
            self.course = Course::Installed;
        }
        was_closing
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

    /// Notes the result of a check. A package that waits counts as long as it is of the newest version.
    pub(super) fn note(&mut self, signed: Signed, choice: Choice) {
        let before = self.version();
        self.newer = (choice != Choice::Newest).then_some((signed, choice));
        if self.version() != before || choice != Choice::Newer {
            self.drop_package();
            if matches!(self.course, Course::Installed) {
                self.course = Course::Still;
            }
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

#[cfg(test)]
mod tests {
    use airtill_updates::{Channel, Keys};
    use minisign::KeyPair;

    use super::*;

    /// A signed list of this version.
    fn list(of: &str, key: &KeyPair) -> Signed {
        let text = format!(
            "{{\"schema\":1,\"channel\":\"stable\",\"version\":\"{of}\",\"smallest_ledger\":3,\
             \"published\":\"2026-11-20T00:00:00Z\",\"expires\":\"2026-12-20T00:00:00Z\",\
             \"news\":{{\"en\":\"Faster.\"}},\"targets\":{{}}}}"
        );
        let comment = Some("file:airtill-stable.json");
        let signature = minisign::sign(None, &key.sk, text.as_bytes(), comment, None).expect("it signs");
        let next = KeyPair::generate_unencrypted_keypair().expect("a key");
        let keys = Keys::read(&key.pk.to_base64(), &next.pk.to_base64()).expect("two keys");
        Signed::read(&keys, Channel::Stable, text.into_bytes(), signature.into_string().into_bytes()).expect("good")
    }

    #[test]
    fn u03_a_newer_version_ends_the_download_of_the_one_before() {
        let key = KeyPair::generate_unencrypted_keypair().expect("a key");
        let mut state = State::new(Some(UpdatePolicy::unset()));
        let stop = CancellationToken::new();
        state.note(list("2.0.0", &key), Choice::Newer);
        state.course = Course::Fetching { bytes: 0, of: 9, stop: stop.clone() };
        state.note(list("2.0.0", &key), Choice::Newer);
        assert!(!stop.is_cancelled(), "it is still the newest");
        state.note(list("3.0.0", &key), Choice::Newer);
        assert!(stop.is_cancelled() && matches!(state.course, Course::Fetching { .. }), "it notes its end itself");
    }

    #[test]
    fn u03_only_a_version_in_its_place_outlasts_its_setting() {
        let key = KeyPair::generate_unencrypted_keypair().expect("a key");
        let failed = Course::Failed { reason: UpdateTrouble::Failed, fetched: true };
        for (course, stays) in
            [(Course::Still, false), (Course::Ready, false), (failed, false), (Course::Installed, true)]
        {
            let mut state = State::new(Some(UpdatePolicy::unset()));
            state.note(list("2.0.0", &key), Choice::Newer);
            state.course = course;
            state.forget();
            assert_eq!((state.version().is_some(), matches!(state.course, Course::Installed)), (stays, stays));
            assert!(stays || matches!(state.course, Course::Still));
        }
    }

    #[test]
    fn u03_a_till_that_goes_on_has_the_version_in_its_place() {
        for goes_on_first in [true, false] {
            let mut state = State::new(Some(UpdatePolicy::unset()));
            state.course = Course::Installing;
            if goes_on_first {
                assert!(!state.go_on() && matches!(state.course, Course::Installing), "the installer works on");
                state.note_installed(Ok(Installed::Closes));
            } else {
                state.note_installed(Ok(Installed::Closes));
                assert!(state.installs(), "the till is about to close");
                assert!(state.go_on());
            }
            assert!(matches!(state.course, Course::Installed));
            assert!(!state.go_on(), "nothing changes");
        }
    }

    #[test]
    fn u03_a_package_counts_as_long_as_its_version_is_the_newest() {
        let key = KeyPair::generate_unencrypted_keypair().expect("a key");
        for (version, choice, waits) in [
            ("2.0.0", Choice::Newer, true),
            ("3.0.0", Choice::Newer, false),
            ("2.0.0", Choice::LedgerTooOld, false),
            ("1.0.0", Choice::Newest, false),
        ] {
            let mut state = State::new(Some(UpdatePolicy::unset()));
            state.note(list("2.0.0", &key), Choice::Newer);
            state.course = Course::Ready;
            state.note(list(version, &key), choice);
            assert_eq!(state.waits(), waits, "{version} {choice:?}");
        }
    }
}
