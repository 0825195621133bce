//! The least program that shows a page in a window as the till does: the floor of the measures of `cargo xtask bench`.
//!
//! Built in the same command and profile as the till, with the same features of Tauri. It has no command, no plug-in
//! and no script, and must never get one: the measures would not count an addition here against the till.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    tauri::Builder::default()
        .run(tauri::generate_context!())
        .expect("the configuration was checked when this was built");
}
