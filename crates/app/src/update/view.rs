//! Updates as the window shows them.
//!
//! Repeated failures of checks are shown to a person who can do something about them: everybody else sees the last good
//! check.

use airtill_contract::{NewVersionView, PolicyOrigin, UpdatePolicyView, UpdateState, UpdateWay, UpdatesView};
use airtill_domain::lock;
use airtill_updates::Choice;

use super::{Course, State, Updates, when};
use crate::company::UpdateRule;
use crate::view::time;

impl Updates {
    /// Everything as it is now. `may_change`: whether the person who is here may change what is set.
    pub fn view(&self, may_change: bool) -> UpdatesView {
        let way = self.way.get().copied().unwrap_or(UpdateWay::Never);
        let memory = self.memory();
        let state = lock(&self.state);
        let memory = memory.under(self.origin(&state).as_ref());
        // A list that named a newer version, which nobody knows any more, says nothing.
        let nothing_newer = memory.newest().is_some_and(|newest| newest <= self.source.till.version);
        let failing =
            if may_change { when::failing_for_long(&memory, self.runtime.ports.clock.now().wall) } else { None };
        let found = state.newer.as_ref().map(|(signed, choice)| {
            let (manifest, news) = (&signed.manifest, signed.manifest.news_in(&state.language).to_vec());
            (NewVersionView { version: manifest.version.to_string(), news }, *choice)
        });
        let shown = match (found, failing, memory.last_success) {
            (Some((new, choice)), _, _) => of_newer(&state.course, new, choice),
            (None, _, _) if !self.policy(&state).checks_daily() || way == UpdateWay::Never => UpdateState::Off {},
            (None, Some(since), _) => UpdateState::CannotCheck { since: time(since) },
            (None, None, Some(at)) if nothing_newer => UpdateState::UpToDate { at: time(at) },
            (None, None, _) => UpdateState::NotChecked {},
        };
        UpdatesView {
            way,
            state: shown,
            failure: state.failure,
            policy: self.policy_shown(&state, may_change),
            publisher: Some(self.publisher_shown()),
            may_change,
        }
    }

    fn policy_shown(&self, state: &State, may_change: bool) -> UpdatePolicyView {
        let origin = match self.runtime.company_so_far().map(|company| &company.updates) {
            // For a person who can set it again; for everybody else the checks are off.
            None | Some(UpdateRule::None) if state.is_unreadable && may_change => PolicyOrigin::UnreadableSetting,
            None | Some(UpdateRule::None) => PolicyOrigin::ThisTill,
            Some(UpdateRule::Set(_)) => PolicyOrigin::Company,
            Some(UpdateRule::Unreadable) => PolicyOrigin::UnusablePolicy,
        };
        let policy = self.policy(state);
        UpdatePolicyView {
            origin,
            checks: policy.checks_daily(),
            server: policy.server.as_ref().map(ToString::to_string),
        }
    }

    fn publisher_shown(&self) -> String {
        self.source.manifest.to_string()
    }
}

fn of_newer(course: &Course, new: NewVersionView, choice: Choice) -> UpdateState {
    match (course, choice) {
        (Course::Installing | Course::Closing, _) => UpdateState::Installing { new },
        (Course::Installed, _) => UpdateState::Installed { new },
        (_, Choice::LedgerTooOld) => UpdateState::RecordsTooOld { new },
        (_, Choice::NewerElsewhere | Choice::Newest) => UpdateState::Newer { new, can_fetch: false },
        (Course::Still, Choice::Newer) => UpdateState::Newer { new, can_fetch: true },
        (Course::Fetching { bytes, of, .. }, Choice::Newer) => UpdateState::Fetching { new, bytes: *bytes, of: *of },
        (Course::Ready, Choice::Newer) => UpdateState::Ready { new },
        (Course::Failed { reason, fetched }, Choice::Newer) => {
            UpdateState::Failed { new, reason: *reason, fetched: *fetched }
        }
    }
}
