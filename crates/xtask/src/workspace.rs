//! Where things are: the root of the repository, the target directory, the folder of the window's code.
//!
//! The root follows from this crate's own place; the target directory is asked of cargo, because a person may have
//! moved it.

use std::path::{Path, PathBuf};

use crate::step::Stop;

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this crate lives two folders below the root")
        .to_path_buf()
}

/// The folder of the window's code, where npm runs.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// Cargo's target directory for this workspace.
///
/// # Errors
/// When `cargo metadata` fails, with what it said.
pub fn target() -> Result<PathBuf, Stop> {
    cargo_metadata::MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .map(|metadata| metadata.target_directory.into_std_path_buf())
        .map_err(|error| Stop::new(format!("cargo cannot describe the workspace: {error}")))
}
