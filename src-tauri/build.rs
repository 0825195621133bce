//! Gives every command a permission of its own, so that the capability file is the whole list of commands that the
//! window may call; gives the Windows program its manifest; and names the commit.
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

fn main() {
    println!("cargo::rerun-if-changed=windows.manifest");
    for variable in [FILES, COMMIT, BUILD] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    println!("cargo::rustc-env=AIRTILL_BUILT_FROM={}", commit());
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

/// The answer of git in this folder; none without git, or when it refuses.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
