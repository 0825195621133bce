//! Prepares the parts of a build that Tauri needs, and nothing of ours.
//!
//! The window is bare on purpose: the measures take it as the least cost of a window.

fn main() {
    tauri_build::build();
}
