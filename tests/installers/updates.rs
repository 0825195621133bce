//! The manifest of updates of the bundle, with its packages, as the till reads and proves them.
//!
//! The keys are those that the bundle threw away; the program `minisign` signed.

use std::path::PathBuf;

use airtill_updates::{Channel, CheckError, Keys, SignatureError, Signed, Target};

use crate::bundle;

/// The public keys of the bundle, from their files: the one beside its sums, and the next one of its throw-away keys.
fn keys() -> Keys {
    let key = |file: PathBuf| std::fs::read_to_string(file).unwrap().lines().nth(1).unwrap().to_owned();
    let next = bundle::keyring().with_file_name("sums-next.pub");
    Keys::read(&key(bundle::folder().join("airtill.pub")), &key(next)).expect("two keys")
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(bundle::folder().join(name)).unwrap()
}

fn manifest() -> Signed {
    let (bytes, signature) = (read("airtill-test.json"), read("airtill-test.json.minisig"));
    Signed::read(&keys(), Channel::Test, bytes, signature).expect("it is signed")
}

#[test]
fn u01_the_manifest_is_believed_and_not_after_one_byte_is_changed() {
    let version = manifest().manifest.version.to_string();
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    let mut changed = read("airtill-test.json");
    let at = changed.len() / 2;
    changed[at] ^= 1;
    let end = Signed::read(&keys(), Channel::Test, changed, read("airtill-test.json.minisig"));
    assert!(matches!(end, Err(CheckError::Signature(SignatureError::Forged))), "{end:?}");
    let end = Signed::read(&keys(), Channel::Test, read("SHA256SUMS"), read("SHA256SUMS.minisig"));
    let is_refused = matches!(end, Err(CheckError::Signature(SignatureError::OtherFile)));
    assert!(is_refused, "another file that the same key signed: {end:?}");
}

#[test]
fn u01_u02_the_installer_is_the_one_that_the_manifest_names() {
    let manifest = manifest().manifest;
    let package = manifest.package(Target::WindowsX64).expect("there is one for Windows");
    let bytes = read(&package.name);
    assert_eq!(bytes.len() as u64, package.size);
    let signature = String::from_utf8(read(&format!("{}.minisig", package.name))).unwrap();
    let comment = keys().check(&bytes, &signature).expect("it is signed");
    comment.is_for_file(&package.name).expect("it names the file");
    comment.is_for_version(manifest.version).expect("it names the version");
    let end = keys().check(&bytes[1..], &signature);
    assert!(matches!(end, Err(SignatureError::Forged)), "and no other bytes: {end:?}");
}
