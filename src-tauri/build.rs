//! Gives every command a permission of its own, so that the capability file is the whole list of commands that the
//! window may call.
//!
//! The list is the contract's, so a command that it does not name has no permission and cannot be called.

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(airtill_contract::COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("the shell's own configuration is valid");
}
