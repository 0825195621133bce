//! The till for Windows, as it is packed: built here for tests, or named where it was built on Windows.
//!
//! A program that MinGW linked loads one library when it starts, which the released one has inside. That library lies
//! in the folder that is named after the version, as a private assembly that the program's manifest names: then one
//! file is replaced, and the program that is there always finds its own library.

use std::path::PathBuf;

use crate::build;
use crate::bundle::release::Release;
use crate::bundle::{files, program as built};
use crate::debian_rust;
use crate::install;
use crate::step::{Stop, program, target_folder};

/// Names the till's `.exe` that was built on Windows, which a release packs.
const NAMED: &str = "AIRTILL_WINDOWS_PROGRAM";
/// The words by which a test build calls itself.
const TEST_BUILD: &str = "test build";
/// The library that a program linked by MinGW loads at its start.
const LIBRARY: &str = "WebView2Loader.dll";

/// A till for Windows.
#[derive(Debug)]
pub struct Program {
    /// The `.exe`.
    pub file: PathBuf,
    /// The version as people read it: `1.2.3`, or `1.2.3 (test build)`.
    pub shown: String,
    /// The files of the folder that is named after the version, each with its name there.
    pub beside: Vec<(PathBuf, String)>,
}

impl Program {
    /// Whether it is for tests alone.
    pub fn is_test_build(&self) -> bool {
        self.shown.contains(TEST_BUILD)
    }
}

/// The named program, or a test build where none is named and people will not get it.
///
/// # Errors
/// When a release names none, the named one is of another version or of another commit, people would get a test build, or
/// the test build does not compile.
pub fn obtain(release: &Release) -> Result<Program, Stop> {
    let Some(named) = built::named(NAMED, release)? else { return test_build(release) };
    let version = version_of(&files::read(&named)?).unwrap_or_default();
    if version != release.version {
        return Err(Stop::new(format!(
            "{} calls itself version {version:?}, and {} is bundled.",
            named.display(),
            release.version
        )));
    }
    Ok(Program { file: named, shown: version, beside: Vec::new() })
}

/// Links the till by MinGW.
fn test_build(release: &Release) -> Result<Program, Stop> {
    println!("NOT FOR PEOPLE: {NAMED} is not set, so a {TEST_BUILD} is linked by MinGW.");
    install::ensure(&[&install::PLATFORMS])?;
    build::ui_packages()?;
    build::ui()?;
    let folder = target_folder()?;
    let assembly = folder_of(release);
    // The numbers of the version resource are the release's; its text ends in what nobody takes for a release.
    let named = format!(r#"{{"version":"{}-{}"}}"#, release.version, TEST_BUILD.replace(' ', "-"));
    let mut command = debian_rust::cargo("build", &[debian_rust::WINDOWS]);
    command
        .args(["--release", "--package", "airtill", "--target-dir"])
        .arg(&folder)
        .env("AIRTILL_FILES_FOLDER", &assembly)
        .envs(release.variables())
        .env("TAURI_CONFIG", named)
        // Small and fast does not matter here, and linking as a whole takes minutes.
        .env("CARGO_PROFILE_RELEASE_LTO", "false")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    program("building the till for Windows", &mut command)?;
    let made = folder.join(debian_rust::WINDOWS).join("release");
    let manifest = release.work.join("windows-assembly.manifest");
    files::write(&manifest, assembly_of(&assembly, &release.version), files::PLAIN)?;
    Ok(Program {
        file: made.join("airtill.exe"),
        shown: format!("{} ({TEST_BUILD})", release.version),
        beside: vec![(made.join(LIBRARY), LIBRARY.to_owned()), (manifest, format!("{assembly}.manifest"))],
    })
}

/// The name of the folder beside the program; `installers/windows/airtill.nsi` makes it.
fn folder_of(release: &Release) -> String {
    format!("{}-{}", release.name, release.version)
}

/// The description of the private assembly that is that folder.
fn assembly_of(name: &str, version: &str) -> String {
    format!(
        r#"<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">
  <assemblyIdentity type="win32" name="{name}" version="{version}.0" processorArchitecture="amd64"/>
  <file name="{LIBRARY}"/>
</assembly>
"#
    )
}

/// The text `ProductVersion` of a program's version resource.
fn version_of(program: &[u8]) -> Option<String> {
    let units = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let key = units("ProductVersion\0");
    let start = program.windows(key.len()).position(|bytes| bytes == key)? + key.len();
    let text: Vec<u16> = program[start..]
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        // The value begins at a multiple of four bytes.
        .skip_while(|unit| *unit == 0)
        .take_while(|unit| *unit != 0)
        .take(64)
        .collect();
    String::from_utf16(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(version: &str) -> Vec<u8> {
        let text = format!("\u{1}ProductVersion\0\0{version}\0\0Other\0");
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn the_version_is_read_from_the_resource_of_a_program() {
        assert_eq!(version_of(&resource("1.2.3")).as_deref(), Some("1.2.3"));
        assert_eq!(version_of(&resource("1.2.3-test-build")).as_deref(), Some("1.2.3-test-build"));
        assert_eq!(version_of(b"MZ, and nothing about a version"), None);
    }

    #[test]
    fn the_assembly_has_the_name_and_version_that_the_program_asks_for() {
        let text = assembly_of("Airtill-1.2.3", "1.2.3");
        assert!(text.contains(r#"name="Airtill-1.2.3" version="1.2.3.0""#) && text.contains(LIBRARY), "{text}");
    }
}
