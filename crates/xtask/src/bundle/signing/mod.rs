//! How what is given to people is signed: Windows programs, Linux packages, and the list of sums.
//!
//! Signing is a command and not a key: code-signing keys live in hardware, GPG knows cards by itself, and only the key
//! of the sums is a file. Without a signer of the person's own, throw-away ones are made under `target/` and that is said
//! aloud. The rule: a release for people has no throw-away signature, so there a missing signer is an error.

mod gpg;
mod minisign;
mod windows;

use std::ffi::OsString;
use std::path::PathBuf;

use super::release::Release;
use crate::step::Stop;

pub use gpg::Key;
pub use minisign::SumsKey;
pub use windows::WindowsSigner;

/// Names a program that signs the Windows program or installer that is its one argument, in place.
const WINDOWS: &str = "AIRTILL_SIGN_WINDOWS";
/// Names the GPG key of packages and repositories, as `gpg --local-user` takes it.
const PACKAGES: &str = "AIRTILL_SIGN_PACKAGES";
/// Names the file of the secret minisign key of the sums.
const SUMS: &str = "AIRTILL_SIGN_SUMS";

/// The signers of one bundle; each is made ready when it is first asked for.
#[derive(Debug)]
pub struct Signers {
    windows: Option<OsString>,
    packages: Option<OsString>,
    sums: Option<OsString>,
    throw_away: PathBuf,
    for_people: bool,
}

impl Signers {
    /// The signers that the environment names.
    pub fn from_environment(release: &Release) -> Self {
        let named = |variable| std::env::var_os(variable).filter(|value| !value.is_empty());
        Self {
            windows: named(WINDOWS),
            packages: named(PACKAGES),
            sums: named(SUMS),
            throw_away: release.throw_away.clone(),
            for_people: release.for_people,
        }
    }

    /// The signer of Windows programs.
    ///
    /// # Errors
    /// When a release has none, or no throw-away one can be made.
    pub fn windows(&self) -> Result<WindowsSigner, Stop> {
        match &self.windows {
            Some(program) => Ok(WindowsSigner::program(program.into(), self.for_people)),
            None => WindowsSigner::throw_away(&self.folder_of("Windows programs", WINDOWS)?),
        }
    }

    /// The key of packages and repositories.
    ///
    /// # Errors
    /// When a release has none, no throw-away one can be made, or it is no RSA key of 4096 bits.
    pub fn packages(&self) -> Result<Key, Stop> {
        match &self.packages {
            Some(id) => Key::named(id),
            None => Key::throw_away(&self.folder_of("packages", PACKAGES)?),
        }
    }

    /// The key of the sums.
    ///
    /// # Errors
    /// When a release has none, or no throw-away one can be made.
    pub fn sums(&self) -> Result<SumsKey, Stop> {
        match &self.sums {
            Some(file) => Ok(SumsKey::of(file.into())),
            None => SumsKey::throw_away(&self.folder_of("the sums", SUMS)?),
        }
    }

    /// The folder of a throw-away key, after saying that one is used.
    fn folder_of(&self, what: &str, variable: &str) -> Result<PathBuf, Stop> {
        if self.for_people {
            return Err(Stop::new(format!(
                "{variable} is not set, and a release is not signed with a throw-away key."
            )));
        }
        println!("NOT FOR PEOPLE: {variable} is not set, so {what} are signed with a throw-away key.");
        Ok(self.throw_away.clone())
    }
}
