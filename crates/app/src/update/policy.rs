//! What was set about updates: whether the till looks for them, and where. It lies beside the other settings, in
//! `updates.json` of the data folder.
//!
//! A file that cannot be read, or that holds a word or an address of which this version makes nothing, means *off*: the
//! till then asks no server that nobody chose, and the settings show it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use airtill_domain::updates::UpdateChecks;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::data_folder::write_whole;

/// The most bytes of the file, and of an address in it.
const MOST_BYTES: u64 = 8 * 1024;
const MOST_ADDRESS: usize = 2048;

/// The setting about updates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdatePolicy {
    /// Whether the till looks by itself.
    pub checks: UpdateChecks,
    /// The manifest, or the folder that holds it, on the company's own server; `None` for the publisher's.
    pub server: Option<Url>,
}

/// The form of the file.
#[derive(Serialize, Deserialize)]
struct Written {
    checks: UpdateChecks,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    server: Option<String>,
}

impl UpdatePolicy {
    /// Nothing was set: the till looks at the publisher's server.
    pub fn unset() -> Self {
        Self { checks: UpdateChecks::Daily, server: None }
    }

    /// Whether the till looks by itself.
    pub fn looks(&self) -> bool {
        self.checks == UpdateChecks::Daily
    }

    fn off() -> Self {
        Self { checks: UpdateChecks::Off, server: None }
    }

    /// Reads the file.
    pub fn read(file: &Path) -> Self {
        match read(file) {
            Ok(policy) => policy,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::unset(),
            Err(error) => {
                tracing::warn!(%error, "what was set about updates cannot be read: the till looks for none");
                Self::off()
            }
        }
    }

    /// Writes the file whole or not at all.
    ///
    /// # Errors
    /// The operating system's error.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let written = Written { checks: self.checks, server: self.server.as_ref().map(Url::to_string) };
        write_whole(file, &serde_json::to_vec(&written)?)
    }
}

fn read(file: &Path) -> io::Result<UpdatePolicy> {
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    let written: Written = serde_json::from_slice(&bytes)?;
    let server = written.server.map(|typed| address(&typed).ok_or(io::ErrorKind::InvalidData)).transpose()?;
    Ok(UpdatePolicy { checks: written.checks, server })
}

/// The address that a person typed: `https`, of a host, without credentials, query or fragment. `None` for any other
/// text.
pub fn address(typed: &str) -> Option<Url> {
    let typed = typed.trim();
    let address = Url::parse(typed).ok().filter(|_| typed.len() <= MOST_ADDRESS)?;
    let is_plain = address.username().is_empty()
        && address.password().is_none()
        && address.query().is_none()
        && address.fragment().is_none();
    (address.scheme() == "https" && address.has_host() && is_plain).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_read_back() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let file = temp.path().join("updates.json");
        assert_eq!(UpdatePolicy::read(&file), UpdatePolicy::unset(), "nothing was set");
        for checks in UpdateChecks::ALL {
            for server in [None, address("https://files.company.example/airtill/")] {
                let policy = UpdatePolicy { checks, server };
                policy.write(&file).expect("written");
                assert_eq!(UpdatePolicy::read(&file), policy);
            }
        }
    }

    #[test]
    fn a_setting_that_cannot_be_read_is_off() {
        let temp = tempfile::tempdir().expect("a temporary folder");
        let file = temp.path().join("updates.json");
        let plain = "{\"checks\":\"daily\",\"server\":\"http://files.company.example/\"}";
        let long = format!("{{\"checks\":\"daily\",\"server\":\"https://a.example/{}\"}}", "a".repeat(9000));
        for broken in ["", "{", "null", "{}", "{\"checks\":\"hourly\"}", "{\"checks\":1}", plain, &long] {
            std::fs::write(&file, broken).expect("written");
            assert_eq!(UpdatePolicy::read(&file), UpdatePolicy::off(), "{broken:.60}");
        }
        std::fs::write(&file, "{\"checks\":\"daily\",\"later\":[]}").expect("written");
        assert_eq!(UpdatePolicy::read(&file), UpdatePolicy::unset(), "a field of a later version is passed over");
    }

    #[test]
    fn only_a_plain_https_address_is_a_server() {
        for good in ["https://files.company.example/airtill/", " https://10.0.0.9:8443/a.json\n"] {
            assert!(address(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "files.company.example",
            "http://files.company.example/",
            "https://user@files.company.example/",
            "https://user:word@files.company.example/",
            "https://files.company.example/?a",
            "https://files.company.example/#a",
            "file:///tmp/airtill-stable.json",
            "https://",
            &format!("https://a.example/{}", "a".repeat(2048)),
        ] {
            assert_eq!(address(bad), None, "{bad:.60}");
        }
    }
}
