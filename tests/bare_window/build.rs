//! Prepares what Tauri needs of a build, and nothing of ours.

fn main() {
    tauri_build::build();
}
