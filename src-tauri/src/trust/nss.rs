//! The list of certificates that Chromium and its kin share on Linux: an NSS database, changed by `certutil`.
//!
//! A certificate is entered under one name, trusted as a peer (`P`): good for itself and as an authority for nothing
//! (`C`). Several of ours may stand there, one for each time it was made anew or held separately; `certutil` can only
//! remove by name, so the others are entered again. Certificates go through pipes: no file of them is left behind.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use airtill_app::ports::TrustNotChanged;

use super::certificate::{NAME, certificates, not_changed};
use crate::environment::{self, Variables};
use crate::system_program::{Ended, run};

/// A trusted peer for TLS; nothing for mail and code.
const PEER: &str = "P,,";
/// Every call takes a moment; the database may be locked by a browser for longer.
const LIMIT: Duration = Duration::from_secs(20);

/// The list of one person.
pub struct List {
    pub(super) certutil: OsString,
    /// The environment variables that `certutil` inherits.
    pub(super) variables: Variables,
    pub(super) home: Option<PathBuf>,
    /// The folder in which newer browsers store the list if it is not in the home folder.
    pub(super) elsewhere: Option<PathBuf>,
}

impl List {
    pub fn of_this_person() -> Self {
        Self {
            certutil: "certutil".into(),
            variables: environment::outside_the_bundle(&environment::of_this_process()),
            home: dirs::home_dir(),
            elsewhere: dirs::data_dir(),
        }
    }

    pub fn trusts(&self, certificate: &[u8]) -> Option<bool> {
        let database = self.database()?;
        if !is_made(&database) {
            // The list can be changed where the program is there.
            return run(self.command().arg("-H"), b"", LIMIT).ok().map(|_| false);
        }
        self.holds_as_peer(&database, certificate).ok()
    }

    pub fn trust(&self, certificate: &[u8]) -> Result<(), TrustNotChanged> {
        let Some(database) = self.database() else {
            return not_changed("this person has no home folder");
        };
        if !is_made(&database) {
            if let Err(error) = airtill_files::make_private_folder(&database) {
                return not_changed(format!("{}: {error}", database.display()));
            }
            self.change(&database, &["-N", "--empty-password"], b"")?;
        }
        let held = self.held(&database)?;
        if !held.iter().any(|one| one == certificate) {
            return self.enter(&database, certificate);
        }
        if self.holds_as_peer(&database, certificate)? {
            return Ok(());
        }
        self.replace(&database, &held, &held)
    }

    pub fn distrust(&self, certificate: &[u8]) -> Result<(), TrustNotChanged> {
        let Some(database) = self.database().filter(|database| is_made(database)) else {
            return Ok(());
        };
        let held = self.held(&database)?;
        let others: Vec<_> = held.iter().filter(|one| *one != certificate).cloned().collect();
        if others.len() == held.len() {
            return Ok(());
        }
        self.replace(&database, &held, &others)
    }

    pub fn distrust_all(&self) -> Result<(), TrustNotChanged> {
        let Some(database) = self.database().filter(|database| is_made(database)) else {
            return Ok(());
        };
        self.replace(&database, &self.held(&database)?, &[])
    }

    /// The list that the browsers read: in the home folder, unless there is none there and they have begun one
    /// elsewhere.
    fn database(&self) -> Option<PathBuf> {
        let home = self.home.as_ref()?.join(".pki").join("nssdb");
        let elsewhere = self.elsewhere.as_ref().map(|folder| folder.join("pki").join("nssdb"));
        match elsewhere {
            Some(elsewhere) if !is_made(&home) && is_made(&elsewhere) => Some(elsewhere),
            _ => Some(home),
        }
    }

    /// Every certificate under our name, DER.
    fn held(&self, database: &Path) -> Result<Vec<Vec<u8>>, TrustNotChanged> {
        let ended = self.ask(database, &["-L", "-n", NAME, "-a"], b"")?;
        if ended.status.success() {
            return Ok(certificates(&String::from_utf8_lossy(&ended.output)));
        }
        // It fails in the same way for an unknown name and for an unreadable list; the whole list distinguishes them.
        if self.flags(database)?.is_empty() { Ok(Vec::new()) } else { not_changed(complaint(&ended)) }
    }

    /// The trust flags of every certificate under our name.
    fn flags(&self, database: &Path) -> Result<Vec<String>, TrustNotChanged> {
        let ended = self.ask(database, &["-L"], b"")?;
        if !ended.status.success() {
            return not_changed(complaint(&ended));
        }
        let rows = String::from_utf8_lossy(&ended.output);
        Ok(rows.lines().filter_map(|row| row.strip_prefix(NAME)).map(|flags| flags.trim().to_owned()).collect())
    }

    fn holds_as_peer(&self, database: &Path, certificate: &[u8]) -> Result<bool, TrustNotChanged> {
        let held = self.held(database)?.iter().any(|one| one == certificate);
        Ok(held && self.flags(database)?.iter().all(|flags| flags == PEER))
    }

    /// Removes the certificates under our name and enters `wanted`.
    fn replace(&self, database: &Path, held: &[Vec<u8>], wanted: &[Vec<u8>]) -> Result<(), TrustNotChanged> {
        for _ in held {
            self.change(database, &["-D", "-n", NAME], b"")?;
        }
        wanted.iter().try_for_each(|certificate| self.enter(database, certificate))
    }

    fn enter(&self, database: &Path, certificate: &[u8]) -> Result<(), TrustNotChanged> {
        self.change(database, &["-A", "-n", NAME, "-t", PEER], certificate)
    }

    fn change(&self, database: &Path, arguments: &[&str], input: &[u8]) -> Result<(), TrustNotChanged> {
        let ended = self.ask(database, arguments, input)?;
        if ended.status.success() { Ok(()) } else { not_changed(complaint(&ended)) }
    }

    fn ask(&self, database: &Path, arguments: &[&str], input: &[u8]) -> Result<Ended, TrustNotChanged> {
        let mut path = OsString::from("sql:");
        path.push(database);
        let ended = run(self.command().arg("-d").arg(path).args(arguments), input, LIMIT);
        ended.or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                not_changed("certutil is not installed: it is in the package libnss3-tools or nss-tools")
            }
            _ => not_changed(format!("certutil: {error}")),
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.certutil);
        command.env_clear().envs(&self.variables);
        command
    }
}

fn is_made(database: &Path) -> bool {
    database.join("cert9.db").exists()
}

fn complaint(ended: &Ended) -> String {
    if ended.complaint().is_empty() { "certutil did not do it".to_owned() } else { ended.complaint().to_owned() }
}

#[cfg(test)]
mod tests;
