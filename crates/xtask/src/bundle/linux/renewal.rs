//! `cargo xtask bundle repositories`: the repositories' signatures made anew, over packages and indexes that stay as
//! they are.
//!
//! apt refuses an index 90 days after it was signed, so a repository without a new release is signed anew before that.
//! Nothing is signed that the same key had not signed before: the old signature is verified first, and from it the
//! indexes and the packages. Each new file replaces the old one whole. A run that stops before the first of them did can
//! be made again; behind that, files of two signings may lie beside each other, which the next run refuses. The stored
//! files are then laid there again.

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;

use super::apt;
use crate::bundle::files::{self, PLAIN};
use crate::bundle::release::{Release, now};
use crate::bundle::signing::{Key, Signers};
use crate::bundle::sums;
use crate::step::{Stop, capture, step};

/// Signs the repositories of the output folder anew.
///
/// # Errors
/// When one is missing, when the key had not signed it, or when something in it differs from what was signed.
pub fn sign_repositories_anew(release: &Release, signers: &Signers) -> Result<(), Stop> {
    let key = signers.packages()?;
    let made = [
        step("the apt repository, signed anew", || sign_apt(&release.output.join("apt"), &key, now()))?,
        step("the dnf repository, signed anew", || sign_dnf(&release.output.join("dnf"), &key))?,
    ];
    files::open_to_all(&release.output)?;
    println!("\nSigned anew in {}; no package and no index was changed:", release.output.display());
    for file in made.concat() {
        println!("  {}", file.strip_prefix(&release.output).unwrap_or(&file).display());
    }
    Ok(())
}

/// Gives `Release` the dates of now, signs it, and answers the files that are new.
fn sign_apt(repository: &Path, key: &Key, now: Timestamp) -> Result<Vec<PathBuf>, Stop> {
    let suite = repository.join("dists/stable");
    let [release, around, beside] = ["Release", "InRelease", "Release.gpg"].map(|name| suite.join(name));
    key.verify_beside(&release, &beside)?;
    let text = files::read_text(&release)?;
    for (digest, name) in apt::listed(&text) {
        must_be(&suite.join(name), digest)?;
        if name.ends_with("/Packages") {
            let index = files::read_text(&suite.join(name))?;
            for (digest, package) in packages(&index, &["\nSHA256: ", "\nFilename: "], "\n\n", "\n") {
                must_be(&repository.join(package), digest)?;
            }
        }
    }
    let new = files_beside([&release, &around, &beside]);
    files::write(&new[0], apt::dated_anew(&text, now)?, PLAIN)?;
    key.sign_around(&new[0], &new[1])?;
    key.sign_beside(&new[0], &new[2])?;
    let old = [release, around, beside];
    new.iter().zip(&old).try_for_each(|(new, old)| files::rename(new, old))?;
    Ok(old.to_vec())
}

/// Signs the index, which has no date, and answers the file that is new.
fn sign_dnf(repository: &Path, key: &Key) -> Result<Vec<PathBuf>, Stop> {
    let index = repository.join("repodata/repomd.xml");
    let beside = index.with_extension("xml.asc");
    key.verify_beside(&index, &beside)?;
    for (digest, name) in
        packages(&files::read_text(&index)?, &["<checksum type=\"sha256\">", "href=\""], "</data>", "")
    {
        must_be(&repository.join(name), digest)?;
        if name.ends_with("-primary.xml.gz") {
            let primary = capture(Command::new("gzip").arg("-dc").arg(repository.join(name)))?;
            let marks = ["<checksum type=\"sha256\" pkgid=\"YES\">", "<location href=\""];
            for (digest, package) in packages(&primary, &marks, "</package>", "") {
                must_be(&repository.join(package), digest)?;
            }
        }
    }
    let [new] = files_beside([&beside]);
    key.sign_beside(&index, &new)?;
    files::rename(&new, &beside)?;
    Ok(vec![beside])
}

/// The digest and the name in each part of an index, which stand after these marks; a value ends with `ends`, or with
/// the first `"` or `<` where that is empty.
fn packages<'a>(index: &'a str, marks: &[&str; 2], between: &str, ends: &str) -> Vec<(&'a str, &'a str)> {
    let value = |part: &'a str, mark: &str| {
        let rest = part.split_once(mark)?.1;
        let end = if ends.is_empty() { rest.find(['"', '<']) } else { rest.find(ends) };
        Some(&rest[..end.unwrap_or(rest.len())])
    };
    index.split(between).filter_map(|part| Some((value(part, marks[0])?, value(part, marks[1])?))).collect()
}

fn must_be(file: &Path, digest: &str) -> Result<(), Stop> {
    if sums::of(file)? == digest {
        return Ok(());
    }
    Err(Stop::new(format!("{} is not the file that was signed.", file.display())))
}

/// The names of files that are made beside others, until they take their places.
fn files_beside<const N: usize>(files: [&PathBuf; N]) -> [PathBuf; N] {
    files.map(|file| file.with_file_name(format!("{}.new", file.file_name().unwrap_or_default().display())))
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
