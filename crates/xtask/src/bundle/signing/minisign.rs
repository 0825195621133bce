//! Signatures by minisign, of the list of sums and of updates: one small file each, verified by one short command.
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

    /// A key without a password, made in this folder under this name unless it is there.
    ///
    /// # Errors
    /// When minisign cannot make it.
    pub fn throw_away(folder: &Path, name: &str) -> Result<Self, Stop> {
        files::make_folder(folder)?;
        let secret = folder.join(format!("{name}.key"));
        if !secret.is_file() {
            let mut command = Command::new("minisign");
            let public = folder.join(format!("{name}.pub"));
            succeed(command.args(["-G", "-W", "-p"]).arg(public).arg("-s").arg(&secret))?;
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

    /// The public key, as the till has it inside: one line of base64. `scratch` is a file that is written for it.
    ///
    /// # Errors
    /// When the secret key cannot be read.
    pub fn public(&self, scratch: &Path) -> Result<String, Stop> {
        self.write_public(scratch)?;
        let text = files::read_text(scratch)?;
        let key = text.lines().nth(1).ok_or_else(|| Stop::new(format!("{} has no key.", scratch.display())))?;
        Ok(key.trim().to_owned())
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
