//! The notices about connections whose cause can end while the till is open, and their withdrawal.
//!
//! A file that cannot be read is imported anew, two connections stop leading to one float, an environment is opened at
//! the next try: what was told of it is not true any more.

use airtill_contract::{Notice, NoticeCode};
use airtill_domain::{Connection, Environment, lock};

use super::files;
use super::lifecycle::Connections;
use crate::airtime::Airtime;
use crate::environment::OpenEnvironment;

impl Connections {
    /// The connection files that can be read, and whether these are all. The notices about the others are those of now.
    pub fn look_at_files(&self) -> (Vec<Connection>, bool) {
        let (found, notices) = files::load(&self.runtime.folder);
        let is_over = |detail: &str| notices.iter().all(|notice| notice.detail != detail);
        self.runtime.withdraw_notices(NoticeCode::ConnectionUnreadable, is_over);
        let are_all = notices.is_empty();
        notices.into_iter().for_each(|notice| self.runtime.add_notice(notice));
        (found, are_all)
    }

    /// Withdraws the notices about two connections to one float, where they do not lead to one any more.
    pub fn withdraw_float_notices(&self) {
        let pairs: Vec<String> = self
            .registry
            .airtime()
            .iter()
            .flat_map(|one| one.leading_here().into_iter().flat_map(|other| both_ways(one, &other)))
            .collect();
        let is_over = |detail: &str| pairs.iter().all(|pair| pair != detail);
        self.runtime.withdraw_notices(NoticeCode::FloatShared, is_over);
    }

    /// Notifies that an environment could not be opened, unless it is open by now.
    pub fn notify_of_unopened(&self, environment: Environment, notice: Notice) {
        let mut unopened = lock(&self.unopened);
        if self.environments.known(environment).is_none() {
            unopened.push((environment, notice.clone()));
            drop(unopened);
            self.runtime.notify(notice);
        }
    }

    /// Withdraws the notices that an environment could not be opened, now that it is.
    pub(super) fn withdraw_unopened(&self, environment: &OpenEnvironment) {
        let mut unopened = lock(&self.unopened);
        let (over, others): (Vec<_>, Vec<_>) = unopened.drain(..).partition(|(kind, _)| *kind == environment.kind);
        unopened.clone_from(&others);
        drop(unopened);
        for (_, notice) in over {
            // Another environment, or the opened one itself, may say the same.
            let stands = others.iter().any(|(_, other)| *other == notice) || environment.notices.contains(&notice);
            if !stands {
                self.runtime.withdraw_notices(notice.code, |detail| detail == notice.detail);
            }
        }
    }
}

/// The detail of a notice about two connections to one float, by their names; `one` came to it last.
pub(super) fn of_two(one: &str, other: &str) -> String {
    format!("{one} · {other}")
}

fn both_ways(one: &Airtime, other: &Airtime) -> [String; 2] {
    let (one, other) = (&one.connection.name, &other.connection.name);
    [of_two(one, other), of_two(other, one)]
}
