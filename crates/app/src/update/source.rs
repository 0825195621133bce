//! The list that updates come from: the company's word first, then the till's own setting, then the publisher.
//!
//! Where it is not known, or not yet, which server the company wants, there is no list: no server is asked then, and
//! not the publisher's either.

use airtill_updates::{Origin, Publisher};
use url::Url;

use super::{State, UpdatePolicy, Updates};

impl Updates {
    /// The setting that holds now.
    pub(super) fn policy(&self, state: &State) -> UpdatePolicy {
        UpdatePolicy::under(self.runtime.company_so_far(), &state.policy)
    }

    /// The publisher with the list that holds now; `None` where no server may be asked.
    pub(super) fn publisher(&self, state: &State) -> Option<Publisher> {
        Some(Publisher { keys: self.source.keys.clone(), manifest: self.list(self.known_policy(state)?) })
    }

    /// The setting that a package belongs to which is fetched now; `None` where it is not known.
    pub(super) fn origin(&self, state: &State) -> Option<Origin> {
        let policy = self.known_policy(state)?;
        Some(Origin { checks: policy.checks_daily(), list: self.list(policy).into() })
    }

    fn known_policy(&self, state: &State) -> Option<UpdatePolicy> {
        UpdatePolicy::known_under(self.runtime.company_so_far(), &state.policy)
    }

    /// The address of the manifest under this setting.
    fn list(&self, policy: UpdatePolicy) -> Url {
        policy.server.map_or_else(|| self.source.manifest.clone(), |server| self.list_at(server))
    }

    /// The manifest at a company's server: the address itself, or the file of this channel in the folder that it names.
    fn list_at(&self, server: Url) -> Url {
        let in_folder = server.path().ends_with('/').then(|| server.join(self.source.till.channel.file_name()).ok());
        in_folder.flatten().unwrap_or(server)
    }
}
