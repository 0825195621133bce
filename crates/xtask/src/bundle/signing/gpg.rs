//! The one key of Linux packages and their repositories: RSA with 4096 bits, which every apt, dnf and rpm in use takes.
//!
//! GPG finds the key on a card by itself. A throw-away key lives in a keyring of its own, so the person's keyring is
//! never touched.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::files;
use crate::step::{Stop, capture, succeed};

/// A GPG key, by its fingerprint.
#[derive(Debug)]
pub struct Key {
    /// 40 hexadecimal digits.
    pub fingerprint: String,
    home: Option<PathBuf>,
}

impl Key {
    /// The key that gpg knows by this name in the person's own keyring.
    ///
    /// # Errors
    /// When gpg does not know it, or it is no RSA key of 4096 bits.
    pub fn named(id: &OsStr) -> Result<Self, Stop> {
        Self::found(None, id)
    }

    /// A key without a password in a keyring of its own below this folder, made unless it is there.
    ///
    /// # Errors
    /// When gpg cannot make it.
    pub fn throw_away(folder: &Path) -> Result<Self, Stop> {
        let home = folder.join("gnupg");
        let name = "Airtill throw-away <throw-away@airtill.invalid>";
        if !home.is_dir() {
            files::make_folder(folder)?;
            files::make_private_folder(&home)?;
            let mut command = gpg(Some(&home));
            command.args(["--passphrase", "", "--quick-generate-key", name, "rsa4096", "sign", "30d"]);
            succeed(&mut command)?;
        }
        Self::found(Some(home), "throw-away@airtill.invalid".as_ref())
    }

    fn found(home: Option<PathBuf>, id: &OsStr) -> Result<Self, Stop> {
        let listed = capture(gpg(home.as_deref()).args(["--with-colons", "--list-secret-keys"]).arg(id))?;
        let fingerprint = fingerprint(&listed).map_err(|error| Stop::new(format!("{}: {error}", id.display())))?;
        Ok(Self { fingerprint, home })
    }

    /// Writes the public key as `gpg` reads it back: in letters, or in bytes.
    ///
    /// # Errors
    /// When gpg does not export it.
    pub fn export(&self, file: &Path, in_letters: bool) -> Result<(), Stop> {
        let mut command = gpg(self.home.as_deref());
        if in_letters {
            command.arg("--armor");
        }
        succeed(command.arg("--yes").arg("--output").arg(file).arg("--export").arg(&self.fingerprint))
    }

    /// Writes `into`: the text of `file` with its signature around it.
    ///
    /// # Errors
    /// When gpg does not sign.
    pub fn sign_around(&self, file: &Path, into: &Path) -> Result<(), Stop> {
        succeed(self.signing().arg("--output").arg(into).arg("--clear-sign").arg(file))
    }

    /// Writes `into`: the signature of `file` alone, in letters.
    ///
    /// # Errors
    /// When gpg does not sign.
    pub fn sign_beside(&self, file: &Path, into: &Path) -> Result<(), Stop> {
        succeed(self.signing().arg("--output").arg(into).args(["--armor", "--detach-sign"]).arg(file))
    }

    /// Signs an `.rpm` in place.
    ///
    /// # Errors
    /// When rpmsign does not sign.
    pub fn sign_rpm(&self, file: &Path) -> Result<(), Stop> {
        let mut command = Command::new("rpmsign");
        command.args(["--define", "__gpg /usr/bin/gpg"]);
        command.arg("--define").arg(format!("_gpg_name {}", self.fingerprint));
        if let Some(home) = &self.home {
            command.env("GNUPGHOME", home);
        }
        succeed(command.arg("--addsign").arg(file))
    }

    fn signing(&self) -> Command {
        let mut command = gpg(self.home.as_deref());
        command.args(["--yes", "--digest-algo", "SHA512", "--local-user"]).arg(&self.fingerprint);
        command
    }
}

impl Drop for Key {
    /// Ends the agent of a throw-away keyring, which would wait for more signatures for ever.
    fn drop(&mut self) {
        if let Some(home) = &self.home {
            let _ = Command::new("gpgconf").arg("--homedir").arg(home).args(["--kill", "gpg-agent"]).status();
        }
    }
}

fn gpg(home: Option<&Path>) -> Command {
    let mut command = Command::new("gpg");
    command.args(["--batch", "--quiet"]);
    if let Some(home) = home {
        command.arg("--homedir").arg(home);
    }
    command
}

/// The fingerprint of the one key in gpg's list with colons.
fn fingerprint(listed: &str) -> Result<String, String> {
    let lines: Vec<Vec<&str>> = listed.lines().map(|line| line.split(':').collect()).collect();
    let keys: Vec<usize> = (0..lines.len()).filter(|at| lines[*at][0] == "sec").collect();
    let [key] = keys.as_slice() else {
        return Err(format!("{} keys have this name; name one by its fingerprint.", keys.len()));
    };
    let field = |line: usize, at: usize| lines.get(line).and_then(|line| line.get(at)).copied().unwrap_or_default();
    // Algorithm 1 is RSA.
    if (field(*key, 3), field(*key, 2)) != ("1", "4096") {
        return Err("this is no RSA key of 4096 bits, which every apt and rpm in use would take.".to_owned());
    }
    let found = (*key..lines.len()).find(|at| field(*at, 0) == "fpr").map(|at| field(at, 9).to_owned());
    found.ok_or_else(|| "gpg names no fingerprint.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSA: &str = "sec:u:4096:1:AAAA:1::::::::::\nfpr:::::::::0123ABCD:\n";

    #[test]
    fn one_rsa_key_of_4096_bits_is_taken_and_nothing_else() {
        assert_eq!(fingerprint(RSA).as_deref(), Ok("0123ABCD"));
        assert!(fingerprint(&RSA.replace("4096:1", "3072:1")).is_err(), "a short one");
        assert!(fingerprint(&RSA.replace("4096:1", "255:22")).is_err(), "Ed25519, which old rpm does not know");
        assert!(fingerprint(&RSA.repeat(2)).is_err(), "two of them");
        assert!(fingerprint("").is_err(), "none");
    }
}
