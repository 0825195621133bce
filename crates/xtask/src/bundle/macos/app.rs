//! `Airtill.app`: a folder that macOS shows as one program.
//!
//! It is laid here from any file as the program, also where that cannot run, so that its form is tested on every
//! system. Signing changes it and belongs to `apple`.

use std::path::{Path, PathBuf};

use crate::bundle::files::{self, PLAIN, PROGRAM};
use crate::bundle::release::Release;
use crate::step::{Stop, root};

/// Lays the folder below another, and answers it.
///
/// # Errors
/// When a file cannot be read or written.
pub fn lay(release: &Release, program: &Path, licences: &Path, below: &Path) -> Result<PathBuf, Stop> {
    let app = below.join(format!("{}.app", release.name));
    let contents = app.join("Contents");
    files::copy(program, &contents.join("MacOS").join(release.package), PROGRAM)?;
    files::write(&contents.join("Info.plist"), release.fill("macos/Info.plist")?, PLAIN)?;
    // The kind of the folder, for what does not read the list.
    files::write(&contents.join("PkgInfo"), "APPL????", PLAIN)?;
    files::copy(&root().join("icons/icon.icns"), &contents.join("Resources/icon.icns"), PLAIN)?;
    files::copy(licences, &contents.join("Resources/licences.txt"), PLAIN)?;
    files::set_times(&app, release.epoch)?;
    Ok(app)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn below(folder: &Path, path: &Path, found: &mut Vec<(String, u32)>) {
        for entry in std::fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                below(folder, &entry, found);
            } else {
                let name = entry.strip_prefix(folder).expect("it is below").display().to_string();
                found.push((name, entry.metadata().expect("a file").permissions().mode() & 0o777));
            }
        }
    }

    #[test]
    fn the_program_is_laid_with_its_list_its_icon_and_its_licences() {
        let release = Release::of_workspace(false).expect("the workspace is there");
        let folder = std::env::temp_dir().join(format!("airtill-app-{}", std::process::id()));
        files::empty_folder(&folder).expect("a temporary folder can be written");
        let (program, licences) = (folder.join("any"), folder.join("texts"));
        files::write(&program, "any file", PLAIN).expect("it is written");
        files::write(&licences, "MIT", PLAIN).expect("it is written");
        let app = lay(&release, &program, &licences, &folder).expect("everything is there");
        let mut found = Vec::new();
        below(&app, &app, &mut found);
        found.sort();
        let wanted = [
            ("Contents/Info.plist", 0o644),
            ("Contents/MacOS/airtill", 0o755),
            ("Contents/PkgInfo", 0o644),
            ("Contents/Resources/icon.icns", 0o644),
            ("Contents/Resources/licences.txt", 0o644),
        ];
        assert_eq!(found, wanted.map(|(name, mode)| (name.to_owned(), mode)));
        let list = files::read_text(&app.join("Contents/Info.plist")).expect("it was written");
        for named in ["CFBundleExecutable</key><string>airtill<", "CFBundleIconFile</key><string>icon.icns<"] {
            assert!(list.contains(named), "what the list names is where it says: {named}");
        }
        let stop = lay(&release, &folder.join("nothing"), &licences, &folder).expect_err("there is no program");
        assert!(stop.to_string().contains("nothing"), "{stop}");
        std::fs::remove_dir_all(&folder).expect("the folder was ours");
    }
}
