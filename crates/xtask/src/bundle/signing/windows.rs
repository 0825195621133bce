//! Authenticode signatures of Windows programs and installers.
//!
//! A release is signed by the program that a person names, which knows the hardware or the service of the key; its
//! result is checked here. The throw-away certificate signs itself and expires soon, and has no time-stamp.

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

/// Whether the signature carries the time of an authority, as RFC 3161 has it. Whether it is trusted is not asked here.
fn is_stamped(file: &Path) -> Result<bool, Stop> {
    let shown = Command::new("osslsigncode")
        .arg("verify")
        .arg("-in")
        .arg(file)
        .output()
        .map_err(|error| Stop::new(format!("osslsigncode could not be started: {error}")))?;
    Ok(says_stamped(&String::from_utf8_lossy(&shown.stdout)) && has_rfc_3161(&signature_of(file)?))
}

/// The signature of a program, as DER.
fn signature_of(file: &Path) -> Result<Vec<u8>, Stop> {
    let name = file.file_name().unwrap_or_default().display();
    let folder = std::env::temp_dir().join(format!("airtill-signature-{}-{name}", std::process::id()));
    files::empty_folder(&folder)?;
    let signature = folder.join("signature");
    let mut command = Command::new("osslsigncode");
    command.args(["extract-signature", "-in"]).arg(file).arg("-out").arg(&signature);
    let read = succeed(&mut command).and_then(|()| files::read(&signature));
    let _ = std::fs::remove_dir_all(&folder);
    read
}

/// Whether a signature has the attribute of an RFC 3161 time-stamp, 1.3.6.1.4.1.311.3.3.1. The older stamp of
/// Authenticode has another one, which osslsigncode calls a time-stamp as well.
fn has_rfc_3161(signature: &[u8]) -> bool {
    signature.windows(RFC_3161.len()).any(|bytes| bytes == RFC_3161)
}

/// The DER of that attribute's name.
const RFC_3161: [u8; 12] = [0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x03, 0x03, 0x01];

/// Whether osslsigncode found a time-stamp, in the words of its versions 2.5 and 2.9.
fn says_stamped(shown: &str) -> bool {
    shown.contains("The signature is timestamped: ") || shown.contains("Timestamp time: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_older_stamp_of_authenticode_is_none_of_rfc_3161() {
        let within = |name: &[u8]| [&[0x30, 0x82, 0x05, 0x96], name, &[0x31, 0x00]].concat();
        assert!(has_rfc_3161(&within(&RFC_3161)));
        // 1.2.840.113549.1.9.6, a countersignature.
        assert!(!has_rfc_3161(&within(&[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x06])));
        assert!(!has_rfc_3161(&within(&[])) && !has_rfc_3161(&[]));
    }

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
