//! The manifest, its signature and those of the packages, read by the till's own reader.
//!
//! The keys are made in the test by the format author's library; the program `minisign` signs real bundles, which the
//! tests of installers read.

use airtill_updates::{Channel, Keys, Signed, Target, Version};
use minisign::KeyPair;
use sha2::{Digest, Sha256};

use super::*;

/// When these tests take place: 2026-11-30T12:00:00Z, in seconds.
const NOW: i64 = 1_796_040_000;

/// A release of the version 1.2.3 whose output lies in a folder of the test.
fn release(folder: &Path, for_people: bool) -> Release {
    let workspace = Release::of_workspace(false).expect("the workspace is there");
    let output = folder.join("bundle");
    files::make_folder(&output).expect("made");
    Release { version: "1.2.3".to_owned(), output, for_people, commit_time: NOW.unsigned_abs(), ..workspace }
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("airtill-manifest-{name}-{}", std::process::id()));
    files::empty_folder(&folder).expect("a temporary folder can be written");
    folder
}

fn put(release: &Release, name: &str) -> PathBuf {
    let file = release.output.join(name);
    files::write(&file, format!("the bytes of {name}"), files::PLAIN).expect("written");
    file
}

fn some_news() -> Map<String, Value> {
    Map::from_iter([("en".to_owned(), json!("Lists.\nReceipts.")), ("fr".to_owned(), json!("Listes."))])
}

#[test]
fn u01_the_till_reads_what_is_written_and_believes_it() {
    let folder = folder("read");
    for (for_people, channel) in [(true, Channel::Stable), (false, Channel::Test)] {
        let release = release(&folder, for_people);
        let installer = put(&release, "airtill-1.2.3-windows-x64-setup.exe");
        let mac = put(&release, "airtill-1.2.3-macos-universal.tar.gz");
        let others = ["airtill_1.2.3_amd64.deb", "airtill-1.2.3-windows.cdx.json"].map(|name| put(&release, name));
        let all: Vec<PathBuf> = [&installer, &mac].into_iter().chain(&others).cloned().collect();
        let packages = packages(&release, &all).expect("one for each target");
        let pair = || KeyPair::generate_unencrypted_keypair().expect("a key");
        let (key, next) = (pair(), pair());
        let sign = |file: &Path, comment: &str| {
            let bytes = files::read(file)?;
            let signature = minisign::sign(None, &key.sk, bytes.as_slice(), Some(comment), None).expect("it signs");
            files::write(&signature_of(file), signature.into_string(), files::PLAIN)
        };
        let now = Timestamp::from_second(NOW).expect("a time");
        let made = made(&release, &packages, &some_news(), now, sign).expect("it is written");
        assert_eq!(made.len(), 4, "the manifest and three signatures");
        assert!(made.iter().all(|file| file.is_file()));

        let keys = Keys::read(&key.pk.to_base64(), &next.pk.to_base64()).expect("two keys");
        let bytes = files::read(&made[0]).expect("the manifest");
        let signature = files::read(&signature_of(&made[0])).expect("its signature");
        assert_eq!(made[0].file_name().and_then(|name| name.to_str()), Some(channel.file_name()));
        let manifest = Signed::read(&keys, channel, bytes, signature).expect("it is good").manifest;
        assert_eq!((manifest.version, manifest.channel), (Version::new(1, 2, 3), channel));
        assert_eq!(manifest.published.0, NOW * 1000);
        assert_eq!(manifest.expires.0, (NOW + 90 * 86_400) * 1000);
        assert_eq!(manifest.smallest_ledger, SMALLEST_LEDGER);
        assert_eq!(manifest.news_in("ar"), ["Lists.", "Receipts."]);
        for (target, file) in [(Target::WindowsX64, &installer), (Target::MacosArm64, &mac), (Target::MacosX64, &mac)] {
            let package = manifest.package(target).expect("it is named");
            let bytes = files::read(file).expect("the package");
            assert_eq!((package.size, package.sha256), (bytes.len() as u64, Sha256::digest(&bytes).into()));
            let signature = files::read_text(&signature_of(file)).expect("its signature");
            let comment = keys.check(&bytes, &signature).expect("it is good");
            comment.is_for_file(&package.name).expect("it names the file");
            comment.is_for_version(manifest.version).expect("it names the version");
        }
        files::empty_folder(&release.output).expect("emptied");
    }
    std::fs::remove_dir_all(&folder).expect("the folder was ours");
}

#[test]
fn a_package_is_found_by_its_name_and_two_for_one_target_are_refused() {
    let folder = folder("found");
    let release = release(&folder, false);
    let found = |names: &[&str]| {
        let files: Vec<PathBuf> = names.iter().map(|name| release.output.join(name)).collect();
        packages(&release, &files).map(|found| found.into_iter().map(|(target, _)| target).collect::<Vec<_>>())
    };
    let named = |names: &[&str]| found(names).expect("one for each target");
    assert_eq!(named(&["airtill-1.2.3-windows-x64-test-build-setup.exe"]), ["windows-x64"]);
    assert_eq!(named(&["airtill-1.2.3-macos.tar.gz"]), ["macos-arm64", "macos-x64"]);
    assert!(named(&["airtill-1.2.2-windows-x64-setup.exe", "airtill-1.2.3-macos.dmg", "apt"]).is_empty());
    assert!(named(&[]).is_empty());
    let two = found(&["airtill-1.2.3-windows-x64-setup.exe", "airtill-1.2.3-windows-x64-test-build-setup.exe"]);
    assert!(two.expect_err("which one?").to_string().contains("two packages for windows-x64"));
    std::fs::remove_dir_all(&folder).expect("the folder was ours");
}

#[test]
fn a_release_tells_its_news_in_every_language_or_stops() {
    assert!(news("9.9.9", true).is_err(), "a release without news");
    assert_eq!(news("9.9.9", false).expect("a test build").len(), 1);
    let told = news(env!("CARGO_PKG_VERSION"), true).expect("the news of this version are committed");
    assert_eq!(told.keys().map(String::as_str).collect::<Vec<_>>(), ["ar", "en", "fr"]);
}

#[test]
fn a_clock_before_the_commit_makes_no_manifest() {
    let folder = folder("clock");
    let release = release(&folder, false);
    let late = Timestamp::from_second(NOW - 3600).expect("a time");
    let stop = made(&release, &[], &some_news(), late, |_, _| Ok(())).expect_err("the clock is late");
    assert!(stop.to_string().contains("lies before the commit"), "{stop}");
    std::fs::remove_dir_all(&folder).expect("the folder was ours");
}

#[test]
fn u08_the_smallest_ledger_is_the_one_that_the_ledger_reads() {
    let schema = files::read_text(&root().join("crates/ledger/src/schema.rs")).expect("the ledger's own");
    let line = format!("pub(crate) const FIRST: i64 = {SMALLEST_LEDGER};");
    assert!(schema.contains(&line), "it reads from another format on; change both");
}
