//! The signature of the list of sums, by minisign: one small file, verified by one short command.
//!
//! A throw-away key has no password, so nothing asks a person. The public key is derived from the secret one, so the
//! two cannot disagree.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::files;
use crate::step::{Stop, succeed};

/// A secret key of minisign.
#[derive(Debug)]
pub struct SumsKey {
    secret: PathBuf,
}

impl SumsKey {
    /// The key in this file; minisign asks for its password where it has one.
    pub fn of(secret: PathBuf) -> Self {
        Self { secret }
    }

    /// A key without a password, made in this folder unless it is there.
    ///
    /// # Errors
    /// When minisign cannot make it.
    pub fn throw_away(folder: &Path) -> Result<Self, Stop> {
        files::make_folder(folder)?;
        let secret = folder.join("sums.key");
        if !secret.is_file() {
            let mut command = Command::new("minisign");
            succeed(command.args(["-G", "-W", "-p"]).arg(folder.join("sums.pub")).arg("-s").arg(&secret))?;
        }
        Ok(Self { secret })
    }

    /// Writes the public key, which people verify with.
    ///
    /// # Errors
    /// When the secret key cannot be read.
    pub fn write_public(&self, file: &Path) -> Result<(), Stop> {
        succeed(Command::new("minisign").args(["-R", "-f", "-s"]).arg(&self.secret).arg("-p").arg(file))
    }

    /// Signs a file; the signature lies beside it and ends with `.minisig`. The comment is signed as well.
    ///
    /// # Errors
    /// When minisign does not sign.
    pub fn sign(&self, file: &Path, comment: &str) -> Result<(), Stop> {
        let mut command = Command::new("minisign");
        command.args(["-S", "-s"]).arg(&self.secret).arg("-m").arg(file).args(["-t", comment]);
        succeed(&mut command)
    }
}
