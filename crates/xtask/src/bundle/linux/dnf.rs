//! The dnf repository: a folder that a plain web server serves.
//!
//! Packages and index are both signed, and the `.repo` asks dnf to verify both. The index has the release's time; its
//! signature has its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::files::{self, PLAIN};
use crate::bundle::release::Release;
use crate::bundle::signing::Key;
use crate::step::{Stop, succeed};

/// Makes the repository of this package, and answers its folder.
///
/// # Errors
/// When the index cannot be made or signed.
pub fn make(release: &Release, package: &Path, key: &Key) -> Result<PathBuf, Stop> {
    let repository = release.output.join("dnf");
    files::empty_folder(&repository)?;
    let name = package.file_name().unwrap_or_default();
    files::copy(package, &repository.join("packages").join(name), PLAIN)?;
    let epoch = release.epoch.to_string();
    let mut command = Command::new("createrepo_c");
    command.args(["--quiet", "--revision", &epoch, "--set-timestamp-to-revision", "--no-database"]);
    // zchunk and zstd are not read by every dnf in use.
    succeed(command.args(["--general-compress-type", "gz"]).arg(&repository))?;
    let index = repository.join("repodata/repomd.xml");
    key.sign_beside(&index, &repository.join("repodata/repomd.xml.asc"))?;
    key.export(&repository.join(format!("RPM-GPG-KEY-{}", release.package)), true)?;
    let source = repository.join(format!("{}.repo", release.package));
    files::write(&source, release.fill("linux/airtill.repo")?, PLAIN)?;
    Ok(repository)
}
