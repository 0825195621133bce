//! `SHA256SUMS`: the digest of every file that a person can download by itself, and its signature.
//!
//! The folders of the package repositories are not in the list: they carry signatures of their own, which apt and dnf
//! verify. The format is that of `sha256sum`, so no program of ours is needed to check it.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::files;
use super::release::Release;
use super::signing::Signers;
use crate::step::Stop;

/// The name of the list.
const LIST: &str = "SHA256SUMS";
/// The name of the public key that verifies it.
const PUBLIC_KEY: &str = "airtill.pub";

/// The files that list and sign the others, by an earlier run over the same parts or by this one.
pub const LISTING: [&str; 3] = [LIST, "SHA256SUMS.minisig", PUBLIC_KEY];

/// Lists every file of the output folder, signs the list, and lays the public key beside it.
///
/// # Errors
/// When a file cannot be read, or minisign does not sign.
pub fn write(release: &Release, signers: &Signers) -> Result<Vec<PathBuf>, Stop> {
    let [list, signature, public_key] = LISTING.map(|name| release.output.join(name));
    let mut lines = String::new();
    for file in files::files_in(&release.output)? {
        if [&list, &signature, &public_key].contains(&&file) {
            continue;
        }
        let name = file.file_name().unwrap_or_default().display().to_string();
        lines += &format!("{}  {name}\n", of(&file)?);
    }
    files::write(&list, lines, files::PLAIN)?;
    let key = signers.sums()?;
    key.sign(&list, &format!("{} {}", release.name, release.version))?;
    key.write_public(&public_key)?;
    Ok(vec![list, signature, public_key])
}

/// The SHA-256 digest of a file, in hexadecimal digits.
///
/// # Errors
/// When the file cannot be read.
pub fn of(file: &Path) -> Result<String, Stop> {
    Ok(Sha256::digest(files::read(file)?).iter().map(|byte| format!("{byte:02x}")).collect())
}
