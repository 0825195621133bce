//! The `.deb`: the staged tree, Debian's own documents, and the dependencies that the program's libraries have.
//!
//! It is made by `dpkg-deb` itself. It has no maintainer scripts, because triggers of the desktop's own packages notice
//! icons and file types, and no signature inside, because nothing checks one: apt checks that of the repository.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::staging::{Contents, compress};
use crate::bundle::files::{self, PLAIN};
use crate::bundle::release::Release;
use crate::step::{Stop, capture, succeed};

/// Debian's name for the processor.
pub const ARCHITECTURE: &str = "amd64";

/// The packages that the program runs or reads, and that no library of its own brings along.
const RUN: [&str; 4] = ["ca-certificates", "desktop-file-utils", "shared-mime-info", "xdg-utils"];

/// Makes the package.
///
/// # Errors
/// When a tool of Debian's fails.
pub fn make(release: &Release, contents: &Contents) -> Result<PathBuf, Stop> {
    let tree = contents.lay(release, "deb")?;
    let documents = tree.join("usr/share/doc").join(release.package);
    files::write(&documents.join("copyright"), release.fill("linux/copyright")?, PLAIN)?;
    let changes = documents.join("changelog");
    files::write(&changes, release.fill("linux/changelog")?, PLAIN)?;
    compress(&changes)?;
    let own = [("@DEPENDS@", depends(release, &tree)?), ("@INSTALLED_SIZE@", installed_size(&tree)?.to_string())];
    let sums = capture(Command::new("sh").current_dir(&tree).args(["-c", SUMS]))? + "\n";
    files::write(&tree.join("DEBIAN/md5sums"), sums, PLAIN)?;
    files::write(&tree.join("DEBIAN/control"), release.fill_with("linux/control", &own)?, PLAIN)?;
    files::set_times(&tree, release.epoch)?;
    let file = release.output.join(format!("{}_{}_{ARCHITECTURE}.deb", release.package, release.version));
    // One thread, because xz splits its work by their number, and xz because every Debian and Ubuntu in use reads it.
    let mut command = Command::new("dpkg-deb");
    command.args(["--root-owner-group", "-Zxz", "-z9", "--threads-max=1", "--build"]).arg(&tree).arg(&file);
    succeed(command.env("SOURCE_DATE_EPOCH", release.epoch.to_string()))?;
    Ok(file)
}

/// The digests with which `dpkg --verify` notices a file that was changed later.
const SUMS: &str = "LC_ALL=C find usr -type f | LC_ALL=C sort | xargs -d '\\n' md5sum";

/// The packages of the program's libraries, with the versions that its symbols need, and those of [`RUN`].
fn depends(release: &Release, tree: &Path) -> Result<String, Stop> {
    let folder = release.work_folder("deb-dependencies")?;
    let source = format!("Source: {0}\n\nPackage: {0}\nArchitecture: any\n", release.package);
    files::write(&folder.join("debian/control"), source, PLAIN)?;
    let mut command = Command::new("dpkg-shlibdeps");
    command.arg("-O").arg(tree.join("usr/bin").join(release.package)).current_dir(&folder);
    let told = capture(&mut command)?;
    let found = told
        .lines()
        .find_map(|line| line.strip_prefix("shlibs:Depends="))
        .ok_or_else(|| Stop::new("dpkg-shlibdeps names no library, but the till has some."))?;
    let mut all: Vec<&str> = found.split(", ").chain(RUN).collect();
    all.sort_unstable();
    all.dedup();
    Ok(all.join(", "))
}

/// The size in KiB, as Debian's policy counts it: each file rounded up, and one for each folder.
fn installed_size(tree: &Path) -> Result<u64, Stop> {
    Ok(files::sizes(tree)?.into_iter().map(|size| size.map_or(1, |bytes| bytes.div_ceil(1024))).sum())
}
