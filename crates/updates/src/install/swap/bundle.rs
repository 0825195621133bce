//! The version of a program that is a folder, as its `Info.plist` says it.
//!
//! The file is read as the text that the publisher's packages have; a property list in another form says nothing here.
//! The caller says what an unknown version means.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::version::Version;

/// The most bytes of the file; ours has about two thousand.
const MOST_BYTES: u64 = 64 * 1024;
/// The key before the version that people see.
const KEY: &str = "<key>CFBundleShortVersionString</key>";

/// The version of the program in that folder; none where it does not say one.
pub fn version(app: &Path) -> Option<Version> {
    let text = read(&app.join("Contents/Info.plist")).inspect_err(|error| {
        tracing::info!(%error, "a program does not say its version");
    });
    of_text(&text.ok()?)
}

fn read(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(file)?.take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

fn of_text(text: &str) -> Option<Version> {
    let (_, behind) = text.split_once(KEY)?;
    let (version, _) = behind.trim_start().strip_prefix("<string>")?.split_once("</string>")?;
    version.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_stands_behind_its_key() {
        let filled = include_str!("../../../../../installers/macos/Info.plist").replace("@VERSION@", "1.2.3");
        assert_eq!(of_text(&filled), Some(Version::new(1, 2, 3)), "the file of our packages");
        let lines = "<key>CFBundleShortVersionString</key>\n\t<string>10.0.1</string>";
        assert_eq!(of_text(lines), Some(Version::new(10, 0, 1)), "as other tools write it");
        for none in [
            "",
            "bplist00",
            "<key>CFBundleVersion</key><string>1.2.3</string>",
            "<key>CFBundleShortVersionString</key>",
            "<key>CFBundleShortVersionString</key><string>1.2.3",
            "<key>CFBundleShortVersionString</key><string>1.2</string>",
            "<key>CFBundleShortVersionString</key><key>other</key><string>1.2.3</string>",
        ] {
            assert_eq!(of_text(none), None, "{none:?}");
        }
        assert_eq!(version(Path::new("/nowhere/Airtill.app")), None);
    }
}
