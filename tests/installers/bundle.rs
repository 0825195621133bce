//! The bundle that `cargo xtask bundle` made, and copies of its parts that a test may damage.
//!
//! `cargo xtask test --installers` names the folders. Nothing here judges.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::command::{program, run};

/// Names the folder of the bundle.
const BUNDLE: &str = "AIRTILL_BUNDLE";
/// Names the folder of the second bundle, which was made of one till with the first.
const AGAIN: &str = "AIRTILL_BUNDLE_AGAIN";
/// Names the folder of the throw-away keys that signed the first.
const KEYS: &str = "AIRTILL_BUNDLE_KEYS";

fn named(variable: &str) -> PathBuf {
    let folder = std::env::var_os(variable).map(PathBuf::from);
    folder.unwrap_or_else(|| panic!("{variable} is not set; `cargo xtask test --installers` sets it"))
}

/// The folder of the bundle.
pub fn folder() -> PathBuf {
    named(BUNDLE)
}

/// The folder of the second bundle.
pub fn again() -> PathBuf {
    named(AGAIN)
}

/// The keyring with the throw-away key of packages.
pub fn keyring() -> PathBuf {
    named(KEYS).join("gnupg")
}

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The program's own configuration.
pub fn configuration() -> Value {
    let text = std::fs::read_to_string(repository().join("src-tauri/tauri.conf.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The one file in a folder whose name ends so.
pub fn file(folder: &Path, ending: &str) -> PathBuf {
    let found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    assert_eq!(found.len(), 1, "files of {} that end with {ending}: {found:?}", folder.display());
    found.into_iter().next().unwrap()
}

/// A copy of a folder of the bundle, which goes with its owner.
pub fn copy_of(part: &str) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    run(program("cp").arg("-a").arg(folder().join(part).join(".")).arg(copy.path())).worked();
    copy
}

/// Changes one byte in the middle of a file.
pub fn damage(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(file, bytes).unwrap();
}

/// Replaces words in a text file; they must be there.
pub fn replace(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from:?} in {}", file.display());
    std::fs::write(file, text.replace(from, to)).unwrap();
}

/// The `.deb` with another version in it, and nothing else changed.
pub fn deb_of_version(version: &str, into: &Path) -> PathBuf {
    let tree = into.join("tree");
    run(program("dpkg-deb").arg("-R").arg(file(&folder(), ".deb")).arg(&tree)).worked();
    replace(
        &tree.join("DEBIAN/control"),
        &format!("\nVersion: {}\n", env!("CARGO_PKG_VERSION")),
        &format!("\nVersion: {version}\n"),
    );
    let made = into.join(format!("airtill_{version}_amd64.deb"));
    // Not as small as it can be: only its content counts.
    run(program("dpkg-deb").args(["--root-owner-group", "-Zgzip", "-z1", "-b"]).arg(&tree).arg(&made)).worked();
    std::fs::remove_dir_all(&tree).unwrap();
    made
}
