//! Authenticode signatures of Windows programs and installers.
//!
//! A release is signed by the program that a person names, which knows the hardware or the service of the key; what it
//! leaves is looked at here. The throw-away certificate signs itself and expires soon, and has no time-stamp.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::files;
use crate::step::{Stop, succeed};

/// Signs Windows programs in place.
#[derive(Debug)]
pub enum WindowsSigner {
    /// A program of the person's own, and whether a time-stamp must be there afterwards.
    Program(PathBuf, bool),
    /// A certificate that signs itself, in PEM, and its key.
    ThrowAway(PathBuf, PathBuf),
}

impl WindowsSigner {
    /// A program that gets the file as its one argument.
    pub fn program(program: PathBuf, must_be_stamped: bool) -> Self {
        Self::Program(program, must_be_stamped)
    }

    /// A certificate that signs itself, made in this folder unless one is there that lasts for a week more.
    ///
    /// # Errors
    /// When openssl cannot make it.
    pub fn throw_away(folder: &Path) -> Result<Self, Stop> {
        files::make_folder(folder)?;
        let (certificate, key) = (folder.join("windows.pem"), folder.join("windows.key"));
        let mut lasts = Command::new("openssl");
        lasts.args(["x509", "-noout", "-checkend", "604800", "-in"]).arg(&certificate);
        if !certificate.is_file() || succeed(&mut lasts).is_err() {
            succeed(
                Command::new("openssl")
                    .args(["req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "30", "-sha256"])
                    .args(["-subj", "/CN=Airtill throw-away"])
                    .args(["-addext", "extendedKeyUsage=codeSigning", "-addext", "keyUsage=digitalSignature"])
                    .arg("-keyout")
                    .arg(&key)
                    .arg("-out")
                    .arg(&certificate),
            )?;
        }
        Ok(Self::ThrowAway(certificate, key))
    }

    /// Signs a program in place.
    ///
    /// # Errors
    /// When the signer fails, or leaves no time-stamp where there must be one.
    pub fn sign(&self, file: &Path) -> Result<(), Stop> {
        match self {
            Self::Program(program, _) => succeed(Command::new(program).arg(file))?,
            Self::ThrowAway(certificate, key) => {
                let signed = file.with_extension("signed");
                let mut command = Command::new("osslsigncode");
                command.args(["sign", "-h", "sha256", "-certs"]).arg(certificate).arg("-key").arg(key);
                succeed(command.arg("-in").arg(file).arg("-out").arg(&signed))?;
                files::rename(&signed, file)?;
            }
        }
        self.check(file)
    }

    /// Looks at what was signed.
    ///
    /// # Errors
    /// When it has no time-stamp where there must be one.
    pub fn check(&self, file: &Path) -> Result<(), Stop> {
        if matches!(self, Self::Program(_, true)) && !is_stamped(file)? {
            return Err(Stop::new(format!("{} has no RFC 3161 time-stamp.", file.display())));
        }
        Ok(())
    }

    /// A program in `folder` that signs the file that is its one argument, in place, and leaves a copy in `copy` for
    /// [`Self::check`]: makensis signs its uninstaller with it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn script(&self, folder: &Path, copy: &Path) -> Result<PathBuf, Stop> {
        let sign = match self {
            Self::Program(program, _) => format!("{} \"$1\"", quoted(program)),
            Self::ThrowAway(certificate, key) => format!(
                "osslsigncode sign -h sha256 -certs {} -key {} -in \"$1\" -out \"$1.signed\"\nmv \"$1.signed\" \"$1\"",
                quoted(certificate),
                quoted(key)
            ),
        };
        let script = folder.join("sign");
        let text =
            format!("#!/bin/sh\n# Written by `cargo xtask bundle`.\nset -eu\n{sign}\ncp \"$1\" {}\n", quoted(copy));
        files::write(&script, text, files::PROGRAM)?;
        Ok(script)
    }
}

/// Quotes a path for a shell.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// Whether the signature carries the time of an authority. Whether it is trusted is not asked here.
fn is_stamped(file: &Path) -> Result<bool, Stop> {
    let shown = Command::new("osslsigncode")
        .arg("verify")
        .arg("-in")
        .arg(file)
        .output()
        .map_err(|error| Stop::new(format!("osslsigncode could not be started: {error}")))?;
    Ok(says_stamped(&String::from_utf8_lossy(&shown.stdout)))
}

/// Whether osslsigncode found a time-stamp, in the words of its versions 2.5 and 2.9.
fn says_stamped(shown: &str) -> bool {
    shown.contains("The signature is timestamped: ") || shown.contains("Timestamp time: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_stamp_is_seen_in_the_words_of_either_version() {
        assert!(says_stamped("Signing time: N/A\nThe signature is timestamped: Nov 30 03:42:13 2026 GMT\n"));
        assert!(says_stamped("\tTimestamp time: Nov 30 03:42:13 2026 GMT\n"));
        for without in
            ["The signature is not timestamped\n", "Timestamp is not available\n", "", "\tSigning time: Nov 30\n"]
        {
            assert!(!says_stamped(without), "{without:?}");
        }
    }
}
