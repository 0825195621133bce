//! The store of trusted people of one person on Windows, through the system's own `certutil`.
//!
//! A certificate there is trusted as itself alone: Chromium and its kin take it as a leaf and never as an authority, which
//! the store of the roots would make of it. The store belongs to the person, so that no administrator and no window is
//! needed. A certificate is named by its SHA-1 digest, as Windows does; a certificate that only has an equal digest is no
//! danger here, because nothing is trusted by it.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use airtill_app::ports::TrustNotChanged;
use sha1::{Digest, Sha1};
use tempfile::NamedTempFile;

use super::certificate::{NAME, not_changed};
use crate::system_program::{Ended, run};

/// The limit of one call; none of them asks the person.
const LIMIT: Duration = Duration::from_secs(20);
/// More certificates than a till ever made.
const MOST: usize = 100;
const STORE: &str = "TrustedPeople";
/// The code with which `certutil` says in any language that a store has no such certificate: `CRYPT_E_NOT_FOUND`.
/// Reports of its users are the source; no page defines it.
const NOT_THERE: &str = "0x80092004";
/// The code for a store that is not there yet, `ERROR_FILE_NOT_FOUND`, by the same reports.
const NO_STORE: &str = "0x80070002";

/// The certificates of one name in the store of the person who runs this process.
pub struct List {
    certutil: PathBuf,
    name: &'static str,
}

impl List {
    pub fn of_this_person() -> Self {
        // By its whole path: a program of this name in the folder at hand would be somebody else's.
        let windows = std::env::var_os("SystemRoot").map_or_else(|| PathBuf::from(r"C:\Windows"), PathBuf::from);
        Self { certutil: windows.join("System32").join("certutil.exe"), name: NAME }
    }

    pub fn trusts(&self, certificate: &[u8]) -> Option<bool> {
        self.holds(&digest(certificate)).ok()
    }

    pub fn trust(&self, certificate: &[u8]) -> Result<(), TrustNotChanged> {
        let file = written(certificate).or_else(|error| not_changed(error.to_string()))?;
        changed(self.ask(["-f", "-addstore", STORE].map(OsStr::new).into_iter().chain([file.as_os_str()])))
    }

    pub fn distrust(&self, certificate: &[u8]) -> Result<(), TrustNotChanged> {
        self.remove(&digest(certificate))
    }

    pub fn distrust_all(&self) -> Result<(), TrustNotChanged> {
        self.remove(self.name)
    }

    /// Removes every certificate that the word finds.
    fn remove(&self, word: &str) -> Result<(), TrustNotChanged> {
        for _ in 0..MOST {
            match self.holds(word) {
                Ok(true) => changed(self.ask(["-delstore", STORE, word]))?,
                Ok(false) => return Ok(()),
                Err(error) => return not_changed(format!("certutil: {error}")),
            }
        }
        not_changed("Windows does not remove it")
    }

    /// Whether the store has a certificate of this digest or name.
    fn holds(&self, word: &str) -> io::Result<bool> {
        let said = |ended: Ended| (ended.status.success(), String::from_utf8_lossy(&ended.output).into_owned());
        let (succeeded, one) = said(self.ask(["-store", STORE, word])?);
        // Any file may be missing: the store is, where it cannot be listed either, for the same reason.
        if !succeeded && one.contains(NO_STORE) {
            let (listed, all) = said(self.ask(["-store", STORE])?);
            return if !listed && all.contains(NO_STORE) { Ok(false) } else { found(false, &one) };
        }
        found(succeeded, &one)
    }

    fn ask(&self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> io::Result<Ended> {
        run(Command::new(&self.certutil).args(["-user", "-silent"]).args(arguments), b"", LIMIT)
    }
}

fn digest(certificate: &[u8]) -> String {
    Sha1::digest(certificate).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The outcome of a change. `certutil` complains where it reports: in its output.
fn changed(ended: io::Result<Ended>) -> Result<(), TrustNotChanged> {
    match ended {
        Ok(ended) if ended.status.success() => Ok(()),
        Ok(ended) => {
            let said = String::from_utf8_lossy(&ended.output);
            not_changed(last_line(&said).unwrap_or("Windows did not take it"))
        }
        Err(error) => not_changed(format!("certutil: {error}")),
    }
}

/// Reads the answer to a search. A failure is no proof that a certificate is not there, unless it says just that.
fn found(succeeded: bool, said: &str) -> io::Result<bool> {
    if succeeded {
        return Ok(true);
    }
    if said.contains(NOT_THERE) {
        return Ok(false);
    }
    Err(io::Error::other(last_line(said).unwrap_or("Windows did not answer").to_owned()))
}

fn last_line(said: &str) -> Option<&str> {
    said.lines().map(str::trim).rfind(|line| !line.is_empty())
}

/// A temporary file for `certutil`, which must be able to open it: closed, and deleted when it is dropped.
fn written(certificate: &[u8]) -> io::Result<tempfile::TempPath> {
    let mut file = NamedTempFile::with_suffix(".cer")?;
    file.write_all(certificate)?;
    Ok(file.into_temp_path())
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair};

    use super::*;

    /// No certificate of a till has this name, so that none is removed by this test.
    const NAME_OF_TEST: &str = "Airtill's test of trusted people";

    fn leaf() -> Vec<u8> {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, NAME_OF_TEST);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate().expect("a key");
        params.self_signed(&key).expect("a certificate").der().to_vec()
    }

    #[test]
    fn only_a_search_that_says_so_found_nothing() {
        let none = "CertUtil: -store command FAILED: 0x80092004 (-2146885628 CRYPT_E_NOT_FOUND)\r\n\
                    CertUtil: Cannot find object or property.\r\n";
        assert!(!found(false, none).expect("an answer"));
        assert!(found(true, "CertUtil: -store command completed successfully.").expect("an answer"));
        let refused = "CertUtil: -store command FAILED: 0x80070005 (WIN32: 5 ERROR_ACCESS_DENIED)\r\n\
                       CertUtil: Access is denied.\r\n\r\n";
        assert_eq!(found(false, refused).expect_err("no answer").to_string(), "CertUtil: Access is denied.");
        assert!(found(false, "").is_err(), "a program that says nothing says nothing");
    }

    #[test]
    fn a_certificate_is_trusted_and_distrusted_by_itself_and_by_its_name() {
        let list = List { name: NAME_OF_TEST, ..List::of_this_person() };
        let (one, other) = (leaf(), leaf());
        assert_eq!(list.trusts(&one), Some(false));
        for certificate in [&one, &other] {
            list.trust(certificate).expect("it is taken");
            assert_eq!(list.trusts(certificate), Some(true));
        }
        list.trust(&one).expect("again changes nothing");
        list.distrust(&one).expect("it is removed");
        assert_eq!((list.trusts(&one), list.trusts(&other)), (Some(false), Some(true)), "only that one");
        list.distrust(&one).expect("there is nothing to remove");
        list.trust(&one).expect("it is taken");
        list.distrust_all().expect("both are removed");
        assert_eq!((list.trusts(&one), list.trusts(&other)), (Some(false), Some(false)));
        assert!(list.trust(b"no certificate").is_err());
    }
}
