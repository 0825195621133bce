//! The company's word on this computer, from a folder that administrators alone can write: connections, whether and
//! where the till checks for updates, limits.
//!
//! It is read once, at the start; a change is taken at the next one. Nothing here is applied: connections are taken by
//! the till, limits by sales, the rest by updates. A flaw of the folder never stops a sale: its part does not count, and a
//! notice says which it is. Only one thing follows from a policy of administrators' that cannot be used: no server of
//! updates is asked by the till itself, since nobody knows which one the company wants.

mod folder;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use airtill_contract::{Notice, NoticeCode};
use airtill_domain::company::CompanyUpdates;
use airtill_domain::connection::file;
use airtill_domain::text::{SHOWN_CHARACTERS, plain};
use airtill_domain::{CompanyPolicy, Connection, ConnectionId, Environment, Limits};

use crate::ports::CompanyPlace;

/// The word of the company; nothing where it has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Company {
    /// Whether and where the till checks for updates.
    pub updates: UpdateRule,
    /// The most that the till sells.
    pub limits: Limits,
    /// Its connections, by the names of their files.
    pub connections: Vec<Placed>,
    /// The flaws of the folder, for a person.
    pub notices: Vec<Notice>,
}

/// The company's word on updates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum UpdateRule {
    /// It has none.
    #[default]
    None,
    /// This holds in place of the till's own setting.
    Set(CompanyUpdates),
    /// It may have one, in a policy that cannot be used.
    Unreadable,
}

/// A connection of the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The file that it stands in.
    pub path: PathBuf,
    /// The connection, as the file has it.
    pub connection: Connection,
}

impl Company {
    /// Reads the folder of the company. It may wait for a program of the system.
    pub fn read(place: &CompanyPlace) -> Self {
        let files = folder::read(place);
        let mut company = Self::default();
        if let Some(detail) = of_paths(&files.writable) {
            company.notices.push(Notice { code: NoticeCode::CompanyFolderWritable, detail });
        }
        for (path, reason) in &files.unread {
            company.flaw(NoticeCode::CompanyFolderUnreadable, path, reason);
        }
        if let Some(policy) = &files.policy {
            company.take_policy(&policy.path, &policy.bytes);
        } else if files.hides_policy {
            company.updates = UpdateRule::Unreadable;
        }
        for file in files.connections {
            company.take_connection(file.path, &file.bytes);
        }
        company
    }

    /// Whether the company placed the connection of that id.
    pub fn placed(&self, environment: Environment, id: &ConnectionId) -> Option<&Connection> {
        let mut connections = self.connections.iter().map(|placed| &placed.connection);
        connections.find(|one| one.environment == environment && one.id == *id)
    }

    fn take_policy(&mut self, path: &Path, bytes: &[u8]) {
        match CompanyPolicy::read(bytes) {
            Ok(CompanyPolicy { updates, limits }) => {
                self.updates = updates.map_or(UpdateRule::None, UpdateRule::Set);
                self.limits = limits;
            }
            Err(error) => {
                self.updates = UpdateRule::Unreadable;
                self.flaw(NoticeCode::CompanyPolicyBroken, path, &error.to_string());
            }
        }
    }

    fn take_connection(&mut self, path: PathBuf, bytes: &[u8]) {
        let refused = match file::read(bytes) {
            Ok(connection) if self.placed(connection.environment, &connection.id).is_some() => {
                format!("another file of this folder has the id {}", connection.id)
            }
            Ok(connection) => return self.connections.push(Placed { path, connection }),
            Err(error) => error.to_string(),
        };
        self.flaw(NoticeCode::CompanyConnectionUnreadable, &path, &refused);
    }

    fn flaw(&mut self, code: NoticeCode, path: &Path, reason: &str) {
        tracing::warn!(?code, reason, "a part of the company's folder is not used");
        self.notices.push(Notice { code, detail: plain(&format!("{}: {reason}", path.display()), SHOWN_CHARACTERS) });
    }
}

/// The paths of one notice.
fn of_paths(paths: &[PathBuf]) -> Option<String> {
    let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    (!shown.is_empty()).then(|| plain(&shown.join(", "), SHOWN_CHARACTERS))
}
