//! The download as a person verifies it: with the one command that the README names.
//!
//! The command is read from the README, so that the two cannot disagree.

use std::path::Path;

use tempfile::TempDir;

use crate::bundle;
use crate::command::{Told, program, run};

/// A folder as a person has it who downloaded one package and what verifies it.
fn downloads() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let package = bundle::file(&bundle::folder(), ".deb");
    for file in ["SHA256SUMS", "SHA256SUMS.minisig", "airtill.pub"]
        .map(|name| bundle::folder().join(name))
        .iter()
        .chain([&package])
    {
        std::fs::copy(file, place.path().join(file.file_name().unwrap())).unwrap();
    }
    place
}

/// Runs the command of the README.
fn verify(folder: &Path) -> Told {
    let readme = std::fs::read_to_string(bundle::repository().join("README.md")).unwrap();
    let command = readme.lines().find(|line| line.starts_with("minisign -V")).expect("the README names the command");
    run(program("sh").args(["-c", command]).current_dir(folder))
}

#[test]
fn the_command_of_the_readme_verifies_a_download() {
    let told = verify(downloads().path()).worked();
    assert!(told.text.contains("Signature and comment signature verified"), "{}", told.text);
    assert!(told.text.contains("amd64.deb: OK"), "{}", told.text);
}

#[test]
fn a_package_is_refused_after_one_byte_is_changed() {
    let place = downloads();
    bundle::damage(&bundle::file(place.path(), ".deb"));
    verify(place.path()).refused(&["amd64.deb: FAILED"]);
}

#[test]
fn half_a_download_is_refused() {
    let place = downloads();
    let package = bundle::file(place.path(), ".deb");
    let content = std::fs::read(&package).unwrap();
    std::fs::write(&package, &content[..content.len() / 2]).unwrap();
    verify(place.path()).refused(&["amd64.deb: FAILED"]);
}

#[test]
fn a_list_is_refused_after_one_byte_is_changed() {
    let place = downloads();
    bundle::damage(&place.path().join("SHA256SUMS"));
    verify(place.path()).refused(&["Signature verification failed"]);
}

#[test]
fn a_signature_is_refused_after_its_comment_is_changed() {
    let place = downloads();
    bundle::replace(&place.path().join("SHA256SUMS.minisig"), "trusted comment: Airtill", "trusted comment: Airtall");
    verify(place.path()).refused(&["Comment signature verification failed"]);
}

#[test]
fn a_folder_without_the_package_is_not_called_verified() {
    let place = downloads();
    std::fs::remove_file(bundle::file(place.path(), ".deb")).unwrap();
    verify(place.path()).refused(&["no file was verified"]);
}

#[test]
fn every_file_of_the_bundle_is_in_the_list() {
    let list = std::fs::read_to_string(bundle::folder().join("SHA256SUMS")).unwrap();
    for entry in std::fs::read_dir(bundle::folder()).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let is_listed = list.lines().any(|line| line.ends_with(&format!("  {name}")));
        let verifies = name.starts_with("SHA256SUMS") || name == "airtill.pub";
        assert_eq!(is_listed, entry.path().is_file() && !verifies, "{name} in {list}");
    }
}
