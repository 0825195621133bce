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

/// The files of a release, below the output folder; `@` stands for the name of the package and the version.
const WHOLE: [&str; 14] = [
    "@-linux-licences.txt",
    "@-linux.cdx.json",
    "@-windows-licences.txt",
    "@-windows.cdx.json",
    "@-macos-licences.txt",
    "@-macos.cdx.json",
    "@-window.cdx.json",
    "@_amd64.deb",
    "@-1.x86_64.rpm",
    "@-windows-x64-setup.exe",
    "@-macos-universal.dmg",
    "@-macos-universal.tar.gz",
    "apt/dists/stable/InRelease",
    "dnf/repodata/repomd.xml.asc",
];

/// Checks that every part of a release lies in the output folder, before all of it is listed.
///
/// # Errors
/// When one is missing; the sentence names all that are.
pub fn every_part_is_there(release: &Release) -> Result<(), Stop> {
    let named = |name: &str| {
        let between = if name.ends_with(".deb") { "_" } else { "-" };
        name.replace('@', &format!("{}{between}{}", release.package, release.version))
    };
    let missing: Vec<String> =
        WHOLE.into_iter().map(named).filter(|name| !release.output.join(name).is_file()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Stop::new(format!("a part of this release did not make {}.", missing.join(", "))))
}

/// Lists every file of the output folder, signs the list, and lays the public key beside it.
///
/// # Errors
/// When a file cannot be read, or minisign does not sign.
pub fn write(release: &Release, signers: &Signers) -> Result<Vec<PathBuf>, Stop> {
    let [list, signature, public_key] =
        [LIST.to_owned(), format!("{LIST}.minisig"), PUBLIC_KEY.to_owned()].map(|name| release.output.join(name));
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_release_that_lacks_a_part_is_not_listed() {
        let mut release = Release::of_workspace(false).expect("the workspace is there");
        release.output = std::env::temp_dir().join(format!("airtill-whole-{}", std::process::id()));
        let name = |file: &str| {
            let package = if file == "@_amd64.deb" { "airtill_" } else { "airtill-" };
            release.output.join(file.replace('@', &format!("{package}{}", release.version)))
        };
        for file in WHOLE {
            files::write(&name(file), "made", files::PLAIN).expect("a temporary folder can be written");
        }
        every_part_is_there(&release).expect("all of it is there");
        for file in WHOLE {
            let missing = name(file);
            std::fs::remove_file(&missing).expect("it was made");
            let stop = every_part_is_there(&release).expect_err(file);
            assert!(
                stop.to_string().contains(&missing.file_name().unwrap_or_default().display().to_string()),
                "{stop}"
            );
            files::write(&missing, "made", files::PLAIN).expect("it is written again");
        }
        std::fs::remove_dir_all(&release.output).expect("the folder was ours");
    }
}
