//! Prepares what Tauri needs of a build, and nothing of ours.
//!
//! What this window lacks is the point of it: the measures take it as the floor of what a window costs.

fn main() {
    tauri_build::build();
}
