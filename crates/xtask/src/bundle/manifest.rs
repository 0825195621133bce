//! The manifest of updates, its signature, and those of the packages that it names: a till fetches them by itself.
//!
//! It names the packages that lie in the output folder, relative to itself, so that any web server serves the folder.
//! It is made now, by the clock of this machine, and expires: made again before that, it holds tills on no old version.
//! Each signature says in its comment which file it is for, and a package's of which version, so that no signature is
//! good for another file. The crate `updates` reads all of it; a test here has it read what is written.

use std::path::{Path, PathBuf};

use jiff::{Timestamp, ToSpan};
use serde_json::{Map, Value, json};

use super::release::{Release, now};
use super::signing::Signers;
use super::{files, sums};
use crate::step::{Stop, root};

/// The oldest format of the ledger that this version reads; `crates/ledger` decides it.
const SMALLEST_LEDGER: u32 = 3;
/// A manifest says something for as many hours as the apt repository does: ninety days.
const LASTS_HOURS: i64 = 90 * 24;
/// The languages of the news, each a file `installers/news/<version>/<language>.txt`.
const LANGUAGES: [&str; 3] = ["en", "fr", "ar"];
/// The targets that a till installs by itself: the word of the manifest, and the parts of its packages' names after
/// the version. One package for macOS has the code for both processors.
const TARGETS: [(&str, &str, &str); 3] = [
    ("windows-x64", "-windows-x64", "-setup.exe"),
    ("macos-arm64", "-macos", ".tar.gz"),
    ("macos-x64", "-macos", ".tar.gz"),
];

/// Writes the manifest of the packages in the output folder, and signs it and them; nothing where there is none.
///
/// # Errors
/// When a release has no news of its version, or something cannot be read or signed.
pub fn write(release: &Release, signers: &Signers) -> Result<Vec<PathBuf>, Stop> {
    signers.is_believed(release)?;
    let packages = packages(release, &files::files_in(&release.output)?)?;
    if packages.is_empty() {
        return Ok(Vec::new());
    }
    let key = signers.sums()?;
    let news = news(&release.version, release.for_people)?;
    made(release, &packages, &news, now(), |file, comment| key.sign(file, comment))
}

/// The names of the files that are made here from these files: the manifest, and the signatures of it and its packages.
///
/// # Errors
/// When there are two packages for one target.
pub fn names(release: &Release, files: &[PathBuf]) -> Result<Vec<String>, Stop> {
    let manifest = PathBuf::from(file_name(release));
    let packages = packages(release, files)?.into_iter().map(|(_, package)| package);
    let made = packages.chain([manifest.clone()]).map(|file| signature_of(&file)).chain([manifest]);
    Ok(made.map(|file| file.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect())
}

fn file_name(release: &Release) -> &'static str {
    if release.for_people { "airtill-stable.json" } else { "airtill-test.json" }
}

fn made(
    release: &Release,
    packages: &[(&str, PathBuf)],
    news: &Map<String, Value>,
    now: Timestamp,
    sign: impl Fn(&Path, &str) -> Result<(), Stop>,
) -> Result<Vec<PathBuf>, Stop> {
    // A till that saw a manifest takes none from before, so one that is early would lock it out; so would a late build.
    if now.as_second() < i64::try_from(release.commit_time).unwrap_or(i64::MAX) {
        return Err(Stop::new(format!("the clock of this machine says {now}, which lies before the commit.")));
    }
    let manifest = release.output.join(file_name(release));
    let mut text = serde_json::to_string_pretty(&described(release, packages, news, now)?)
        .map_err(|error| Stop::new(format!("the manifest cannot be written: {error}")))?;
    text.push('\n');
    files::write(&manifest, text, files::PLAIN)?;
    let mut signed: Vec<&Path> = packages.iter().map(|(_, package)| package.as_path()).collect();
    signed.dedup();
    for package in &signed {
        sign(package, &comment(package, now, Some(&release.version)))?;
    }
    sign(&manifest, &comment(&manifest, now, None))?;
    let signatures = signed.into_iter().chain([manifest.as_path()]).map(signature_of).collect::<Vec<_>>();
    Ok([vec![manifest.clone()], signatures].concat())
}

/// The comment that is signed with a file; the till reads it.
fn comment(file: &Path, now: Timestamp, version: Option<&str>) -> String {
    let name = file.file_name().unwrap_or_default().display();
    let version = version.map(|version| format!("\tversion:{version}")).unwrap_or_default();
    format!("timestamp:{}\tfile:{name}{version}", now.as_second())
}

/// The file of a signature, beside the signed one.
fn signature_of(file: &Path) -> PathBuf {
    file.with_file_name(format!("{}.minisig", file.file_name().unwrap_or_default().display()))
}

fn described(
    release: &Release,
    packages: &[(&str, PathBuf)],
    news: &Map<String, Value>,
    now: Timestamp,
) -> Result<Value, Stop> {
    let written = |time: Timestamp| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let expires = now.checked_add(LASTS_HOURS.hours()).map_err(|error| Stop::new(format!("the clock: {error}")))?;
    let mut targets = Map::new();
    for (target, package) in packages {
        let name = package.file_name().unwrap_or_default().display().to_string();
        let size = files::read(package)?.len();
        targets.insert((*target).to_owned(), json!({ "url": name, "size": size, "sha256": sums::of(package)? }));
    }
    Ok(json!({
        "schema": 1,
        "channel": if release.for_people { "stable" } else { "test" },
        "version": release.version,
        "published": written(now),
        "expires": written(expires),
        "smallest_ledger": SMALLEST_LEDGER,
        "news": news,
        "targets": targets,
    }))
}

/// The package of each target among these files.
fn packages(release: &Release, files: &[PathBuf]) -> Result<Vec<(&'static str, PathBuf)>, Stop> {
    let mut found = Vec::new();
    for (target, middle, ending) in TARGETS {
        let begins = format!("{}-{}{middle}", release.package, release.version);
        let is_one = |file: &&PathBuf| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(&begins) && name.ends_with(ending)
        };
        let mut packages = files.iter().filter(is_one);
        found.extend(packages.next().map(|package| (target, package.clone())));
        if let Some(second) = packages.next() {
            return Err(Stop::new(format!("there are two packages for {target}; one is {}.", second.display())));
        }
    }
    Ok(found)
}

/// The news of a version. A test build has none.
///
/// # Errors
/// When a language is missing or says nothing.
pub fn news(version: &str, for_people: bool) -> Result<Map<String, Value>, Stop> {
    let folder = root().join("installers/news").join(version);
    if !folder.is_dir() && !for_people {
        println!("NOT FOR PEOPLE: {} is not there, so the manifest has no news.", folder.display());
        return Ok(Map::from_iter([("en".to_owned(), json!("A test build."))]));
    }
    let read = |language: &str| {
        let text = files::read_text(&folder.join(format!("{language}.txt")))?;
        if text.trim().is_empty() {
            return Err(Stop::new(format!("the news of {version} in `{language}` say nothing.")));
        }
        Ok((language.to_owned(), json!(text.trim())))
    };
    LANGUAGES.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests;
