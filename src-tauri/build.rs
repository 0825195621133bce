//! Gives every command a permission of its own, so that the capability file is the whole list of commands that the
//! window may call; and gives the Windows program its manifest.
//!
//! The list is the contract's, so a command that it does not name has no permission and cannot be called.

/// The manifest of the Windows program, which the system reads before the program starts.
const MANIFEST: &str = include_str!("windows.manifest");
/// Names the folder beside the program in which the libraries of a test build lie, as `cargo xtask bundle` sets it.
const FILES: &str = "AIRTILL_FILES_FOLDER";

fn main() {
    println!("cargo::rerun-if-changed=windows.manifest");
    println!("cargo::rerun-if-env-changed={FILES}");
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
