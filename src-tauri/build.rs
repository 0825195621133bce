//! Gives every command a permission of its own, so that the capability file is the whole list of commands that the
//! window may call; gives the Windows program its manifest; names the commit and its time; and builds in the publisher
//! of updates.
//!
//! The list is the contract's, so a command that it does not name has no permission and cannot be called. Nothing of
//! this machine goes into the program: no time and no path, so that two builds of one commit are equal.

use std::path::Path;
use std::process::Command;

/// The manifest of the Windows program, which the system reads before the program starts.
const MANIFEST: &str = include_str!("windows.manifest");
/// Names the folder beside the program in which the libraries of a test build lie, as `cargo xtask bundle` sets it.
const FILES: &str = "AIRTILL_FILES_FOLDER";
/// Names the commit, as `cargo xtask bundle` sets it: hexadecimal digits, and `-changed` where files differ from it.
const COMMIT: &str = "AIRTILL_COMMIT";
/// Says what the build is for, as `cargo xtask bundle` sets it: `release`, or nothing.
const BUILD: &str = "AIRTILL_BUILD";
/// Says when the commit was made, as `cargo xtask bundle` sets it: seconds since 1970.
const COMMIT_TIME: &str = "AIRTILL_COMMIT_TIME";
/// Names the two public keys of updates, as `cargo xtask bundle` sets them for tests.
const UPDATE_KEYS: &str = "AIRTILL_UPDATE_KEYS";
/// The publisher of updates, whose keys a build for people has inside.
const PUBLISHER: &str = include_str!("publisher.txt");

fn main() {
    println!("cargo::rerun-if-changed=windows.manifest");
    println!("cargo::rerun-if-changed=publisher.txt");
    for variable in [FILES, COMMIT, COMMIT_TIME, BUILD, UPDATE_KEYS] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    println!("cargo::rustc-env=AIRTILL_BUILT_FROM={}", commit());
    println!("cargo::rustc-env=AIRTILL_BUILT_OF={}", commit_time());
    println!("cargo::rustc-env=AIRTILL_UPDATES_FROM={}", published("manifest").unwrap_or_default());
    println!("cargo::rustc-env=AIRTILL_UPDATES_SIGNED_BY={}", update_keys());
    println!("cargo::rustc-env=AIRTILL_BUILT_AS={}", std::env::var(BUILD).unwrap_or_default());
    let windows = tauri_build::WindowsAttributes::new().app_manifest(manifest());
    let manifest = tauri_build::AppManifest::new().commands(airtill_contract::COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest).windows_attributes(windows))
        .expect("the shell's own configuration is valid");
}

/// The manifest; where libraries lie in a folder of their own, it names that folder as a private assembly, so that the
/// program is replaced by one file and finds the libraries of its own version.
fn manifest() -> String {
    let files = std::env::var(FILES).unwrap_or_default();
    let assembly = if files.is_empty() {
        String::new()
    } else {
        format!(
            r#"<dependency>
    <dependentAssembly>
      <assemblyIdentity type="win32" name="{files}" version="{}.0" processorArchitecture="amd64"/>
    </dependentAssembly>
  </dependency>"#,
            env!("CARGO_PKG_VERSION")
        )
    };
    MANIFEST.replace("<!-- @FILES@ -->", &assembly)
}

/// The commit, as `src/about.rs` reads it: that of the variable, else that of this checkout, whose changes nobody looked
/// for, else nothing.
fn commit() -> String {
    let named = std::env::var(COMMIT).unwrap_or_default();
    if !named.is_empty() {
        let digits = named.strip_suffix("-changed").unwrap_or(&named);
        let whole = (7..=64).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(whole, "{COMMIT} is {named:?}, which is no commit: set the hexadecimal digits, or nothing");
        return named;
    }
    // Not the commit of another checkout in which a folder without git was unpacked.
    if git(&["ls-files", "--error-unmatch", "build.rs"]).is_none() {
        return String::new();
    }
    // A program that people may get is compiled anew after each commit; any other one after a change of the branch.
    let shipped = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let files: &[&str] = if shipped { &["HEAD", "logs/HEAD"] } else { &["HEAD"] };
    for file in files.iter().filter_map(|file| git(&["rev-parse", "--git-path", file])) {
        // A missing file would have everything compiled anew each time.
        if Path::new(&file).is_file() {
            println!("cargo::rerun-if-changed={file}");
        }
    }
    git(&["rev-parse", "HEAD"]).map(|commit| format!("{commit}-unchecked")).unwrap_or_default()
}

/// The time of the commit, in seconds since 1970: that of the variable, else that of this checkout, else none.
fn commit_time() -> u64 {
    let named = std::env::var(COMMIT_TIME).ok().filter(|named| !named.is_empty());
    let time = named.or_else(|| git(&["show", "--no-patch", "--format=%ct", "HEAD"]));
    let time = time.and_then(|time| time.parse().ok()).unwrap_or_default();
    let for_people = std::env::var(BUILD).is_ok_and(|build| build == "release");
    assert!(time > 0 || !for_people, "{COMMIT_TIME} is missing: a build for people knows the time of its commit");
    time
}

/// The two public keys of updates with a space between them: the publisher's for people, those of the variable for tests.
/// Nothing where a test build was given none: it looks for no updates.
fn update_keys() -> String {
    let mut keys = std::env::var(UPDATE_KEYS).unwrap_or_default();
    if std::env::var(BUILD).is_ok_and(|build| build == "release") {
        assert!(keys.is_empty(), "{UPDATE_KEYS} is set, and a build for people has the publisher's keys inside");
        let key = |name| published(name).unwrap_or_else(|| panic!("publisher.txt has no `{name}` key of updates"));
        keys = format!("{} {}", key("present"), key("next"));
    }
    // 42 bytes in base64; the program reads them.
    let is_key = |key: &str| key.len() == 56 && key.starts_with("RW");
    let whole = keys.is_empty() || (keys.split(' ').count() == 2 && keys.split(' ').all(is_key));
    assert!(whole, "the keys of updates are {keys:?}: two public keys of minisign are wanted, or none");
    keys
}

/// The value of a line `name = value` of the publisher's file.
fn published(name: &str) -> Option<&'static str> {
    let lines = PUBLISHER.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    let found = lines.map(|(name, value)| (name.trim(), value.trim())).find(|(found, _)| *found == name)?.1;
    (!found.is_empty()).then_some(found)
}

/// The answer of git in this folder; none without git, or when it refuses.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
