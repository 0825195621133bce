//! The tree that both Linux packages hold: the program, its desktop entry, file type, icons, man page and licences, and
//! the empty folder of the company.
//!
//! A file that only one format has is laid by that format. Every file gets its mode and the release's time here, so
//! that a package depends neither on the umask nor on the clock of the machine that made it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bundle::files::{self, PLAIN, PROGRAM};
use crate::bundle::release::Release;
use crate::step::{Stop, root, succeed};

/// The sizes of the icons in pixels, as desktops and the theme hicolor know them.
const ICON_SIZES: [u32; 11] = [16, 22, 24, 32, 36, 48, 64, 72, 128, 256, 512];

/// The files from which every package is made.
#[derive(Debug)]
pub struct Contents {
    /// The program as it is shipped.
    pub till: PathBuf,
    /// The licences of everything that is inside it.
    pub licences: PathBuf,
}

impl Contents {
    /// Lays the tree into an empty folder of this name, and answers the folder.
    ///
    /// # Errors
    /// When a file cannot be read, drawn or written.
    pub fn lay(&self, release: &Release, name: &str) -> Result<PathBuf, Stop> {
        let tree = release.work_folder(name)?;
        let share = tree.join("usr/share");
        let package = release.package;
        files::copy(&self.till, &tree.join("usr/bin").join(package), PROGRAM)?;
        let filled = [
            ("airtill.desktop", share.join(format!("applications/{package}.desktop"))),
            ("airtill-connection.xml", share.join(format!("mime/packages/{}.xml", release.identifier))),
            ("airtill.metainfo.xml", share.join(format!("metainfo/{}.metainfo.xml", release.identifier))),
        ];
        for (template, file) in filled {
            files::write(&file, release.fill(&format!("linux/{template}"))?, PLAIN)?;
        }
        let page = share.join(format!("man/man1/{package}.1"));
        files::write(&page, release.fill("linux/airtill.1")?, PLAIN)?;
        compress(&page)?;
        files::copy(&self.licences, &share.join(format!("doc/{package}/licences.txt")), PLAIN)?;
        icons(release, &share.join("icons/hicolor"))?;
        // An administrator's files of the company; the till reads them where root alone can write.
        files::make_folder(&tree.join("etc").join(package).join("connections"))?;
        Ok(tree)
    }
}

/// Draws the icon at every size, and lays the drawing itself beside them.
fn icons(release: &Release, theme: &Path) -> Result<(), Stop> {
    let drawing = root().join("icons/icon.svg");
    for size in ICON_SIZES {
        let file = theme.join(format!("{size}x{size}/apps/{}.png", release.package));
        files::write(&file, "", PLAIN)?;
        let pixels = size.to_string();
        let mut command = Command::new("rsvg-convert");
        command.args(["--width", &pixels, "--height", &pixels, "--output"]).arg(&file).arg(&drawing);
        succeed(&mut command)?;
    }
    files::copy(&drawing, &theme.join(format!("scalable/apps/{}.svg", release.package)), PLAIN)
}

/// Compresses a file as packages do: as small as gzip can, without its name and its time.
///
/// # Errors
/// When gzip fails.
pub fn compress(file: &Path) -> Result<(), Stop> {
    succeed(Command::new("gzip").args(["--best", "--no-name"]).arg(file))
}
