//! The login keychain of macOS, through `/usr/bin/security`.
//!
//! The trust is for the certificate itself and for TLS only. The system asks the person for their password each time it
//! is changed, in a window of its own; that is why a change may take minutes.

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use airtill_app::ports::TrustNotChanged;
use tempfile::NamedTempFile;

use super::certificate::{NAME, certificates, not_changed};
use crate::system_program::{Ended, run};

const SECURITY: &str = "/usr/bin/security";
/// The limit of a call that asks the person nothing.
const LOOKING: Duration = Duration::from_secs(20);
/// The limit of a call in which a person types their password.
const CHANGING: Duration = Duration::from_secs(120);

/// The login keychain of one person.
pub struct List {
    keychain: Option<PathBuf>,
}

impl List {
    pub fn of_this_person() -> Self {
        Self { keychain: dirs::home_dir().map(|home| home.join("Library/Keychains/login.keychain-db")) }
    }

    pub fn trusts(&self, certificate: &[u8]) -> Option<bool> {
        let file = written(certificate).ok()?;
        let mut looking = Command::new(SECURITY);
        looking.args(["verify-cert", "-p", "ssl", "-L", "-c"]).arg(file.path());
        run(&mut looking, b"", LOOKING).ok().map(|ended| ended.status.success())
    }

    pub fn trust(&self, certificate: &[u8]) -> Result<(), TrustNotChanged> {
        let Some(keychain) = &self.keychain else {
            return not_changed("this person has no home folder");
        };
        let file = written(certificate)?;
        let mut trusting = Command::new(SECURITY);
        // A lone leaf is its own root here; "trustRoot" would be for an authority.
        trusting.args(["add-trusted-cert", "-r", "trustAsRoot", "-p", "ssl", "-k"]).arg(keychain).arg(file.path());
        changed(run(&mut trusting, b"", CHANGING))
    }

    pub fn distrust(&self, certificate: &[u8]) -> Result<(), TrustNotChanged> {
        if self.trusts(certificate) == Some(false) {
            return Ok(());
        }
        let file = written(certificate)?;
        let mut distrusting = Command::new(SECURITY);
        distrusting.arg("remove-trusted-cert").arg(file.path());
        changed(run(&mut distrusting, b"", CHANGING))
    }

    pub fn distrust_all(&self) -> Result<(), TrustNotChanged> {
        let mut looking = Command::new(SECURITY);
        looking.args(["find-certificate", "-a", "-p", "-c", NAME]);
        if let Some(keychain) = &self.keychain {
            looking.arg(keychain);
        }
        // It fails where it finds none.
        let found = match run(&mut looking, b"", LOOKING) {
            Ok(ended) => certificates(&String::from_utf8_lossy(&ended.output)),
            Err(error) => return not_changed(format!("{SECURITY}: {error}")),
        };
        found.iter().try_for_each(|certificate| self.distrust(certificate))
    }
}

fn changed(ended: std::io::Result<Ended>) -> Result<(), TrustNotChanged> {
    match ended {
        Ok(ended) if ended.status.success() => Ok(()),
        Ok(ended) if ended.complaint().is_empty() => not_changed("the keychain did not take it"),
        Ok(ended) => not_changed(ended.complaint()),
        Err(error) => not_changed(format!("{SECURITY}: {error}")),
    }
}

/// A temporary file that only the owner can read, deleted when it is dropped.
fn written(certificate: &[u8]) -> Result<NamedTempFile, TrustNotChanged> {
    let write = || {
        let mut file = NamedTempFile::with_suffix(".cer")?;
        file.write_all(certificate)?;
        Ok(file)
    };
    write().or_else(|error: std::io::Error| not_changed(error.to_string()))
}
