//! Whether the person at this till may set what a supervisor sets.
//!
//! The company's accounts say who administers them. Where no accounts of a company are connected, no roles are known,
//! and the person at the till decides. Practice is no company.

use airtill_domain::{Api, Environment};

use super::Inner;
use crate::person::Role;

impl Inner {
    /// Whether an administrator of the company's accounts is signed in, or no such accounts are connected. Accounts for
    /// live sales count before those of a test.
    pub(super) fn is_supervised_here(&self) -> bool {
        let connections = self.connections.registry.all();
        let has_accounts = |environment: &Environment| {
            connections.iter().any(|(known, _)| known.environment == *environment && known.api == Api::AccountsV1)
        };
        let Some(environment) = [Environment::Live, Environment::Test].into_iter().find(has_accounts) else {
            return true;
        };
        let person = self.environments.known(environment).and_then(|environment| environment.sold_by());
        person.is_some_and(|person| person.role == Some(Role::Administrator))
    }
}
