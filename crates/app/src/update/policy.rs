//! The setting about updates: whether the till checks for them, and where. It lies beside the other settings, in
//! `updates.json` of the data folder.
//!
//! A file that cannot be read, or that holds a word or an address of which this version makes nothing, means *off*: the
//! till then asks no server that nobody chose, and the settings show that to a supervisor. It stays where it is until
//! somebody sets it again, and is set aside then.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use airtill_domain::company::CompanyUpdates;
use airtill_domain::updates::{UpdateChecks, server_address};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::company::{Company, UpdateRule};
use crate::data_folder::{set_aside, write_whole};

/// The most bytes of the file.
const MOST_BYTES: u64 = 8 * 1024;

/// The setting about updates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdatePolicy {
    /// Whether the till checks by itself.
    pub checks: UpdateChecks,
    /// The manifest, or the folder that holds it, on the company's own server; `None` for the publisher's.
    pub server: Option<Url>,
}

/// The form of the file.
#[derive(Serialize, Deserialize)]
struct Written {
    /// A word of [`UpdateChecks`].
    checks: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    server: Option<String>,
}

impl UpdatePolicy {
    /// Nothing was set: the till checks at the publisher's server.
    pub fn unset() -> Self {
        Self { checks: UpdateChecks::Daily, server: None }
    }

    /// Whether the till checks by itself.
    pub fn checks_daily(&self) -> bool {
        self.checks == UpdateChecks::Daily
    }

    /// The till does not check by itself.
    pub fn off() -> Self {
        Self { checks: UpdateChecks::Off, server: None }
    }

    /// The setting that holds under the company's word: its own in place of `this`, and *off* where it is not known, or
    /// not yet, which one the company wants.
    pub fn under(company: Option<&Company>, this: &Self) -> Self {
        Self::known_under(company, this).unwrap_or_else(Self::off)
    }

    /// The setting that holds under the company's word. `None` where that is not known: no server may be asked then,
    /// not even by a person.
    pub fn known_under(company: Option<&Company>, this: &Self) -> Option<Self> {
        match &company?.updates {
            UpdateRule::None => Some(this.clone()),
            UpdateRule::Set(CompanyUpdates { checks, server }) => {
                Some(Self { checks: *checks, server: server.clone() })
            }
            UpdateRule::Unreadable => None,
        }
    }

    /// Reads the file; `None` where something is there that cannot be read.
    pub fn read(file: &Path) -> Option<Self> {
        match read(file) {
            Ok(policy) => Some(policy),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Some(Self::unset()),
            Err(error) => {
                tracing::warn!(%error, "the setting about updates cannot be read: the till checks for none");
                None
            }
        }
    }

    /// Writes the file whole or not at all; one that cannot be read is set aside before.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        if Self::read(file).is_none() {
            set_aside(file)?;
        }
        let written =
            Written { checks: self.checks.word().to_owned(), server: self.server.as_ref().map(Url::to_string) };
        write_whole(file, &serde_json::to_vec(&written)?)
    }
}

fn read(file: &Path) -> io::Result<UpdatePolicy> {
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    let written: Written = serde_json::from_slice(&bytes)?;
    // A word of a later version is not *off* here: it would be overwritten as if somebody had chosen that.
    let checks = UpdateChecks::from_word(&written.checks).ok_or(io::ErrorKind::InvalidData)?;
    let server = written.server.map(|typed| server_address(&typed).ok_or(io::ErrorKind::InvalidData)).transpose()?;
    Ok(UpdatePolicy { checks, server })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_read_back() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let file = temp.path().join("updates.json");
        assert_eq!(UpdatePolicy::read(&file), Some(UpdatePolicy::unset()), "nothing was set");
        for checks in UpdateChecks::ALL {
            for server in [None, server_address("https://files.company.example/airtill/")] {
                let policy = UpdatePolicy { checks, server };
                policy.write(&file).expect("written");
                assert_eq!(UpdatePolicy::read(&file), Some(policy));
            }
        }
    }

    #[test]
    fn p06_until_the_company_is_known_no_server_is_asked_by_itself() {
        let own = UpdatePolicy { checks: UpdateChecks::Daily, server: server_address("https://own.example/") };
        let under = |updates| UpdatePolicy::under(Some(&Company { updates, ..Company::default() }), &own);
        assert_eq!(UpdatePolicy::under(None, &own), UpdatePolicy::off());
        assert_eq!(under(UpdateRule::Unreadable), UpdatePolicy::off());
        let unreadable = Company { updates: UpdateRule::Unreadable, ..Company::default() };
        assert_eq!([None, Some(&unreadable)].map(|company| UpdatePolicy::known_under(company, &own)), [None, None]);
        assert_eq!(under(UpdateRule::None), own);
        let publisher = CompanyUpdates { checks: UpdateChecks::Daily, server: None };
        assert_eq!(under(UpdateRule::Set(publisher)), UpdatePolicy::unset(), "no server is the publisher's");
    }

    #[test]
    fn a_setting_that_cannot_be_read_is_left_alone_until_it_is_set_again() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let file = temp.path().join("updates.json");
        let plain = "{\"checks\":\"daily\",\"server\":\"http://files.company.example/\"}";
        let long = format!("{{\"checks\":\"daily\",\"server\":\"https://a.example/{}\"}}", "a".repeat(9000));
        let all = ["", "{", "null", "{}", "{\"checks\":\"hourly\"}", "{\"checks\":1}", plain, &long];
        for (n, broken) in (1..).zip(all) {
            std::fs::write(&file, broken).expect("written");
            assert_eq!(UpdatePolicy::read(&file), None, "{broken:.60}");
            assert_eq!(std::fs::read_to_string(&file).expect("it is there"), broken, "reading moves nothing");
            UpdatePolicy::off().write(&file).expect("it is set again");
            assert_eq!(UpdatePolicy::read(&file), Some(UpdatePolicy::off()));
            let aside =
                if n == 1 { "updates.unreadable.json".to_owned() } else { format!("updates.unreadable-{n}.json") };
            assert_eq!(std::fs::read_to_string(temp.path().join(aside)).expect("set aside"), broken);
        }
        std::fs::write(&file, "{\"checks\":\"daily\",\"later\":[]}").expect("written");
        assert_eq!(UpdatePolicy::read(&file), Some(UpdatePolicy::unset()), "a field of a later version is passed over");
    }
}
