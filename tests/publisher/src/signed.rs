//! The files of a version, and their signatures, as `docs/release.md` describes them.
//!
//! A test that needs another manifest changes the JSON. Nothing here is believed by anybody without a signature.

use minisign::KeyPair;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The name of the package.
pub const PACKAGE: &str = "airtill-2.0.0-windows-x64-setup.exe";
/// Enough for many pieces of a body.
const PACKAGE_BYTES: usize = 200_000;

/// The package of the version 2.0.0.
pub fn package() -> Vec<u8> {
    (0..PACKAGE_BYTES).map(|at| (at % 251) as u8).collect()
}

/// The manifest of the version 2.0.0 as of 2026-12-01, with the size and digest of these bytes.
pub fn manifest(package: &[u8]) -> Value {
    let digits: String = Sha256::digest(package).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "schema": 1, "channel": "stable", "version": "2.0.0", "smallest_ledger": 3,
        "published": "2026-12-01T00:00:00Z", "expires": "2026-12-31T00:00:00Z", "news": { "en": "News." },
        "targets": { "windows-x64": { "url": PACKAGE, "size": package.len(), "sha256": digits } }
    })
}

/// The manifest with other times, as `2026-12-01T00:00:00Z`.
pub fn dated(mut manifest: Value, published: &str, expires: &str) -> Value {
    (manifest["published"], manifest["expires"]) = (published.into(), expires.into());
    manifest
}

/// The signature of these bytes, with a comment.
pub fn signature(pair: &KeyPair, bytes: &[u8], comment: &str) -> Vec<u8> {
    minisign::sign(None, &pair.sk, bytes, Some(comment), None).expect("it signs").into_string().into_bytes()
}

/// The signature of a manifest, for the file of its channel.
pub fn of_manifest(pair: &KeyPair, manifest: &Value) -> Vec<u8> {
    let channel = manifest["channel"].as_str().unwrap_or_default();
    signature(pair, manifest.to_string().as_bytes(), &format!("timestamp:1\tfile:airtill-{channel}.json"))
}

/// The signature of a package, for a version.
pub fn of_package(pair: &KeyPair, package: &[u8], version: &str) -> Vec<u8> {
    signature(pair, package, &format!("timestamp:1\tfile:{PACKAGE}\tversion:{version}"))
}
