//! The `.rpm`: the staged tree, packed by `rpmbuild` and signed.
//!
//! Its dependencies on libraries are found by rpm and name sonames, which Fedora and openSUSE share. It is built
//! without a signature, which has a time of its own; signing is a step of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::staging::Contents;
use crate::bundle::files::{self, PLAIN};
use crate::bundle::release::Release;
use crate::bundle::signing::Key;
use crate::step::{Stop, succeed};

/// The name of the processor in the world of rpm.
const ARCHITECTURE: &str = "x86_64";

/// Makes the package and signs it.
///
/// # Errors
/// When rpmbuild or rpmsign fails.
pub fn make(release: &Release, contents: &Contents, key: &Key) -> Result<PathBuf, Stop> {
    let built = build(release, contents)?;
    let name = built.file_name().unwrap_or_default();
    let file = release.output.join(name);
    files::copy(&built, &file, PLAIN)?;
    key.sign_rpm(&file)?;
    Ok(file)
}

/// The package without a signature.
fn build(release: &Release, contents: &Contents) -> Result<PathBuf, Stop> {
    let tree = contents.lay(release, "rpm")?;
    files::set_times(&tree, release.epoch)?;
    let folder = release.work_folder("rpmbuild")?;
    let own = [("@STAGED@", tree.display().to_string())];
    let spec = folder.join(format!("{}.spec", release.package));
    files::write(&spec, release.fill_with("linux/airtill.spec", &own)?, PLAIN)?;
    let mut command = Command::new("rpmbuild");
    command.args(["-bb", "--quiet", "--target", ARCHITECTURE, "--define"]).arg(define(&folder)).arg(&spec);
    command.env("SOURCE_DATE_EPOCH", release.epoch.to_string());
    succeed(&mut command)?;
    let name = format!("{}-{}-1.{ARCHITECTURE}.rpm", release.package, release.version);
    Ok(folder.join("RPMS").join(ARCHITECTURE).join(name))
}

fn define(folder: &Path) -> String {
    format!("_topdir {}", folder.display())
}
